# Needs only Python 3.11 and make; uses uv where it is installed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false

.PHONY: setup test demo lint types lock docs benchmarks clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@echo "setup: creating $(VENV) and installing the locked dependencies"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock; \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	fi
	@touch $(STAMP)
	@echo "setup: done; the command line is $(BIN)/revcopilot"

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

demo: setup
	$(BIN)/revcopilot refresh demo
	$(BIN)/revcopilot ui --port 8501

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: pip install uv"; exit 1; }
	uv pip compile pyproject.toml --extra dev --extra build --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --output-file requirements.lock

docs: setup
	$(BIN)/python -m copilot.reference docs

benchmarks: setup
	$(BIN)/python -m benchmarks.engine_time
	@$(BIN)/python -m benchmarks.models || [ $$? -eq 3 ]

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache
