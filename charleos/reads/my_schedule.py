"""My schedule: the steps I have, on which of the next days they fit, and the files and forms that name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.reads.diaries import LOOK_BACK, OFF, diary_of, unpacked
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockKind, BlockStatus
from charleos.rules.day_plan import DayPlan, Item, day_plans
from charleos.rules.diary import HALVES, Diary
from charleos.rules.load import Booking, days_of, to_do
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.working_days import bank_holiday, is_working_day
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Block, Client, Person, Subtask, Task
from charleos.store.scope import Lens, ScopedSession
from charleos.units import NOTHING, Minutes

AHEAD = timedelta(days=13)
"""Two weeks, today included."""


class MyStep(NamedTuple):
    """One of my steps that is not complete. start and end are None before it is scheduled.

    is_behind: it runs behind, and a Delayed step follows it. notes: what should change, or why it is delayed.
    """

    id: int
    version: int
    client_id: int
    client: str
    number: int
    task: str
    requirement_id: int | None
    kind: StepKind
    status: StepStatus
    start: date | None
    end: date | None
    estimate: Minutes
    logged: Minutes
    position: int | None
    iterations: int
    is_behind: bool
    cause: str
    notes: str

    @property
    def remaining(self) -> Minutes:
        return to_do(self.estimate, self.logged)

    def is_late(self, today: date) -> bool:
        return self.end is not None and self.end < today


class Slot(NamedTuple):
    """A step on a day: how much of it fits, how much waits after it, and why it stands where it does."""

    step: MyStep
    allocated: Minutes
    queued: Minutes
    why: str


class Reserved(NamedTuple):
    """Time that a block holds for a client on a day."""

    client: str
    kind: str
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class ScheduledDay:
    """halves_off: of leave; 2 is all day. reserved: what blocks hold of it."""

    day: date
    capacity: Minutes
    holiday: str | None
    halves_off: int
    reserved: tuple[Reserved, ...]
    slots: tuple[Slot, ...]

    @property
    def allocated(self) -> Minutes:
        return sum((one.allocated for one in self.slots), NOTHING)

    @property
    def is_bare(self) -> bool:
        """A day without anything to say about it."""
        return not (self.slots or self.reserved or self.halves_off or self.holiday)


@dataclass(frozen=True, slots=True)
class MySchedule:
    """days: every day of two weeks from today. waiting: steps that are mine and have no dates yet."""

    days: tuple[ScheduledDay, ...]
    waiting: tuple[MyStep, ...]

    @property
    def today(self) -> ScheduledDay:
        return self.days[0]


@needs(Capability.OWN_SCHEDULE)
def my_schedule(desk: Desk) -> MySchedule:
    """Two weeks of my days, each filled in order of priority with what is still to be done."""
    last = desk.today + AHEAD
    with desk.reading(Lens.OWN) as session:
        about = {"person": desk.viewer.person_id, "off_since": desk.today - LOOK_BACK}
        me = session.execute(_ME, about).one_or_none()
        if me is None:
            raise NotFound("There is no such person.")
        steps = my_steps(session, desk.viewer.person_id)
        blocks = session.execute(_BLOCKS, {"person": desk.viewer.person_id, "today": desk.today, "last": last}).all()
        rulebook = current_rulebook(session, stamp=(me.policies, me.plans))
    diary = diary_of(me, rulebook, desk.today, last, unpacked(me.off))
    reserved = [(_booking(row), row) for row in blocks]
    items = [_item(step, step.start, step.end) for step in steps if step.start is not None and step.end is not None]
    plans = day_plans(items, diary, today=desk.today, until=last, blocks=[booking for booking, _ in reserved])
    held = [
        (day, Reserved(row.name, BlockKind(row.kind).called(row.round), minutes))
        for booking, row in reserved
        for day, minutes in days_of(booking, diary, desk.today).items()
        if minutes
    ]
    days = tuple(_day(plan, steps, held, diary, desk.today) for plan in plans)
    return MySchedule(days, tuple(step for step in steps if step.start is None))


def my_steps(session: ScopedSession, person_id: int) -> tuple[MyStep, ...]:
    """All that are not complete, by start. One statement."""
    rows = session.execute(_STEPS, {"person": person_id}).all()
    return tuple(_step(row) for row in rows)


_RUNS_BEHIND = Subtask.id.in_(
    sa.select(Subtask.behind_id).where(Subtask.behind_id.is_not(None), Subtask.cleared_at.is_(None)).correlate(None)
)
_ME = sa.select(Person.id, Person.capacity, Person.discipline, OFF, *STAMP).where(Person.id == sa.bindparam("person"))
_STEPS = (
    sa.select(
        Subtask.id,
        Subtask.version,
        Subtask.client_id,
        Client.name,
        Task.number,
        Task.title,
        Subtask.requirement_id,
        Subtask.kind,
        Subtask.status,
        Subtask.start,
        Subtask.end_on,
        Subtask.estimate,
        Subtask.logged,
        Subtask.position,
        Subtask.iterations,
        _RUNS_BEHIND.label("is_behind"),
        Subtask.cause,
        Subtask.notes,
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .where(
        Subtask.assignee_id == sa.bindparam("person"),
        Subtask.status != StepStatus.COMPLETE.value,
        Subtask.cleared_at.is_(None),
    )
    .order_by(Subtask.start, Task.number, Subtask.id)
)
_BLOCKS = (
    sa.select(Block.client_id, Client.name, Block.kind, Block.round, Block.start, Block.end_on, Block.minutes)
    .join(Client, Client.id == Block.client_id)
    .where(
        Block.assignee_id == sa.bindparam("person"),
        Block.end_on >= sa.bindparam("today"),
        Block.start <= sa.bindparam("last"),
        Block.status != BlockStatus.COMPLETED.value,
    )
    .order_by(Block.start, Block.id)
)


def _step(row: Any) -> MyStep:
    return MyStep(
        row.id,
        row.version,
        row.client_id,
        row.name,
        row.number,
        row.title,
        row.requirement_id,
        StepKind(row.kind),
        StepStatus(row.status),
        row.start,
        row.end_on,
        Minutes(row.estimate),
        Minutes(row.logged),
        row.position,
        row.iterations,
        bool(row.is_behind),
        row.cause,
        row.notes,
    )


def _booking(row: Any) -> Booking:
    return Booking(row.client_id, row.start, row.end_on, Minutes(row.minutes), is_block=True)


def _item(step: MyStep, start: date, end: date) -> Item:
    return Item(step.id, step.client_id, step.number, start, end, step.remaining, step.position)


def _day(
    plan: DayPlan, steps: Sequence[MyStep], held: Sequence[tuple[date, Reserved]], diary: Diary, today: date
) -> ScheduledDay:
    """A day with what fits on it; on the first one also what waits, and what has taken its time and is not complete."""
    known = {step.id: step for step in steps}
    is_first = plan.day == today
    slots = [
        Slot(known[share.item.subtask_id], share.allocated, share.queued, share.why)
        for share in plan.items
        if share.allocated or is_first
    ]
    slots += [Slot(step, NOTHING, NOTHING, "") for step in steps if _is_spent_on(step, plan.day, today)]
    off = HALVES - diary.halves(plan.day) if is_working_day(plan.day) else 0
    reserved = tuple(one for day, one in held if day == plan.day)
    return ScheduledDay(plan.day, plan.capacity, bank_holiday(plan.day), off, reserved, tuple(slots))


def _is_spent_on(step: MyStep, day: date, today: date) -> bool:
    """Whether a step without anything still to be done stands on the day: on its first one, or today."""
    return step.start is not None and not step.remaining and max(step.start, today) == day
