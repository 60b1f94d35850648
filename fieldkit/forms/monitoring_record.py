"""72 小时监控记录: how the system ran after it had recovered, entry by entry (R)."""

from datetime import timedelta

from fieldkit.forms.field import When
from fieldkit.forms.form import Gap, Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Choice, LongText, Moment, Status, Text
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_

WATCHED = timedelta(hours=72)


class Entry(Row):
    """监控记录: what was seen at one time, by whom."""

    seen_at = Moment(N_("When"), required=When.SUBMITTING)
    state = Choice(
        N_("Running state"),
        {"normal": N_("Normal"), "alarm": N_("Alarms, service good"), "bad": N_("Fault came back")},
        required=When.SUBMITTING,
    )
    seen = Text(N_("What was seen"))
    by = Text(N_("By"), personal=True, hint=N_("Also somebody of the customer"))


class MonitoringRecord(Paper):
    """72 小时监控记录."""

    kind = "monitoring_record"
    title = N_("Monitoring record")
    mark, place = "MR", 150
    heading = ("started_at",)
    belongs_to = "problem"
    sealed_in = frozenset({"passed", "failed"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    visit = Link("visit", N_("Visit"), find=True)
    status = Status(
        N_("Status"),
        {"running": N_("Watched"), "passed": N_("Passed"), "failed": N_("Fault came back")},
        follow_up=True,
        find=True,
    )
    holder = PersonLink(N_("Watched by"), required=When.ALWAYS, find=True)
    started_at = Moment(N_("Recovered"), required=When.ALWAYS, find=True)
    entries = Rows(Entry, N_("Entries"), at_least=1)
    ended_at = Moment(N_("Watch ended"), required=When.SUBMITTING)
    conclusion = LongText(N_("Conclusion"), required=When.SUBMITTING)

    sections = (
        Section(N_("The watch"), ("started_at", "ended_at", "holder")),
        Section(N_("Entries"), ("entries",)),
        Section(N_("Conclusion"), ("conclusion",)),
    )

    def gaps(self, stage: When = When.SUBMITTING) -> list[Gap]:
        """Also a watch that ends too early with nothing found, and one that passed though the fault came back in it."""
        found = super().gaps(stage)
        early = self.ended_at and self.started_at and self.ended_at < self.started_at + WATCHED
        if stage >= When.SUBMITTING and early and self.status != "failed":
            said = N_("“{label}” is at least 72 hours after the recovery.")
            found.append(Gap.broken(MonitoringRecord.ended_at, said))
        if self.status == "passed" and any(entry.state == "bad" for entry in self.entries):
            said = N_("An entry of “{label}” says that the fault came back: then the watch has not passed.")
            found.append(Gap.broken(MonitoringRecord.entries, said))
        return found
