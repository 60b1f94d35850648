"""`fieldkit office …`: the head office's command line."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate
from fieldkit.office.audit_command import audit_app
from fieldkit.office.authority_commands import PassphraseFileOption, authority_app
from fieldkit.office.backup_commands import backup_app
from fieldkit.office.beginning import add_first_person, check_first
from fieldkit.office.collecting import collect
from fieldkit.office.devices import devices, plain
from fieldkit.office.erase_commands import ClockOption, erase_app
from fieldkit.office.evidence_command import evidence_app
from fieldkit.office.held import settle, spoken, verdict, waiting
from fieldkit.office.house import House, create_house, open_house, told
from fieldkit.office.import_command import import_app
from fieldkit.office.issue import issue
from fieldkit.office.options import BEHIND_PROXY
from fieldkit.office.paper_commands import paper_app
from fieldkit.office.recover_command import recover_app
from fieldkit.office.root import ROOT_KEY, RootKeeping, asked_passphrase
from fieldkit.office.serve import is_loopback, serve
from fieldkit.office.standing import check_clock

office_app = typer.Typer(no_args_is_help=True, help="The head office.")
office_app.add_typer(authority_app)
office_app.add_typer(backup_app)
office_app.add_typer(audit_app)
office_app.add_typer(erase_app)
office_app.add_typer(evidence_app)
office_app.add_typer(import_app)
office_app.add_typer(paper_app)
office_app.add_typer(recover_app)

DataOption = Annotated[
    Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA", show_envvar=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")]


def _house(data: Path) -> House:
    return open_house(data, Clock())


@contextmanager
def _opened(data: Path) -> Iterator[House]:
    """An opened office; a full disk and a database that cannot be used become sentences."""
    with told(data), closing(_house(data)) as house:
        yield house


@office_app.command("init")
def init(
    data: DataOption,
    database: Annotated[str, typer.Option(help="A database URL; SQLite in the folder without one.")] = "",
    files: Annotated[str, typer.Option(help="A folder or S3 URL for files; in the folder without one.")] = "",
    name: Annotated[str, typer.Option(help="The company's name, as papers show it.")] = "FieldKit",
    person: Annotated[str, typer.Option(help="Staff number of the first person, a department manager.")] = "",
    person_name: Annotated[str, typer.Option(help="The first person's name.")] = "",
    root_key: Annotated[
        Path | None, typer.Option(help="Where the root's key goes, best on a stick; in the folder without one.")
    ] = None,
    root_passphrase_file: PassphraseFileOption = None,
) -> None:
    """A new head office: database, certificate authority, history id; and its first person, when one is named."""
    check_first(person, person_name)
    keeping = RootKeeping(root_key, asked_passphrase(root_passphrase_file, anew=True))
    house = create_house(data, name, Clock(), database=database, files=files, keeping=keeping)
    try:
        if person:
            add_first_person(house, person, person_name)
    finally:
        house.close()
    typer.echo(str(data))
    if not keeping.passphrase:
        words = N_("The root's key {path} has no passphrase. Take it off this computer, to a stick in a safe.")
        typer.echo(translate(words).format(path=root_key or data / ROOT_KEY), err=True)


@office_app.command("serve")
def serve_command(
    data: DataOption,
    host: Annotated[str, typer.Option(envvar="FIELDKIT_OFFICE_HOST")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="FIELDKIT_OFFICE_PORT", min=1, max=65535)] = 8470,
    workers: Annotated[int, typer.Option(envvar="FIELDKIT_OFFICE_WORKERS", min=1, max=64)] = 1,
    tls_certificate: Annotated[
        Path | None, typer.Option(envvar="FIELDKIT_OFFICE_TLS_CERTIFICATE", help="Certificate file, PEM.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(envvar="FIELDKIT_OFFICE_TLS_KEY", help="Key file, PEM.")] = None,
    behind_proxy: Annotated[
        str, typer.Option(envvar=BEHIND_PROXY, help="Addresses of the reverse proxy that has the TLS; none else.")
    ] = "",
    url: Annotated[str, typer.Option(envvar="FIELDKIT_OFFICE_URL", help="The address that laptops use.")] = "",
) -> None:
    """Serves the head office until it is stopped."""
    serve(data, host, port, workers, tls_certificate, tls_key, behind=behind_proxy, url=url)


@office_app.command("issue")
def issue_command(
    data: DataOption, place: Annotated[Path, typer.Option("--socket", help="The socket that workers speak to.")]
) -> None:
    """Issues certificates for workers that have no issuing key, until it is stopped."""
    issue(data, place)


@office_app.command("invite")
def invite(
    data: DataOption,
    person: Annotated[str, typer.Option(help="Staff number.")],
    as_json: JsonOption = False,
) -> None:
    """An invitation for one laptop, once, for a day."""
    with _opened(data) as house:
        code = house.enrolment.invite(person)
    url = house.url or "http://127.0.0.1:8470"
    typer.echo(json.dumps({"url": url, "code": code}) if as_json else f"{url} {code}")
    if is_loopback(urlsplit(url).hostname or ""):
        words = N_(
            "Only this computer reaches {url}. Serve once with --url, as laptops call the office; then invite again."
        )
        typer.echo(translate(words).format(url=url), err=True)


@office_app.command("held")
def held_command(data: DataOption, as_json: JsonOption = False) -> None:
    """The changes that wait for a person here: of a locked-out laptop, of a witness, or of a newer program."""
    house = _house(data)
    try:
        with house.database.reading() as connection:
            rows = [spoken(connection, row) for row in waiting(connection)]
    finally:
        house.close()
    if as_json:
        typer.echo(json.dumps({"held": rows}, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(plain(f"{row['change']}  {row['author']}  {row['record']}  {row['reason']}"))
        for label, value in row["values"].items():
            typer.echo(plain(f"    {label}: {value}"))


@office_app.command("decide")
def decide_command(
    data: DataOption,
    change: Annotated[str, typer.Argument(help="The change's id, as “held” shows it.")],
    take: Annotated[bool, typer.Option("--take/--refuse", help="Whether it is taken, by the rules of today.")],
    by: Annotated[str, typer.Option(help="Who decides, for the audit log.")],
) -> None:
    """Takes or refuses a held change, with its group; its author hears of it."""
    with _opened(data) as house, house.database.writing() as connection:
        settle(connection, change, house.clock.millis(), by, take=take)
        status, reason = verdict(connection, change)
    typer.echo(f"{status} {reason}".strip())


@office_app.command("courier")
def courier(
    data: DataOption,
    file: Path,
    reply: Annotated[Path, typer.Option("--reply", help="Where the answer for the laptop goes.")],
    as_json: JsonOption = False,
) -> None:
    """Takes a laptop's courier bundle in, and writes the sealed answer for it."""
    house = _house(data)
    try:
        taken = asdict(house.courier.take_file(file, reply))
    finally:
        house.close()
    words = N_("{changes} changes judged, {files} files stored, {pages} pages of news; the laptop is {device}.")
    typer.echo(json.dumps(taken) if as_json else translate(words).format(**taken))


