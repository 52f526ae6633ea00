"""The team's schedule: who works on what from when to when, what is reserved, and who is away."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.reads.diaries import OFF, diary_of, unpacked
from charleos.reads.load import Booked, Loads, earliest, loads_of
from charleos.rules.access import Capability, Reach
from charleos.rules.blocks import BlockStatus
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.policy import Rulebook
from charleos.rules.timeline import Dates, Span, Team, team_of
from charleos.store.columns import PackedColumn, PackedRows
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Block, Client, Person, Subtask, Task
from charleos.units import Minutes


class StepBar(NamedTuple):
    """A step with dates, as it is fetched: first and last are ISO text, status and kind the words of StepStatus and
    StepKind. is_late: completed after its end.
    """

    assignee_id: int | None
    first: str
    last: str
    id: int
    status: str
    kind: str
    estimate: Minutes
    is_late: int
    task_number: int
    task: str
    client_id: int

    @property
    def is_delayed(self) -> bool:
        """A Running Behind mark put it there."""
        return self.kind == StepKind.DELAYED

    def is_overdue(self, today: date) -> bool:
        return self.last < today.isoformat() and self.status != StepStatus.COMPLETE


class BlockBar(NamedTuple):
    """A person's time that is reserved for a client's month; dates as in a StepBar."""

    assignee_id: int
    first: str
    last: str
    id: int
    kind: str
    round: int
    minutes: Minutes
    status: str
    client_id: int

    @property
    def is_open(self) -> bool:
        return self.status != BlockStatus.COMPLETED


class ClientName(NamedTuple):
    name: str
    slug: str


class ScheduledPerson(NamedTuple):
    id: int
    name: str
    team: Team
    is_active: bool
    diary: Diary


@dataclass(frozen=True, slots=True)
class ScheduleFilter:
    """What the schedule is narrowed to. status and kind leave only steps."""

    person_id: int | None = None
    slug: str | None = None
    status: StepStatus | None = None
    kind: StepKind | None = None

    @property
    def leaves_only_steps(self) -> bool:
        return self.status is not None or self.kind is not None


@dataclass(frozen=True, slots=True)
class TeamSchedule:
    """What lies in `dates` and in reach. clients: all in reach, by name. steps: by assignee, each person's in the order
    of their dates; under None what is nobody's yet. loads: what that work, and what is overdue, comes to on each
    person's days from today on, narrowed or not. sees_all: there is no work that the viewer cannot see.
    """

    dates: Dates
    people: tuple[ScheduledPerson, ...]
    steps: Mapping[int | None, tuple[StepBar, ...]]
    blocks: tuple[BlockBar, ...]
    clients: Mapping[int, ClientName]
    loads: Loads
    sees_all: bool

    def narrowed(self, asked: ScheduleFilter) -> TeamSchedule:
        """Only what matches; people stay, so that a free day can be found, unless one is asked for."""
        clients = {i for i, client in self.clients.items() if asked.slug in (None, client.slug)}
        steps = {
            person_id: found
            for person_id, bars in self.steps.items()
            if asked.person_id in (None, person_id)
            and (found := tuple(bar for bar in bars if bar.client_id in clients and _matches(bar, asked)))
        }
        blocks = () if asked.leaves_only_steps else self.blocks
        return replace(
            self,
            people=tuple(one for one in self.people if asked.person_id in (None, one.id)),
            steps=steps,
            blocks=tuple(
                bar for bar in blocks if bar.client_id in clients and asked.person_id in (None, bar.assignee_id)
            ),
        )


def _matches(bar: StepBar, asked: ScheduleFilter) -> bool:
    return asked.status in (None, bar.status) and asked.kind in (None, bar.kind)


@needs(Capability.SCHEDULE)
def team_schedule(desk: Desk, day: date, span: Span) -> TeamSchedule:
    """Everybody active, and whoever left but still has work there. Steps without dates are in no schedule."""
    dates = span.around(day)
    values = {"first": dates.first, "last": dates.last, "late": min(dates.first, desk.today)}
    with desk.reading() as session:
        *columns, late, reserved = session.execute(_WORK, values).one()
        clients = {i: ClientName(name, slug) for i, name, slug in session.execute(_CLIENTS)}
        blocks = tuple(map(BlockBar._make, sorted(json.loads(reserved or "[]"))))
        held = tuple(
            (bar.assignee_id, bar.client_id, bar.first, bar.last, bar.minutes) for bar in blocks if bar.is_open
        )
        since = min(dates.first, earliest(desk.today, held))
        people = session.execute(_PEOPLE, {"off_since": since}).all()
        rulebook = current_rulebook(session, stamp=(people[0].policies, people[0].plans))
    off = tuple((row.id, unpacked(row.off)) for row in people)
    steps, loads = _worked_out(tuple(columns), late, held, off, dates, desk.today)
    busy = {*steps, *(bar.assignee_id for bar in blocks)}
    shown = _people((row for row in people if row.status == "active" or row.id in busy), dict(off), rulebook, dates)
    return TeamSchedule(dates, shown, steps, blocks, clients, loads, desk.viewer.reach is Reach.ALL)


@lru_cache(maxsize=8)
def _worked_out(
    columns: tuple[str, ...],
    late: str | None,
    held: tuple[Booked, ...],
    off: tuple[tuple[int, tuple[DaysOff, ...]], ...],
    dates: Dates,
    today: date,
) -> tuple[Mapping[int | None, tuple[StepBar, ...]], Loads]:
    """Bars and load of what was fetched; kept, since a page asks again at each click, while that is the same to the
    letter.
    """
    fetched = dict(zip(_STEP, map(json.loads, columns), strict=True))
    to_do = zip(*(fetched[name] for name in _TO_DO), strict=True)
    loads = loads_of(chain(to_do, json.loads(late or "[]")), held, dict(off), dates, today)
    return _by_person(map(_bar, zip(*(fetched[name] for name in StepBar._fields), strict=True))), loads


_bar: Callable[[tuple[Any, ...]], StepBar] = partial(tuple.__new__, StepBar)  # twice as fast as _make


def _by_person(bars: Iterable[StepBar]) -> dict[int | None, tuple[StepBar, ...]]:
    found: dict[int | None, list[StepBar]] = defaultdict(list)
    for bar in bars:
        found[bar[0]].append(bar)
    return {person_id: tuple(sorted(those)) for person_id, those in found.items()}


def _people(
    rows: Iterable[Any], off: Mapping[int, tuple[DaysOff, ...]], rulebook: Rulebook, dates: Dates
) -> tuple[ScheduledPerson, ...]:
    """Days are as long for everybody of one discipline, so that this is worked out once for each."""
    usual: dict[tuple[str, int | None], Diary] = {}
    found = []
    for row in rows:
        kind = (row.discipline, row.capacity)
        if kind not in usual:
            usual[kind] = diary_of(row, rulebook, *dates, ())
        same, away = usual[kind], tuple(one for one in off[row.id] if one.end >= dates.first)
        diary = Diary(row.id, same.full_day, away, same.other_months)
        found.append(ScheduledPerson(row.id, row.name, team_of(row.discipline), row.status == "active", diary))
    return tuple(found)


_FIRST: sa.BindParameter[date] = sa.bindparam("first")
_LAST: sa.BindParameter[date] = sa.bindparam("last")
_OPEN = (Subtask.completed_on.is_(None), Subtask.cleared_at.is_(None))
_LEFT = Subtask.estimate - Subtask.logged
_STEP = {
    "assignee_id": Subtask.assignee_id,
    "first": Subtask.start,
    "last": Subtask.end_on,
    "id": Subtask.id,
    "status": Subtask.status,
    "kind": Subtask.kind,
    "estimate": Subtask.estimate,
    "is_late": sa.case((Subtask.completed_on > Subtask.end_on, 1), else_=0),
    "task_number": Task.number,
    "task": Task.title,
    "client_id": Subtask.client_id,
    "to_do": sa.case((Subtask.completed_on.is_(None), _LEFT), else_=0),
}
_TO_DO = ("assignee_id", "client_id", "first", "last", "to_do")
_LATE = sa.select(
    PackedRows(Subtask.assignee_id, Subtask.client_id, Subtask.start, Subtask.end_on, _LEFT),
).where(Subtask.end_on < sa.bindparam("late"), *_OPEN)
_BLOCKS = sa.select(
    PackedRows(
        Block.assignee_id,
        Block.start,
        Block.end_on,
        Block.id,
        Block.kind,
        Block.round,
        Block.minutes,
        Block.status,
        Block.client_id,
    )
).where(Block.end_on >= _FIRST, Block.start <= _LAST)
_WORK = (
    sa.select(*map(PackedColumn, _STEP.values()), _LATE.scalar_subquery(), _BLOCKS.scalar_subquery())
    .join(Task, Task.id == Subtask.task_id)
    .where(Subtask.end_on >= _FIRST, Subtask.start <= _LAST, Subtask.cleared_at.is_(None))
)
_CLIENTS = sa.select(Client.id, Client.name, Client.slug).order_by(sa.func.lower(Client.name), Client.id)
_PEOPLE = sa.select(Person.id, Person.name, Person.discipline, Person.capacity, Person.status, OFF, *STAMP).order_by(
    sa.func.lower(Person.name), Person.id
)
forget_schedules = _worked_out.cache_clear
