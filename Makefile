# `make demo` and `make test` are the two commands; everything else serves them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := HALO_DATA_DIR=data/demo
TARGET := target

# Python keeps compiled modules, even where the environment forbids it: without them every command
# and every worker of pytest compiles all modules again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo spark spark-thrift docs pictures tables questions check test test-all style lint lint-sql lint-changed-sql browser other-duckdbs next-dbt bench bench-quick bench-spark lock clean

help:
	@echo "make demo      set up, land the demo's matches, build the warehouse, make the report"
	@echo "make docs      write target/docs.html: every table and column, their lineage and their joins"
	@echo "make spark     build and test the demo on a Spark cluster, and compare it with DuckDB (needs Java 17)"
	@echo "make spark-thrift  the same through a Thrift server, as clusters offer it"
	@echo "make pictures  renew the pictures of the report and of the documentation in docs/img"
	@echo "make tables    write the keys and joins of docs/tables.md"
	@echo "make questions  write the questions and the answers of the demo into docs/questions.md"
	@echo "make check     lint, types, unit tests and the rules of the dbt project: the loop while working"
	@echo "make test      set up, then lint, types, tests and dbt"
	@echo "make test-all  the same with the tests marked slow, and sqlfluff on every model"
	@echo "make bench     measure landing, builds and queries in 20 minutes; writes docs/performance.md"
	@echo "make bench-quick  measure small sizes in 3 minutes"
	@echo "make bench-spark  measure 20,000 matches on DuckDB and on a cluster in an hour"
	@echo "make lock      pin the newest allowed dependencies"
	@echo "make clean     remove what can be made again; landed data stays"

# The script of the charts, which the installation writes into the folder of the package.
BUNDLE := ingest/report/bundle/vega.js

setup: $(VENV)/.installed $(BUNDLE)

