"""One record that two people wrote to: per field what stood there, mine, theirs; a person chooses or writes anew."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.conflicts import Conflict, Disputed, settle
from fieldkit.errors import FieldError
from fieldkit.forms import Json
from fieldkit.i18n import _
from fieldkit.ui.screens.deliveries.choice_row import SIDE, ChoiceRow
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import IconLabel, Label, body, caption, stack, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Rows
from fieldkit.ui.workplace import Workplace


class ConflictPage(QWidget):
    """The primary leads to the next undecided field, and writes everything once there is none."""

    def __init__(self, place: Workplace, found: Conflict, path: str = "") -> None:
        super().__init__()
        self._place, self._found = place, found
        self._rows: dict[str, ChoiceRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._page = Page(gap=GAP[1], name="conflict.page")
        column.addWidget(self._page, 1)
        self._build_footer()
        column.addWidget(self._footer)
        self._build()
        if path in self._rows:
            QTimer.singleShot(0, self._rows[path], lambda: self._reveal(path))

    def update_to(self, found: Conflict) -> None:
        """Shows the record as it is now, keeping what was chosen where the values are still the same."""
        if found == self._found:
            return
        same = {path.path: path for path in self._found.paths}
        kept = {row.path.path: row.state for row in self._rows.values() if row.path in found.paths}
        self._found = found
        self._build()
        for path, state in kept.items():
            if path in self._rows and path in same:
                self._rows[path].set_state(state)
        self._count()

    def _build(self) -> None:
        column = self._page.column
        empty(column)
        self._rows.clear()
        column.addWidget(self._head())
        column.addSpacing(GAP[4])
        card = Rows(name="conflict.fields")
        card.add(_heads(self._found))
        before = any(path.before for path in self._found.paths)
        for path in self._found.paths:
            row = ChoiceRow(path, self._place.desk.clock.now(), before=before)
            row.chosen.connect(self._count)
            card.add(row)
            self._rows[path.path] = row
        column.addWidget(card)
        column.addSpacing(GAP[2])
        column.addWidget(_note())
        column.addStretch(1)
        self._count()

    def _head(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        count = _("{count} fields are for you to decide, {agreed} others agree.").format(
            count=len(self._found.paths), agreed=self._found.agreed
        )
        about = "·".join(word for word in (self._found.about, count) if word)
        heading = title(_("{record}: written by two people").format(record=self._found.title), name="conflict.title")
        line.addWidget(stack(heading, body(about, tone="text_2")), 1)
        self._badge = Badge("gap", name="conflict.decided")
        line.addWidget(self._badge)
        return holder

    def _build_footer(self) -> None:
        self._footer = Footer(name="conflict.footer")
        self._footer.missing_clicked.connect(self._reveal)
        later = secondary(_("Decide later"), size="large", name="conflict.later")
        later.clicked.connect(lambda: self._place.go.emit("deliveries"))
        self._footer.add_left(later)
        for key, says in (("mine", _("All mine")), ("theirs", _("All theirs"))):
            every = secondary(says, size="large", name=f"conflict.{key}")
            every.clicked.connect(lambda _on=False, key=key: self._choose_all(mine=key == "mine"))
            self._footer.add_right(every)
        self._primary = primary("", name="conflict.primary")
        self._primary.clicked.connect(self._press)
        self._footer.add_right(self._primary)

    def _choose_all(self, *, mine: bool) -> None:
        for row in self._rows.values():
            row.choose_side(mine=mine)
        self._count()

    @property
    def _open(self) -> list[Disputed]:
        return [row.path for row in self._rows.values() if not row.decided]

    def _count(self) -> None:
        left, total = self._open, len(self._rows)
        words = _("{done} of {total} decided").format(done=total - len(left), total=total)
        self._badge.set("gap" if left else "done", words)
        missing = [(path.path, path.label) for path in left]
        said = _("{count} to decide").format(count=len(left)) if left else ""
        self._footer.set_missing(said, missing, "" if left else _("Every value stays in the history."))
        self._primary.setText(_("To the next") if left else _("Settle"))

    def _press(self) -> None:
        left = self._open
        if left:
            self._reveal(left[0].path)
            return
        chosen: dict[str, Json] = {}
        for row in self._rows.values():
            try:
                chosen[row.path.path] = row.value()
            except FieldError as error:
                row.set_reason(error.say())
                self._reveal(row.path.path)
                return
        rid = self._found.record.id
        self._primary.setEnabled(False)
        self._place.act(lambda desk: settle(desk, rid, chosen), self._settled, self._fail, owner=self)

    def _settled(self, _done: None) -> None:
        self._place.go.emit("deliveries")

    def _fail(self, error: Exception) -> None:
        self._primary.setEnabled(True)
        self._footer.set_missing(str(error), status="wrong")

    def _reveal(self, path: str) -> None:
        row = self._rows[path]
        self._page.ensureWidgetVisible(row)
        row.take_keyboard()


def _heads(found: Conflict) -> QWidget:
    """The heads of the columns, as far as they are the same for every field."""
    holder = QWidget()
    holder.setFixedHeight(44)
    line = QHBoxLayout(holder)
    line.setContentsMargins(GAP[5], 0, GAP[5], 0)
    line.setSpacing(GAP[4])
    first = caption(_("Field"))
    first.setFixedWidth(SIDE)
    line.addWidget(first)
    if any(path.before for path in found.paths):
        earlier = caption(_("Before"))
        earlier.setFixedWidth(SIDE)
        line.addWidget(earlier)
    mine = all(path.versions and path.versions[0].mine for path in found.paths)
    for says in (_("Mine"), _("Theirs")) if mine else (_("One value"), _("The other")):
        line.addWidget(Label(says, "body", bold=True), 1)
    return holder


def _note() -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(GAP[2])
    line.addWidget(IconLabel("history", "text_3", 16))
    said = _("Every value stays in the history and can be brought back. Until you decide, the later one is shown.")
    line.addWidget(caption(said, wrap=True), 1)
    return holder
