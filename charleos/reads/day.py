"""Somebody's day: what fits into it in which order, what waits; and what was logged on a day gone by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import BadInput, NotFound
from charleos.reads.diaries import LOOK_BACK, OFF, diary_of, unpacked
from charleos.reads.load import team_load
from charleos.rules.access import Capability, Reach
from charleos.rules.blocks import BlockStatus
from charleos.rules.day_plan import Item, Share, day_plans
from charleos.rules.diary import Diary
from charleos.rules.load import Booking, beside, held_for_others, load_by_day
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.columns import PackedRows
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Block, Client, Person, Requirement, Subtask, Task, TimeEntry
from charleos.store.scope import Lens
from charleos.units import NOTHING, Minutes

FURTHEST = timedelta(days=732)


class DayItem(NamedTuple):
    """A step on a day, or what was logged on one gone by. priority, why, start and end are None for what was logged.

    step_id, subtask and kind are None for time that names no step, task for time that names no task, client for the
    agency's own. allocated: minutes of the day. queued: what is still to be done after it.
    """

    step_id: int | None
    subtask: str | None
    kind: StepKind | None
    task_id: int | None
    task_key: str | None
    task_number: int | None
    task: str
    client: str | None
    slug: str | None
    start: date | None
    end: date | None
    priority: int | None
    why: str | None
    allocated: Minutes
    queued: Minutes


@dataclass(frozen=True, slots=True)
class PersonDay:
    """Items in order. others: what is to be done for clients that the viewer does not know; it comes first.

    reserved: what blocks hold of the day beyond the steps of their clients.
    """

    person_id: int
    person: str
    day: date
    is_past: bool
    capacity: Minutes
    items: tuple[DayItem, ...] = ()
    others: Minutes = NOTHING
    reserved: Minutes = NOTHING

    @property
    def allocated(self) -> Minutes:
        return sum((item.allocated for item in self.items), NOTHING)

    @property
    def queued(self) -> Minutes:
        return sum((item.queued for item in self.items), NOTHING)


@needs(Capability.OWN_SCHEDULE)
def person_day(desk: Desk, person_id: int, day: date) -> PersonDay:
    """One's own day, or for whoever schedules, somebody else's. Raises NotFound where there is no such person."""
    is_own = person_id == desk.viewer.person_id
    if not is_own:
        desk.require(Capability.SCHEDULE)
    if day > desk.today + FURTHEST:
        raise BadInput("A day plan looks two years ahead at most; choose an earlier day.", field="day")
    is_past = day < desk.today
    with desk.reading(Lens.OWN if is_own else Lens.REACH) as session:
        about = {"person": person_id, "off_since": desk.today - LOOK_BACK, "today": desk.today}
        head = session.execute(_PERSON, about).one_or_none()
        if head is None:
            raise NotFound("There is no such person.")
        rulebook = current_rulebook(session, stamp=(head.policies, head.plans))
        rows = session.execute(_LOGGED if is_past else _STEPS, {"person": person_id, "day": day}).all()
    diary = diary_of(head, rulebook, min(day, desk.today), day, unpacked(head.off))
    shown = PersonDay(person_id, head.name, day, is_past, diary.capacity(day))
    if is_past:
        return replace(shown, items=tuple(_item(row) for row in rows))
    return _filled(desk, shown, diary, rows, _blocks(head.blocks), sees_all=is_own or desk.viewer.reach is Reach.ALL)


def _filled(
    desk: Desk, empty: PersonDay, diary: Diary, rows: Sequence[Any], blocks: list[Booking], *, sees_all: bool
) -> PersonDay:
    """The day of today or later, with what is in it. What is not in sight is held back, as if it were reserved."""
    steps = [Booking(row.client_id, row.start, row.end, row.minutes) for row in rows]
    load = load_by_day([*blocks, *steps], diary, desk.today)
    others = {} if sees_all else _others(desk, diary, empty.day, load)
    by_id = {row.step_id: row for row in rows}
    items = [
        Item(row.step_id, row.client_id, row.task_number, row.start, row.end, row.minutes, row.position) for row in rows
    ]
    plan = day_plans(items, diary, today=desk.today, until=empty.day, blocks=[*blocks, *held_for_others(others)])[-1]
    shown = tuple(_item(by_id[share.item.subtask_id], share) for share in plan.items)
    held = beside(load, load_by_day(steps, diary, desk.today))
    return replace(empty, items=shown, others=others.get(empty.day, NOTHING), reserved=held.get(empty.day, NOTHING))


def _others(desk: Desk, diary: Diary, day: date, seen: Mapping[date, Minutes]) -> dict[date, Minutes]:
    """By day, the part of the person's load that is not of the work in sight."""
    loads = {load.day: load.minutes for load in team_load(desk, desk.today, day, diary.person_id)}
    return beside(loads, seen)


