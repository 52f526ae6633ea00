"""What a client's month was spent on, as the client may see it: tasks with their sizes, status and billable time.

Nothing here says how long anybody worked, who did, or what the agency gained or absorbed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.rules.phases import Phase, Piece, Stage, StepKind, StepStatus, phase_of
from charleos.rules.policy import Rulebook, Size
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Client, LedgerLine, Requirement, Subtask, Task
from charleos.units import Minutes


class BilledTask(NamedTuple):
    """A task that moved the month. sizes: of its requirements, as they were agreed; billable: borrowed included."""

    number: int
    title: str
    description: str
    sizes: tuple[Size, ...]
    phase: Phase
    billable: Minutes


@needs(Capability.VIEW_CLIENTS)
def billed_tasks(desk: Desk, slug: str, month: Month) -> tuple[BilledTask, ...]:
    """In the order of their numbers. Raises NotFound for a client out of reach."""
    with desk.reading() as session:
        client = session.execute(_CLIENT, {"slug": slug}).one_or_none()
        if client is None:
            raise unknown_client(slug)
        tasks = session.execute(_TASKS, {"client": client.id, "month": month}).all()
        ids = {"tasks": [task.id for task in tasks]}
        pieces = _by_task(session.execute(_PIECES, ids))
        steps = _by_task(session.execute(_STEPS, ids))
        rulebook = current_rulebook(session, stamp=(client.policies, client.plans))
    return tuple(_billed(task, pieces.get(task.id, []), steps.get(task.id, []), rulebook) for task in tasks)


def _by_task(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.task_id].append(row)
    return found


def _billed(task: Any, pieces: list[Any], steps: list[Any], rulebook: Rulebook) -> BilledTask:
    sizes = {(i, size.code): size for _, i, policy in rulebook.policies for size in policy.sizes}
    agreed = (sizes.get((piece.policy_id, piece.size)) for piece in pieces)
    phase = phase_of(
        [Stage(StepKind(step.kind), StepStatus(step.status)) for step in steps],
        [Piece(piece.type, bool(piece.actual), piece.completed_on is not None) for piece in pieces],
        is_planned=task.target_month is not None,
    )
    found = tuple(size for size in agreed if size is not None)
    return BilledTask(task.number, task.title, task.description, found, phase, Minutes(task.billable))


_CLIENT = sa.select(Client.id, *STAMP).where(Client.slug == sa.bindparam("slug"))
_TASKS = (
    sa.select(
        Task.id,
        Task.number,
        Task.title,
        Task.description,
        Task.target_month,
        sa.func.sum(LedgerLine.billable).label("billable"),
    )
    .join(Task, Task.id == LedgerLine.task_id)
    .where(LedgerLine.client_id == sa.bindparam("client"), LedgerLine.month == sa.bindparam("month"))
    .group_by(Task.id, Task.number, Task.title, Task.description, Task.target_month)
    .order_by(Task.number)
)
_PIECES = (
    sa.select(
        Requirement.task_id,
        Requirement.type,
        Requirement.size,
        Requirement.policy_id,
        Requirement.actual,
        Requirement.completed_on,
    )
    .where(Requirement.task_id.in_(sa.bindparam("tasks", expanding=True)))
    .order_by(Requirement.id)
)
_STEPS = sa.select(Subtask.task_id, Subtask.kind, Subtask.status).where(
    Subtask.task_id.in_(sa.bindparam("tasks", expanding=True)), Subtask.cleared_at.is_(None)
)
