"""How long a client's work of each type really takes, beside what was quoted for it."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.rules.access import Capability
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
        raise NotFound(f"There is no client “{slug[:60]}”.")
    done: dict[str, list[Done]] = {}
    for row in rows:
        if row.type is not None:
            done.setdefault(row.type, []).append(Done(Minutes(row.average), Minutes(row.actual)))
    found = ((work_type, score(of)) for work_type, of in sorted(done.items()))
    return tuple(TypeScore(work_type, of) for work_type, of in found if of is not None)


_DONE = (
    sa.select(Client.id, Requirement.type, Requirement.average, Requirement.actual)
    .outerjoin(
        Requirement,
        sa.and_(
            Requirement.client_id == Client.id,
            Requirement.completed_on.is_not(None),
            Requirement.actual > 0,
            Requirement.average > 0,
        ),
    )
    .where(Client.slug == sa.bindparam("slug"))
    .order_by(Requirement.completed_on.desc(), Requirement.id.desc())
)
