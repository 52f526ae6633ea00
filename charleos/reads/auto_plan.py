"""A month's planner as it can be planned at one stroke: what waits for dates, who there is, and what they do."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.reads.diaries import LOOK_BACK, OFF, diary_of, unpacked
from charleos.reads.load import DayLoad
from charleos.rules.access import Capability
from charleos.rules.auto_plan import Anchor, Colleague, Placed, Proposal, Reserved, Waiting, propose
from charleos.rules.blocks import BlockKind, BlockStatus
from charleos.rules.clients import unknown_client
from charleos.rules.diary import Diary
from charleos.rules.load import Booking, beside, load_by_day, to_do
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Move, Placement
from charleos.rules.policy import Rulebook
from charleos.rules.work_order import Stage
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Block, Client, Person, Requirement, Subtask, Task
from charleos.units import Minutes


class StepToPlan(NamedTuple):
    """A step of the planner without dates, as a table shows it. now: as it stands."""

    id: int
    client_id: int
    number: int
    title: str
    kind: StepKind
    work_type: str
    now: Placement


class ClientToPlan(NamedTuple):
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class MonthToPlan:
    """clients: by id, all that are in reach. team: everybody active, with what they do for those clients.
    planned: minutes by step, where they are to be others than estimated.

    What they do besides is nobody's to list; the one read of how loaded people are says how much it is.
    """

    month: Month
    today: date
    clients: Mapping[int, ClientToPlan]
    steps: tuple[StepToPlan, ...]
    waiting: tuple[Waiting, ...]
    anchors: tuple[Anchor, ...]
    reserved: tuple[Reserved, ...]
    team: Mapping[int, Colleague]
    planned: Mapping[int, Minutes] = field(default_factory=dict)

    def as_usual(self, minutes: Mapping[int, Minutes]) -> MonthToPlan:
        """With steps as long as they usually take. minutes: by step; steps that are not in it stay as they are."""
        planned = {step.id: minutes[step.id] for step in self.steps if step.id in minutes}
        more = {step.id: planned[step.id] - step.now.estimate for step in self.steps if step.id in planned}
        waiting = (one._replace(minutes=_longer(one.minutes, more.get(one.subtask_id))) for one in self.waiting)
        return replace(self, planned=planned, waiting=tuple(waiting))

    def minutes_of(self, step: StepToPlan) -> Minutes:
        """How long the step will be estimated once it is planned."""
        return self.planned.get(step.id, step.now.estimate)

    @property
    def first(self) -> date:
        """The first day that can be planned."""
        return max(self.today, self.month.first)

    def proposal(self, loads: Iterable[DayLoad]) -> Proposal:
        """Who would do what when. loads: everybody's, on the days of the month from today on."""
        rest: dict[int, dict[date, Minutes]] = defaultdict(dict)
        for person_id, day, minutes in loads:
            rest[person_id][day] = minutes
        team = {i: one._replace(elsewhere=_elsewhere(one, rest[i], self.today)) for i, one in self.team.items()}
        return propose(
            self.waiting, team, month=self.month, today=self.today, anchors=self.anchors, blocks=self.reserved
        )

    def moves(self, proposal: Proposal) -> tuple[Move, ...]:
        """What the proposal changes, by step."""
        steps = {step.id: step for step in self.steps}
        return tuple(self._move(steps[one.subtask_id], one) for one in proposal.placed)

    def _move(self, step: StepToPlan, to: Placed) -> Move:
        minutes = self.minutes_of(step)
        return Move(step.id, step.now, step.now.moved_to(to.assignee_id, to.start, to.end, estimate=minutes))


def _longer(minutes: Minutes, more: Minutes | None) -> Minutes:
    return minutes if more is None else max(Minutes(0), minutes + more)


def mark_of(moves: tuple[Move, ...]) -> str:
    """What tells one set of moves from another: that a person saw these very ones."""
    return hashlib.sha256(repr(moves).encode()).hexdigest()


def _elsewhere(one: Colleague, loads: Mapping[date, Minutes], today: date) -> dict[date, Minutes]:
    """What of somebody's load is for clients out of reach."""
    return beside(loads, load_by_day(one.bookings, one.diary, today))


@needs(Capability.SCHEDULE)
def month_to_plan(desk: Desk, month: Month, slug: str | None = None) -> MonthToPlan:
    """What the planner of the month waits for: of one client, or of all in reach. Raises NotFound."""
    with desk.reading() as session:
        found = session.execute(_CLIENTS, {"since": min(desk.today, month.first), "last": month.last}).all()
        clients = {row.client_id: ClientToPlan(row.name, row.slug) for row in found}
        asked = {row.client_id for row in found if slug in (None, row.slug)}
        if slug is not None and not asked:
            raise unknown_client(slug)
        rows = session.execute(_STEPS, {"month": month, "last": month.last}).all()
        people = session.execute(_PEOPLE, {"off_since": desk.today - LOOK_BACK}).all()
        done = session.execute(_DONE).all()
        rulebook = current_rulebook(session, stamp=(people[0].policies, people[0].plans)) if people else desk.rulebook()
    blocks = [row for row in found if row.kind is not None]
    waiting = [row for row in rows if row.start is None and row.client_id in asked]
    team = _team(people, rulebook, desk.today, month, _bookings(rows, blocks), done)
    return MonthToPlan(
        month,
        desk.today,
        clients,
        tuple(map(_to_plan, waiting)),
        tuple(_waiting(row, team) for row in waiting),
        tuple(_anchors(rows, {row.task_id for row in waiting})),
        tuple(_reserved(row) for row in blocks),
        team,
    )


