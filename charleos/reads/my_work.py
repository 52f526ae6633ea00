"""My work: what I may log time on, and what saving would do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month, long_day
from charleos.rules.access import Capability, Reach
from charleos.rules.billing import Bill, Estimate, bill
from charleos.rules.entries import already_sentence, routing
from charleos.rules.ledger import month_of_line
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.schema import Client, Person, Requirement, Subtask, Task, TimeEntry
from charleos.store.scope import Lens
from charleos.units import Minutes


class Found(NamedTuple):
    """A requirement that time may be logged on. completed_on: None while it is open."""

    requirement_id: int
    client: str
    task_number: int
    task: str
    type: str
    size: str | None
    estimate: Estimate
    actual: Minutes
    completed_on: date | None

    @property
    def bill(self) -> Bill:
        return bill(self.estimate, self.actual)


class StepChoice(NamedTuple):
    """A step that is not complete, on which time may be logged."""

    id: int
    kind: StepKind
    status: StepStatus


class OpenWork(NamedTuple):
    """Work that is not complete. on_day: what I logged on it on the day asked about.

    routed: where time of that day counts when its month is closed for the client. step: mine, that time is meant for.
    """

    work: Found
    client_id: int
    is_assigned: bool
    last_worked: date | None
    on_day: Minutes
    routed: str | None
    step: StepChoice | None = None


@needs(Capability.LOG_OWN_TIME)
def my_work(desk: Desk, day: date) -> tuple[OpenWork, ...]:
    """Open requirements that I am assigned, wholly or a step of, or have logged on; those of archived clients are left
    out, the latest work comes first."""
    me = desk.viewer.person_id
    open_work = _FOUND.add_columns(
        Requirement.client_id, Requirement.assignee_id, Client.open_from, *_logged_by(me, day)
    ).where(
        Requirement.completed_on.is_(None),
        Requirement.size.is_not(None),
        Client.status == "active",
        _is_mine(me),
    )
    with desk.reading(Lens.OWN) as session:
        rows = session.execute(open_work).all()
        steps: dict[int, list[StepChoice]] = {}
        for row in session.execute(_OPEN_STEPS, {"person": me}):
            steps.setdefault(row.requirement_id, []).append(_choice(row))
    found = (_open_work(row, day, me, proposed(steps.get(row.id, ()))) for row in rows)
    return tuple(sorted(found, key=_latest_first))


def proposed(steps: Sequence[StepChoice]) -> StepChoice | None:
    """The step that time is most likely for: the only one, or the only one in progress."""
    begun = [one for one in steps if one.status is StepStatus.IN_PROGRESS]
    likely = steps if len(steps) == 1 else begun
    return likely[0] if len(likely) == 1 else None


@needs(Capability.LOG_OWN_TIME)
def steps_to_log_on(desk: Desk, requirement_id: int, person_id: int | None = None) -> tuple[StepChoice, ...]:
    """The open steps that I have of a requirement, in the order of the work; person_id: that somebody else has."""
    whose = desk.viewer.person_id if person_id is None else person_id
    if whose != desk.viewer.person_id:
        desk.require(Capability.CORRECT_ANY_TIME)
    of_it = _OPEN_STEPS.where(Subtask.requirement_id == requirement_id)
    return tuple(_choice(row) for row in desk.all(of_it, {"person": whose}, lens=_lens(desk, whose)))


_OPEN_STEPS = (
    sa.select(Subtask.requirement_id, Subtask.id, Subtask.kind, Subtask.status)
    .where(
        Subtask.assignee_id == sa.bindparam("person"),
        Subtask.requirement_id.is_not(None),
        Subtask.status != StepStatus.COMPLETE.value,
        Subtask.cleared_at.is_(None),
    )
    .order_by(Subtask.id)
)


def _choice(row: Any) -> StepChoice:
    return StepChoice(row.id, StepKind(row.kind), StepStatus(row.status))


def _is_mine(person_id: int) -> sa.ColumnElement[bool]:
    logged_on = sa.select(TimeEntry.requirement_id).where(
        TimeEntry.person_id == person_id, TimeEntry.requirement_id.is_not(None)
    )
    my_step = sa.select(Subtask.requirement_id).where(
        Subtask.assignee_id == person_id, Subtask.requirement_id.is_not(None), Subtask.cleared_at.is_(None)
    )
    return sa.or_(Requirement.assignee_id == person_id, Requirement.id.in_(logged_on), Requirement.id.in_(my_step))


def _logged_by(person_id: int, day: date) -> tuple[Any, Any]:
    """The last day on which the person logged on a requirement, and what they logged on `day`."""
    minutes = sa.func.sum(sa.case((TimeEntry.work_date == day, TimeEntry.minutes), else_=0))
    last, on_day = (
        sa.select(figure)
        .where(
            TimeEntry.requirement_id == Requirement.id,
            TimeEntry.person_id == person_id,
            TimeEntry.voided_at.is_(None),
        )
        .correlate(Requirement)
        .scalar_subquery()
        for figure in (sa.func.max(TimeEntry.work_date), sa.func.coalesce(minutes, 0))
    )
    return last.label("last"), on_day.label("on_day")


def _open_work(row: Any, day: date, person_id: int, step: StepChoice | None) -> OpenWork:
    is_assigned, routed = row.assignee_id == person_id, _routed(day, row.open_from)
    return OpenWork(_found(row), row.client_id, is_assigned, row.last, Minutes(row.on_day), routed, step)


def _latest_first(one: OpenWork) -> tuple[object, ...]:
    last = one.last_worked.toordinal() if one.last_worked else 0
    return -last, one.work.client, one.work.task_number, one.work.type


def _routed(day: date, open_from: Month) -> str | None:
    return routing(Month.of(day), month_of_line(Month.of(day), open_from))


class Ahead(NamedTuple):
    """What the form says before time of a day is saved on a requirement.

    already: the hint that the day has some of it. routed: where the time counts when the month is closed.
    """

    work: Found
    already: str | None
    routed: str | None


@needs(Capability.LOG_OWN_TIME)
def ahead(desk: Desk, requirement_id: int, day: date, person_id: int | None = None) -> Ahead:
    """Raises NotFound for work that is not mine. person_id: whose time it will be, where not my own."""
    whose = desk.viewer.person_id if person_id is None else person_id
    if whose != desk.viewer.person_id:
        desk.require(Capability.CORRECT_ANY_TIME)
    of_it = (TimeEntry.requirement_id == requirement_id, TimeEntry.person_id == whose, TimeEntry.work_date == day)
    minutes = (
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0))
        .where(*of_it, TimeEntry.voided_at.is_(None))
        .scalar_subquery()
    )
    name = sa.select(Person.name).where(Person.id == whose).scalar_subquery()
    row = desk.one(
        _FOUND.add_columns(Client.open_from, minutes.label("minutes"), name.label("person")).where(
            Requirement.id == requirement_id
        ),
        lens=_lens(desk, whose),
    )
    work = _found(row)
    who = None if whose == desk.viewer.person_id else row.person
    when = "today" if day == desk.today else f"on {long_day(day)}"
    said = already_sentence(who, Minutes(row.minutes), f"{work.task} ({work.type})", when)
    return Ahead(work, said, _routed(day, row.open_from))


MOST_FOUND = 30


@needs(Capability.LOG_OWN_TIME)
def find_work(desk: Desk, text: str) -> tuple[Found, ...]:
    """Requirements by client, title, type or #number; open ones first, then the newest. At most 30."""
    words = text.replace("#", " ").split()[:6]
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 9]
    matching = [_holds(word, numbers) for word in words]
    if not matching:
        return ()
    if desk.viewer.reach is Reach.NONE:  # nothing else is in sight anyway; said here, the database begins with it
        matching.append(_is_mine(desk.viewer.person_id))
    rows = desk.all(
        _FOUND.where(Client.status == "active", *matching)
        .order_by(
            Requirement.completed_on.is_not(None),
            Task.number.in_(numbers).desc(),
            Task.number.desc(),
            Requirement.id,
        )
        .limit(MOST_FOUND),
        lens=_lens(desk, None),
    )
    return tuple(_found(row) for row in rows)


