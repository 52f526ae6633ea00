"""Clients' weeks as red, amber or green: what is due, what was recorded, and how often a suggestion was followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.rag import WEEK, Concern, Draft, Rag, Recorded, concerns, due_week, missing_of
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
        draft_of(draft) if is_of_it else Draft(None),
        draft.version if is_of_it else None,
        draft.saved_by if is_of_it else None,
        draft.saved_at if is_of_it else None,
        concerns(history),
        row.last_worked,
    )


def draft_of(row: Any) -> Draft:
    return Draft(None if row.status is None else Rag(row.status), row.note, row.next_step)


def _history(session: ScopedSession, since: date) -> Mapping[int, list[Recorded]]:
    found: defaultdict[int, list[Recorded]] = defaultdict(list)
    for row in session.execute(_RECENT, {"since": since}):
        found[row.client_id].append(Recorded(row.week, Rag(row.status)))
    return found


class Followed(NamedTuple):
    """How often the completed reports in reach were what the figures had suggested."""

    followed: int
    suggested: int


@needs(Capability.RECORD_RAG)
def rag_followed(desk: Desk) -> Followed:
    row = desk.one(_FOLLOWED)
    return Followed(int(row.followed or 0), int(row.suggested))


DONE = RagReport.state == "complete"


def newest(column: Any) -> Any:
    """A column of the client's newest completed report, for a select from clients."""
    return (
        sa.select(column)
        .where(RagReport.client_id == Client.id, DONE)
        .order_by(RagReport.week.desc())
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )


CSM = sa.select(Person.name).where(Person.id == Client.csm_id).correlate(Client).scalar_subquery()
_LAST_WORKED = (
    sa.select(sa.func.max(TimeEntry.work_date))
    .where(TimeEntry.client_id == Client.id, TimeEntry.voided_at.is_(None))
    .correlate(Client)
    .scalar_subquery()
)
BEGUN = (Client.status == "active", Client.start <= sa.bindparam("until"))
_CARDS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Client.id,
        Client.slug,
        Client.name,
        Client.start,
        CSM.label("csm"),
        newest(RagReport.week).label("week"),
        newest(RagReport.status).label("status"),
        newest(RagReport.note).label("note"),
        newest(RagReport.next_step).label("next_step"),
        _LAST_WORKED.label("last_worked"),
    )
    .where(*BEGUN)
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
    .where(DONE, RagReport.week >= sa.bindparam("since"))
    .order_by(RagReport.week)
)
_FOLLOWED = sa.select(
    sa.func.sum(sa.case((RagReport.status == RagReport.suggested, 1), else_=0)).label("followed"),
    sa.func.count(RagReport.suggested).label("suggested"),
).where(DONE)
