"""How long a client's work of each type really takes, beside what was quoted for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.rules.intelligence import Done, Score, score
from charleos.store.schema import Client, Requirement
from charleos.units import Minutes


class TypeScore(NamedTuple):
    """A type of work that was completed for the client at least once."""

    type: str
    score: Score


@needs(Capability.VIEW_EFFICIENCY)
def scores(desk: Desk, slug: str) -> tuple[TypeScore, ...]:
    """By type. Raises NotFound for a client out of reach."""
    rows = desk.all(_DONE, {"slug": slug})
    if not rows:
        raise unknown_client(slug)
    found = ((work_type, score(list(map(done_of, of)))) for work_type, of in by_type(rows).items())
    return tuple(TypeScore(work_type, of) for work_type, of in found if of is not None)


def by_type(rows: Iterable[Any]) -> dict[str, list[Any]]:
    """Rows of completed work by their type, in the order of the types."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        if row.type is not None:
            found.setdefault(row.type, []).append(row)
    return dict(sorted(found.items()))


def done_of(row: Any) -> Done:
    return Done(Minutes(row.average), Minutes(row.actual))


def completed_of_client(*columns: Any) -> sa.Select[Any]:
    """The client :slug with its completed work, the newest first; without any, one row of nothing."""
    completed = (Requirement.completed_on.is_not(None), Requirement.actual > 0, Requirement.average > 0)
    return (
        sa.select(Client.id.label("client_id"), Requirement.type, Requirement.average, Requirement.actual, *columns)
        .outerjoin(Requirement, sa.and_(Requirement.client_id == Client.id, *completed))
        .where(Client.slug == sa.bindparam("slug"))
        .order_by(Requirement.completed_on.desc(), Requirement.id.desc())
    )


_DONE = completed_of_client()
