"""Other blocks of a person on the same days, among the clients in reach."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockKind, BlockStatus, Overlap
from charleos.store.schema import Block, Client
from charleos.store.scope import ScopedSession
from charleos.units import Minutes


@needs(Capability.SCHEDULE)
def block_overlaps(
    desk: Desk, person_id: int, first_day: date, last_day: date, block_id: int | None
) -> tuple[Overlap, ...]:
    """What a block between the days would share them with, before it is saved. block_id: the one that is edited."""
    with desk.reading() as session:
        return overlaps(session, person_id, first_day, last_day, block_id)


def overlaps(
    session: ScopedSession, person_id: int, first_day: date, last_day: date, block_id: int | None
) -> tuple[Overlap, ...]:
    """Completed blocks hold nobody back."""
    days = {"person": person_id, "first": first_day, "last": last_day, "itself": block_id or 0}
    return tuple(
        Overlap(row.name, BlockKind(row.kind).called(row.round), row.start, row.end_on, Minutes(row.minutes))
        for row in session.execute(_OVERLAPS, days)
    )


_OVERLAPS: sa.Select[*tuple[Any, ...]] = (
    sa.select(Client.name, Block.kind, Block.round, Block.start, Block.end_on, Block.minutes)
    .join(Client, Client.id == Block.client_id)
    .where(
        Block.assignee_id == sa.bindparam("person"),
        Block.start <= sa.bindparam("last"),
        Block.end_on >= sa.bindparam("first"),
        Block.status != BlockStatus.COMPLETED.value,
        Block.id != sa.bindparam("itself"),
    )
    .order_by(Block.start, Client.name, Block.kind, Block.round)
)
