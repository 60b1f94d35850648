"""Whether the office takes a change: its values, its author's rights, the seal, the process. Pure but for reading.

Rights are judged as the author could know them, when he wrote or by the news he last fetched before he sent, or as they
are now, whichever allows. The stage of a job refuses steps and sealed fields, never facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldkit.access import NOWHERE, Role, Scope, may, require, require_move
from fieldkit.errors import UserError, Word
from fieldkit.forms import FORMS, Json, Values, accept_patch, field_at, form_class
from fieldkit.forms import Record as FormRecord
from fieldkit.forms.field import Field
from fieldkit.forms.merging import MERGED_INTO
from fieldkit.forms.values import File, PersonLink, Signature
from fieldkit.i18n import N_
from fieldkit.office.rights import day_of
from fieldkit.office.view import View, around, is_signed, scope_of, standing_on
from fieldkit.playbooks import refuse_release
from fieldkit.process.appointing import require_appointing
from fieldkit.process.classing import require_judged
from fieldkit.process.consent import require_consent
from fieldkit.process.drafts import refuse_deleting
from fieldkit.process.facts import require_facts
from fieldkit.process.handing_on import require_hand, require_step
from fieldkit.process.own_words import require_own_words
from fieldkit.process.readers import require_reader
from fieldkit.process.settled import refuse_settled
from fieldkit.process.taking import refuse_step
from fieldkit.process.transitions import (
    customer_signed,
    given,
    is_sealed,
    require_answer,
    sealed_paths,
    taken_from_under,
    takes_off,
)
from fieldkit.records.heads import Seen, covers
from fieldkit.records.tables import Stored
from fieldkit.sync.messages import Change, Sentence

# What the customer signs, and what of the visit and the problem behind it then stands fast.
_SEALED = N_("The paper was signed; what a signature sealed is corrected by a new revision.")


@dataclass(frozen=True)
class Judgement:
    """The verdict on a change, and the patch in stored form when it is taken."""

    status: str
    code: str = ""
    message: Sentence | None = None
    patch: Values | None = None
    files: tuple[str, ...] = ()


def sentence(error: UserError) -> Sentence:
    return {"zh": error.say("zh"), "en": error.say("en")}


def refuse(code: str, message: str, **facts: object) -> Judgement:
    return Judgement("rejected", code, sentence(UserError(message, field="", **facts)))


def hold(code: str, message: str) -> Judgement:
    return Judgement("held", code, sentence(UserError(message)))


def judge(change: Change, seen: Seen, view: View) -> Judgement:
    """Judges one change against the records as they are; the group's other changes are in `view` already."""
    if change.kind not in FORMS or change.form_version > FORMS[change.kind].version:
        return hold("version", N_("The head office does not know this form yet; it will be taken after its upgrade."))
    fields = {path: field_at(change.kind, path) for path in change.patch}
    if None in fields.values():
        return hold("version", N_("The head office does not know a field yet; it will be taken after its upgrade."))
    stored = view.get(change.rid)
    try:
        patch = accept_patch(change.kind, change.patch, fields)
        if stored is not None and stored.kind != change.kind:
            raise UserError(N_("This record is of another kind."))
        roles = _check_rights(change, stored, patch, fields, view)
    except UserError as error:
        return Judgement("rejected", "rights" if not error.field else "value", sentence(error))
    if stored is None and (refused := _check_creation(change, patch, view)):
        return refused
    if not view.told and not _leads_somewhere(change.kind, patch.get(MERGED_INTO), view):
        return refuse("parent", N_("The record that this one was merged into is not at the office."))
    refused = (
        _check_seal(change, stored, patch, view)
        or _check_deleting(change, stored, patch, roles, view)
        or _check_hidden(change, seen, stored, patch, view)
        or _check_status(change, seen, stored, patch, view, roles)
        or _check_given(stored, patch, view)
        or _check_signatures(change, stored, patch, fields, view)
        or _check_facts(change, stored, patch, view)
    )
    return refused or Judgement("ok", patch=patch, files=_files(fields, patch))


Fields = Mapping[str, Field[Any] | None]


def _files(fields: Fields, patch: Values) -> tuple[str, ...]:
    """The hashes of the files that a patch refers to."""
    return tuple(
        str(value["sha256"])
        for path, value in patch.items()
        if isinstance(value, dict) and isinstance(fields[path], File)
    )


