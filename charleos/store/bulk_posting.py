"""Posting a whole history: the ledger it leaves is the one that posting entry by entry would have left.

The same rules decide every line; only the writing differs. Totals are kept in memory and written in batches.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from charleos.periods import Month
from charleos.rules.billing import Estimate, borrowed
from charleos.rules.entries import Activity
from charleos.rules.ledger import Change, Kind, borrow, month_of_line, post
from charleos.store.bulk import increment, moment, next_id, write
from charleos.store.schema import ClientMonth, LedgerLine, PersonMonth, TimeEntry, WorkMonth
from charleos.store.scope import ScopedSession
from charleos.units import NOTHING, Minutes

BATCH = 20_000

_ENTRY = (
    "id",
    "client_id",
    "requirement_id",
    "subtask_id",
    "person_id",
    "work_date",
    "minutes",
    "activity",
    "note",
    "created_at",
    "created_by",
)
_LINE = (
    "id",
    "key",
    "client_id",
    "month",
    "work_date",
    "task_id",
    "requirement_id",
    "entry_id",
    "person_id",
    "kind",
    "type",
    "size",
    "policy_id",
    "average",
    "maximum",
    "before",
    "minutes",
    "billable",
    "banked",
    "overage",
    "borrowed",
    "posted_at",
    "posted_by",
)


class RunningTask:
    """A task while time is posted on it. turns: how often its borrowing changed."""

    __slots__ = ("borrowed", "client_id", "id", "is_delayed", "open_from", "requirements", "started", "turns")

    def __init__(self, identity: int, client_id: int, open_from: Month, *, is_delayed: bool) -> None:
        self.id, self.client_id, self.open_from, self.is_delayed = identity, client_id, open_from, is_delayed
        self.requirements: list[RunningRequirement] = []
        self.borrowed, self.turns = NOTHING, 0
        self.started: date | None = None


class RunningRequirement:
    """A requirement while time is posted on it. last_day: of its newest entry."""

    __slots__ = ("actual", "estimate", "id", "is_complete", "last_day", "policy_id", "size", "task", "type")

    def __init__(
        self,
        identity: int,
        task: RunningTask,
        work_type: str,
        size: str | None,
        *,
        policy_id: int,
        estimate: Estimate,
        is_complete: bool,
    ) -> None:
        self.id, self.task, self.type, self.size = identity, task, work_type, size
        self.policy_id, self.estimate, self.is_complete = policy_id, estimate, is_complete
        self.actual = NOTHING
        self.last_day: date | None = None


class RunningStep:
    """A step while time is posted on it. completed: the day that is known of a complete one."""

    __slots__ = ("completed", "id", "is_complete", "last_day", "logged")

    def __init__(self, identity: int, *, is_complete: bool, completed: date | None) -> None:
        self.id, self.is_complete, self.completed = identity, is_complete, completed
        self.logged = NOTHING
        self.last_day: date | None = None


class Worked(NamedTuple):
    """Who worked when, for how long, and on what kind of thing."""

    person_id: int
    day: date
    minutes: Minutes
    activity: Activity
    note: str


class BulkPosting:
    """Entries, lines and kept sums on their way to the database. Entries must come in posting order."""

    def __init__(self, session: ScopedSession, *, at: datetime, by: int | None) -> None:
        self.session = session
        self.at, self.by = moment(at), by
        self.entry_id = next_id(session, TimeEntry)
        self.line_id = next_id(session, LedgerLine)
        self.entries: list[tuple[Any, ...]] = []
        self.lines: list[tuple[Any, ...]] = []
        self.client_months: dict[tuple[int, Month], list[int]] = {}
        self.work_months: dict[tuple[int, Month, str, str], list[int]] = {}
        self.person_months: dict[tuple[int, int, Month], int] = {}
        self.touched: dict[int, RunningRequirement] = {}
        self.touched_steps: dict[int, RunningStep] = {}
        self.days: dict[date, tuple[str, Month]] = {}

    def log(self, client_id: int | None, worked: Worked) -> None:
        """Time on a client, or internal: it never bills."""
        self._entry(client_id, None, None, worked, self._day(worked.day)[0])

    def post(self, requirement: RunningRequirement, worked: Worked, step: RunningStep | None = None) -> None:
        """Time on a requirement: its entry, its line, and the task's borrowing where that changes."""
        task, minutes = requirement.task, worked.minutes
        day, work_month = self._day(worked.day)
        entry_id = self._entry(task.client_id, requirement.id, None if step is None else step.id, worked, day)
        before = requirement.actual
        requirement.actual = before + minutes
        requirement.last_day = worked.day
        task.started = task.started or worked.day
        self.touched[requirement.id] = requirement
        if step is not None:
            step.logged, step.last_day = step.logged + minutes, worked.day
            self.touched_steps[step.id] = step
        change = post(requirement.estimate, before, requirement.actual)
        month = month_of_line(work_month, task.open_from)
        self._entry_line(requirement, month, day, entry_id, worked.person_id, before, change)
        self._sum(task.client_id, month, requirement.type, requirement.size or "", change, NOTHING)
        person = (worked.person_id, task.client_id, month)
        self.person_months[person] = self.person_months.get(person, 0) + minutes
        if task.is_delayed:
            self._settle_borrowing(task, month, day, worked.person_id)
        if len(self.lines) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was collected. Requirements and tasks are the caller's to write."""
        write(self.session, TimeEntry, _ENTRY, self.entries)
        write(self.session, LedgerLine, _LINE, self.lines)
        self.entries.clear()
        self.lines.clear()

    def flush_sums(self) -> None:
        increment(self.session, ClientMonth, [(*key, *sums) for key, sums in self.client_months.items()])
        increment(self.session, WorkMonth, [(*key, *sums) for key, sums in self.work_months.items()])
        increment(self.session, PersonMonth, [(*key, minutes) for key, minutes in self.person_months.items()])
        self.client_months.clear()
        self.work_months.clear()
        self.person_months.clear()

    def take_touched(self) -> list[RunningRequirement]:
        """The requirements worked on since this was last asked."""
        touched = list(self.touched.values())
        self.touched.clear()
        return touched

    def take_touched_steps(self) -> list[RunningStep]:
        touched = list(self.touched_steps.values())
        self.touched_steps.clear()
        return touched

    def _day(self, day: date) -> tuple[str, Month]:
        known = self.days.get(day)
        if known is None:
            known = self.days[day] = (day.isoformat(), Month.of(day))
        return known

    def _entry(
        self, client_id: int | None, requirement_id: int | None, step_id: int | None, worked: Worked, day: str
    ) -> int:
        entry_id = self.entry_id
        self.entry_id = entry_id + 1
        person_id, _, minutes, activity, note = worked
        of = (entry_id, client_id, requirement_id, step_id)
        self.entries.append((*of, person_id, day, minutes, activity.value, note, self.at, self.by))
        return entry_id

    def _entry_line(
        self,
        of: RunningRequirement,
        month: Month,
        day: str,
        entry_id: int,
        person_id: int,
        before: Minutes,
        change: Change,
    ) -> None:
        average, maximum = of.estimate
        task = of.task
        sized = ("entry", of.type, of.size, of.policy_id, average, maximum)
        where = (f"entry:{entry_id}", task.client_id, month, day, task.id, of.id, entry_id, person_id)
        self._append((*where, *sized, before, *change, 0))

    def _settle_borrowing(self, task: RunningTask, month: Month, day: str, person_id: int) -> None:
        now = borrowed(((one.estimate, one.actual) for one in task.requirements), delayed=True)
        before = task.borrowed
        if now == before:
            return
        change = borrow(before, now)
        task.borrowed = now
        task.turns += 1
        key = f"{Kind.BORROWING}:{task.id}:{task.turns}"
        where = (key, task.client_id, month, day, task.id, None, None, person_id)
        self._append((*where, "borrowing", "", None, None, 0, 0, before, *change, change.billable))
        self._sum(task.client_id, month, "", "", change, change.billable)

    def _append(self, line: tuple[Any, ...]) -> None:
        self.lines.append((self.line_id, *line, self.at, self.by))
        self.line_id += 1

    def _sum(self, client_id: int, month: Month, work_type: str, size: str, change: Change, lent: Minutes) -> None:
        for kept in (
            self.client_months.setdefault((client_id, month), [0, 0, 0, 0, 0]),
            self.work_months.setdefault((client_id, month, work_type, size), [0, 0, 0, 0, 0]),
        ):
            kept[0] += change.minutes
            kept[1] += change.billable
            kept[2] += change.banked
            kept[3] += change.overage
            kept[4] += lent
