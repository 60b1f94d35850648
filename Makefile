# demo: play the worked case · test: every check and test · check: format, lint, types, layers · bench: figures · soak: random histories until stopped
PYTHON = .venv/bin/python

.PHONY: setup demo test test-postgresql check bench bench-sync bench-documents bench-growth packed papers guide siege soak revision locale process

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
	$(PYTHON) resources/draw_process.py --check
	$(PYTHON) resources/draw_kinds.py --check

# All rooms but the screens are tested where Qt cannot be imported; what matters most of sync on PostgreSQL; the screens.
ON_POSTGRES = FIELDKIT_TEST_DATABASE=postgresql FIELDKIT_WITHOUT_QT=1 $(PYTHON) -m pytest -p no:pytest-qt -n 2 --dist loadfile
test: check
	FIELDKIT_WITHOUT_QT=1 $(PYTHON) -m pytest -p no:pytest-qt -n 2 --dist loadfile --ignore tests/ui tests
	$(ON_POSTGRES) tests/sync/test_histories.py tests/sync/test_client.py tests/sync/test_between_pages.py tests/sync/test_sight.py tests/sync/test_restore.py tests/office/test_siege.py tests/office/test_held.py tests/office/test_hostile.py
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n 2 --dist loadfile tests/ui

# Every test of the office and of sync on PostgreSQL.
test-postgresql: setup
	$(ON_POSTGRES) tests/office tests/sync

bench: setup
	$(PYTHON) tests/bench/run.py

# With ONLY=peers beside Anki and PouchDB, which it installs into build/peers.
bench-sync: setup
	$(PYTHON) tests/bench/sync.py $(ONLY)

# Papers beside Typst and WeasyPrint, which it installs into build/peers.
bench-documents: setup
	$(PYTHON) tests/bench/documents.py

# One folder that needs no Python, and the worked case played with it, in a home of its own.
packed: setup
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[pack]'
	$(PYTHON) -m PyInstaller --noconfirm --distpath build/packed --workpath build/packing fieldkit.spec
	env -i HOME=$(CURDIR)/build/packed PATH=/usr/bin:/bin LANG=C.UTF-8 build/packed/fieldkit/fieldkit demo --out build/packed/demo

# The pictures of nine papers in docs/papers, to be looked at after a change of their layout.
papers: setup
	$(PYTHON) tests/documents/pictures.py docs/papers

# The pictures of the user guide, docs/guide/pictures (English: pictures-en), taken while the worked case is played by mouse and keyboard.
guide: setup
	@mkdir -p docs/guide/pictures docs/guide/pictures-en
	FIELDKIT_GUIDE=docs/guide/pictures QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n 0 tests/ui/case/test_case.py
	FIELDKIT_GUIDE=docs/guide/pictures-en FIELDKIT_GUIDE_LANGUAGE=en QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -n 0 tests/ui/case/test_case.py

# How the cost grows with records, laptops and workers: a table, and docs/growth.svg. Ten minutes on a quiet machine.
bench-growth: setup
	$(PYTHON) tests/bench/growth.py docs/growth.svg

siege: setup
	$(PYTHON) tests/siege.py

revision: setup
	$(PYTHON) resources/revise.py $(ROOM) "$(WHAT)"

# FIELDKIT_SOAK_SECONDS ends it; a failing seed is printed: `python tests/soak.py SEED` shows how it fails.
soak: setup
	$(PYTHON) tests/soak.py

locale: setup
	$(PYTHON) resources/locale/update.py

# The diagram in docs/process.md, from the table of steps, and docs/kinds.md, from forms, grants and steps.
process: setup
	$(PYTHON) resources/draw_process.py
	$(PYTHON) resources/draw_kinds.py
