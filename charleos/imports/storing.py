"""From rows of an agency file to rows of the database, inside the transaction of a load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.desk import Desk
from charleos.imports.agency_file import AgencyFile, FileEntry, FileRequirement, FileTask
from charleos.imports.heading import Heading, refuse_known
from charleos.imports.storing_plans import BlockStoring, StepStoring
from charleos.periods import Month
from charleos.reads.agreements import agreements_of
from charleos.rules.chain import chain
from charleos.rules.retainer import Statement, Usage
from charleos.store.bulk import moment, next_id, rewrite, write
from charleos.store.bulk_posting import BulkPosting, RunningRequirement, RunningTask, Worked
from charleos.store.frozen import freeze_all
from charleos.store.rulebook import read_rulebook
from charleos.store.schema import Client, ClientMonth, Requirement, Task
from charleos.store.scope import ScopedSession
from charleos.units import NOTHING, Minutes

ENTRIES_A_TELLING = 5_000

_TASK = (
    "id",
    "number",
    "key",
    "client_id",
    "title",
    "description",
    "target_month",
    "created_at",
    "borrowed",
    "version",
)
_REQUIREMENT = (
    "id",
    "client_id",
    "task_id",
    "key",
    "type",
    "size",
    "policy_id",
    "average",
    "maximum",
    "actual",
    "assignee_id",
    "completed_on",
    "version",
)


class Stored(NamedTuple):
    tasks: int
    requirements: int
    entries: int
    minutes: Minutes
    closed: int
    steps: int
    blocks: int


class Storing:
    """Tasks, their steps and time, instalment by instalment, for a heading; then what is closed."""

    def __init__(self, session: ScopedSession, desk: Desk, heading: Heading, progress: Callable[[int], None]) -> None:
        self.session, self.desk, self.heading, self.progress = session, desk, heading, progress
        self.policy_id, self.policy = read_rulebook(session).policy_version(Month.of(desk.today))
        self.posting = BulkPosting(session, at=desk.now, by=desk.actor_id)
        self.tasks: dict[str, RunningTask] = {}
        self.requirements: dict[tuple[str, str], RunningRequirement] = {}
        self.keys: dict[str, tuple[str, ...]] = {}
        self.unmarked: list[RunningTask] = []
        self.task_id = next_id(session, Task)
        self.number = 1 + (session.scalar(sa.select(sa.func.max(Task.number))) or 0)
        self.requirement_id = next_id(session, Requirement)
        self.steps = StepStoring(session, desk, heading)
        self.blocks = BlockStoring(session, desk, heading)
        self.entries: Counter[int] = Counter()
        self.minutes = NOTHING

    def add_instalment(self, part: AgencyFile) -> None:
        """Checked rows, that is: every reference is known, and no time is earlier than what was posted before."""
        refuse_known(self.session, Task.key, "tasks", "key", [one.key for one in part.tasks])
        self._add_tasks(part.tasks)
        self.blocks.add(part.blocks)
        self.steps.add(part.steps, self.tasks, self.requirements, self.keys)
        for n, entry in enumerate(sorted(part.time, key=lambda entry: entry.day), 1):
            self._post(entry)
            if n % ENTRIES_A_TELLING == 0:
                self.progress(self.entries.total())
        self.posting.flush()
        self.posting.flush_sums()
        self._rewrite_worked()
        self.progress(self.entries.total())

    def finish(self, closed_to: Month | None) -> Stored:
        """Marks of tasks that nobody worked on, closed months, and the audit trail."""
        self.steps.mark_delayed(self.unmarked)
        closed = 0 if closed_to is None else self._close(closed_to)
        for client in self.heading.clients.values():
            told = f"Loaded from an agency file: {self.entries[client.id]:,} entries."
            record(self.session, self.desk, "load_agency", f"client {client.slug}", told, client_id=client.id)
        self.session.flush()
        return Stored(
            len(self.tasks),
            len(self.requirements),
            self.entries.total(),
            self.minutes,
            closed,
            self.steps.count,
            self.blocks.count,
        )

    def _add_tasks(self, tasks: Sequence[FileTask]) -> None:
        task_rows: list[tuple[Any, ...]] = []
        requirement_rows: list[tuple[Any, ...]] = []
        at, today = moment(self.desk.now), self.desk.today.isoformat()
        for one in tasks:
            client = self.heading.clients[one.client]
            task = RunningTask(self.task_id, client.id, Month(client.open_from), is_delayed=one.is_delayed)
            self.tasks[one.key] = task
            if one.is_delayed:
                self.unmarked.append(task)
            target = None if one.target is None else int(one.target)
            task_rows.append((task.id, self.number, one.key, client.id, one.title, "", target, at, 0, 1))
            self.keys[one.key] = tuple(of.key for of in one.requirements)
            requirement_rows.extend(self._requirement(task, one, of, today) for of in one.requirements)
            self.task_id, self.number = self.task_id + 1, self.number + 1
        write(self.session, Task, _TASK, task_rows)
        write(self.session, Requirement, _REQUIREMENT, requirement_rows)

    def _requirement(self, task: RunningTask, of: FileTask, one: FileRequirement, today: str) -> tuple[Any, ...]:
        is_complete = one.key in of.complete
        running = RunningRequirement(
            self.requirement_id,
            task,
            one.type,
            one.size,
            policy_id=self.policy_id,
            estimate=self.policy.estimate(one.size),
            is_complete=is_complete,
        )
        self.requirement_id += 1
        self.requirements[of.key, one.key] = running
        task.requirements.append(running)
        assignee = None if one.assignee is None else self.heading.people[one.assignee]
        completed = today if is_complete else None
        sized = (one.type, one.size, self.policy_id, *running.estimate)
        return (running.id, task.client_id, task.id, one.key, *sized, 0, assignee, completed, 1)

    def _post(self, entry: FileEntry) -> None:
        worked = Worked(self.heading.people[entry.person], entry.day, entry.minutes, entry.activity, entry.note)
        self.minutes += entry.minutes
        if entry.task is not None and entry.requirement is not None:
            requirement = self.requirements[entry.task, entry.requirement]
            step = None if entry.step is None else self.steps.steps[entry.task][entry.step]
            self.posting.post(requirement, worked, step)
            self.entries[requirement.task.client_id] += 1
            return
        client_id = None if entry.client is None else self.heading.clients[entry.client].id
        self.posting.log(client_id, worked)
        self.entries[client_id or 0] += 1

    def _rewrite_worked(self) -> None:
        """What this instalment moved: totals, days of completion and borrowing; and marks of running behind."""
        touched = self.posting.take_touched()
        totals = [(one.actual, _completed(one), one.id) for one in touched]
        rewrite(self.session, Requirement, ("actual", "completed_on"), totals)
        tasks = {one.task.id: one.task for one in touched}
        lent = [(task.borrowed, task.id) for task in tasks.values() if task.is_delayed]
        rewrite(self.session, Task, ("borrowed",), lent)
        self.steps.rewrite_worked(self.posting.take_touched_steps())
        self.steps.mark_delayed([task for task in self.unmarked if task.started])
        self.unmarked = [task for task in self.unmarked if not task.started]

    def _close(self, closed_to: Month) -> int:
        """Freeze every client's months from its start on. Returns how many were closed."""
        mine = {client.id for client in self.heading.clients.values()}
        used: dict[int, dict[int, Usage]] = {}
        for client_id, month, logged, billable, banked, overage, borrowed in self.session.execute(_USED):
            used.setdefault(client_id, {})[int(month)] = Usage(logged, billable, banked, overage, borrowed)
        frozen: list[tuple[int, Statement]] = []
        opened = []
        for of in agreements_of(self.session, read_rulebook(self.session)):
            if of.client_id not in mine or of.open_from > closed_to:
                continue
            statements = chain(of.agreement, of.open_from, closed_to, used.get(of.client_id, {}))
            frozen.extend((of.client_id, one) for one in statements)
            opened.append((int(closed_to.next), of.client_id))
        rewrite(self.session, Client, ("open_from",), opened)
        return freeze_all(self.session, frozen, at=self.desk.now, by=self.desk.actor_id)


def _completed(one: RunningRequirement) -> str | None:
    return one.last_day.isoformat() if one.is_complete and one.last_day else None


_USED: sa.Select[*tuple[Any, ...]] = sa.select(
    ClientMonth.client_id,
    ClientMonth.month,
    ClientMonth.logged,
    ClientMonth.billable,
    ClientMonth.banked,
    ClientMonth.overage,
    ClientMonth.borrowed,
)
