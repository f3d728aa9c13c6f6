# make demo: a virtual environment, gmparse in it, and a few letters parsed.
# make test: the same with the development tools, then the tests.
# Both work from a fresh clone on Debian or Ubuntu with Python 3.11 or newer, and may be repeated.

BIN := .venv/bin
LETTERS := fixtures/letters
SHARED := ../shared
EVALUATE = $(BIN)/gmparse evaluate
BASELINES := benchmarks/baseline
COUNT := 3000
SECONDS := 600

.DEFAULT_GOAL := help
.PHONY: help demo test lint types layers docs docs-check site models-check wheel-check bench bench-archive bench-docs growth gold baseline sweep calibrate fuzz audit ci clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

.venv/.gmparse: pyproject.toml scripts/setup_venv.sh
	@scripts/setup_venv.sh
	@touch $@

.venv/.dev: .venv/.gmparse
	@scripts/setup_venv.sh dev
	@touch $@

demo: .venv/.gmparse ## parse digital, signed and scanned fixtures: tables, then one record as JSON
	@scripts/setup_tesseract.sh
	@COLUMNS=100 $(BIN)/gmparse parse --table $(LETTERS)/gm-so-trong.pdf $(LETTERS)/cv-dang-uy.docx $(LETTERS)/cv-kiem-tra.txt \
	  $(LETTERS)/ky-so-ngay.pdf fixtures/scans/quet-van-phong.pdf
	@echo "The record of $(LETTERS)/gm-mau-nd30.pdf, without evidence:"
	@$(BIN)/gmparse parse --json --no-evidence $(LETTERS)/gm-mau-nd30.pdf

test: .venv/.dev ## run the tests
	@scripts/setup_fonts.sh
	@scripts/setup_tesseract.sh
	@scripts/setup_chromium.sh
	@$(BIN)/python -m pytest

lint: .venv/.dev ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: .venv/.dev ## mypy, strict
	@$(BIN)/mypy

layers: .venv/.dev ## imports go one way only
	@$(BIN)/lint-imports

docs: .venv/.dev ## write the generated pages again
	@$(BIN)/python scripts/build_docs.py

docs-check: .venv/.dev ## the generated pages are current, links resolve, everything is documented
	@$(BIN)/python scripts/build_docs.py --check
	@$(BIN)/python -m pytest -q tests/test_docs.py tests/test_site.py
	@$(MAKE) --no-print-directory site

site: .venv/.dev ## write the documentation site to build/site; a warning fails
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict # with --quiet it would see no warnings

models-check: .venv/.dev ## what is generated from the lexicon is current
	@if [ -f scripts/build_models.py ]; then $(BIN)/python scripts/build_models.py --check; fi

wheel-check: .venv/.dev ## build the wheel and try it in an environment of its own, away from the sources
	@scripts/check_wheel.sh

bench: .venv/.dev ## measure the speed, as ratios: a minute and a half
	@$(BIN)/python benchmarks/bench.py --repeats 3 --letters 16
	@$(BIN)/python benchmarks/body.py --repeats 3
	@$(BIN)/python benchmarks/annotations.py --repeats 2 --letters 12
	@$(BIN)/python benchmarks/cold.py --repeats 2
	@OMP_THREAD_LIMIT=1 $(BIN)/python benchmarks/ocr.py --pages 3 --no-errors

bench-archive: .venv/.dev ## measure bulk indexing and search: a quarter of an hour, 1.2 GB
	@$(BIN)/python benchmarks/indexing.py
	@$(BIN)/python benchmarks/endurance.py
	@$(BIN)/python benchmarks/search.py

bench-docs: .venv/.dev ## measure everything, a quarter of an hour, and write docs/benchmarks.md; PARTS="cold ocr": these alone
	@$(BIN)/python scripts/benchdocs.py $(PARTS)

growth: .venv/.dev ## time against the number of letters, of pages, and of characters for every rule
	@$(BIN)/python benchmarks/growth.py

gold: .venv/.gmparse ## scores on the fixtures, and on the real letters where they are; a drop below the baselines fails
	@$(EVALUATE) --letters $(LETTERS) --gold fixtures/gold --index fixtures/index.csv --baseline $(BASELINES)/fixtures.json
	@$(EVALUATE) --letters fixtures/scans --gold fixtures/scans/gold --index fixtures/scans/index.csv \
	  --baseline $(BASELINES)/scans.json
	@if [ -d $(SHARED)/gold/dev ]; then $(EVALUATE) --letters $(SHARED)/letters --gold $(SHARED)/gold/dev \
	  --index $(SHARED)/letters/index.csv --by kind,layout,type,agency --intervals --baseline $(BASELINES)/letters.json; fi

baseline: .venv/.gmparse ## write the scores of now as baselines: name in them what dropped, with the reason, before this
	@$(EVALUATE) --letters $(LETTERS) --gold fixtures/gold --index fixtures/index.csv --new-baseline $(BASELINES)/fixtures.json
	@$(EVALUATE) --letters fixtures/scans --gold fixtures/scans/gold --index fixtures/scans/index.csv \
	  --new-baseline $(BASELINES)/scans.json
	@if [ -d $(SHARED)/gold/dev ]; then $(EVALUATE) --letters $(SHARED)/letters --gold $(SHARED)/gold/dev \
	  --index $(SHARED)/letters/index.csv --new-baseline $(BASELINES)/letters.json; fi

sweep: .venv/.dev ## read thousands of varied letters of our own invention: accuracy by field and by what was varied
	@scripts/setup_fonts.sh
	@$(BIN)/python scripts/sweep.py --count $(COUNT)

calibrate: .venv/.dev ## measure the confidences again, on the real letters and own ones: calibration.toml, docs/accuracy.md
	@scripts/setup_fonts.sh
	@scripts/setup_tesseract.sh
	@$(BIN)/python scripts/calibrate.py

.venv/.fuzz: .venv/.dev
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --editable '.[ocr,fuzz]'
	@touch $@

fuzz: .venv/.fuzz ## look for texts that zones and fields do not survive: make fuzz SECONDS=3600
	@$(BIN)/python fuzz/letters.py $(SECONDS)

audit: .venv/.dev ## known vulnerabilities of what is installed; exit code 3 when nobody can be asked
	@$(BIN)/python scripts/audit.py

ci: ## everything that CI runs
	@.ci/run

clean: ## remove the environment and what was built
	rm -rf .venv build dist
