"""The ledger replayed: every line worked out again by the rules, in posting order, from totals of its own.

A line that is wrong is named once; the replay then goes on from what the line says, so that one mistake does not
make every later line look wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from charleos.periods import Month
from charleos.rules.billing import Estimate, borrowed
from charleos.rules.ledger import Change, borrow, post
from charleos.units import NOTHING, Minutes

Sums = list[int]

SLACK = timedelta(minutes=2)
"""Moments are taken when a form is sent; who then waits for a lock may be stored after somebody who sent later."""


class Line(NamedTuple):
    """A stored line, with what its entry says (None where the line has none). Days and moments as stored."""

    id: int
    key: str
    client_id: int
    month: int
    work_date: Any
    task_id: int
    requirement_id: int | None
    entry_id: int | None
    person_id: int | None
    kind: str
    type: str
    size: str | None
    policy_id: int | None
    average: int
    maximum: int
    before: int
    minutes: int
    billable: int
    banked: int
    overage: int
    borrowed: int
    posted_at: Any
    entry_requirement: int | None
    entry_person: int | None
    entry_date: Any
    entry_minutes: int | None


class TaskState:
    """A task as its row says (lent), and what the lines replayed so far made of its borrowing."""

    __slots__ = ("client_id", "lent", "marks", "name", "parts", "standing", "turns", "unsettled")

    def __init__(self, client_id: int, name: str, lent: int) -> None:
        self.client_id, self.name, self.lent = client_id, name, lent
        self.marks: list[tuple[datetime, datetime | None]] = []
        self.parts: list[RequirementState] = []
        self.standing, self.turns = NOTHING, 0
        self.unsettled: str | None = None

    def full(self) -> Minutes:
        """What it borrows while it runs behind."""
        return borrowed(((part.estimate, part.total) for part in self.parts), delayed=True)

    def may_borrow(self, at: datetime) -> set[Minutes]:
        """What may stand just before a moment; two answers where a mark was set or undone at about that moment."""
        surely = any(made + SLACK < at and (undone is None or undone > at + SLACK) for made, undone in self.marks)
        perhaps = any(made <= at + SLACK and (undone is None or undone + SLACK >= at) for made, undone in self.marks)
        return ({self.full()} if perhaps else set()) | (set() if surely else {NOTHING})


class RequirementState:
    """A requirement as its row says (sized, actual, estimate_now), and as the lines replayed so far made it."""

    __slots__ = ("actual", "client_id", "estimate", "name", "off", "sized", "sized_now", "task_id", "total", "worked")

    def __init__(self, client_id: int, task_id: int, name: str, sized_now: tuple[Any, ...], actual: int) -> None:
        self.client_id, self.task_id, self.name, self.actual = client_id, task_id, name, actual
        self.sized_now = sized_now
        self.sized: tuple[Any, ...] | None = None
        self.estimate = Estimate(Minutes(sized_now[-2]), Minutes(sized_now[-1]))
        self.total = NOTHING
        self.off: Minutes | None = None
        self.worked = 0


class Replay:
    """Lines in, findings out. Afterwards the sums hold what the kept tables should."""

    def __init__(
        self,
        tasks: dict[int, TaskState],
        requirements: dict[int, RequirementState],
        work_month: Callable[[Any], Month],
        find: Callable[[str], None],
    ) -> None:
        self.tasks, self.requirements, self.work_month, self.find = tasks, requirements, work_month, find
        self.client_months: dict[tuple[int, int], Sums] = {}
        self.work_months: dict[tuple[int, int, str, str], Sums] = {}
        self.person_months: dict[tuple[int, int, int], Sums] = {}
        self.routed: list[tuple[int, int, Month, Month]] = []

    def add(self, line: Line) -> None:
        task = self.tasks.get(line.task_id)
        if task is None:
            self._wrong(line, "belongs to a task that does not exist")
            return
        if line.client_id != task.client_id:
            self._wrong(line, f"stands with another client than its task {task.name}")
        worked = self.work_month(line.work_date)
        if line.month > worked:
            self.routed.append((line.id, line.client_id, worked, Month(line.month)))
        elif line.month < worked and line.kind != "borrowing":
            self._wrong(line, f"counts in {Month(line.month).name}, before its work of {worked.name}")
        if line.kind == "borrowing":
            self._add_borrowing(line, task)
            return
        requirement = self.requirements.get(line.requirement_id or 0)
        if requirement is None or requirement.task_id != line.task_id:
            self._wrong(line, "belongs to a requirement that its task does not have")
            return
        self._check_settled(line, task)
        self._add_work(line, requirement)
        if task.marks:
            task.unsettled = f"line {line.id}"

    def finish(self) -> None:
        """What rows say at the end against what the lines add up to."""
        for requirement in self.requirements.values():
            self._check_end(requirement)
        for task in self.tasks.values():
            delayed = any(undone is None for _, undone in task.marks)
            expected = task.full() if delayed else NOTHING
            if task.standing != expected:
                self.find(f"{task.name}: its lines add up to {task.standing} borrowed, the rules say {expected}.")
            if task.lent != task.standing:
                self.find(f"{task.name}: {task.lent} is kept as borrowed, its lines add up to {task.standing}.")

    def _wrong(self, line: Line, what: str) -> None:
        self.find(f"Ledger line {line.id} {what}.")

    def _check_settled(self, line: Line, task: TaskState) -> None:
        """Before anything else moves a task, its borrowing follows what moved it last."""
        if task.unsettled is None or line.kind == "resize_on":
            return
        allowed = task.may_borrow(moment_of(line.posted_at))
        if task.standing not in allowed:
            said = " or ".join(str(one) for one in sorted(allowed))
            self.find(f"{task.name}: after {task.unsettled} {task.standing} was borrowed, the rules say {said}.")

    def _add_work(self, line: Line, of: RequirementState) -> None:
        self._check_origin(line, of)
        if line.before != of.total:
            self._wrong(line, f"starts at {line.before}, but the lines before it on {of.name} add up to {of.total}")
        sized = (line.type, line.size, line.policy_id, line.average, line.maximum)
        if of.sized not in (None, sized) and line.kind != "resize_on" and of.total:
            self._wrong(line, f"is not counted by the size that {of.name} had")
        of.sized, of.estimate = sized, Estimate(Minutes(line.average), Minutes(line.maximum))
        before, after = Minutes(line.before), Minutes(line.before + line.minutes)
        change = post(of.estimate, before, after)
        if (line.billable, line.banked, line.overage) != change[1:]:
            said = f"{line.billable} billable, {line.banked} banked, {line.overage} overage"
            formula = f"{change.billable}, {change.banked} and {change.overage}"
            self._wrong(line, f"of {of.name} says {said}; the formula gives {formula}")
        of.total = after
        self._sum(line, change, NOTHING)

    def _check_origin(self, line: Line, of: RequirementState) -> None:
        """A line stands for its entry, or for a re-sizing that takes all off and puts all on."""
        if line.kind in ("entry", "void"):
            self._check_entry(line, of)
            return
        expected, key = (-of.total, "resize_off") if line.kind == "resize_off" else (of.off, "resize_on")
        of.off = of.total if line.kind == "resize_off" else None
        is_keyed = line.key.startswith(f"{key}:{line.requirement_id}:")
        if line.minutes != expected or not is_keyed or line.entry_id or line.person_id:
            self._wrong(line, f"does not re-size what {of.name} had")

    def _check_entry(self, line: Line, of: RequirementState) -> None:
        if line.key != f"{line.kind}:{line.entry_id}":
            self._wrong(line, f"has the key {line.key}, which is not its entry's")
        entry = (line.entry_requirement, line.entry_person, line.entry_date)
        if entry != (line.requirement_id, line.person_id, line.work_date):
            self._wrong(line, f"of {of.name} differs from its entry {line.entry_id} in requirement, person or day")
        minutes = line.minutes if line.kind == "entry" else -line.minutes
        if minutes != line.entry_minutes:
            self._wrong(line, f"of {of.name} counts {minutes} minutes, its entry {line.entry_minutes}")

    def _add_borrowing(self, line: Line, task: TaskState) -> None:
        task.turns += 1
        if line.key != f"borrowing:{line.task_id}:{task.turns}":
            self._wrong(line, f"has the key {line.key}, but it is change {task.turns} of {task.name}")
        if line.before != task.standing:
            self._wrong(line, f"starts at {line.before}, but {task.standing} stood as borrowed on {task.name}")
        change = borrow(Minutes(line.before), Minutes(line.before + line.billable))
        said = (line.minutes, line.billable, line.banked, line.overage, line.borrowed)
        if said != (*change, change.billable) or line.type or line.size is not None or line.entry_id:
            self._wrong(line, f"of {task.name} is not a line that moves overage only")
        task.standing = Minutes(line.before + line.billable)
        self._sum(line, change, change.billable)

    def _sum(self, line: Line, change: Change, lent: Minutes) -> None:
        month = line.month
        for kept in (
            self.client_months.setdefault((line.client_id, month), [0, 0, 0, 0, 0]),
            self.work_months.setdefault((line.client_id, month, line.type, line.size or ""), [0, 0, 0, 0, 0]),
        ):
            kept[0] += change.minutes
            kept[1] += change.billable
            kept[2] += change.banked
            kept[3] += change.overage
            kept[4] += lent
        if line.entry_id is not None and line.person_id is not None:
            self.person_months.setdefault((line.person_id, line.client_id, month), [0])[0] += change.minutes

    def _check_end(self, of: RequirementState) -> None:
        if of.actual != of.worked:
            self.find(f"{of.name}: {of.actual} minutes are kept as its total, its entries add up to {of.worked}.")
        if of.total != of.worked:
            self.find(f"{of.name}: its lines add up to {of.total} minutes, its entries to {of.worked}.")
        if of.total and of.sized != of.sized_now:
            self.find(f"{of.name}: its size or figures are not those its last line was counted by.")


def moment_of(stored: Any) -> datetime:
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


def differences(
    expected: dict[Any, Sums], kept: Iterable[tuple[Any, Sums]], told: Callable[[Any], str]
) -> Iterable[str]:
    """Kept sums against recomputed ones; a row that is missing counts as nothing."""
    missing = dict(expected)
    for key, sums in kept:
        right = missing.pop(key, [0] * len(sums))
        if sums != right:
            yield f"{told(key)}: {_listed(sums)} is kept, the lines add up to {_listed(right)}."
    for key, right in missing.items():
        if any(right):
            yield f"{told(key)}: nothing is kept, the lines add up to {_listed(right)}."


def _listed(sums: Sums) -> str:
    return "/".join(str(one) for one in sums)
