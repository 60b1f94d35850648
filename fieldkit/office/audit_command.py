"""`fieldkit office audit`: shows the audit log and checks that nobody altered it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.clock import Clock
from fieldkit.i18n import N_, translate
from fieldkit.office.audit import check, lines
from fieldkit.office.devices import plain
from fieldkit.office.house import open_house

audit_app = typer.Typer()


@audit_app.command("audit")
def audit_command(
    data: Annotated[Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA")],
    checked: Annotated[
        bool, typer.Option("--check", help="Fails when a line was altered, added or taken out.")
    ] = False,
    holds: Annotated[str, typer.Option(help="A line's hash, noted before: fails when it is gone. Checks, too.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")] = False,
) -> None:
    """Who invited, enrolled, locked out, imported, backed up, restored and decided, and when."""
    house = open_house(data, Clock())
    try:
        with house.database.reading() as connection:
            log = lines(connection)
            shown = list(check(log, holds) if checked or holds else log)
    finally:
        house.close()
    if as_json:
        said = {
            "lines": [asdict(line) for line in shown],
            "hash": shown[-1].hash if shown else "",
            "checked": checked or bool(holds),
        }
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    for line in shown:
        at = datetime.fromtimestamp(line.at_ms / 1000, UTC).isoformat(timespec="seconds")
        typer.echo(plain(f"{at} {line.who} {line.what} {line.about} {line.hash}"))
    if checked or holds:
        typer.echo(translate(N_("The audit log is whole: {count} lines.")).format(count=len(shown)))
