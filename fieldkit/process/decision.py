"""What was decided about a gap, in words: on the screens and on paper."""

from collections.abc import Callable

from fieldkit.forms.checklist import CheckItem
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate

WITH_GAP = N_("Leaves with the gap: {reason}")


def reason_of(row: CheckItem, language: str | None = None) -> str:
    """What is done about a gap, or why somebody leaves with it; "" while nobody said."""
    if not row.answer:
        return ""
    return translate(WITH_GAP, language).format(reason=row.answer) if row.decided == "go" else row.answer


def hands_of(row: CheckItem, name_of: Callable[[str], str], language: str | None = None) -> str:
    """Who wrote it and when, and who agreed and how: `He Zhiqiang 11-09 14:30·agreed: Li Haibo 15:06 by phone`."""
    if not row.answered_by and not row.agreed_by:
        return ""
    when = f"{row.answered_at.astimezone(ZONE):%m-%d %H:%M}" if row.answered_at else ""
    who = " ".join(word for word in (name_of(row.answered_by or ""), when) if word)
    agreed = " ".join(
        word for word in (name_of(row.agreed_by or "") if row.agreed_by else "", row.agreed_how or "") if word
    )
    said = translate(N_("agreed: {who}"), language).format(who=agreed) if agreed else ""
    return "·".join(word for word in (who, said) if word)
