"""One head office on a disk: its folder, its database, its authority, its files."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError

from fieldkit.clock import Clock
from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_
from fieldkit.office.authority import Authority
from fieldkit.office.courier import CourierDesk
from fieldkit.office.courier_keys import courier_keys
from fieldkit.office.database import Database
from fieldkit.office.enrolment import Enrolment
from fieldkit.office.files import OfficeFiles
from fieldkit.office.held import check_upgraded
from fieldkit.office.place import check_place, new_mark, open_store
from fieldkit.office.root import IN_THE_FOLDER, RootKeeping
from fieldkit.office.writing import flush_folder, write_flushed

BEGUN = "office.json.begun"  # becomes office.json at the end; what a killed “init” left is made anew by the next
KEYS = ("*.key", "*.pub", "*.pem", "*.age")


@dataclass(frozen=True)
class House:
    """An opened head office."""

    folder: Path
    database: Database
    authority: Authority
    files: OfficeFiles
    clock: Clock
    url: str

    @property
    def enrolment(self) -> Enrolment:
        return Enrolment(self.database, self.authority, self.clock)

    @property
    def courier(self) -> CourierDesk:
        return CourierDesk(self.database, self.authority, self.files, self.clock)

    def close(self) -> None:
        self.database.close()


def create_house(
    folder: Path,
    name: str,
    clock: Clock,
    *,
    database: str = "",
    files: str = "",
    url: str = "",
    keeping: RootKeeping = IN_THE_FOLDER,
) -> House:
    """A new head office: database, certificate authority, history id. UserError when there is one already."""
    if (folder / "office.json").exists():
        raise UserError(N_("There is a head office here already. Choose another folder or database."))
    check_place(files)
    keeping.check()
    begun = folder / BEGUN
    settings = {"name": name, "database": database, "files": files, "url": url, "store": ""}
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        again = begun.exists()
        if again:  # a former one was killed: nobody has its keys
            for path in (path for kind in KEYS for path in folder.glob(kind)):
                path.unlink()
        write_flushed(begun, _settings_text(settings))
        with closing(Database(database_url(folder, database))) as new:
            new.create(name, again=again)
        Authority.create(folder, name, clock, keeping)
        settings["store"] = new_mark(open_store(files_url(folder, files)))
        write_flushed(begun, _settings_text(settings))
        begun.replace(folder / "office.json")
        flush_folder(folder)
    return open_house(folder, clock)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """A folder that cannot be used and a database that cannot be opened become sentences."""
    try:
        yield
    except (OSError, BaseError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(N_("The folder “{path}” cannot be used: {reason}."), path=folder, reason=reason) from error
    except (SQLAlchemyError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
        raise UserError(N_("The head office's database cannot be used: {reason}."), reason=reason) from error


def open_house(folder: Path, clock: Clock) -> House:
    """Opens the head office in a folder."""
    settings = read_settings(folder)
    if not settings.get("database") and not (folder / "office.db").exists():
        raise DamagedError(N_("The file office.db is gone. Restore it from the backup."))
    with told(folder):
        database = Database(database_url(folder, settings.get("database", "")))
        database.prepare()
        with database.writing() as connection:
            check_upgraded(connection)
        files = OfficeFiles(files_url(folder, settings.get("files", "")), database, clock, settings.get("store", ""))
        authority = Authority(folder, clock)
        courier_keys(authority)
        return House(folder, database, authority, files, clock, settings.get("url", ""))


def remember_url(folder: Path, url: str) -> None:
    """Keeps the address under which the office serves, for the invitations."""
    settings = read_settings(folder)
    if settings.get("url") != url:
        put_settings(folder, settings | {"url": url})


def read_settings(folder: Path) -> dict[str, str]:
    """What office.json says. UserError when there is none."""
    try:
        return dict(json.loads((folder / "office.json").read_text("utf-8")))
    except FileNotFoundError:
        raise UserError(N_("There is no head office here. Run “fieldkit office init” first.")) from None
    except OSError as error:
        raise UserError(
            N_("The folder “{path}” cannot be used: {reason}."), path=folder, reason=error.strerror
        ) from error
    except (ValueError, TypeError):
        raise DamagedError(N_("The file office.json is damaged. Restore it from the backup.")) from None


def put_settings(folder: Path, settings: dict[str, str]) -> None:
    """Writes office.json anew; a power cut leaves the former one or this, whole."""
    draft = folder / "office.json.part"
    with told(folder):
        write_flushed(draft, _settings_text(settings))
        draft.replace(folder / "office.json")
        flush_folder(folder)


def database_url(folder: Path, url: str) -> str:
    """Where the database is: the URL of the settings, else SQLite in the folder."""
    return url or f"sqlite:///{(folder / 'office.db').resolve()}"


def files_url(folder: Path, url: str) -> str:
    return url or str((folder / "objects").resolve())


def _settings_text(settings: dict[str, str]) -> bytes:
    return json.dumps(settings, ensure_ascii=False, indent=1).encode()
