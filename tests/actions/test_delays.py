"""Running Behind: what it pushes, whom it tells, what it lends; the false alarm; and more time without a delay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.delays import Delay, false_alarm, mark_behind, step_behind
from charleos.actions.more_time import More, need_more_time
from charleos.actions.step_work import Done, complete_step, start_step
from charleos.actions.upkeep import check
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.statements import statements
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Placement
from charleos.store.engine import Database
from charleos.store.schema import LedgerLine, ScheduleChange, Subtask, Task
from charleos.units import Minutes
from tests.planning import DAY, FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, WEEK, Planning

JANUARY = Month.parse("2026-01")
TWO_HOURS = Delay(Minutes(120), "Technical complexity", "The shop's feed is odd")


@pytest.fixture
def plan(db: Database) -> Planning:
    return Planning(db)


def _refused(plan: Planning, act: Callable[[], object], said: str, of: type[CharleosError] = BadInput) -> str | None:
    before = plan.everything()
    with pytest.raises(of, match=said) as refused:
        act()
    assert plan.everything() == before
    return refused.value.field


def _mark(plan: Planning) -> Subtask:
    newest = sa.select(Subtask).where(Subtask.kind == "delayed").order_by(Subtask.id.desc()).limit(1)
    return plan.agency.system().one(newest)[0]  # type: ignore[no-any-return]


def test_a_delayed_step_follows_and_what_comes_after_moves_whoever_it_is_for(plan: Planning):
    step = plan.begun(None, THURSDAY, FRIDAY, minutes=600)
    mine, theirs = plan.step(None, MONDAY), plan.step(plan.site, TUESDAY, WEEK[2])
    before, begun = plan.step(None, FRIDAY), plan.begun(plan.site, MONDAY)
    told = step_behind(plan.desk(plan.devon), plan.key(), step, Delay(Minutes(DAY + 10), "Blocker"))
    assert told == (
        "#1 Shop runs behind by 6h 40m; 0h is borrowed. "
        "Devon has a Delayed step on 2 February 2026 to 3 February 2026. "
        "2 later steps move by 2 working days. Priya, its project manager, sees it on the task."
    )
    mark = _mark(plan)
    assert plan.place(mark.id) == Placement(plan.devon.id, MONDAY, TUESDAY, Minutes(DAY + 10), StepStatus.SCHEDULED)
    assert (mark.key, mark.behind_id, mark.requirement_id, mark.cause) == ("delayed-1", step, plan.shop.only, "Blocker")
    assert [plan.days(one) for one in (mine, theirs)] == [(WEEK[2], WEEK[2]), (WEEK[3], WEEK[4])]
    assert [plan.days(one) for one in (before, begun)] == [(FRIDAY, FRIDAY), (MONDAY, MONDAY)]
    assert [plan.version(one) for one in (mine, theirs, before, step)] == [2, 2, 1, 1]


def test_a_step_whose_end_has_passed_is_followed_from_today_on(plan: Planning):
    step = plan.begun(None, WEDNESDAY, minutes=600)
    step_behind(plan.desk(plan.priya), plan.key(), step, TWO_HOURS)
    assert plan.days(_mark(plan).id) == (FRIDAY, FRIDAY)


def test_days_off_are_left_out_of_what_moves(plan: Planning):
    plan.agency.leave(plan.devon, MONDAY, MONDAY)
    step, later = plan.begun(None, FRIDAY), plan.step(None, TUESDAY)
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    assert (plan.days(_mark(plan).id), plan.days(later)) == ((TUESDAY, TUESDAY), (WEEK[2], WEEK[2]))


def test_work_that_leaves_its_block_is_warned_of(plan: Planning):
    plan.agency.block(plan.acme, plan.devon, MONDAY, TUESDAY, kind="development")
    step = plan.begun(None, FRIDAY)
    plan.step(None, TUESDAY)
    told = step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    assert "Mind that 1 step leaves the block it was planned in." in told
    plan.agency.block(plan.acme, plan.devon, WEEK[2], WEEK[2], kind="development")
    other = plan.begun(None, WEEK[1])
    plan.step(None, WEEK[2], WEEK[2])
    told = step_behind(plan.desk(plan.devon), plan.key(), other, TWO_HOURS)
    assert "Mind that 2 steps leave the blocks they were planned in." in told


# ---- the false alarm


def _figures(plan: Planning) -> tuple[object, ...]:
    """Places of all steps but marks, the task's borrowing, ledger totals, and the statement."""
    system = plan.agency.system()
    columns = (Subtask.id, Subtask.assignee_id, Subtask.start, Subtask.end_on, Subtask.estimate, Subtask.position)
    steps = system.all(sa.select(*columns, Subtask.status).where(Subtask.kind != "delayed").order_by(Subtask.id))
    sums = (LedgerLine.minutes, LedgerLine.billable, LedgerLine.banked, LedgerLine.overage, LedgerLine.borrowed)
    ledger = system.all(sa.select(LedgerLine.month, *map(sa.func.sum, sums)).group_by(LedgerLine.month))
    borrowed = system.all(sa.select(Task.id, Task.borrowed).order_by(Task.id))
    return steps, ledger, borrowed, statements(system, "acme", JANUARY, JANUARY).months


