"""What is wrong with a procedure, by line; a click goes there."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent

from fieldkit.i18n import _
from fieldkit.playbooks import Checked, Finding
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import GAP, ICON
from fieldkit.ui.widgets.labels import SectionHead, body
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.option import Option
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.paint import box, painter_of


class FindingsPane(Page):
    """`chosen` carries the line."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(role="surface", gap=GAP[2], margins=(GAP[5], GAP[3], GAP[5], GAP[4]), name="findings")
        self._shown: Checked | None = None

    def show_findings(self, checked: Checked) -> None:
        if checked == self._shown:
            return
        self._shown = checked
        empty(self.column)
        if checked.playbook is not None:
            steps = len(checked.playbook.asked)
            ends = len(checked.playbook.steps) - steps
            self.column.addWidget(SectionHead(_("Nothing is wrong")))
            said = _("{steps} steps, {ends} conclusions; every way ends, and all is there in both languages.")
            self.column.addWidget(body(said.format(steps=steps, ends=ends), tone="text_2", name="findings.none"))
        else:
            self.column.addWidget(SectionHead(_("What is wrong"), str(len(checked.findings))))
            for number, one in enumerate(checked.findings, 1):
                self.column.addWidget(self._entry(number, one))
        self.column.addStretch(1)

    def _entry(self, number: int, one: Finding) -> "_Entry":
        where = _("Line {line}, step {step}") if one.step else _("Line {line}")
        entry = _Entry(one.wrong.say(), where.format(line=one.line, step=one.step), name=f"finding.{number}")
        entry.clicked.connect(lambda: self.chosen.emit(one.line))
        return entry


class _Entry(Option):
    """A sentence that leads to its line."""

    def __init__(self, text: str, second: str, *, name: str) -> None:
        super().__init__(text, second, name=name)
        self.setCheckable(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        fill = "hover" if self.underMouse() else "surface"
        box(painter, QRectF(self.rect()), fill, "accent" if self.hasFocus() else "line", 2 if self.hasFocus() else 1)
        paint_icon(painter, "circle-alert", "bad", GAP[3], GAP[2] + 2, ICON)
        painter.end()
