"""Taking back the last change of the schedule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.delays import Delay, step_behind
from charleos.actions.more_time import More, need_more_time
from charleos.actions.step_work import start_step
from charleos.actions.steps import Shift, order_day, reschedule_steps
from charleos.actions.undo import undo_last_change
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.reads.last_change import last_change
from charleos.store.engine import Database
from charleos.store.schema import Client, Person, ScheduleChange
from charleos.units import Minutes
from tests.build import Someone
from tests.planning import DAY, FRIDAY, MONDAY, TUESDAY, WEEK, Planning


@pytest.fixture
def plan(db: Database) -> Planning:
    return Planning(db)


def undo(plan: Planning, by: Someone) -> str:
    return undo_last_change(plan.desk(by), plan.key())


def _refused(plan: Planning, act: Callable[[], object], said: str, of: type[CharleosError] = BadInput) -> None:
    before = plan.everything()
    with pytest.raises(of, match=said):
        act()
    assert plan.everything() == before


def test_each_kind_of_change_is_taken_back_exactly_the_newest_first(plan: Planning):
    bare, begun, third = plan.step(), plan.begun(None, FRIDAY), plan.step(plan.site, MONDAY, minutes=300)
    steps = (bare, begun, third)
    places = [[plan.place(one) for one in steps]]

    def did(act: Callable[[], object]) -> None:
        act()
        places.append([plan.place(one) for one in steps])
        assert places[-1] != places[-2]

    priya = plan.desk(plan.priya)
    did(lambda: plan.schedule(plan.priya, bare, MONDAY, minutes=Minutes(240), confirmed=True))
    did(lambda: need_more_time(priya, plan.key(), begun, More(Minutes(DAY)), 1))
    both = ((bare, plan.version(bare)), (third, plan.version(third)))
    did(lambda: reschedule_steps(priya, plan.key(), both, Shift(3, confirmed=True)))
    day = plan.days(bare)[0] or date.max
    did(lambda: order_day(priya, plan.key(), plan.devon.id, day, bare, 0))
    assert last_change(priya) is not None
    said = [undo(plan, plan.priya) for _ in range(4) if [plan.place(one) for one in steps] == places.pop()]
    assert said == [
        "The order of the day is as it was.",
        "The rescheduling of 2 steps is undone.",
        "The extra time is undone; 3 steps moved back.",
        "The scheduling of 2 steps is undone.",
    ]
    assert [plan.place(one) for one in steps] == places.pop()
    assert last_change(priya) is None
    _refused(plan, lambda: undo(plan, plan.priya), "nothing to undo")
    kinds = plan.agency.system().all(sa.select(ScheduleChange.kind).where(ScheduleChange.kind == "undo"))
    assert len(kinds) == 4


def test_one_takes_back_ones_own_changes_only(plan: Planning):
    step, other = plan.step(), plan.step()
    plan.schedule(plan.priya, step, MONDAY)
    plan.schedule(plan.morgan, other, TUESDAY)
    undo(plan, plan.priya)
    assert (plan.days(step), plan.days(other)) == ((None, None), (TUESDAY, TUESDAY))
    _refused(plan, lambda: undo(plan, plan.clara), "nothing to undo")


def test_what_was_changed_since_is_not_overwritten_and_says_by_whom(plan: Planning):
    step, begun = plan.step(), plan.step()
    plan.schedule(plan.priya, begun, MONDAY)
    plan.schedule(plan.priya, step, MONDAY)
    plan.schedule(plan.morgan, step, TUESDAY)
    _refused(plan, lambda: undo(plan, plan.priya), "Morgan changed this step meanwhile", Conflict)
    undo(plan, plan.morgan)
    undo(plan, plan.priya)
    start_step(plan.desk(plan.devon), plan.key(), begun)
    _refused(plan, lambda: undo(plan, plan.priya), "Devon changed this step meanwhile", Conflict)


def test_only_the_change_that_was_seen_is_taken_back(plan: Planning):
    step = plan.step()
    plan.schedule(plan.priya, step, MONDAY)
    seen = last_change(plan.desk(plan.priya))
    assert seen is not None
    assert (seen.what, seen.at) == ("scheduling a step", plan.agency.now)
    plan.schedule(plan.priya, step, TUESDAY)
    act = lambda: undo_last_change(plan.desk(plan.priya), plan.key(), seen.id)  # noqa: E731
    _refused(plan, act, "something else meanwhile", Conflict)


def test_a_mark_of_running_behind_is_no_change_to_undo(plan: Planning):
    step = plan.begun(None, FRIDAY)
    step_behind(plan.desk(plan.devon), plan.key(), step, Delay(Minutes(60), "Blocker"))
    _refused(plan, lambda: undo(plan, plan.devon), "nothing to undo")


def test_ones_own_extra_time_is_taken_back(plan: Planning):
    step = plan.begun(None, FRIDAY)
    need_more_time(plan.desk(plan.devon), plan.key(), step, More(Minutes(60)), 1)
    assert undo(plan, plan.devon) == "The extra time is undone; 1 step moved back."
    assert (plan.days(step), plan.place(step).estimate) == ((FRIDAY, FRIDAY), 60)


def test_nothing_goes_back_to_who_left_nor_to_a_client_that_is_no_longer_ones_own(plan: Planning):
    step = plan.step(None, FRIDAY)
    plan.schedule(plan.clara, step, MONDAY, who=plan.iris)
    _set(plan, Person, plan.devon.id, status="archived")
    _refused(plan, lambda: undo(plan, plan.clara), "Devon is archived")
    _set(plan, Person, plan.devon.id, status="active")
    _set(plan, Client, plan.acme.id, csm_id=plan.oscar.id)
    _refused(plan, lambda: undo(plan, plan.clara), "no longer yours", NotFound)
    _set(plan, Client, plan.acme.id, csm_id=plan.clara.id)
    demoted = Someone(plan.clara.id, "clara", "Clara", plan.devon.roles)
    _refused(plan, lambda: undo(plan, demoted), "ask a Manager", Forbidden)
    undo(plan, plan.clara)
    assert plan.place(step).assignee_id == plan.devon.id


def _set(plan: Planning, table: type[Person | Client], row_id: int, **values: object) -> None:
    with plan.agency.system().writing() as session:
        row = session.get(table, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_what_was_pushed_for_another_client_goes_back_too(plan: Planning):
    theirs, new = plan.step(plan.site, MONDAY, minutes=300), plan.step()
    plan.schedule(plan.clara, new, MONDAY, minutes=Minutes(240), confirmed=True)
    assert plan.days(theirs) == (TUESDAY, TUESDAY)
    assert undo(plan, plan.clara) == "The scheduling of 2 steps is undone."
    assert plan.days(theirs) == (MONDAY, MONDAY)
    assert WEEK[1] == TUESDAY
