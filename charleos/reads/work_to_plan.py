"""Tasks of a client that can be added to a month's planner."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.store.schema import Client, Requirement, Task
from charleos.units import Minutes

MOST_FOUND = 20


class Plannable(NamedTuple):
    """A task with open work that can be added to a planner. target: whose planner it stands in now."""

    id: int
    number: int
    title: str
    target: Month | None
    quoted: Minutes


@needs(Capability.SCHEDULE)
def tasks_to_plan(desk: Desk, slug: str, month: Month, text: str) -> tuple[Plannable, ...]:
    """The client's open tasks that are not meant for the month, by #number or words of the title; backlog first."""
    wanted = " ".join(text.split()).casefold()
    rows = desk.all(_TO_PLAN, {"slug": slug, "month": month})
    found = [_plannable(row) for row in rows if wanted in f"#{row.number} {row.title}".casefold()]
    return tuple(found[:MOST_FOUND])


def _plannable(row: Any) -> Plannable:
    return Plannable(row.id, row.number, row.title, row.target_month, Minutes(row.quoted))


_OPEN = Requirement.task_id == Task.id, Requirement.completed_on.is_(None)
_QUOTED = (
    sa.select(sa.func.coalesce(sa.func.sum(Requirement.average), 0)).where(*_OPEN).correlate(Task).scalar_subquery()
)
_TO_PLAN: sa.Select[*tuple[Any, ...]] = (
    sa.select(Task.id, Task.number, Task.title, Task.target_month, _QUOTED.label("quoted"))
    .join(Client, Client.id == Task.client_id)
    .where(
        Client.slug == sa.bindparam("slug"),
        sa.or_(Task.target_month.is_(None), Task.target_month != sa.bindparam("month")),
        sa.select(Requirement.id).where(*_OPEN).correlate(Task).exists(),
    )
    .order_by(Task.target_month.is_not(None), Task.number.desc())
)
