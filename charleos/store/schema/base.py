"""What every table is made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column

from charleos.periods import Month
from charleos.store.columns import DayColumn, InstantColumn, MonthColumn
from charleos.store.text import TextColumn

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """Every table of the product."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: TextColumn(),
        int: sa.Integer(),
        date: DayColumn(),
        datetime: InstantColumn(),
        Month: MonthColumn(),
    }


def rules(*constraints: Any) -> tuple[Any, ...]:
    """Table arguments: the constraints, and STRICT typing on SQLite."""
    return (*constraints, {"sqlite_strict": True})


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def ref(column: str, **options: Any) -> Any:
    return mapped_column(sa.ForeignKey(column), **options)


class ClientOwned:
    """Exists only for viewers whose reach includes the client."""

    client_key: ClassVar[str] = "client_id"


def one_of(column: str, *words: str) -> sa.CheckConstraint:
    """The column holds one of these words."""
    return check(column, f"{column} in ({', '.join(repr(word) for word in words)})")
