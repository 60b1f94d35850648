"""Revisions: a new database and one brought up from the first revision are the same; what fails changes nothing."""

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from conftest import DictVault
from sqlalchemy import create_engine, inspect, select

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.office import tables as office_tables
from fieldkit.records import migrating
from fieldkit.records.migrating import head, revision, run, scripts
from fieldkit.records.tables import METADATA
from fieldkit.store import database
from fieldkit.store.database import LAPTOP
from fieldkit.store.store import Store

NEXT = '''"""A column more."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("meta", sa.Column("unit", sa.String(10)))
    {more}
'''


def test_the_office_s_revisions_make_what_is_declared() -> None:
    assert office_tables.CHANGE.name in METADATA.tables
    with create_engine("sqlite://").begin() as connection:
        run(connection, scripts("office"))
        assert revision(connection) == head(scripts("office"))
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_laptop_s_revisions_make_what_is_declared() -> None:
    with create_engine("sqlite://").begin() as connection:
        run(connection, scripts("laptop"))
        context = MigrationContext.configure(connection, opts={"include_name": _not_record})
        assert compare_metadata(context, LAPTOP) == []
        made = {column["name"] for column in inspect(connection).get_columns("record")}
        assert made == set(METADATA.tables["record"].columns.keys())


def _not_record(name: str | None, kind: str, _: object) -> bool:
    return (kind, name) != ("table", "record")


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program with one revision more."""

    def make(more: str = "") -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(scripts("laptop").parent, folder)
        text = NEXT.format(before=head(scripts("laptop")), more=more)
        (folder / "laptop" / "versions" / "9999_more.py").write_text(text)
        monkeypatch.setattr(database, "scripts", lambda room: folder / room)

    return make


def test_an_older_laptop_is_brought_up_and_a_copy_is_kept(tmp_path: Path, newer) -> None:
    vault = DictVault()
    store = Store(tmp_path / "home", vault, Clock())
    with store.database.writing() as connection:
        database.put_meta(connection, "typed", "a day's work")
    store.close()
    newer()
    store = Store(tmp_path / "home", vault, Clock())
    with store.database.reading() as connection:
        assert revision(connection) == "9999"
        assert database.get_meta(connection, "typed") == "a day's work"
        assert "unit" in {column["name"] for column in inspect(connection).get_columns("meta")}
    store.close()
    before = tmp_path / "home" / "fieldkit.before"
    assert not before.read_bytes().startswith(b"SQLite format"), "the copy is encrypted too"
    (tmp_path / "home" / "fieldkit.db").unlink()
    for left in (tmp_path / "home").glob("fieldkit.db-*"):
        left.unlink()
    before.rename(tmp_path / "home" / "fieldkit.db")
    store = Store(tmp_path / "home", vault, Clock())
    with store.database.reading() as connection:
        assert database.get_meta(connection, "typed") == "a day's work"
    store.close()


def test_a_revision_that_fails_changes_nothing(tmp_path: Path, newer, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = DictVault()
    Store(tmp_path / "home", vault, Clock()).close()
    newer("raise RuntimeError('half-way')")
    with pytest.raises(RuntimeError, match="half-way"):
        Store(tmp_path / "home", vault, Clock())
    monkeypatch.setattr(database, "scripts", scripts)
    store = Store(tmp_path / "home", vault, Clock())
    with store.database.reading() as connection:
        assert revision(connection) == head(scripts("laptop"))
        assert "unit" not in {column["name"] for column in inspect(connection).get_columns("meta")}
    store.close()


def test_an_older_program_leaves_a_newer_database_alone(tmp_path: Path, newer, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = DictVault()
    newer()
    Store(tmp_path / "home", vault, Clock()).close()
    monkeypatch.setattr(database, "scripts", scripts)
    with pytest.raises(UserError, match="新"):
        Store(tmp_path / "home", vault, Clock())


def test_the_office_is_brought_up_on_opening(house, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.database.writing() as connection:
        connection.execute(migrating._VERSION.update().values(version_num="9999"))
    with pytest.raises(UserError, match="新"):
        house.database.prepare()
    with house.database.reading() as connection:
        assert connection.execute(select(office_tables.ORGANISATION.c.id)).one()


def test_files_and_who_brought_them_are_kept_by_the_third_revision() -> None:
    sha256 = "ab" * 32
    with create_engine("sqlite://").begin() as connection:
        run(connection, scripts("office"), "0002")
        row = f"('{sha256}', 5, 'image/jpeg', 7, 'somebody')"
        connection.exec_driver_sql(f"INSERT INTO file (sha256, size, type, seq, person) VALUES {row}")
        run(connection, scripts("office"))
        file = connection.execute(select(office_tables.FILE)).one()
        holder = connection.execute(select(office_tables.HOLDER)).one()
    assert tuple(file) == (sha256, 5, "image/jpeg", f"files/ab/{sha256}")
    assert tuple(holder)[:3] == (sha256, "somebody", 7)


def test_without_revisions_no_database_is_made_or_opened(
    tmp_path: Path, house, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldkit.office.database.scripts", lambda room: tmp_path / room)
    monkeypatch.setattr(database, "scripts", lambda room: tmp_path / room)
    with pytest.raises(UserError, match="安装"):
        house.database.prepare()
    with pytest.raises(UserError, match="安装"):
        Store(tmp_path / "home", DictVault(), Clock())


@pytest.mark.parametrize("number", [path.name[:4] for path in sorted((scripts("office") / "versions").glob("0*.py"))])
def test_a_database_without_a_revision_is_known_by_its_tables(number: str) -> None:
    """An installation that lacked the revisions made tables all the same, and wrote down an empty one."""
    with create_engine("sqlite://").begin() as connection:
        run(connection, scripts("office"), number)
        connection.execute(migrating._VERSION.update().values(version_num=""))
        migrating.bring_up(connection, scripts("office"), lambda: pytest.fail("it has tables"))
        assert revision(connection) == head(scripts("office"))
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_new_office_made_without_revisions_is_opened_as_it_is(house) -> None:
    with house.database.writing() as connection:
        connection.execute(migrating._VERSION.update().values(version_num=""))
    house.database.prepare()
    with house.database.reading() as connection:
        assert revision(connection) == head(scripts("office"))


def test_a_database_that_no_revision_made_is_refused() -> None:
    with create_engine("sqlite://").begin() as connection:
        migrating._VERSION.create(connection)
        connection.execute(migrating._VERSION.insert(), {"version_num": ""})
        with pytest.raises(UserError, match="备份"):
            migrating.bring_up(connection, scripts("office"), lambda: None)
