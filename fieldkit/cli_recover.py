"""`fieldkit recover`: opens a laptop's folder with the key that the head office took out of `recovery.sealed`."""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from fieldkit.app import default_home, passphrase_from_outside
from fieldkit.cli_verify import read_file
from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate
from fieldkit.store.recovering import take_key

_BYTES = 32


def add_recover_command(app: typer.Typer, chosen: Mapping[str, Any]) -> None:
    """Adds the command; `chosen` holds what was named before the command."""

    @app.command("recover")
    def recover_command(
        key: Annotated[Path, typer.Argument(help="The file that “fieldkit office recover” wrote.")],
        home: Annotated[Path | None, typer.Option("--home", help="The folder whose key is lost.")] = None,
    ) -> None:
        """Opens a folder whose Windows profile, key store or passphrase is lost. What it held can be read again."""
        take_key(home or chosen["home"] or default_home(), _key_in(key), passphrase_from_outside)
        typer.echo(
            translate(
                N_(
                    "The folder opens again: read, print and save what is in it. It cannot synchronize any more: "
                    "its keys to sign are lost. Have the laptop locked out and invited anew, in another folder."
                )
            )
        )


def _key_in(path: Path) -> bytes:
    try:
        key = base64.b64decode(read_file(path).strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != _BYTES:
        raise UserError(N_("“{path}” holds no key of a laptop."), path=path)
    return key
