"""The language in which the case is played: Chinese, but English for the pictures of the English guide (`make guide`).

The stories are written in Chinese; `told` gives a sentence of theirs, or of the screen, in the play's language.
"""

import os
import re

from .english import ENGLISH

LANGUAGE = os.environ.get("FIELDKIT_GUIDE_LANGUAGE", "zh")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def told(words: str) -> str:
    """The same in the play's language; names, figures and codes are the same in both."""
    return words if LANGUAGE == "zh" or not CHINESE.search(words) else ENGLISH[words]
