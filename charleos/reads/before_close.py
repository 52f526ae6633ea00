"""What to look at before a month is closed. Nothing of it forbids closing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.reads.diaries import diaries
from charleos.reads.entries import WITHOUT_REQUIREMENT
from charleos.reads.rag import DONE
from charleos.rules.access import Capability
from charleos.rules.entries import Activity
from charleos.rules.week import monday_of
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Client, LedgerLine, Person, RagReport, Requirement, Task, TimeEntry
from charleos.units import Minutes


class Unfinished(NamedTuple):
    """A requirement that the month's ledger moved and that is not complete: its banked time is provisional."""

    slug: str
    client: str
    task_id: int
    number: int
    title: str
    type: str
    banked: Minutes


class Waiting(NamedTuple):
    """Time on a client's task that names no requirement, so that nothing is billed for it."""

    slug: str
    client: str
    person: str
    work_date: date
    minutes: Minutes
    note: str


class Late(NamedTuple):
    """A line that the month holds for work of an earlier, closed one."""

    slug: str
    client: str
    number: int
    title: str
    person: str | None
    work_date: date
    minutes: Minutes
    billable: Minutes


class Unreported(NamedTuple):
    """A client with weeks, by their Mondays, that no completed report covers."""

    slug: str
    client: str
    weeks: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class BeforeClose:
    """What to look at before the month is closed. late: what it holds of closed months' work."""

    unfinished: tuple[Unfinished, ...]
    waiting: tuple[Waiting, ...]
    late: tuple[Late, ...]
    unreported: tuple[Unreported, ...]


@needs(Capability.VIEW_EFFICIENCY)
def before_close(desk: Desk, month: Month) -> BeforeClose:
    """Of the clients in reach."""
    span = {"month": month, "first": month.first, "last": month.last}
    with desk.reading() as session:
        unfinished = tuple(Unfinished(*row) for row in session.execute(_UNFINISHED, span))
        waiting = tuple(Waiting(*row) for row in session.execute(_WAITING, span))
        late = tuple(Late(*row) for row in session.execute(_LATE, span))
        rows = session.execute(_REPORTED, {"last": month.last, "since": month.first - timedelta(days=6)}).all()
    return BeforeClose(unfinished, waiting, late, tuple(_unreported(rows, month, desk.today)))


def _unreported(rows: Sequence[Any], month: Month, today: date) -> Iterable[Unreported]:
    """Weeks that ended in the month, from each client's start on, without a completed report."""
    recorded: defaultdict[tuple[str, str, date], set[date]] = defaultdict(set)
    for row in rows:
        weeks = recorded[row.slug, row.name, row.start]
        if row.week is not None:
            weeks.add(row.week)
    for (slug, name, start), weeks in recorded.items():
        missing = tuple(
            week for week in _weeks_ending_in(month, today) if week >= monday_of(start) and week not in weeks
        )
        if missing:
            yield Unreported(slug, name, missing)


def _weeks_ending_in(month: Month, today: date) -> Iterable[date]:
    sunday = month.first + timedelta(days=6 - month.first.weekday())
    while sunday <= month.last and sunday < today:
        yield sunday - timedelta(days=6)
        sunday += timedelta(days=7)


class Unlogged(NamedTuple):
    """Working days of the month on which a person logged nothing."""

    person_id: int
    name: str
    days: tuple[date, ...]


@needs(Capability.CLOSE_MONTHS)
def unlogged_days(desk: Desk, month: Month) -> tuple[Unlogged, ...]:
    """Of everybody active who logged in the month or the one before; up to yesterday in a running month."""
    last = min(month.last, desk.today - timedelta(days=1))
    with desk.reading() as session:
        rulebook = current_rulebook(session)
        held = diaries(session, rulebook, month.first, month.last)
        span = {"first": month.first, "last": month.last, "since": month.previous.first}
        rows = session.execute(_LOGGED, span).all()
    worked: defaultdict[tuple[str, int], set[date | None]] = defaultdict(set)
    for row in rows:
        worked[row.name, row.id].add(row.work_date)
    found = []
    for (name, person_id), days in sorted(worked.items()):
        empty = tuple(day for day in held[person_id].working_days(month.first, last) if day not in days)
        if empty:
            found.append(Unlogged(person_id, name, empty))
    return tuple(found)


