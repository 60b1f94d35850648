"""After the signing: who answered what, the sealed pages, and where they are by now."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.ui.paper_view import PaperView
from fieldkit.ui.screens.sign.sight import Sitting, at_office, paper_of, version_words
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.workplace import Workplace


class SignedPanel(QWidget):
    """It is done. `paper` is the view in which the sealed pages are shown."""

    def __init__(self, place: Workplace, paper: PaperView) -> None:
        super().__init__()
        self._place, self._paper = place, paper
        self._sealed = ("", "")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP[8], GAP[8], GAP[8], GAP[6])
        self.column.setSpacing(GAP[3])
        self.column.addStretch(1)
        self._badge = Badge("signed", name="sign.done")
        self.column.addWidget(self._badge)
        self.said = Label("", "title", wrap=True, name="sign.thanks")
        self.column.addWidget(self.said)
        self._where = Label("", "body", tone="text_2", wrap=True, name="sign.where")
        self.column.addWidget(self._where)
        self.show_where(at_office=False)
        self.papers = QHBoxLayout()
        self.papers.setSpacing(GAP[2])
        self.column.addLayout(self.papers)
        self.column.addStretch(2)

    def forget(self) -> None:
        """Another sitting."""
        self._sealed = ("", "")

    def show_sitting(self, sitting: Sitting, rid: str, version: str = "") -> None:
        """What was signed of a sitting, the wanted paper's pages first; or one sealed version of it, by its hash."""
        if version:
            self._place.read(lambda desk: version_words(desk, rid, version), self.said.setText, owner=self)
            empty(self.papers)
            self._show_file(rid, version)
            return
        waiting = sitting.waiting if rid in sitting.signed else ()
        papers = [paper for paper in sitting.titles if paper not in waiting]
        self.said.setText(self._said(sitting, papers))
        self._badge.set("signed", _("Under seal") if sitting.unsigned else "")
        self._list_papers(sitting, papers, waiting)
        self._show_sealed(rid if rid in papers else papers[0])

    @staticmethod
    def _said(sitting: Sitting, papers: Sequence[str]) -> str:
        signed = _(", ").join(sitting.titles[paper] for paper in papers if paper not in sitting.unsigned)
        lines = [_("Signed: {papers}. Thank you.").format(papers=signed)] if signed else []
        refused = [paper for paper in papers if paper in sitting.unsigned]
        said = _("{paper}: {said}")
        lines += [said.format(paper=sitting.titles[paper], said=sitting.unsigned[paper]) for paper in refused]
        return "\n".join(lines)

    def _list_papers(self, sitting: Sitting, papers: Sequence[str], waiting: Sequence[str]) -> None:
        """The signed papers to look at, and those that can still be signed."""
        empty(self.papers)
        for rid in papers if len(papers) > 1 else ():
            button = Button(sitting.titles[rid], icon="file-check", name=f"sign.show.{rid}")
            button.clicked.connect(partial(self._show_sealed, rid))
            self.papers.addWidget(button)
        for rid in waiting:
            words = _("Sign: {paper}").format(paper=sitting.titles[rid])
            button = Button(words, icon="signature", name=f"sign.also.{rid}")
            button.clicked.connect(partial(self._place.go.emit, f"sign/{rid}"))
            self.papers.addWidget(button)
        self.papers.addStretch(1)

    def _show_sealed(self, rid: str) -> None:
        def show(found: tuple[str, str]) -> None:
            self._show_file(rid, found[1])

        self._place.read(lambda desk: paper_of(desk, rid), show, self._missing, owner=self)

    def _show_file(self, rid: str, sha256: str) -> None:
        desk = self._place.desk
        self._sealed = (rid, sha256)
        self.look_where()
        if sha256:
            self._place.jobs.run(
                lambda: desk.file(sha256), self._paper.show_pdf, self._missing, lane="work", owner=self
            )

    def _missing(self, error: Exception) -> None:
        self._where.setText(_("The sealed pages are not here yet. They come with the next connection."))

    def look_where(self) -> None:
        """Whether the paper that is shown has come to the office by now."""
        rid, sha256 = self._sealed

        def show(there: bool) -> None:
            self.show_where(at_office=there)

        if rid:
            self._place.read(lambda desk: at_office(desk, rid, sha256), show, owner=self)

    def show_where(self, *, at_office: bool) -> None:
        """Where the signed pages are by now."""
        here = _("The signed pages are kept here and go to the office with the next connection.")
        self._where.setText(_("The signed pages are at the office.") if at_office else here)
