"""The migrated database is the schema of the models, and refuses rows that would break the books."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from charleos.rules.policy import DEFAULT_POLICY, load_policy
from charleos.store.columns import DayColumn, InstantColumn, MonthColumn
from charleos.store.engine import Database, open_for_migration
from charleos.store.migrate import migrate, newest_revision, revision_of
from charleos.store.schema import Agency, PolicyVersion, Table
from tests.build import Build, golden_month

DATABASE_REFUSES = (sa.exc.IntegrityError, sa.exc.DBAPIError)


@pytest.fixture(scope="module")
def lived_in(module_db: Database) -> Iterator[sa.Engine]:
    """An engine without the wall, as a mistaken script would have it; the golden month is there."""
    golden_month(Build(module_db))
    engine = open_for_migration(module_db.url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()


@pytest.fixture
def raw(lived_in: sa.Engine) -> Iterator[sa.Connection]:
    """What it does is rolled back."""
    with lived_in.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys = ON")
        yield connection


def _same_type(_context: Any, _inspected: Any, _column: Any, found: Any, meant: Any) -> bool | None:
    """On SQLite a date, an instant and a month are what they are stored as."""
    if isinstance(meant, DayColumn | InstantColumn | MonthColumn):
        return False if found._type_affinity in (sa.Text, sa.String, sa.Integer, sa.Date, sa.DateTime) else None
    return None


def test_migrations_make_exactly_the_tables_of_the_models(raw: sa.Connection) -> None:
    context = MigrationContext.configure(raw, opts={"compare_type": _same_type})
    assert compare_metadata(context, Table.metadata) == []


def test_every_constraint_of_the_models_is_in_the_database(raw: sa.Connection) -> None:
    """Alembic compares no CHECK constraints; so they are compared here by name."""
    inspector = sa.inspect(raw)
    for table in Table.metadata.sorted_tables:
        kept = {str(one["name"]) for one in inspector.get_check_constraints(table.name)}
        meant = {str(one.name) for one in table.constraints if isinstance(one, sa.CheckConstraint)}
        assert kept == meant, table.name


def test_migrating_again_changes_nothing(db: Database) -> None:
    url = db.url.render_as_string(hide_password=False)
    migrate(url)
    engine = open_for_migration(url)
    with engine.connect() as connection:
        assert revision_of(connection) == newest_revision()
        assert connection.scalar(sa.select(sa.func.count()).select_from(Table.metadata.tables["policy_version"])) == 1
    engine.dispose()


def test_an_empty_database_receives_the_agency_and_the_default_policy(db: Database) -> None:
    desk = Build(db).system()
    assert desk.one(sa.select(Agency.time_zone, Agency.demo)) == ("Europe/London", 0)
    stored = desk.one(sa.select(PolicyVersion.body)).body
    assert load_policy(stored) == DEFAULT_POLICY


def test_a_database_that_was_never_migrated_has_no_revision(empty_url: str) -> None:
    engine = open_for_migration(empty_url)
    with engine.connect() as connection:
        assert revision_of(connection) is None
    engine.dispose()
    migrate(empty_url)
    with engine.connect() as connection:
        assert revision_of(connection) == newest_revision()
    engine.dispose()


BAD_ROWS = {
    "a size that is no number": "UPDATE requirement SET average = 'many'",
    "half a minute on a requirement": "UPDATE requirement SET actual = '30.5'",
    "an average above the maximum": "UPDATE requirement SET average = maximum + 1",
    "less than nothing worked": "UPDATE requirement SET actual = -1",
    "an entry of no time": "UPDATE time_entry SET minutes = 0",
    "an entry of more than twelve hours": "UPDATE time_entry SET minutes = 721",
    "a requirement without its client": "UPDATE time_entry SET client_id = NULL",
    "a note of 2,001 characters": f"UPDATE time_entry SET note = '{'x' * 2001}'",
    "an unknown status": "UPDATE client SET status = 'gone'",
    "archived without a day": "UPDATE client SET status = 'archived'",
    "a slug twice": "INSERT INTO client (slug, name, notes, slack_channel, status, start, open_from, version) "
    "SELECT slug, name, notes, slack_channel, status, start, open_from, version FROM client",
    "a client of nobody": "UPDATE client SET csm_id = 999",
    "a share above the whole": "UPDATE client_terms SET pm_share = 1000001",
    "negative cost": "UPDATE client_terms SET cost = -1",
    "no hours at all": "UPDATE client_terms SET minutes = 0",
    "an unknown rollover": "UPDATE client_terms SET rollover_unused = 'some'",
    "a flag that is neither": "UPDATE client_terms SET rollover_excess = 2",
    "a plan without hours": "UPDATE plan_terms SET minutes = 0",
    "a second agency": "INSERT INTO agency (id, name, time_zone, demo) VALUES (2, 'B', 'UTC', 0)",
    "an unknown kind of step": "INSERT INTO subtask (client_id, task_id, kind, estimate, cause, notes, created_at, "
    "marked_on) SELECT client_id, id, 'odd', 1, 'x', '', created_at, '2026-01-01' FROM task",
    "a line that breaks the law": "INSERT INTO ledger_line ({columns}) SELECT {unlawful} FROM ledger_line WHERE id = 1",
    "a changed line": "UPDATE ledger_line SET billable = billable",
    "a removed line": "DELETE FROM ledger_line",
    "a changed audit line": "UPDATE audit SET detail = 'nothing happened'",
    "a removed audit line": "DELETE FROM audit",
    "a line posted twice": "INSERT INTO ledger_line ({columns}) SELECT {values} FROM ledger_line WHERE id = 1",
    "a removed client": "DELETE FROM client",
}


def _spelt(name: str) -> str:
    columns = [column.name for column in Table.metadata.tables["ledger_line"].columns if column.name != "id"]
    unlawful = [{"key": "'another'", "billable": "billable + 1"}.get(column, column) for column in columns]
    named = BAD_ROWS[name].replace("{columns}", ", ".join(columns)).replace("{values}", ", ".join(columns))
    return named.replace("{unlawful}", ", ".join(unlawful))


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_itself_refuses(raw: sa.Connection, name: str) -> None:
    with pytest.raises(DATABASE_REFUSES):
        raw.exec_driver_sql(_spelt(name))


def test_replacing_a_row_does_not_get_round_the_append_only_ledger(sqlite_db: Database) -> None:
    golden_month(Build(sqlite_db))
    url = sqlite_db.url.render_as_string(hide_password=False)
    engine = open_for_migration(url)
    with engine.connect() as connection, pytest.raises(sa.exc.IntegrityError, match="append-only"):
        connection.exec_driver_sql("INSERT OR REPLACE INTO ledger_line SELECT * FROM ledger_line WHERE id = 1")
    engine.dispose()


def test_the_ledger_cannot_be_emptied_on_postgresql(postgresql_db: Database) -> None:
    golden_month(Build(postgresql_db))
    engine = open_for_migration(postgresql_db.url.render_as_string(hide_password=False))
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        connection.exec_driver_sql("TRUNCATE ledger_line")
    engine.dispose()


def test_every_table_is_strict_on_sqlite(sqlite_db: Database) -> None:
    engine = open_for_migration(sqlite_db.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list WHERE type = 'table'").all()
    engine.dispose()
    loose = {name for name, strict in kept if not strict and not name.startswith("sqlite_")}
    assert loose <= {"alembic_version"}
