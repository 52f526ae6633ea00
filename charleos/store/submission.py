"""Claiming a form's key: the first sender gets it, whoever comes second waits and gets the receipt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from charleos.errors import BadInput
from charleos.store.direct import insert_into, run
from charleos.store.schema import Submission
from charleos.store.scope import ScopedSession

_SENT: Any = Submission.__table__


def claim(
    session: ScopedSession, key: str, *, person_id: int | None, action: str, payload: str, at: datetime
) -> str | None:
    """None when the key is ours now; else the receipt of the first sending.

    Raises BadInput when the key was used by somebody else or for other content.
    """
    claimed = run(
        session,
        insert_into(session, Submission)
        .values(key=key, person_id=person_id, action=action, payload=payload, receipt="", created_at=at)
        .on_conflict_do_nothing()
        .returning(_SENT.c.key),
    ).one_or_none()
    if claimed is not None:
        return None
    first = run(session, sa.select(_SENT.c.payload, _SENT.c.receipt, _SENT.c.person_id).where(_SENT.c.key == key)).one()
    if (first.payload, first.person_id) != (payload, person_id):
        raise BadInput("This form was already sent with other content; open it again and send it once more.")
    return str(first.receipt)


def settle(session: ScopedSession, key: str, receipt: str) -> None:
    """Keep what the person was told, for a second sending."""
    run(session, sa.update(_SENT).where(_SENT.c.key == key).values(receipt=receipt))
