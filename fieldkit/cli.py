"""The command line of docs/interfaces: the same actions and checks as the screens.

Exit codes: 0 done; 1 something a person can act on, said in one line; 2 wrong usage; 3 a bug, with the log's path.
"""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.exceptions import TyperException

from fieldkit import __version__
from fieldkit.actions.desk import Desk
from fieldkit.actions.doctor import findings
from fieldkit.actions.enrol import enrol, sync
from fieldkit.actions.papers import print_paper
from fieldkit.actions.records import list_records, new_record, parse_values, set_values, show_record
from fieldkit.app import Laptop, default_home
from fieldkit.cli_courier import courier_commands
from fieldkit.cli_recover import add_recover_command
from fieldkit.cli_trips import add_trip_commands
from fieldkit.cli_verify import add_verify_command
from fieldkit.errors import UserError
from fieldkit.forms import Record, form_of
from fieldkit.i18n import LANGUAGES, N_, set_language

app = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)
record_app = typer.Typer(no_args_is_help=True, help="The records of a laptop.")
app.add_typer(record_app, name="record")

_chosen: dict[str, Any] = {"language": "", "home": None}
HomeOption = Annotated[Path | None, typer.Option("--home", help="One laptop's folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")]


def tell(result: Any, as_json: bool, text: str) -> None:
    """One JSON object, or a line for a person."""
    typer.echo(json.dumps(result, ensure_ascii=False) if as_json else text)


@contextmanager
def laptop(home: Path | None, *, new: bool = False) -> Iterator[Desk]:
    """The desk of a home, closed afterwards."""
    folder = home or _chosen["home"] or default_home()
    if not new and not (folder / "fieldkit.db").exists():
        raise UserError(N_("There is no laptop in {path}. Check --home, or enrol first."), path=folder)
    opened = Laptop(folder, language=_chosen["language"])
    try:
        yield opened.desk
    finally:
        opened.close()


app.add_typer(courier_commands(laptop), name="courier")
add_trip_commands(app, laptop)
add_verify_command(app, laptop, _chosen)
add_recover_command(app, _chosen)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    home: HomeOption = None,
    lang: Annotated[str, typer.Option(help="zh or en.")] = "",
    version: Annotated[bool, typer.Option("--version", help="Says the version.")] = False,
) -> None:
    """The desktop; with a command, that command."""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("zh or en", param_hint="--lang")
    _chosen.update(language=lang, home=home)
    if lang:
        set_language(lang)
    if context.invoked_subcommand is None:
        try:
            from fieldkit.ui.running import run  # noqa: PLC0415 - commands work where there is no Qt
        except ImportError as error:
            raise UserError(
                N_("The desktop is not installed here ({reason}). Run: pip install 'fieldkit[desktop]'"), reason=error
            ) from None
        raise typer.Exit(run(home or default_home(), lang))


@app.command("enrol")
def enrol_command(url: str, code: str, home: HomeOption = None) -> None:
    """Makes this folder a laptop of the invited person."""
    with laptop(home, new=True) as desk:
        enrol(desk, url, code)
        sync(desk)
        typer.echo(desk.actor.name)


