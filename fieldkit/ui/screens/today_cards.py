"""The two cards of Today that are not lists: the next step, and how this computer stands with the office."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from fieldkit.actions.backs import Back
from fieldkit.actions.today import Machine
from fieldkit.actions.waiting import Next
from fieldkit.i18n import N_, _
from fieldkit.joined import listed
from fieldkit.ui.carrier import Carrier
from fieldkit.ui.moments import moment
from fieldkit.ui.standing import only_here, settled
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, primary
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, Label, body, caption, title
from fieldkit.ui.widgets.rows import Card

# What the button of each next step says, and the line above it.
BUTTONS = {
    "correct": (N_("Open and correct"), N_("Works offline too")),
    "work": (N_("Go on"), N_("Works offline too")),
    "prepare": (N_("Go on"), ""),
    "review": (N_("Review"), ""),
    "approve": (N_("Review"), ""),
    "assign": (N_("Open the problem"), ""),
    "decide": (N_("Open the problem"), ""),
    "note": (N_("Open the problem"), ""),
    "answer": (N_("Open the problem"), ""),
    "audit": (N_("Open the problem"), ""),
    "solve": (N_("Open the problem"), ""),
    "sign": (N_("Open it"), ""),
    "watch": (N_("Open the problem"), ""),
    "analyse": (N_("Open the problem"), ""),
    "end": (N_("Open it"), ""),
    "close": (N_("Open the problem"), ""),
    "paper": (N_("Open it"), ""),
    "look": (N_("Look at it"), ""),
    "handle": (N_("Open the problem"), ""),
    "due": (N_("Open it"), ""),
}
NAMED = 3


class NextCard(Card):
    """What to do next, why, and the button that leads there; `go` carries its route."""

    go = Signal(str)

    def __init__(self, step: Next | None, now: datetime) -> None:
        super().__init__(name="today.next")
        line = QHBoxLayout()
        line.setSpacing(GAP[6])
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(GAP[1])
        right.setSpacing(GAP[2])
        line.addLayout(left, 1)
        line.addLayout(right)
        self.body.addLayout(line)
        says, hint = (N_("Take in a call"), "") if step is None else BUTTONS[step.code]
        left.addWidget(title(_title_of(step), name="today.title"))
        second = step.about if step else _("Everything that waited for you is done. A call begins a new problem.")
        left.addWidget(body(second, tone="text_2", name="today.about"))
        if step is not None and step.remark is not None and (step.remark.note or step.remark.by):
            left.addSpacing(GAP[3])
            left.addWidget(_remark(step.remark, now))
        elif step is not None and step.lacking:
            left.addSpacing(GAP[2])
            left.addWidget(caption(_lacking(step.lacking), tone="warn", wrap=True, name="today.lacking"))
        left.addStretch(1)
        right.addStretch(1)
        if hint:
            above = caption(_(hint))
            right.addWidget(above, 0, Qt.AlignmentFlag.AlignHCenter)
        button = primary(_(says), trailing="arrow-right", name="today.primary")
        button.clicked.connect(lambda: self.go.emit(route_of_step(step)))
        right.addWidget(button)


def route_of_step(step: Next | None) -> str:
    """Where the next step is done."""
    if step is None:
        return "problems/new"
    if step.stage == "review":
        return f"review/{step.record}"
    if step.kind in {"problem", "paper"}:
        return f"{step.kind}s/{step.record}"
    if step.kind == "visit":
        return f"trips/{step.record}/{step.stage}"
    return f"deliveries/{step.record}"


def _title_of(step: Next | None) -> str:
    if step is None:
        return _("Nothing waits for you")
    if step.code in {"work", "prepare"}:
        return _("Go on with the trip: {stage}").format(stage=_(step.text))
    if step.code == "paper":
        return _("It is your turn: {title}").format(title=_(step.text))
    return _(step.text)


def _lacking(names: tuple[str, ...]) -> str:
    said = listed(names[:NAMED])
    if len(names) > NAMED:
        said = _("{names} and {count} more").format(names=said, count=len(names) - NAMED)
    return _("Still missing: {labels}.").format(labels=said)


def _remark(remark: Back, now: datetime) -> QFrame:
    """What the manager wrote, and where it is pinned."""
    note = QFrame()
    note.setProperty("role", "note")
    note.setObjectName("today.remark")
    column = QVBoxLayout(note)
    column.setContentsMargins(GAP[3], 0, 0, 0)
    column.setSpacing(0)
    if remark.note:
        column.addWidget(body(remark.note))
    pinned = _("at “{place}”").format(place=remark.place) if remark.place else ""
    when = moment(remark.at, now) if remark.at else ""
    more = _("remarks: {count}").format(count=remark.count) if remark.count > 1 else ""
    column.addWidget(ElidedLabel("·".join(word for word in (remark.by, pinned, when, more) if word), "caption",
                                 tone="text_3"))  # fmt: skip
    return note


class ComputerCard(Card):
    """What lies on this computer alone, and when the office last answered; `send` asks for a round now."""

    send = Signal()

    def __init__(self, machine: Machine, carrier: Carrier, now: datetime) -> None:
        super().__init__(padding=GAP[5], name="today.computer")
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        self.body.addLayout(line)
        icon, tone, says = _stand(carrier, machine)
        line.addWidget(IconLabel(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(GAP[1])
        line.addLayout(column, 1)
        column.addWidget(Label(says, "body", bold=True, name="today.computer.state"))
        column.addWidget(caption(only_here(machine), tone="text_2", wrap=True, name="today.computer.here"))
        if machine.synced is not None:
            last = _("Last connected: {when}.").format(when=moment(machine.synced, now))
            column.addWidget(caption(last, tone="text_2", wrap=True, name="today.computer.last"))
        if machine.waiting or carrier.offline:
            button = Button(_("Send now"), size="small", icon="refresh-cw", name="today.send")
            button.setEnabled(not carrier.running)
            button.clicked.connect(self.send)
            column.addSpacing(GAP[2])
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _stand(carrier: Carrier, machine: Machine) -> tuple[str, str, str]:
    if carrier.offline:
        return "zap", "text", _("Offline; work goes on as usual")
    if machine.waiting:
        return "arrow-up", "text_2", _("On its way to the office")
    return settled(machine)
