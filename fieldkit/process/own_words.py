"""Remarks and decisions of a review are somebody's own words: nobody writes them in another's name, or changes his.

Whoever a remark is for answers it, and says that it is done; what was asked of him stays as it was asked.
"""

from collections.abc import Mapping

from fieldkit.errors import NotAllowedError, Word
from fieldkit.forms import FORMS, Json
from fieldkit.i18n import N_

# By kind the link that says whose words they are, and what others may write beside them.
_OWN = {"comment": ("written_by", frozenset({"status", "reply"})), "review": ("decided_by", frozenset[str]())}


def require_own_words(kind: str, person: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json]) -> None:
    """Raises a UserError when a patch of this person speaks for somebody else; other records pass."""
    if kind not in _OWN:
        return
    link, for_others = _OWN[kind]
    said = patch.keys() - for_others
    if said and ({patch.get(link), (before or {}).get(link)} - {None, person}):
        raise NotAllowedError(
            N_("“{title}” holds somebody's own words: only he writes them, and takes them back."),
            title=Word(FORMS[kind].title),
        )
