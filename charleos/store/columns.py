"""Column types: the only places where SQLite and PostgreSQL differ.

SQLite tables are STRICT, so every type becomes INTEGER or TEXT there; PostgreSQL keeps dates and instants.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from charleos.periods import Month


class MonthColumn(TypeDecorator[Month]):
    """A month as the number of months since year 0: compares, subtracts and indexes as an integer."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Month | None:
        return None if value is None else Month(value)


class DayColumn(TypeDecorator[date]):
    """A calendar date: DATE on PostgreSQL, ISO text on SQLite."""

    impl = sa.Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return date.fromisoformat(value) if isinstance(value, str) else value


class InstantColumn(TypeDecorator[datetime]):
    """A moment, always with its zone, in UTC: TIMESTAMPTZ on PostgreSQL, ISO text on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return None if moment is None else moment.astimezone(UTC)


class PackedRows(FunctionElement[str]):
    """All rows of a group as one JSON text, a list of lists of these columns: many narrow rows cost half as much to
    fetch. Dates come as ISO text. In no certain order.
    """

    name = "packed_rows"
    type = sa.Text()
    inherit_cache = True


class PackedColumn(FunctionElement[str]):
    """All of a column of a group as one JSON text, a list. Packed columns of one select are in the same order, though
    in no certain one, and cost less to fetch and to read than packed rows: for thousands of rows.
    """

    name = "packed_column"
    type = sa.Text()
    inherit_cache = True


@compiles(PackedColumn, "sqlite")
def _pack_column_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_group_array({compiler.process(element.clauses, **options)})"


@compiles(PackedColumn, "postgresql")
def _pack_column_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"cast(coalesce(json_agg({compiler.process(element.clauses, **options)}), '[]') AS text)"


@compiles(PackedRows, "sqlite")
def _pack_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(PackedRows, "postgresql")
def _pack_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"cast(json_agg(json_build_array({compiler.process(element.clauses, **options)})) AS text)"
