# `make demo` and `make test` are all a newcomer needs; both set everything up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := $(VENV)/.bench

.DEFAULT_GOAL := help
.PHONY: help setup demo test faults check template bench bench-quick pictures format words clean

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

setup: $(READY) ## Make the environment in .venv

$(READY): setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.13")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[local,dev,pdf]'
	@touch $@

demo: $(READY) ## Send the sample months through the whole pipeline, in an AWS on this machine
	@$(BIN)/receipts demo samples/*.csv --out demo-out; code=$$?; \
	  [ $$code -le 1 ] || exit $$code  # 1 says that customers were held: some sample rows are bad on purpose

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest

faults: $(READY) ## Kill and spoil every call to AWS, one at a time; nobody may be lost or get two mails
	@$(BIN)/python -m tests.faults

check: $(READY) ## Lint, types, import contracts, the template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cfn-lint cloudformation/*.yaml

template: $(READY) ## Write Athena's tables and named queries into the template
	$(BIN)/python -m cloudformation.write_audit_tables

bench: $(BENCH) ## Measure how fast everything is, against other ways to do it (LARGE=1: ten million rows, too)
	@$(BIN)/python -m benchmarks $(if $(LARGE),--large)

bench-quick: $(BENCH) ## A minute of small measurements against the recorded ones (RECORD=1: record)
	@$(BIN)/python -m benchmarks.quick $(if $(RECORD),--record)

$(BENCH): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	@touch $@

pictures: $(READY) ## Draw the receipts that the README shows, in Chromium
	@$(BIN)/python -m tests.browser.pictures

format: $(READY) ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

words: $(READY) ## Bring the catalogues up to what the mails say (docs/languages.md)
	$(BIN)/python -m tests.words

clean: ## Remove the environment and what the demo and the preview wrote
	rm -rf $(VENV) demo-out local-out preview-out