def _holds(word: str, numbers: list[int]) -> sa.ColumnElement[bool]:
    return sa.or_(
        Task.title.icontains(word, autoescape=True),
        Client.name.icontains(word, autoescape=True),
        Requirement.type.icontains(word, autoescape=True),
        Task.number.in_(numbers) if word.isascii() and word.isdigit() else sa.false(),
    )


def _lens(desk: Desk, whose: int | None) -> Lens:
    """Who may log for others finds work in reach; everybody else in reach or their own."""
    return Lens.OWN if whose == desk.viewer.person_id or not desk.viewer.can(_ANY) else Lens.REACH


_ANY = Capability.CORRECT_ANY_TIME
_FOUND = (
    sa.select(
        Requirement.id,
        Client.name,
        Task.number,
        Task.title,
        Requirement.type,
        Requirement.size,
        Requirement.average,
        Requirement.maximum,
        Requirement.actual,
        Requirement.completed_on,
    )
    .join(Task, Task.id == Requirement.task_id)
    .join(Client, Client.id == Requirement.client_id)
)


def _found(row: Any) -> Found:
    return Found(
        row.id,
        row.name,
        row.number,
        row.title,
        row.type,
        row.size,
        Estimate(row.average, row.maximum),
        row.actual,
        row.completed_on,
    )


class Choice(NamedTuple):
    id: int
    name: str


@needs(Capability.LOG_OWN_TIME)
def clients_to_log_for(desk: Desk) -> tuple[Choice, ...]:
    """Clients whom calls and meetings can be logged for, by name; delivery people know those they work for."""
    rows = desk.all(
        sa.select(Client.id, Client.name).where(Client.status == "active").order_by(Client.name), lens=Lens.OWN
    )
    return tuple(Choice(row.id, row.name) for row in rows)


@needs(Capability.CORRECT_ANY_TIME)
def people_to_log_for(desk: Desk) -> tuple[Choice, ...]:
    """Everybody who is active, by name."""
    rows = desk.all(sa.select(Person.id, Person.name).where(Person.status == "active").order_by(Person.name))
    return tuple(Choice(row.id, row.name) for row in rows)
