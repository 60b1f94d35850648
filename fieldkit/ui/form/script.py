"""What somebody says and asks on the telephone, at hand where he writes down what he was told."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import _, translate
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label, body, caption


def script(lines: Sequence[str], name: str) -> QWidget:
    """The sentences of a section's `script`, one below the other, numbered."""
    holder = QWidget()
    holder.setObjectName(name)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, GAP[3])
    column.setSpacing(GAP[2])
    column.addWidget(caption(_("To be said and asked"), tone="text_2"))
    for number, sentence in enumerate(lines, 1):
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(Label(f"{number}", "body", tone="text_3"))
        line.addWidget(body(translate(sentence), tone="text_2"), 1)
        column.addLayout(line)
    return holder
