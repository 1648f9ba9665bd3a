# Alur's commands; what each set-up step leaves behind is a stamp file, so that a second run starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DIST := web/static/dist
# Without compiling: Python compiles what is imported, a fraction of what is installed.
PIP := $(BIN)/python -m pip install -qq --no-compile --disable-pip-version-check
OFFLINE := { echo "The packages could not be installed; what went wrong stands above. Set-up needs the Python and \
npm package registries (behind a proxy: HTTPS_PROXY, PIP_INDEX_URL, NPM_CONFIG_REGISTRY). Then run make again." >&2; exit 1; }
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

# A virtual environment knows its own path: a folder that was moved or copied needs a new one.
ifneq ($(shell cat $(VENV)/.made 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.made
endif
$(VENV)/.made:
	@$(PYTHON) tools/make_venv.py $(VENV)
	@printf %s "$(CURDIR)" > $@

$(VENV)/.run: $(VENV)/.made setup.cfg pyproject.toml
	@echo "Installing Alur into $(VENV)"
	@$(PIP) --editable '.[bundle]' || $(OFFLINE)
	@touch $@

$(VENV)/.dev: $(VENV)/.made setup.cfg pyproject.toml
	@echo "Installing Alur and the tools for tests into $(VENV)"
	@$(PIP) --editable '.[bundle,dev]' || $(OFFLINE)
	@touch $(VENV)/.run $@

web/editor/node_modules/.package-lock.json: web/editor/package.json web/editor/package-lock.json | $(VENV)/.run
	@echo "Installing the parts of the editor"
	@cd web/editor && ../../$(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null || $(OFFLINE)
	@touch $@

$(DIST)/.built: web/editor/node_modules/.package-lock.json $(EDITOR_SOURCES)
	@echo "Building the pages' scripts"
	@$(BIN)/node web/editor/build.mjs
	@touch $@
