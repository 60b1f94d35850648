"""What would lead a run nowhere, in circles, or into danger: each with its place in the procedure and a sentence."""

import re
from collections import Counter
from collections.abc import Iterator

from fieldkit.errors import UserError
from fieldkit.forms.types import plain_text
from fieldkit.i18n import N_
from fieldkit.playbooks.lines import Place
from fieldkit.playbooks.model import SKIPPED, Branch, Kind, Playbook, Step

Fault = tuple[Place, UserError]

_OWN = {
    "unit": Kind.MEASURE, "low": Kind.MEASURE, "high": Kind.MEASURE, "scale": Kind.MEASURE,
    "possible": Kind.MEASURE, "photos": Kind.PHOTOGRAPH, "what": Kind.BACKUP, "where": Kind.BACKUP,
    "minutes": Kind.WAIT, "hazard": Kind.ACT, "no_backup": Kind.ACT,
    "cause": Kind.CONCLUSION, "treatment": Kind.CONCLUSION,
}  # fmt: skip
_NEEDED = {
    Kind.MEASURE: ("unit",),
    Kind.BACKUP: ("what", "where"),
    Kind.WAIT: ("minutes",),
    Kind.ACT: ("hazard",),
    Kind.CONCLUSION: ("cause", "treatment"),
}
# fmt: off
_UNITS = frozenset({
    "°C", "°F", "V", "mV", "kV", "A", "mA", "Ah", "W", "kW", "VA", "kVA", "Ω", "mΩ", "kΩ", "MΩ",
    "%", "rpm", "r/min", "KB", "MB", "GB",
    "TB", "dB", "dBm", "ms", "Hz", "kHz", "MHz", "bps", "kbps", "Mbps", "Gbps", "fps", "Pa", "kPa", "lx",
})
# fmt: on
_FIGURE = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s*([°%A-Za-zΩ][A-Za-zΩ/]*)")
LEAST_ANSWERS = 2


def faults(book: Playbook, whole: bool = True) -> Iterator[Fault]:
    """Everything that is wrong with a procedure whose words are read; `whole` is false when steps of it are not."""
    twice = [code for code, count in Counter(step.id for step in book.steps).items() if count > 1]
    for code in twice:
        again = [place for place, step in enumerate(book.steps) if step.id == code][1]
        yield ("steps", again, "id"), UserError(N_("Another step has the id “{code}” already."), code=code)
    if book.steps and book.steps[0].kind is Kind.CONCLUSION:
        yield ("steps", 0), UserError(N_("The first step is a conclusion: nothing would be asked."))
    if book.kind == "checklist" and not book.id.startswith("clean-up"):
        yield ("id",), UserError(N_("The id of a clean-up list begins with “clean-up”."))
    for at, step in enumerate(book.steps):
        place: Place = ("steps", at)
        yield from ((place + part, wrong) for part, wrong in _own(step))
        yield from ((place + part, wrong) for part, wrong in _outcomes(step))
        if not twice:
            yield from ((place + part, wrong) for part, wrong in _ways(book, at, step, whole))
    if whole and not twice and book.steps:
        yield from _far(book)


def _own(step: Step) -> Iterator[Fault]:
    """What a step lacks, or has that belongs to another kind."""
    for word, kind in _OWN.items():
        if word in step.model_fields_set and step.kind is not kind:
            yield (
                (word,),
                UserError(N_("“{word}” belongs to a step of the kind “{kind}” only."), word=word, kind=kind.value),
            )
    for word in _NEEDED.get(step.kind, ()):
        if not getattr(step, word):
            yield (), UserError(N_("A step of the kind “{kind}” needs “{word}”."), kind=step.kind.value, word=word)
    if step.kind is Kind.CONCLUSION and step.branches:
        yield ("branches",), UserError(N_("A conclusion is the end: it has no branches."))
    limits = (step.low, step.high) if step.low is not None and step.high is not None else None
    for word, pair in (("low", limits), ("scale", step.scale), ("possible", step.possible)):
        if pair and pair[0] >= pair[1]:
            yield (word,), UserError(N_("Limits, scale and what is possible go from the smaller number to the larger."))


