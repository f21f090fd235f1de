# 车务通: every job has one command. `make` alone prints this help.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup run test check format bench lock clean

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(BIN)/.ready: requirements/locked.txt setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: https://www.python.org")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/locked.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.ready: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

setup: $(BIN)/.ready node_modules/.ready ## Install everything the project needs (done by the others)

run: setup ## Serve the whole platform with its sandbox on http://127.0.0.1:8000
	$(BIN)/cwt demo --serve

check: setup ## Format, lint, types and import contracts, as CI runs them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy backend miniprogram_api
	$(BIN)/lint-imports --no-cache

test: setup ## Run every test: fast ones first, then MariaDB and Redis where they answer, then the browser
	bash tests/run.sh

bench: setup ## Print the benchmark table
	$(BIN)/python -m tests.bench

format: setup ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup ## Lock the newest allowed Python packages with their hashes (needs uv)
	uv pip compile setup.cfg --extra dev --override requirements/overrides.in --generate-hashes --python-version 3.11 \
		--quiet --no-emit-index-url --no-header -o requirements/locked.txt

clean: ## Remove what setup installed; data in var/ stays
	rm -rf $(VENV) node_modules
