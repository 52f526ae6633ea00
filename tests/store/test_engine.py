"""The settings under which writes are safe, asked of the databases themselves."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from charleos.errors import BadInput, ScopeError
from charleos.store.engine import IMMEDIATE, MARK, Database, open_database, open_for_migration
from tests.build import Build


def setting(db: Database, statement: str) -> object:
    with db.engine.execution_options(**{MARK: True}).connect() as connection:
        return connection.exec_driver_sql(statement, execution_options={MARK: True}).scalar()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("busy_timeout", 30_000),
    ],
)
def test_sqlite_is_set_so_that_nothing_acknowledged_is_lost(sqlite_db: Database, name: str, value: object) -> None:
    assert setting(sqlite_db, f"PRAGMA {name}") == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statement_timeout", "30s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("jit", "off"),
        ("TimeZone", "UTC"),
        ("transaction_isolation", "read committed"),
    ],
)
def test_postgresql_is_set_so_that_nothing_waits_for_ever(postgresql_db: Database, name: str, value: str) -> None:
    assert setting(postgresql_db, f"SHOW {name}") == value


def test_the_product_does_not_turn_off_durable_commits_on_postgresql(postgresql_db: Database) -> None:
    """The suite's server does so for speed; the product's own connection must not."""
    chosen = setting(postgresql_db, "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
    assert chosen != "client"


def test_a_migration_runs_without_foreign_keys_on_sqlite(sqlite_db: Database) -> None:
    engine = open_for_migration(sqlite_db.url.render_as_string())
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
    engine.dispose()


def test_a_statement_that_passed_no_door_is_refused(db: Database) -> None:
    with db.engine.connect() as connection, pytest.raises(ScopeError):
        connection.execute(sa.text("SELECT 1"))


def test_a_writing_transaction_takes_the_write_lock_at_once(sqlite_db: Database) -> None:
    """A second writer from outside this process finds the file locked before the first one wrote anything."""
    options = {MARK: True, IMMEDIATE: True}
    other = open_for_migration(sqlite_db.url.render_as_string())
    with (
        sqlite_db.engine.connect().execution_options(**options) as connection,
        connection.begin(),
        other.connect() as second,
    ):
        second.exec_driver_sql("PRAGMA busy_timeout = 0")
        second.rollback()
        with pytest.raises(sa.exc.OperationalError, match="locked"):
            second.execution_options(**options).exec_driver_sql("UPDATE agency SET demo = 0")
    other.dispose()


def test_writers_of_one_process_queue_on_sqlite_and_do_not_on_postgresql(db: Database) -> None:
    entered = threading.Event()
    with db.one_writer():
        other = threading.Thread(target=_enter, args=(db, entered))
        other.start()
        waited = not entered.wait(0.2)
    other.join(10)
    assert entered.is_set()
    assert waited == db.is_sqlite


def _enter(db: Database, entered: threading.Event) -> None:
    with db.one_writer():
        entered.set()


def test_a_reader_sees_one_snapshot_while_another_writes(db: Database) -> None:
    agency = Build(db)
    agency.client("first")
    from charleos.store.schema import Client

    slugs = sa.select(Client.slug).order_by(Client.id)
    with agency.system().reading() as session:
        before = list(session.scalars(slugs))
        agency.client("second")
        assert list(session.scalars(slugs)) == before == ["first"]
    with agency.system().reading() as session:
        assert list(session.scalars(slugs)) == ["first", "second"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "not a database URL"),
        ("mysql://somewhere/x", "must be sqlite"),
        ("sqlite:////nowhere/at/all/x.db", "The folder of /nowhere/at/all/x.db does not exist"),
    ],
)
def test_a_database_that_cannot_be_meant_is_refused_with_a_sentence(url: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        open_database(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_the_same_driver(scheme: str) -> None:
    database = open_database(f"{scheme}://user@nowhere/x")
    assert database.url.drivername == "postgresql+psycopg"
    database.close()


def test_a_database_file_may_stand_in_a_folder_with_spaces_and_letters_of_any_kind(tmp_path: Path) -> None:
    from charleos.store.migrate import migrate

    folder = tmp_path / "Über uns, 日本"
    folder.mkdir()
    url = f"sqlite:///{folder}/x.db"
    migrate(url)
    database = open_database(url)
    assert Build(database).system().rulebook().policies
    database.close()
