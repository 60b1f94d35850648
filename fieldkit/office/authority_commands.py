"""`fieldkit office authority`, `certificate`, `crl`, `renew-issuing`: the certificates by which papers are judged."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from sqlalchemy import func, select

from fieldkit.clock import Clock
from fieldkit.i18n import N_, translate
from fieldkit.office.audit import audit
from fieldkit.office.authority import fingerprint
from fieldkit.office.house import House, open_house, told
from fieldkit.office.revoking import list_revoked
from fieldkit.office.root import ROOT_KEY, asked_passphrase, locked, renew_issuing
from fieldkit.office.tables import CERTIFICATE
from fieldkit.office.writing import write_flushed

authority_app = typer.Typer()

DataOption = Annotated[Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA")]
OutOption = Annotated[Path, typer.Option("--out", help="The file to write, PEM.")]
PassphraseFileOption = Annotated[
    Path | None,
    typer.Option(
        envvar="FIELDKIT_OFFICE_ROOT_PASSPHRASE_FILE",
        help="A file with the passphrase of the root's key; else the terminal is asked.",
    ),
]


@dataclass(frozen=True)
class Standing:
    """How an office's authority stands; the JSON of `fieldkit office authority`. Times in UTC.

    `root_key` is `away`, `locked` or `open`: whether the root's key lies in the office's folder, under a passphrase.
    """

    fingerprint: str
    root_until: str
    issuing_until: str
    root_key: str
    certificates: int
    revoked: int
    list_until: str


@contextmanager
def _opened(data: Path) -> Iterator[House]:
    with told(data), closing(open_house(data, Clock())) as house:
        yield house


@authority_app.command("authority")
def authority_command(
    data: DataOption,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, and nothing else.")] = False,
) -> None:
    """The office's certificates: until when they count, where the root's key lies, how many are revoked."""
    with _opened(data) as house:
        found = standing(house)
    if as_json:
        typer.echo(json.dumps(asdict(found)))
        return
    words = N_(
        "Root {fingerprint} until {root_until}, issuing until {issuing_until}. "
        "{certificates} certificates of laptops, {revoked} revoked; the list of these counts until {list_until}."
    )
    typer.echo(translate(words).format(**asdict(found)))
    if found.root_key == "open":
        words = N_("The root's key {path} has no passphrase. Take it off this computer, to a stick in a safe.")
        typer.echo(translate(words).format(path=data / ROOT_KEY), err=True)


def standing(house: House) -> Standing:
    """Where the issuing key is."""
    authority = house.authority
    revoked = x509.load_pem_x509_crl(list_revoked(house.database, authority, house.clock).crl.encode())
    with house.database.reading() as connection:
        issued = connection.execute(select(func.count()).select_from(CERTIFICATE)).scalar_one()
    path = house.folder / (ROOT_KEY if authority.two else "ca.key")
    where = ("locked" if locked(path) else "open") if path.exists() else "away"
    return Standing(
        fingerprint(authority.root), _at(authority.root.not_valid_after_utc),
        _at(authority.certificate.not_valid_after_utc), where, issued, len(list(revoked)), _at(revoked.next_update_utc),
    )  # fmt: skip


@authority_app.command("certificate")
def certificate_command(data: DataOption, out: OutOption) -> None:
    """Writes the root's certificate: what “fieldkit verify --trust” and other programs check papers by."""
    with _opened(data) as house:
        write_flushed(out, house.authority.pem.encode())
    typer.echo(str(out))


@authority_app.command("crl")
def crl_command(data: DataOption, out: OutOption) -> None:
    """Writes the list of revoked certificates, for “fieldkit verify --crl” and other programs."""
    with _opened(data) as house:
        write_flushed(out, list_revoked(house.database, house.authority, house.clock).crl.encode())
    typer.echo(str(out))


@authority_app.command("renew-issuing")
def renew_issuing_command(
    data: DataOption,
    root_key: Annotated[Path | None, typer.Option(help="The root's key; in the folder without one.")] = None,
    root_passphrase_file: PassphraseFileOption = None,
    by: Annotated[str, typer.Option(help="Who does it, for the audit log.")] = "office",
) -> None:
    """A new certificate for the issuing key, by the root: laptops get it with their next ones."""
    path = root_key or data / ROOT_KEY
    passphrase = asked_passphrase(root_passphrase_file) if path.exists() and locked(path) else ""
    with _opened(data) as house:
        renewed = renew_issuing(house.folder, path, passphrase, house.clock.now())
        with house.database.writing() as connection:
            audit(connection, house.clock.millis(), by, "renew-issuing", f"{renewed.serial_number:x}")
    typer.echo(_at(renewed.not_valid_after_utc))


def _at(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
