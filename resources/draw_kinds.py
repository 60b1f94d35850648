"""Writes docs/kinds.md, every kind of record for whoever writes another client, from the forms, grants and steps.

usage: python resources/draw_kinds.py [--check]     (--check changes nothing and fails when the page is out of date)
"""

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from drawing import keep

from fieldkit.access import EVERYONE, GRANTS, ROLE_LABELS, Role
from fieldkit.forms import FORMS, Field, Form, Row, When
from fieldkit.forms.form import Fields
from fieldkit.forms.paper import NOBODY
from fieldkit.forms.types import Choice, Number, Text
from fieldkit.forms.values import Link, PersonLink, Rows, Signature
from fieldkit.process.settled import stands_fast
from fieldkit.process.step import Need, Transition
from fieldkit.process.transitions import TRANSITIONS

REQUIRED = {When.ALWAYS: "always", When.SUBMITTING: "submitting", When.SIGNING: "signing", When.NEVER: ""}
COMMON = frozenset({"deleted", "merged_into"})  # told once, at the top of the page


def drawn() -> str:
    """All kinds in the order of their names, then the rows that several of them have."""
    forms = [FORMS[kind] for kind in sorted(FORMS)]
    uses = Counter(field.row for form in forms for field in form.fields.values() if isinstance(field, Rows))
    shared = {row for row, count in uses.items() if count > 1}
    lines = [" · ".join(f"[{form.kind}](#{form.kind})" for form in forms), ""]
    for form in forms:
        lines += _kind(form, shared)
    lines += ["## Rows that several kinds have", ""]
    for row in sorted(shared, key=lambda row: row.__name__):
        lines += [f"### rows {row.__name__}", "", *_head(), *_fields(row, "", False, shared), ""]
    return "\n".join(lines)


def _kind(form: type[Form], shared: set[type[Row]]) -> Iterator[str]:
    yield from (f"## {form.kind}", "", f"{form.title} · form version {form.version}", "")
    yield from (f"- {said}" for said in _rules(form))
    yield from ("", *_head())
    yield from _fields(form, "", bool(form.sealed_in or form.sealed_with), shared)
    steps = [step for step in TRANSITIONS if step.kind == form.kind]
    if steps:
        yield from ("", "| from | to | who may | what is asked |", "|---|---|---|---|")
        yield from (
            _line(_code(step.source), _code(step.target), _who(step), "; ".join(_asked(step))) for step in steps
        )
    yield ""


def _rules(form: type[Form]) -> Iterator[str]:
    grant = GRANTS[form.kind]
    yield f"id: {_id_rule(form)}"
    yield f"scope: {_scope(form)}"
    began = f"; begin: {_roles(grant.begin)}" if grant.begin else ""
    yield f"read: {_roles(grant.read)}; write: {_roles(grant.write)}{began}"
    if form.sealed_in:
        yield f"sealed in {_codes(form.sealed_in, form)}"
    if form.sealed_with:
        yield f"sealed with the [{form.sealed_with}](#{form.sealed_with}) of its {_code(form.belongs_to)}"
    for states, names in _fast_together(form).items():
        yield f"settled, and stand fast in {_codes(states, form)}: {_list(names)}"
    if form.kept_from:
        yield f"the time for which it is kept begins in {_codes(form.kept_from, form)}"
    if "gaps" in vars(form):
        yield f"asked besides: {_first_line(form.gaps)}"


def _fast_together(form: type[Form]) -> Mapping[frozenset[str], list[str]]:
    """The statuses in which fields stand fast, and these."""
    fast = stands_fast(form.kind)
    found: dict[frozenset[str], list[str]] = {}
    for name in form.fields:
        if states := frozenset(status for status, names in fast.items() if name in names):
            found.setdefault(states, []).append(name)
    return found


def _id_rule(form: type[Form]) -> str:
    if form.only_child:
        return f"the only one of its {_code(form.belongs_to)}: UUIDv5 of that id and the kind"
    named = f"UUIDv7; or of the natural key: UUIDv5 of {', '.join(map(_code, (form.kind, *form.key)))}"
    rule = named if form.key else "UUIDv7"
    own = next((found for found in (vars(form).get("named"), vars(form).get("may_have_id")) if found), None)
    return f"{rule}. {_first_line(own.__func__)}" if own is not None and own.__func__.__doc__ else rule


def _scope(form: type[Form]) -> str:
    if form.hidden_from:
        return f"hidden from the person of {_code(form.hidden_from)}: `!` and that id without dashes, `*`"
    own = ", ".join(_code(name) if name in form.fields else "`*`" for name in ("customer", "line"))
    if not form.belongs_to:
        return own
    link = form.fields[form.belongs_to]
    parent = link.kind if isinstance(link, Link) else ""
    return f"that of its [{parent}](#{parent}) ({_code(form.belongs_to)}); without one: {own}"


def _head() -> tuple[str, str]:
    return _line("path", "what", "stored as", "required", "rules"), "|---|---|---|---|---|"


def _fields(form: type[Fields], prefix: str, sealed: bool, shared: set[type[Row]]) -> Iterator[str]:
    for name, field in form.fields.items():
        if name in COMMON:
            continue
        rules = "; ".join(_field_rules(field, sealed))
        yield _line(_code(prefix + name), field.label, _type(field, shared), _required(field, form), rules)
        if isinstance(field, Rows) and field.row not in shared:
            yield from _fields(field.row, f"{name}.<row>.", False, shared)


