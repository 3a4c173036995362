# The commands people run are the commands CI runs.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install lock

install:
	$(PYTHON) -m venv $(VENV)

# Hashed, host-free requirement files; run after changing dependencies in pyproject.toml.
lock:
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml --extra test -c requirements.txt -o requirements-test.txt
