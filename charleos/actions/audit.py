"""Who did what and when. The newest row about a client is that client's version stamp."""

from __future__ import annotations

from charleos.desk import Desk
from charleos.store.schema import Audit
from charleos.store.scope import ScopedSession


def record(
    session: ScopedSession, desk: Desk, action: str, subject: str, detail: str, *, client_id: int | None = None
) -> None:
    """Append the audit line of an action, inside its transaction. detail is a sentence."""
    session.add(
        Audit(at=desk.now, actor_id=desk.actor_id, action=action, client_id=client_id, subject=subject, detail=detail)
    )
