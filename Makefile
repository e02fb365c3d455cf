# `make` alone says what there is to make.
PYTHON ?= python3
ARCHIVE ?=
INDEX ?= index_data
PORT ?= 8000
BIN := .venv/bin
DEMO := tests/data/demo tests/data/archive/articles tests/data/archive/posts
DEMO_INDEX := build/demo
# A process a core; one that has no more to do takes half of what another has left.
SPREAD := --numprocesses auto --maxprocesses 4 --dist worksteal

CATALOGUES := search_app/translations
NEW_ENOUGH := import sys; sys.version_info < (3, 11) and sys.exit("Wenhai needs Python 3.11 or newer, and $(PYTHON) is \
	%d.%d: name another one, such as make PYTHON=python3.12 serve" % sys.version_info[:2])

# As they were given, for the shells of recipes: a path may hold blanks, quotes and what make would expand. bash has put
# the home folder in place of ~ in ARCHIVE=~/articles, zsh and dash have not.
given = $(subst <given>,,$(subst <given>~/,$(HOME)/,<given>$(value $(1))))
export GIVEN_ARCHIVE := $(call given,ARCHIVE)
export GIVEN_INDEX := $(call given,INDEX)
export GIVEN_PORT := $(call given,PORT)
unexport ARCHIVE INDEX PORT

# An index elsewhere takes the engine's client, and figures take theirs.
NEEDED := .venv/serving
ifneq ($(filter opensearch%,$(value INDEX))$(filter 1,$(WENHAI_METRICS)),)
NEEDED := .venv/running
endif

.DEFAULT_GOAL := help
.PHONY: help serve demo test lint audit lock lowest bench bare cluster faults soak translations

help: ## this list
	@awk -F ' *## ' '/^[a-z]+:.* ## / { sub(":.*", "", $$1); printf "make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'ARCHIVE=path       what serve indexes: a folder, a file or a tar of articles'
	@echo 'INDEX=path         where serve keeps its index (index_data); opensearch://host:9200/name is one, too'
	@echo 'PORT=number        where serve and demo listen, on this machine alone (8000)'
	@echo 'PYTHON=command     what .venv is made with (python3)'

serve: ## what ARCHIVE holds; without it what was indexed before, or else the demo
ifeq ($(value ARCHIVE)$(wildcard index_data/CURRENT)$(origin INDEX),file)
serve: demo
else
serve: $(NEEDED)
ifneq ($(value ARCHIVE),)
	@printf 'Indexing %s into %s. (The demo: make demo)\n' "$$GIVEN_ARCHIVE" "$$GIVEN_INDEX"
	@$(BIN)/wenhai reindex --index "$$GIVEN_INDEX" -- "$$GIVEN_ARCHIVE"
else
	@$(BIN)/wenhai status --index "$$GIVEN_INDEX"
	@echo 'As it was indexed last. (Anew: make serve ARCHIVE=path. The demo: make demo)'
endif
	@exec $(BIN)/wenhai serve --index "$$GIVEN_INDEX" --port "$$GIVEN_PORT"
endif

demo: $(NEEDED) ## made-up articles, in an index of their own
	@echo 'The demo: made-up articles. (Your own: make serve ARCHIVE=path)'
	@$(BIN)/wenhai reindex $(DEMO) --index $(DEMO_INDEX)
	@exec $(BIN)/wenhai serve --index $(DEMO_INDEX) --port "$$GIVEN_PORT"

test: .venv/installed lint ## every test, after lint
	$(BIN)/python -m pytest $(SPREAD)

# Of bandit without: asserts, which tell mypy what is known; imports, which do nothing yet.
lint: .venv/installed ## ruff, mypy, bandit
	$(BIN)/ruff check indexer search_app tests
	$(BIN)/ruff format --check indexer search_app tests
	$(BIN)/mypy
	$(BIN)/bandit --quiet --recursive --skip B101,B403,B404,B405 indexer search_app

# Where their data can't be had, it says that it was skipped.
audit: .venv/installed ## known weaknesses of what locks/ names
	$(BIN)/python -m tests.soak.audit locks/run.txt locks/make.txt

bench: .venv/installed ## figures, and those of other engines: BENCH="--index path …"
	$(BIN)/python -m pip install --quiet --requirement tests/bench/requirements.txt
	$(BIN)/python -m tests.bench.run $(BENCH)

# The two commands on Debians that have nothing but Python, make and git, as root; MACHINES="debian-12" for one alone.
bare: ## serve and test on machines that have nothing: an hour, as root
	$(PYTHON) -m tests.bare $(MACHINES)

# With what it prints in the environment, the tests use them.
cluster: ## three OpenSearch nodes until interrupted
	$(PYTHON) -m tests.cluster run

