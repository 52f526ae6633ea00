"""The time entries behind a client's figures, filtered, with what is client time without a requirement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.rules.entries import Activity
from charleos.store.schema import Client, Person, Requirement, Task, TimeEntry
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

_NONE = sa.literal(0, literal_execute=True)
WITHOUT_REQUIREMENT = sa.func.coalesce(TimeEntry.requirement_id, _NONE) == _NONE
"""Client time. Written so that no database looks for it by the requirement (all of it, of every client, has none), and
as the index of what waits for one says it.
"""

PAGE = 50
CHOICES = 300


class Counted(StrEnum):
    """Which time: all of it, what was logged on requirements, or what was not and so never bills."""

    ALL = "all"
    REQUIREMENTS = "requirements"
    CLIENT_TIME = "client time"


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """first, last: days, both included; without them the month's. text: in the note or the task's title."""

    person_id: int | None = None
    type: str | None = None
    activity: Activity | None = None
    first: date | None = None
    last: date | None = None
    text: str = ""
    counted: Counted = Counted.ALL
    voided: bool = True
    page: int = 1


class EntryLine(NamedTuple):
    """One entry. author: who wrote it down, where that was somebody else. replaces_id: the entry it corrects."""

    id: int
    work_date: date
    person_id: int
    person: str
    minutes: Minutes
    activity: str
    note: str
    requirement_id: int | None
    type: str | None
    size: str | None
    task_number: int | None
    task_title: str | None
    author: str | None
    replaces_id: int | None
    voided_at: datetime | None
    void_reason: str | None
    subtask_id: int | None


@dataclass(frozen=True, slots=True)
class Entries:
    """One page, newest first. count: of all pages. Minutes leave out what was voided.

    people, types: what there is to choose from in the days asked for.
    """

    lines: tuple[EntryLine, ...]
    count: int
    page: int
    on_requirements: Minutes
    client_time: Minutes
    people: tuple[tuple[int, str], ...]
    types: tuple[str, ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


@needs(Capability.VIEW_CLIENTS)
def entries(desk: Desk, slug: str, month: Month, filter: EntryFilter) -> Entries:  # noqa: A002
    """Raises NotFound for a client out of reach. A page beyond the last is the last."""
    with desk.reading() as session:
        values = _values(slug, month, filter)
        chosen = _choices(session, values)
        conditions = _conditions(filter)
        totals = session.execute(_TOTALS.where(*conditions), values).one()
        page = min(max(filter.page, 1), max(1, -(-totals.total // PAGE)))
        rows = session.execute(_LINES.where(*conditions).limit(PAGE).offset((page - 1) * PAGE), values).all()
    return Entries(
        tuple(EntryLine(*row) for row in rows),
        totals.total,
        page,
        Minutes(totals.on_requirements or 0),
        Minutes(totals.client_time or 0),
        tuple(sorted({(row.id, row.name) for row in chosen if row.id is not None}, key=lambda one: one[1])),
        tuple(sorted({row.type for row in chosen if row.type is not None})),
    )


@needs(Capability.VIEW_CLIENTS)
def entries_for_file(desk: Desk, slug: str, month: Month, filter: EntryFilter) -> tuple[EntryLine, ...]:  # noqa: A002
    """Every entry that the filter finds, newest first, whatever its page. Raises NotFound out of reach."""
    with desk.reading() as session:
        values = _values(slug, month, filter)
        _choices(session, values)
        rows = session.execute(_LINES.where(*_conditions(filter)), values).all()
    return tuple(EntryLine(*row) for row in rows)


class WorkChoice(NamedTuple):
    """A requirement that time can be booked on."""

    id: int
    type: str
    size: str | None
    task_number: int
    task_title: str


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry as it stands, and what it may be moved to: the client's unfinished requirements, newest first.

    open_from: the client's earliest open month.
    """

    entry: EntryLine
    choices: tuple[WorkChoice, ...]
    client_id: int
    open_from: Month


@needs(Capability.CORRECT_ANY_TIME)
def correction(desk: Desk, entry_id: int) -> Correction:
    """Raises NotFound for an entry out of reach, or one that belongs to no client."""
    with desk.reading() as session:
        rows = session.execute(_LINES_OF_ALL.where(TimeEntry.id == entry_id)).all()
        if not rows:
            raise NotFound("There is no such entry.")
        entry = EntryLine(*rows[0])
        client = session.execute(_CLIENT_OF, {"entry": entry_id}).one()
        choices = session.execute(_CHOICES, {"client": client.id, "own": entry.requirement_id}).all()
    return Correction(entry, tuple(WorkChoice(*row) for row in choices), client.id, client.open_from)


