"""The report stage: the forms at the left, the pages at the right, each showing where one is in the other."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from fieldkit.actions.reports import open_advice
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.i18n import _
from fieldkit.ui.form.cards import RowCards
from fieldkit.ui.paper_view import PaperView
from fieldkit.ui.screens.report.banner import AdviceInvitation, Banner, PaperTabs
from fieldkit.ui.screens.report.papers import ADVICE, REPORT, PaperForms
from fieldkit.ui.screens.report.preview import Preview
from fieldkit.ui.screens.report.sight import ReportSight, look_at_report
from fieldkit.ui.screens.stage import Choice, Stage, Step
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.states import EmptyState
from fieldkit.ui.workplace import Workplace


class ReportStage(Stage):
    """Service report and maintenance advice of one visit."""

    def __init__(self, place: Workplace, visit: str, parent: QWidget | None = None) -> None:
        super().__init__(place, visit, parent)
        self.setObjectName("report")
        self.sight: ReportSight | None = None
        self._entered = False
        self._saved = ""
        self._build()
        self._connect()

    def _build(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        self.states = self.hold(splitter, name="report.states")
        self.tabs, self.banner, self.invitation = PaperTabs(), Banner(), AdviceInvitation()
        self.forms = PaperForms(self.place, self.visit)
        self.page = Page(margins=(GAP[8], GAP[3], GAP[4], GAP[6]), gap=GAP[3], name="report.page")
        for widget in (self.tabs, self.banner, self.invitation, self.forms):
            self.page.column.addWidget(widget)
        self.page.column.addStretch(1)
        self.page.setMinimumWidth(380)
        self.paper = PaperView(self.place, _("Preview"), name="report.preview")
        self.paper.setMinimumWidth(360)
        self.preview = Preview(self.place, self.paper)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.page)
        splitter.addWidget(self.paper)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([736, 550])

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_paper)
        self.banner.go.connect(self.reveal)
        self.invitation.wanted.connect(self._begin_advice)
        self.paper.field_clicked.connect(self._clicked)
        self.paper.pin_clicked.connect(self._reveal_remark)
        self.forms.focused.connect(self._mark)
        self.forms.changed.connect(self.footer_changed)
        self.forms.saved.connect(self._note_saved)
        self.forms.go.connect(lambda stage: self.go.emit(f"trips/{self.visit}/{stage}"))

    # -- reading

    def refresh(self) -> None:
        if self.sight is None:
            self.states.show_loading()
        opening, visit = not self._entered, self.visit
        self.ask(lambda desk: look_at_report(desk, visit, opening=opening), self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        if self.sight is None:
            self.states.show_error(error, self.refresh)

    def _show(self, sight: ReportSight) -> None:
        self.sight, self._entered = sight, True
        if sight.report is None:
            self._show_not_yet()
            return
        self.forms.show_sight(sight)
        self.banner.show_sight(sight)
        self.states.show_content()  # before the paper, which is only made for a view that is seen
        self._show_paper(self.tabs.current)
        self._mark("")
        self.preview.touch()
        if sight.fresh:
            self.place.changed.emit()

    def _show_not_yet(self) -> None:
        self._entered = False
        text = _("The report begins on site.")
        second = _("Once the engineer has arrived, it opens with all that is known by then.")
        empty = EmptyState("file-text", text, second, _("To the diagnosis"), name="report.empty")
        empty.acted.connect(partial(self.go.emit, f"trips/{self.visit}/diagnose"))
        self.states.show_empty(empty)
        self.footer_changed.emit()

    # -- moving

    def _show_paper(self, kind: str) -> None:
        """Brings one of the two papers, with its pages."""
        there = kind in self.forms.forms
        self.forms.show_paper(kind)
        self.invitation.setVisible(kind == ADVICE and not there)
        self.tabs.set_current(kind)
        if self.sight is not None:
            self.tabs.show_sight(self.sight)
        if there:
            self.preview.show_record(self.forms.ids[kind])
        else:
            self.preview.clear()
        self.footer_changed.emit()

    def _mark(self, key: str) -> None:
        """Frames the field one is in, and every comment."""
        own = self.forms.ids[self.tabs.current] + "/"
        numbers = {remark.key.removeprefix(own): remark.number for remark in self.sight.remarks} if self.sight else {}
        key = key.removeprefix(own)
        if key:
            numbers.setdefault(key, 0)
        self.paper.mark(list(numbers.items()))
        if key:
            self.paper.reveal(key)

    def _clicked(self, key: str) -> None:
        """A click on the page: a path of the paper that is shown."""
        own = "" if self.tabs.current == REPORT or "/" in key else f"{self.forms.ids[ADVICE]}/"
        self.reveal(own + key)

    def _reveal_remark(self, number: int) -> None:
        remark = next((one for one in self.sight.remarks if one.number == number), None) if self.sight else None
        if remark is not None:
            self.reveal(remark.key)

    def reveal(self, key: str) -> None:
        """Goes to a field: of the report by its path, of another record by `<record id>/<path>`."""
        wanted = ADVICE if key.startswith(f"{self.forms.ids[ADVICE]}/") else REPORT
        if wanted != self.tabs.current:
            self._show_paper(wanted)
        self.page.show()
        self.forms.go_to(key)
        self._mark(key)

    # -- the footer

    @property
    def _open(self) -> bool:
        """Whether there is a report that can still be written."""
        return self.sight is not None and self.sight.report is not None and not self.sight.sealed

    def missing(self) -> list[tuple[str, str]]:
        return self.forms.missing() if self._open else []

    def primary(self) -> Step | None:
        if self.sight is None or self.sight.report is None or self.missing():
            return None
        if self.sight.sealed:
            return _("On to hand over"), partial(self.go.emit, f"trips/{self.visit}/hand_over")
        return _("Let the customer sign"), self._sign

    def _sign(self) -> None:
        self.leave()
        self.go.emit(f"sign/{self.forms.ids[REPORT]}")

    def secondary(self) -> list[Choice]:
        if self.sight is None or self.sight.report is None:
            return []
        full = self.page.isHidden()
        words, icon = (_("Back to the form"), "pencil") if full else (_("Full text"), "eye")
        found = [Choice(words, self._toggle_full, icon, "report.full")]
        if self._open and self.sight.remarks:  # it may be signed all the same
            first = partial(self.reveal, self.sight.remarks[0].key)
            said = _("Open comments: {count}").format(count=len(self.sight.remarks))
            found.insert(0, Choice(said, first, "message-square", "report.open_comments"))
        if self.sight.sealed and self.sight.advice is not None and not self.sight.signed_advice:
            sign = partial(self.go.emit, f"sign/{self.forms.ids[ADVICE]}")
            found.append(Choice(_("Sign the advice"), sign, "signature", "report.sign_advice"))
        return found

    def _toggle_full(self) -> None:
        self.page.setVisible(self.page.isHidden())
        self.footer_changed.emit()

    def note(self) -> str:
        return _("Saved {time}").format(time=self._saved) if self._saved else ""

    def _note_saved(self, time: str) -> None:
        self._saved = time
        self.preview.touch()
        self.footer_changed.emit()

    # -- doing

    def _begin_advice(self) -> None:
        visit = self.visit
        self.invitation.set_error("")
        self.place.act(lambda desk: open_advice(desk, visit), self._begun, self._refuse, owner=self)

    def _begun(self, record: Record) -> None:
        self.forms.add(record)
        self._show_paper(ADVICE)
        self.forms.forms[ADVICE].open_section("findings")
        findings = self.forms.forms[ADVICE].cards["findings"]
        if isinstance(findings, RowCards):
            findings.add_row()

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.invitation.set_error(error.say())

    def leave(self) -> None:
        self.forms.flush()
