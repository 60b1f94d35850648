"""The panel beside the checklist: one gap, the way to where it is settled, or the reason to leave with it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from fieldkit.forms.checklist import GROUPS, CheckItem
from fieldkit.forms.seen import legible
from fieldkit.i18n import _, translate
from fieldkit.process.decision import hands_of
from fieldkit.process.turns import open_gap
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.screens.trips.settling import Way
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.labels import Label, beside, body, caption, heading, stack
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.rows import Card

SETTLE, GO = "fill", "go"
Answer = tuple[str, bool, str, str]  # the words, whether one leaves with the gap, who agreed, when and how


class GapPanel(Card):
    """Shows one point of the checklist.

    `answered` carries its code and an Answer; `wanted` its code, to go where it is settled; `packed` its code and
    whether it lies in the bag.
    """

    answered = Signal(str, object)
    wanted = Signal(str)
    packed = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__(gap=GAP[2], name="gap")
        self._row: CheckItem | None = None
        self._way = Way()
        self._code, self._stored, self._writable = "", ("", ""), True
        self._names: dict[str, str] = {}
        self._where = caption(tone="text_2", name="gap.where")
        self._item = heading(name="gap.item")
        self._item.setWordWrap(True)
        self._found = body(tone="text_2", name="gap.found")
        self._alarm = Label(_("Special: this must stay as it is."), "body", tone="bad", wrap=True, name="gap.alarm")
        self._there = secondary("", icon="corner-down-right", name="gap.there")
        self._there.clicked.connect(self._go_there)
        self._ways = Options(
            (
                (SETTLE, _("Settle it"), _("Write what is done, and by whom.")),
                (GO, _("Leave with the gap"), _("Write why, and who agreed; it stands on the trip approval.")),
            ),
            name="gap.way",
        )
        self._ways.chosen.connect(lambda _key: self._tell_way())
        self._label = caption(tone="text_2")
        self._reason = QPlainTextEdit()
        self._reason.setObjectName("gap.reason")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(80)
        self._agreed = self._make_agreed()
        self._said = caption(tone="text_2", name="gap.hands")
        self._said.setWordWrap(True)
        self._error = Label("", "caption", tone="bad", wrap=True, name="gap.error")
        self._error.hide()
        self._save = primary("", trailing="arrow-right", name="gap.save")
        self._save.clicked.connect(self._answer)
        for widget in (self._where, self._item, self._alarm, self._found, self._there, self._ways, self._label,
                       self._reason, self._agreed, self._said, self._error, self._save):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._ways.set_value(SETTLE)

    def _make_agreed(self) -> QWidget:
        self._who = Combo()
        self._who.setObjectName("gap.who")
        self._who.setAccessibleName(_("Who agreed"))
        self._how = QLineEdit()
        self._how.setObjectName("gap.how")
        self._how.setAccessibleName(_("When, and how"))
        self._how.setPlaceholderText(_("15:06, by phone"))
        return beside(
            stack(caption(_("Who agreed"), tone="text_2"), self._who, gap=4),
            stack(caption(_("When, and how"), tone="text_2"), self._how, gap=4),
        )

    @property
    def code(self) -> str:
        return self._code

    def set_people(self, managers: Sequence[tuple[str, str]], names: Mapping[str, str]) -> None:
        """The managers who can have agreed, by id and name; and what everybody is called."""
        self._names = dict(names)
        if [(self._who.itemData(at), self._who.itemText(at)) for at in range(1, self._who.count())] != list(managers):
            chosen = self._who.currentData()
            self._who.clear()
            self._who.addItem("—", "")
            for rid, name in managers:
                self._who.addItem(name, rid)
            self._who.setCurrentIndex(max(self._who.findData(chosen), 0))

    def show_point(self, row: CheckItem | None, gaps: Sequence[CheckItem], way: Way, *, writable: bool = True) -> None:
        """Shows a point; what is being typed about it stays while its stored answer is the same."""
        self._row, self._way, self._writable = row, way, writable
        self.setVisible(row is not None)
        if row is None:
            self._code = ""
            return
        self._tell(row, gaps)
        more = sum(1 for gap in gaps if open_gap(gap) and gap.row_id != row.row_id)
        self._save.setText(_("Note it, next gap") if more else _("Note it"))
        asks = row.state == "gap" and writable
        for widget in (self._ways, self._label, self._reason, self._save):
            widget.setVisible(asks)
        stored = (row.answer or "", row.decided or "")
        if (row.row_id, stored) != (self._code, self._stored):
            self._code, self._stored = row.row_id, stored
            self._take_back(row)
        self._tell_way()
        self._agreed.setVisible(asks and self._ways.value == GO)

    def _tell(self, row: CheckItem, gaps: Sequence[CheckItem]) -> None:
        at = next((number for number, gap in enumerate(gaps, 1) if gap.row_id == row.row_id), 0)
        group = translate(GROUPS.get(row.group or "", ""))
        place = _("gap {number} of {count}").format(number=at, count=len(gaps)) if at else ""
        self._where.setText("·".join(word for word in (group, place) if word))
        self._item.setText(row.item or "")
        self._found.setText(row.found or _("Nothing on file."))
        self._alarm.setVisible(bool(row.alarm))
        said = hands_of(row, lambda rid: self._names.get(rid, ""))
        reads = "" if self._writable or row.state != "gap" else row.answer or ""
        self._said.setText("\n".join(word for word in (reads, said) if word))
        self._said.setVisible(bool(self._said.text()))
        way = self._way
        if way.packs:
            self._there.setText(_("It is packed") if row.state == "gap" else _("It is not packed after all"))
            self._there.set_icons("check" if row.state == "gap" else "undo-2")
        else:
            self._there.setText(way.words)
            self._there.set_icons("corner-down-right")
        self._there.setVisible(self._writable and (way.packs or (row.state == "gap" and bool(way.words))))

    def _take_back(self, row: CheckItem) -> None:
        """An answer given before, as it was typed."""
        self._error.hide()
        self._ways.set_value(GO if row.decided == "go" else SETTLE)
        self._reason.setPlainText(row.answer or "")
        if row.agreed_by:
            self._who.setCurrentIndex(max(self._who.findData(row.agreed_by), 0))
        self._how.setText(row.agreed_how or "")

    def _tell_way(self) -> None:
        go = self._ways.value == GO
        self._agreed.setVisible(go)
        self._label.setText(_("Reason") if go else _("What is done about it"))
        self._reason.setAccessibleName(self._label.text())

    def start(self) -> None:
        """Puts the keyboard where one types."""
        if self._reason.isVisible():
            self._reason.setFocus()

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()

    def _go_there(self) -> None:
        if self._way.packs and self._row is not None:
            self.packed.emit(self._code, self._row.state == "gap")
        else:
            self.wanted.emit(self._code)

    def _answer(self) -> None:
        text = legible(self._reason.toPlainText())
        if not text:
            self.show_error(_("Write a few words: the managers decide by them."))
            self._reason.setFocus()
            return
        self._error.hide()
        go = self._ways.value == GO
        who = str(self._who.currentData() or "") if go else ""
        self.answered.emit(self._code, (text, go, who, legible(self._how.text()) if go else ""))
