"""Recomputing everything from the entries, over one snapshot, in a few passes that hold no history in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.periods import Month
from charleos.rules.policy import Rulebook
from charleos.store.direct import run
from charleos.store.replay import Line, Replay, RequirementState, TaskState, differences, moment_of
from charleos.store.schema import (
    Client,
    ClientMonth,
    LedgerLine,
    PersonMonth,
    Requirement,
    Subtask,
    Task,
    TimeEntry,
    WorkMonth,
)
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

Find = Callable[[str], None]

ROWS_AT_ONCE = 10_000
LINES_A_TELLING = 50_000
_FULL_DAY = 1440
_PAGE = 4096

_TASK: Any = Task.__table__
_REQUIREMENT: Any = Requirement.__table__
_ENTRY: Any = TimeEntry.__table__
_LINE: Any = LedgerLine.__table__
_SUBTASK: Any = Subtask.__table__
_HAS_REQUIREMENT, _VOIDED, _ENTERED, _TAKEN_OUT = 1, 2, 4, 8


class EntryMarks:
    """Four bits about each entry, in pages of a byte an entry: a million entries are a million bytes."""

    def __init__(self) -> None:
        self._pages: defaultdict[int, bytearray] = defaultdict(lambda: bytearray(_PAGE))

    def mark(self, entry_id: int, bits: int) -> None:
        self._pages[entry_id // _PAGE][entry_id % _PAGE] |= bits

    def of(self, entry_id: int) -> int:
        return self._pages[entry_id // _PAGE][entry_id % _PAGE]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for page, marks in self._pages.items():
            for n, bits in enumerate(marks):
                if bits:
                    yield page * _PAGE + n, bits


def replay_ledger(session: ScopedSession, rulebook: Rulebook, find: Find, progress: Callable[[int], None]) -> Replay:
    """Entries, then lines. Everything that does not follow from the entries is told to `find`."""
    clients = dict(tuple(row) for row in run(session, sa.select(Client.__table__.c.id, Client.__table__.c.name)))
    tasks = _tasks(session, clients)
    requirements = _requirements(session, tasks, rulebook, find)
    entries = _read_entries(session, requirements, find)
    replay = Replay(tasks, requirements, _month_teller(), find)
    for n, row in enumerate(_rows(session, _LINES), 1):
        line = Line._make(row)
        replay.add(line)
        if line.entry_id is not None:
            seen = _ENTERED if line.kind == "entry" else _TAKEN_OUT
            entries.mark(line.entry_id, seen)
        if n % LINES_A_TELLING == 0:
            progress(n)
    replay.finish()
    _check_correspondence(entries, find)
    _check_kept(session, replay, clients, find)
    _check_days(session, find)
    _check_steps(session, find)
    return replay


def _month_teller() -> Callable[[Any], Month]:
    """The month of a stored day; each day is worked out once."""
    months: dict[Any, Month] = {}

    def work_month(day: Any) -> Month:
        known = months.get(day)
        if known is None:
            known = months[day] = Month.of(date.fromisoformat(day) if isinstance(day, str) else day)
        return known

    return work_month


def _rows(session: ScopedSession, statement: Any) -> Iterator[Any]:
    return iter(run(session, statement.execution_options(yield_per=ROWS_AT_ONCE)))


def _raw(column: Any) -> Any:
    """The stored value as the driver gives it: comparing needs no dates."""
    return sa.type_coerce(column, sa.String())


def _number(column: Any) -> Any:
    return sa.type_coerce(column, sa.Integer())


def _tasks(session: ScopedSession, clients: dict[int, str]) -> dict[int, TaskState]:
    tasks = {}
    columns = (_TASK.c.id, _TASK.c.client_id, _TASK.c.number, _TASK.c.title, _TASK.c.borrowed)
    for identity, client_id, number, title, lent in _rows(session, sa.select(*columns)):
        name = f"#{number} {title} ({clients.get(client_id, 'no client')})"
        tasks[identity] = TaskState(client_id, name, lent)
    marks = sa.select(_SUBTASK.c.task_id, _raw(_SUBTASK.c.created_at), _raw(_SUBTASK.c.cleared_at))
    for task_id, made, undone in _rows(session, marks.where(_SUBTASK.c.kind == "delayed")):
        if task_id in tasks:
            tasks[task_id].marks.append((moment_of(made), None if undone is None else moment_of(undone)))
    return tasks


def _requirements(
    session: ScopedSession, tasks: dict[int, TaskState], rulebook: Rulebook, find: Find
) -> dict[int, RequirementState]:
    figures = {
        (policy_id, size.code): size.estimate for _, policy_id, policy in rulebook.policies for size in policy.sizes
    }
    states = {}
    of = _REQUIREMENT.c
    sized = (of.type, of.size, of.policy_id, of.average, of.maximum)
    for identity, client_id, task_id, key, actual, *now in _rows(
        session, sa.select(of.id, of.client_id, of.task_id, of.key, of.actual, *sized)
    ):
        task = tasks.get(task_id)
        if task is None:
            find(f"Requirement {identity} belongs to a task that does not exist.")
            continue
        state = RequirementState(client_id, task_id, f"{key} of {task.name}", tuple(now), actual)
        states[identity] = state
        task.parts.append(state)
        if client_id != task.client_id:
            find(f"{state.name}: it stands with another client than its task.")
        _, size, policy_id, *quoted = now
        if quoted != list(figures.get((policy_id, size), ()) if size else (0, 0)):
            find(f"{state.name}: its figures {quoted[0]}–{quoted[1]} are not those of size {size} when it was sized.")
    return states


def _read_entries(session: ScopedSession, requirements: dict[int, RequirementState], find: Find) -> EntryMarks:
    """What each entry on a requirement, or that is void, asks of the ledger. Adds up each requirement's entries."""
    asked = EntryMarks()
    replaced = []
    of = _ENTRY.c
    columns = (of.id, of.client_id, of.requirement_id, of.minutes, of.voided_at.is_not(None), of.replaces_id)
    for identity, client_id, requirement_id, minutes, is_void, replaces in _rows(session, sa.select(*columns)):
        if replaces is not None:
            replaced.append((identity, replaces))
        if requirement_id is None:
            if is_void:
                asked.mark(identity, _VOIDED)
            continue
        requirement = requirements.get(requirement_id)
        if requirement is None or requirement.client_id != client_id:
            find(f"Entry {identity} stands with another client than its requirement.")
        asked.mark(identity, _HAS_REQUIREMENT | (_VOIDED if is_void else 0))
        if requirement is not None and not is_void:
            requirement.worked += minutes
    for identity, replaces in replaced:
        if not asked.of(replaces) & _VOIDED:
            find(f"Entry {identity} replaces entry {replaces}, which still counts.")
    return asked


