"""The one way past the scoped session's guard, for the set-based statements of this package alone.

Callers outside `charleos.store` are a lint failure. A rule has checked reach before anything here runs.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from charleos.store.engine import MARK
from charleos.store.scope import ScopedSession


def run(session: ScopedSession, statement: Any, rows: Any = None) -> sa.CursorResult[*tuple[Any, ...]]:
    """Execute a Core statement, marked, in the session's own transaction."""
    return Session.connection(session).execute(statement, rows, execution_options={MARK: True})


def insert_into(table: type[Any], *, is_sqlite: bool) -> Any:
    """An INSERT of the database's dialect, which knows ON CONFLICT."""
    return (sqlite if is_sqlite else postgresql).insert(table.__table__)
