"""`fieldkit office import`: a company's files, as they are."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.exc import OperationalError

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_, language, translate
from fieldkit.office.headings import lesson
from fieldkit.office.house import open_house
from fieldkit.office.import_result import as_json
from fieldkit.office.importing import LIST_NAMES, Asked, take_in
from fieldkit.office.reading.tables import files_of
from fieldkit.office.refused_book import book_or_word

import_app = typer.Typer()

_FEW = 20


@import_app.command("import")
def import_command(
    data: Annotated[
        Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA", show_envvar=False)
    ],
    paths: list[Path],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Says what would happen and writes nothing.")] = False,
    as_json_: Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")] = False,
    refused: Annotated[
        Path | None, typer.Option("--refused", help="Where the refused rows go, as a workbook with the reasons.")
    ] = None,
    whole: Annotated[
        list[str] | None,
        typer.Option("--whole", help="A list that the files hold all of: what it lacks counts as owed no more."),
    ] = None,
    meaning: Annotated[
        list[str] | None,
        typer.Option("--map", help="What heads a column, e.g. customers:局方联系人=contact; “-” for nothing. Kept."),
    ] = None,
) -> None:
    """Takes a company's files: Excel and CSV, as they are."""
    asked = Asked(dry_run=dry_run, whole=_lists(whole or []), lessons=lesson(dict(map(_meaning, meaning or []))))
    house = open_house(data, Clock())
    try:
        results = take_in(house.database, house.clock, files_of(paths), asked)
    except OperationalError as error:  # a full disk, a database that went away: all is as it was
        reason = str(error.orig).strip().split("\n")[0]
        raise UserError(N_("The head office's database cannot be used: {reason}."), reason=reason) from error
    finally:
        house.close()
    book = book_or_word(results, language()) if refused is not None else b""
    said = as_json(results, language())
    if as_json_:
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        for name, counts in said.items():
            _say(name, counts)
    if refused is not None and book:
        _write(refused, book)


def _lists(names: list[str]) -> frozenset[str]:
    for name in names:
        if name not in LIST_NAMES:
            sentence = N_("There is no list “{list}”. There are: {known}.")
            raise UserError(sentence, list=name, known=", ".join(LIST_NAMES))
    return frozenset(names)


def _meaning(said: str) -> tuple[tuple[str, str], str]:
    name, colon, rest = said.partition(":")
    heading, equals, column = rest.rpartition("=")
    if not (colon and equals):
        raise UserError(N_("“{said}” is not LIST:HEADING=COLUMN, such as customers:局方联系人=contact."), said=said)
    return (name.strip(), heading.strip()), column.strip()


def _write(path: Path, book: bytes) -> None:
    try:
        path.write_bytes(book)
    except OSError as error:
        raise UserError(N_("“{path}” cannot be written: {reason}."), path=path, reason=error.strerror) from None


def _say(name: str, counts: dict[str, Any]) -> None:
    words = translate(N_("{list}: {added} added, {changed} changed, {unchanged} unchanged, {refused} refused"))
    facts = {**counts, "refused": len(counts["refused"])}
    typer.echo(words.format(list=name, **facts))
    for row in (*counts["refused"], *counts["warnings"]):
        typer.echo(f"  {row['file']} {row['row']}: {row['reason']}")
    for change in counts["changes"][:_FEW]:
        typer.echo(f"  {change['key']}: {change['label']}: {change['before']} → {change['after']}")
    for table in counts["unknown"]:
        unknown = translate(N_("{file}: nobody knows what these columns are: {header}. Explain them with --map."))
        typer.echo("  " + unknown.format(file=table["file"], header=", ".join(table["header"])))
    if counts["missing"]:
        away = translate(N_("{count} are not in this list, but were in the one before. Nothing was deleted: {some}"))
        some = ", ".join(one["key"] for one in counts["missing"][:_FEW])
        typer.echo("  " + away.format(count=len(counts["missing"]), some=some))
