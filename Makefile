# Alur's commands; what each set-up step leaves behind is a stamp file, so that a second run starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DIST := web/static/dist
# Without compiling: Python compiles what is imported, a fraction of what is installed.
PIP := $(BIN)/python -m pip install -qq --no-compile --disable-pip-version-check
EDITOR_SOURCES := $(shell find web/editor/src -type f) web/editor/build.mjs bpmn/sop-moddle.json

# Where Python may keep nothing compiled, each start would compile a hundred thousand lines again.
unexport PYTHONDONTWRITEBYTECODE

# Two steps that fill one virtual environment must not run at once.
.NOTPARALLEL:
.PHONY: run test check bench bundle clean

run: $(VENV)/.run $(DIST)/.built
	@exec $(BIN)/alur run

test: $(VENV)/.dev $(DIST)/.built
	@$(BIN)/python tools/ensure_system.py
	@$(BIN)/python -m pytest --no-header -n 2 --dist worksteal --all-backends

check: $(VENV)/.dev
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev
	@$(BIN)/python tools/ensure_system.py
	@$(BIN)/python -m bench

bundle: $(DIST)/.built

clean:
	rm -rf $(VENV) $(DIST) web/editor/node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.made:
	@$(PYTHON) tools/make_venv.py $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made setup.cfg pyproject.toml
	@echo "Installing Alur into $(VENV)"
	@$(PIP) --editable '.[bundle]'
	@touch $@

$(VENV)/.dev: $(VENV)/.made setup.cfg pyproject.toml
	@echo "Installing Alur and the tools for tests into $(VENV)"
	@$(PIP) --editable '.[bundle,dev]'
	@touch $(VENV)/.run $@

web/editor/node_modules/.package-lock.json: web/editor/package.json web/editor/package-lock.json | $(VENV)/.run
	@echo "Installing the parts of the editor"
	@cd web/editor && ../../$(BIN)/npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(DIST)/.built: web/editor/node_modules/.package-lock.json $(EDITOR_SOURCES)
	@echo "Building the pages' scripts"
	@$(BIN)/node web/editor/build.mjs
	@touch $@
