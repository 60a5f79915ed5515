# Everything starts here. `make` alone lists what there is.
# The system's own Python comes first: distributions build it optimised, version managers often do not.
PYTHON ?= $(shell for name in /usr/bin/python3 python3.11 python3.12 python3.13 python3.14 python3; do \
	$$name -c "import ensurepip, ssl, sys, venv; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# Certificates come from the system, as they do for everything else on a machine behind a company's proxy (two names: uv's new and old).
export UV_SYSTEM_CERTS ?= 1
export UV_NATIVE_TLS ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup run test test-thorough check format bench generated ledger lock wheel-test clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## make the environment (.venv) from the locked requirements

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later, with venv, is needed: make PYTHON=/path/to/python"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@$(BIN)/python -m compileall -q src simulators adapters tests  # where PYTHONDONTWRITEBYTECODE is set, nothing else does
	@touch $(STAMP)

run: $(STAMP) ## rehearse every bundled scenario; prints the table, leaves out/report.html
	$(BIN)/windtunnel run

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest -n 2 -q -m "not thorough"

test-thorough: $(STAMP) ## run the tests that take long: zoo, planted mistakes, whole scenarios, generated requests, wire
	$(BIN)/python -m pytest -n 2 -q -m thorough

check: $(STAMP) ## lint, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(STAMP) ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP) ## measure; prints one table per subject
	$(BIN)/python bench/virtual_world.py
	$(BIN)/python bench/wire_simulator.py
	$(BIN)/python bench/fault_proxy.py
	$(BIN)/python bench/toxics.py
	$(BIN)/python bench/volumes.py

wheel-test: $(STAMP) ## build the wheel, install it in an empty environment, run a scenario from there
	$(BIN)/python tests/wheel/rehearse_from_wheel.py

generated: $(STAMP) ## write the generated documents anew: JSON Schema, invariants, drift
	$(BIN)/python -c 'import json; from windtunnel.scenario.result import schema; print(json.dumps(schema(), indent=2))' \
	  > docs/schemas/run.schema.json
	$(BIN)/python -c 'from windtunnel.scenario.handbook import handbook; print(handbook(), end="")' > docs/invariants.md
	$(BIN)/python -c 'from windtunnel.contract.drift.handbook import handbook; print(handbook(), end="")' > docs/drift.md
	$(BIN)/python -c 'from tests.zoo.handbook import handbook; print(handbook(), end="")' > docs/zoo.md
	$(BIN)/python -c 'import json; from windtunnel.gate.findings import schema; print(json.dumps(schema(), indent=2))' \
	  > docs/schemas/gate.schema.json

DESCRIPTIONS ?= ../shared/specs

ledger: $(STAMP) ## gather the evidence anew and write contracts/*/fidelity.json and the README's table of systems
	$(BIN)/python -m pytest tests/simulators -q -p tests.simulators.fidelity.witness --evidence $(VENV)/evidence.json
	$(BIN)/python -m tests.simulators.fidelity.generate $(VENV)/evidence.json $(DESCRIPTIONS)

lock: ## resolve the requirements anew
	$(BIN)/uv lock --quiet
	$(BIN)/uv export --quiet --all-extras --all-groups --no-extra mitm --no-emit-project --no-emit-index-url --no-header \
	  --output-file requirements.lock
	@rm -f uv.lock

clean: ## remove what was made
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