def _values(slug: str, month: Month, chosen: EntryFilter) -> dict[str, Any]:
    return {"slug": slug, "first": chosen.first or month.first, "last": chosen.last or month.last}


def _choices(session: ScopedSession, values: dict[str, Any]) -> Any:
    rows = session.execute(_PEOPLE_AND_TYPES, values).all()
    if not rows:
        raise unknown_client(values["slug"])
    return rows


def _conditions(chosen: EntryFilter) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if chosen.person_id is not None:
        wanted.append(TimeEntry.person_id == chosen.person_id)
    if chosen.type is not None:
        wanted.append(Requirement.type == chosen.type)
    if chosen.activity is not None:
        wanted.append(TimeEntry.activity == chosen.activity.value)
    if chosen.text.strip():
        wanted.append(_has(chosen.text.strip()))
    if chosen.counted is Counted.REQUIREMENTS:
        wanted.append(TimeEntry.requirement_id.is_not(None))
    if chosen.counted is Counted.CLIENT_TIME:
        wanted.append(WITHOUT_REQUIREMENT)
    if not chosen.voided:
        wanted.append(TimeEntry.voided_at.is_(None))
    return wanted


def _has(text: str) -> sa.ColumnElement[bool]:
    return sa.or_(TimeEntry.note.icontains(text, autoescape=True), Task.title.icontains(text, autoescape=True))


_AUTHOR = (
    sa.select(Person.name)
    .where(Person.id == TimeEntry.created_by, Person.id != TimeEntry.person_id)
    .correlate(TimeEntry)
    .scalar_subquery()
)
_COLUMNS = (
    TimeEntry.id,
    TimeEntry.work_date,
    TimeEntry.person_id,
    Person.name,
    TimeEntry.minutes,
    TimeEntry.activity,
    TimeEntry.note,
    TimeEntry.requirement_id,
    Requirement.type,
    Requirement.size,
    Task.number,
    Task.title,
    _AUTHOR.label("author"),
    TimeEntry.replaces_id,
    TimeEntry.voided_at,
    TimeEntry.void_reason,
    TimeEntry.subtask_id,
)


def _of_client(columns: tuple[Any, ...]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join(Client, Client.id == TimeEntry.client_id)
        .outerjoin(Requirement, Requirement.id == TimeEntry.requirement_id)
        .outerjoin(Task, Task.id == Requirement.task_id)
    )


_DAYS = TimeEntry.work_date.between(sa.bindparam("first"), sa.bindparam("last"))
_COUNTS = TimeEntry.voided_at.is_(None)
_ON_REQUIREMENT = TimeEntry.requirement_id.is_not(None)
_TOTALS = _of_client(
    (
        sa.func.count(TimeEntry.id).label("total"),
        sa.func.sum(sa.case((sa.and_(_COUNTS, _ON_REQUIREMENT), TimeEntry.minutes))).label("on_requirements"),
        sa.func.sum(sa.case((sa.and_(_COUNTS, ~_ON_REQUIREMENT), TimeEntry.minutes))).label("client_time"),
    )
).where(Client.slug == sa.bindparam("slug"), _DAYS)
_LINES_OF_ALL = _of_client(_COLUMNS).join(Person, Person.id == TimeEntry.person_id)
_LINES = _LINES_OF_ALL.where(Client.slug == sa.bindparam("slug"), _DAYS).order_by(
    TimeEntry.work_date.desc(), TimeEntry.id.desc()
)
_PEOPLE_AND_TYPES = (
    sa.select(Client.id.label("client"), Person.id, Person.name, Requirement.type)
    .outerjoin(TimeEntry, sa.and_(TimeEntry.client_id == Client.id, _DAYS))
    .outerjoin(Person, Person.id == TimeEntry.person_id)
    .outerjoin(Requirement, Requirement.id == TimeEntry.requirement_id)
    .where(Client.slug == sa.bindparam("slug"))
    .distinct()
)
_CLIENT_OF = (
    sa.select(Client.id, Client.open_from)
    .join(TimeEntry, TimeEntry.client_id == Client.id)
    .where(TimeEntry.id == sa.bindparam("entry"))
)
_CHOICES = (
    sa.select(Requirement.id, Requirement.type, Requirement.size, Task.number, Task.title)
    .join(Task, Task.id == Requirement.task_id)
    .where(
        Requirement.client_id == sa.bindparam("client"),
        sa.or_(Requirement.completed_on.is_(None), Requirement.id == sa.bindparam("own")),
    )
    .order_by(Task.number.desc(), Requirement.id)
    .limit(CHOICES)
)
