"""My schedule: which steps fit on which of my days, and which step time is meant for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from charleos.actions.delays import Delay, step_behind
from charleos.actions.repeat import repeat_entries
from charleos.actions.step_work import start_step
from charleos.actions.time import Entry, log_time
from charleos.desk import Desk
from charleos.errors import Forbidden, NotFound
from charleos.reads.day import person_day
from charleos.reads.my_day import last_worked_day, my_day
from charleos.reads.my_schedule import ScheduledDay, my_schedule
from charleos.reads.my_work import my_work, steps_to_log_on
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.engine import Database
from charleos.store.schema import Subtask, TimeEntry
from charleos.units import Minutes
from tests.build import TODAY, Build

MONDAY = date(2026, 2, 2)


class Ground:
    """Devon has Checkout for Acme; Iris has the design of Search for Globex; Quinn reviews."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.iris = agency.person("Iris", discipline="design")
        self.quinn = agency.person("Quinn", discipline="qa")
        self.morgan = agency.person("Morgan", roles={Role.MANAGER}, discipline="management")
        plan = agency.plan()
        self.acme = agency.client("acme", plan=plan, name="Acme")
        self.globex = agency.client("globex", plan=plan, name="Globex")
        self.checkout = agency.task(self.acme, "Checkout", [("development", "M", self.devon)])
        self.search = agency.task(self.globex, "Search", [("design", "S", self.iris)])

    def desk(self, person: str = "devon") -> Desk:
        return self.agency.desk(getattr(self, person))

    def days(self, person: str = "devon") -> dict[int, ScheduledDay]:
        return {one.day.day: one for one in my_schedule(self.desk(person)).days}


@pytest.fixture
def ground(sqlite_db: Database) -> Ground:
    return Ground(sqlite_db)


def said(day: ScheduledDay) -> list[tuple[str, int, int]]:
    return [(one.step.task, one.allocated, one.queued) for one in day.slots]


def test_two_weeks_are_filled_in_order_and_what_does_not_fit_waits(ground: Ground) -> None:
    ground.agency.step(ground.checkout, ground.devon, TODAY, MONDAY, minutes=500)
    ground.agency.step(ground.search, ground.devon, TODAY, minutes=60)
    days = ground.days()
    assert len(days) == 14
    assert said(days[30]) == [("Search", 60, 0), ("Checkout", 330, 170)]
    assert (days[30].allocated, days[30].capacity) == (390, 390)
    assert said(days[2]) == [("Checkout", 170, 0)]
    assert days[31].is_bare


def test_it_agrees_with_the_day_that_others_see(ground: Ground) -> None:
    for task, first, last, minutes in (
        (ground.checkout, TODAY - timedelta(days=3), TODAY, 300),
        (ground.search, TODAY, TODAY, 200),
        (ground.checkout, MONDAY, MONDAY + timedelta(days=2), 700),
    ):
        ground.agency.step(task, ground.devon, first, last, minutes=minutes)
    ground.agency.block(ground.globex, ground.devon, TODAY, MONDAY, minutes=240)
    mine = my_schedule(ground.desk())
    for day in mine.days[:5]:
        theirs = person_day(ground.desk("morgan"), ground.devon.id, day.day)
        allocated = {one.step_id: one.allocated for one in theirs.items if one.allocated}
        assert {one.step.id: one.allocated for one in day.slots if one.allocated} == allocated


def test_a_step_says_where_it_stands(ground: Ground) -> None:
    late = ground.agency.step(ground.checkout, ground.devon, date(2026, 1, 20), date(2026, 1, 21), status="in_progress")
    waiting = ground.agency.step(ground.search, ground.devon)
    ground.agency.step(ground.search, ground.iris, TODAY)
    mine = my_schedule(ground.desk())
    (slot,) = mine.today.slots
    assert (slot.step.id, slot.step.is_late(TODAY), slot.step.is_behind, slot.step.client) == (
        late,
        True,
        False,
        "Acme",
    )
    assert slot.why.startswith("Began on 20 January 2026")
    assert [(one.id, one.status) for one in mine.waiting] == [(waiting, StepStatus.NOT_SCHEDULED)]


def test_a_step_that_runs_behind_is_marked_and_its_delay_follows(ground: Ground) -> None:
    step = ground.agency.step(ground.checkout, ground.devon, TODAY, minutes=120, status="in_progress")
    step_behind(ground.desk(), "k", step, Delay(Minutes(90), "Blocker", "No access yet"))
    days = ground.days()
    assert [one.step.is_behind for one in days[30].slots] == [True]
    (delayed,) = days[2].slots
    assert (delayed.step.kind, delayed.allocated, delayed.step.cause) == (StepKind.DELAYED, 90, "Blocker")
    assert delayed.step.notes == "No access yet"