def _outcomes(step: Step) -> Iterator[Fault]:
    """Branches of outcomes that the step cannot have, answers without words, and figures of another unit."""
    if step.kind is Kind.CONCLUSION:
        return
    known = step.outcomes()
    if step.kind is Kind.CHOOSE and len(known) < LEAST_ANSWERS:
        yield (), UserError(N_("A choice needs two answers or more: a branch for each."))
    for when in dict.fromkeys(branch.when for branch in step.branches):
        at = next(number for number, branch in enumerate(step.branches) if branch.when == when)
        if when != SKIPPED and when not in known:
            yield (
                ("branches", at),
                UserError(
                    N_("“{when}” cannot come of this step; it can be: {known}."), when=when, known=(*known, SKIPPED)
                ),
            )
        named = any(branch.label for branch in step.branches if branch.when == when)
        if step.kind in {Kind.CHOOSE, Kind.ASK} and when != SKIPPED and not named:
            yield ("branches", at), UserError(N_("The answer “{when}” has no words: give it a “label”."), when=when)
    if step.kind is Kind.MEASURE and step.unit:
        for at, branch in enumerate(step.branches):
            yield from ((("branches", at, "label"), wrong) for wrong in _units(step, branch))


def _units(step: Step, branch: Branch) -> Iterator[UserError]:
    for said in (branch.label.zh, branch.label.en) if branch.label else ():
        for figure, unit in _FIGURE.findall(plain_text(said)):
            if unit in _UNITS and plain_text(unit) != plain_text(step.unit):
                yield UserError(
                    N_("“{figure} {unit}” does not fit: this step is measured in {own}."),
                    figure=figure, unit=unit, own=step.unit,
                )  # fmt: skip
                return


def _ways(book: Playbook, at: int, step: Step, whole: bool) -> Iterator[Fault]:
    """Branches to what is not there, round without an end, or never taken; outcomes that lead nowhere."""
    if step.kind is Kind.CONCLUSION:
        return
    places = {one.id: place for place, one in enumerate(book.steps)}
    ends = not book.listed and book.following(step) is None
    for number, branch in enumerate(step.branches):
        here: Place = ("branches", number)
        if branch.next is not None and branch.next not in places:
            if whole:
                yield (*here, "next"), UserError(N_("There is no step “{next}” to go to."), next=branch.next)
        elif branch.next is not None and places[branch.next] <= at and branch.at_most is None:
            yield (*here, "next"), UserError(
                N_("“{when}” leads back to “{next}” without an end: say “at_most”, and where it goes then."),
                when=branch.when, next=branch.next,
            )  # fmt: skip
        if branch.next is None and ends:
            yield (
                here,
                UserError(N_("“{when}” leads nowhere: name the step or the conclusion after it."), when=branch.when),
            )
        for code, outcome in branch.given.items():
            if not _can_be(book, at, code, outcome) and (whole or code in places):
                yield (
                    (*here, "given"),
                    UserError(
                        N_("“{code}: {outcome}” can never be so: no earlier step ends like this."),
                        code=code,
                        outcome=outcome,
                    ),
                )
    back = {number for number, branch in enumerate(step.branches) if places.get(branch.next or "", at + 1) <= at}
    yield from _without_a_way(step, ends, back)


def _can_be(book: Playbook, at: int, code: str, outcome: str) -> bool:
    earlier = {one.id: one for one in book.steps[:at]}
    return code in earlier and outcome in (*earlier[code].outcomes(), SKIPPED)


def _without_a_way(step: Step, ends: bool, back: set[int]) -> Iterator[Fault]:
    for outcome in (*step.outcomes(), SKIPPED):
        mine = [(number, branch) for number, branch in enumerate(step.branches) if branch.when == outcome]
        sure = [number for number, branch in mine if branch.sure and number not in back]
        if not sure and mine:
            yield (
                ("branches", mine[-1][0]),
                UserError(
                    N_("“{when}” needs one more branch without “given” and “at_most”, for when none of these fits."),
                    when=outcome,
                ),
            )
        elif not sure and ends:
            yield (), UserError(N_("“{when}” leads nowhere: name the step or the conclusion after it."), when=outcome)
        elif sure and sure[0] != mine[-1][0]:
            yield (
                ("branches", mine[-1][0]),
                UserError(N_("This branch of “{when}” is never taken: one above it always is."), when=outcome),
            )


def _far(book: Playbook) -> Iterator[Fault]:
    """Steps that no way leads to, and dangerous ones that are reached with nothing backed up."""
    start = book.steps[0]
    reached = {start.id} | {step.id for step in book.reachable(start)}
    bare = {start.id} | {step.id for step in book.reachable(start, past_backups=False)}
    for at, step in enumerate(book.steps):
        if not book.listed and step.id not in reached:
            yield ("steps", at), UserError(N_("No way leads to this step."))
        saved = any(one.kind is Kind.BACKUP for one in book.steps[:at])
        if step.dangerous and (not saved if book.listed else step.id in bare):
            yield ("steps", at), UserError(
                N_("This is dangerous, and can be reached with nothing backed up: put a step of the kind “backup”"
                   " before it on every way, or say in “no_backup” why none is needed.")
            )  # fmt: skip
