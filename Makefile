# Every command sets itself up first: a fresh checkout needs Python 3.11 and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test check lint types imports openapi-drift openapi lock clean

$(READY): bootstrap.py pyproject.toml requirements-dev.lock
	$(PYTHON) bootstrap.py

run: $(READY) ## start Sundial with the example organization: forecast, rosters, page
	$(BIN)/sundial demo

test: $(READY) ## the project's own tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: lint types imports openapi-drift test ## everything that must hold before a commit lands

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

openapi-drift: $(READY)
	$(BIN)/sundial openapi --check openapi/openapi.json

openapi: $(READY) ## write the API description anew after a change
	$(BIN)/sundial openapi --write openapi/openapi.json

BENCH := .venv-bench/bin

.venv-bench/.ready: $(READY) requirements-bench.lock
	$(BIN)/uv venv -q --allow-existing --python $(BIN)/python .venv-bench
	$(BIN)/uv pip sync -q --python $(BENCH)/python --require-hashes requirements-bench.lock
	$(BIN)/uv pip install -q --python $(BENCH)/python --no-deps --no-build-isolation --editable .
	touch $@

bench-%: .venv-bench/.ready ## tables against peers in one run: bench-forecast, bench-staffing, …
	$(BENCH)/python -m tests.benchmarks.$*

lock: $(READY) ## resolve dependencies anew; hashes only, no host names
	$(BIN)/uv lock --upgrade
	$(BIN)/uv export -q --format requirements-txt --no-emit-project --no-dev --no-annotate --no-header -o requirements.lock
	$(BIN)/uv export -q --format requirements-txt --no-emit-project --no-annotate --no-header -o requirements-dev.lock
	$(BIN)/uv pip compile -q --upgrade pyproject.toml --group dev tests/benchmarks/peers.in --generate-hashes --no-annotate --no-header -o requirements-bench.lock

clean:
	rm -rf .venv build
