"""Kept sums: rows that stand for everything posted so far. They are only ever added to, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from charleos.store.direct import insert_into, run
from charleos.store.scope import ScopedSession


def add_to_sums(session: ScopedSession, table: Any, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Add one row, or many, to a table of kept sums: each holds the key, and what to add to every other column."""
    if rows:
        run(session, _addition(table, is_sqlite=session.database.is_sqlite), rows)


@cache
def _addition(table: Any, *, is_sqlite: bool) -> Any:
    """Insert the row, or add to the one there is. Built once: building costs more than running it."""
    kept = table.__table__
    insert = insert_into(table, is_sqlite=is_sqlite)
    keys = list(kept.primary_key)
    added = {column.name: column + insert.excluded[column.name] for column in kept.c if column not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=added)
