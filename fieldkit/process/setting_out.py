"""Before a trip: its sheet was looked through, both managers agreed, and what they give back says why (P7.10).

Who is sent straight to the site needs no signatures beforehand but a manager's word by phone, with who and when
(P7.10.5). The points of the laptop are settled until one leaves: no signature waits for them.
"""

from collections.abc import Iterable, Iterator, Mapping

from fieldkit.access import MANAGERS, Role
from fieldkit.errors import UserError, Word
from fieldkit.forms import Checklist, Comment, Json, Record, TripApproval, Visit
from fieldkit.forms.checklist import GROUPS
from fieldkit.forms.seen import legible
from fieldkit.forms.trip_approval import PhoneWord
from fieldkit.i18n import N_
from fieldkit.process.beside import Beside
from fieldkit.process.clock import JUMP
from fieldkit.process.step import Transition
from fieldkit.process.turns import open_gap
from fieldkit.process.whose import Holders

WORD_OF = MANAGERS | {Role.VICE_PRESIDENT}  # whose word by phone lets somebody go
_LOOKED_AT = [group for group in GROUPS if group != "laptop"]
_ON_THE_WAY = frozenset({"", "preparing", "approved"})


def refuse_setting_out(
    step: Transition, after: Record, person: str, beside: Beside, holders: Holders
) -> UserError | None:
    """Why a trip may not be put forward, approved, given back or begun, or None; other steps pass."""
    if (step.kind, step.source, step.target) == (Visit.kind, "preparing", "on_site"):
        return refuse_going(Visit(after), map(TripApproval, beside(TripApproval.kind)), holders(WORD_OF))
    if step.kind != TripApproval.kind or not step.source:
        return None
    approval = TripApproval(after)
    return _refuse_silence(approval, person, beside) if step.target == "returned" else _refuse_blind(approval, beside)


def refuse_going(visit: Visit, approvals: Iterable[TripApproval], managers: frozenset[str]) -> UserError | None:
    """Why nobody may set out yet: neither did both managers approve, nor did one of `managers` agree by phone."""
    there = [one for one in approvals if not one.deleted]
    if any(one.status == "approved" or word_by_phone(one, visit, managers) for one in there):
        return None
    said = N_(
        "Nobody sets out before both managers have approved the trip (P7.10.4), or one of them agreed by phone: "
        "write down in the trip approval who said it and when (P7.10.5)."
    )
    return UserError(said, field="status")


def word_by_phone(approval: TripApproval, visit: Visit, managers: frozenset[str]) -> PhoneWord | None:
    """A manager's word about the trip itself, said before the arrival; his own is nobody's."""
    others = managers - {visit.engineer, approval.applicant}
    words = (one for one in approval.calls if one.about == "trip" and one.who in others and _whole(one))
    late = visit.arrived + JUMP if visit.arrived else None
    return next((one for one in words if late is None or (one.said_at is not None and one.said_at <= late)), None)


def _whole(word: PhoneWord) -> bool:
    return bool(word.who and word.said_at and legible(word.said or ""))


def unlooked(approval: TripApproval, checklist: Checklist | None) -> Iterator[str]:
    """What of the sheet nobody looked at, in marked words or as it stands there: a group without a point, as nobody
    opened the sheet, and each gap of which nobody said what is done about it. A word by phone stands for a group.
    """
    heard = {one.about for one in approval.calls if _whole(one)}
    items = list(checklist.items) if checklist is not None and not checklist.deleted else []
    for group in (group for group in _LOOKED_AT if group not in heard):
        rows = [row for row in items if row.group == group]
        if not rows:
            yield Word(GROUPS[group])
        yield from (row.item or "" for row in rows if open_gap(row))


def _refuse_blind(approval: TripApproval, beside: Beside) -> UserError | None:
    sheet = next(map(Checklist, beside(Checklist.kind)), None)
    points = tuple(dict.fromkeys(unlooked(approval, sheet)))
    said = N_(
        "The trip's sheet was not looked through: {points}. Each gap is settled, or one goes with it and says why "
        "(P7.10.1 to P7.10.3)."
    )
    return UserError(said, field="status", points=points) if points else None


def _refuse_silence(approval: TripApproval, person: str, beside: Beside) -> UserError | None:
    """The reason is an open remark about it, in his own name: the engineer answers it."""
    remarks = (Comment(one) for one in beside(Comment.kind) if not one.deleted)
    mine = (one for one in remarks if one.about == approval.id and one.written_by == person and one.status == "open")
    if any(legible(one.text or "") for one in mine):
        return None
    return UserError(N_("Say why the trip is returned."), field="reason")


def require_arrival(kind: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json]) -> None:
    """Raises a UserError when a patch tells of an arrival while the visit stays in preparation: that is a step."""
    if kind != Visit.kind or not patch.get("arrived") or patch["arrived"] == (before or {}).get("arrived"):
        return
    if str(patch.get("status", (before or {}).get("status")) or "") in _ON_THE_WAY:
        raise UserError(N_("Arriving is a step: the visit is “On site” with it."), field="arrived")
