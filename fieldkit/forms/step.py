"""步骤: one step of a guided procedure, as it was answered on site (P7.11)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Row
from fieldkit.forms.record import Json, Record, is_derived, only_child_id
from fieldkit.forms.types import Choice, LongText, Moment, Number, Text
from fieldkit.forms.values import Link, PersonLink, Reading, Rows
from fieldkit.i18n import N_, language

VERDICTS = {"good": N_("In order"), "bad": N_("Not in order"), "done": N_("Done"), "skipped": N_("Skipped")}
CLEANING = "clean-up"


class Note(Row):
    """What one of the engineers adds to a step."""

    text = LongText(N_("Notes"))
    by = PersonLink(N_("By"))
    at = Moment(N_("When"))


class Step(Form):
    """步骤: what was asked, what was read, what follows.

    `outcome` is the answer's code, `begun_at` when a wait began, `leads_to` where a jump went on. What the procedure
    says is kept in Chinese and in English, so that desktops in two languages write the same; records of before hold
    the writer's language alone.
    """

    kind = "step"
    version = 3  # the reading of the last visit, words in English: an office that does not know them holds them
    title = N_("Step")
    heading = ("question",)
    belongs_to = "visit"
    sealed_with = "service_report"

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    playbook = Text(N_("Procedure"), required=When.ALWAYS, find=True)
    playbook_version = Number(N_("Version of the procedure"), low=1, high=9999)
    step = Text(N_("Step"), required=When.ALWAYS)
    order = Number(N_("Order"), required=When.ALWAYS)
    question = Text(N_("What was checked"), required=When.ALWAYS)
    question_en = Text(N_("What was checked, in English"), internal=True, byline=True)
    reading = Reading(N_("Reading"))
    last_reading = Reading(N_("Reading of the last visit"))
    last_at = Moment(N_("Last visit"))
    answer = Text(N_("Answer"))
    answer_en = Text(N_("Answer, in English"), internal=True, byline=True)
    outcome = Text(N_("Outcome"), internal=True)
    verdict = Choice(N_("Verdict"), VERDICTS, find=True)
    note = LongText(N_("Notes"))
    notes = Rows(Note, N_("Further notes"))
    hazard = LongText(N_("Hazard that was confirmed"))
    hazard_en = LongText(N_("Hazard that was confirmed, in English"), internal=True, byline=True)
    backup_file = Text(N_("Backup"))
    backup_place = Text(N_("Kept at"))
    checksum = Text(N_("Checksum"))
    told_by = Text(N_("Who answered"), personal=True)
    leads_to = Text(N_("Went on with"))
    begun_at = Moment(N_("Begun"), byline=True)
    done_at = Moment(N_("When"), find=True, byline=True)
    done_by = PersonLink(N_("By"), byline=True)

    @classmethod
    def may_have_id(cls, rid: str, values: Mapping[str, Json]) -> bool:
        """Also that of its place in the procedure, or of the one conclusion of it."""
        visit, playbook, step = (str(values[name]) for name in ("visit", "playbook", "step"))
        own = {step_id(visit, playbook, name) for name in (step, CONCLUSION)}
        return rid in own or not is_derived(rid)

    @property
    def name(self) -> str:
        """What was checked."""
        return self.told("question") or super().name

    def told(self, name: str) -> str:
        """`question`, `answer` or `hazard` in the language in force."""
        return told(self.record.values, name)

    @property
    def cleaning(self) -> bool:
        """Whether it is a point of a clean-up list and no step of the diagnosis."""
        return (self.playbook or "").startswith(CLEANING)

    @property
    def answered(self) -> bool:
        """Whether it has come to something; one that was only begun has not."""
        return bool(self.answer or self.verdict)

    @property
    def hands(self) -> list[tuple[str, datetime | None]]:
        """The persons who answered it apart, and came to the same, each with the time; empty for one alone."""
        when = {head.author: Step.done_at.load(head.value) for head in self.record.bylines.get("done_at", ())}
        found = [
            (str(head.value), when.get(head.author, self.done_at)) for head in self.record.bylines.get("done_by", ())
        ]
        return sorted(found, key=lambda hand: (hand[1] or datetime.max.replace(tzinfo=UTC), hand[0]))


def told(values: Mapping[str, Json], name: str) -> str:
    """What stored values of a step say in the language in force, as far as it is kept in it."""
    english = values.get(f"{name}_en") if language() == "en" else None
    return str(english or values.get(name) or "")


def in_english(record: Record) -> Record:
    """A step with the procedure's words in English, as far as they are kept in it; any other record as it is."""
    if record.kind != Step.kind:
        return record
    english = {name: record.values.get(f"{name}_en") for name in ("question", "answer", "hazard")}
    return replace(record, values={**record.values, **{name: said for name, said in english.items() if said}})


CONCLUSION = "conclusion"


def step_id(visit: str, playbook: str, step: str) -> str:
    """The id of the record of a step: two laptops that answer the same step of a visit write the same record."""
    return only_child_id(visit, Step.kind, playbook, step)
