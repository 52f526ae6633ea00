"""Clients' weeks as red, amber or green: what is due, what was recorded, and how often a suggestion was followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.rules.access import Capability
from charleos.rules.rag import WEEK, Concern, Draft, Rag, Recorded, concerns, due_week, missing_of
from charleos.rules.rag_signals import Point
from charleos.rules.week import monday_of
from charleos.store.schema import Client, Person, RagReport, TimeEntry
from charleos.store.scope import ScopedSession

LOOKED_BACK = 12
"""Weeks of history behind a card's concerns."""


class Card(NamedTuple):
    """A client whose report of this week, or of an earlier one that is missing, is due or done.

    last: the newest completed report, with its text in told. due: the week to record next; None once this week is.
    draft: what is written about it so far; version of the stored draft, None when nothing is. last_worked: the day
    of the newest time entry.
    """

    slug: str
    name: str
    csm: str | None
    start: date
    last: Recorded | None
    told: Draft | None
    due: date | None
    draft: Draft
    version: int | None
    saved_by: str | None
    saved_at: datetime | None
    concerns: tuple[Concern, ...]
    last_worked: date | None

    @property
    def missing(self) -> tuple[str, ...]:
        return missing_of(self.draft) if self.due else ()

    @property
    def is_ready(self) -> bool:
        return self.due is not None and not self.missing

    @property
    def is_recorded(self) -> bool:
        return self.due is None


@needs(Capability.RECORD_RAG)
def rag_cards(desk: Desk) -> tuple[Card, ...]:
    """Every active client in reach whose work has begun, by name."""
    this_week = monday_of(desk.today)
    with desk.reading() as session:
        rows = session.execute(_CARDS, {"until": this_week + timedelta(days=6)}).all()
        drafts = {row.client_id: row for row in session.execute(_DRAFTS)}
        history = _history(session, this_week - WEEK * LOOKED_BACK)
    return tuple(_card(row, drafts.get(row.id), history.get(row.id, []), desk.today) for row in rows)


def _card(row: Any, draft: Any, history: list[Recorded], today: date) -> Card:
    last = None if row.week is None else Recorded(row.week, Rag(row.status))
    due = due_week(last, today)
    is_of_it = draft is not None and draft.week == due
    return Card(
        row.slug,
        row.name,
        row.csm,
        row.start,
        last,
        None if last is None else Draft(last.status, row.note, row.next_step),
        due,
        _draft(draft) if is_of_it else Draft(None),
        draft.version if is_of_it else None,
        draft.saved_by if is_of_it else None,
        draft.saved_at if is_of_it else None,
        concerns(history),
        row.last_worked,
    )


def _draft(row: Any) -> Draft:
    return Draft(None if row.status is None else Rag(row.status), row.note, row.next_step)


def _history(session: ScopedSession, since: date) -> Mapping[int, list[Recorded]]:
    found: defaultdict[int, list[Recorded]] = defaultdict(list)
    for row in session.execute(_RECENT, {"since": since}):
        found[row.client_id].append(Recorded(row.week, Rag(row.status)))
    return found


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
            None if row.status is None else _draft(row),
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
            raise NotFound(f"There is no client “{slug[:60]}”.")
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


@needs(Capability.VIEW_CLIENTS)
def rag_badges(desk: Desk) -> dict[str, Rag]:
    """The latest completed status by slug, for the clients in reach that have one."""
    return {row.slug: Rag(row.status) for row in desk.all(_BADGES) if row.status is not None}


class Followed(NamedTuple):
    """How often the completed reports in reach were what the figures had suggested."""

    followed: int
    suggested: int


@needs(Capability.RECORD_RAG)
def rag_followed(desk: Desk) -> Followed:
    row = desk.one(_FOLLOWED)
    return Followed(int(row.followed or 0), int(row.suggested))


_DONE = RagReport.state == "complete"


def newest(column: Any) -> Any:
    """A column of the client's newest completed report, for a select from clients."""
    return (
        sa.select(column)
        .where(RagReport.client_id == Client.id, _DONE)
        .order_by(RagReport.week.desc())
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )


_CSM = sa.select(Person.name).where(Person.id == Client.csm_id).correlate(Client).scalar_subquery()
_LAST_WORKED = (
    sa.select(sa.func.max(TimeEntry.work_date))
    .where(TimeEntry.client_id == Client.id, TimeEntry.voided_at.is_(None))
    .correlate(Client)
    .scalar_subquery()
)
_BEGUN = (Client.status == "active", Client.start <= sa.bindparam("until"))
_CARDS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Client.id,
        Client.slug,
        Client.name,
        Client.start,
        _CSM.label("csm"),
        newest(RagReport.week).label("week"),
        newest(RagReport.status).label("status"),
        newest(RagReport.note).label("note"),
        newest(RagReport.next_step).label("next_step"),
        _LAST_WORKED.label("last_worked"),
    )
    .where(*_BEGUN)
    .order_by(Client.name)
)
_DRAFTS = (
    sa.select(
        RagReport.client_id,
        RagReport.week,
        RagReport.status,
        RagReport.note,
        RagReport.next_step,
        RagReport.version,
        RagReport.saved_at,
        Person.name.label("saved_by"),
    )
    .outerjoin(Person, Person.id == RagReport.saved_by)
    .where(RagReport.state == "draft")
)
_RECENT = (
    sa.select(RagReport.client_id, RagReport.week, RagReport.status)
    .where(_DONE, RagReport.week >= sa.bindparam("since"))
    .order_by(RagReport.week)
)
_BEFORE = (
    sa.select(RagReport.status)
    .where(RagReport.client_id == Client.id, RagReport.week == sa.bindparam("before"), _DONE)
    .correlate(Client)
    .scalar_subquery()
)
_WEEK: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Client.slug,
        Client.name,
        _CSM.label("csm"),
        RagReport.status,
        RagReport.note,
        RagReport.next_step,
        _BEFORE.label("was"),
        Person.name.label("person"),
    )
    .outerjoin(RagReport, sa.and_(RagReport.client_id == Client.id, RagReport.week == sa.bindparam("week"), _DONE))
    .outerjoin(Person, Person.id == RagReport.saved_by)
    .where(*_BEGUN)
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
    .where(RagReport.client_id == sa.bindparam("client"), _DONE)
    .order_by(RagReport.week)
)
_BADGES = sa.select(Client.slug, newest(RagReport.status).label("status"))
_FOLLOWED = sa.select(
    sa.func.sum(sa.case((RagReport.status == RagReport.suggested, 1), else_=0)).label("followed"),
    sa.func.count(RagReport.suggested).label("suggested"),
).where(_DONE)
