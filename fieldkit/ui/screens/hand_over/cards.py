"""Leaving the site, what was settled, where everything stands, and what the manager said."""

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from fieldkit.errors import FieldError, UserError
from fieldkit.forms import Visit
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.ui.editors.times import MomentLine
from fieldkit.ui.form.box import FieldBox
from fieldkit.ui.screens.hand_over.sight import HandOver
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge, StatusText
from fieldkit.ui.widgets.labels import Label, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Card, Row, Rows

REVIEWS = {"approved": "approved", "returned": "returned", "asked": "asked"}


class LeavingCard(Card):
    """When the engineer left: typed, or taken from the report; `left` carries the moment."""

    left = Signal(object)

    def __init__(self) -> None:
        super().__init__(padding=GAP[5], name="leaving")
        self.said = Label("", "body", name="leaving.said")
        self.body.addWidget(self.said)
        self.editor = MomentLine(Visit.left, "leaving.time")
        self.box = FieldBox(self.editor, Visit.left.label, required=True)
        self.body.addWidget(self.box)
        self._suggested = ""

    def show_trip(self, trip: Trip, now: datetime) -> None:
        """What is known; the report's time is offered, else the present one."""
        arrived = trip.visit.shown("arrived")
        gone = trip.visit.left is not None and trip.visit.status in {"left", "closed"}
        words = _("Arrived {arrived}, left {left}.") if gone else _("Arrived {arrived}.")
        self.said.setText(words.format(arrived=arrived or "—", left=trip.visit.shown("left")))
        self.box.setVisible(not gone and trip.visit.arrived is not None)
        offered = (trip.report.left if trip.report else None) or now
        suggested = Visit.left.show(offered)
        if self.editor.text in ("", self._suggested):
            self.editor.show_value(Visit.left.dump(offered.astimezone(UTC)))
        self._suggested = suggested

    def take(self) -> datetime | None:
        """The moment that stands there; None says beside it why there is none."""
        try:
            moment = Visit.left.parse(self.editor.text)
        except FieldError as error:
            self.box.set_reason(error.say())
            return None
        self.box.set_reason("" if moment else _("Say when you left."))
        return moment

    def show_error(self, error: Exception) -> None:
        said = error.say() if isinstance(error, UserError) else _("This could not be done. Try again.")
        self.box.set_reason(said)


class SettledCard(Card):
    """Money and parts: what the report says, and how each debt stands."""

    def __init__(self) -> None:
        super().__init__(padding=GAP[5], name="settled")

    def show_trip(self, trip: Trip) -> None:
        empty(self.body)
        said = trip.report.settled if trip.report else None
        self.body.addWidget(
            Label(said or _("Nothing was settled."), "body", tone="text" if said else "text_3", wrap=True)
        )
        for debt in trip.receivables:
            line = QHBoxLayout()
            line.setSpacing(GAP[3])
            words = "·".join(word for word in (debt.shown("debt"), debt.shown("amount"), debt.part_owed or "") if word)
            line.addWidget(Label(words, "body", wrap=True), 1)
            state = "done" if debt.status == "settled" else "due"
            line.addWidget(StatusText(state, debt.shown("status"), small=True))
            self.body.addLayout(line)
            if debt.agreed:
                self.body.addWidget(caption(debt.agreed, wrap=True))


class SentRows(Rows):
    """Where the records and files of this trip stand."""

    def show_sight(self, sight: HandOver) -> None:
        self.clear()
        for number, line in enumerate(sight.sent):
            row = Row(line.title, opens=False, value=str(line.count), name=f"sent.{number}")
            row.add(StatusText(line.state, small=True))
            self.add(row)


class ReviewCard(Card):
    """How the review stands, with the comments and their answers."""

    def __init__(self) -> None:
        super().__init__(padding=GAP[5], name="review_state")

    def show_sight(self, sight: HandOver) -> None:
        empty(self.body)
        report = sight.trip.report
        status = report.status if report else None
        line = QHBoxLayout()
        if status in REVIEWS:
            line.addWidget(Badge(REVIEWS[status], name="review_state.badge"))
        else:
            words = _("Waiting for the review") if status == "signed" else _("Not signed yet")
            line.addWidget(Badge("waiting", words, name="review_state.badge"))
        line.addStretch(1)
        self.body.addLayout(line)
        if sight.review is not None:
            by, when = sight.trip.person_name(sight.review.decided_by), sight.review.shown("decided_at")[5:]
            decision = sight.review.shown("decision")
            said = _("{what}: {words}").format(what=f"{by} {when}", words=decision)
            self.body.addWidget(caption(said, tone="text_2", wrap=True))
            if sight.review.reason:
                self.body.addWidget(Label(sight.review.reason, "body", wrap=True))
        for remark in sight.remarks:
            self.body.addWidget(Label(f"{remark.number}  {remark.comment.text}", "body", wrap=True))
            if remark.comment.status == "done":
                answer = remark.comment.reply or _("Done")
                self.body.addWidget(caption(_("Answer: {text}").format(text=answer), wrap=True))
