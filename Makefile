# Every command of the project. Each makes what it needs first; what is there already is left alone.
PORT ?= 8000
export PORT
unexport PYTHONDONTWRITEBYTECODE  # or each of the tests' many processes compiles every package anew

PY := .venv/bin/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard counter/translations/*/LC_MESSAGES/messages.po))
APP := .venv/app.stamp $(CATALOGUES)
DEV := .venv/dev.stamp .venv/pdf.stamp $(APP)

.DEFAULT_GOAL := help
.PHONY: help run pdf test quick check format translations drills bench ledger provision lock vendor clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(APP)  ## the app with demo data on http://127.0.0.1:8000 (PORT=8001 for another port)
	@COUNTER_ENV=development exec $(PY) -m counter up

pdf: .venv/pdf.stamp  ## the card as PDF, too: WeasyPrint, which needs the system's pango

test: $(DEV)  ## everything: SQLite, PostgreSQL, Chromium; fetches what is not on this machine
	@$(PY) -m tools.suite

quick: $(DEV)  ## units and flows on SQLite, without a browser
	@$(PY) -m pytest -q --db sqlite -m "not browser and not drill and not slow" --ignore tests/drills -n 2

check: $(DEV)  ## format, lint, types, translations, locks, vendored files
	@.venv/bin/ruff format --check --quiet . || { .venv/bin/ruff format --check .; exit 1; }
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy
	@$(PY) -m tools.translations check
	@$(PY) -m tools.lock
	@$(PY) -m tools.vendor check

format: $(DEV)  ## format the code and put right what the linter can
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .

translations: $(DEV)  ## bring the catalogues up to date with the texts in code and templates
	@$(PY) -m tools.translations update

drills: $(DEV)  ## kills, faults, load: long, repeatable by seed
	@$(PY) -m pytest tests/drills -m drill -s --timeout 3600

bench: $(DEV)  ## ratios against bare pages, side by side, on both databases (BENCH_CARDS=10000000 on demand)
	@$(PY) -m tests.benchmarks

ledger: $(DEV)  ## which rows of the customer's documents a test covers, and which not
	@$(PY) -m tools.ledger

provision: $(DEV)  ## only fetch what the tests need: Chromium, a Chinese font, axe, PostgreSQL, pango
	@$(PY) -m tools.provision

lock: $(DEV)  ## lock requirements again after a change (UPGRADE=1 for newer versions of all)
	@for name in app pdf dev node; do \
	    .venv/bin/uv pip compile --quiet --no-header --generate-hashes --universal --python-version 3.11 \
	        $(if $(UPGRADE),--upgrade) requirements/$$name.in --output-file requirements/$$name.txt || exit 1; \
	done
	@$(PY) -m tools.lock

vendor: $(DEV)  ## fetch the vendored front-end files again, from npm
	@$(PY) -m tools.vendor

clean:  ## remove what make made, except the demo's data
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find counter/translations -name '*.mo' -delete

# One interpreter of at least 3.11. uv where it is on PATH, because it is ten times faster; else plain venv and pip.
.venv/bin/python:
	@for python in python3.11 python3; do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; \
	done; \
	test -n "$$python" || { echo "Counter needs Python 3.11 or newer."; exit 1; }; \
	echo "Making .venv with $$($$python --version)"; \
	{ command -v uv >/dev/null && uv venv --quiet --clear --seed --python "$$($$python -c 'import sys; print(sys.executable)')" .venv; } \
	    || $$python -m venv --clear .venv

define install
	@echo "Installing $<"
	@{ command -v uv >/dev/null && uv pip install --quiet --python $(PY) --require-hashes -r $<; } \
	    || $(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@
endef

.venv/app.stamp: requirements/app.txt | .venv/bin/python
	$(install)

.venv/dev.stamp: requirements/dev.txt .venv/app.stamp
	$(install)

.venv/pdf.stamp: requirements/pdf.txt .venv/app.stamp
	$(install)

%.mo: %.po | .venv/app.stamp
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@
