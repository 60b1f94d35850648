"""`fieldkit rehearse …`: whether this laptop has everything for a trip, tried with the network cut."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit.actions.desk import Desk
from fieldkit.actions.rehearsal import Rehearsal, own_trips, rehearse
from fieldkit.errors import UserError
from fieldkit.i18n import N_

HomeOption = Annotated[Path | None, typer.Option("--home", help="One laptop's folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")]


def add_trip_commands(app: typer.Typer, laptop: Callable[[Path | None], AbstractContextManager[Desk]]) -> None:
    """Adds the commands; `laptop` opens the desk of a home."""

    @app.command("rehearse")
    def rehearse_command(
        visit: Annotated[str, typer.Argument(help="The trip; without one, your trips that have not begun.")] = "",
        home: HomeOption = None,
        as_json: JsonOption = False,
    ) -> None:
        """Cuts the network and tries everything that a trip needs; exit 0 only when nothing is missing."""
        with laptop(home) as desk:
            visits = [visit] if visit else own_trips(desk)
            if not visits:
                raise UserError(N_("There is no trip of yours that has not begun. Name one."))
            found = {one: (desk.form(one).name, rehearse(desk, one)) for one in visits}
        if as_json:
            said = [{"visit": rid, "trip": name, **_plain(done)} for rid, (name, done) in found.items()]
            typer.echo(json.dumps({"rehearsals": said}, ensure_ascii=False))
        else:
            for name, done in found.values():
                typer.echo("\n".join((name, done.verdict, *(f"- {missing}" for missing in done.missing))))
        if not all(done.whole for _name, done in found.values()):
            raise typer.Exit(1)


def _plain(done: Rehearsal) -> dict[str, Any]:
    return {
        "at": done.at.isoformat(),
        "ready": done.whole,
        "records": done.records,
        "files": done.files,
        "bytes": done.size,
        "procedures": done.procedures,
        "papers": done.papers,
        "missing": done.missing,
    }