def _check_correspondence(entries: EntryMarks, find: Find) -> None:
    """Each entry on a requirement has its line; a voided one two; any other none."""
    right = {
        _HAS_REQUIREMENT | _ENTERED,
        _HAS_REQUIREMENT | _VOIDED | _ENTERED | _TAKEN_OUT,
        _VOIDED,
    }
    for entry_id, seen in entries:
        if seen in right:
            continue
        if not seen & _HAS_REQUIREMENT:
            find(f"Entry {entry_id} is on no requirement and yet has a ledger line.")
        elif not seen & _ENTERED:
            find(f"Entry {entry_id} is on a requirement but has no ledger line.")
        elif seen & _VOIDED:
            find(f"Entry {entry_id} was taken out, but no ledger line gives its time back.")
        else:
            find(f"Entry {entry_id} counts, but a ledger line gives its time back.")


def _check_kept(session: ScopedSession, replay: Replay, clients: dict[int, str], find: Find) -> None:
    def called(client_id: int, month: int) -> str:
        return f"{Month(month).name} of {clients.get(client_id, client_id)}"

    for table, keys, expected, told in (
        (ClientMonth, 2, replay.client_months, lambda key: called(*key)),
        (
            WorkMonth,
            4,
            replay.work_months,
            lambda key: f"{called(*key[:2])}, {' '.join(key[2:]).strip() or 'borrowing'}",
        ),
        (PersonMonth, 3, replay.person_months, lambda key: f"{called(*key[1:])}, person {key[0]}"),
    ):
        of: Any = table.__table__
        columns = [_number(column) if column.name == "month" else column for column in of.c]
        kept = ((tuple(row[:keys]), list(row[keys:])) for row in _rows(session, sa.select(*columns)))
        for difference in differences(dict(expected), kept, told):
            find(difference)


def _check_days(session: ScopedSession, find: Find) -> None:
    of = _ENTRY.c
    total = sa.func.sum(of.minutes)
    full = (
        sa.select(of.person_id, of.work_date, total)
        .where(of.voided_at.is_(None))
        .group_by(of.person_id, of.work_date)
        .having(total > _FULL_DAY)
    )
    for person_id, day, minutes in run(session, full):
        find(f"Person {person_id} has {Minutes(minutes)} minutes on {day}, more than a day holds.")


def _check_steps(session: ScopedSession, find: Find) -> None:
    """A step's minutes are those of the entries that name it, and those are on its requirement."""
    spent = sa.select(_ENTRY.c.subtask_id.label("id"), sa.func.sum(_ENTRY.c.minutes).label("minutes"))
    spent = spent.where(_ENTRY.c.subtask_id.is_not(None), _ENTRY.c.voided_at.is_(None)).group_by(_ENTRY.c.subtask_id)
    of, right = _SUBTASK.c, spent.cte("spent")
    worked = sa.func.coalesce(right.c.minutes, 0)
    wrong = sa.select(of.id, of.key, of.logged, worked).select_from(_SUBTASK.outerjoin(right, right.c.id == of.id))
    for identity, key, logged, minutes in run(session, wrong.where(of.logged != worked).order_by(of.id)):
        find(f"Step {identity} ({key}): {logged} minutes are kept as logged, its entries add up to {minutes}.")
    strange = sa.select(_ENTRY.c.id, of.id).join(_SUBTASK, of.id == _ENTRY.c.subtask_id)
    for entry_id, identity in run(session, strange.where(of.requirement_id.is_distinct_from(_ENTRY.c.requirement_id))):
        find(f"Entry {entry_id} names step {identity}, which is not one of its requirement's.")


_LINES = (
    sa.select(
        _LINE.c.id,
        _LINE.c.key,
        _LINE.c.client_id,
        _number(_LINE.c.month),
        _raw(_LINE.c.work_date),
        *(_LINE.c[name] for name in Line._fields[5:21]),
        _raw(_LINE.c.posted_at),
        _ENTRY.c.requirement_id,
        _ENTRY.c.person_id,
        _raw(_ENTRY.c.work_date),
        _ENTRY.c.minutes,
    )
    .select_from(_LINE.outerjoin(_ENTRY, _ENTRY.c.id == _LINE.c.entry_id))
    .order_by(_LINE.c.id)
)
