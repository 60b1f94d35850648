"""What the customer owes: settled on site, or agreed upon (P7.10.3)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.forms import Receivable
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.keyboard import has_keyboard
from fieldkit.ui.widgets.labels import Label, SectionHead, caption, stack
from fieldkit.ui.widgets.rows import Row, Rows


class Debts(QWidget):
    """`agreed` carries a debt and what was agreed; `settled` a part that came back, and the note.

    `paid` carries money that came in: the debt, the receipt's number, the amount as typed, and the note.
    """

    agreed = Signal(str, str)
    settled = Signal(str, str)
    paid = Signal(str, str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._debts: dict[str, _Debt] = {}
        self._rows = Rows(name="debts")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addWidget(SectionHead(_("Owed by the customer")))
        column.addWidget(self._rows)

    def show_trip(self, trip: Trip) -> None:
        debts = {debt.id: debt for debt in trip.receivables if debt.status != "settled" or debt.agreed}
        if list(debts) != list(self._debts):
            self._rows.clear()
            self._debts = {}
            for rid in debts:
                one = _Debt(rid)
                one.agreed.connect(lambda text, rid=rid: self.agreed.emit(rid, text))
                one.settled.connect(lambda text, rid=rid: self.settled.emit(rid, text))
                one.paid.connect(lambda number, amount, text, rid=rid: self.paid.emit(rid, number, amount, text))
                self._rows.add(one)
                self._debts[rid] = one
        for rid, debt in debts.items():
            self._debts[rid].show_debt(debt)
        self.setVisible(bool(debts))

    def show_error(self, rid: str, sentence: str) -> None:
        if rid in self._debts:
            self._debts[rid].show_error(sentence)


class _Debt(QWidget):
    """One debt: a line that unfolds to say what became of it."""

    agreed = Signal(str)
    settled = Signal(str)
    paid = Signal(str, str, str)

    def __init__(self, rid: str) -> None:
        super().__init__()
        self._kept, self._money = "", False
        self._body = QWidget()
        self._row = Row("", " ", icon="banknote", name=f"debt.{rid}", chevron=False)
        self._state = Label("", "body", tone="text_2", name=f"debt.{rid}.state")
        self._row.add(self._state)
        self._row.clicked.connect(lambda: self._unfold(self._body.isHidden()))
        self._text = QLineEdit()
        self._text.setObjectName(f"debt.{rid}.agreed")
        self._text.setAccessibleName(_("What was agreed"))
        self._number, self._amount = QLineEdit(), QLineEdit()
        self._number.setObjectName(f"debt.{rid}.number")
        self._number.setAccessibleName(_("Receipt number"))
        self._amount.setObjectName(f"debt.{rid}.amount")
        self._amount.setAccessibleName(_("Amount received"))
        self._amount.setPlaceholderText(_("all of it"))
        self._receipt = QWidget()
        beside = QHBoxLayout(self._receipt)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP[3])
        beside.addWidget(stack(caption(_("Receipt number"), tone="text_2"), self._number, gap=4), 1)
        beside.addWidget(stack(caption(_("Amount received"), tone="text_2"), self._amount, gap=4), 1)
        self._settle = secondary(_("Paid or returned here"), icon="check", name=f"debt.{rid}.settle")
        self._settle.clicked.connect(self._settled)
        agree = secondary(_("Note what was agreed"), icon="pencil", name=f"debt.{rid}.agree")
        agree.clicked.connect(lambda: self.agreed.emit(self._text.text()))
        self._error = Label("", "caption", tone="bad", wrap=True)
        self._error.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP[3])
        buttons.addWidget(agree)
        buttons.addWidget(self._settle)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._body)
        inside.setContentsMargins(GAP[5] + 36, 0, GAP[5], GAP[4])
        inside.setSpacing(GAP[3])
        inside.addWidget(stack(caption(_("What was agreed"), tone="text_2"), self._text, gap=4))
        inside.addWidget(self._receipt)
        inside.addLayout(buttons)
        inside.addWidget(self._error)
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self._body)

    def show_debt(self, debt: Receivable) -> None:
        what = " ".join(word for word in (debt.shown("debt"), debt.shown("amount"), debt.part_owed or "") if word)
        due = _("due {day}").format(day=debt.shown("due")) if debt.due else ""
        self._row.set_text(what, "·".join(word for word in (due, debt.agreed or "") if word) or " ")
        done = debt.status == "settled"
        self._state.setText(debt.shown("status") if done else _("Agreed") if debt.agreed else _("Deal with it"))
        self._state.set_tone("good" if done else "text_2" if debt.agreed else "accent")
        if self._text.text() == self._kept:
            self._text.setText(debt.agreed or "")
        if (debt.agreed or "") != self._kept or done:
            self._unfold(False)
        self._kept = debt.agreed or ""
        self._settle.setVisible(not done)
        self._money = debt.debt != "part_back"
        self._receipt.setVisible(self._money and not done)

    def _settled(self) -> None:
        """Money comes in under the number of a receipt; a part is noted with the parts, under its serial number."""
        if self._money:
            self.paid.emit(self._number.text(), self._amount.text(), self._text.text())
        else:
            self.settled.emit(self._text.text())

    def _unfold(self, on: bool) -> None:
        if not on and has_keyboard(self._body):
            self._row.setFocus()
        self._body.setVisible(on)
        self._row.set_chosen(on)
        if on:
            self._text.setFocus()

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
