"""The schedule moved by several people at once, and what is taken back: nothing lost, everything restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from threading import Barrier

import pytest
import sqlalchemy as sa

from charleos.actions.delays import Delay, false_alarm, step_behind
from charleos.actions.steps import Placing, schedule_step
from charleos.actions.undo import undo_last_change
from charleos.errors import Conflict
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Move, Placement
from charleos.store.engine import Database
from charleos.store.moving import Mover, apply_moves, stands
from charleos.store.schema import ScheduleChange, ScheduleMove, Subtask
from charleos.units import Minutes
from tests.build import Someone
from tests.conftest import SOAK
from tests.planning import FRIDAY, MONDAY, TUESDAY, WEEK, Planning
from tests.store.planners import WEIGHTED, Planners

INTERLEAVINGS = 1_000 if SOAK else 20
RESTORED = 200 if SOAK else 12
LOOK_EVERY = 10


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each returned or raised, all begun together."""
    gate = Barrier(len(acts))

    def begin(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except Exception as raised:
            return raised

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def test_of_two_who_move_a_step_at_once_the_second_is_told_who_was_first(db: Database):
    plan = Planning(db)
    for start in WEEK[:6]:
        step = plan.step(None, FRIDAY)

        def move(by: Someone, to: date, step: int = step) -> str:
            return schedule_step(plan.desk(by), plan.key(), step, Placing(plan.devon.id, to, to, confirmed=True), 1)

        told = at_once([lambda start=start: move(plan.priya, start), lambda: move(plan.morgan, WEEK[9])])  # type: ignore[misc]
        (late,) = [one for one in told if isinstance(one, Conflict)]
        first, to = ("Morgan", WEEK[9]) if told[0] is late else ("Priya", start)
        assert late.sentence.startswith(
            f"{first} changed this step meanwhile: Development of #1 Shop is now with Devon"
        )
        assert (plan.days(step), plan.version(step)) == ((to, to), 2)


def test_a_double_click_moves_once(db: Database):
    plan = Planning(db)
    step, key = plan.step(None, FRIDAY), plan.key()
    placing = Placing(plan.devon.id, MONDAY, MONDAY)
    told = at_once([lambda: schedule_step(plan.desk(plan.priya), key, step, placing, 1)] * 3)
    assert len(set(told)) == 1
    assert isinstance(told[0], str)
    assert len(plan.agency.system().all(sa.select(ScheduleChange.id))) == 1


def test_two_marks_on_one_persons_steps_push_what_follows_by_both(db: Database):
    plan = Planning(db)
    steps = [plan.begun(work, FRIDAY) for work in (plan.shop, plan.site)]
    later = plan.step(None, WEEK[4])
    delay = Delay(Minutes(60), "Blocker")
    told = at_once([lambda step=step: step_behind(plan.desk(plan.priya), plan.key(), step, delay) for step in steps])  # type: ignore[misc]
    assert [type(one) for one in told] == [str, str]
    assert plan.days(later) == (WEEK[6], WEEK[6])


def test_a_move_is_refused_when_a_step_stands_elsewhere_by_now_and_moves_nothing(db: Database):
    plan = Planning(db)
    one, other = plan.step(None, FRIDAY), plan.step(None, FRIDAY)
    there = Placement(plan.devon.id, TUESDAY, TUESDAY, Minutes(60), StepStatus.SCHEDULED)
    before = plan.everything()
    wrong = [Move(one, plan.place(one), there), Move(other, there, plan.place(other))]
    with pytest.raises(Conflict, match="look again"), plan.agency.system().writing() as session:
        apply_moves(session, "reschedule", wrong, Mover(plan.agency.now, None))
    assert plan.everything() == before


def test_where_a_step_stands_is_said_in_words():
    nowhere = Placement(None, None, None, Minutes(60), StepStatus.NOT_SCHEDULED)
    assert stands(nowhere, None) == "with nobody yet, without dates, 1h"
    assert stands(nowhere.moved_to(1, FRIDAY, FRIDAY), "Devon") == "with Devon, 30 January 2026, 1h"


def test_whatever_people_do_at_once_nothing_is_lost(db: Database):
    planners = Planners(db, Random(7))
    for round_number in range(INTERLEAVINGS):
        acts = [planners.something() for _ in range(planners.chance.randint(2, 4))]
        at_once([lambda name=name, act=act: planners.attempt(name, act) for name, act in acts])  # type: ignore[misc]
        if round_number % LOOK_EVERY == LOOK_EVERY - 1:
            planners.assert_nothing_is_lost()
    planners.assert_nothing_is_lost()
    assert sum(planners.done.values()) >= INTERLEAVINGS / 2
    assert not SOAK or set(planners.done) == set(WEIGHTED), planners.done


def test_false_alarm_and_undo_restore_exactly_whatever_stood_before(db: Database):
    planners = Planners(db, Random(11))
    plan, chance = planners.plan, planners.chance
    restored = 0
    while restored < RESTORED:
        planners.attempt(*planners.something())
        before = [planners._placement(step) for step in planners.steps()]
        key, count = plan.key(), len(before)
        if chance.random() < 0.5:
            step = planners._step("in_progress")
            if step.status != "in_progress" or step.cleared_at:
                planners.attempt("start", planners._start(plan.desk(plan.priya)))
                continue
            step_behind(plan.desk(plan.priya), key, step.id, Delay(Minutes(chance.choice((60, 800))), "Blocker"))
            mark = planners.steps()[-1].id
            false_alarm(plan.desk(plan.priya), plan.key(), step.task_id, mark)
        else:
            changes = _changes(plan)
            planners.attempt("some", getattr(planners, chance.choice(UNDOABLE))(plan.desk(plan.priya)))
            if _changes(plan) == changes:
                continue
            undo_last_change(plan.desk(plan.priya), plan.key())
        assert [planners._placement(step) for step in planners.steps()][:count] == before
        restored += 1
    planners.assert_nothing_is_lost()
    moved = plan.agency.system().all(sa.select(ScheduleMove.subtask_id).distinct())
    assert {row.subtask_id for row in moved} <= {step.id for step in planners.steps()}
    assert plan.agency.system().all(sa.select(Subtask.id).where(Subtask.cleared_at.is_not(None)))


UNDOABLE = ("_schedule", "_unschedule", "_reschedule", "_order", "_more_time")


def _changes(plan: Planning) -> int:
    return len(plan.agency.system().all(sa.select(ScheduleChange.id)))
