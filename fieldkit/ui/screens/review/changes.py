"""What is different since the report was returned: the comments and what was said to them, then field by field."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.comparing import Standing, since_before, standing
from fieldkit.errors import UserError
from fieldkit.i18n import _
from fieldkit.process.revisions import Difference
from fieldkit.ui.screens.report.sight import Remark
from fieldkit.ui.screens.review.queue import Looked
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.labels import Label, caption, stack
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import rule
from fieldkit.ui.workplace import Workplace


class Changes(QWidget):
    """Stands above the facts of a report that came back; `chosen` carries the key of a field."""

    chosen = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place, self._looked = place, ""
        self.setObjectName("review.changes")
        self.found: tuple[Difference, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def look(self, looked: Looked, names: set[str]) -> None:
        """Compares a report with the revision before it; the same one is not compared again."""
        mark = f"{looked.rid} {looked.sheet} {looked.record.last_seq}"
        if mark == self._looked:
            return
        self.clear()
        self._looked = mark
        if looked.revision < 2:
            return
        record, desk = looked.record, self._place.desk

        def compare(now: Standing) -> None:
            self._place.jobs.run(
                lambda: since_before(desk, now),
                lambda found: self._compared(mark, now, found, looked, names),
                self._cannot,
                owner=self,
            )

        self._place.read(lambda asked: standing(asked, record), compare, self._cannot, owner=self)

    def _compared(self, mark: str, now: Standing, found: Sequence[Difference], looked: Looked, names: set[str]) -> None:
        if self._looked == mark and now.before is not None:
            self.show_changes(now.before.revision, found, looked.answered, names)

    def _cannot(self, error: Exception) -> None:
        self._looked = ""
        off_line = _("The revision before is not on this laptop, and there is no line to compare with it.")
        self.show_why_not(error.say() if isinstance(error, UserError) else off_line)

    def clear(self) -> None:
        self._looked = ""
        self._empty()

    def _empty(self) -> None:
        self.found = ()
        empty(self._column)
        self.hide()

    def show_changes(
        self, before: int, found: Sequence[Difference], answered: Sequence[Remark], names: set[str]
    ) -> None:
        """Shows what changed since a revision. `names` are the fields that can be gone to."""
        self._empty()
        self.found = tuple(found)
        self._head(_say(len(found)).format(count=len(found), number=before))
        for remark in answered:
            asked = Label(f"{remark.number}  {remark.comment.text or ''}", "body", tone="text_2", wrap=True)
            reply = remark.comment.reply or _("done, without a word")
            self._add(
                stack(asked, Label(reply, "body", wrap=True, name=f"review.answered.{remark.number}"), gap=GAP[1])
            )
        for one in found:
            self._add(self._row(one, one.key in names))
        self.show()

    def show_why_not(self, said: str) -> None:
        """Why the two cannot be compared now."""
        self._empty()
        self._head(said)
        self.show()

    def _head(self, said: str) -> None:
        heading = Label(said, "caption", tone="text_2", name="review.changes.head")
        heading.setProperty("role", "window")
        heading.setContentsMargins(GAP[6], GAP[2], GAP[5], GAP[2])
        heading.setFixedHeight(40)
        self._column.addWidget(heading)

    def _add(self, widget: QWidget) -> None:
        widget.setContentsMargins(GAP[6], GAP[2], GAP[5], GAP[2])
        self._column.addWidget(widget)
        self._column.addWidget(rule())

    def _row(self, one: Difference, leads: bool) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        name = f"review.change.{one.key}"
        if one.group:
            column.addWidget(caption(one.group, wrap=True))
        if leads:
            link = Link(one.label, "caption", name=name)
            link.clicked.connect(lambda: self.chosen.emit(one.key))
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            column.addWidget(caption(one.label, tone="text_2", name=name))
        if one.before:
            before = Label(_("Before: {what}").format(what=one.before), "body", tone="text_3", wrap=True)
            column.addWidget(before)
        now = one.after or _("taken away")
        column.addWidget(Label(_("Now: {what}").format(what=now), "body", wrap=True, name=f"{name}.now"))
        return holder


def _say(count: int) -> str:
    if count == 1:
        return _("One field changed since revision {number}")
    return (
        _("{count} fields changed since revision {number}") if count else _("Nothing changed since revision {number}")
    )
