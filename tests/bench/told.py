"""One paper told to other typesetters: its words as Typst's markup and as HTML, with the same fonts and photos."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fieldkit import resource
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.facts import facts
from fieldkit.documents.grid import Grid
from fieldkit.documents.layout import Labelled, Pairs, Stack, Sublabel, Text
from fieldkit.documents.photos import PhotoRow
from fieldkit.documents.story import sections

Piece = tuple[str, Any]


def words(what: Any) -> str:
    """The text of a stack of texts."""
    texts = what.texts if isinstance(what, Stack) else [what] if isinstance(what, Text) else []
    return "\n".join(text.text for text in texts)


def told(dossier: Dossier, folder: Path) -> Iterator[Piece]:
    """Headings, pairs, tables and photos of a paper in order; photos are laid into the folder."""
    yield "title", f"{dossier.form.title} {dossier.number}"
    yield from _pieces(facts(dossier), folder)
    for title, body in sections(dossier):
        if body:
            yield "heading", title
            yield from _pieces(iter(body), folder)


def _pieces(inks: Iterator[Any], folder: Path) -> Iterator[Piece]:
    for ink in inks:
        if isinstance(ink, Sublabel):
            yield "below", ink.large
        elif isinstance(ink, Labelled):
            yield "pairs", [(words(ink.label), words(ink.said))]
        elif isinstance(ink, Pairs):
            yield "pairs", [(words(cell.label), words(cell.said)) for cell in ink.cells]
        elif isinstance(ink, Grid):
            yield "table", [[words(cell) for cell in line.cells] for line in ink.lines if not line.over_all]
        elif isinstance(ink, PhotoRow):
            yield "photos", [_laid(cell, folder) for cell in ink.cells]


def _laid(cell: Any, folder: Path) -> tuple[str, str]:
    name = f"{abs(hash(cell.path))}.jpg"
    (folder / name).write_bytes(cell.data)
    return name, words(cell.caption)


def as_typst(pieces: list[Piece]) -> str:
    """Typst's markup of a paper."""
    lines = [
        '#set page("a4", margin: 20mm, footer: context align(right, counter(page).display("1 / 1", both: true)))',
        '#set text(font: "Noto Sans SC", size: 10pt, lang: "zh")',
        "#set table(stroke: 0.5pt + gray, inset: 4pt)",
    ]
    for kind, what in pieces:
        if kind in ("title", "heading", "below"):
            lines.append(f"#heading(level: {('title', 'heading', 'below').index(kind) + 1}, {_quoted(what)})")
        elif kind == "pairs":
            cells = ", ".join(f"[#{_quoted(text)}]" for pair in what for text in pair)
            lines.append(f"#grid(columns: ({', '.join(['92pt', '1fr'] * len(what))}), gutter: 5pt, {cells})")
        elif kind == "table":
            head, *rows = what
            cells = ", ".join(f"[#{_quoted(text)}]" for row in rows for text in row)
            first = ", ".join(f"[#{_quoted(text)}]" for text in head)
            lines.append(f"#table(columns: {len(head)}, table.header({first}), {cells})")
        else:
            figures = ", ".join(f"figure(image({_quoted(name)}), caption: [#{_quoted(said)}])" for name, said in what)
            lines.append(f"#grid(columns: (1fr, 1fr), gutter: 10pt, {figures})")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


STYLE = """
@font-face { font-family: Paper; src: url("%s") } @font-face { font-family: Paper; font-weight: bold; src: url("%s") }
@page { size: A4; margin: 20mm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font: 10pt Paper; white-space: pre-line } table { width: 100%%; border-collapse: collapse }
td, th { border: 0.5pt solid gray; padding: 4pt; text-align: left } figure { margin: 5pt; display: inline-block }
img { width: 230pt } dl { display: grid; grid-template-columns: 92pt 1fr }
"""


def as_html(pieces: list[Piece]) -> str:
    """The paper as a page of HTML for print."""
    faces = [resource(f"fonts/NotoSansSC-{weight}.ttf").as_uri() for weight in ("Regular", "Bold")]
    parts = [f'<html lang="zh"><meta charset="utf-8"><style>{STYLE % tuple(faces)}</style>']
    for kind, what in pieces:
        if kind in ("title", "heading", "below"):
            level = ("title", "heading", "below").index(kind) + 1
            parts.append(f"<h{level}>{html.escape(what)}</h{level}>")
        elif kind == "pairs":
            parts.append(
                "<dl>" + "".join(f"<dt>{html.escape(a)}</dt><dd>{html.escape(b)}</dd>" for a, b in what) + "</dl>"
            )
        elif kind == "table":
            head, *rows = what
            first = "".join(f"<th>{html.escape(text)}</th>" for text in head)
            body = "".join("<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in rows)
            parts.append(f"<table><thead><tr>{first}</tr></thead>{body}</table>")
        else:
            parts += [
                f'<figure><img src="{name}"><figcaption>{html.escape(said)}</figcaption></figure>'
                for name, said in what
            ]
    return "\n".join(parts)
