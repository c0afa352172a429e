# Two commands matter: `make demo` and `make test`. Nothing else has to be installed by hand.
PYTHON ?= python3
VENV ?= .venv
PIP_OPTIONS ?=
DEMO ?= demo
BIN := $(VENV)/bin

.PHONY: help demo test check verify install clean golden bench

help:
	@echo "make demo    install into $(VENV), grade the samples of both homeworks into $(DEMO)/"
	@echo "make test    install into $(VENV), run the whole test suite"
	@echo "make verify  prove that the checks of all homeworks are right"
	@echo "make check   ruff and mypy"
	@echo "make bench   measure the cost of grading, as ratios in one run"
	@echo "make golden  rewrite the stored messages and pages, to be read before they are committed"
	@echo "make clean   remove $(VENV) and $(DEMO)"

# A venv without pip works where the system lacks ensurepip; the system's pip then installs into it.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else f"Python 3.11 or newer is needed, this is {v[0]}.{v[1]}; try make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

PIP = $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	@echo "installing into $(VENV), torch included; this takes a minute the first time"
	@$(PIP) install --quiet $(PIP_OPTIONS) -c constraints.txt -e ".[torch,digits,review]"
	@touch $@

$(VENV)/installed-tests: $(VENV)/installed
	@$(PIP) install --quiet $(PIP_OPTIONS) -c constraints.txt -e ".[all,test]"
	@touch $@

install: $(VENV)/installed

demo: $(VENV)/installed
	@for id in network_basics modules_and_mlp; do \
		$(BIN)/grader grade assignments/$$id assignments/$$id/samples --out $(DEMO)/$$id || exit $$?; \
		echo; \
	done
	@echo "Open $(DEMO)/network_basics/index.html and $(DEMO)/modules_and_mlp/index.html in a browser."

test: $(VENV)/installed-tests
	$(BIN)/python -m pytest -n auto --dist loadfile

verify: $(VENV)/installed-tests
	$(BIN)/grader verify

check: $(VENV)/installed-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

golden: $(VENV)/installed-tests
	RENEW_GOLDEN=1 $(BIN)/python -m pytest -q tests/compare/test_messages.py tests/reports tests/handout/test_guide.py tests/selfcheck

bench: $(VENV)/installed-tests
	$(BIN)/python -m benchmarks.grading

clean:
	rm -rf $(VENV) $(DEMO)