_MOVED = (
    sa.select(LedgerLine.requirement_id, sa.func.sum(LedgerLine.banked).label("banked"))
    .select_from(Client)
    .join(LedgerLine, LedgerLine.client_id == Client.id)
    .where(LedgerLine.month == sa.bindparam("month"))
    .group_by(LedgerLine.requirement_id)
    .subquery()
)
_UNFINISHED: sa.Select[*tuple[Any, ...]] = (
    sa.select(Client.slug, Client.name, Task.id, Task.number, Task.title, Requirement.type, _MOVED.c.banked)
    .select_from(Requirement)
    .join(_MOVED, _MOVED.c.requirement_id == Requirement.id)
    .join(Task, Task.id == Requirement.task_id)
    .join(Client, Client.id == Requirement.client_id)
    .where(Requirement.completed_on.is_(None))
    .order_by(Client.name, Task.number, Requirement.id)
)
_WAITING: sa.Select[*tuple[Any, ...]] = (
    sa.select(Client.slug, Client.name, Person.name, TimeEntry.work_date, TimeEntry.minutes, TimeEntry.note)
    .join(Client, Client.id == TimeEntry.client_id)
    .join(Person, Person.id == TimeEntry.person_id)
    .where(
        TimeEntry.work_date >= sa.bindparam("first"),
        TimeEntry.work_date <= sa.bindparam("last"),
        WITHOUT_REQUIREMENT,
        TimeEntry.activity == sa.literal(Activity.TASK.value, literal_execute=True),  # as its index says it
        TimeEntry.voided_at.is_(None),
    )
    .order_by(Client.name, TimeEntry.work_date, TimeEntry.id)
)
_LATE: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Client.slug,
        Client.name,
        Task.number,
        Task.title,
        Person.name,
        LedgerLine.work_date,
        LedgerLine.minutes,
        LedgerLine.billable,
    )
    .join(Client, Client.id == LedgerLine.client_id)
    .join(Task, Task.id == LedgerLine.task_id)
    .outerjoin(Person, Person.id == LedgerLine.person_id)
    .where(LedgerLine.month == sa.bindparam("month"), LedgerLine.work_date < sa.bindparam("first"))
    .order_by(Client.name, LedgerLine.id)
)
_REPORTED = (
    sa.select(Client.slug, Client.name, Client.start, RagReport.week)
    .outerjoin(
        RagReport,
        sa.and_(
            RagReport.client_id == Client.id,
            DONE,
            RagReport.week >= sa.bindparam("since"),
            RagReport.week <= sa.bindparam("last"),
        ),
    )
    .where(Client.status == "active", Client.start <= sa.bindparam("last"))
    .order_by(Client.name, RagReport.week)
)
_RECENT = (
    sa.select(TimeEntry.id)
    .where(
        TimeEntry.person_id == Person.id,
        TimeEntry.work_date >= sa.bindparam("since"),
        TimeEntry.work_date <= sa.bindparam("last"),
    )
    .correlate(Person)
    .exists()
)
_LOGGED = (
    sa.select(Person.id, Person.name, TimeEntry.work_date)
    .outerjoin(
        TimeEntry,
        sa.and_(
            TimeEntry.person_id == Person.id,
            TimeEntry.work_date >= sa.bindparam("first"),
            TimeEntry.work_date <= sa.bindparam("last"),
            TimeEntry.voided_at.is_(None),
        ),
    )
    .where(Person.status == "active", _RECENT)
    .distinct()
)
