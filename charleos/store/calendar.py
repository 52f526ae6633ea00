"""A client's calendar: which month is the earliest open one. Moving it waits for every posting under way."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from charleos.periods import Month
from charleos.store.direct import run
from charleos.store.schema import Agency, Client
from charleos.store.scope import ScopedSession

_CLIENT: Any = Client.__table__
_AGENCY: Any = Agency.__table__


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


def hold_settings(session: ScopedSession) -> None:
    """One change of settings at a time, and no month closes or reopens before this transaction ends.

    Calendars are held in the order in which closing takes them.
    """
    run(session, sa.select(_AGENCY.c.id).with_for_update())
    run(session, sa.select(_CLIENT.c.id).order_by(_CLIENT.c.slug).with_for_update(read=True))
