"""`fieldkit office erase`, `erasures` and `retain`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy import Connection

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate
from fieldkit.office.erasing import tidy
from fieldkit.office.erasures import listed
from fieldkit.office.forgetting import Forgotten, forget_person, forget_words
from fieldkit.office.house import House, open_house, told
from fieldkit.office.retaining import retain
from fieldkit.office.standing import check_clock

erase_app = typer.Typer()

DataOption = Annotated[
    Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA", show_envvar=False)
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Says what would happen and erases nothing.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")]
ClockOption = Annotated[
    bool, typer.Option("--clock-is-right", help="Nothing was written here for a month, and the clock is right.")
]
Done = TypeVar("Done")


@contextmanager
def _opened(data: Path) -> Iterator[House]:
    house = open_house(data, Clock())
    try:
        yield house
    finally:
        house.close()


def _erasing(data: Path, erase: Callable[[Connection, int], Done], *, dry_run: bool) -> Done:
    """Erases in one transaction, and then in the database's own freed places."""
    with _opened(data) as house:
        with house.database.writing() as connection:
            done = erase(connection, house.clock.millis())
        if not dry_run:
            with told(data):
                tidy(house.database)
    return done


@erase_app.command("erase")
def erase_command(
    data: DataOption,
    person: Annotated[str, typer.Option(help="Staff number or id of someone of the house.")] = "",
    words: Annotated[
        list[str] | None, typer.Option("--words", help="Name or telephone number of a contact; may be repeated.")
    ] = None,
    in_text: Annotated[bool, typer.Option("--in-text", help="Masks the words in ordinary texts too.")] = False,
    by: Annotated[str, typer.Option(help="Who decides, for the audit log.")] = "office",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Erases a person from records, history and laptops. What is signed stays, and is named."""
    if bool(person) == bool(words):
        raise UserError(N_("Give either --person or --words."))

    def erase(connection: Connection, now_ms: int) -> Forgotten:
        if person:
            return forget_person(connection, person, now_ms, by, dry_run=dry_run)
        return forget_words(connection, words or [], now_ms, by, in_text=in_text, dry_run=dry_run)

    done = _erasing(data, erase, dry_run=dry_run).as_json()
    if as_json:
        typer.echo(json.dumps(done, ensure_ascii=False))
        return
    headings = {
        "erased": N_("Erased:") if not dry_run else N_("To be erased:"),
        "kept": N_("Kept, since a signature seals it:"),
        "mentioned": N_("Named in other texts, which were left as they are:"),
    }
    for name, heading in headings.items():
        if done[name]:
            typer.echo(translate(heading))
        for spot in done[name]:
            typer.echo(f"  {spot['form']} {spot['rid']} {spot['label']}")
    if not any(done.values()):
        typer.echo(translate(N_("Nothing was found.")))


@erase_app.command("erasures")
def erasures_command(data: DataOption) -> None:
    """What was erased where, one JSON object a line: for a restore from a backup made before."""
    with _opened(data) as house, house.database.reading() as connection:
        for row in listed(connection):
            typer.echo(json.dumps(row, ensure_ascii=False))


@erase_app.command("retain")
def retain_command(
    data: DataOption,
    years: Annotated[int, typer.Option(min=1, max=100, help="How long closed work is kept.")],
    dry_run: DryRunOption = False,
    clock_is_right: ClockOption = False,
    as_json: JsonOption = False,
) -> None:
    """Does away with what was closed so long ago, everywhere, with all that belongs to it."""
    if not clock_is_right:
        with _opened(data) as house:
            check_clock(house)
    done = _erasing(
        data, lambda connection, now_ms: retain(connection, years, now_ms, dry_run=dry_run), dry_run=dry_run
    )
    if as_json:
        typer.echo(json.dumps(done.as_json()))
        return
    words = N_("{count} records are done away with.") if not dry_run else N_("{count} records would be done away with.")
    typer.echo(translate(words).format(count=sum(done.records.values())))