def _to_plan(row: Any) -> StepToPlan:
    now = Placement(row.assignee_id, None, None, Minutes(row.estimate), StepStatus(row.status), row.position)
    return StepToPlan(row.id, row.client_id, row.number, row.title, StepKind(row.kind), _work_type(row), now)


def _work_type(row: Any) -> str:
    return row.type or "development"


def _stage(row: Any) -> Stage:
    return Stage(row.task_id, row.requirement_id, StepKind(row.kind), _work_type(row))


def _waiting(row: Any, team: Collection[int]) -> Waiting:
    """It stays with whoever it was given to; core work goes to whom the requirement was given to, if still here."""
    is_core = row.kind in (StepKind.DESIGN, StepKind.DEVELOPMENT) and row.requirement_assignee in team
    person_id = row.assignee_id or (row.requirement_assignee if is_core else None)
    minutes = to_do(Minutes(row.estimate), Minutes(row.logged))
    return Waiting(row.id, row.client_id, row.number, _stage(row), minutes, person_id, row.client_start)


def _anchors(rows: Iterable[Any], tasks: set[int]) -> Iterator[Anchor]:
    for row in rows:
        if row.start is not None and row.task_id in tasks and row.kind != StepKind.DELAYED:
            yield Anchor(_stage(row), row.start, row.end_on)


def _reserved(row: Any) -> Reserved:
    return Reserved(row.client_id, BlockKind(row.kind), row.assignee_id, row.start, row.end_on)


def _bookings(steps: Iterable[Any], blocks: Iterable[Any]) -> dict[int, list[Booking]]:
    found: dict[int, list[Booking]] = defaultdict(list)
    for row in steps:
        left = to_do(Minutes(row.estimate), Minutes(row.logged))
        if row.start is not None and row.assignee_id is not None and left:
            found[row.assignee_id].append(Booking(row.client_id, row.start, row.end_on, left))
    for row in blocks:
        booking = Booking(row.client_id, row.start, row.end_on, Minutes(row.minutes), is_block=True)
        found[row.assignee_id].append(booking)
    return found


def _team(
    people: Sequence[Any],
    rulebook: Rulebook,
    today: date,
    month: Month,
    bookings: Mapping[int, list[Booking]],
    done: Iterable[Any],
) -> dict[int, Colleague]:
    experience: dict[int, dict[str, int]] = defaultdict(dict)
    for person_id, work_type, count in done:
        experience[person_id][work_type] = count
    found = {}
    for row in people:
        diary: Diary = diary_of(row, rulebook, min(today, month.first), month.last, unpacked(row.off))
        held = tuple(bookings.get(row.id, ()))
        found[row.id] = Colleague(row.name, row.discipline, diary, held, done=experience[row.id])
    return found


_LAST: sa.BindParameter[date] = sa.bindparam("last")
_CLIENTS = (
    sa.select(
        Client.id.label("client_id"),
        Client.slug,
        Client.name,
        Block.kind,
        Block.assignee_id,
        Block.start,
        Block.end_on,
        Block.minutes,
    )
    .outerjoin(
        Block,
        sa.and_(
            Block.client_id == Client.id,
            Block.end_on >= sa.bindparam("since"),
            Block.start <= _LAST,
            Block.status != BlockStatus.COMPLETED.value,
        ),
    )
    .where(Client.status == "active")
    .order_by(Client.id, Block.id)
)
_STEPS = (
    sa.select(
        Subtask.id,
        Subtask.client_id,
        Subtask.task_id,
        Subtask.requirement_id,
        Subtask.kind,
        Subtask.assignee_id,
        Subtask.start,
        Subtask.end_on,
        Subtask.estimate,
        Subtask.logged,
        Subtask.status,
        Subtask.position,
        Task.number,
        Task.title,
        Requirement.type,
        Requirement.assignee_id.label("requirement_assignee"),
        Client.start.label("client_start"),
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .outerjoin(Requirement, Requirement.id == Subtask.requirement_id)
    .where(
        Subtask.cleared_at.is_(None),
        Subtask.status != StepStatus.COMPLETE.value,
        sa.or_(
            Subtask.start.is_not(None),
            sa.and_(
                Task.target_month == sa.bindparam("month"),
                Subtask.status == StepStatus.NOT_SCHEDULED.value,
                Subtask.kind != StepKind.DELAYED.value,
                Client.status == "active",
                Requirement.completed_on.is_(None),
            ),
        ),
    )
    .order_by(Task.number, Subtask.id)
)
_PEOPLE = (
    sa.select(Person.id, Person.name, Person.discipline, Person.capacity, OFF, *STAMP)
    .where(Person.status == "active")
    .order_by(Person.id)
)
_DONE = (
    sa.select(Requirement.assignee_id, Requirement.type, sa.func.count(Requirement.id))
    .where(Requirement.completed_on.is_not(None), Requirement.assignee_id.is_not(None))
    .group_by(Requirement.assignee_id, Requirement.type)
)
