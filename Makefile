# Two commands: `make serve` (ARCHIVE=path for your own articles) and `make test`.
PYTHON ?= python3
ARCHIVE ?= tests/archive
INDEX ?= index_data
PORT ?= 8000
BIN := .venv/bin
LINT := --line-length 120 --exclude tests/archive
RULES := --select E,F,I,B,UP,SIM,RUF --ignore RUF001,RUF002,RUF003,RUF005

CATALOGUES := search_app/translations

.PHONY: serve test lint bench cluster faults translations

serve: .venv/installed
	$(BIN)/wenhai reindex "$(ARCHIVE)" --index "$(INDEX)"
	$(BIN)/wenhai serve --index "$(INDEX)" --port $(PORT)

test: .venv/installed lint
	$(BIN)/python -m pytest

lint: .venv/installed
	$(BIN)/ruff check $(LINT) $(RULES) indexer search_app tests
	$(BIN)/ruff format $(LINT) --check indexer search_app tests
	$(BIN)/mypy

bench: .venv/installed
	$(BIN)/python -m pip install --quiet --requirement tests/bench/requirements.txt
	$(BIN)/python -m tests.bench.run $(BENCH)

# Three OpenSearch nodes until interrupted; with what it prints in the environment, the tests use them.
cluster:
	$(PYTHON) -m tests.cluster run

# Nodes of a cluster killed, held up, filled and restarted while documents and answers are counted: five minutes.
faults: .venv/installed
	WENHAI_FAULTS=1 $(PYTHON) -m tests.cluster run $(BIN)/python -m pytest tests/test_faults.py

# New strings into the catalogues, to be translated there; run it again to compile them.
translations: .venv/installed
	$(BIN)/pybabel -q extract -F $(CATALOGUES)/babel.cfg -k _l -k lazy_gettext -k Note --no-location --sort-output -o $(CATALOGUES)/messages.pot .
	$(BIN)/pybabel -q update -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete
	$(BIN)/pybabel -q compile -d $(CATALOGUES)

.venv/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[fast,dev]'
	touch $@
