"""Numbers that people call tasks and quotes by: each one sequence for the whole agency, whoever's clients they are."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.store.direct import run
from charleos.store.schema import Agency, Quote, Subtask, Task
from charleos.store.scope import ScopedSession

_AGENCY = Agency.__table__
_TASK = Task.__table__
_SUBTASK = Subtask.__table__
_QUOTE = Quote.__table__


def next_task_number(session: ScopedSession) -> int:
    """The next free number. Whoever creates tasks at the same time waits until this transaction ends."""
    return _next(session, _TASK.c.number)


def next_quote_number(session: ScopedSession) -> int:
    """The next free number, as people say it: Q-12. Whoever creates quotes at the same time waits."""
    return _next(session, _QUOTE.c.number)


def _next(session: ScopedSession, numbers: sa.ColumnElement[int]) -> int:
    run(session, sa.select(_AGENCY.c.id).with_for_update())
    return int(run(session, sa.select(sa.func.coalesce(sa.func.max(numbers), 0))).scalar_one()) + 1


def free_task_key(session: ScopedSession, number: int) -> str:
    """A key for the task that no file has given to another."""
    key = f"#{number}"
    taken = run(session, sa.select(_TASK.c.key).where(_TASK.c.key.startswith(key, autoescape=True))).scalars().all()
    return key if key not in taken else f"{key}-{len(taken)}"


def step_keys(session: ScopedSession, task_id: int) -> set[str]:
    """Keys of all steps of a task, whoever may see them. The task is held, so that nobody adds one meanwhile."""
    session.flush()
    return set(run(session, sa.select(_SUBTASK.c.key).where(_SUBTASK.c.task_id == task_id)).scalars())
