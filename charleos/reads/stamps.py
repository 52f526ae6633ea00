"""Version stamps of live pages: a number that moves whenever something about its subject changed."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.store.schema import Audit, Client

_NEWEST = 20


def newest_audits(client_id: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """The client's stamp as a column: the newest audit ids added up.

    Each action appends an audit line, so the sum only grows. It takes in several because two actions under way at
    once may commit in the other order than they were numbered; the newest id alone would then miss one.
    """
    newest = sa.select(Audit.id).where(Audit.client_id == client_id).order_by(Audit.id.desc()).limit(_NEWEST)
    return sa.select(sa.func.coalesce(sa.func.sum(newest.subquery().c.id), 0)).scalar_subquery()


@needs(Capability.VIEW_CLIENTS)
def client_stamp(desk: Desk, slug: str) -> int:
    """Moves with every action on the client. Raises NotFound out of reach."""
    rows = desk.all(_STAMP, {"slug": slug})
    if not rows:
        raise unknown_client(slug)
    return int(rows[0].stamp)


_BY_SLUG = sa.select(Client.id).where(Client.slug == sa.bindparam("slug")).scalar_subquery()
_STAMP = sa.select(Client.id, newest_audits(_BY_SLUG).label("stamp")).where(Client.slug == sa.bindparam("slug"))
