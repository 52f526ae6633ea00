"""Opening the database. The settings here decide whether writes are safe; docs/decisions.md says why each is so."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from charleos.errors import BadInput, ScopeError
from charleos.rules.policy import Rulebook

MARK = "charleos_scoped"
"""Execution option of every statement that passed a door; the engine refuses all others."""

IMMEDIATE = "charleos_immediate"
"""Connection option: this SQLite transaction takes the write lock at once."""


@dataclass
class Database:
    """One opened database: the walled engine, the process's writer lock, and what was last read of it:
    the rulebook, clients' months by client id (see `reads.portfolio`), and their work by client id with what it
    comes to together (see `reads.efficiency_kept`)."""

    url: sa.URL
    engine: sa.Engine
    writer: threading.RLock = field(default_factory=threading.RLock)
    rulebook: tuple[tuple[int, int], Rulebook] | None = None
    clients: dict[int, Any] = field(default_factory=dict)
    work: dict[int, Any] = field(default_factory=dict)
    work_totals: dict[str, Any] = field(default_factory=dict)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def one_writer(self) -> Iterator[None]:
        """SQLite has one writer: queue here, where waiting is fair, and not in the file lock."""
        if not self.is_sqlite:
            yield
            return
        with self.writer:
            yield

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open it for the product: every statement must have passed a scoped session or `posting`.

    Raises BadInput for a URL of another kind.
    """
    engine = _engine(url)
    event.listen(engine, "before_cursor_execute", _refuse_unmarked)
    return Database(engine.url, engine)


def open_for_migration(url: str) -> sa.Engine:
    """An engine without the wall and, on SQLite, without foreign keys: batch migrations rebuild tables."""
    return _engine(url, foreign_keys=False)


def _engine(url: str, *, foreign_keys: bool = True) -> sa.Engine:
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, foreign_keys=foreign_keys)
    return _postgresql(parsed)


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise BadInput(
            "CHARLEOS_DATABASE_URL is not a database URL; use sqlite:///path or postgresql://host/name."
        ) from None
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadInput("CHARLEOS_DATABASE_URL must be sqlite:///path or postgresql://host/name.")
    return parsed


SQLITE_CACHE = ("cache_size=-32000", "mmap_size=2147418112")
"""The whole file mapped, up to the most that SQLite maps: a page is then no system call, however long the history."""

_SQLITE_SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "recursive_triggers=ON",
    "temp_store=MEMORY",
    *SQLITE_CACHE,
)


def _sqlite(url: sa.URL, *, foreign_keys: bool) -> sa.Engine:
    in_memory = url.database in (None, "", ":memory:")
    if not in_memory and not Path(url.database or "").parent.is_dir():
        raise BadInput(f"The folder of {url.database} does not exist; create it first.")
    options: dict[str, Any] = {"poolclass": sa.StaticPool} if in_memory else {"pool_size": 16, "max_overflow": 16}
    engine = sa.create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for setting in (*_SQLITE_SETTINGS, f"foreign_keys={'ON' if foreign_keys else 'OFF'}"):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(IMMEDIATE):
            connection.exec_driver_sql("BEGIN IMMEDIATE", execution_options={MARK: True})
        else:  # waits for nobody, so it cannot fail, and every read begins with it: the shortest way
            connection.connection.execute("BEGIN")

    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    settings = {
        "statement_timeout": "30000",
        "lock_timeout": "10000",
        "idle_in_transaction_session_timeout": "60000",
        "jit": "off",
        "timezone": "UTC",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        pool_size=16,
        max_overflow=16,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": 3, "options": options},
    )


def _refuse_unmarked(
    _connection: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: Any
) -> None:
    if context is None or not context.execution_options.get(MARK):
        raise ScopeError(f"unscoped SQL: {statement[:80]}")
