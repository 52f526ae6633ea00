"""Writing many rows at once, for loading a whole agency: executemany on SQLite, COPY on PostgreSQL.

Rows are tuples in the order of the named columns; days and moments are ISO text, which both databases read.
The caller holds the tables, so that ids can be given out here and nobody posts in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from charleos.store.direct import run
from charleos.store.engine import MARK, SQLITE_CACHE
from charleos.store.schema import (
    Client,
    ClientMonth,
    LedgerLine,
    Person,
    PersonMonth,
    Plan,
    Requirement,
    Submission,
    Subtask,
    Task,
    TimeEntry,
    WorkMonth,
)
from charleos.store.scope import ScopedSession
from charleos.store.sums import add_to_sums

Row = tuple[Any, ...]

_HELD = (
    Submission,
    Person,
    Plan,
    Client,
    Task,
    Requirement,
    Subtask,
    TimeEntry,
    LedgerLine,
    ClientMonth,
    WorkMonth,
    PersonMonth,
)
_NUMBERED = (Task, Requirement, Subtask, TimeEntry, LedgerLine)
_LOADING = ("cache_size = -160000", "mmap_size = 0")


def hold_tables(session: ScopedSession) -> None:
    """Wait until nobody writes, and let nobody begin before this transaction ends.

    Every form claims its key in `submission` first, so whoever waits holds nothing that is wanted here.
    SQLite has one writer anyway; there the connection gets a larger page cache in place of mapped pages.
    """
    if session.database.is_sqlite:
        _tune(session, _LOADING)
        return
    names = ", ".join(table.__tablename__ for table in _HELD)
    run(session, sa.text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def free_tables(session: ScopedSession) -> None:
    """The last statement of a load: ids that are given out from now on follow those that were written."""
    if session.database.is_sqlite:
        _tune(session, SQLITE_CACHE)
        return
    for table in _NUMBERED:
        name = table.__tablename__
        newest = f"(SELECT max(id) FROM {name})"  # noqa: S608 - the name is the schema's
        sequence = f"pg_get_serial_sequence('{name}', 'id')"
        run(session, sa.text(f"SELECT setval({sequence}, {newest}) WHERE {newest} IS NOT NULL"))


def _tune(session: ScopedSession, settings: Sequence[str]) -> None:
    for setting in settings:
        run(session, sa.text(f"PRAGMA {setting}"))


def analyse(session: ScopedSession) -> None:
    """Let the database look at what it holds now, so that it picks the right index.

    Only while the tables are held: it locks them in an order of its own. It reads everything once; on SQLite not
    through the memory map, which would keep all of it in memory.
    """
    if not session.database.is_sqlite:
        run(session, sa.text("ANALYZE"))
        return
    usual = run(session, sa.text("PRAGMA mmap_size")).scalar_one()
    for statement in ("PRAGMA mmap_size = 0", "ANALYZE", f"PRAGMA mmap_size = {usual:d}"):
        run(session, sa.text(statement))


def next_id(session: ScopedSession, table: type[Any]) -> int:
    return 1 + (run(session, sa.select(sa.func.max(table.__table__.c.id))).scalar_one() or 0)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def write(session: ScopedSession, table: type[Any], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert the rows."""
    if not rows:
        return
    name, named = table.__tablename__, ", ".join(columns)
    if session.database.is_sqlite:
        marks = ", ".join("?" * len(columns))
        _many(session, f"INSERT INTO {name} ({named}) VALUES ({marks})", rows)  # noqa: S608 - so are these
        return
    driver: Any = Session.connection(session).connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({named}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def rewrite(session: ScopedSession, table: type[Any], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Update rows by id: each row is the new values of the columns, then the id."""
    if not rows:
        return
    name = table.__tablename__
    if session.database.is_sqlite:
        values = ", ".join(f"{column} = ?" for column in columns)
        _many(session, f"UPDATE {name} SET {values} WHERE id = ?", rows)  # noqa: S608
        return
    arrays = ", ".join(f"%s::{_kind(table, column)}[]" for column in (*columns, "id"))
    values = ", ".join(f"{column} = new.{column}" for column in columns)
    new = f"unnest({arrays}) AS new({', '.join(columns)}, id)"
    statement = f"UPDATE {name} SET {values} FROM {new} WHERE {name}.id = new.id"  # noqa: S608
    _driver(session, statement, tuple(list(values) for values in zip(*rows, strict=True)))


def increment(session: ScopedSession, table: type[Any], rows: Sequence[Row]) -> None:
    """Add to kept sums: each row is its key and then what to add, in the order of the table's columns."""
    names = [column.name for column in table.__table__.c]
    add_to_sums(session, table, [dict(zip(names, row, strict=True)) for row in rows])


def _kind(table: type[Any], column: str) -> str:
    dialect: Any = postgresql.dialect
    return str(table.__table__.c[column].type.compile(dialect()))


def _many(session: ScopedSession, statement: str, rows: Sequence[Row]) -> None:
    _driver(session, statement, rows if isinstance(rows, list) else list(rows))


def _driver(session: ScopedSession, statement: str, values: Any) -> None:
    Session.connection(session).exec_driver_sql(statement, values, execution_options={MARK: True})