@office_app.command("collect")
def collect_command(
    data: DataOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Says what would happen and deletes nothing.")] = False,
    really_lost: Annotated[
        bool, typer.Option("--really-lost", help="Very many files are missing at once, and they will not come back.")
    ] = False,
    clock_is_right: ClockOption = False,
    as_json: JsonOption = False,
) -> None:
    """Takes away files that nothing refers to, 90 days after they came; asks for those that were lost."""
    house = _house(data)
    try:
        if not clock_is_right:
            check_clock(house)
        done = collect(house, dry_run=dry_run, really_lost=really_lost).as_json()
    finally:
        house.close()
    words = N_(
        "{orphans} files that nothing refers to ({bytes} bytes), {parts} parts of uploads that were given up, "
        "{refuse} objects without a file; {found} lost files are back, {lost} are lost and asked for."
    )
    typer.echo(json.dumps(done) if as_json else translate(words).format(**done))
    if done["lost"]:
        raise UserError(
            N_("{count} files are lost; the laptops that have them will send them again."), count=done["lost"]
        )


@office_app.command("revoke")
def revoke(
    data: DataOption,
    device: Annotated[str, typer.Option(help="The laptop's id, as “devices” shows it.")],
    by: Annotated[str, typer.Option(help="Who decides, for the audit log.")] = "office",
) -> None:
    """Locks a laptop out; what it still sends is held for a person."""
    with _opened(data) as house:
        known = house.enrolment.revoke(device, by)
    typer.echo(device)
    if not known:
        typer.echo(translate(N_("This office does not know this laptop; it is locked out in advance.")), err=True)


@office_app.command("devices")
def devices_command(data: DataOption, as_json: JsonOption = False) -> None:
    """The laptops: whose they are, since when, and whether they are locked out."""
    with _opened(data) as house, house.database.reading() as connection:
        rows = devices(connection)
    if as_json:
        typer.echo(json.dumps({"devices": rows}, ensure_ascii=False))
        return
    for row in rows:
        out = translate(N_("locked out on {day}")).format(day=row["locked_out"][:10]) if row["locked_out"] else ""
        words = (row["device"], row["enrolled"][:10], row["number"], row["person"], row["name"], out)
        typer.echo(plain("  ".join(word for word in words if word)))
