"""Files of records: taken in from this computer, and laid down on it again."""

import mimetypes
from pathlib import Path

from fieldkit.actions.desk import Desk
from fieldkit.errors import UserError
from fieldkit.forms.values import StoredFile
from fieldkit.i18n import N_

LARGEST = 256 * 1024 * 1024
LONGEST_NAME = 200


def keep_file(desk: Desk, path: Path) -> StoredFile:
    """Keeps a file of this computer, encrypted; it is sent as soon as there is a line. UserError when it cannot be."""
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(N_("“{name}” is larger than {size} MB."), name=path.name, size=LARGEST // 1024**2)
        content = path.read_bytes()
    except OSError as error:
        raise UserError(N_("“{name}” cannot be read: {reason}."), name=path.name, reason=error.strerror) from None
    if not content:
        raise UserError(N_("“{name}” is empty."), name=path.name)
    kind, _ = mimetypes.guess_type(path.name)
    return desk.store.put_file(content, path.name[-LONGEST_NAME:], kind or "application/octet-stream")


def lay_down(desk: Desk, file: StoredFile, path: Path) -> None:
    """Writes a kept file to a place on this computer; OfflineError when only the office has it and there is no line."""
    content = desk.file(file.sha256)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError(N_("“{name}” cannot be written: {reason}."), name=path.name, reason=error.strerror) from None
