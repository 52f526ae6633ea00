"""Who did what and when. The newest row about a client is that client's version stamp."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from charleos.desk import Desk
from charleos.errors import Conflict
from charleos.store.schema import Audit, Person
from charleos.store.scope import ScopedSession


def record(
    session: ScopedSession, desk: Desk, action: str, subject: str, detail: str, *, client_id: int | None = None
) -> None:
    """Append the audit line of an action, inside its transaction. detail is a sentence."""
    session.add(
        Audit(at=desk.now, actor_id=desk.actor_id, action=action, client_id=client_id, subject=subject, detail=detail)
    )


def changed_meanwhile(
    session: ScopedSession, client_id: int, subject: str, what: str, *, then: str, actions: Sequence[str] = ()
) -> Conflict:
    """To be raised: who did the newest thing to the subject, and what, as its audit line tells.

    what: “changed this block”. then: what to do now. actions: those that count, where not all do.
    """
    newest = session.execute(
        sa.select(Audit.detail, Person.name)
        .outerjoin(Person, Person.id == Audit.actor_id)
        .where(Audit.client_id == client_id, Audit.subject == subject)
        .where(*([Audit.action.in_(actions)] if actions else []))
        .order_by(Audit.id.desc())
        .limit(1)
    ).one_or_none()
    who = newest.name if newest and newest.name else "Somebody else"
    told = f": {newest.detail}" if newest else "."
    return Conflict(f"{who} {what} meanwhile{told} {then}")
