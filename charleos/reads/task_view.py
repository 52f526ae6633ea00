"""One task of a client: its requirements with their figures, and every step of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.reads.work import COLUMNS, RequirementWork, TaskWork, tasks_of
from charleos.rules.access import Capability
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Client, Person, Quote, Requirement, Subtask, Task
from charleos.units import NOTHING, Minutes


class StepMark(StrEnum):
    """What stands beside a step's status."""

    BEHIND = "Running behind"
    DELAYED = "Delayed"
    LATE = "Completed late"


class StepLine(NamedTuple):
    """remaining: of its estimate. mark_id: the Delayed step that its Running Behind mark made, while it stands."""

    id: int
    kind: StepKind
    requirement_id: int | None
    assignee_id: int | None
    assignee: str | None
    start: date | None
    end: date | None
    estimate: Minutes
    logged: Minutes
    status: StepStatus
    iterations: int
    completed_on: date | None
    behind_id: int | None
    mark_id: int | None
    cause: str
    notes: str
    version: int

    @property
    def remaining(self) -> Minutes:
        return max(self.estimate - self.logged, NOTHING)

    @property
    def marks(self) -> tuple[StepMark, ...]:
        late = self.completed_on is not None and self.end is not None and self.completed_on > self.end
        standing = {
            StepMark.BEHIND: self.mark_id is not None,
            StepMark.DELAYED: self.kind is StepKind.DELAYED,
            StepMark.LATE: late,
        }
        return tuple(mark for mark, stands in standing.items() if stands)


@dataclass(frozen=True, slots=True)
class TaskView:
    """quote: the number of the quote that the task came from."""

    task: TaskWork
    client: str
    quote: int | None
    steps: tuple[StepLine, ...]

    def steps_of(self, requirement: RequirementWork | None) -> tuple[StepLine, ...]:
        """Those of a requirement; of None, those that belong to the task alone."""
        wanted = None if requirement is None else requirement.id
        return tuple(step for step in self.steps if step.requirement_id == wanted)


@needs(Capability.VIEW_CLIENTS)
def task_view(desk: Desk, slug: str, number: int) -> TaskView:
    """The client's task #number. Raises NotFound where the client has none, or is out of reach."""
    with desk.reading() as session:
        rows = session.execute(_TASK, {"slug": slug, "number": number}).all()
        if not rows:
            raise NotFound(f"There is no task #{number} of this client.")
        head = rows[0]
        steps = session.execute(_STEPS, {"task": head.id}).all()
        rulebook = current_rulebook(session, stamp=(head.policies, head.plans))
    (task,) = tasks_of(rows, steps, rulebook)
    return TaskView(task, head.client, head.quote, _lines(steps))


def _lines(steps: Sequence[Any]) -> tuple[StepLine, ...]:
    """In the order in which kinds follow each other; a Delayed step comes right after the one that it delays."""
    mark_of = {step.behind_id: step.id for step in steps if step.kind == StepKind.DELAYED and step.behind_id}
    lines = [_line(step, mark_of.get(step.id)) for step in steps]
    place = {line.id: number for number, line in enumerate(sorted(lines, key=_in_order))}
    return tuple(sorted(lines, key=lambda line: _after(line, place)))


def _in_order(line: StepLine) -> tuple[int, int]:
    return _KINDS.index(line.kind), line.id


def _after(line: StepLine, place: dict[int, int]) -> tuple[int, int, int]:
    delayed = line.behind_id in place
    return place[line.behind_id if delayed and line.behind_id else line.id], int(delayed), line.id


_KINDS = list(StepKind)


def _line(step: Any, mark_id: int | None) -> StepLine:
    return StepLine(
        step.id,
        StepKind(step.kind),
        step.requirement_id,
        step.assignee_id,
        step.assignee,
        step.start,
        step.end_on,
        Minutes(step.estimate),
        Minutes(step.logged),
        StepStatus(step.status),
        step.iterations,
        step.completed_on,
        step.behind_id,
        mark_id,
        step.cause,
        step.notes,
        step.version,
    )


_QUOTE = sa.select(Quote.number).where(Quote.task_id == Task.id).correlate(Task).scalar_subquery()
_TASK = (
    sa.select(*COLUMNS, *STAMP, Client.name.label("client"), _QUOTE.label("quote"))
    .join(Client, Client.id == Task.client_id)
    .outerjoin(Requirement, Requirement.task_id == Task.id)
    .outerjoin(Person, Person.id == Requirement.assignee_id)
    .where(Client.slug == sa.bindparam("slug"), Task.number == sa.bindparam("number"))
    .order_by(Requirement.id)
)
_STEPS = (
    sa.select(
        Subtask.id,
        Subtask.task_id,
        Subtask.kind,
        Subtask.requirement_id,
        Subtask.assignee_id,
        Person.name.label("assignee"),
        Subtask.start,
        Subtask.end_on,
        Subtask.estimate,
        Subtask.logged,
        Subtask.status,
        Subtask.iterations,
        Subtask.completed_on,
        Subtask.behind_id,
        Subtask.cause,
        Subtask.notes,
        Subtask.marked_on,
        Subtask.version,
    )
    .outerjoin(Person, Person.id == Subtask.assignee_id)
    .where(Subtask.task_id == sa.bindparam("task"), Subtask.cleared_at.is_(None))
    .order_by(Subtask.id)
)
