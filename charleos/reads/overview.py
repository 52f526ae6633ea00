"""How a client's month went: its billable time day by day, and what the team gained or absorbed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.store.schema import Client, LedgerLine, Requirement
from charleos.units import NOTHING, Minutes


class UsedByDay(NamedTuple):
    """The month's billable time up to and including a day."""

    day: date
    billable: Minutes


@dataclass(frozen=True, slots=True)
class Overview:
    """days: those on which something was deducted, and the last day that has passed.

    banked, overage: the sums of the month's lines; provisional: the part of banked on requirements not yet
    complete. quoted, worked: of the requirements completed in the month on which time was logged.
    """

    days: tuple[UsedByDay, ...]
    banked: Minutes
    overage: Minutes
    provisional: Minutes
    completed: int
    quoted: Minutes
    worked: Minutes

    @property
    def realised(self) -> Minutes:
        return self.banked - self.provisional

    @property
    def net(self) -> Minutes:
        return self.banked - self.overage


@needs(Capability.VIEW_CLIENTS)
def overview(desk: Desk, slug: str, month: Month) -> Overview:
    """Raises NotFound for a client out of reach."""
    with desk.reading() as session:
        found = session.execute(_COMPLETED, {"slug": slug, "first": month.first, "last": month.last}).all()
        if not found:
            raise unknown_client(slug)
        head = found[0]
        rows = session.execute(_BY_DAY, {"client": head.id, "month": month}).all()
    return Overview(
        days=tuple(_running(rows, month, desk.today)),
        banked=Minutes(sum(row.banked for row in rows)),
        overage=Minutes(sum(row.overage for row in rows)),
        provisional=Minutes(sum(row.provisional for row in rows)),
        completed=head.completed,
        quoted=Minutes(head.quoted or 0),
        worked=Minutes(head.worked or 0),
    )


def _running(rows: Iterable[Any], month: Month, today: date) -> Iterator[UsedByDay]:
    """Work of an earlier, closed month counts from the first day on; the last point is today, or the month's end."""
    billable, reached = NOTHING, month.first
    for row in rows:
        billable += Minutes(row.billable)
        reached = max(row.work_date, month.first)
        yield UsedByDay(reached, billable)
    end = min(today, month.last)
    if end > reached or (end >= month.first and billable == NOTHING):
        yield UsedByDay(end, billable)


_OPEN_BANKED = sa.case((Requirement.completed_on.is_(None), LedgerLine.banked), else_=0)
_BY_DAY = (
    sa.select(
        LedgerLine.work_date,
        sa.func.sum(LedgerLine.billable).label("billable"),
        sa.func.sum(LedgerLine.banked).label("banked"),
        sa.func.sum(LedgerLine.overage).label("overage"),
        sa.func.sum(_OPEN_BANKED).label("provisional"),
    )
    .outerjoin(Requirement, Requirement.id == LedgerLine.requirement_id)
    .where(LedgerLine.client_id == sa.bindparam("client"), LedgerLine.month == sa.bindparam("month"))
    .group_by(LedgerLine.work_date)
    .order_by(LedgerLine.work_date)
)
_COMPLETED = (
    sa.select(
        Client.id,
        sa.func.count(Requirement.id).label("completed"),
        sa.func.sum(Requirement.average).label("quoted"),
        sa.func.sum(Requirement.actual).label("worked"),
    )
    .outerjoin(
        Requirement,
        sa.and_(
            Requirement.client_id == Client.id,
            Requirement.completed_on.between(sa.bindparam("first"), sa.bindparam("last")),
            Requirement.actual > 0,
        ),
    )
    .where(Client.slug == sa.bindparam("slug"))
    .group_by(Client.id)
)
