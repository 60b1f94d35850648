"""Every field type and its editor: the one table by which a form becomes a screen."""

from typing import Any

from fieldkit.forms import Field
from fieldkit.forms.types import Choice, Day, Duration, LongText, Moment, Money, Number, Status, Term, Text, YesNo
from fieldkit.forms.values import File, Link, PersonLink, Picture, Reading, Serial, Signature, WebAddress
from fieldkit.ui.editors.base import NARROW, Editor
from fieldkit.ui.editors.choices import OneOf, YesOrNo
from fieldkit.ui.editors.files import FileLine
from fieldkit.ui.editors.lines import DurationLine, NumberLine, Paragraph, ReadingLine, WordsLine
from fieldkit.ui.editors.links import LinkPicker
from fieldkit.ui.editors.serials import SerialLine
from fieldkit.ui.editors.shown import PictureShown, SignatureShown
from fieldkit.ui.editors.times import DayLine, MomentLine

# Rows have no editor of their own: they are cards of editors (ui.form.cards).
EDITORS: dict[type[Field[Any]], Any] = {
    Text: WordsLine,
    WebAddress: WordsLine,
    Term: WordsLine,
    LongText: Paragraph,
    Number: NumberLine,
    Money: NumberLine,
    Duration: DurationLine,
    Day: DayLine,
    Moment: MomentLine,
    Reading: ReadingLine,
    Choice: OneOf,
    Status: OneOf,
    YesNo: YesOrNo,
    Link: LinkPicker,
    PersonLink: LinkPicker,
    Serial: SerialLine,
    File: FileLine,
    Picture: PictureShown,
    Signature: SignatureShown,
}


def editor_for(field: Field[Any], name: str) -> Editor:
    """The editor of a field; `name` becomes the object name of its control."""
    made: Editor = EDITORS[type(field)](field, name)
    return made


__all__ = ["EDITORS", "NARROW", "Editor", "FileLine", "LinkPicker", "PictureShown", "SerialLine", "editor_for"]
