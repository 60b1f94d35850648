"""`fieldkit office recover`: opens the database key that a laptop sealed to this office when it was enrolled."""

import base64
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.evidence import LEAST_WHY, read_key
from fieldkit.office.house import House, open_house, told
from fieldkit.office.writing import write_secret

recover_app = typer.Typer()
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"fieldkit recovery"
_LARGEST = 10_000  # bytes, of a file from outside


@recover_app.command("recover")
def recover_command(
    sealed: Annotated[Path, typer.Argument(help="recovery.sealed, from the laptop's folder.")],
    data: Annotated[Path, typer.Option("--data", help="The office's folder.", envvar="FIELDKIT_OFFICE_DATA")],
    out: Annotated[Path, typer.Option(help="A new file for the key, for its owner only.")],
    by: Annotated[str, typer.Option(help="Who opens it, for the audit log.")],
    why: Annotated[str, typer.Option(help="For what reason, for the audit log.")],
    key: Annotated[Path | None, typer.Option(help="The recovery key, where it is not in the office's folder.")] = None,
) -> None:
    """The database key of a laptop whose profile or passphrase is lost; `fieldkit recover` takes it there."""
    with told(data), closing(open_house(data, Clock())) as house:
        opened = open_sealed(house, sealed, key or data / "recovery.key", by, why)
        try:
            write_secret(out, base64.b64encode(opened) + b"\n")
        except FileExistsError:
            raise UserError(N_("“{path}” is there already. Choose another file."), path=out) from None
    typer.echo(str(out))


def open_sealed(house: House, sealed: Path, key_file: Path, by: str, why: str) -> bytes:
    """The key in a laptop's `recovery.sealed`; the audit log has who and why before the recovery key is touched."""
    if not by.strip() or len(why.strip()) < LEAST_WHY:
        raise UserError(N_("Say who opens the laptop's key and why, in a few words: it stands in the audit log."))
    try:
        content = sealed.read_bytes()[:_LARGEST]
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=sealed, reason=error.strerror) from None
    with house.database.writing() as connection:
        audit(connection, house.clock.millis(), by.strip(), "recover", f"{sealed.parent.name}: {why.strip()}")
    key = read_key(key_file)
    try:
        return _SUITE.decrypt(base64.b64decode(content, validate=True), key, _PURPOSE)
    except (InvalidTag, ValueError):
        raise UserError(
            N_("This key does not open “{path}”: it is another office's, or damaged."), path=sealed
        ) from None
