# Two commands do everything on a fresh machine: `make audit` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
OUT    ?= out/sample
SAMPLE := annotations/sample_night

.PHONY: audit test lint bench soak clean

audit: $(VENV)/.light        ## install the light core and audit the shipped sample night
	$(BIN)/bingan audit $(SAMPLE)/night.jsonl --staff $(SAMPLE)/staff.csv --standard S000-P2 \
		--out $(OUT) --store sqlite:///$(OUT)/bingan.sqlite; status=$$?; [ $$status -le 1 ] || exit $$status

test: $(VENV)/.full          ## install every extra, then lint, type-check and test
	./.ci/services
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

bench: $(VENV)/.full         ## benchmarks (minutes; figures in benchmarks/README.md)
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/clones.py quality
	$(BIN)/python benchmarks/clones.py speed
	$(BIN)/python benchmarks/signature_set.py
	$(BIN)/python benchmarks/night.py

soak: $(VENV)/.full          ## slow fuzz and scale tests
	$(BIN)/python -m pytest -m slow -n 2

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.light: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet -e .
	touch $@

$(VENV)/.full: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet -e '.[annotate,learn,notebook,postgres,dev]'
	touch $@ $(VENV)/.light

clean:
	rm -rf $(VENV) out
