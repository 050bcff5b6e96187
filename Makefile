# Two commands are all that most people need: `make run` and `make test`.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
TORCH  ?= torch==2.13.0   # any torch from 2.4 on will do

export HF_HUB_OFFLINE := 1
unexport PYTHONDONTWRITEBYTECODE  # each of the many processes that the tests start would compile the project anew

.PHONY: run test check lint types evaluate clean

run: $(VENV)/.run
	@trap : INT; $(BIN)/assistant index seeds && $(BIN)/python app.py || [ $$? -eq 130 ]  # Ctrl-C is no error

# On two cores the third works while others wait; a file's tests share an index; the longest files come first.
test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev lint types test

# What stands now must not fall; the report is in build/evaluation/report.html.
evaluate: $(VENV)/.run
	$(BIN)/assistant index seeds --index build/evaluation-index
	$(BIN)/assistant evaluate tests/questions/seeds.jsonl --index build/evaluation-index --out build/evaluation \
	  --fail-if "answered < 0.81" --fail-if "refusal_recall < 0.85" --fail-if "verbatim < 1" --fail-if "error > 0"

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

$(VENV)/.venv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet "$(strip $(TORCH))"
	@touch $@

$(VENV)/.run: $(VENV)/.venv pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.venv pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@ $(VENV)/.run

clean:  # the index stays: it holds the only copies of uploads and of evaluation runs
	rm -rf $(VENV) build test-results .pytest_cache .mypy_cache .ruff_cache .hypothesis
