"""Fourteen months that people log, correct, close and reopen in any order: what is closed stays as it was, what is late
counts in the earliest open month, and every month begins with what the one before it left."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from itertools import count, pairwise
from typing import ClassVar

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from charleos.actions.months import close_month, reopen_month
from charleos.actions.time import Entry, correct_entry, log_time, void_entry
from charleos.actions.upkeep import check
from charleos.errors import BadInput
from charleos.periods import Month, months
from charleos.reads.month_end import month_end
from charleos.reads.statements import ClientStatements, statements
from charleos.rules.billing import Estimate, bill
from charleos.rules.entries import Activity
from charleos.rules.policy import Rollover, Unused
from charleos.rules.retainer import NO_CARRY, Statement
from charleos.store.schema import LedgerLine, Requirement, TimeEntry
from charleos.units import NOTHING, Minutes
from tests.build import Build
from tests.conftest import SOAK, Databases

FIRST = Month.parse("2025-01")
LAST = FIRST.plus(13)
TODAY = date(2026, 2, 27)
EXAMPLES, STEPS = (150, 60) if SOAK else (6, 30)
ROLLOVERS = (
    None,
    Rollover(True, Unused.ALL),
    Rollover(False, Unused.NONE),
    Rollover(True, Unused.CAP, 240),
    Rollover(True, Unused.MONTHS, 2),
)
days = st.dates(FIRST.first, LAST.last).filter(lambda day: day <= TODAY)
minutes = st.integers(1, 720)


class Months(RuleBasedStateMachine):
    """One client on ten hours a month, from January 2025 to February 2026. kept: closed months as they were closed."""

    databases: ClassVar[Databases]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.agency = Build(self.stack.enter_context(self.databases.fresh("sqlite")), today=TODAY)
        self.kept: dict[Month, Statement] = {}
        self.keys = (f"chain-{n}" for n in count())
        self.live: list[int] = []

    def teardown(self) -> None:
        try:
            assert check(self.desk) == ()
        finally:
            self.stack.close()

    @initialize(rollover=st.sampled_from(ROLLOVERS))
    def begin(self, rollover: Rollover | None) -> None:
        agency = self.agency
        self.devon = agency.person("Devon")
        acme = agency.client("acme", plan=agency.plan(hours=10), start=FIRST.first, rollover=rollover)
        sizes = [("design", "S", None), ("development", "M", None), ("seo", "XS", None), ("content", "L", None)]
        self.requirements = list(agency.task(acme, "Work", sizes).requirements.values())
        self.desk = agency.system()

    @property
    def of(self) -> ClientStatements:
        return statements(self.desk, "acme", FIRST, LAST)

    @rule(day=days, length=minutes, which=st.integers(0, 3))
    def log(self, day: date, length: int, which: int) -> None:
        expected = max(Month.of(day), self.of.open_from)
        entry = Entry(day, Minutes(length), Activity.TASK, "", self.requirements[which], None, self.devon.id)
        newest = self._newest()
        if self._on(day) + length > 1440:
            with pytest.raises(BadInput, match="24"):
                log_time(self.desk, next(self.keys), entry)
            return
        log_time(self.desk, next(self.keys), entry)
        self._all_in(newest, expected)
        self.live.append(self._entry())

    @precondition(lambda self: self.live)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        entry_id = self.live.pop(data.draw(st.integers(0, len(self.live) - 1)))
        expected = max(Month.of(self._day_of(entry_id)), self.of.open_from)
        newest = self._newest()
        void_entry(self.desk, next(self.keys), entry_id, "typed twice")
        self._all_in(newest, expected)

    @precondition(lambda self: self.live)
    @rule(data=st.data(), length=minutes)
    def correct(self, data: st.DataObject, length: int) -> None:
        entry_id = data.draw(st.sampled_from(self.live))
        day = self._day_of(entry_id)
        expected = max(Month.of(day), self.of.open_from)
        requirement = self.requirements[data.draw(st.integers(0, 3))]
        entry = Entry(day, Minutes(length), Activity.TASK, "", requirement, None, self.devon.id)
        newest = self._newest()
        if self._on(day, but=entry_id) + length > 1440:
            with pytest.raises(BadInput, match="24"):
                correct_entry(self.desk, next(self.keys), entry_id, entry, "wrong length")
            return
        correct_entry(self.desk, next(self.keys), entry_id, entry, "wrong length")
        self._all_in(newest, expected)
        self.live = [one for one in self.live if one != entry_id] + [self._entry()]

    @rule()
    def close(self) -> None:
        month = self.of.open_from
        if month >= Month.of(TODAY):
            with pytest.raises(BadInput, match="has not ended"):
                close_month(self.desk, next(self.keys), "acme", month)
            return
        self.kept[month] = self.of.of(month)
        close_month(self.desk, next(self.keys), "acme", month)

    @rule(ahead=st.integers(1, 3))
    def close_out_of_turn(self, ahead: int) -> None:
        month = self.of.open_from.plus(ahead)
        if month < Month.of(TODAY):
            with pytest.raises(BadInput, match="Months close in order"):
                close_month(self.desk, next(self.keys), "acme", month)

    @precondition(lambda self: self.kept)
    @rule()
    def reopen(self) -> None:
        month = max(self.kept)
        with pytest.raises(BadInput, match="Say why"):
            reopen_month(self.desk, next(self.keys), "acme", month, " ")
        reopen_month(self.desk, next(self.keys), "acme", month, "late work")
        del self.kept[month]

    @precondition(lambda self: len(self.kept) > 1)
    @rule()
    def reopen_out_of_turn(self) -> None:
        with pytest.raises(BadInput, match="A later month of Acme is closed"):
            reopen_month(self.desk, next(self.keys), "acme", min(self.kept), "late work")

    @invariant()
    def closed_months_stay_as_they_were(self) -> None:
        if hasattr(self, "desk"):
            of = self.of
            assert of.open_from == max(self.kept, default=FIRST.previous).next
            assert {month: of.of(month) for month in self.kept} == self.kept

    @invariant()
    def every_month_keeps_the_law_and_begins_with_what_the_last_one_left(self) -> None:
        if not hasattr(self, "desk"):
            return
        carried = NO_CARRY
        for one in self.of.months:
            assert one.allocation is not None
            assert (one.excess_in, one.unused_in) == (carried.excess, carried.unused)
            assert one.excess_in + one.usage.billable + one.remaining == one.allocation.net + one.unused_in
            assert one.usage.billable == one.usage.logged + one.usage.banked - one.usage.overage
            carried = one.carry
        assert all(earlier.month.next == later.month for earlier, later in pairwise(self.of.months))

    @invariant()
    def the_months_add_up_to_the_requirements(self) -> None:
        if not hasattr(self, "desk"):
            return
        rows = self.desk.all(sa.select(Requirement.average, Requirement.maximum, Requirement.actual))
        bills = [bill(Estimate(Minutes(a), Minutes(m)), Minutes(actual)) for a, m, actual in rows]
        billable = sum((one.billable for one in bills), NOTHING)
        assert sum((one.usage.billable for one in self.of.months), NOTHING) == billable
        listed = [month_end(self.desk, month).total.use.billable for month in months(FIRST, LAST)]
        assert sum(listed) == billable

    def _newest(self) -> int:
        return int(self.desk.one(sa.select(sa.func.coalesce(sa.func.max(LedgerLine.id), 0)))[0])

    def _entry(self) -> int:
        return int(self.desk.one(sa.select(sa.func.max(TimeEntry.id)))[0])

    def _day_of(self, entry_id: int) -> date:
        return self.desk.one(sa.select(TimeEntry.work_date).where(TimeEntry.id == entry_id)).work_date  # type: ignore[no-any-return]

    def _on(self, day: date, *, but: int = 0) -> int:
        """What is logged on the day already."""
        kept = (TimeEntry.work_date == day, TimeEntry.voided_at.is_(None), TimeEntry.id != but)
        return int(self.desk.one(sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0)).where(*kept))[0])

    def _all_in(self, newest: int, expected: Month) -> None:
        """Whatever was posted since that line stands in the month."""
        rows = self.desk.all(sa.select(LedgerLine.month).where(LedgerLine.id > newest))
        assert {row.month for row in rows} <= {expected}


def test_closing_late_time_corrections_reopening_and_the_carry_over_fourteen_months(databases: Databases) -> None:
    Months.databases = databases
    how = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
    run_state_machine_as_test(Months, settings=how)