def test_running_behind_lends_and_a_false_alarm_restores_everything_exactly(plan: Planning):
    both = plan.agency.task(plan.acme, "Both", [("design", "M"), ("development", "S")], pm=plan.priya)
    step = plan.begun(both, THURSDAY, FRIDAY, requirement=both.requirements["development"])
    plan.step(None, MONDAY, TUESDAY, position=2)
    plan.step(plan.site, WEEK[3])
    plan.agency.log(plan.iris, both.requirements["design"], 300)
    plan.agency.log(plan.devon, both.requirements["development"], 180, step=step)
    before = _figures(plan)
    told = step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    assert "1h is borrowed" in told
    assert _figures(plan) != before
    told = false_alarm(plan.desk(plan.devon), plan.key(), both.id, step)
    assert told == "False alarm on #3 Both: 1h of borrowing is taken back."
    assert _figures(plan) == before
    mark = _mark(plan)
    assert (mark.cleared_at, plan.place(mark.id).start, plan.place(mark.id).assignee_id) == (
        plan.agency.now,
        None,
        None,
    )
    kept = plan.agency.system().all(
        sa.select(ScheduleChange.kind, ScheduleChange.undone_by).order_by(ScheduleChange.id)
    )
    assert [tuple(row) for row in kept] == [("behind", plan.devon.id), ("undo", None)]
    assert check(plan.agency.system()) == ()
    _refused(plan, lambda: false_alarm(plan.desk(plan.priya), plan.key(), both.id), "does not run behind")


def test_what_was_moved_again_meanwhile_stays_and_is_named(plan: Planning):
    step, later, last = plan.begun(None, FRIDAY), plan.step(None, MONDAY), plan.step(plan.site, TUESDAY)
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    plan.schedule(plan.priya, last, WEEK[7])
    told = false_alarm(plan.desk(plan.clara), plan.key(), plan.shop.id)
    assert told.endswith("Changed meanwhile, so it stays where it is: work for another client.")
    assert (plan.days(later), plan.days(last)) == ((MONDAY, MONDAY), (WEEK[7], WEEK[7]))


def test_several_marks_are_taken_back_together_or_one_by_one(plan: Planning):
    step, later = plan.begun(None, FRIDAY), plan.step(None, WEEK[2])
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    first = _mark(plan).id
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    second = _mark(plan).id
    assert plan.days(later) == (WEEK[4], WEEK[4])
    false_alarm(plan.desk(plan.priya), plan.key(), plan.shop.id, second)
    assert (plan.days(later), plan.days(first), plan.row(first).cleared_at) == ((WEEK[3],) * 2, (MONDAY,) * 2, None)
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    false_alarm(plan.desk(plan.priya), plan.key(), plan.shop.id)
    assert plan.days(later) == (WEEK[2], WEEK[2])
    assert check(plan.agency.system()) == ()


