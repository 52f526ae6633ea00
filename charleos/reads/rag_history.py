"""Clients' weeks as they were recorded: one week over all clients, and one client over all weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.reads.rag import BEGUN, CSM, DONE, draft_of
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.rules.rag import WEEK, Concern, Draft, Rag, Recorded, concerns
from charleos.rules.rag_signals import Point
from charleos.rules.week import monday_of
from charleos.store.schema import Client, Person, RagReport


class InWeek(NamedTuple):
    """A client's completed report of a week, and the status of the one before it. report: None when there is none."""

    slug: str
    name: str
    csm: str | None
    report: Draft | None
    before: Rag | None
    completed_by: str | None


@needs(Capability.RECORD_RAG)
def rag_week(desk: Desk, day: date) -> tuple[InWeek, ...]:
    """The week of the day, over the active clients in reach: red first, then amber, green, and what is missing."""
    monday = monday_of(day)
    rows = desk.all(_WEEK, {"week": monday, "before": monday - WEEK, "until": monday + timedelta(days=6)})
    found = (
        InWeek(
            row.slug,
            row.name,
            row.csm,
            None if row.status is None else draft_of(row),
            None if row.was is None else Rag(row.was),
            row.person,
        )
        for row in rows
    )
    return tuple(sorted(found, key=_worst_first))


def _worst_first(one: InWeek) -> tuple[int, str]:
    status = one.report.status if one.report else None
    return (3 if status is None else 2 - status.depth), one.name.casefold()


class Week(NamedTuple):
    """One completed report of a client. suggested and points: what the figures said then, and why."""

    recorded: Recorded
    note: str
    next_step: str
    suggested: Rag | None
    points: tuple[Point, ...]
    completed_by: str | None
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class RagHistory:
    """A client's completed reports, oldest first."""

    weeks: tuple[Week, ...]
    concerns: tuple[Concern, ...]


@needs(Capability.VIEW_CLIENTS)
def rag_history(desk: Desk, slug: str) -> RagHistory:
    """Raises NotFound for a client out of reach."""
    with desk.reading() as session:
        client = session.execute(_CLIENT, {"slug": slug}).one_or_none()
        if client is None:
            raise unknown_client(slug)
        weeks = tuple(_week(row) for row in session.execute(_REPORTS, {"client": client.id}))
    return RagHistory(weeks, concerns([one.recorded for one in weeks]))


def _week(row: Any) -> Week:
    return Week(
        Recorded(row.week, Rag(row.status)),
        row.note,
        row.next_step,
        None if row.suggested is None else Rag(row.suggested),
        parse_points(row.points),
        row.name,
        row.completed_at,
    )


def points_text(points: Iterable[Point]) -> str:
    """Points as they are stored: a line each, the number and its reason."""
    return "\n".join(f"{point.points} {point.reason}" for point in points)


def parse_points(text: str) -> tuple[Point, ...]:
    parts = (line.partition(" ") for line in text.splitlines())
    return tuple(Point(int(points), reason) for points, _, reason in parts)


_BEFORE = (
    sa.select(RagReport.status)
    .where(RagReport.client_id == Client.id, RagReport.week == sa.bindparam("before"), DONE)
    .correlate(Client)
    .scalar_subquery()
)
_WEEK: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Client.slug,
        Client.name,
        CSM.label("csm"),
        RagReport.status,
        RagReport.note,
        RagReport.next_step,
        _BEFORE.label("was"),
        Person.name.label("person"),
    )
    .outerjoin(RagReport, sa.and_(RagReport.client_id == Client.id, RagReport.week == sa.bindparam("week"), DONE))
    .outerjoin(Person, Person.id == RagReport.saved_by)
    .where(*BEGUN)
)
_CLIENT = sa.select(Client.id).where(Client.slug == sa.bindparam("slug"))
_REPORTS = (
    sa.select(
        RagReport.week,
        RagReport.status,
        RagReport.note,
        RagReport.next_step,
        RagReport.suggested,
        RagReport.points,
        RagReport.completed_at,
        Person.name,
    )
    .outerjoin(Person, Person.id == RagReport.saved_by)
    .where(RagReport.client_id == sa.bindparam("client"), DONE)
    .order_by(RagReport.week)
)
