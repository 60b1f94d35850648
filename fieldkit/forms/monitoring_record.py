"""72 小时监控记录: how the system ran after it had recovered, entry by entry (R)."""

from datetime import datetime, timedelta

from fieldkit.forms.field import When
from fieldkit.forms.form import Gap, Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Choice, LongText, Moment, Status, Text
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_

WATCHED = timedelta(hours=72)
LOOKED_EVERY = timedelta(hours=24)  # of watching, not of hearing at its end that nothing was
SLIP = timedelta(hours=6)  # once a day is not at the same hour: so much later, and the last look so long before the end


class Entry(Row):
    """监控记录: what was seen at one time, by whom; or by what, all the time since another."""

    seen_at = Moment(N_("When"), required=When.SUBMITTING)
    state = Choice(
        N_("Running state"),
        {"normal": N_("Normal"), "alarm": N_("Alarms, service good"), "bad": N_("Fault came back")},
        required=When.SUBMITTING,
    )
    seen = Text(N_("What was seen"))
    by = Text(N_("By"), personal=True, hint=N_("Also somebody of the customer"))
    since = Moment(N_("Monitored since"), hint=N_("Only of a system that did"))
    source = Text(
        N_("Monitored by"),
        hint=N_("Network management, log"),
        required_if=lambda entry: entry.since,
    )

    @property
    def begins(self) -> datetime | None:
        """From when on the entry speaks: of a look, its own time."""
        return self.since or self.seen_at


class MonitoringRecord(Paper):
    """72 小时监控记录."""

    kind = "monitoring_record"
    version = 2  # what monitored by itself, and since when: an office that does not know it holds it
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
        """Also what makes a watch none: entries of another time, days without one, the fault in one of them.

        When the fault came back the watch has failed, however it went on; another begins with the next recovery.
        """
        found = super().gaps(stage)
        if stage < When.SUBMITTING or not self.started_at or not self.ended_at:
            return found
        if self.ended_at < self.started_at + WATCHED and self.status != "failed":
            said = N_("“{label}” is at least 72 hours after the recovery.")
            found.append(Gap.broken(MonitoringRecord.ended_at, said))
        out = [one for one, begins, until in self._seen() if not self.started_at <= begins <= until <= self.ended_at]
        unseen = None if out or self.status != "passed" else self._unseen(self.started_at, self.ended_at)
        if out:
            said = N_("An entry of “{label}” lies outside the watch: between the recovery and its end, each of them.")
            found.append(Gap.broken(MonitoringRecord.entries, said, f"{out[0].prefix}seen_at"))
        if unseen is not None:
            said = N_(
                "“{label}” leave more than a day of the watch unseen: one for every 24 hours, six hours late at most, "
                "and one in the last six. Where something monitored it by itself, one entry says since when."
            )
            found.append(Gap.broken(MonitoringRecord.entries, said, unseen))
        bad = [entry for entry in self.entries if entry.state == "bad"]
        if self.status == "passed" and bad:
            said = N_("An entry of “{label}” says that the fault came back: then the watch has not passed.")
            found.append(Gap.broken(MonitoringRecord.entries, said, f"{bad[0].prefix}state"))
        return found

    def _seen(self) -> list[tuple[Entry, datetime, datetime]]:
        """From when to when each entry speaks, in this order."""
        told = [(one, one.begins, one.seen_at) for one in self.entries]
        return sorted(((one, begins, at) for one, begins, at in told if begins and at), key=lambda seen: seen[1:])

    def _unseen(self, seen: datetime, end: datetime) -> str | None:
        """Where it is said that more than a day was not seen: the entry that comes too late, or the end; or None."""
        for entry, begins, until in self._seen():
            if begins > seen + LOOKED_EVERY + SLIP:
                return f"{entry.prefix}seen_at"
            seen = max(seen, until)
        return "ended_at" if end > seen + SLIP else None
