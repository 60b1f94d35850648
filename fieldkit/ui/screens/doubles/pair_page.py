"""Two records side by side, field by field; a person makes one of them, keeps both, or takes the decision back."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.merging import Pairing, keep_both, merge, settle_late, take_back
from fieldkit.actions.naming import kind_title
from fieldkit.errors import UserError
from fieldkit.forms.merging import VERDICTS
from fieldkit.i18n import _, translate
from fieldkit.joined import phrases, told
from fieldkit.ui.screens.doubles.field_row import SIDE, FieldRow
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import Label, SectionHead, body, caption, stack, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Rows
from fieldkit.ui.workplace import Workplace


class PairPage(QWidget):
    """What is to be decided stands above; what is the same, and what points at each, below."""

    def __init__(self, place: Workplace, found: Pairing) -> None:
        super().__init__()
        self._place, self._found = place, found
        self._rows: dict[str, FieldRow] = {}
        self._busy = False
        self._page = Page(gap=GAP[1], name="pair.page")
        self._footer = Footer(name="pair.footer")
        self._footer.missing_clicked.connect(self._reveal)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._page, 1)
        column.addWidget(self._footer)
        self._build_footer()
        self._build()

    @property
    def title(self) -> str:
        return self._found.titles[0]

    def update_to(self, found: Pairing) -> None:
        """Shows the pair as it is now, keeping what was chosen."""
        kept = {key: row.take for key, row in self._rows.items()}
        same = found.verdict == self._found.verdict
        if (found.fields, found.links, found.late, found.verdict) == self._state(self._found):
            self._found = found
            return
        self._found = found
        self._build()
        for key, row in self._rows.items():
            if same and kept.get(key):
                row.set_take(kept[key])
        self._count()

    @staticmethod
    def _state(found: Pairing) -> tuple[object, ...]:
        return found.fields, found.links, found.late, found.verdict, found.back

    # -- what is shown

    def _build(self) -> None:
        column = self._page.column
        empty(column)
        self._rows = {row.key: row for row in self._to_decide()}
        column.addWidget(self._head())
        column.addSpacing(GAP[4])
        card = Rows(name="pair.fields")
        card.add(_line("", *(Label(text, "body", bold=True, wrap=True) for text in self._found.titles)))
        for row in self._rows.values():
            row.chosen.connect(self._count)
            card.add(row)
        for field in self._found.fields:
            if field.name not in self._rows and not self._found.late:
                card.add(
                    _line(field.label, *(body(text or "—", tone="text_2") for text in (field.first, field.second)))
                )
        column.addWidget(card)
        if self._found.back:
            column.addSpacing(BETWEEN_CARDS)
            column.addWidget(SectionHead(_("What taking back writes")))
            column.addWidget(_restoring(self._found))
        if self._found.links:
            column.addSpacing(BETWEEN_CARDS)
            column.addWidget(SectionHead(_("What belongs to each")))
            links = Rows(name="pair.links")
            for kind, one, other in self._found.links:
                links.add(_line(kind, body(str(one)), body(str(other))))
            column.addWidget(links)
        column.addStretch(1)
        self._count()

    def _to_decide(self) -> list[FieldRow]:
        if self._found.late:
            return [FieldRow(one.path, one.label, (one.stays, one.came), "") for one in self._found.late]
        if self._decided:
            return []
        return [
            FieldRow(field.name, field.label, (field.first, field.second), field.take)
            for field in self._found.fields
            if not field.same
        ]

    @property
    def _decided(self) -> bool:
        return self._found.verdict in {"merged", "two"}

    def _head(self) -> QWidget:
        found = self._found
        if found.late:
            says = _("One was merged into the other. Somebody who did not know this wrote to it afterwards.")
        elif found.verdict == "merged":
            says = _("These were merged: all that belonged to the second is shown under the first.")
        elif found.verdict == "two":
            says = _("Somebody said that these are two different ones.")
        else:
            says = _("Choose what holds for each field. What belongs to either then belongs to the one that is left.")
        by = _("Decided by {name}.").format(name=found.decided_by) if self._decided and found.decided_by else ""
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        kind = kind_title(found.kind)
        decided = told((kind, translate(VERDICTS[found.verdict]))) if self._decided else ""
        asked = decided or _("{kind}: one or two?").format(kind=kind)
        words = [title(asked, name="pair.title"), body(says, tone="text_2")]
        if by:
            words.append(caption(by))
        if found.kind == "person" and not self._decided:
            words.append(
                caption(_("Whoever works with a laptop as the second must be invited again as the first."), wrap=True)
            )
        line.addWidget(stack(*words), 1)
        self._badge = Badge("gap", name="pair.decided")
        line.addWidget(self._badge)
        return holder

    def _build_footer(self) -> None:
        later = secondary(_("To the list"), size="large", name="pair.list")
        later.clicked.connect(lambda: self._place.go.emit("doubles"))
        self._footer.add_left(later)
        self._back = secondary(_("Take back"), size="large", icon="undo-2", name="pair.back")
        self._back.clicked.connect(lambda: self._do(take_back))
        self._two = secondary(_("These are two"), size="large", name="pair.two")
        self._two.clicked.connect(lambda: self._do(keep_both))
        self._sides = []
        for side, says in (("first", _("All left")), ("second", _("All right"))):
            every = secondary(says, size="large", name=f"pair.all.{side}")
            every.clicked.connect(lambda _on=False, side=side: self._choose_all(side))
            self._sides.append(every)
        self._primary = primary("", name="pair.primary")
        self._primary.clicked.connect(self._press)
        for button in (self._back, self._two, *self._sides, self._primary):
            self._footer.add_right(button)

    # -- what is done

    def _choose_all(self, side: str) -> None:
        for row in self._rows.values():
            row.set_take(side)
        self._count()

    def _count(self) -> None:
        left = [row for row in self._rows.values() if not row.take]
        deciding = bool(self._rows) or not self._decided
        self._badge.setVisible(bool(self._rows))
        done = _("{done} of {total} decided").format(done=len(self._rows) - len(left), total=len(self._rows))
        self._badge.set("gap" if left else "done", done)
        self._back.setVisible(self._decided)
        self._two.setVisible(not self._decided)
        for button in self._sides:
            button.setVisible(bool(self._rows))
        self._primary.setVisible(deciding)
        said = _("{count} to decide").format(count=len(left)) if left else ""
        merging = _("The links are being moved …") if self._busy else ""
        note = merging or ("" if left or self._decided else _("This can be taken back."))
        self._footer.set_missing(said, [(row.key, row.label) for row in left], note)
        last = _("Settle") if self._decided else _("Merge")
        self._primary.setText(_("To the next") if left else last)
        for button in (self._back, self._two, self._primary, *self._sides):
            button.setEnabled(not self._busy)

    def _press(self) -> None:
        left = [row.key for row in self._rows.values() if not row.take]
        if left:
            self._reveal(left[0])
            return
        taken = [row.key for row in self._rows.values() if row.take == "second"]
        settle = settle_late if self._decided else merge
        self._do(lambda desk, seen: settle(desk, seen, taken))

    def _do(self, action: Callable[[Desk, Pairing], None]) -> None:
        seen = self._found
        self._busy = True
        self._count()
        self._place.act(lambda desk: action(desk, seen), self._done, self._fail, owner=self)

    def _done(self, _nothing: None) -> None:
        self._busy = False
        self._count()

    def _fail(self, error: Exception) -> None:
        self._busy = False
        self._count()
        ours = _("This did not work, and it is not your fault.")
        self._footer.set_missing(error.say() if isinstance(error, UserError) else ours, status="wrong")

    def _reveal(self, key: str) -> None:
        row = self._rows[key]
        self._page.ensureWidgetVisible(row)
        row.take_keyboard()


def _restoring(found: Pairing) -> QWidget:
    """The fields that go back to what whoever merged wrote down of them; what few may write stands out."""
    rows = Rows(name="pair.restores")
    rows.add(_line("", *(Label(text, "body", bold=True) for text in (_("Now"), _("Then")))))
    for one in found.back:
        then = body(one.then or "—", tone="warn" if one.guarded else "text")
        rows.add(_line(one.label, body(one.now or "—", tone="text_2"), then))
    return rows


def _line(label: str, first: QWidget, second: QWidget) -> QWidget:
    """A line of the card with the columns of its rows."""
    holder = QWidget()
    holder.setAccessibleName(phrases((label, *(one.text() for one in (first, second) if isinstance(one, Label)))))
    line = QHBoxLayout(holder)
    line.setContentsMargins(GAP[5], GAP[3], GAP[5], GAP[3])
    line.setSpacing(GAP[4])
    name = Label(label, "body", tone="text_2", wrap=True)
    name.setFixedWidth(SIDE)
    line.addWidget(name)
    line.addWidget(first, 1)
    line.addWidget(second, 1)
    return holder
