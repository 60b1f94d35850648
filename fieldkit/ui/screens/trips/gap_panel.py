"""The panel beside the checklist: one gap, and what is done about it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from fieldkit.forms.checklist import GROUPS, CheckItem
from fieldkit.i18n import LANGUAGES, N_, _, translate
from fieldkit.process.turns import open_gap
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import primary
from fieldkit.ui.widgets.labels import Label, body, caption, heading, stack
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.rows import Card

WITH_GAP = N_("Leaves with the gap: {reason}")


class GapPanel(Card):
    """Shows one point of the checklist; `answered` carries its code and what the person decided."""

    answered = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(gap=GAP[2], name="gap")
        self._row: CheckItem | None = None
        self._code, self._stored = "", ""
        self._where = caption(tone="text_2", name="gap.where")
        self._item = heading(name="gap.item")
        self._item.setWordWrap(True)
        self._found = body(tone="text_2", name="gap.found")
        self._ways = Options(
            (
                ("fill", _("Settle it"), _("Write what is done, and by whom.")),
                ("go", _("Leave with the gap"), _("Write why, and who agreed; it stands on the trip approval.")),
            ),
            name="gap.way",
        )
        self._ways.chosen.connect(lambda _key: self._tell_way())
        self._label = caption(tone="text_2")
        self._reason = QPlainTextEdit()
        self._reason.setObjectName("gap.reason")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(80)
        self._who = Combo()
        self._who.setObjectName("gap.who")
        self._who.setAccessibleName(_("Who agreed"))
        self._how = QLineEdit()
        self._how.setObjectName("gap.how")
        self._how.setAccessibleName(_("When, and how"))
        self._how.setPlaceholderText(_("15:06, by phone"))
        self._agreed = _beside(
            stack(caption(_("Who agreed"), tone="text_2"), self._who, gap=4),
            stack(caption(_("When, and how"), tone="text_2"), self._how, gap=4),
        )
        self._error = Label("", "caption", tone="bad", wrap=True, name="gap.error")
        self._error.hide()
        self._save = primary("", trailing="arrow-right", name="gap.save")
        self._save.clicked.connect(self._answer)
        for widget in (self._where, self._item, self._found, self._ways, self._label, self._reason, self._agreed,
                       self._error, self._save):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._ways.set_value("fill")

    @property
    def code(self) -> str:
        return self._code

    def set_people(self, names: Sequence[str]) -> None:
        """The managers who can have agreed."""
        if [self._who.itemText(at) for at in range(1, self._who.count())] != list(names):
            chosen = self._who.currentText()
            self._who.clear()
            self._who.addItems(["—", *names])
            self._who.setCurrentIndex(max(self._who.findText(chosen), 0))

    def show_point(self, row: CheckItem | None, gaps: Sequence[CheckItem]) -> None:
        """Shows a point; what is being typed about it stays while its stored answer is the same."""
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            self._code = ""
            return
        at = next((number for number, gap in enumerate(gaps, 1) if gap.row_id == row.row_id), 0)
        group = translate(GROUPS.get(row.group or "", ""))
        place = _("gap {number} of {count}").format(number=at, count=len(gaps)) if at else ""
        self._where.setText("·".join(word for word in (group, place) if word))
        self._item.setText(row.item or "")
        self._found.setText(row.found or _("Nothing on file."))
        asks = row.state == "gap"
        more = sum(1 for gap in gaps if open_gap(gap) and gap.row_id != row.row_id)
        self._save.setText(_("Note it, next gap") if more else _("Note it"))
        for widget in (self._ways, self._label, self._reason, self._save):
            widget.setVisible(asks)
        if (row.row_id, row.answer or "") != (self._code, self._stored):
            self._code, self._stored = row.row_id, row.answer or ""
            self._take_back(row.answer or "")
        self._tell_way()
        self._agreed.setVisible(asks and self._ways.value == "go")

    def _take_back(self, answer: str) -> None:
        """An answer given before, as it was typed."""
        self._error.hide()
        for code in LANGUAGES:
            start = translate(WITH_GAP, code).format(reason="")
            if answer.startswith(start):
                self._ways.set_value("go")
                self._reason.setPlainText(answer.removeprefix(start))
                return
        self._ways.set_value("fill")
        self._reason.setPlainText(answer)

    def _tell_way(self) -> None:
        go = self._ways.value == "go"
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

    def _answer(self) -> None:
        text = self._reason.toPlainText().strip()
        if not text:
            self.show_error(_("Write a few words: the managers decide by them."))
            self._reason.setFocus()
            return
        self._error.hide()
        if self._ways.value == "go":
            who = self._who.currentText() if self._who.currentIndex() > 0 else ""
            agreed = " ".join(word for word in (who, self._how.text().strip()) if word)
            text = _(WITH_GAP).format(reason=text)
            text = _("{text} ({agreed})").format(text=text, agreed=agreed) if agreed else text
        self.answered.emit(self._code, text)


def _beside(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(GAP[3])
    for widget in widgets:
        line.addWidget(widget, 1)
    return holder
