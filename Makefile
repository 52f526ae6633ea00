# make run    everything from a fresh clone to a running server with the demo agency (PORT=8600 for another port)
# make test   every test, on SQLite and PostgreSQL, with Chromium
# make check  style, types, import directions, the lock
# make bench  speed and memory, as ratios
# make soak   the long runs

.DEFAULT_GOAL := run
.PHONY: run test check bench soak format constraints clean
SHELL := /bin/bash

PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
PORT ?= 8501
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
PYTEST := $(BIN)/python -m pytest --numprocesses 2 --dist loadgroup

run: .venv/installed
	@$(BIN)/charleos migrate
	@$(BIN)/charleos demo --if-empty
	@$(BIN)/charleos serve --port $(PORT)

test: .venv/installed-test
	@bash .ci/prerequisites $(BIN)
	@$(PYTEST)

check: .venv/installed-dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@if $(BIN)/pip freeze --disable-pip-version-check --exclude-editable | grep -vxFf constraints.txt; \
		then echo "These are installed but not in constraints.txt; see make constraints." >&2; exit 1; \
		else echo "What is installed is what constraints.txt says."; fi

bench: .venv/installed-test
	@$(BIN)/charleos bench

soak: .venv/installed-test
	@bash .ci/prerequisites $(BIN)
	@CHARLEOS_SOAK=1 $(PYTEST)

format: .venv/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The lock: the newest versions that pyproject.toml allows, tried out in an environment of their own.
constraints:
	rm -rf .venv/lock && $(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet --disable-pip-version-check '.[test,dev,postgres]'
	.venv/lock/bin/pip freeze --disable-pip-version-check | grep -v '^charleos' > constraints.txt
	rm -rf .venv/lock

clean:
	rm -rf .venv build *.egg-info

.venv/bin/pip:
	@if [ -z "$(PYTHON)" ]; then echo "CharleOS needs Python 3.11 or newer." >&2; exit 1; fi
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }

.venv/installed: pyproject.toml constraints.txt | .venv/bin/pip
	@echo "Installing CharleOS and what it needs; this takes a minute, once." >&2
	@$(INSTALL) . && touch $@

.venv/installed-test: .venv/installed
	@$(INSTALL) '.[test]' && touch $@

.venv/installed-dev: .venv/installed-test
	@$(INSTALL) '.[test,dev]' && touch $@