def test_borrowing_stands_while_another_mark_does(plan: Planning):
    both = plan.agency.task(plan.acme, "Both", [("design", "M"), ("development", "S")])
    step = plan.begun(both, FRIDAY, requirement=both.requirements["development"])
    plan.agency.log(plan.iris, both.requirements["design"], 300)
    plan.agency.log(plan.devon, both.requirements["development"], 180)
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    first = _mark(plan).id
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    assert false_alarm(plan.desk(plan.priya), plan.key(), both.id, first).startswith("False alarm on #3 Both: 0h")
    assert false_alarm(plan.desk(plan.priya), plan.key(), both.id).startswith("False alarm on #3 Both: 1h")
    assert check(plan.agency.system()) == ()


def test_a_delayed_step_that_was_worked_on_keeps_its_time_and_one_that_is_complete_its_days(plan: Planning):
    step = plan.begun(None, FRIDAY)
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    first = _mark(plan).id
    complete_step(plan.desk(plan.devon), plan.key(), first, Done(Minutes(30)))
    step_behind(plan.desk(plan.devon), plan.key(), step, TWO_HOURS)
    second = _mark(plan).id
    start_step(plan.desk(plan.devon), plan.key(), second)
    plan.agency.log(plan.devon, plan.shop.only, 20, step=second)
    false_alarm(plan.desk(plan.devon), plan.key(), plan.shop.id)
    assert (plan.row(first).status, plan.days(first), plan.row(first).logged) == ("complete", (MONDAY, MONDAY), 30)
    assert (plan.row(second).status, plan.days(second), plan.row(second).logged) == ("not_scheduled", (None, None), 20)
    said = "was a false alarm"
    _refused(plan, lambda: start_step(plan.desk(plan.priya), plan.key(), second), said)
    _refused(plan, lambda: plan.schedule(plan.priya, second, MONDAY), said)
    _refused(plan, lambda: plan.agency.log(plan.devon, plan.shop.only, 20, step=second), said)
    assert check(plan.agency.system()) == ()


# ---- who may, and when not


def test_only_a_step_in_progress_runs_behind_and_only_for_a_reason(plan: Planning):
    step, waiting = plan.begun(None, FRIDAY), plan.step(None, MONDAY)
    behind = lambda one, delay: step_behind(plan.desk(plan.devon), plan.key(), one, delay)  # noqa: E731
    assert _refused(plan, lambda: behind(waiting, TWO_HOURS), "only a step in progress") == "step"
    assert _refused(plan, lambda: behind(step, Delay(Minutes(0), "Blocker")), "at least one minute") == "minutes"
    assert _refused(plan, lambda: behind(step, Delay(Minutes(60), "Bad luck")), "Choose why") == "cause"
    assert _refused(plan, lambda: behind(step, Delay(Minutes(60), "")), "Choose why") == "cause"


def test_others_steps_run_behind_by_who_edits_the_clients_work(plan: Planning):
    theirs, mine = plan.begun(plan.site, FRIDAY, who=plan.iris), plan.begun(None, FRIDAY)
    for person in (plan.devon, plan.clara):
        act = lambda person=person: step_behind(plan.desk(person), plan.key(), theirs, TWO_HOURS)  # noqa: E731
        _refused(plan, act, "no such step", NotFound)
    step_behind(plan.desk(plan.oscar), plan.key(), theirs, TWO_HOURS)
    _refused(plan, lambda: mark_behind(plan.desk(plan.devon), plan.key(), plan.site.id, TWO_HOURS), "ask", Forbidden)
    alarm = lambda by, task: false_alarm(plan.desk(by), plan.key(), task)  # noqa: E731
    _refused(plan, lambda: alarm(plan.devon, plan.site.id), "no such task", NotFound)
    step_behind(plan.desk(plan.devon), plan.key(), mine, TWO_HOURS)
    plan.step(None, WEEK[5], who=plan.iris)
    _refused(plan, lambda: alarm(plan.iris, plan.shop.id), "does not run behind")
    assert alarm(plan.devon, plan.shop.id).startswith("False alarm")


