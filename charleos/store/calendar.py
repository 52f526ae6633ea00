"""A client's calendar: which month is the earliest open one. Moving it waits for every posting under way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from charleos.periods import Month
from charleos.store.direct import run
from charleos.store.schema import Client
from charleos.store.scope import ScopedSession

_CLIENT: Any = Client.__table__


def hold_calendar(session: ScopedSession, slug: str) -> None:
    """Wait until no posting is under way for the client, and let none begin before this transaction ends."""
    run(session, sa.select(_CLIENT.c.id).where(_CLIENT.c.slug == slug).with_for_update())


def move_open_from(session: ScopedSession, client_id: int, *, was: Month, becomes: Month) -> bool:
    """Close or reopen: True when the calendar stood at `was`; False when somebody moved it first."""
    moved = run(
        session,
        sa.update(_CLIENT)
        .where(_CLIENT.c.id == client_id, _CLIENT.c.open_from == was)
        .values(open_from=becomes)
        .returning(_CLIENT.c.id),
    )
    return moved.one_or_none() is not None
