"""`fieldkit courier …`: bundles by stick, or through a colleague's laptop that is on line."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit.actions.courier import accept, carry, pack, tidings
from fieldkit.actions.desk import Desk
from fieldkit.i18n import N_, translate
from fieldkit.store.ledger import summary
from fieldkit.sync.client import all_at_office

HomeOption = Annotated[Path | None, typer.Option("--home", help="One laptop's folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")]


def courier_commands(laptop: Callable[[Path | None], AbstractContextManager[Desk]]) -> typer.Typer:
    """The commands; `laptop` opens the desk of a home."""
    courier_app = typer.Typer(no_args_is_help=True, help="Out and back without a network: by stick or colleague.")

    @courier_app.command("pack")
    def pack_command(out: Path, home: HomeOption = None, as_json: JsonOption = False) -> None:
        """Writes a sealed bundle of everything that waits, for the head office."""
        with laptop(home) as desk:
            packed = asdict(pack(desk, out))
        words = N_("{changes} changes and {files} files are in the bundle; {files_left} files go with the next one.")
        _tell(packed, as_json, translate(words).format(**packed))

    @courier_app.command("accept")
    def accept_command(file: Path, home: HomeOption = None, as_json: JsonOption = False) -> None:
        """Takes the head office's answer to a bundle in."""
        with laptop(home) as desk:
            done = accept(desk, file)
            state = summary(desk.store)
        verdicts = done.by_status
        waiting = {"waiting": state["waiting"] + state["files_waiting"], "all_at_office": all_at_office(state)}
        result = {**verdicts, "files_up": done.files, "pulled": done.pulled, "news": done.news, **waiting}
        _tell(result, as_json, "\n".join(tidings(done)))

    @courier_app.command("carry")
    def carry_command(file: Path, home: HomeOption = None, as_json: JsonOption = False) -> None:
        """Takes a colleague's bundle to the head office over this laptop's line; the answer is put beside it."""
        with laptop(home) as desk:
            answer = carry(desk, file)
        _tell({"reply": str(answer)}, as_json, str(answer))

    return courier_app


def _tell(result: dict[str, Any], as_json: bool, text: str) -> None:
    typer.echo(json.dumps(result, ensure_ascii=False) if as_json else text)