def test_a_task_runs_behind_by_its_one_step_in_progress_or_as_a_whole(plan: Planning):
    priya = plan.desk(plan.priya)
    assert mark_behind(priya, plan.key(), plan.site.id, TWO_HOURS) == (
        "#2 Site runs behind by 2h; 0h is borrowed. Nobody is its project manager yet."
    )
    assert plan.row(_mark(plan).id).behind_id is None
    false_alarm(priya, plan.key(), plan.site.id)
    step = plan.step(None, FRIDAY)
    _refused(plan, lambda: mark_behind(priya, plan.key(), plan.shop.id, TWO_HOURS), "None of its steps is in progress")
    start_step(priya, plan.key(), step)
    mark_behind(priya, plan.key(), plan.shop.id, TWO_HOURS)
    assert _mark(plan).behind_id == step
    plan.begun(None, FRIDAY)
    _refused(plan, lambda: mark_behind(priya, plan.key(), plan.shop.id, TWO_HOURS), "Several of its steps")
    _refused(plan, lambda: mark_behind(priya, plan.key(), 99, TWO_HOURS), "no such task", NotFound)


def test_a_double_click_marks_once(plan: Planning):
    step, key = plan.begun(None, FRIDAY), plan.key()
    assert len({step_behind(plan.desk(plan.devon), key, step, TWO_HOURS) for _ in range(2)}) == 1
    assert len(plan.agency.system().all(sa.select(Subtask.id).where(Subtask.kind == "delayed"))) == 1


# ---- more time


def test_more_time_is_a_larger_estimate_a_later_end_and_a_push(plan: Planning):
    step, later = plan.begun(None, THURSDAY, FRIDAY, minutes=600), plan.step(plan.site, MONDAY)
    told = need_more_time(plan.desk(plan.devon), plan.key(), step, More(Minutes(DAY), "Odd feed"), 1)
    assert told == (
        "Development of #1 Shop has 6h 30m more, until 2 February 2026. 1 later step moves by 1 working day."
    )
    assert (plan.days(step), plan.place(step).estimate, plan.days(later)) == (
        (THURSDAY, MONDAY),
        Minutes(600 + DAY),
        (TUESDAY, TUESDAY),
    )
    assert plan.agency.system().all(sa.select(Subtask.id).where(Subtask.kind == "delayed")) == []


@pytest.mark.parametrize(
    ("minutes", "status", "start", "said"),
    [
        (0, "in_progress", FRIDAY, "at least one minute"),
        (99_999, "in_progress", FRIDAY, "another piece of work"),
        (60, "awaiting_review", FRIDAY, "takes no more time"),
        (60, "not_scheduled", None, "has no dates"),
    ],
)
def test_more_time_is_refused_where_there_is_none_to_give(
    sqlite_db: Database, minutes: int, status: str, start: date | None, said: str
):
    plan = Planning(sqlite_db)
    step = plan.step(None, *([start] if start else []), status=status)
    more = More(Minutes(minutes))
    assert _refused(plan, lambda: need_more_time(plan.desk(plan.priya), plan.key(), step, more, 1), said) == "minutes"


def test_more_time_needs_the_step_as_it_was_seen(plan: Planning):
    step = plan.step(None, FRIDAY)
    plan.schedule(plan.priya, step, MONDAY)
    for by in (plan.devon, plan.morgan):
        act = lambda by=by: need_more_time(plan.desk(by), plan.key(), step, More(Minutes(60)), 1)  # noqa: E731
        _refused(plan, act, "Priya changed this step meanwhile", Conflict)
    long = More(Minutes(60), "x" * 501)
    assert (
        _refused(plan, lambda: need_more_time(plan.desk(plan.devon), plan.key(), step, long, 2), "Shorten") == "notes"
    )
