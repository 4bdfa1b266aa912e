# advisor: two commands do everything.
#
#   make advise                      ask, in Vietnamese, then advise
#   make advise CASE=examples/….yaml write that case's plan without asking
#   make test                        lint, types and all tests

PYTHON ?= python3
VENV   ?= .venv
CASE   ?=
LANG_  ?= vi

.DEFAULT_GOAL := help
.PHONY: help advise test lint types check bench clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# The environment is made anew whenever the dependencies change.
$(VENV)/.ready: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

advise: $(VENV)/.ready ## Advise: guided questions, or with CASE=file the written plan
ifeq ($(strip $(CASE)),)
	@$(VENV)/bin/advisor --lang $(LANG_) ask || test $$? -eq 2
else
	@$(VENV)/bin/advisor --lang $(LANG_) plan --facts "$(CASE)" --output "$(notdir $(basename $(CASE)))-plan.md"
endif

lint: $(VENV)/.ready-dev ## Style
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.ready-dev ## Types
	$(VENV)/bin/mypy

check: $(VENV)/.ready ## The knowledge base: checks and cases
	$(VENV)/bin/advisor kb check
	$(VENV)/bin/advisor kb test
	$(VENV)/bin/advisor kb coverage --conditions 95

test: lint types check ## Everything: style, types, knowledge, tests
	$(VENV)/bin/python -m pytest -n auto --dist loadfile

bench: $(VENV)/.ready-dev ## How fast it is: starts, questions, memory, consultations
	$(VENV)/bin/python bench/startup.py
	$(VENV)/bin/python bench/session.py
	$(VENV)/bin/python bench/consultation.py

clean: ## Remove what was made
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
