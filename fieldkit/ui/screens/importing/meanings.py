"""Columns that no word is known for: a person says what they mean, and the office remembers it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.sync.lists import ColumnName, ListOutcome
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.screens.importing.telling import LISTS
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import ElidedLabel, SectionHead, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Rows

NOTHING = "-"
WIDTH = 260
Columns = Mapping[str, Sequence[ColumnName]]


class Meanings(QWidget):
    """For each unknown heading of a list what it means. `chosen` says that something was said."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("import.meanings")
        self.lessons: dict[tuple[str, str], str] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP[2])

    def show_list(self, name: str, outcome: ListOutcome, columns: Columns) -> None:
        """Asks about the headings of a list; of a file that is no known list, first which it is."""
        self._clear()
        for at, table in enumerate(outcome.unknown):
            card = _Table(name, at, table.header, columns, self.lessons)
            card.chosen.connect(self.chosen)
            says = _("What do these columns of “{file}” mean?").format(file=table.file)
            self._column.addWidget(SectionHead(says))
            about = _("What you say here is remembered for everybody who takes such a list in.")
            self._column.addWidget(caption(about, wrap=True))
            self._column.addWidget(card)
        self.setVisible(bool(outcome.unknown))

    def _clear(self) -> None:
        empty(self._column)


class _Table(Rows):
    """The headings of one file, each with a list of what it may be."""

    chosen = Signal()

    def __init__(
        self, name: str, at: int, header: Sequence[str], columns: Columns, lessons: dict[tuple[str, str], str]
    ) -> None:
        super().__init__(name=f"import.meanings.{at}")
        self._list, self._columns, self._lessons = name if name in columns else "", columns, lessons
        self._boxes: dict[str, Combo] = {}
        if not self._list:
            which = Combo()
            which.setObjectName(f"import.which.{at}")
            which.addItem(_("It is none of our lists"), "")
            for key in columns:
                which.addItem(_(LISTS[key]), key)
            which.currentIndexChanged.connect(lambda: self._be(str(which.currentData())))
            self.add(_line(_("Which list is this?"), which))
        for place, word in enumerate(header):
            box = self._boxes[word] = Combo()
            box.setObjectName(f"import.means.{at}.{place}")
            self.add(_line(word, box))
        for word, box in self._boxes.items():
            self._fill(word, box)
            box.currentIndexChanged.connect(lambda _at, word=word, box=box: self._say(word, str(box.currentData())))

    def _be(self, name: str) -> None:
        for word in self._boxes:
            self._lessons.pop((self._list, word), None)
        self._list = name
        for word, box in self._boxes.items():
            box.blockSignals(True)
            self._fill(word, box)
            box.blockSignals(False)
        self.chosen.emit()

    def _fill(self, word: str, box: Combo) -> None:
        box.clear()
        box.addItem(_("Not said yet"), "")
        for column in self._columns.get(self._list, ()):
            box.addItem(column.label, column.name)
        if self._list:
            box.addItem(_("Nothing that FieldKit keeps"), NOTHING)
        box.setEnabled(bool(self._list))
        box.setCurrentIndex(max(0, box.findData(self._lessons.get((self._list, word), ""))))

    def _say(self, word: str, column: str) -> None:
        if column:
            self._lessons[self._list, word] = column
        else:
            self._lessons.pop((self._list, word), None)
        self.chosen.emit()


def _line(says: str, box: Combo) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(GAP[5], GAP[1], GAP[5], GAP[1])
    line.setSpacing(GAP[4])
    line.addWidget(ElidedLabel(says, "body"), 1)
    box.setAccessibleName(says)
    box.setFixedWidth(WIDTH)
    line.addWidget(box)
    return holder
