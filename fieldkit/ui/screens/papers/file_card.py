"""The file of a problem on its page: every paper of it and of its visits, and those that this person may begin."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.paperwork import begin, may_begin, papers_of
from fieldkit.errors import UserError
from fieldkit.forms import Record, form_class, form_of
from fieldkit.forms.paper import Paper
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.ui.routes import is_filed, route_of
from fieldkit.ui.screens.papers.sight import signed_by
from fieldkit.ui.screens.papers.words import look_of
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.buttons import quiet
from fieldkit.ui.widgets.labels import Label, SectionHead, body
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace


@dataclass(frozen=True)
class Filed:
    """One paper in the file, as its row shows it; `status` and its word are empty for one that has none."""

    rid: str
    route: str
    title: str
    said: str
    status: str
    word: str


@dataclass(frozen=True)
class ToBegin:
    """A paper that may be begun now, and the problem or visit that it would belong to."""

    kind: str
    parent: str
    words: str


@dataclass(frozen=True)
class ProblemPapers:
    """What lies in the file of a problem, in its order, and what may be begun."""

    filed: tuple[Filed, ...]
    to_begin: tuple[ToBegin, ...]


def file_of(desk: Desk, problem: str) -> ProblemPapers:
    """The papers of a problem and of its visits, as far as this person may read them."""
    visits = desk.store.find("visit", {"problem": problem})
    parents = [problem, *(visit.id for visit in visits)]
    records = [record for parent in parents for record in papers_of(desk, parent)]
    here = f"problems/{problem}"
    filed = [_filed(record, here) for record in sorted(records, key=_place)]
    found = [(form, parent) for parent in parents for form in may_begin(desk, parent) if is_filed(form.kind)]
    found.sort(key=lambda pair: pair[0].place)
    named = {visit.id: form_of(visit).name for visit in visits} if len(visits) > 1 else {}
    return ProblemPapers(
        tuple(filed), tuple(ToBegin(form.kind, parent, _begun(form, named.get(parent, ""))) for form, parent in found)
    )


def _place(record: Record) -> int:
    form = form_class(record.kind)
    return form.place if issubclass(form, Paper) else 0


def _begun(form: type[Paper], visit: str) -> str:
    return "·".join(word for word in (_(form.title), visit) if word)


def _filed(record: Record, here: str) -> Filed:
    form = form_of(record)
    signers = listed(signed_by(form))
    on = form.shown("written_on") or (form.shown("called_at") if "called_at" in form.fields else "")
    words = (form.shown("number"), on, _("signed: {names}").format(names=signers) if signers else "")
    status = str(record.values.get("status") or "")
    route = route_of(record)
    return Filed(
        record.id,
        "" if route == here else route,
        _(form.title),
        "·".join(word for word in words if word),
        status,
        form.shown("status") if status else "",
    )


class FileCard(QWidget):
    """Reads by itself, so that the page need not wait for it."""

    def __init__(self, place: Workplace, problem: str) -> None:
        super().__init__()
        self.place, self.problem = place, problem
        self._shown: ProblemPapers | None = None
        self.setObjectName("papers_card")
        self._head = SectionHead(_("Papers"))
        self._begin = quiet(_("Begin a paper"), size="small", icon="plus", name="papers.begin")
        self._begin.clicked.connect(self._unfold)
        self._begin.hide()
        self._head.add(self._begin)
        self._error = Label("", "body", tone="bad", wrap=True, name="papers.error")
        self._none = body(_("No paper was written yet."), tone="text_2")
        self._choices, self._rows = Rows(name="papers.choices"), Rows(name="papers.filed")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        for widget in (self._head, self._error, self._choices, self._none, self._rows):
            column.addWidget(widget)
        for widget in (self._error, self._choices, self._none, self._rows):
            widget.hide()

    def refresh(self) -> None:
        problem = self.problem
        self.place.read(lambda desk: file_of(desk, problem), self._show, self._fail, owner=self)

    def _show(self, news: ProblemPapers) -> None:
        before, self._shown = self._shown, news
        if before is None or before.filed != news.filed:
            self._show_filed(news)
        if before is None or before.to_begin != news.to_begin:
            self._show_choices(news)

    def _show_filed(self, news: ProblemPapers) -> None:
        self._rows.clear()
        for paper in news.filed:
            opens = bool(paper.route)
            row = Row(paper.title, paper.said, icon="file-text", opens=opens, chevron=opens, name=f"filed.{paper.rid}")
            if paper.word:
                row.add(StatusText(look_of(paper.status), paper.word))
            if opens:
                row.clicked.connect(partial(self.place.go.emit, paper.route))
            self._rows.add(row)
        self._rows.setVisible(bool(news.filed))
        self._none.setVisible(not news.filed)

    def _show_choices(self, news: ProblemPapers) -> None:
        self._choices.clear()
        for choice in news.to_begin:
            row = Row(choice.words, icon="file-plus", name=f"begin.{choice.kind}")
            row.clicked.connect(partial(self._start, choice))
            self._choices.add(row)
        self._begin.setVisible(bool(news.to_begin))
        if not news.to_begin:
            self._fold()

    # -- beginning

    def _unfold(self) -> None:
        if self._choices.isVisible():
            self._fold()
            return
        self._begin.setText(_("Leave it"))
        self._begin.set_icons("x")
        self._choices.show()
        self._choices.rows[0].setFocus()

    def _fold(self) -> None:
        self._choices.hide()
        self._error.hide()
        self._begin.setText(_("Begin a paper"))
        self._begin.set_icons("plus")

    def _start(self, choice: ToBegin) -> None:
        def begun(record: Record) -> None:
            self._fold()
            self.place.go.emit(f"papers/{record.id}")

        self.place.act(lambda desk: begin(desk, choice.kind, choice.parent), begun, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        said = error.say() if isinstance(error, UserError) else _("This did not work, and it is not your fault.")
        self._error.setText(said)
        self._error.show()
