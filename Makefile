# The commands people run are the commands CI runs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
DATA ?= demo-data
PROCESSES ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install demo check test soak bench pictures lock migration

install: $(VENV)/.installed

# uv installs in seconds what takes pip a minute; where pip cannot fetch uv, pip does it all.
$(VENV)/.installed: requirements.txt pyproject.toml
	@echo "Installing into $(VENV), once ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q uv || echo "uv is not to be had; pip takes a little longer"
	@$(BIN)/uv pip install -q --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.txt \
	  || $(BIN)/pip install -q --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --no-deps --editable .
	@touch $@

$(VENV)/.installed-tests: $(VENV)/.installed requirements-test.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-test.txt \
	  || $(BIN)/pip install -q --require-hashes -r requirements-test.txt
	@touch $@

# FRESH=1 starts over; PORT and DATA say where.
demo: $(VENV)/.installed
	@exec $(BIN)/naves demo --port $(PORT) --data $(DATA) $(if $(FRESH),--fresh)

check: $(VENV)/.installed-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# In two processes, each with a database server of its own; PROCESSES=0 runs all in one.
test: check
	$(BIN)/pytest -m "not soak" --numprocesses $(PROCESSES) --dist loadfile

soak: $(VENV)/.installed-tests
	$(BIN)/pytest -m soak --timeout 1800 --hypothesis-profile searching

# What a tap costs, beside an echo and (with PEERS=folder) other bots; some twelve minutes.
bench: $(VENV)/.installed-tests
	$(BIN)/python -m bench

# Takes the pictures of the docs anew; some five minutes, with chromium.
pictures: $(VENV)/.installed-tests
	$(BIN)/python -m tests.pictures

# Hashed, host-free requirement files; run after changing dependencies in pyproject.toml.
lock:
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml --extra test -c requirements.txt -o requirements-test.txt

# make migration CHANGE="Remember when a resident left" writes the step to the tables in code.
migration: $(VENV)/.installed-tests
	$(BIN)/python -m storage.migrations "$(CHANGE)"
	sed -i '/### .*Alembic/d' storage/migrations/versions/*.py
	$(BIN)/ruff format -q storage/migrations
	$(BIN)/ruff check -q --fix storage/migrations
