"""`fieldkit office backup`, `restore` and `mark-durable`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate
from fieldkit.office.backup import BackupResult, back_up, mark_durable
from fieldkit.office.house import open_house
from fieldkit.office.restore import restore

backup_app = typer.Typer()

DataOption = Annotated[
    Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA", show_envvar=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")]


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


@backup_app.command("backup")
def backup_command(
    data: DataOption,
    to: Annotated[Path, typer.Option("--to", help="The folder of the backups, best on another computer's disk.")],
    key: Annotated[
        Path | None, typer.Option(help="Public key to seal to; the office's recovery key without one.")
    ] = None,
    really_lost: Annotated[
        bool, typer.Option("--really-lost", help="Very many files are missing at once, and they will not come back.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """A verified, sealed copy of database, files and keys; laptops then see what is backed up."""
    house = open_house(data, Clock())
    try:
        result = back_up(house, to, key, really_lost=really_lost)
    finally:
        house.close()
    typer.echo(json.dumps(result.as_json()) if as_json else _said(result))
    if result.missing:
        raise UserError(
            N_("{count} files are missing or damaged at the office; the laptops that have them will send them again."),
            count=len(result.missing),
        )


def _said(result: BackupResult) -> str:
    lines = [
        N_("Backup {name}: verified, {size} written, up to number {last_seq}."),
        N_("{records} records, {changes} changes, {files} files ({files_copied} of them new)."),
        N_("{backups} backups in this folder, {all_sizes} together."),
        N_("It opens with the key {key} alone: keep that key where neither the office nor the backup is."),
    ]
    if result.same_disk:
        lines.append(N_("The backup lies on the office's own disk: if that fails, both are gone."))
    facts = result.as_json() | {"size": megabytes(result.size), "all_sizes": megabytes(result.all_sizes)}
    return "\n".join(translate(line).format(**facts) for line in lines)


@backup_app.command("restore")
def restore_command(
    data: DataOption,
    source: Annotated[Path, typer.Option("--from", help="The folder of the backups.")],
    key: Annotated[Path, typer.Option(help="The key that opens the backup, PEM.")],
    at: Annotated[str, typer.Option(help="Which backup; the newest without a name.")] = "",
    database: Annotated[str | None, typer.Option(help="Another, empty database; “” is SQLite in the folder.")] = None,
    files: Annotated[str | None, typer.Option(help="Another place for files; “” is in the folder.")] = None,
    erasures: Annotated[
        Path | None, typer.Option(help="What “fieldkit office erasures” said last: it is erased again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Puts a backup back into an empty folder, under a new history."""
    result = restore(data, source, key, Clock(), at=at, database=database, files=files, erasures=erasures)
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False))
        return
    lines = (
        N_("{company} is back as of backup {name}: {records} records, {changes} changes, {files} files."),
        N_("The office's fingerprint is {fingerprint}: it stands at the end of every invitation code."),
        N_("Laptops notice the new history at their next sync and send again what came after number {last_seq}."),
        N_("Invitations have expired. Lock out again with “fieldkit office revoke” whom you locked out since then."),
        N_("Erased again: {erased}. What was erased after the backup and is not on your list is back."),
    )
    typer.echo("\n".join(translate(line).format(**result.as_json()) for line in lines))


@backup_app.command("mark-durable")
def mark_durable_command(data: DataOption, seq: int, as_json: JsonOption = False) -> None:
    """For those who back up their own way: everything up to this number is in a verified backup."""
    house = open_house(data, Clock())
    try:
        durable = mark_durable(house, seq)
    finally:
        house.close()
    typer.echo(json.dumps({"durable_seq": durable}) if as_json else str(durable))
