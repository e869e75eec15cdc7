# Everything needs only make and a Python from 3.11 to 3.13: `make demo`, `make test`.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
PIP := $(RUN)/python -m pip --disable-pip-version-check --no-input
MADE := $(VENV)/.made
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.testable
# Each process of the tests has a PostgreSQL of its own.
PROCESSES ?= 2
# What is served and measured must be readable by PostgreSQL's own user.
UMASK := umask 022

.PHONY: install demo test proof bench

install: $(INSTALLED)
	@:

demo: install
	@$(RUN)/enishi demo

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || \
		{ echo 'Enishi needs Python 3.11 to 3.13: name one, as in `make $(MAKECMDGOALS) PYTHON=python3.12`.' >&2; exit 1; }
	@$(UMASK) && $(PYTHON) -m venv $(VENV)
	@touch $@

$(INSTALLED): requirements.txt pyproject.toml $(MADE)
	@echo 'Installing what Enishi needs into $(VENV)' >&2
	@$(UMASK) && $(PIP) install --require-hashes -r requirements.txt
	@$(UMASK) && $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(TESTABLE): requirements-test.txt $(INSTALLED)
	@echo 'Installing what the tests need into $(VENV)' >&2
	@$(UMASK) && $(PIP) install --require-hashes -r requirements-test.txt
	@touch $@

test: $(TESTABLE)
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/enishi schema --check
	$(RUN)/python -m pytest -p tests.printed_coverage --numprocesses=$(PROCESSES) --dist=worksteal

proof: $(TESTABLE)
	PROOF=1 $(RUN)/python -m pytest

bench: $(TESTABLE)
	$(RUN)/python -m bench
	$(RUN)/python -m bench.fanout
	$(RUN)/python -m bench.privacy
	$(RUN)/python -m bench.search
	$(RUN)/python -m bench.prices
	$(RUN)/python -m bench.paths
	$(RUN)/python -m bench.facets
	$(RUN)/python -m bench.messages
	$(RUN)/python -m bench.notifying
	$(RUN)/python -m bench.nodes
