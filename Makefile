# Needs Python 3.11, make and git; everything else is installed into .venv. `make run PORT=9000` takes another port.

PYTHON := $(firstword $(shell command -v python3.11) $(shell command -v python3))
BIN := .venv/bin

.PHONY: run test check bench fingerprint contract requirements messages

run: .venv/requirements.stamp
	@exec $(BIN)/python -m factcheck.supervisor --with-parent

test: .venv/requirements-dev.stamp
	$(BIN)/pytest

# No server runs here, so makemigrations cannot look at the applied history and warns; it compares models all the same.
check: .venv/requirements-dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(PRODUCTION) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

# The settings of a real newsroom, for checks that need no database.
PRODUCTION = ENV_FILE=/dev/null DEMO=false DEBUG=false ALLOWED_HOSTS=factcheck.example \
	SITE_URL=https://factcheck.example NEWSROOM_PAGES=$(CURDIR)/articles/demo/pages NOTE_KEYS=$(shell $(BIN)/python -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())') \
	SECRET_KEY=$(shell $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')

# `make bench` lists the benchmarks, `make bench BENCH=worker_crashes` runs one, with arguments in ARGS.
bench: .venv/requirements-dev.stamp
ifdef BENCH
	PYTHONPATH=$(CURDIR) $(BIN)/python bench/$(BENCH).py $(ARGS)
else
	@for script in bench/*.py; do \
		printf '%-24s %s\n' "$$(basename $$script .py)" "$$(sed -n '1s/^"""//p' $$script)"; \
	done
endif

# After a change of what the extraction says: the id of the ruleset. `python -m tests.extraction.recording` first where it
# cuts or parses otherwise than before, which needs the model.
fingerprint: .venv/requirements-dev.stamp
	$(BIN)/python -m tests.extraction.fingerprint

# At a release: what the API promises from now on, and the Python client's shapes from it (docs/api.md, "What stays").
contract: .venv/requirements-dev.stamp
	$(BIN)/python -m tests.contract.release

# After changing a .in file: the same command twice, because the second is constrained by the first's result.
requirements: .venv/requirements-dev.stamp
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links -o requirements.txt requirements.in
	$(BIN)/pip-compile -q --strip-extras --no-emit-index-url --no-emit-find-links -o requirements-dev.txt requirements-dev.in

# Needs gettext (xgettext, msgfmt). The source language is Japanese; English is its translation. Run it after changing a
# string, fill in what is empty or fuzzy in locale/en/LC_MESSAGES/django.po, and run it again.
messages: .venv/requirements-dev.stamp
	$(PRODUCTION) $(BIN)/python manage.py makemessages --locale en --no-obsolete --add-location file --ignore .venv
	$(PRODUCTION) $(BIN)/python manage.py compilemessages --ignore .venv

.venv/requirements.stamp: requirements.txt | .venv/bin/python
	@echo "部品を入れています（初回は数分かかります）：requirements.txt"
	@began=$$(date +%s); $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt \
		&& echo "部品の導入：$$(( $$(date +%s) - began )) 秒"
	@touch $@

.venv/requirements-dev.stamp: requirements-dev.txt .venv/requirements.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 以上が必要です（python3.11 が見つかりません）。" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "仮想環境を作れません。Debian では python3.11-venv を入れてください。" >&2; exit 1; }