def _type(field: Field[Any], shared: set[type[Row]]) -> str:
    said = type(field).__name__.lower()
    if isinstance(field, Rows):
        least = f", at least {field.at_least}" if field.at_least else ""
        return (
            f"rows [{field.row.__name__}](#rows-{field.row.__name__.lower()})" if field.row in shared else said + least
        )
    if isinstance(field, Choice):
        return f"{said}: " + ", ".join(f"{_code(code)} {label}" for code, label in field.options.items())
    if isinstance(field, Link) and not isinstance(field, PersonLink):
        return f"link to [{field.kind}](#{field.kind})"
    if isinstance(field, Text):
        return f"{said} ≤ {field.longest:,}"
    if isinstance(field, Number):
        limits = [f"{mark} {limit:,}" for mark, limit in (("≥", field.low), ("≤", field.high)) if limit is not None]
        return " ".join([said, *limits, field.unit]).strip()
    if isinstance(field, Signature):
        of = f"of the house{f', by the person of {_code(field.signer)}' if field.signer else ''}"
        return f"{said} {of if field.house else 'of the customer: ' + _list(field.ways)}"
    return said


def _required(field: Field[Any], form: type[Fields]) -> str:
    due = REQUIRED[field.required]
    return ", ".join(
        filter(None, [due, f"submitting, if {_condition(field.required_if, form)}" if field.required_if else ""])
    )


def _condition(asked: Callable[[Any], bool], form: type[Fields]) -> str:
    """The words of a `required_if`, from its source; where it names what a form works out, what that is."""
    code = asked.__code__
    tree = ast.parse(Path(code.co_filename).read_text("utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno]
    if len(found) != 1:
        raise SystemExit(f"{code.co_filename}:{code.co_firstlineno}: one condition a line")
    named = {node.attr for node in ast.walk(found[0].body) if isinstance(node, ast.Attribute)}
    worked_out = [_first_line(got) for name in named if isinstance(got := getattr(form, name, None), property)]
    said = ast.unparse(found[0].body).replace(f"{code.co_varnames[0]}.", "")
    return f"`{said}`" + "".join(f" ({words})" for words in sorted(worked_out))


def _field_rules(field: Field[Any], sealed: bool) -> Iterator[str]:
    if sealed and field.follow_up:
        yield "also under seal"
    if field.write is not None:
        yield "the office alone writes it" if field.write == NOBODY else f"write: {_roles(field.write)}"
    if isinstance(field, PersonLink) and field.hands_on:
        yield "whoever stands here hands on"
    if field.read is not None:
        yield f"read: {_roles(field.read)}"
    yield from (word for word in ("internal", "personal", "byline", "counted") if getattr(field, word))


def _who(step: Transition) -> str:
    said = [_roles(step.roles)]
    said += [f"he whom {_code(step.by)} names"] if step.by else []
    said += [f"not whom {_code(step.not_by)} names"] if step.not_by else []
    said += [f"nor whom {_code(f'{kind}.{name}')} names" for kind, name in step.not_did]
    return "; ".join(said)


def _asked(step: Transition) -> Iterator[str]:
    """What the record must hold, what is written with the step, and what must be there beside it."""
    if step.stage > When.ALWAYS:
        yield f"all that is required when {REQUIRED[step.stage]}"
    if step.needs:
        yield _list(step.needs)
    if step.either:
        yield " or ".join(map(_code, step.either))
    yield from (f"{_code(name)} is {' or '.join(map(_code, values))}" for name, values in step.only)
    if step.anew:
        yield f"written with it: {_list(step.anew)}"
    if step.empty:
        yield f"empty: {_list(step.empty)}"
    if step.older:
        yield f"{_code(step.older)} names the older of the two"
    if step.why:
        yield "a row of `sheets` with `why`"
    yield from map(paper, step.papers)


def paper(need: Need) -> str:
    """A paper that must be there beside the record."""
    said = f"{'every' if need.each else 'a'} {_code(need.kind)} {' or '.join(map(_code, need.ends))}"
    inside = [_code(name) for name in need.fields]
    inside += [f"every {_code(f'{rows}.<row>.{name}')}" for rows, name in need.rows]
    inside += [f"{_code(moment)} after {_code(own)}" for moment, own in need.later]
    inside += [f"{_code(need.other[0])} another than {_code(need.other[1])}"] if need.other else []
    return said + (f" with {', '.join(inside)}" if inside else "") + (f", for {need.whose}" if need.whose else "")


def _roles(roles: frozenset[Role]) -> str:
    return "everybody" if roles == EVERYONE else ", ".join(str(ROLE_LABELS[role]) for role in Role if role in roles)


def _codes(codes: frozenset[str], form: type[Form]) -> str:
    """Statuses in the order of the form."""
    status = form.status_field()
    return _list([code for code in (status.options if status else codes) if code in codes])


def _first_line(of: object) -> str:
    return (inspect.getdoc(of) or "").partition("\n")[0]


def _list(names: Any) -> str:
    return ", ".join(map(_code, names))


def _code(name: str) -> str:
    return f"`{name}`" if name else ""


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(keep("kinds.md", drawn()))
