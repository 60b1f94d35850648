"""One paper: its form from its declaration at the left, its pages at the right, its steps below."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from fieldkit.actions.paperwork import take_step
from fieldkit.errors import UserError
from fieldkit.forms import Gap, Record
from fieldkit.i18n import _, translate
from fieldkit.process.step import Transition
from fieldkit.process.transitions import left_to_write
from fieldkit.ui.form.section import Fold
from fieldkit.ui.form_view import FormView
from fieldkit.ui.paper_view import PaperView
from fieldkit.ui.routes import is_filed, route_of
from fieldkit.ui.screens.papers.deleting import DeleteLine
from fieldkit.ui.screens.papers.head import PaperHead, StepButtons
from fieldkit.ui.screens.papers.sight import PaperSight, links_of_file, look_at_paper, save_paper, sections_of
from fieldkit.ui.screens.report.preview import Preview
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.said import SaidLine
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

FORM_WIDTH, PAGES_WIDTH = 736, 550
MOST_MISSING = 2


class PaperPage(QWidget):
    """Saved as one types. The form is built anew when the status changes: what is asked for changes with it.

    Its sections open one after another, so that the first can be read and typed into before the last is built.
    """

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place, self.rid = place, ""
        self.sight: PaperSight | None = None
        self.form: FormView | None = None
        self._status = ""
        self._asked: Transition | None = None
        self._saved = ""
        self._folded: list[Fold] = []
        self._opening = QTimer(self, singleShot=True, interval=0)
        self._opening.timeout.connect(self._open_next)
        self._footed: tuple[str, list[tuple[str, str]], str] = ("", [], "")
        self._build()

    # -- building

    def _build(self) -> None:
        self.head = PaperHead()
        self.head.saving.connect(self._ask_where)
        self.head.deleting.connect(self._ask_to_delete)
        self.head.checking.connect(lambda: self.place.go.emit(f"verify/record/{self.rid}"))
        self.said = SaidLine(name="paper.said")
        self.said.hide()
        self.deleting = DeleteLine(self.place)
        self.deleting.done.connect(self.refresh)
        self.page = Page(margins=(GAP[8], GAP[5], GAP[5], GAP[6]), gap=GAP[3], name="paper.page")
        self._holder_of_form = QWidget()
        self._holder = QVBoxLayout(self._holder_of_form)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self.page.column.addWidget(self.head)
        self.page.column.addWidget(self.said)
        self.page.column.addWidget(self.deleting)
        self.page.column.addWidget(self._holder_of_form)
        self.page.column.addStretch(1)
        self.page.setMinimumWidth(400)
        self.paper = PaperView(self.place, _("Preview"), name="paper.preview")
        self.paper.setMinimumWidth(360)
        self.paper.field_clicked.connect(self._reveal)
        self.preview = Preview(self.place, self.paper)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.page)
        splitter.addWidget(self.paper)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([FORM_WIDTH, PAGES_WIDTH])
        self.states = StateStack(splitter, name="paper.states")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.states, 1)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        self.footer = Footer(name="paper.footer")
        self.back = secondary(_("Back"), size="large", icon="arrow-left", name="paper.back")
        self.back.clicked.connect(self._go_back)
        self.footer.add_left(self.back)
        self.steps = StepButtons()
        self.steps.taken.connect(self._take)
        self.steps.signing.connect(self._let_sign)
        self.footer.add_right(self.steps)
        self.footer.missing_clicked.connect(self._reveal)
        return self.footer

    # -- showing

    def show_paper(self, rid: str) -> None:
        """Another paper in the place of the one before."""
        if rid != self.rid:
            self.leave()
            self._take_form_out()
            self.rid, self.sight, self._saved = rid, None, ""
            self.said.hide()
            self.deleting.hide()
            self.preview.clear()
            self.steps.show_steps((), hands=False)
        self.refresh()

    def refresh(self) -> None:
        if self.sight is None:
            self.states.show_loading()
        rid = self.rid
        self.place.read(lambda desk: look_at_paper(desk, rid), self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        if self.sight is None:
            self.states.show_error(error, self.refresh)

    def _show(self, sight: PaperSight) -> None:
        if sight.record.id != self.rid:
            return
        if not is_filed(sight.record.kind):
            self.place.go.emit(route_of(sight.record))
            return
        if self.form is None or self._status != sight.status:
            self._put_form(sight)
        self.sight = sight
        self.head.show_sight(sight)
        self.deleting.show_sight(sight)
        self._holder_of_form.setVisible(not sight.record.deleted)
        self.steps.show_steps(sight.steps, hands=sight.hands)
        self.states.show_content()  # before the paper, which is only made for a view that is seen
        self.paper.setVisible(sight.prints)
        if sight.prints:
            self.preview.show_record(self.rid)
            self.preview.touch()
        self._tell()

    def _put_form(self, sight: PaperSight) -> None:
        """The form for where the paper stands now."""
        self.leave()
        self._take_form_out()
        self._status, self._asked = sight.status, None
        record = sight.record
        choices = links_of_file(type(sight.form), sight.problem)
        self.form = FormView(
            self.place, record, sections=sections_of(record.kind), choices=choices, stage=sight.stage, name="paper"
        )
        self.form.changed.connect(self._tell)
        self.form.focused.connect(self._mark)
        self.form.saved.connect(self._note_saved)
        self._holder.addWidget(self.form)
        named = {path.split(".", 1)[0] for path, _label in self.form.missing()}
        self._folded = [
            fold
            for section, fold in self.form.folds
            if section in type(sight.form).sections or not named.isdisjoint(section.fields)
        ]
        self._open_next()

    def _open_next(self) -> None:
        """Opens the next section, and lets the screen breathe before the one after it."""
        if self._folded:
            self._folded.pop(0).set_open(True)
            self._opening.start()

    @property
    def opening(self) -> bool:
        """Whether sections are still to be opened."""
        return bool(self._folded)

    def _take_form_out(self) -> None:
        self._folded = []
        if self.form is not None:
            self._holder.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    # -- what is missing

    def _lacking(self) -> list[Gap]:
        """What the step that was asked for still needs, else the next one."""
        if self.form is None or self.sight is None or (self.sight.hands and self._asked is None):
            return []
        step = self._asked or self.steps.first
        return left_to_write(step, self.form.record) if step is not None else []

    def _tell(self) -> None:
        """Names what is missing below, and beside its field once a step was asked for."""
        gaps = self._lacking()
        reasons = {gap.path: gap.reason for gap in gaps} if self._asked is not None else {}
        fieldset = self.form.fieldset if self.form is not None else None
        for path, box in fieldset.boxes.items() if fieldset is not None else ():
            if fieldset is not None and path not in fieldset.wrong:
                box.set_reason(reasons.get(path, ""))
        count = _("{count} missing").format(count=len(gaps)) if gaps else ""
        things = [(gap.path, translate(gap.label)) for gap in gaps]
        note = _("Saved {time}").format(time=self._saved) if self._saved and not gaps else ""
        if (count, things, note) != self._footed:  # else a link would go under the pointer at every keystroke
            self._footed = (count, things, note)
            self.footer.set_missing(count, things, note, most=MOST_MISSING)

    def _reveal(self, path: str) -> None:
        if self.form is not None:
            self.form.go_to(path)
            self._mark(path)

    def _mark(self, path: str) -> None:
        self.paper.mark([(path, 0)])
        self.paper.reveal(path)

    def _note_saved(self, time: str) -> None:
        self._saved = time
        self.preview.touch()
        self._tell()

    # -- steps

    def _take(self, step: Transition) -> None:
        if self.form is None:
            return
        self.leave()
        self._asked = step
        self._tell()
        missing = [*self.form.fieldset.wrong, *(gap.path for gap in self._lacking())]
        if missing:
            self._reveal(missing[0])
            self._tell()  # once more: its section may have been opened only now
            return
        rid = self.rid
        self.steps.setEnabled(False)
        self.place.act(lambda desk: take_step(desk, rid, step.target), self._taken, self._refused, owner=self)

    def _taken(self, _record: Record) -> None:
        self.steps.setEnabled(True)
        self._asked = None
        self.said.hide()

    def _refused(self, error: Exception) -> None:
        self.steps.setEnabled(True)
        said = error.say() if isinstance(error, UserError) else _("This did not work, and it is not your fault.")
        self.said.say(said, "circle-alert", "bad")
        self.page.ensureWidgetVisible(self.said)

    def _ask_to_delete(self) -> None:
        if self.sight is not None:
            self.leave()
            form = self.sight.form
            self.deleting.ask(f"{_(form.title)} {form.shown('number')}".strip())

    def _let_sign(self) -> None:
        self.leave()
        self.place.go.emit(f"sign/{self.rid}")

    def _go_back(self) -> None:
        self.place.go.emit(self.sight.home if self.sight is not None else "problems")

    # -- the PDF

    def _ask_where(self, copy: bool) -> None:
        number = self.sight.form.shown("number") if self.sight is not None else ""
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF…"), f"{number or self.rid}.pdf", "PDF (*.pdf)")
        if chosen:
            self.leave()
            rid, target = self.rid, Path(chosen)
            self.place.read(
                lambda desk: save_paper(desk, rid, target, copy=copy), self._written, self._refused, owner=self
            )

    def _written(self, target: Path) -> None:
        self.said.say(_("Saved: {name}").format(name=target.name))

    def leave(self) -> None:
        if self.form is not None:
            self.form.flush()
