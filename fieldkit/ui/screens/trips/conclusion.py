"""The end of a diagnosis: the conclusion the trail leads to, or the engineer's own, and the treatment."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from fieldkit.forms.seen import legible
from fieldkit.forms.step import told
from fieldkit.i18n import _
from fieldkit.playbooks import Run
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label, body, caption, stack, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows


class ConclusionPane(Page):
    """Built for one state of a run; `changed` says that the text is another one."""

    changed = Signal()

    def __init__(self, run: Run) -> None:
        super().__init__(role="surface", gap=GAP[3], name="conclusion")
        self.run = run
        found = run.conclusion
        taken = told(run.concluded, "answer") if run.concluded else ""
        cause = found.cause.say() if found and found.cause else ""
        self._kept = taken
        where = _("Conclusion, taken") if taken else _("Conclusion")
        name = found.title.say() if found else _("What was the cause?")
        self.column.addWidget(stack(caption(where, tone="text_2"), title(name, name="conclusion.title"), gap=0))
        if found is None:
            hint = _("The steps are not finished. Write the conclusion yourself, or go back to the open step.")
            self.column.addWidget(body(hint, tone="text_2"))
        self._text = QPlainTextEdit(taken or cause)
        self._text.setObjectName("conclusion.text")
        self._text.setAccessibleName(_("Cause, for the report"))
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(104)
        self._text.textChanged.connect(self.changed)
        self.column.addSpacing(GAP[2])
        self.column.addWidget(stack(caption(_("Cause, for the report"), tone="text_2"), self._text, gap=4))
        self._error = Label("", "body", tone="bad", wrap=True, name="conclusion.error")
        self._error.hide()
        self.column.addWidget(self._error)
        if found and found.treatment:
            self.column.addSpacing(GAP[2])
            self.column.addWidget(caption(_("What is to be done now, in this order"), tone="text_2"))
            rows = Rows(name="treatment")
            for number, words in enumerate(found.treatment, 1):
                rows.add(Row(words.say(), lead=str(number), lead_width=20, opens=False, name=f"treatment.{number}"))
            self.column.addWidget(rows)
        self.column.addStretch(1)

    @property
    def text(self) -> str:
        return legible(self._text.toPlainText())

    @property
    def kept(self) -> bool:
        """Whether what stands there is what was taken."""
        return bool(self._kept) and self.text == self._kept

    def start(self) -> None:
        self._text.setFocus()

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
