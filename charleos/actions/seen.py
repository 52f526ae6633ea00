"""Two people edit one client: the second is told who changed what, and when."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from charleos.desk import Desk
from charleos.errors import Conflict
from charleos.periods import long_day
from charleos.rules.clients import unknown_client
from charleos.store.schema import Audit, Client, Person
from charleos.store.scope import ScopedSession


def client_as_seen(session: ScopedSession, desk: Desk, slug: str, version: int) -> Client:
    """The client as the sender saw it. Raises NotFound; Conflict with who changed it since."""
    client = session.scalars(sa.select(Client).where(Client.slug == slug)).one_or_none()
    if client is None:
        raise unknown_client(slug)
    if client.version != version:
        raise Conflict(_who_was_first(session, desk, client))
    return client


_EDITS = ("edit_client", "change_terms", "archive_client", "unarchive_client", "create_client")


def _who_was_first(session: ScopedSession, desk: Desk, client: Client) -> str:
    last = session.execute(
        sa.select(Audit.at, Audit.detail, Person.name)
        .outerjoin(Person, Person.id == Audit.actor_id)
        .where(Audit.client_id == client.id, Audit.action.in_(_EDITS))
        .order_by(Audit.id.desc())
        .limit(1)
    ).one_or_none()
    kept = "What you typed is kept: look it over, then save again to replace theirs."
    if last is None:
        return f"Somebody else changed this client while the form was open. {kept}"
    return f"{last.name or 'CharleOS'} changed this client {_ago(last.at, desk.now)}: {last.detail} {kept}"


def _ago(then: datetime, now: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> noon = datetime(2026, 1, 30, 12, tzinfo=UTC)
    >>> _ago(noon, noon.replace(second=40)), _ago(noon, noon.replace(minute=5)), _ago(noon, noon.replace(day=31))
    ('just now', '5 minutes ago', 'on 30 January 2026')
    """
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''} ago"
    if minutes < 24 * 60:
        return f"{minutes // 60} hour{'s' if minutes >= 120 else ''} ago"
    return f"on {long_day(then.date())}"
