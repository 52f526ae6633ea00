"""The ground of placing a step: the step, who works here, and what they have to do for the viewer's clients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.diaries import LOOK_BACK, OFF, diary_of, unpacked
from charleos.reads.placing_preview import Colleague, PlacingGround, StepToPlace
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockStatus
from charleos.rules.entries import ClientCalendar
from charleos.rules.load import Booking
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Placement
from charleos.rules.policy import Rulebook
from charleos.rules.pushing import Planned
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Block, Client, Person, Requirement, Subtask, Task
from charleos.units import Minutes

AHEAD = timedelta(days=366)
"""How far ahead a step can be placed: as far as room is looked for."""


@needs(Capability.SCHEDULE)
def placing_ground(desk: Desk, subtask_id: int) -> PlacingGround:
    """Raises NotFound for a step out of reach, or one that was a false alarm."""
    with desk.reading() as session:
        found = session.execute(_STEP, {"step": subtask_id}).one_or_none()
        if found is None:
            raise NotFound("There is no such step, or it is not yours to see.")
        first = min(found.start or desk.today, desk.today)
        people = session.execute(_PEOPLE, {"off_since": first - LOOK_BACK, "type": found.type}).all()
        planned = session.execute(_PLANNED).all()
        blocks = session.execute(_BLOCKS, {"today": desk.today}).all()
        rulebook = current_rulebook(session, stamp=(people[0].policies, people[0].plans)) if people else desk.rulebook()
    return PlacingGround(
        desk.today,
        _step(found),
        {row.id: _colleague(row, rulebook, first, desk.today + AHEAD) for row in people},
        _by_person((row.assignee_id, _planned(row)) for row in planned),
        _by_person((row.assignee_id, _reserved(row)) for row in blocks),
    )


def _step(row: Any) -> StepToPlace:
    return StepToPlace(
        row.id,
        row.client_id,
        row.client,
        row.slug,
        row.number,
        row.title,
        StepKind(row.kind),
        row.type,
        _placement(row),
        Minutes(row.logged),
        row.version,
        ClientCalendar(row.client, row.client_start, row.client_status == "archived", Month(row.open_from)),
    )


def _placement(row: Any) -> Placement:
    estimate, status = Minutes(row.estimate), StepStatus(row.status)
    return Placement(row.assignee_id, row.start, row.end_on, estimate, status, row.position)


def _planned(row: Any) -> Planned:
    label = f"#{row.number} {row.title}: {StepKind(row.kind).title}"
    return Planned(row.id, row.client_id, row.number, label, _placement(row), Minutes(row.logged))


def _reserved(row: Any) -> Booking:
    return Booking(row.client_id, row.start, row.end_on, Minutes(row.minutes), True)


def _colleague(row: Any, rulebook: Rulebook, first: date, last: date) -> Colleague:
    diary = diary_of(row, rulebook, first, last, unpacked(row.off))
    return Colleague(row.id, row.name, row.discipline, diary, row.done)


def _by_person(pairs: Iterable[tuple[int, Any]]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for person_id, one in pairs:
        found[person_id].append(one)
    return {person_id: tuple(those) for person_id, those in found.items()}


_PLACED = (
    Subtask.id,
    Subtask.client_id,
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
)
_STEP = (
    sa.select(
        *_PLACED,
        Subtask.version,
        Requirement.type,
        Client.name.label("client"),
        Client.slug,
        Client.start.label("client_start"),
        Client.status.label("client_status"),
        Client.open_from,
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .outerjoin(Requirement, Requirement.id == Subtask.requirement_id)
    .where(Subtask.id == sa.bindparam("step"), Subtask.cleared_at.is_(None))
)
_PLANNED = (
    sa.select(*_PLACED)
    .join(Task, Task.id == Subtask.task_id)
    .where(
        Subtask.assignee_id.is_not(None),
        Subtask.start.is_not(None),
        Subtask.status != StepStatus.COMPLETE.value,
        Subtask.cleared_at.is_(None),
    )
    .order_by(Subtask.id)
)
_BLOCKS = (
    sa.select(Block.assignee_id, Block.client_id, Block.start, Block.end_on, Block.minutes)
    .where(Block.end_on >= sa.bindparam("today"), Block.status != BlockStatus.COMPLETED.value)
    .order_by(Block.start, Block.id)
)
_DONE = sa.select(sa.func.count(Requirement.id)).where(
    Requirement.assignee_id == Person.id,
    Requirement.completed_on.is_not(None),
    Requirement.type == sa.bindparam("type"),
)
_PEOPLE = (
    sa.select(
        Person.id,
        Person.name,
        Person.discipline,
        Person.capacity,
        OFF,
        _DONE.correlate(Person).scalar_subquery().label("done"),
        *STAMP,
    )
    .where(Person.status == "active")
    .order_by(sa.func.lower(Person.name), Person.id)
)
