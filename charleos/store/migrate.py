"""Bringing a database to the present schema. Nothing else creates or changes tables."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from charleos.store.engine import IMMEDIATE, open_for_migration

MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 0x43_48_41_52
"""Key of the PostgreSQL advisory lock that makes a second migration wait for the first."""


def migrate(url: str) -> None:
    """Every step not yet taken, in one transaction; nothing when the schema is the present one.

    An empty database receives the tables, the agency's row and the default policy.
    """
    engine = open_for_migration(url)
    try:
        with engine.connect() as connection:
            if revision_of(connection) == newest_revision():
                return
        with engine.connect().execution_options(**{IMMEDIATE: True}) as connection, connection.begin():
            _wait_for_others(connection)
            _upgrade(connection)
    finally:
        engine.dispose()


def needs_migration(url: str) -> bool:
    """Whether the database lacks the present tables. Changes nothing."""
    engine = open_for_migration(url)
    try:
        with engine.connect() as connection:
            return revision_of(connection) != newest_revision()
    finally:
        engine.dispose()


def newest_revision() -> str:
    """Revisions are numbered files, 0001_ground.py, so the newest is known without loading alembic."""
    return max(file.name.partition("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py"))


def revision_of(connection: sa.Connection) -> str | None:
    """The revision the database is at; None for one that was never migrated."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    recorded = sa.table("alembic_version", sa.column("version_num"))
    revision: str | None = connection.scalar(sa.select(recorded.c.version_num))
    return revision


def _wait_for_others(connection: sa.Connection) -> None:
    """On SQLite the transaction itself holds the only write lock; on PostgreSQL an advisory lock does."""
    if connection.dialect.name == "sqlite":
        return
    for statement in (
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL lock_timeout = 0",
        f"SELECT pg_advisory_xact_lock({_LOCK})",
        "SET LOCAL lock_timeout = '10s'",
    ):
        connection.exec_driver_sql(statement)


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # loading alembic takes longer than finding out that it is not needed
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
