"""The structure of a paper, for whoever has it read aloud: headings, paragraphs, tables and figures in reading order.

While a page is drawn, each piece of it is marked and noted in a tree; `tag` writes the tree into the finished file
(ISO 32000-1, 14.7 and 14.8: structure elements, marked content, the parent tree).
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Name, String

# Elements that hold text themselves; in any other a text gets a paragraph of its own.
BLOCKS = frozenset({"P", "H1", "H2", "H3", "TH", "TD", "Caption", "Figure"})


class Mark(NamedTuple):
    """A piece of a page: the page from 0, and its number on that page."""

    page: int
    number: int


@dataclass
class Node:
    """An element of the structure: its role, what stands for it when it is a picture, and what it holds in order."""

    role: str
    alt: str = ""
    kids: "list[Node | Mark]" = field(default_factory=list)


def tag(pdf: Any, tree: Node) -> None:
    """Writes the tree into a file whose pages were marked with it."""
    marks: dict[int, dict[int, Any]] = {}
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = Array([_element(pdf, tree, root, marks)])
    numbers: Any = Array()
    for number, page in enumerate(pdf.pages):
        page.obj.StructParents = number
        page.obj.Tabs = Name.S
        of_page = marks.get(number, {})
        owners = Array([of_page[place] for place in sorted(of_page)])
        numbers.extend([number, pdf.make_indirect(owners)])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _element(pdf: Any, node: Node, parent: Any, marks: dict[int, dict[int, Any]]) -> Any:
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.role), P=parent))
    if node.alt:
        made.Alt = String(node.alt)
    if node.role == "TH":
        made.A = Dictionary(O=Name.Table, Scope=Name.Column)
    kids = Array()
    pages = {kid.page for kid in node.kids if isinstance(kid, Mark)}
    if len(pages) == 1:
        made.Pg = pdf.pages[next(iter(pages))].obj
    for kid in node.kids:
        if isinstance(kid, Node):
            kids.append(_element(pdf, kid, made, marks))
            continue
        marks.setdefault(kid.page, {})[kid.number] = made
        whole = Dictionary(Type=Name.MCR, Pg=pdf.pages[kid.page].obj, MCID=kid.number)
        kids.append(kid.number if len(pages) == 1 else whole)
    made.K = kids
    return made
