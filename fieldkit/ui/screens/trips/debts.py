"""What the customer owes: settled on site, or agreed upon (P7.10.3)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.forms import Receivable
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, beside, caption, stack
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.widgets.unfolding import Unfolding


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


class _Debt(Unfolding):
    """One debt: a line that unfolds to say what became of it."""

    agreed = Signal(str)
    settled = Signal(str)
    paid = Signal(str, str, str)

    def __init__(self, rid: str) -> None:
        row = Row("", " ", icon="banknote", name=f"debt.{rid}", chevron=False)
        super().__init__(row, QLineEdit())
        self._kept, self._money = "", False
        self._state = Label("", "body", tone="text_2", name=f"debt.{rid}.state")
        row.add(self._state)
        self.field.setObjectName(f"debt.{rid}.agreed")
        self.field.setAccessibleName(_("What was agreed"))
        self._number, self._amount = QLineEdit(), QLineEdit()
        self._number.setObjectName(f"debt.{rid}.number")
        self._number.setAccessibleName(_("Receipt number"))
        self._amount.setObjectName(f"debt.{rid}.amount")
        self._amount.setAccessibleName(_("Amount received"))
        self._amount.setPlaceholderText(_("all of it"))
        number = stack(caption(_("Receipt number"), tone="text_2"), self._number, gap=4)
        amount = stack(caption(_("Amount received"), tone="text_2"), self._amount, gap=4)
        self._receipt = beside(number, amount)
        self._settle = secondary(_("Paid or returned here"), icon="check", name=f"debt.{rid}.settle")
        self._settle.clicked.connect(self._settled)
        agree = secondary(_("Note what was agreed"), icon="pencil", name=f"debt.{rid}.agree")
        agree.clicked.connect(lambda: self.agreed.emit(self.field.text()))
        agreed = stack(caption(_("What was agreed"), tone="text_2"), self.field, gap=4)
        self.put(agreed, self._receipt, beside(agree, self._settle, stretched=False))

    def show_debt(self, debt: Receivable) -> None:
        what = " ".join(word for word in (debt.shown("debt"), debt.shown("amount"), debt.part_owed or "") if word)
        due = _("due {day}").format(day=debt.shown("due")) if debt.due else ""
        self.row.set_text(what, "·".join(word for word in (due, debt.agreed or "") if word) or " ")
        done = debt.status == "settled"
        self._state.setText(debt.shown("status") if done else _("Agreed") if debt.agreed else _("Deal with it"))
        self._state.set_tone("good" if done else "text_2" if debt.agreed else "accent")
        if self.field.text() == self._kept:
            self.field.setText(debt.agreed or "")
        if (debt.agreed or "") != self._kept or done:
            self.unfold(False)
        self._kept = debt.agreed or ""
        self._settle.setVisible(not done)
        self._money = debt.debt != "part_back"
        self._receipt.setVisible(self._money and not done)

    def _settled(self) -> None:
        """Money comes in under the number of a receipt; a part is noted with the parts, under its serial number."""
        if self._money:
            self.paid.emit(self._number.text(), self._amount.text(), self.field.text())
        else:
            self.settled.emit(self.field.text())