$(BUNDLE): requirements.lock | $(VENV)/.installed
	$(BIN)/python -m ingest.report.bundle
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# A file of hashes for what runs, a longer one for what checks; the package itself comes last.
$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock | $(BUNDLE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: setup
	$(DEMO) $(BIN)/ingest run --demo
	$(DEMO) $(BIN)/ingest build
	@$(DEMO) $(BIN)/python -m ingest.demo.tour
	@if test -t 1 && { test -n "$$DISPLAY$$WAYLAND_DISPLAY" || test "$$(uname)" = Darwin; }; then \
		$(DEMO) $(BIN)/ingest report --open; \
	else \
		$(DEMO) $(BIN)/ingest report; \
	fi

# Of your own warehouse if there is one, of the demo's if there is only that.
docs: DATA := $(if $(HALO_DATA_DIR)$(HALO_WAREHOUSE)$(wildcard data/warehouse.duckdb),,$(if $(wildcard data/demo/warehouse.duckdb),$(DEMO)))
docs: $(VENV)/.installed-dev
	$(DATA) $(BIN)/dbt --quiet docs generate --static --target-path $(TARGET)
	$(BIN)/python dbt_project/docs/site.py $(TARGET)
	@echo "open $(TARGET)/docs.html"

pictures: demo browser $(VENV)/.installed-dev
	$(MAKE) docs HALO_DATA_DIR=data/demo
	$(BIN)/python -m tests.support.pictures data/demo docs/img
	$(BIN)/python -m tests.support.docs_pictures $(TARGET) docs/img

# On a cluster of this machine: a master and two workers, which end with the command.
spark: demo $(VENV)/.installed-dev
	$(BIN)/python -m cluster --data data/demo

spark-thrift: demo $(VENV)/.installed-dev
	$(BIN)/python -m cluster --data data/demo --through thrift

# Writes the keys and the joins into docs/tables.md.
tables: setup
	$(BIN)/dbt --quiet parse --target-path $(TARGET)
	$(BIN)/python dbt_project/docs/keys.py $(TARGET)/manifest.json

# Writes the answers of the demo into docs/questions.md.
questions: demo
	$(DEMO) $(BIN)/dbt --quiet compile --select resource_type:analysis --no-introspect --target-path $(TARGET)
	$(BIN)/python dbt_project/docs/questions.py $(TARGET)/manifest.json data/demo/warehouse.duckdb

style: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint: style
	$(BIN)/mypy

# sqlfluff needs minutes for all files. `make test` shows it those that differ from origin.
SQL := dbt_project/models dbt_project/analyses tests/dbt
SQLFLUFF = scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT \
	&& HALO_DATA_DIR=$$scratch $(BIN)/sqlfluff lint --disable-progress-bar

lint-sql: $(VENV)/.installed-dev
	$(SQLFLUFF) $(SQL)

lint-changed-sql: $(VENV)/.installed-dev
	@if git rev-parse HEAD >/dev/null 2>&1; then \
		base=$$(git merge-base HEAD origin/HEAD 2>/dev/null || git rev-parse HEAD); \
		changed=$$({ git diff --name-only --diff-filter=d $$base -- $(SQL); \
			git ls-files --others --exclude-standard -- $(SQL); } | grep '\.sql$$'); \
	else changed="$(SQL)"; fi; \
	if [ -n "$$changed" ]; then echo "sqlfluff lint" $$changed; $(SQLFLUFF) $$changed; fi

# One file belongs to one worker; tests/conftest.py orders the files.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder \
	tests/e2e/test_end_to_end.py tests/warehouse tests/cluster tests/e2e tests/ingest

# Tests of parsers, messages and rules: they need no server, no process and no build.
CHECKED := tests/warehouse/test_project_rules.py tests/ingest/payload tests/ingest/raw/test_layout.py \
	tests/ingest/raw/test_round_trip.py tests/ingest/raw/test_store.py tests/ingest/api/test_pacing.py \
	tests/ingest/api/test_retry_after.py tests/ingest/api/test_throttling.py tests/ingest/disk \
	tests/ingest/status tests/ingest/sign_in tests/ingest/film/test_decode.py \
	tests/ingest/run/fetch/test_outcome.py tests/ingest/run/fetch/test_not_yet.py \
	tests/cluster tests/ingest/warehouse tests/ingest/test_settings.py tests/ingest/test_terminal.py \
	tests/ingest/test_plain_messages.py tests/ingest/faults/test_catalogue.py tests/ingest/legacy/export

# The docs page is looked at in a browser; where it cannot be installed that test says so and is skipped.
browser:
	@command -v chromium >/dev/null || { apt-get update -q && apt-get install -y -q chromium; } >/dev/null 2>&1 \
		|| echo "Chromium cannot be installed here: the docs page will not be looked at"

# The loop while working: what can be checked without a build of the warehouse.
check: lint lint-changed-sql
	$(BIN)/python -m pytest -q -n auto -m "not slow" $(CHECKED)

# mypy uses one processor, so it runs beside the tests. What it finds is printed after them.
test: style lint-changed-sql browser
	@mkdir -p $(TARGET)
	@$(BIN)/mypy > $(TARGET)/mypy.log 2>&1 & types=$$!; \
	$(PYTEST) -m "not slow"; tests=$$?; \
	wait $$types; types=$$?; cat $(TARGET)/mypy.log; exit $$((tests | types))

# Other clients have these versions of DuckDB inside; each version has its own environment.
OTHER_DUCKDBS := $(patsubst tests/duckdb/%.txt,$(VENV)/duckdb-%/.installed,$(wildcard tests/duckdb/*.txt))
$(VENV)/duckdb-%/.installed: tests/duckdb/%.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
other-duckdbs: $(OTHER_DUCKDBS)

# dbt 1.12 requires a package whose installation fetches a binary. Nothing here uses that package, so
# this environment has all others: pip must not resolve requirements again.
NEXT_DBT := $(VENV)/dbt-1.12/.installed
$(NEXT_DBT): tests/dbt_versions/1.12.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@
next-dbt: $(NEXT_DBT)

test-all: lint lint-sql browser other-duckdbs next-dbt
	$(PYTEST)

# dlt loads the same payloads; it has an environment of its own.
$(VENV)/dlt/.installed: bench/dlt/requirements.txt
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

bench: $(VENV)/.installed-dev $(VENV)/dlt/.installed
	$(BIN)/python -m bench

bench-quick: $(VENV)/.installed-dev
	$(BIN)/python -m bench --quick

bench-spark: $(VENV)/.installed-dev
	$(BIN)/python -m bench.spark

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-strip-extras

lock: $(VENV)/.installed-dev
	printf '%s\n' 'setuptools>=77' 'vl-convert-python>=1.9' > $(VENV)/build.in
	$(LOCK) --upgrade --extra dev --extra spark pyproject.toml $(VENV)/build.in -o requirements-dev.lock
	$(LOCK) -c requirements-dev.lock pyproject.toml $(VENV)/build.in -o requirements.lock
	for version in 1.4.4 1.5 2.0; do \
		echo "duckdb==$$version.*" > $(VENV)/duckdb.in; \
		$(LOCK) --upgrade $(VENV)/duckdb.in -o tests/duckdb/$$version.txt || exit 1; \
	done
	echo 'dlt[duckdb]' > $(VENV)/dlt.in
	$(LOCK) --upgrade $(VENV)/dlt.in -o bench/dlt/requirements.txt
	printf '%s\n' 'dbt-core==1.12.*' 'dbt-duckdb>=1.11,<2' 'duckdb>=2.0,<3' > $(VENV)/dbt.in
	echo dbt-core-experimental-parser > $(VENV)/excluded.in
	$(LOCK) --upgrade --excludes $(VENV)/excluded.in $(VENV)/dbt.in -o tests/dbt_versions/1.12.txt

clean:
	rm -rf $(VENV) target logs .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
