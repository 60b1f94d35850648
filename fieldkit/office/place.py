"""The place where files lie: a folder or a store by its URL, and the mark by which an office knows its own."""

from urllib.parse import urlsplit
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from fieldkit.errors import UserError
from fieldkit.i18n import N_

MARK = "fieldkit-office"


class AwayError(UserError):
    """The place for files cannot be used now, which tells nothing of the files."""


def open_store(url: str) -> ObjectStore:
    """A folder, or a store by its URL. UserError when it is none."""
    if "://" not in url:
        return LocalStore(prefix=url, mkdir=True)
    check_place(url)
    try:
        return from_url(url)
    except (BaseError, ValueError) as error:
        raise UserError(N_("The place for files cannot be used: {reason}."), reason=error) from error


def check_place(url: str) -> None:
    """UserError when the address of a store carries more than a place: it is kept in a file, and keys are not."""
    parts = urlsplit(url) if "://" in url else None
    if parts and ("@" in parts.netloc or parts.query or parts.fragment):
        raise UserError(N_("The address of the files names only the place, as s3://bucket/folder, and holds no keys."))


def new_mark(store: ObjectStore) -> str:
    """Marks a store as an office's own, and returns the mark for its settings."""
    mark = str(uuid4())
    obstore.put(store, MARK, mark.encode())
    return mark


def check_mark(store: ObjectStore, mark: str) -> None:
    """AwayError when the store does not bear this mark: a disk that is not mounted is no loss."""
    try:
        there = not mark or bytes(obstore.get(store, MARK).bytes()) == mark.encode()
    except FileNotFoundError:
        there = False
    if not there:
        raise AwayError(
            N_(
                "The place for files is not the one that this office's files lie in. Look whether the disk is "
                "mounted and the address right; nothing was changed."
            )
        )
