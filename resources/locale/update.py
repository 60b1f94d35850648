"""Collects every sentence of fieldkit into resources/locale/zh/<room>.po, and compiles them to .mo.

usage: python resources/locale/update.py [--check]     (--check changes nothing and fails when something is missing)
"""

import ast
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "locale" / "zh"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {"_": None, "N_": None, "translate": None}


def sentences() -> dict[str, set[str]]:
    """Every marked sentence by room; one that several rooms say belongs to the lowest."""
    lower = ["base", "forms", "process", "playbooks", "records", "store", "documents", "sync"]
    order = [*lower, "actions", "office", "ui", "demo"]
    found: dict[str, set[str]] = {room: set() for room in order}
    for path in sorted((ROOT / "fieldkit").rglob("*.py")):
        parts = path.relative_to(ROOT / "fieldkit").parts
        room = parts[0] if len(parts) > 1 else "base"
        for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            if isinstance(message, str) and message:
                found[room].add(message)
    seen: set[str] = set()
    for room, words in found.items():
        found[room] = words - seen
        seen |= words
    return found


def hidden() -> list[str]:
    """Sentences marked inside an f-string, where they are not found: file and line of each."""
    found = []
    for path in sorted((ROOT / "fieldkit").rglob("*.py")):
        found += [f"{path.relative_to(ROOT)}:{line}" for line in hidden_in(path.read_text("utf-8"))]
    return found


def hidden_in(program: str) -> list[int]:
    """The lines of a program that mark a sentence, `N_("…")` or the like, inside an f-string."""
    strings = [part for part in ast.walk(ast.parse(program)) if isinstance(part, ast.JoinedStr)]
    calls = [one for part in strings for one in ast.walk(part) if isinstance(one, ast.Call) and one.args]
    marks = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in KEYWORDS]
    return sorted({one.lineno for one in marks if isinstance(one.args[0], ast.Constant)})


def main() -> int:
    known: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            known |= {str(m.id): str(m.string) for m in read_po(file, locale="zh_CN") if m.id and m.string}
    check = "--check" in sys.argv
    missing, stale = [], []
    for room, words in sentences().items():
        header = f"# FieldKit, Chinese: {room}"
        catalog = Catalog(locale="zh_CN", domain=room, header_comment=header, creation_date=EPOCH, revision_date=EPOCH)
        for word in sorted(words):
            catalog.add(word, known.get(word, ""))
            if not known.get(word):
                missing.append(f"{room}: {word}")
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        target = FOLDER / f"{room}.mo"
        if check:
            if not target.exists() or target.read_bytes() != compiled.getvalue():
                stale.append(room)
            continue
        with (FOLDER / f"{room}.po").open("wb") as file:
            write_po(file, catalog, width=0, omit_header=False)
        target.write_bytes(compiled.getvalue())
    missing += [f"inside an f-string, where it is not found: {place}" for place in hidden()]
    print("\n".join(missing))
    if stale:
        print("not compiled: " + ", ".join(stale))
    return 1 if missing or stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
