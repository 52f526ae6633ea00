"""Claiming a form's key: the first sender gets it, whoever comes second waits and gets the receipt."""

from __future__ import annotations

from datetime import datetime
from functools import cache
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
    sent = {"key": key, "person_id": person_id, "action": action, "payload": payload, "receipt": "", "created_at": at}
    claimed = run(session, _claiming(session.database.is_sqlite), sent).one_or_none()
    if claimed is not None:
        return None
    first = run(session, sa.select(_SENT.c.payload, _SENT.c.receipt, _SENT.c.person_id).where(_SENT.c.key == key)).one()
    if (first.payload, first.person_id) != (payload, person_id):
        raise BadInput("This form was already sent with other content; open it again and send it once more.")
    return str(first.receipt)


def settle(session: ScopedSession, key: str, receipt: str) -> None:
    """Keep what the person was told, for a second sending."""
    run(session, _SETTLE, {"sent": key, "receipt": receipt})


@cache
def _claiming(is_sqlite: bool) -> Any:  # noqa: FBT001 - one of two dialects
    return insert_into(Submission, is_sqlite=is_sqlite).on_conflict_do_nothing().returning(_SENT.c.key)


_SETTLE = sa.update(_SENT).where(_SENT.c.key == sa.bindparam("sent"))