# They are killed, held up, filled and restarted while documents and answers are counted.
faults: .venv/installed ## what three nodes do to a reindex and a search when they die: five minutes
	WENHAI_FAULTS=1 $(PYTHON) -m tests.cluster run $(BIN)/python -m pytest tests/backends/test_opensearch_faults.py

soak: .venv/installed ## hours of what tries to break it, on an index that is only read: INDEX=path
	$(BIN)/python -m pip install --quiet --requirement tests/soak/requirements.txt
	$(BIN)/python -m tests.soak.crash --tries 300
	$(BIN)/python -m tests.soak.damage --tries 700
	$(BIN)/python -m tests.soak.interrupts --tries 40
	$(BIN)/python -m tests.soak.updates
	$(BIN)/python -m tests.soak.together --readers 20 --rebuilds 20 --queries 100000 --swaps 50
	$(BIN)/python -m tests.soak.load --seconds 600 --index "$$GIVEN_INDEX"
	$(BIN)/python -m tests.soak.costs "$$GIVEN_INDEX"
	$(BIN)/python -m tests.soak.pages
	for target in archive tar query http; do $(BIN)/python -m tests.soak.fuzz_$$target --seconds 3600 || exit 1; done
	$(BIN)/python -m tests.soak.fuzz_growth
	$(BIN)/python -m tests.soak.watching --seconds 600
	WENHAI_SOAK=1 $(BIN)/python -m pytest tests/web/test_injection.py tests/web/test_limits.py

# The strings are translated there; run it again to compile them.
translations: .venv/installed ## new strings into the catalogues, and these compiled
	$(BIN)/pybabel -q extract -F $(CATALOGUES)/babel.cfg -k _l -k lazy_gettext --no-location --sort-output -o $(CATALOGUES)/messages.pot .
	$(BIN)/pybabel -q update -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete
	$(BIN)/pybabel -q compile -d $(CATALOGUES)
	$(BIN)/python -m tests.support.catalogs

# What is installed is what locks/ names, by hash; --no-build-isolation, for pip would fetch setuptools without one.
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --no-build-isolation --requirement

# A .venv knows its folder and its Python by absolute paths: where it was moved, or its Python is another, it is made anew.
WHOSE := $(BIN)/python -c 'import sys; print(sys.prefix, *sys.version_info[:2])' 2>/dev/null
ifneq ($(shell $(WHOSE)),$(shell cat .venv/serving 2>/dev/null))
.PHONY: .venv/serving
ANEW := --clear
endif

.venv/serving: setup.cfg pyproject.toml locks/build.txt locks/serve.txt
	@$(PYTHON) -c '$(NEW_ENOUGH)'
	@echo 'Installing what serving needs into .venv, about a minute.'
	@rm -rf $(DEMO_INDEX)
	@$(PYTHON) -m venv $(ANEW) .venv
	@$(INSTALL) locks/build.txt
	@$(INSTALL) locks/serve.txt
	@$(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	@$(WHOSE) > $@

.venv/running: .venv/serving locks/run.txt
	@echo 'Installing what OpenSearch and figures take into .venv, half a minute.'
	@$(INSTALL) locks/run.txt
	@touch $@

.venv/installed: .venv/serving locks/make.txt
	@echo 'Installing what the tests need into .venv, about a minute.'
	@$(INSTALL) locks/make.txt
	@touch $@

# Look at the difference before it is kept.
LOCK := build/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header
lock: ## newer releases within the bounds of setup.cfg into locks/
	$(PYTHON) -m venv build/uv
	build/uv/bin/python -m pip install --quiet 'uv>=0.9,<0.14'
	$(LOCK) locks/build.in --output-file locks/build.txt
	$(LOCK) --extra fast --extra opensearch --extra metrics setup.cfg --output-file locks/run.txt
	$(LOCK) --extra fast --constraint locks/run.txt setup.cfg --output-file locks/serve.txt
	$(LOCK) --extra fast --extra dev --constraint locks/run.txt setup.cfg --output-file locks/make.txt
	$(LOCK) --resolution lowest-direct --extra fast --extra dev setup.cfg --output-file locks/lowest.txt

# On Python 3.11 or 3.12 (later ones came after some of them). tests/ops/test_locks.py knows when it is due.
lowest: ## the tests but for those in a browser, with the lowest releases that setup.cfg allows: 17 minutes beside other work
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet --require-hashes --requirement locks/build.txt
	build/lowest/bin/python -m pip install --quiet --require-hashes --no-build-isolation --requirement locks/lowest.txt
	build/lowest/bin/python -m pip install --quiet --quiet --no-deps --no-build-isolation --editable .
	build/lowest/bin/python -m pytest -m 'not browser' $(SPREAD)
