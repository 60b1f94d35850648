"""What an answer to a step writes into its record: checked by what the step asks for.

Pure: the values of one record more, or FieldError. The visit, and writing it down, are the caller's.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from fieldkit.errors import FieldError
from fieldkit.forms import Step as StepForm
from fieldkit.forms import Values
from fieldkit.forms.seen import legible
from fieldkit.forms.types import plain_text, typed_decimal
from fieldkit.forms.values import Measured
from fieldkit.i18n import N_, translate
from fieldkit.playbooks.model import DONE, GOOD, SKIPPED, Kind, Step
from fieldkit.playbooks.runner import OWN_CONCLUSION, Run

# Signs of a checksum, by the kind that may stand before it.
_SIGNS = {"crc32": 8, "crc64": 16, "md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
_CHECKSUM = re.compile(r"(?:(sha|md|crc)-?(\d{1,3})[:=])?([0-9a-f]+)")


@dataclass(frozen=True)
class Proof:
    """What an answer stands on beside its code, by the kind of step.

    photograph: how many `photos` of it there are; backup: its `file`, the `place` where it is kept, the `checksum`;
    act: whether the `hazard` was confirmed; ask: what was `told`, and by whom.
    """

    photos: int = 0
    file: str = ""
    place: str = ""
    checksum: str = ""
    hazard: bool = False
    told: str = ""
    told_by: str = ""


def answer(
    run: Run,
    step: Step,
    said: str,
    proof: Proof | None = None,
    *,
    note: str = "",
    at: datetime | None = None,
    by: str = "",
) -> Values:
    """The values of the record of a step: `said` is the reading as typed, or the code of an outcome.

    FieldError when it is not a number, not possible, no outcome of this step, or not proven.
    """
    values = _common(run, step, note, at, by) | dict.fromkeys(_MORE[step.kind], None)
    if step.kind is Kind.MEASURE:
        read = _measured(step, said)
        outcome = step.outcome_of(read)
        values["reading"] = StepForm.reading.dump(read)
        values |= _last_time(run, step)
    else:
        outcome = said
        if outcome not in step.outcomes():
            raise FieldError(N_("“{text}” is not an answer to this step."), field="answer", text=said[:40])
    values |= {**_labelled(step, outcome), "outcome": outcome, "verdict": step.verdict(outcome)}
    return values | _proven(run, step, outcome, proof or Proof(), at, note)


def _last_time(run: Run, step: Step) -> Values:
    """What the last visit read here, kept beside: the trail compares by itself, on paper and years later."""
    last = run.last.get(step.base, {})
    read = StepForm.reading.load(last.get("reading"))
    if read is None or read.unit != step.unit:
        return {}
    return {"last_reading": last["reading"], "last_at": last.get("done_at")}


def begin(run: Run, step: Step, *, at: datetime, by: str = "") -> Values:
    """The values of a step that takes its time: it is begun, not answered."""
    values = _common(run, step, "", None, by)
    values.pop("done_by", None)
    return values | {"begun_at": StepForm.begun_at.dump(at)}


def skip(
    run: Run, step: Step, reason: str, *, to: Step | None = None, at: datetime | None = None, by: str = ""
) -> Values:
    """The values of a step that could not be done, with the reason it needs; `to` is a jump to a later step."""
    if not legible(reason):
        raise FieldError(N_("Write why this step could not be done."), field="note")
    if to is not None and to not in run.jumps(step):
        raise FieldError(N_("“{title}” is no later step of this procedure."), field="leads_to", title=to.title.say())
    values = _common(run, step, reason, at, by)
    if to is not None or run.kept.get(step.id, {}).get("leads_to"):
        values["leads_to"] = to.id if to else None
    return values | {**_labelled(step, SKIPPED), "outcome": SKIPPED, "verdict": SKIPPED, "reading": None}


def conclude(run: Run, text: str = "", *, at: datetime | None = None, by: str = "") -> Values:
    """The values of the conclusion's record: where the trail leads, or, with a text of his own, the engineer's."""
    step = run.conclusion
    own = legible(text)
    if step is None and not own:
        raise FieldError(N_("Write the conclusion, or answer the steps that are left."), field="answer")
    cause = step.cause if step else None
    taken = step is not None and own in {"", *((cause.zh, cause.en) if cause else ())}
    values: Values = {
        "playbook": run.playbook.id,
        "playbook_version": str(run.playbook.version),
        "step": step.id if step is not None and taken else OWN_CONCLUSION,
        "order": str(len(run.trail) + 1),
        **_worded("question", *(translate(N_("Conclusion of the diagnosis"), code) for code in ("zh", "en"))),
        **(_worded("answer", cause.zh, cause.en) if taken and cause else _worded("answer", own)),
        "verdict": "done",
    }
    return values | _when(at, by)


_MORE: dict[Kind, tuple[str, ...]] = dict.fromkeys(Kind, ()) | {
    Kind.BACKUP: ("backup_file", "backup_place", "checksum"),
    Kind.ACT: ("hazard", "hazard_en"),
    Kind.ASK: ("told_by",),
}


def _proven(run: Run, step: Step, outcome: str, proof: Proof, at: datetime | None, note: str) -> Values:
    """What a kind of step writes beside its answer; FieldError while it lacks what the step asks for."""
    if step.kind is Kind.PHOTOGRAPH and proof.photos < step.photos:
        raise FieldError(N_("Add the photo first: {least} at least, {count} so far."), field="answer",
                         least=step.photos, count=proof.photos)  # fmt: skip
    if step.kind is Kind.BACKUP:
        return _backup(proof)
    if step.kind is Kind.ACT and outcome == DONE:
        return _deed(run, step, proof)
    if step.kind is Kind.WAIT and outcome == GOOD and not legible(note):
        _waited(run, step, at)
    if step.kind is Kind.ASK:
        if not legible(proof.told) or not legible(proof.told_by):
            raise FieldError(N_("Write who answered, and what."), field="told_by")
        return {**_worded("answer", legible(proof.told)), "told_by": legible(proof.told_by)}
    return {}


def _backup(proof: Proof) -> Values:
    file, place = legible(proof.file), legible(proof.place)
    if not file or not place:
        raise FieldError(N_("Write which file holds the backup, and where it is kept."), field="backup_file")
    checksum = _checksum(proof.checksum)
    facts = {"file": file, "place": place, "sum": checksum[:16]}
    words = N_("{file}, kept at {place}, checksum {sum}")
    said = _worded("answer", *(translate(words, code).format(**facts)[:500] for code in ("zh", "en")))
    return {**said, "backup_file": file, "backup_place": place, "checksum": checksum}


def _checksum(typed: str) -> str:
    """A checksum without the name of its kind; FieldError for what no file has."""
    found = _CHECKSUM.fullmatch("".join(plain_text(typed).lower().split()))
    said = found[3] if found else ""
    kind = f"{found[1]}{found[2]}" if found and found[1] else ""
    if len(said) not in ([_SIGNS.get(kind)] if kind else _SIGNS.values()):
        sentence = N_("A checksum is of 0 to 9 and a to f: 8 signs for CRC-32, 32 for MD5, 40 for SHA-1, 64 for"
                      " SHA-256. Choose the file, and it is worked out.")  # fmt: skip
        raise FieldError(sentence, field="checksum")
    if len(set(said)) == 1:
        sentence = N_("One sign again and again is no checksum. Choose the file, and it is worked out.")
        raise FieldError(sentence, field="checksum")
    return said


def _deed(run: Run, step: Step, proof: Proof) -> Values:
    if step.dangerous and not run.saved:
        raise FieldError(N_("Nothing is backed up yet. Make the backup first; this cannot be undone."), field="answer")
    if not proof.hazard or step.hazard is None:
        raise FieldError(N_("Read what can happen, and confirm it."), field="hazard")
    return _worded("hazard", step.hazard.zh, step.hazard.en)


def _waited(run: Run, step: Step, at: datetime | None) -> None:
    begun = run.begun(step)
    if begun is None or at is None:
        raise FieldError(N_("Begin to watch first: the time counts from then."), field="begun_at")
    left = begun + timedelta(minutes=step.minutes or 0) - at
    if left > timedelta():
        minutes = -(-int(left.total_seconds()) // 60)
        sentence = N_("{minutes} minutes are left to watch. Or write into the note why this is long enough.")
        raise FieldError(sentence, field="answer", minutes=minutes)


def _common(run: Run, step: Step, note: str, at: datetime | None, by: str) -> Values:
    """What every answer holds; the reason of a step that was skipped before goes when it is answered after all."""
    values: Values = {
        "playbook": run.playbook.id,
        "playbook_version": str(run.playbook.version),
        "step": step.id,
        "order": str(run.order(step)),
        **_worded("question", step.title.zh, step.title.en),
    }
    before = run.answered(step)
    if legible(note) or (before is not None and before.outcome == SKIPPED):
        values["note"] = legible(note) or None
    return values | _when(at, by)


def _labelled(step: Step, outcome: str) -> Values:
    return _worded("answer", step.label(outcome, "zh"), step.label(outcome, "en"))


def _worded(name: str, zh: str, en: str | None = None) -> Values:
    """Words as they are kept whoever answers, in both languages; what a person typed, in his alone."""
    return {name: zh, f"{name}_en": en}


def _when(at: datetime | None, by: str) -> Values:
    said: Values = {"done_at": StepForm.done_at.dump(at), "done_by": by}
    return {path: value for path, value in said.items() if value}


def _measured(step: Step, said: str) -> Measured:
    number = typed_decimal(said, step.unit)
    if number is None:
        raise FieldError(N_("“{text}” is not a number."), field="reading", text=said[:40])
    if step.possible is not None and not step.possible[0] <= number <= step.possible[1]:
        low, high = step.possible
        sentence = N_("“{text}” cannot be right; a reading lies between {low} and {high} {unit}.")
        raise FieldError(sentence, field="reading", text=said[:40], low=low, high=high, unit=step.unit)
    return Measured(number, step.unit, step.low, step.high)