def _check_rights(change: Change, stored: Stored | None, patch: Values, fields: Fields, view: View) -> frozenset[Role]:
    """The roles in which the author writes here; a UserError when they do not allow it."""
    form = form_class(change.kind)
    before = stored.values if stored else None
    scope = stored.scope if stored else form.scope_from(patch, lambda rid: scope_of(view, rid))
    place = None if scope == NOWHERE or (stored is None and form.hidden_from) else scope  # its author's, seen or not
    verb = "write" if stored else "begin"
    roles: frozenset[Role] = frozenset()
    allowed = False
    for rights in view.rights:
        if may(rights.actor, verb, change.kind, place):
            allowed = True
            roles |= rights.roles if place is None else rights.roles_in(place)
    if not allowed:
        require(view.rights[-1].actor, verb, change.kind, place)
    if stored and form.moves(stored.values, patch):
        target = form.scope_from({**stored.values, **patch}, lambda rid: scope_of(view, rid))
        require_move(change.kind, roles, frozenset().union(*(one.scopes for one in view.rights)), target)
    require_appointing(view.rights[-1].actor, change.kind, change.rid, before, patch)
    _require_whose(change, before, patch, roles, scope, view)
    _require_fields(change, before, patch, fields, roles)
    return roles


def _require_fields(
    change: Change, before: Values | None, patch: Values, fields: Fields, roles: frozenset[Role]
) -> None:
    """A UserError when a field is for other roles, and not one's own to hand on or to take off."""
    for path, field in fields.items():
        if field is None or field.write is None or field.write & roles:
            continue
        if takes_off(change.kind, field, patch[path], before):
            continue
        mine = before is not None and before.get(path) == change.author
        if not (mine and isinstance(field, PersonLink) and field.hands_on):
            raise UserError(N_("Your role may not write “{label}”."), label=Word(field.label))


def _require_whose(
    change: Change, before: Values | None, patch: Values, roles: frozenset[Role], scope: Scope, view: View
) -> None:
    """A UserError when somebody else's words are written, work is given away without its step or to who has no business
    there, or nobody could read what is written. What a person at the office decided, he decided."""

    def get(rid: str) -> FormRecord | None:
        found = view.get(rid)
        return found.record() if found else None

    if not view.told:
        require_own_words(change.kind, change.author, before, patch)
    if view.told or view.former:
        return
    today = day_of(view.now_ms)
    require_step(change.kind, before, patch)
    require_judged(change.kind, before, patch, roles, change.author)
    require_hand(change.kind, before, patch, roles, change.author, scope.line, today, get)
    require_reader(change.kind, before, patch, view.people, today)


def _leads_somewhere(kind: str, into: Json, view: View) -> bool:
    """Whether the record that is to stand for this one is there: else all that points at it is lost from sight."""
    found = view.get(into) if isinstance(into, str) else None
    return into is None or (found is not None and found.kind == kind)


def _check_creation(change: Change, patch: Values, view: View) -> Judgement | None:
    form = form_class(change.kind)
    if view.was_rejected(change.rid) and not form.whole(patch):
        return refuse("parent", N_("The record that this belongs to was refused."))
    if form.incomplete(patch):
        return refuse("parent", N_("The record that this belongs to is not at the office."))
    if not view.told and not form.may_have_id(change.rid, patch):
        return refuse("value", N_("This id belongs to another record."))
    return None


def _check_seal(change: Change, stored: Stored | None, patch: Values, view: View) -> Judgement | None:
    """What a signature seals stays, nothing comes or goes under a sealed report, and its visit and problem hold."""
    before = stored.values if stored else {}
    sealed = is_sealed(change.kind, before.get("status"))
    paper = form_class(change.kind).sealed_with
    if paper:
        sealed = sealed or any(is_signed(view, visit, paper) for visit in (before.get("visit"), patch.get("visit")))
    if sealed and sealed_paths(change.kind, patch):
        return refuse("sealed", _SEALED)
    if stored and taken_from_under(change.kind, before, patch):
        papers = (view.get(rid) for rid in standing_on(stored, view))
        if any(paper is not None and customer_signed(paper.kind, paper.values) for paper in papers):
            return refuse("sealed", _SEALED)
    return None


