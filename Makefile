# Two commands are all one needs: `make run` and `make test`. `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
SIZE ?= 500
FILE ?= desk.dump
export PORT SIZE

VENV := .venv
LOCAL := $(or $(LOCAL_DIR),.local)
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help install run test check fuzz bench bench-desk bench-record bench-matching bench-loading bench-standby backup restore own reset lock format docs

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/' | expand -t 24

install: $(VENV)/installed  ## install what the product needs into .venv

run: install  ## install, start the database, migrate, load the demonstration, serve (PORT=8000)
	@$(PY) -m factcheck.run

test: $(VENV)/installed-dev  ## install and run the whole test suite
	@$(PY) -m pytest -n 2 --dist loadscope

check: $(VENV)/installed-dev  ## lint, types, layers, migrations, deployment settings, API schema
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	  PUBLIC_URL=https://claims.example.org BEHIND_PROXY=true $(PY) manage.py check --deploy --fail-level WARNING
	@$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null
	@$(PY) manage.py states --check docs/architecture.md

fuzz: $(VENV)/installed-dev  ## ask the API what nobody would, by its own schema (EXAMPLES=200)
	@EXAMPLES=$(or $(EXAMPLES),200) $(PY) -m pytest -q tests/api/test_schemathesis.py

bench: $(VENV)/installed-dev  ## measure reading against peers over real sockets, and search as it grows (SIZE=20000, KEEP, ONLY=growth; asks with wrk, or by Node.js)
	@SIZE=$(if $(filter file,$(origin SIZE)),20000,$(SIZE)) $(PY) -m tests.benchmarks.reading

bench-desk: $(VENV)/installed-dev  ## measure every page of the desk among SIZE=100000 claims (KEEP, ROUNDS)
	@SIZE=$(if $(filter file,$(origin SIZE)),100000,$(SIZE)) $(PY) -m tests.benchmarks.desk

bench-record: $(VENV)/installed-dev  ## measure publishing, verifying and dumping among SIZE=10000 claims (KEEP, PUBLISHED)
	@SIZE=$(if $(filter file,$(origin SIZE)),10000,$(SIZE)) $(PY) -m tests.benchmarks.record

bench-matching: $(VENV)/installed-dev  ## measure matching one text among SIZE claims (SIZE=100000, DATA, KEEP)
	@SIZE=$(if $(filter file,$(origin SIZE)),100000,$(SIZE)) $(PY) -m tests.benchmarks.matching

bench-loading: $(VENV)/installed-dev  ## measure load_claims beside \copy and loaddata (SIZE=20000)
	@SIZE=$(if $(filter file,$(origin SIZE)),20000,$(SIZE)) $(PY) -m tests.benchmarks.loading

bench-standby: $(VENV)/installed-dev  ## measure how far a standby is behind, and the change to it (ROUNDS=30)
	@$(PY) -m tests.benchmarks.standby

backup: install own  ## dump the local database into a file (FILE=desk.dump)
	@umask 077 && $(PY) -m factcheck.embedded run "$(LOCAL)/postgres" pg_dump -Fc -f "$(FILE).new" && \
	  mv "$(FILE).new" "$(FILE)" && echo "The database is in $(FILE). It holds secrets: keep it as you keep SECRET_KEY."

restore: install own  ## fill the local database, which must be empty, from such a file (FILE=desk.dump)
	@test -r "$(FILE)" || { echo "There is no file $(FILE) to read. Name one: make restore FILE=…"; exit 1; }
	@$(PY) -m factcheck.embedded run "$(LOCAL)/postgres" pg_restore --username postgres --dbname factcheck \
	  --single-transaction "$(FILE)" || { \
	  echo "Nothing was restored. If the database was not empty: end what uses it, make reset, and again."; exit 1; }
	@echo "$(FILE) is restored. make run migrates what is older, and serves."

own:
	@test -z "$$DATABASE_URL" || { \
	  echo "DATABASE_URL is set, and this is for the database that comes along: use pg_dump and pg_restore."; exit 1; }

reset: install  ## throw the local database and its files away
	@for name in postgres test-postgres; do \
	  $(PY) -m factcheck.embedded destroy "$(LOCAL)/$$name" || exit 1; done
	@rm -rf "$(LOCAL)/static" "$(LOCAL)/secret_key"
	@echo "The local database is gone. make run starts a new one."

lock: $(VENV)/installed-dev  ## pin the newest versions that requirements/*.in allow (needs uv)
	@for name in base dev; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header --no-annotate --upgrade \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

format: $(VENV)/installed-dev  ## format the code
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

docs: $(VENV)/installed-dev  ## write the generated parts of the docs anew
	@$(PY) manage.py states --write docs/architecture.md

# Stamps: pip runs again only when a lock changed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.11 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) cannot make a virtual environment. On Debian: apt install python3-venv"; exit 1; }

$(VENV)/installed: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing …"
	@$(PIP) install --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/installed-dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/installed
