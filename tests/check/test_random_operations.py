"""Whatever people do, in any order, the books agree afterwards, to the minute and by every law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

import sqlalchemy as sa

from charleos.actions.delays import Delay, false_alarm, mark_behind
from charleos.actions.months import close_month, reopen_month
from charleos.actions.tasks import NewSize, resize_requirement
from charleos.actions.time import Entry, correct_entry, log_time, void_entry
from charleos.actions.upkeep import check, rebuild
from charleos.desk import Desk, system_desk
from charleos.errors import BadInput
from charleos.periods import Month
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.billing import Estimate, bill, borrowed
from charleos.rules.entries import Activity
from charleos.rules.policy import DEFAULT_POLICY, Rollover, Unused
from charleos.store.engine import Database
from charleos.store.schema import Client, LedgerLine, Requirement, Subtask, TimeEntry
from charleos.units import NOTHING, Minutes
from tests.build import Build
from tests.conftest import SOAK

FIRST = date(2025, 11, 3)
OPERATIONS = 10_000 if SOAK else 500
FEWER = 2_000 if SOAK else 200


def test_the_books_agree_after_any_operations(sqlite_db: Database):
    _work_and_check(sqlite_db, OPERATIONS, seed=1)


def test_the_books_agree_after_any_operations_on_postgresql(postgresql_db: Database):
    _work_and_check(postgresql_db, FEWER, seed=2)


def _work_and_check(db: Database, operations: int, *, seed: int) -> None:
    agency = People(db, Random(seed), operations)
    for _ in range(operations):
        agency.do_something()
    assert all(agency.done[name] for name in OPERATIONS_THERE_ARE), agency.done
    desk = agency.desk()
    assert check(desk) == ()
    _laws_hold(desk, agency.slugs)
    rebuild(desk)
    assert check(desk) == ()


class People:
    """Eight months of an agency whose people log, correct, re-size, run behind, close and reopen by chance."""

    def __init__(self, db: Database, chance: Random, operations: int) -> None:
        self.db, self.chance = db, chance
        self.now = datetime.combine(FIRST, datetime.min.time(), UTC)
        self.step = timedelta(days=240) / operations
        self.done: Counter[str] = Counter()
        self.operations: dict[str, Callable[[], object]] = {
            "log": self.log,
            "void": self.void,
            "correct": self.correct,
            "resize": self.resize,
            "behind": self.behind,
            "false alarm": self.false_alarm,
            "close": self.close,
            "reopen": self.reopen,
        }
        self._hire(operations)

    def _hire(self, operations: int) -> None:
        build = Build(self.db, today=FIRST)
        self.people = [build.person(f"Person {n}", roles={Role.DELIVERY}) for n in range(4)]
        plan = build.plan("growth", hours=40)
        rollovers = (None, Rollover(True, Unused.ALL), Rollover(False, Unused.MONTHS, 2))
        clients = [
            build.client(f"client-{n}", plan=plan, start=FIRST, rollover=rollover)
            for n, rollover in enumerate(rollovers)
        ]
        self.slugs = [client.slug for client in clients]
        wanted = [("design", "S", None), ("development", "M", None), ("qa", "XS", None)]
        self.tasks = [
            build.task(self.chance.choice(clients), f"Task {n}", wanted) for n in range(8 + operations // 100)
        ]
        self.requirements = [one for task in self.tasks for one in task.requirements.values()]

    def desk(self) -> Desk:
        return system_desk(self.db, self.now.date(), self.now)

    def key(self) -> str:
        return f"operation {sum(self.done.values())} {self.now}"

    def do_something(self) -> None:
        """One operation; those that the rules refuse just now count as nothing done."""
        self.now += self.step
        name = self.chance.choices(OPERATIONS_THERE_ARE, WEIGHTS)[0]
        try:
            self.operations[name]()
        except BadInput:
            self.done["refused"] += 1
        else:
            self.done[name] += 1

    def log(self) -> None:
        log_time(self.desk(), self.key(), self._entry(self.chance.choice(self.people).id))

    def void(self) -> None:
        void_entry(self.desk(), self.key(), self._some_entry(), "by chance")

    def correct(self) -> None:
        correct_entry(self.desk(), self.key(), self._some_entry(), self._entry(None), "by chance")

    def resize(self) -> None:
        requirement = self.chance.choice(self.requirements)
        version = self._one(sa.select(Requirement.version).where(Requirement.id == requirement))
        size = self.chance.choice([*(size.code for size in DEFAULT_POLICY.sizes[:4]), None])
        resize_requirement(self.desk(), self.key(), requirement, NewSize(size, "by chance", version))

    def behind(self) -> None:
        delay = Delay(Minutes(60), "Scope underestimated")
        mark_behind(self.desk(), self.key(), self.chance.choice(self.tasks).id, delay)

    def false_alarm(self) -> None:
        false_alarm(self.desk(), self.key(), self.chance.choice(self.tasks).id)

    def close(self) -> None:
        slug = self.chance.choice(self.slugs)
        close_month(self.desk(), self.key(), slug, self._open_from(slug))

    def reopen(self) -> None:
        slug = self.chance.choice(self.slugs)
        reopen_month(self.desk(), self.key(), slug, self._open_from(slug).previous, "by chance")

    def _entry(self, person_id: int | None) -> Entry:
        back = min((self.now.date() - FIRST).days, self.chance.choice((0, 1, 3, 20, 45, 90)))
        minutes = Minutes(self.chance.choice((1, 15, 30, 60, 60, 90, 120, 240)))
        on = None if self.chance.random() < 0.05 else self.chance.choice(self.requirements)
        return Entry(self.now.date() - timedelta(days=back), minutes, Activity.TASK, "", on, None, person_id)

    def _some_entry(self) -> int:
        entries = self.desk().all(sa.select(TimeEntry.id).where(TimeEntry.voided_at.is_(None)))
        if not entries:
            raise BadInput("Nothing is logged yet.")
        return int(self.chance.choice(entries).id)

    def _open_from(self, slug: str) -> Month:
        return Month(self._one(sa.select(Client.open_from).where(Client.slug == slug)))

    def _one(self, query: sa.Select[int]) -> int:
        return int(self.desk().one(query)[0])


WEIGHTED = {
    "log": 50,
    "void": 10,
    "correct": 12,
    "resize": 8,
    "behind": 5,
    "false alarm": 4,
    "close": 7,
    "reopen": 4,
}
OPERATIONS_THERE_ARE, WEIGHTS = list(WEIGHTED), list(WEIGHTED.values())


def _laws_hold(desk: Desk, slugs: list[str]) -> None:
    _every_requirement_is_billed_by_the_formula(desk)
    _every_task_borrows_by_the_rule(desk)
    for slug in slugs:
        of = statements(desk, slug, Month.of(FIRST), Month.of(desk.today))
        for one in of.months:
            net = one.allocation.net if one.allocation else NOTHING
            assert one.excess_in + one.usage.billable + one.remaining == net + one.unused_in
            assert one.usage.billable == one.usage.logged + one.usage.banked - one.usage.overage
            assert one.excess == max(0, -one.remaining)
        for before, after in zip(of.months, of.months[1:], strict=False):
            assert (after.excess_in, after.unused_in) == (before.carry.excess, before.carry.unused)


def _every_requirement_is_billed_by_the_formula(desk: Desk) -> None:
    sums = (sa.func.sum(LedgerLine.billable), sa.func.sum(LedgerLine.banked), sa.func.sum(LedgerLine.overage))
    lines = {
        row[0]: row[1:]
        for row in desk.all(sa.select(LedgerLine.requirement_id, *sums).group_by(LedgerLine.requirement_id))
    }
    for row in desk.all(sa.select(Requirement.id, Requirement.average, Requirement.maximum, Requirement.actual)):
        right = bill(Estimate(row.average, row.maximum), row.actual)
        assert tuple(lines.get(row.id, (0, 0, 0))) == (right.billable, right.banked, right.overage)
        assert right.billable == right.actual + right.banked - right.overage


def _every_task_borrows_by_the_rule(desk: Desk) -> None:
    marks = sa.select(Subtask.task_id).where(Subtask.kind == "delayed", Subtask.cleared_at.is_(None))
    delayed = {row[0] for row in desk.all(marks)}
    parts: dict[int, list[tuple[Estimate, Minutes]]] = {}
    columns = (Requirement.task_id, Requirement.average, Requirement.maximum, Requirement.actual)
    for task_id, average, maximum, actual in desk.all(sa.select(*columns)):
        parts.setdefault(task_id, []).append((Estimate(average, maximum), actual))
    lent = sa.select(LedgerLine.task_id, sa.func.sum(LedgerLine.borrowed)).group_by(LedgerLine.task_id)
    kept = {row[0]: row[1] for row in desk.all(lent)}
    right = {task_id: borrowed(of, delayed=task_id in delayed) for task_id, of in parts.items()}
    assert {task_id: kept.get(task_id, 0) for task_id in right} == right
    assert desk.all(sa.select(LedgerLine.id).where(LedgerLine.borrowed < 0))
