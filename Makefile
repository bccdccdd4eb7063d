# Two commands: `make site` builds the example into site/, `make test` runs every test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# The example's posts are dated; without a fixed clock every blog would look abandoned in a year.
EXAMPLE_DATE := 1795165200

.PHONY: install site serve test lint types pictures lighthouse wheel clean

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,material]'
	@touch $(STAMP)

install: $(STAMP)

site: $(STAMP)
	SOURCE_DATE_EPOCH=$(EXAMPLE_DATE) $(BIN)/mkdocs build --strict

serve: $(STAMP)
	SOURCE_DATE_EPOCH=$(EXAMPLE_DATE) $(BIN)/mkdocs serve

# On all cores, a file of tests on one of them, in the order of tests/conftest.py: the longest first.
test: $(STAMP)
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

# Every kind of page, on a phone and a desk, by day and night: make pictures ONLY="expert kit" LANGUAGE=ar THEME=mkdocs
pictures: $(STAMP)
	$(BIN)/python tests/pictures.py --theme $(or $(THEME),material) --language $(or $(LANGUAGE),en) $(if $(ONLY),--only $(ONLY))

# The scores of Lighthouse, which Node's npx fetches: by hand, on a machine with nothing else to do.
lighthouse: $(STAMP)
	$(BIN)/python tests/lighthouse.py

wheel: $(STAMP)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) site dist pictures .cache .mypy_cache .pytest_cache .ruff_cache
