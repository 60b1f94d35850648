"""No remote operation before the customer's consent is on file: one rule for the laptop and the office (P7.8.1).

Facts are judged by their own time: what was done while the consent held may be written down after it was withdrawn.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from fieldkit.errors import UserError, Word
from fieldkit.forms import Json, Record, RemoteReport, RemoteRequest
from fieldkit.i18n import N_

Get = Callable[[str], Mapping[str, Json] | None]
_ROOTS = frozenset({"request", "problem"})


def require_consent(
    kind: str, rid: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json], get: Get
) -> None:
    """Raises a UserError when a patch logs operations of a remote maintenance that the customer has not agreed to.

    `get` gives the values of another record, None for one that is not here.
    """
    if kind != RemoteReport.kind or not any(_touches(path) for path in patch):
        return
    report = RemoteReport(Record(rid, kind, values={**(before or {}), **patch}))
    touched = {path.split(".")[1] for path in patch if path.startswith("operations.")}
    moved = not patch.keys().isdisjoint(_ROOTS)
    rows = [row for row in report.operations if moved or row.row_id in touched]
    if not rows:
        return
    request = _request_of(report, get)
    if request is None or request.agreed_at is None or request.problem != report.problem:
        raise UserError(
            N_(
                "No remote operation before the customer has agreed (P7.8.1): put the signed request on file first, "
                "drawn on the screen or as a photo of the paper."
            ),
            field="operations",
        )
    for row in rows:
        if row.done_at is not None:
            _check_time(row.done_at, request.agreed_at, request.ended_at)


def require_agreed(kind: str, before: Mapping[str, Json] | None, patch: Mapping[str, Json], get: Get) -> None:
    """Raises a UserError when a report would tell of another consent or window than the customer's own (P7.8.1).

    Work outside of the window stays possible where it had to be, but it stands in the report as such, with the reason.
    """
    if kind != RemoteReport.kind:
        return
    report = RemoteReport(Record("", kind, values={**(before or {}), **patch}))
    request = _request_of(report, get)
    if request is None or request.agreed_at is None:
        return
    signing = patch.get("status") == "signed"
    for name, raw in request.agreed.items():
        field, told = RemoteReport.fields[name], report.values.get(name)
        if (signing or name in patch) and told not in (None, "") and field.load(told) != field.load(raw):
            raise UserError(
                N_("“{label}” is what the customer consented to: {agreed} (P7.8.1). It is changed by a new request."),
                field=name, label=Word(field.label), agreed=field.show(field.load(raw)),
            )  # fmt: skip


def _touches(path: str) -> bool:
    return path in _ROOTS or path.startswith("operations.")


def _request_of(report: RemoteReport, get: Get) -> RemoteRequest | None:
    values = get(report.request) if report.request else None
    if values is None or not report.request:
        return None
    request = RemoteRequest(Record(report.request, RemoteRequest.kind, values=dict(values)))
    return None if request.deleted or not request.promise else request


def _check_time(done: datetime, agreed: datetime, ended: datetime | None) -> None:
    shown = RemoteReport.consented_at.show
    if done.replace(second=0, microsecond=0) < agreed.replace(second=0, microsecond=0):
        raise UserError(
            N_("The operation of {moment} lies before the customer's consent of {agreed} (P7.8.1)."),
            field="operations", moment=shown(done), agreed=shown(agreed),
        )  # fmt: skip
    if ended is not None and done > ended:
        raise UserError(
            N_("The operation of {moment} lies after {ended}, when the customer's consent ended (P7.8.1)."),
            field="operations", moment=shown(done), ended=shown(ended),
        )  # fmt: skip