def test_a_step_that_has_taken_its_time_stays_in_sight_until_it_is_complete(ground: Ground) -> None:
    spent = ground.agency.step(ground.checkout, ground.devon, TODAY, minutes=0, kind="deployment")
    ground.agency.step(ground.checkout, ground.devon, MONDAY, minutes=0, kind="deployment")
    assert [one.step.id for one in ground.days()[30].slots] == [spent]
    assert len(ground.days()[2].slots) == 1


def test_leave_and_blocks_shape_the_days(ground: Ground) -> None:
    ground.agency.leave(ground.devon, MONDAY, end_half=True)
    ground.agency.block(ground.globex, ground.devon, MONDAY, MONDAY, minutes=100)
    ground.agency.step(ground.checkout, ground.devon, MONDAY, minutes=300)
    monday = ground.days()[2]
    assert (monday.capacity, monday.halves_off) == (195, 1)
    assert [(one.client, one.kind, one.minutes) for one in monday.reserved] == [("Globex", "Development", 100)]
    assert said(monday) == [("Checkout", 95, 205)]


def test_the_system_has_no_schedule(ground: Ground) -> None:
    with pytest.raises(NotFound):
        my_schedule(ground.agency.system())


# ---- the step that time is meant for


def test_the_only_open_step_is_proposed_and_of_several_the_one_in_progress(ground: Ground) -> None:
    first = ground.agency.step(ground.checkout, ground.devon, TODAY)
    (one,) = my_work(ground.desk(), TODAY)
    assert one.step is not None
    assert (one.step.id, one.step.kind) == (first, StepKind.DEVELOPMENT)
    second = ground.agency.step(ground.checkout, ground.devon, MONDAY, kind="internal_qa_fixes")
    assert my_work(ground.desk(), TODAY)[0].step is None
    start_step(ground.desk(), "k", second)
    proposed = my_work(ground.desk(), TODAY)[0].step
    assert proposed is not None
    assert proposed.id == second


def test_work_of_which_i_have_a_step_alone_is_my_work_too(ground: Ground) -> None:
    step = ground.agency.step(ground.checkout, ground.quinn, TODAY, kind="internal_qa_review")
    (one,) = my_work(ground.desk("quinn"), TODAY)
    assert (one.work.task, one.is_assigned, one.step.id if one.step else None) == ("Checkout", False, step)
    assert [choice.id for choice in steps_to_log_on(ground.desk("quinn"), ground.checkout.only)] == [step]
    assert steps_to_log_on(ground.desk(), ground.checkout.only) == ()


def test_steps_of_somebody_else_are_for_managers_to_log_on(ground: Ground) -> None:
    step = ground.agency.step(ground.checkout, ground.devon, TODAY)
    found = steps_to_log_on(ground.desk("morgan"), ground.checkout.only, ground.devon.id)
    assert [one.id for one in found] == [step]
    with pytest.raises(Forbidden):
        steps_to_log_on(ground.desk(), ground.checkout.only, ground.iris.id)


def test_an_entry_names_its_step_and_a_repeated_day_keeps_it_while_it_is_open(ground: Ground) -> None:
    step = ground.agency.step(ground.checkout, ground.devon, TODAY, kind="internal_qa_fixes")
    entry = Entry(TODAY, Minutes(60), Activity.TASK, requirement_id=ground.checkout.only, subtask_id=step)
    log_time(ground.desk(), "a", entry)
    (logged,) = my_day(ground.desk(), TODAY)
    assert (logged.subtask_id, logged.step) == (step, StepKind.INTERNAL_QA_FIXES)
    for day, is_open in ((MONDAY, True), (MONDAY + timedelta(days=1), False)):
        agency = ground.agency.at(day)
        if not is_open:
            with agency.system().writing() as session:
                row = session.get(Subtask, step)
                row.status, row.completed_on = "complete", day
        earlier = last_worked_day(agency.desk(ground.devon), day)
        assert earlier is not None
        repeat_entries(agency.desk(ground.devon), f"r-{day}", tuple(one.id for one in earlier.offered), day)
    stored = ground.agency.system().all(sa.select(TimeEntry.subtask_id).order_by(TimeEntry.id))
    assert [row.subtask_id for row in stored] == [step, step, None]
