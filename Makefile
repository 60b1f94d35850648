# demo: play the worked case · test: every check and test · check: format, lint, types, layers · bench: figures · soak: random histories until stopped
PYTHON = .venv/bin/python

.PHONY: setup demo test check bench bench-sync siege soak revision locale

setup:
	@.ci/setup

demo: setup
	@.venv/bin/fieldkit demo --out build/demo

check: setup
	$(PYTHON) -m ruff format --check fieldkit tests resources
	$(PYTHON) -m ruff check fieldkit tests resources
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-cache
	$(PYTHON) resources/locale/update.py --check

# All rooms but the screens are tested where Qt cannot be imported; the office once more on PostgreSQL; then the screens.
test: check
	FIELDKIT_WITHOUT_QT=1 $(PYTHON) -m pytest -p no:pytest-qt -n 2 --dist loadfile --ignore tests/ui tests
	FIELDKIT_TEST_DATABASE=postgresql FIELDKIT_WITHOUT_QT=1 $(PYTHON) -m pytest -p no:pytest-qt -n 2 --dist loadfile tests/office tests/sync
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n 2 --dist loadfile tests/ui

bench: setup
	$(PYTHON) tests/bench/run.py

bench-sync: setup
	$(PYTHON) tests/bench/sync.py

siege: setup
	$(PYTHON) tests/siege.py

revision: setup
	$(PYTHON) resources/revise.py $(ROOM) "$(WHAT)"

# FIELDKIT_SOAK_SECONDS ends it; a failing seed is printed: `python tests/soak.py SEED` shows how it fails.
soak: setup
	$(PYTHON) tests/soak.py

locale: setup
	$(PYTHON) resources/locale/update.py