@app.command("sync")
def sync_command(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """One round of sync with the head office."""
    with laptop(home) as desk:
        done = sync(desk)
    result = done.as_json()
    tell(result, as_json, "\n".join(f"{name}: {value}" for name, value in result.items()))
    if done.trouble:
        raise done.trouble


def _plain(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "kind": record.kind,
        "customer": record.scope.customer,
        "line": record.scope.line,
        "values": record.values,
        "conflicts": {path: [head.value for head in heads] for path, heads in record.conflicts.items()},
    }


def _typed(pairs: list[str]) -> dict[str, str]:
    typed = {}
    for pair in pairs:
        path, mark, value = pair.partition("=")
        if not mark:
            raise typer.BadParameter(f"{pair}: path=value")
        typed[path] = value
    return typed


@record_app.command("list")
def record_list(kind: str, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """All records of a kind."""
    with laptop(home) as desk:
        records = list_records(desk, kind)
    lines = "\n".join(f"{record.id}  {form_of(record).name}" for record in records)
    tell({"records": [_plain(record) for record in records]}, as_json, lines)


@record_app.command("show")
def record_show(rid: str, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """One record."""
    with laptop(home) as desk:
        record = show_record(desk, rid)
    lines = "\n".join(f"{path}: {_several(record, path)}" for path in sorted(record.values))
    tell(_plain(record), as_json, lines)


def _several(record: Record, path: str) -> str:
    """The value of a path, and beside it what somebody else wrote there and nobody has decided about."""
    values = [head.value for head in record.conflicts.get(path, ())] or [record.values[path]]
    return " ≠ ".join(str(value) for value in values)


@record_app.command("new")
def record_new(kind: str, values: list[str], home: HomeOption = None, as_json: JsonOption = False) -> None:
    """A new record: path=value …"""
    typed = _typed(values)
    with laptop(home) as desk:
        record = new_record(desk, kind, parse_values(kind, typed))
    tell(_plain(record), as_json, record.id)


@record_app.command("set")
def record_set(rid: str, values: list[str], home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Writes values into a record: path=value …"""
    typed = _typed(values)
    with laptop(home) as desk:
        opened = desk.store.open(rid)
        record = set_values(desk, rid, parse_values(opened.record.kind, typed), opened)
    tell(_plain(record), as_json, record.id)


@app.command("print")
def print_command(rid: str, out: Annotated[Path, typer.Option("--out")], home: HomeOption = None) -> None:
    """The record's PDF, as it stands."""
    with laptop(home) as desk:
        pdf = print_paper(desk, rid)
    _write(out, pdf)
    typer.echo(str(out))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError(N_("“{path}” cannot be written: {reason}."), path=path, reason=error.strerror) from None


@app.command("doctor")
def doctor_command(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """What is wrong with this laptop, and what to do."""
    with laptop(home) as desk:
        found = findings(desk)
    lines = "\n".join(f"{one.level}: {one.text} {one.what_to_do}".rstrip() for one in found)
    tell({"findings": [asdict(one) for one in found]}, as_json, lines)
    if any(one.level == "bad" for one in found):
        raise typer.Exit(1)


def office_commands() -> None:
    """Adds the head office's commands; a laptop may come without its packages."""
    try:
        from fieldkit.office.commands import office_app  # noqa: PLC0415
    except ImportError as error:
        raise UserError(N_("The head office's part is not installed here ({name})."), name=error.name) from None
    app.add_typer(office_app, name="office")


def run_command(arguments: list[str]) -> int:
    """Runs one command line and gives its exit code."""
    return guarded(lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    if _command(arguments) == "office" or arguments == ["--help"]:
        office_commands()
    code = app(args=arguments, standalone_mode=False)
    return code if isinstance(code, int) else 0


def _command(arguments: list[str]) -> str:
    """The first word that is neither an option nor the value of one."""
    words = iter(arguments)
    for word in words:
        if word in {"--home", "--lang"}:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def guarded(run: Callable[[], int]) -> int:
    """The exit code of a run; what a person can act on is one line on standard error."""
    try:
        return run()
    except UserError as error:
        sys.stderr.write(f"{error.say()}\n")
        return 1
    except typer.Exit as error:
        return int(error.exit_code)
    except TyperException as error:  # what typer bundles of click says every wrong usage by it
        cast("Any", error).show()
        return 2
    except BrokenPipeError:  # the reader of our output has read enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - for the flush at the end
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return 1
    except Exception:  # noqa: BLE001 - the last place where a bug can be kept for those who mend it
        sys.stderr.write(f"{_log_bug()}\n")
        return 3


def _log_bug() -> Path:
    said = traceback.format_exc()
    name = f"bug-{datetime.now(UTC):%Y%m%d-%H%M%S}.log"
    for folder in (Path(os.environ.get("FIELDKIT_LOGS") or default_home() / "logs"), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(said, "utf-8", errors="backslashreplace")
        except OSError:
            continue
        return folder / name
    sys.stderr.write(said)
    return Path(os.devnull)
