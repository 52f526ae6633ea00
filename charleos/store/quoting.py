"""A quote held for one change at a time, and the state of its requirements, whoever they are for.

Who estimates one requirement sees no other, yet whether all are done decides where the quote stands. A rule has
checked that the quote is in the person's reach, or theirs to size, before anything here runs.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from charleos.rules.quotes import Piece
from charleos.store.direct import run
from charleos.store.schema import Quote, QuoteRequirement
from charleos.store.scope import ScopedSession

_QUOTE: Any = Quote.__table__
_PIECE: Any = QuoteRequirement.__table__


def hold_quote(session: ScopedSession, quote_id: int) -> None:
    """Whoever changes the same quote waits until this transaction ends."""
    run(session, sa.select(_QUOTE.c.id).where(_QUOTE.c.id == quote_id).with_for_update())


def pieces_of(session: ScopedSession, quote_id: int) -> tuple[Piece, ...]:
    """Every requirement of the quote in its order, as this transaction has it."""
    session.flush()
    rows = run(session, _PIECES, {"quote": quote_id}).all()
    return tuple(
        Piece(bool(row.size or row.scope or row.done_at), row.done_at is not None, is_required=row.size is not None)
        for row in rows
    )


def next_place(session: ScopedSession, quote_id: int) -> int:
    taken = run(session, sa.select(sa.func.max(_PIECE.c.place)).where(_PIECE.c.quote_id == quote_id)).scalar_one()
    return int(taken or 0) + 1


_PIECES = (
    sa.select(_PIECE.c.size, _PIECE.c.scope, _PIECE.c.done_at)
    .where(_PIECE.c.quote_id == sa.bindparam("quote"))
    .order_by(_PIECE.c.place)
)
