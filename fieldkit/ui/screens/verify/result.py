"""What was found: the verdict in big words, who signed, what is inside, what to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.documents.boxes import SEALED_WORDS, moment_words
from fieldkit.documents.signers import SignedBy
from fieldkit.documents.verify import SHOWN, Verification
from fieldkit.forms import FORMS
from fieldkit.i18n import N_, _
from fieldkit.joined import listed
from fieldkit.ui.moments import size
from fieldkit.ui.screens.verify.sight import Looked
from fieldkit.ui.screens.verify.words import Outcome, outcome_of, sentence
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.labels import IconLabel, Label, SectionHead
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Card, Row, Rows

_GROUNDS = {"good": "good_ground", "warn": "warn_ground", "bad": "bad_ground"}


class Result(QWidget):
    """`opened` asks for the paper's record."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verify.result")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP[2])

    def show_looked(self, looked: Looked) -> None:
        """Shows another file in the place of the one before."""
        empty(self._column)
        found, kind = looked.checked.found, looked.checked.paper.kind
        outcome = outcome_of(found)
        here = looked.checked.record is not None
        self._column.addWidget(_verdict(outcome, here=here))
        if here:
            self._column.addSpacing(GAP[2])
            self._column.addWidget(self._way_to_record())
        if found.signers or found.unsigned_fields:
            self._section(_("Who signed"), _signers(found, kind))
        self._section(_("What is inside"), _inside(looked))
        self._column.addStretch(1)

    def _way_to_record(self) -> Rows:
        rows = Rows(name="verify.record")
        row = Row(_("Open this paper"), icon="file-text", chevron=True, name="verify.open")
        row.clicked.connect(self.opened)
        rows.add(row)
        return rows

    def _section(self, words: str, rows: QWidget) -> None:
        self._column.addSpacing(BETWEEN_CARDS - GAP[2])
        self._column.addWidget(SectionHead(words))
        self._column.addWidget(rows)


def _verdict(outcome: Outcome, *, here: bool) -> QWidget:
    card = Card(padding=GAP[5], name="verify.verdict")
    card.setProperty("role", _GROUNDS.get(outcome.tone, "card"))
    line = QHBoxLayout()
    line.setSpacing(GAP[4])
    line.addWidget(IconLabel(outcome.icon, outcome.tone, 40), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(GAP[1])
    words.addWidget(Label(_(outcome.words), "title", tone=outcome.tone, wrap=True, name="verify.words"))
    words.addWidget(Label(sentence(outcome), "body", wrap=True, name="verify.says"))
    if outcome.to_do and (here or not outcome.with_record):
        words.addWidget(Label(_(outcome.to_do), "body", bold=True, wrap=True, name="verify.to_do"))
    line.addLayout(words, 1)
    card.body.addLayout(line)
    card.setAccessibleName(_(outcome.words))
    return card


def _signers(found: Verification, kind: str) -> Rows:
    rows = Rows(name="verify.signers")
    for number, one in enumerate(found.signers):
        role = _role(kind, one.role)
        how = _(SEALED_WORDS.get(one.how, one.how)) if one.how else ""
        who = "·".join(word for word in (one.name, role) if word)
        second = "·".join(word for word in (moment_words(one.time), "" if one.refused else how) if word)
        icon = "pencil" if one.refused else "signature"
        row = Row(who, second, icon=icon, opens=False, name=f"verify.signer.{number}")
        row.setToolTip(_("Certificate: {words}").format(words=one.certificate))
        row.add(StatusText(*_state(one), small=True))
        rows.add(row)
        if one.refused:
            rows.add(Row(how, opens=False, name="verify.how"))
            facts = {"why": (_("Why it is not signed"), one.why), "witness": (_("Witness"), one.witness)}
            for fact, (label, words) in facts.items():
                rows.add(Row(label, opens=False, value=words, value_tone="text", name=f"verify.{fact}"))
    for name in found.unsigned_fields:
        row = Row(_role(kind, name), opens=False, icon="pencil", tone="text_3", name=f"verify.unsigned.{name}")
        row.add(StatusText("draft", _("Not signed"), small=True))
        rows.add(row)
    return rows


def _state(one: SignedBy) -> tuple[str, str]:
    if not one.intact:
        return "altered", _("Does not fit the file")
    if one.refused and one.trusted:
        return "gap", _("Not signed")
    return ("signed", _("Valid")) if one.trusted else ("untrusted", _("Not known"))


def _role(kind: str, name: str) -> str:
    """What somebody signed as, in the words of the form."""
    field = FORMS[kind].fields.get(name) if kind in FORMS else None
    return _(field.label) if field is not None else name


def _inside(looked: Looked) -> Rows:
    paper, found = looked.checked.paper, looked.checked.found
    title = FORMS[paper.kind].title if paper.kind in FORMS else N_("No paper of FieldKit")
    facts = (
        (_("Paper"), listed(word for word in (_(title), paper.number) if word)),
        (_("Customer"), paper.customer),
        (_("Revision"), str(paper.revision or "")),
        (_("File"), f"{looked.checked.name}·{size(looked.size)}" if looked.checked.name else size(looked.size)),
    )
    rows = Rows(name="verify.inside")
    for number, (label, value) in enumerate(facts):
        if value:
            rows.add(Row(label, opens=False, value=value, value_tone="text", name=f"verify.fact.{number}"))
    if found.shown:
        rows.add(Row(_("Shown before signing"), _(SHOWN[found.shown]), opens=False, name="verify.shown"))
    if found.report_sha256:
        rows.add(Row(_("Contents, SHA-256"), found.report_sha256, opens=False, name="verify.sha256"))
    return rows
