# Every habit is a target; bare `make` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
VALIDATE_PROTO := third_party/proto/buf/validate/validate.proto

export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup fetch demo up down test test-unit test-workflow test-contract test-integration test-e2e \
	lint format generate lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) $(VALIDATE_PROTO) ## virtual environment and what the contracts import

# A test that waits for a download or a build would time out.
fetch: setup ## Java, Kafka, registry, PostgreSQL and Temporal, into the cache
	oms stack fetch

demo: setup ## the main job: 60 orders through the real stack, each one checked
	oms demo

up: setup ## the whole system, without orders; stays until Ctrl-C
	oms up

down: setup ## stop what `make up` started
	oms stack down

# The seconds after which a suite is given up: several times what it takes on two busy cores.
test: fetch ## every test, fast ones first
	pytest --session-timeout=1200

test-unit: setup ## rules and pure functions: no servers
	pytest --session-timeout=300 tests/unit

test-contract: fetch ## lint, drift, mapping and vendor contracts
	pytest --session-timeout=300 tests/contract

test-workflow: fetch ## the order workflow in skipped time
	pytest --session-timeout=300 tests/workflow

test-integration: fetch ## each edge against its real servers
	pytest --session-timeout=900 tests/integration

test-e2e: fetch ## the demo, smaller
	pytest --session-timeout=300 tests/e2e

lint: setup ## every static check
	ruff check
	ruff format --check
	mypy
	lint-imports
	buf lint
	buf format --diff --exit-code

format: setup ## format Python and proto files
	ruff check --fix
	ruff format
	buf format --write

generate: setup ## everything that is generated from the contracts
	buf generate

lock: setup ## resolve the dependencies anew, with hashes
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --upgrade --extra dev --output-file python/requirements.lock pyproject.toml
	grep -A 100 '^uv==' python/requirements.lock | awk 'NR > 1 && /^[^ ]/ { exit } { print }' \
		> python/bootstrap.lock

clean: ## remove what is not committed: environment, state, caches of tools (not the download cache)
	rm -rf $(VENV) .oms third_party .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# uv comes by pip, hash-checked, and everything else by uv, which takes seconds where pip takes a minute.
$(READY): pyproject.toml python/requirements.lock python/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing the Python packages into $(VENV) ..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r python/bootstrap.lock
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes python/requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VALIDATE_PROTO): $(READY)
	@$(BIN)/python -m devkit.contracts.validate_proto
	@touch $@
