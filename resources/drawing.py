"""A page of docs/ of which a part is drawn from declarations, between two marks."""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- drawn from the table: make process -->", "<!-- end of what is drawn -->"


def keep(name: str, drawn: str) -> int:
    """Writes the drawn part into a page; with `--check` changes nothing, and 1 says that the page is out of date."""
    page = DOCS / name
    text = page.read_text("utf-8")
    wanted = text[: text.index(BEGIN) + len(BEGIN)] + "\n\n" + drawn + "\n" + text[text.index(END) :]
    if text == wanted:
        return 0
    if "--check" in sys.argv:
        print(f"docs/{name} is not what the table says: make process")  # noqa: T201 - a command of the developer
        return 1
    page.write_text(wanted, "utf-8")
    return 0
