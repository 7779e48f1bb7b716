# `make demo` and `make test` are all a newcomer needs; both set everything up first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH := $(VENV)/.bench
# Each has an environment of its own: checkov asks for exact, older releases of what we use.
CHECKOV := $(VENV)/checkov
PIP_AUDIT := $(VENV)/pip-audit

.DEFAULT_GOAL := help
.PHONY: help setup demo test faults build runtime-test lock check audit-template audit-dependencies template bench bench-quick pictures format words clean

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

setup: $(READY) ## Make the environment in .venv

$(READY): setup.cfg pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.13")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[build,local,dev,pdf]'
	@touch $@

demo: $(READY) ## Send the sample months through the whole pipeline, in an AWS on this machine
	@$(BIN)/receipts demo samples/*.csv --out demo-out; code=$$?; \
	  [ $$code -le 1 ] || exit $$code  # 1 says that customers were held: some sample rows are bad on purpose

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest

faults: $(READY) ## Kill and spoil every call to AWS, one at a time; nobody may be lost or get two mails
	@$(BIN)/python -m tests.faults

# PDF=1 for a stack that attaches PDFs; PYTHON313=PATH where Python 3.13 is not found by itself.
BUNDLES := $(BIN)/python -m bundles $(if $(PDF),--pdf) $(if $(PYTHON313),--python $(PYTHON313))

build: $(READY) ## Make what a stack is deployed from, in dist: bundles for arm64 and x86-64, the jobs for Glue
	@$(BUNDLES)

runtime-test: $(READY) ## Run this machine's bundles under Lambda's own client and emulator, against the embedded AWS (PDF=1)
	@$(BUNDLES) --target native
	RECEIPTS_BUNDLES=dist $(BIN)/python -m pytest tests/runtime

lock: $(READY) ## Write down the hash of each wheel that a bundle is made of (bundles/recipe.toml)
	@$(BIN)/python -m bundles.lock

check: $(READY) ## Lint, types, import contracts, the template
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cfn-lint --include-checks I -- cloudformation/*.yaml

audit-template: $(CHECKOV)/.ready ## Let checkov look at the template; .checkov.yaml has what it may not ask, and why
	$(CHECKOV)/bin/checkov --config-file .checkov.yaml --file cloudformation/receipts.yaml

audit-dependencies: $(PIP_AUDIT)/.ready ## Ask whether a pinned release has a known vulnerability, where that can be asked
	@.ci/audit-dependencies $(PIP_AUDIT)/bin constraints.txt $(wildcard bundles/lock/*.txt)

$(VENV)/%/.ready: .ci/%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

template: $(READY) ## Write Athena's tables and named queries, and the dashboard, into the template
	$(BIN)/python -m cloudformation.write_audit_tables
	$(BIN)/python -m cloudformation.write_dashboard

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

clean: ## Remove the environment, and what the demo, the preview and the builds wrote
	rm -rf $(VENV) build dist demo-out local-out preview-out
