"""What the files change, list by list: at the left the lists, at the right what becomes of the one that is chosen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.sync.lists import ListOutcome, ListsReply
from fieldkit.ui.screens.importing.meanings import Meanings
from fieldkit.ui.screens.importing.telling import (
    ICONS,
    KINDS,
    LISTS,
    columns,
    counts,
    figures,
    first_kind,
    in_short,
    left_out,
    lines,
)
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import caption
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.widgets.summary import SummaryStrip
from fieldkit.ui.widgets.table import Table

LEFT = 352
LOWEST = 260


class Outcome(QWidget):
    """`asked` says that the person explained a column, or called a list whole: what is shown is out of date."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.whole: set[str] = set()
        self.meanings = Meanings()
        self.meanings.chosen.connect(self.asked)
        self._reply: ListsReply | None = None
        self._list = self._kind = ""
        self._rows: dict[str, Row] = {}
        self._lists = Rows(name="import.lists")
        self.strip = SummaryStrip([], name="import.strip")
        self.strip.chosen.connect(self._show_kind)
        self.tables = {
            kind: Table(columns(kind), _("What becomes of the list"), name=f"import.{kind}") for kind in KINDS
        }
        self._more = caption("", wrap=True, name="import.more")
        self._whole = QCheckBox()
        self._whole.setObjectName("import.whole")
        self._whole.clicked.connect(self._say_whole)
        self._whole_note = caption("", wrap=True, name="import.whole.note")
        self._lay_out()

    def _lay_out(self) -> None:
        left = Page(margins=(0, 0, GAP[2], 0), gap=0, name="import.left")
        left.column.addWidget(self._lists)
        left.column.addStretch(1)
        left.setFixedWidth(LEFT)
        page = Page(margins=(0, 0, GAP[2], 0), gap=GAP[3], name="import.detail")
        page.column.addWidget(self.meanings)
        page.column.addWidget(self.strip)
        card = Card(padding=1, gap=0)
        for table in self.tables.values():
            table.setMinimumHeight(LOWEST)
            card.body.addWidget(table)
        page.column.addWidget(card, 1)
        page.column.addWidget(self._more)
        page.column.addWidget(self._whole, 0, Qt.AlignmentFlag.AlignLeft)
        page.column.addWidget(self._whole_note)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[4])
        line.addWidget(left)
        line.addWidget(page, 1)

    def show_reply(self, reply: ListsReply, *, final: bool) -> None:
        """Shows what the office says; `final` when it was taken in, and nothing is to be asked any more."""
        self._reply = reply
        self._final = final
        shown = {name: one for name, one in reply.lists.items() if _says_anything(one)}
        self._lists.clear()
        self._rows = {}
        for name in (name for name in LISTS if name in shown):
            row = Row(_(LISTS[name]), in_short(shown[name]), icon=ICONS[name], name=f"import.list.{name}")
            row.clicked.connect(lambda name=name: self.show_list(name))
            self._lists.add(row)
            self._rows[name] = row
        wanted = self._list if self._list in self._rows else _worst(shown)
        self._list = ""
        if wanted:
            self.show_list(wanted)

    def show_list(self, name: str) -> None:
        """Shows one list, beginning with what needs a look."""
        assert self._reply is not None
        outcome = self._reply.lists[name]
        fresh, self._list = name != self._list, name
        self._lists.choose(self._rows[name])
        self.strip.set_figures(figures(outcome))
        for kind, table in self.tables.items():
            table.set_lines(lines(kind, outcome))
        if self._final:
            self.meanings.hide()
        else:
            self.meanings.show_list(name, outcome, self._reply.columns)
        self._show_kind(first_kind(outcome) if fresh else self._kind)

    def _show_kind(self, kind: str) -> None:
        self._kind = kind
        assert self._reply is not None
        outcome = self._reply.lists[self._list]
        self.strip.set_chosen(kind)
        for name, table in self.tables.items():
            table.setVisible(name == kind)
        more = left_out(kind, outcome)
        self._more.setVisible(more > 0)
        self._more.setText(_("… and {count} more that are not shown one by one.").format(count=f"{more:,}"))
        self._show_whole(kind, outcome)

    def _show_whole(self, kind: str, outcome: ListOutcome) -> None:
        asks = kind == "missing" and bool(outcome.missing) and not self._final
        self._whole.setVisible(asks and outcome.closes)
        self._whole.setEnabled(not outcome.refused)
        self._whole.setChecked(self._list in self.whole)
        said = _("These files hold the whole list: the {count} that are missing count as owed no more")
        self._whole.setText(said.format(count=f"{len(outcome.missing):,}"))
        if not outcome.closes:
            note = _("They came with an earlier list and are not in this one. They stay as they are.")
        elif outcome.refused:
            note = _("Rows were refused, and may be the ones that seem missing. Correct them first.")
        else:
            note = _("Nothing is deleted. What comes back in a later list counts as owed again.")
        self._whole_note.setText(note)
        self._whole_note.setVisible(asks)

    def _say_whole(self, on: bool) -> None:
        (self.whole.add if on else self.whole.discard)(self._list)
        self.asked.emit()


def _says_anything(outcome: ListOutcome) -> bool:
    return bool(outcome.unchanged or outcome.unknown or any(counts(outcome).values()))


def _worst(lists: dict[str, ListOutcome]) -> str:
    """The list that is looked at first: one with columns to explain or rows refused, else one that changes."""
    by_need = sorted(
        lists, key=lambda name: (not lists[name].unknown, not lists[name].refused, not lists[name].changed)
    )
    return by_need[0] if by_need else ""
