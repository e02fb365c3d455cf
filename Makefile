# Two commands: `make serve` (ARCHIVE=path for your own articles) and `make test`.
PYTHON ?= python3
ARCHIVE ?= tests/archive
INDEX ?= index_data
PORT ?= 8000
BIN := .venv/bin
LINT := --line-length 120 --exclude tests/archive
RULES := --select E,F,I,B,UP,SIM,RUF --ignore RUF001,RUF002,RUF003,RUF005

CATALOGUES := search_app/translations
NEW_ENOUGH := import sys; sys.version_info < (3, 11) and sys.exit("Wenhai needs Python 3.11 or newer, and $(PYTHON) is \
	%d.%d: name another one, such as make PYTHON=python3.12 serve" % sys.version_info[:2])

.PHONY: serve test lint audit lock lowest bench bare cluster faults soak translations

serve: .venv/installed
	$(BIN)/wenhai reindex "$(ARCHIVE)" --index "$(INDEX)"
	$(BIN)/wenhai serve --index "$(INDEX)" --port $(PORT)

test: .venv/installed lint
	$(BIN)/python -m pytest

# Of bandit without: asserts, which tell mypy what is known; imports, which do nothing yet.
lint: .venv/installed
	$(BIN)/ruff check $(LINT) $(RULES) indexer search_app tests
	$(BIN)/ruff format $(LINT) --check indexer search_app tests
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive --skip B101,B403,B404,B405 indexer search_app

# Known weaknesses of what locks/ names, where their data can be had; elsewhere it says that it was skipped.
audit: .venv/installed
	$(BIN)/python -m tests.soak.audit locks/run.txt locks/make.txt

bench: .venv/installed
	$(BIN)/python -m pip install --quiet --requirement tests/bench/requirements.txt
	$(BIN)/python -m tests.bench.run $(BENCH)

# The two commands on Debians that have nothing but Python, make and git, as root: an hour; MACHINES="debian-12" for one.
bare:
	$(PYTHON) -m tests.bare $(MACHINES)

# Three OpenSearch nodes until interrupted; with what it prints in the environment, the tests use them.
cluster:
	$(PYTHON) -m tests.cluster run

# Nodes of a cluster killed, held up, filled and restarted while documents and answers are counted: five minutes.
faults: .venv/installed
	WENHAI_FAULTS=1 $(PYTHON) -m tests.cluster run $(BIN)/python -m pytest tests/test_faults.py

# The long forms of what tries to break it, hours of them, on an index that is only read: make soak INDEX=path.
soak: .venv/installed
	$(BIN)/python -m pip install --quiet --requirement tests/soak/requirements.txt
	$(BIN)/python -m tests.soak.crash --tries 300
	$(BIN)/python -m tests.soak.together --readers 20 --rebuilds 20 --queries 100000 --swaps 50
	$(BIN)/python -m tests.soak.load --seconds 600 --index "$(INDEX)"
	$(BIN)/python -m tests.soak.costs "$(INDEX)"
	for target in archive tar query http; do $(BIN)/python -m tests.soak.fuzz_$$target --seconds 3600 || exit 1; done
	$(BIN)/python -m tests.soak.fuzz_growth
	$(BIN)/python -m tests.soak.watching --seconds 600
	WENHAI_SOAK=1 $(BIN)/python -m pytest tests/test_attack.py tests/test_limits.py

# New strings into the catalogues, to be translated there; run it again to compile them.
translations: .venv/installed
	$(BIN)/pybabel -q extract -F $(CATALOGUES)/babel.cfg -k _l -k lazy_gettext -k Note --no-location --sort-output -o $(CATALOGUES)/messages.pot .
	$(BIN)/pybabel -q update -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete
	$(BIN)/pybabel -q compile -d $(CATALOGUES)

# What is installed is what locks/ names, by hash; --no-build-isolation, for pip would fetch setuptools without one.
.venv/installed: setup.cfg pyproject.toml locks/build.txt locks/make.txt
	@$(PYTHON) -c '$(NEW_ENOUGH)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement locks/build.txt
	$(BIN)/python -m pip install --quiet --require-hashes --no-build-isolation --requirement locks/make.txt
	$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	touch $@

# Newer releases within the bounds of setup.cfg into locks/. Look at the difference before it is kept.
LOCK := build/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header
lock:
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet 'uv>=0.9,<0.14'
	$(LOCK) locks/build.in --output-file locks/build.txt
	$(LOCK) --extra fast --extra opensearch --extra metrics setup.cfg --output-file locks/run.txt
	$(LOCK) --extra fast --extra dev --constraint locks/run.txt setup.cfg --output-file locks/make.txt
	$(LOCK) --resolution lowest-direct --extra fast --extra dev setup.cfg --output-file locks/lowest.txt

# The tests but for those in a browser, with the lowest releases that setup.cfg allows, on Python 3.11 or 3.12 (later ones
# came after some of them): 17 minutes. Run it when a bound is changed; tests/test_locks.py knows when that is due.
lowest:
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet --require-hashes --requirement locks/build.txt
	build/lowest/bin/python -m pip install --quiet --require-hashes --no-build-isolation --requirement locks/lowest.txt
	build/lowest/bin/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	build/lowest/bin/python -m pytest -m 'not browser'