def _check_given(stored: Stored | None, patch: Values, view: View) -> Judgement | None:
    """Under seal, signatures are added, never replaced; sealed papers, stamped pages and what a step settled never at
    all, but for what a person decided, or was taken before a restore."""
    if stored is None:
        return None
    if given(stored.record(), patch):
        return refuse("sealed", _SEALED)
    refused = None if view.told or view.former else refuse_settled(stored.record(), patch)
    return Judgement("rejected", "sealed", sentence(refused)) if refused else None


def _check_deleting(
    change: Change, stored: Stored | None, patch: Values, roles: frozenset[Role], view: View
) -> Judgement | None:
    refused = refuse_deleting(stored.record(), patch, change.author, roles) if stored and not view.told else None
    return Judgement("rejected", "sealed", sentence(refused)) if refused else None


def _check_signatures(
    change: Change, stored: Stored | None, patch: Values, fields: Fields, view: View
) -> Judgement | None:
    """Who signs for the house signs himself: in his own name, and where the record names the signer, as that person.

    What a customer answered is whole: the hand, the stamped pages, or the witness.
    """
    after = {**(stored.values if stored else {}), **patch}
    for path, value in patch.items():
        field = fields[path] if isinstance(value, dict) else None
        if isinstance(field, Signature) and not field.house and not view.told:
            try:
                require_answer(field, value, after)
            except UserError as error:
                return Judgement("rejected", "value", sentence(error))
        if isinstance(value, dict) and isinstance(field, Signature) and field.house:
            signer = after.get(field.signer) if field.signer else change.author
            if not view.may_sign(str(value["name"]), signer):
                return refuse(
                    "rights", N_("Everybody signs in his own name, and the engineer of the record alone for it.")
                )
    return None


def _check_facts(change: Change, stored: Stored | None, patch: Values, view: View) -> Judgement | None:
    """What was done from afar needs the customer's consent on file, and times lie in their order; what a witness told,
    a person decided."""
    before = stored.values if stored else None

    def get(rid: str) -> Values | None:
        found = view.get(rid)
        return found.values if found else None

    try:
        if not view.told:
            require_consent(change.kind, change.rid, before, patch, get)
        if not (view.told or view.former):
            require_facts(change.kind, before, patch, get, lambda: view.now)
    except UserError as error:
        return Judgement("rejected", "value", sentence(error))
    return None


def _check_hidden(change: Change, seen: Seen, stored: Stored | None, patch: Values, view: View) -> Judgement | None:
    """Whom a record is hidden from is said by the first: who had not seen that looks again."""
    path = form_class(change.kind).hidden_from
    known = view.heads(stored, path) if stored is not None and path in patch else []
    heads = [head for head in known if not covers(seen, head) and head.value != patch[path]]
    if not heads or (change.was == "ok" and all(view.is_former(head) for head in heads)):
        return None
    return refuse("first", N_("Somebody else named another person here meanwhile. Look at it again."))


def _check_status(
    change: Change, seen: Seen, stored: Stored | None, patch: Values, view: View, roles: frozenset[Role]
) -> Judgement | None:
    status = form_class(change.kind).status_field()
    if "status" not in patch or status is None:
        return None
    heads = view.heads(stored, "status") if stored else []
    source = str(heads[-1].value or "") if heads else ""
    unseen = [head for head in heads if not covers(seen, head)]
    # What the office took once it takes again after a restore, though its base is worth less: upon steps of before.
    again = change.was == "ok" and all(view.is_former(head) for head in unseen)
    if unseen and not again:
        now = Word(status.options.get(source, source))
        return refuse("first", N_("Somebody else moved this on first: it is now “{now}”."), now=now)
    if unseen and source == patch["status"]:
        return None  # a witness told it before its author came
    values = {**(stored.values if stored else {}), **patch}
    after = FormRecord(change.rid, change.kind, values=values)
    there = None if view.told or view.former else around(stored, view)
    error = refuse_step(after, source, str(patch["status"]), roles, change.author, patch, there)
    if error is None and (change.kind, patch["status"]) == ("procedure", "released"):
        error = refuse_release(values)
    return Judgement("rejected", "first", sentence(error)) if error else None
