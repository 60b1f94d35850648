"""What can be seen of a text: of what screens and papers show nothing, nothing was said.

Blanks, controls, halves of characters, and what Unicode lets programs leave out (Default_Ignorable_Code_Point).
"""

import re

_PLAIN = "\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200b\u200e\u200f"
_MORE = "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e00ff"
# These shape the mark before them: a variant of an ideograph, a drawing of several. By themselves they are nothing.
_SHAPING = "\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"

_SEEN = re.compile(f"[^{_PLAIN}{_MORE}{_SHAPING}]")
_BETWEEN = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_HIDDEN = re.compile(f"(?! )[{_PLAIN}{_MORE}]")


def legible(text: str) -> str:
    """What a person typed, without blanks around it; "" when nothing of it can be seen."""
    return text.strip() if _SEEN.search(text) else ""


def plain_line(text: str) -> str:
    """A number or name on one line, without what cannot be seen in it; a variant of an ideograph stays one."""
    return " ".join(_HIDDEN.sub("", _BETWEEN.sub(" ", text)).split()) if _SEEN.search(text) else ""