def _item(row: Any, share: Share | None = None) -> DayItem:
    """share: of the day's plan; without one, the minutes were logged."""
    return DayItem(
        row.step_id,
        row.subtask,
        None if row.kind is None else StepKind(row.kind),
        row.task_id,
        row.task_key,
        row.task_number,
        row.task or row.activity,
        row.client,
        row.slug,
        row.start,
        row.end,
        share.priority if share else None,
        share.why if share else None,
        share.allocated if share else Minutes(row.minutes),
        share.queued if share else NOTHING,
    )


def _blocks(packed: str | None) -> list[Booking]:
    rows = sorted(json.loads(packed or "[]"))
    return [
        Booking(client_id, _day(start), _day(end), Minutes(minutes), True) for client_id, start, end, minutes in rows
    ]


_day = date.fromisoformat

_RESERVED = sa.select(PackedRows(Block.client_id, Block.start, Block.end_on, Block.minutes)).where(
    Block.assignee_id == Person.id,
    Block.end_on >= sa.bindparam("today"),
    Block.status != BlockStatus.COMPLETED.value,
)
_PERSON = sa.select(
    Person.id,
    Person.name,
    Person.capacity,
    Person.discipline,
    OFF,
    _RESERVED.correlate(Person).scalar_subquery().label("blocks"),
    *STAMP,
).where(Person.id == sa.bindparam("person"))
_OF_TASK = (
    Subtask.id.label("step_id"),
    Subtask.key.label("subtask"),
    Subtask.kind,
    Task.id.label("task_id"),
    Task.key.label("task_key"),
    Task.number.label("task_number"),
    Task.title.label("task"),
    Client.name.label("client"),
    Client.slug,
    Subtask.start,
    Subtask.end_on.label("end"),
)
_STEPS = (
    sa.select(
        *_OF_TASK,
        sa.null().label("activity"),
        Subtask.client_id,
        Subtask.position,
        (Subtask.estimate - Subtask.logged).label("minutes"),
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .where(
        Subtask.assignee_id == sa.bindparam("person"),
        Subtask.start <= sa.bindparam("day"),
        Subtask.status != StepStatus.COMPLETE.value,
        Subtask.estimate > Subtask.logged,
        Subtask.cleared_at.is_(None),
    )
)
_LOGGED = (
    sa.select(*_OF_TASK, TimeEntry.activity, sa.func.sum(TimeEntry.minutes).label("minutes"))
    .select_from(TimeEntry)
    .outerjoin(Requirement, Requirement.id == TimeEntry.requirement_id)
    .outerjoin(Task, Task.id == Requirement.task_id)
    .outerjoin(Subtask, Subtask.id == TimeEntry.subtask_id)
    .outerjoin(Client, Client.id == TimeEntry.client_id)
    .where(
        TimeEntry.person_id == sa.bindparam("person"),
        TimeEntry.work_date == sa.bindparam("day"),
        TimeEntry.voided_at.is_(None),
    )
    .group_by(Subtask.id, Task.id, Client.id, TimeEntry.activity)
    .order_by(sa.func.min(TimeEntry.id))
)
