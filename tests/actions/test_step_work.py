"""Working on steps: started, completed with the time they took, looked at, reopened; and time that names a step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.delays import Delay, step_behind
from charleos.actions.more_time import More, need_more_time
from charleos.actions.step_edits import StepEdit, add_step, edit_step
from charleos.actions.step_work import Done, approve_step, complete_step, reopen_step, request_changes, start_step
from charleos.actions.tasks import complete_requirement
from charleos.actions.time import Entry, correct_entry, log_time, void_entry
from charleos.actions.upkeep import check
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.rules.entries import Activity
from charleos.rules.phases import StepKind
from charleos.store.engine import Database
from charleos.store.schema import LedgerLine, Requirement, TimeEntry
from charleos.units import Minutes
from tests.build import TODAY
from tests.planning import DAY, FRIDAY, MONDAY, THURSDAY, TUESDAY, Planning


@pytest.fixture
def plan(db: Database) -> Planning:
    return Planning(db)


def _refused(plan: Planning, act: Callable[[], object], said: str, of: type[CharleosError] = BadInput) -> None:
    before = plan.everything()
    with pytest.raises(of, match=said):
        act()
    assert plan.everything() == before


def _completed_on(plan: Planning) -> date | None:
    row = plan.agency.system().one(sa.select(Requirement.completed_on).where(Requirement.id == plan.shop.only))
    return row.completed_on  # type: ignore[no-any-return]


def test_ones_own_step_is_started_and_completed_with_its_time(plan: Planning):
    step, later = plan.step(None, THURSDAY, FRIDAY, minutes=600), plan.step()
    devon = plan.desk(plan.devon)
    assert start_step(devon, plan.key(), step) == "Development of #1 Shop is in progress."
    told = complete_step(devon, plan.key(), step, Done(Minutes(300), THURSDAY, "All of it"))
    assert told == ("Development of #1 Shop is complete. 5h logged on Shop (development): 5h used of 12h-16h.")
    row = plan.row(step)
    assert (row.status, row.completed_on, row.logged) == ("complete", TODAY, 300)
    (entry,) = plan.agency.system().all(sa.select(TimeEntry.person_id, TimeEntry.work_date, TimeEntry.subtask_id))
    assert tuple(entry) == (plan.devon.id, THURSDAY, step)
    (line,) = plan.agency.system().all(sa.select(LedgerLine.minutes, LedgerLine.billable))
    assert tuple(line) == (300, 720)
    assert (_completed_on(plan), plan.row(later).status) == (None, "not_scheduled")
    assert check(plan.agency.system()) == ()


def test_the_last_open_step_completes_its_requirement(plan: Planning):
    first, last = plan.begun(None, FRIDAY), plan.begun(None, FRIDAY)
    complete_step(plan.desk(plan.devon), plan.key(), first, Done())
    assert _completed_on(plan) is None
    told = complete_step(plan.desk(plan.clara), plan.key(), last, Done())
    assert told == ("Development of #1 Shop is complete. It was the last open step: #1 Shop (development) is complete.")
    assert _completed_on(plan) == TODAY
    told = reopen_step(plan.desk(plan.clara), plan.key(), last)
    assert told == "Development of #1 Shop is in progress again. #1 Shop (development) is open again."
    assert (_completed_on(plan), plan.row(last).status, plan.row(last).completed_on) == (None, "in_progress", None)


def test_completing_a_requirement_completes_its_open_steps(plan: Planning):
    done = plan.step(None, THURSDAY, status="complete")
    steps = [plan.begun(None, FRIDAY), plan.step()]
    told = complete_requirement(plan.desk(plan.clara), plan.key(), plan.shop.only)
    assert told == "#1 Shop (development) is complete. So are its 2 open steps."
    assert [plan.row(step).status for step in steps] == ["complete"] * 2
    assert [plan.version(step) for step in (done, *steps)] == [1, 2, 2]


def test_a_step_is_looked_at_sent_back_and_approved(plan: Planning):
    step, clara = plan.begun(None, FRIDAY), plan.desk(plan.clara)
    told = complete_step(plan.desk(plan.devon), plan.key(), step, Done(Minutes(60), for_review=True))
    assert told.startswith("Development of #1 Shop waits to be reviewed. 1h logged")
    told = request_changes(clara, plan.key(), step, "The button is blue")
    assert told == "Development of #1 Shop is back in progress; changes were asked for once."
    assert (plan.row(step).iterations, plan.row(step).notes) == (1, "The button is blue")
    complete_step(plan.desk(plan.devon), plan.key(), step, Done(for_review=True))
    request_changes(clara, plan.key(), step, "Still blue")
    complete_step(plan.desk(plan.devon), plan.key(), step, Done(for_review=True))
    told = approve_step(clara, plan.key(), step)
    assert told.startswith("Development of #1 Shop is approved. It was the last open step")
    assert (plan.row(step).iterations, plan.row(step).status) == (2, "complete")


def test_what_begins_without_dates_gets_them_from_today_on(plan: Planning):
    step = plan.step(None, minutes=DAY + 1, who=plan.devon)
    start_step(plan.desk(plan.devon), plan.key(), step)
    assert plan.days(step) == (FRIDAY, MONDAY)


def test_what_cannot_be_done_to_a_step_changes_nothing(plan: Planning):
    bare, begun, dated = plan.step(), plan.begun(None, FRIDAY), plan.step(None, FRIDAY)
    clara = plan.desk(plan.clara)
    _refused(plan, lambda: start_step(clara, plan.key(), bare), "Nobody does")
    _refused(plan, lambda: start_step(clara, plan.key(), begun), "cannot be started", Conflict)
    _refused(plan, lambda: approve_step(clara, plan.key(), begun), "cannot be approved", Conflict)
    _refused(plan, lambda: reopen_step(clara, plan.key(), begun), "cannot be reopened", Conflict)
    _refused(plan, lambda: request_changes(clara, plan.key(), begun, "x"), "cannot be sent back", Conflict)
    _refused(plan, lambda: request_changes(clara, plan.key(), begun, " "), "Say what should change")
    _refused(plan, lambda: request_changes(clara, plan.key(), begun, "x" * 501), "Shorten the note")
    review = Done(for_review=True)
    _refused(plan, lambda: complete_step(clara, plan.key(), dated, review), "cannot be submitted", Conflict)
    too_long, tomorrow = Done(Minutes(721)), Done(Minutes(60), MONDAY)
    _refused(plan, lambda: complete_step(clara, plan.key(), begun, too_long), "at most 12h")
    _refused(plan, lambda: complete_step(clara, plan.key(), begun, tomorrow), "in the future")
    _refused(plan, lambda: complete_step(clara, plan.key(), begun, Done(Minutes(0))), "at least one minute")


def test_others_steps_are_for_who_edits_the_clients_work(plan: Planning):
    mine, theirs = plan.begun(None, FRIDAY), plan.begun(plan.site, FRIDAY, who=plan.iris)
    _refused(plan, lambda: start_step(plan.desk(plan.iris), plan.key(), mine), "not yours to see", NotFound)
    _refused(plan, lambda: complete_step(plan.desk(plan.clara), plan.key(), theirs, Done()), "no such step", NotFound)
    _refused(plan, lambda: approve_step(plan.desk(plan.devon), plan.key(), mine), "ask a Manager", Forbidden)
    assert complete_step(plan.desk(plan.priya), plan.key(), theirs, Done()).startswith("Development of #2 Site")


def test_a_csm_completes_their_own_step_for_another_csms_client(plan: Planning):
    step = plan.begun(plan.site, FRIDAY, who=plan.clara)
    told = complete_step(plan.desk(plan.clara), plan.key(), step, Done(Minutes(30)))
    assert told.startswith("Development of #2 Site is complete. It was the last open step")
    assert plan.row(step).logged == 30


def test_a_double_click_completes_a_step_once(plan: Planning):
    step, key = plan.begun(None, FRIDAY), plan.key()
    told = {complete_step(plan.desk(plan.devon), key, step, Done(Minutes(60))) for _ in range(2)}
    assert len(told) == 1
    assert plan.row(step).logged == 60


# ---- time that names a step


def test_a_steps_minutes_follow_its_entries(plan: Planning):
    step, other = plan.step(None, FRIDAY), plan.step(None, FRIDAY)
    plan.agency.log(plan.devon, plan.shop.only, 90, step=step, by=plan.desk(plan.devon))
    plan.agency.log(plan.devon, plan.shop.only, 30, step=step)
    assert plan.row(step).logged == 120
    (first, second) = sorted(row.id for row in plan.agency.system().all(sa.select(TimeEntry.id)))
    void_entry(plan.desk(plan.devon), plan.key(), first, "Twice")
    assert plan.row(step).logged == 30
    corrected = Entry(FRIDAY, Minutes(45), Activity.TASK, "", plan.shop.only, subtask_id=other)
    correct_entry(plan.desk(plan.devon), plan.key(), second, corrected, "The other step")
    assert (plan.row(step).logged, plan.row(other).logged, plan.version(step)) == (0, 45, 1)
    assert check(plan.agency.system()) == ()


def test_an_entry_names_a_step_of_its_requirement_that_is_ones_own_or_in_reach(plan: Planning):
    theirs, iris = plan.step(plan.site, FRIDAY), plan.step(None, FRIDAY, who=plan.iris)
    plan.step(None, FRIDAY)

    def logged(requirement: int | None, step: int) -> Callable[[], str]:
        entry = Entry(FRIDAY, Minutes(30), Activity.TASK, "", requirement, subtask_id=step)
        return lambda: log_time(plan.desk(plan.devon), plan.key(), entry)

    _refused(plan, logged(plan.shop.only, theirs), "no such step", NotFound)
    _refused(plan, logged(plan.shop.only, iris), "no such step", NotFound)
    _refused(plan, logged(None, theirs), "no such step", NotFound)
    assert logged(plan.site.only, theirs)().startswith("30m logged on Site")


def test_on_a_weekend_work_that_begins_has_its_day(plan: Planning):
    plan.agency = plan.agency.at(date(2026, 1, 31))
    step = plan.step(None, who=plan.devon)
    start_step(plan.desk(plan.devon), plan.key(), step)
    assert plan.days(step) == (date(2026, 1, 31), MONDAY)
    assert TUESDAY not in plan.days(step)


def test_work_on_an_archived_client_is_finished_but_not_begun(plan: Planning):
    old = plan.agency.task(plan.agency.client("old", archived_on=date(2026, 1, 20)), "Page", [("design", "M")])
    waiting, begun, done = plan.step(old, FRIDAY), plan.begun(old, FRIDAY), plan.step(old, FRIDAY, status="complete")
    priya, key = plan.desk(plan.priya), plan.key
    edit, delay = StepEdit(StepKind.DESIGN, Minutes(90)), Delay(Minutes(60), "Blocker")
    for act in (
        lambda: start_step(priya, key(), waiting),
        lambda: reopen_step(priya, key(), done),
        lambda: edit_step(priya, key(), waiting, edit, 1),
        lambda: add_step(priya, key(), old.only, edit),
        lambda: need_more_time(priya, key(), begun, More(Minutes(60)), 1),
        lambda: step_behind(priya, key(), begun, delay),
    ):
        _refused(plan, act, "Old is archived")
    assert complete_step(priya, key(), begun, Done()) == "Development of #3 Page is complete."
