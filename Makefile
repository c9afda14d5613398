# Two commands do all: `make demo` to try the clinic, `make test` to check it. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check bench faults format lint types template lock setup setup-dev clean

PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
MANAGE := $(PYTHON) manage.py
TEMPLATES := $(shell find templates -name '*.html' 2>/dev/null)
# Block tags of ours, for the template linter.
BLOCKS := alert_strip,ask_first,banner,button_row,card,data_table,facts,field_row,page_head,timeline,timeline_item
PORT ?= 8000
export PORT
unexport PYTHONDONTWRITEBYTECODE  # compiled once, each command starts three times as fast

help: ## What can be done here
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-12s %s\n", $$1, $$2}'

demo: setup ## The whole clinic with demo data on http://localhost:8000 (PORT= moves it)
	@exec $(MANAGE) up --demo

demo-reset: setup ## Empty the demo clinic
	@$(MANAGE) reset_demo

test: setup-dev .venv/browser ## Every check: lint, types, migrations, scenarios, tests, browser journeys
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint types template
	$(PYTHON) -m pytest -n 2 --dist worksteal

check: setup-dev lint types ## The inner loop: lint, types, rules and verbs; no pages, servers, browser
	$(PYTHON) -m pytest -n 2 -q -m "not fault and not journey and not whole and not screen"

faults: setup-dev ## The fault suite: what is killed, cut and filled up on purpose
	$(PYTHON) -m pytest -m fault

bench: setup-dev ## The benchmarks, as a table and bench/results.json
	$(PYTHON) -m bench

format: setup-dev ## Bring code and templates into shape
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix-only .
	@.venv/bin/djade --target-version 6.1 $(TEMPLATES) || true

lint: setup-dev ## Format, lint, import contracts, templates
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports --no-logo
	@.venv/bin/djade --target-version 6.1 --check $(TEMPLATES)
	.venv/bin/djangofmt check --custom-blocks $(BLOCKS) templates

types: setup-dev ## Types
	$(PYTHON) -m mypy .

template: setup-dev # migrated while the rest is read; the tests copy it
	@DJANGO_SETTINGS_MODULE=kap_clinic.settings.test $(PYTHON) -m kap_clinic.template

lock: setup-dev ## Pin every package anew, with hashes and no index address
	.venv/bin/uv pip compile --upgrade --quiet --universal --python-version 3.12 --generate-hashes --no-header \
	  --no-emit-index-url requirements/runtime.in --output-file requirements/runtime.txt
	.venv/bin/uv pip compile --upgrade --quiet --universal --python-version 3.12 --generate-hashes --no-header \
	  --no-emit-index-url requirements/dev.in --output-file requirements/dev.txt

clean: ## Forget what was set up (the clinic's data stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# --- Setting up: each step leaves a stamp and is skipped while nothing changed -------------------

ifneq ($(shell .venv/bin/python -c "print(1)" 2>/dev/null),1)
$(shell rm -f .venv/made)
endif

setup: .venv/libraries
setup-dev: .venv/dev .venv/libraries

.venv/made:
	@python=$$(sh scripts/find-python) && echo "Setting up .venv with $$python" && \
	  rm -rf .venv && "$$python" -m venv .venv && touch $@

.venv/runtime: requirements/runtime.txt .venv/made
	@echo "Installing what the clinic runs on"
	@$(INSTALL) -r requirements/runtime.txt && touch $@

.venv/dev: requirements/dev.txt .venv/runtime
	@echo "Installing what checking needs"
	@$(INSTALL) -r requirements/dev.txt && touch $@

.venv/libraries: scripts/system_libraries.py .venv/runtime
	@$(PYTHON) scripts/system_libraries.py && touch $@

.venv/browser: scripts/system_libraries.py .venv/dev
	@$(PYTHON) scripts/system_libraries.py --browser && touch $@
