"""Somebody's laptops: those he has, an invitation for a new one, and locking one out. All of it needs a line."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.laptops import Invitation, Laptop, invite, laptops, lock_out
from fieldkit.i18n import _
from fieldkit.ui.moments import moment
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, quiet, secondary
from fieldkit.ui.widgets.labels import Label, body, caption, stack
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace


class LaptopsCard(QFrame):
    """The code of an invitation stands there until it is put away, and nowhere else."""

    def __init__(self, place: Workplace, person: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("laptops")
        self.place, self.person = place, person
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(GAP[2])
        self._rows = Rows(name="laptops.rows")
        self._rows.setProperty("role", "")  # the card around it has the edge
        self._said = Label("", "caption", tone="text_2", wrap=True, name="laptops.said")
        self._said.setContentsMargins(GAP[5], GAP[2], GAP[5], GAP[2])
        self._invite = secondary(_("Invite a laptop"), size="small", icon="monitor-smartphone", name="laptops.invite")
        self._invite.clicked.connect(self._ask)
        self._appoints = False
        self._begin = QWidget()
        line = QHBoxLayout(self._begin)
        line.setContentsMargins(GAP[5], 0, GAP[5], GAP[3])
        line.addWidget(self._invite)
        line.addStretch(1)
        self._panel: QWidget | None = None
        self._column.addWidget(self._rows)
        self._column.addWidget(self._said)
        self._column.addWidget(self._begin)
        self._rows.hide()
        self._begin.hide()

    def set_appoints(self, appoints: bool) -> None:
        """Whether laptops may be invited here."""
        self._appoints = appoints
        self._begin.setVisible(appoints and self._panel is None)

    def read(self) -> None:
        desk, person = self.place.desk, self.person

        def ask() -> list[Laptop]:
            return [one for one in laptops(desk) if one.person == person]

        self.place.jobs.run(ask, self._show, self._fail, lane="work", owner=self)

    def _fail(self, error: Exception) -> None:
        self._say(str(error), "text_2")

    def _say(self, text: str, tone: str) -> None:
        self._said.set_tone(tone)
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def _show(self, found: list[Laptop]) -> None:
        self._rows.clear()
        now = self.place.desk.clock.now()
        for one in found:
            self._rows.add(self._row(one, moment(one.enrolled, now)))
        self._rows.setVisible(bool(found))
        self._say("" if found else _("No laptop is enrolled in this name."), "text_2")

    def _row(self, one: Laptop, since: str) -> Row:
        name = one.name or one.id[:8]
        second = _("since {moment}").format(moment=since)
        here = _("this laptop") if one.here else ""
        out = _("locked out") if one.revoked else here
        row = Row(name, second, icon="lock" if one.revoked else "monitor-smartphone", value=out, opens=False,
                  tone="text_3" if one.revoked else "text_2", name=f"laptop.{one.id}")  # fmt: skip
        if not one.revoked and not one.here:
            lock = quiet(_("Lock out"), size="small", icon="lock", name=f"laptop.{one.id}.lock")
            lock.setAccessibleName(_("Lock out {name}").format(name=name))
            lock.clicked.connect(partial(self._confirm, one))
            row.add(lock)
        return row

    # -- inviting

    def _ask(self) -> None:
        self._invite.setEnabled(False)
        desk, person = self.place.desk, self.person

        def failed(error: Exception) -> None:
            self._invite.setEnabled(True)
            self._say(str(error), "bad")

        self.place.jobs.run(lambda: invite(desk, person), self._show_code, failed, lane="work", owner=self)

    def _show_code(self, made: Invitation) -> None:
        self._invite.setEnabled(True)
        self._say("", "text_2")
        address = Label(made.url, "body", name="invitation.url")
        code = Label(made.code, "figure", wrap=True, name="invitation.code")
        for label in (address, code):
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        until = moment(made.until, self.place.desk.clock.now())
        warning = _(
            "Whoever types this into a new laptop acts there as {name}. It works once, until {moment}, "
            "and is not shown again."
        ).format(name=made.person, moment=until)
        copy = secondary(_("Copy both"), size="small", icon="copy", name="invitation.copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(f"{made.url}\n{made.code}"))
        away = quiet(_("Put away"), size="small", name="invitation.done")
        away.clicked.connect(self._put_away)
        shown = (
            stack(caption(_("Address"), tone="text_2"), address, gap=2),
            stack(caption(_("Invitation code"), tone="text_2"), code, gap=2),
            body(warning, tone="warn", name="invitation.warning"),
        )
        self._show_panel(shown, (copy, away), "invitation")
        copy.setFocus()

    # -- locking out

    def _confirm(self, one: Laptop) -> None:
        name = one.name or one.id[:8]
        question = body(
            _("Lock out {name}? It reads nothing more. What it has not sent yet waits at the office for a decision.")
            .format(name=name), name="lock.question",
        )  # fmt: skip
        do = Button(_("Lock out"), "danger", "small", icon="lock", name="lock.do")
        do.clicked.connect(partial(self._lock, one.id))
        cancel = quiet(_("Cancel"), size="small", name="lock.cancel")
        cancel.clicked.connect(self._put_away)
        self._show_panel((question,), (do, cancel), "lock")
        cancel.setFocus()

    def _lock(self, device: str) -> None:
        desk = self.place.desk
        self._put_away()

        def failed(error: Exception) -> None:
            self._say(str(error), "bad")

        self.place.jobs.run(lambda: lock_out(desk, device), lambda _done: self.read(), failed, lane="work", owner=self)

    # -- the panel

    def _show_panel(self, shown: tuple[QWidget, ...], buttons: tuple[QWidget, ...], name: str) -> None:
        self._put_away()
        panel = QWidget(self)
        panel.setObjectName(f"{name}.panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(GAP[5], GAP[2], GAP[5], GAP[3])
        column.setSpacing(GAP[3])
        for widget in shown:
            column.addWidget(widget)
        line = QHBoxLayout()
        line.setSpacing(GAP[2])
        for button in buttons:
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        self._column.insertWidget(2, panel)
        self._panel = panel
        self._begin.hide()

    def _put_away(self) -> None:
        if self._panel is not None:
            self._column.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None
            self._begin.setVisible(self._appoints)
