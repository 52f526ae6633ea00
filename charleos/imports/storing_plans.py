"""Plans of an agency file in the database: steps of tasks, blocks, days off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from charleos.desk import Desk
from charleos.imports.agency_plans import FileBlock, FileLeave, FileStep
from charleos.imports.heading import Heading
from charleos.imports.plan_rules import requirement_of
from charleos.rules.leave import LeaveStatus
from charleos.rules.phases import StepStatus
from charleos.rules.steps import step_key
from charleos.store.bulk import moment, next_id, rewrite, write
from charleos.store.bulk_posting import RunningRequirement, RunningStep, RunningTask
from charleos.store.schema import Block, Leave, Subtask
from charleos.store.scope import ScopedSession

_DELAYED = (
    "id",
    "client_id",
    "task_id",
    "key",
    "kind",
    "estimate",
    "logged",
    "status",
    "iterations",
    "cause",
    "notes",
    "created_at",
    "marked_on",
    "version",
)
_STEP = (
    "id",
    "client_id",
    "task_id",
    "requirement_id",
    "key",
    "kind",
    "assignee_id",
    "start",
    "end_on",
    "estimate",
    "logged",
    "status",
    "iterations",
    "completed_on",
    "cause",
    "notes",
    "created_at",
    "version",
)
_BLOCK = (
    "client_id",
    "month",
    "kind",
    "round",
    "assignee_id",
    "start",
    "end_on",
    "minutes",
    "status",
    "created_at",
    "version",
)
_LEAVE = (
    "person_id",
    "start",
    "end_on",
    "start_half",
    "end_half",
    "status",
    "note",
    "created_at",
    "decided_at",
    "decided_by",
    "decision",
    "version",
)
DELAY_CAUSE = "Running behind when it was loaded"


class BlockStoring:
    """Blocks, instalment by instalment; rounds are counted on."""

    def __init__(self, session: ScopedSession, desk: Desk, heading: Heading) -> None:
        self.session, self.desk, self.heading = session, desk, heading
        self.rounds: Counter[tuple[int, int, str]] = Counter()

    @property
    def count(self) -> int:
        return self.rounds.total()

    def add(self, blocks: Sequence[FileBlock]) -> None:
        rows: list[tuple[Any, ...]] = []
        at = moment(self.desk.now)
        for one in blocks:
            which = (int(self.heading.clients[one.client].id), int(one.month), one.kind.value)
            self.rounds[which] += 1
            dates = (self.heading.people[one.assignee], one.start.isoformat(), one.end.isoformat())
            rows.append((*which, self.rounds[which], *dates, one.minutes, one.status.value, at, 1))
        write(self.session, Block, _BLOCK, rows)


def store_leave(session: ScopedSession, desk: Desk, heading: Heading, leave: Sequence[FileLeave]) -> None:
    rows: list[tuple[Any, ...]] = []
    at = moment(desk.now)
    for one in leave:
        dates = (one.start.isoformat(), one.end.isoformat(), int(one.start_half), int(one.end_half))
        is_decided = one.status in (LeaveStatus.APPROVED, LeaveStatus.REFUSED)
        decided = (at, desk.actor_id) if is_decided else (None, None)
        rows.append((heading.people[one.person], *dates, one.status.value, one.note, at, *decided, "", 1))
    write(session, Leave, _LEAVE, rows)


class StepStoring:
    """Steps, instalment by instalment."""

    def __init__(self, session: ScopedSession, desk: Desk, heading: Heading) -> None:
        self.session, self.desk, self.heading = session, desk, heading
        self.step_id = next_id(session, Subtask)
        self.steps: defaultdict[str, dict[str, RunningStep]] = defaultdict(dict)
        self.count = 0

    def add(
        self,
        steps: Sequence[FileStep],
        tasks: dict[str, RunningTask],
        requirements: dict[tuple[str, str], RunningRequirement],
        keys: dict[str, tuple[str, ...]],
    ) -> None:
        """keys: of each task, those of its requirements."""
        rows: list[tuple[Any, ...]] = []
        at = moment(self.desk.now)
        for one in steps:
            known, task = self.steps[one.task], tasks[one.task]
            key = one.key or step_key(one.kind, known)
            is_complete = one.status is StepStatus.COMPLETE
            running = RunningStep(self._next_id(), is_complete=is_complete, completed=one.completed)
            known[key] = running
            of = requirement_of(one, keys[one.task], "")
            requirement_id = None if of is None else requirements[one.task, of].id
            rows.append((running.id, task.client_id, task.id, requirement_id, key, *self._placed(one), "", "", at, 1))
        write(self.session, Subtask, _STEP, rows)
        self.count += len(rows)

    def _placed(self, one: FileStep) -> tuple[Any, ...]:
        assignee = None if one.assignee is None else self.heading.people[one.assignee]
        dates = (None if day is None else day.isoformat() for day in (one.start, one.end))
        completed = self._completed(one).isoformat() if one.status is StepStatus.COMPLETE else None
        return (one.kind.value, assignee, *dates, one.minutes, 0, one.status.value, 0, completed)

    def _completed(self, one: FileStep) -> Any:
        return one.completed or min(one.end or self.desk.today, self.desk.today)

    def rewrite_worked(self, touched: Sequence[RunningStep]) -> None:
        """What an instalment's time moved: totals, and the day of completion of what is complete."""
        rewrite(self.session, Subtask, ("logged",), [(one.logged, one.id) for one in touched])
        done = [one for one in touched if one.is_complete and one.completed is None and one.last_day is not None]
        rewrite(self.session, Subtask, ("completed_on",), [(_iso(one), one.id) for one in done])

    def mark_delayed(self, tasks: Sequence[RunningTask]) -> None:
        """On the day of the task's first entry, so that every posting found it running behind."""
        at = moment(self.desk.now)
        rows: list[tuple[Any, ...]] = []
        for task in tasks:
            marked = (task.started or self.desk.today).isoformat()
            step = (self._next_id(), task.client_id, task.id, "delayed", "delayed", 0, 0, "not_scheduled", 0)
            rows.append((*step, DELAY_CAUSE, "", at, marked, 1))
        write(self.session, Subtask, _DELAYED, rows)

    def _next_id(self) -> int:
        self.step_id += 1
        return self.step_id - 1


def _iso(one: RunningStep) -> str | None:
    return None if one.last_day is None else one.last_day.isoformat()
