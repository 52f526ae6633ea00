"""What alembic runs: inside `charleos.store.migrate`, or from its own command line to make a revision."""

from __future__ import annotations

import os
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from charleos.store.columns import DayColumn, InstantColumn, MonthColumn
from charleos.store.engine import open_for_migration
from charleos.store.schema import Table

_WRITTEN_AS = {MonthColumn: "sa.Integer()", DayColumn: "DAY", InstantColumn: "INSTANT"}
"""Revisions spell our column types out, so that a later change of them does not change the past."""


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    return _WRITTEN_AS.get(type(item), False) if kind == "type" else False


def _run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=True,
        render_item=_render,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if "connection" in context.config.attributes:
    _run(context.config.attributes["connection"])
else:
    engine = open_for_migration(os.environ["CHARLEOS_DATABASE_URL"])
    with engine.begin() as opened:
        _run(opened)
    engine.dispose()
