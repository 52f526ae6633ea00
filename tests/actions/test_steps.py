"""Steps in people's days: scheduling, what it pushes, moving many, ordering a day; and all that is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from charleos.actions.step_edits import StepEdit, add_step, edit_step
from charleos.actions.steps import Placing, Shift, order_day, reschedule_steps, schedule_step, unschedule_step
from charleos.actions.tasks import NewRequirement, NewSize, NewTask, create_task, resize_requirement
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NeedsConfirmation, NotFound
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.engine import Database
from charleos.store.schema import Requirement, ScheduleChange, ScheduleMove, Subtask
from charleos.units import Minutes
from tests.build import TODAY
from tests.planning import DAY, FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, WEEK, Planning


@pytest.fixture
def plan(db: Database) -> Planning:
    return Planning(db)


@pytest.fixture
def local(sqlite_db: Database) -> Planning:
    """For what is refused before a database has a say."""
    return Planning(sqlite_db)


# ---- what work is cut into


def _steps(plan: Planning, number: int) -> list[tuple[str, int, str]]:
    rows = plan.agency.system().all(
        sa.select(Subtask.kind, Subtask.estimate, Subtask.status).where(Subtask.task_id == number).order_by(Subtask.id)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_a_new_task_is_cut_into_steps_that_have_nobody_and_no_dates(plan: Planning):
    wanted = (NewRequirement("design", "M"), NewRequirement("development", "M"), NewRequirement("seo", None))
    create_task(plan.desk(plan.priya), plan.key(), "acme", NewTask("Landing page", wanted))
    assert _steps(plan, 3) == [
        ("design", 270, "not_scheduled"),
        ("development", 210, "not_scheduled"),
        ("internal_qa_review", 30, "not_scheduled"),
        ("external_qa_review", 30, "not_scheduled"),
        ("deployment", 0, "not_scheduled"),
    ]


def _resize(plan: Planning, requirement: int, size: str | None) -> None:
    version = plan.agency.system().one(sa.select(Requirement.version).where(Requirement.id == requirement)).version
    resize_requirement(plan.desk(plan.morgan), plan.key(), requirement, NewSize(size, "The scope changed", version))


def test_another_size_gives_steps_not_begun_their_new_minutes_and_leaves_those_begun(plan: Planning):
    create_task(plan.desk(plan.priya), plan.key(), "acme", NewTask("Shop", (NewRequirement("development", "XS"),)))
    with plan.agency.system().writing() as session:
        step = session.scalars(sa.select(Subtask).where(Subtask.kind == "deployment")).one()
        step.status, step.estimate = "in_progress", 15
    requirement = plan.agency.system().one(sa.select(sa.func.max(Requirement.id)))[0]
    _resize(plan, requirement, "M")
    assert sorted(_steps(plan, 3)) == [
        ("deployment", 15, "in_progress"),
        ("development", 210, "not_scheduled"),
        ("external_qa_review", 30, "not_scheduled"),
        ("internal_qa_review", 30, "not_scheduled"),
    ]
    _resize(plan, requirement, None)
    assert [minutes for kind, minutes, _ in _steps(plan, 3) if kind != "deployment"] == [0, 0, 0]


def test_work_that_was_not_required_is_cut_into_steps_once_it_is_and_older_work_stays_whole(plan: Planning):
    create_task(plan.desk(plan.priya), plan.key(), "acme", NewTask("Shop", (NewRequirement("design", None),)))
    requirement = plan.agency.system().one(sa.select(sa.func.max(Requirement.id)))[0]
    _resize(plan, requirement, "S")
    _resize(plan, plan.shop.only, "XL")
    assert (_steps(plan, 3), _steps(plan, plan.shop.id)) == ([("design", 90, "not_scheduled")], [])


def test_a_step_is_added_and_changed(plan: Planning):
    told = add_step(
        plan.desk(plan.clara), plan.key(), plan.shop.only, StepEdit(StepKind.INTERNAL_QA_FIXES, Minutes(90))
    )
    assert told == "Internal QA fixes, 1h 30m, is added to #1 Shop."
    (step,) = plan.agency.system().one(sa.select(Subtask.id))
    edit = StepEdit(StepKind.EXTERNAL_QA_FIXES, Minutes(60))
    told = edit_step(plan.desk(plan.priya), plan.key(), step, edit, plan.version(step))
    assert told == "External QA fixes of #1 Shop takes 1h; it was Internal QA fixes."
    assert (plan.row(step).kind, plan.place(step).estimate) == ("external_qa_fixes", 60)
    edit = StepEdit(StepKind.DEPLOYMENT, Minutes(60))
    edit_step(plan.desk(plan.priya), plan.key(), step, edit, plan.version(step))
    assert (plan.row(step).kind, plan.version(step)) == ("deployment", 3)


@pytest.mark.parametrize(
    ("edit", "said", "field"),
    [
        (StepEdit(StepKind.DELAYED, Minutes(60)), "running behind", "kind"),
        (StepEdit(StepKind.DESIGN, Minutes(0)), "at least one minute", "minutes"),
        (StepEdit(StepKind.DESIGN, Minutes(-5)), "at least one minute", "minutes"),
        (StepEdit(StepKind.DESIGN, 1.5), "whole number", "minutes"),  # type: ignore[arg-type]
    ],
)
def test_a_step_that_cannot_be_is_refused_at_its_field(local: Planning, edit: StepEdit, said: str, field: str):
    step = local.step()
    for act in (
        lambda: add_step(local.desk(local.priya), local.key(), local.shop.only, edit),
        lambda: edit_step(local.desk(local.priya), local.key(), step, edit, 1),
    ):
        _refused(local, act, said, field=field)


def test_steps_that_have_begun_keep_their_kind_and_complete_ones_everything(local: Planning):
    begun, done = local.begun(None, FRIDAY), local.step(status="complete")
    other = StepEdit(StepKind.DESIGN, Minutes(60))
    _refused(
        local, lambda: edit_step(local.desk(local.priya), local.key(), begun, other, 1), "its kind stays", field="kind"
    )
    _refused(
        local, lambda: edit_step(local.desk(local.priya), local.key(), done, other, 1), "is complete", field="kind"
    )
    same = StepEdit(StepKind.DEVELOPMENT, Minutes(60))
    _refused(local, lambda: edit_step(local.desk(local.priya), local.key(), begun, same, 1), "Nothing is changed")
    finished = local.agency.task(local.acme, "Done", [("development", "M")], completed_on=TODAY)
    _refused(local, lambda: add_step(local.desk(local.priya), local.key(), finished.only, other), "is complete")


def _refused(
    plan: Planning,
    act: Callable[[], object],
    said: str,
    *,
    field: str | None = None,
    of: type[CharleosError] = BadInput,
) -> None:
    """Refused with a sentence at its field; nothing at all is changed."""
    before = plan.everything()
    with pytest.raises(of, match=said) as refused:
        act()
    assert field is None or refused.value.field == field
    assert plan.everything() == before


# ---- scheduling one


def test_a_step_is_scheduled_moved_and_taken_out_again(plan: Planning):
    step = plan.step(minutes=240)
    assert (
        plan.schedule(plan.clara, step, MONDAY, TUESDAY)
        == "Development of #1 Shop is with Devon, 2 February 2026 to 3 February 2026, 4h."
    )
    assert (plan.days(step), plan.place(step).status) == ((MONDAY, TUESDAY), StepStatus.SCHEDULED)
    plan.schedule(plan.priya, step, TUESDAY, minutes=Minutes(300), who=plan.iris)
    assert (plan.place(step).assignee_id, plan.place(step).estimate) == (plan.iris.id, 300)
    told = unschedule_step(plan.desk(plan.priya), plan.key(), step, plan.version(step))
    assert told == "Development of #1 Shop has no dates any more."
    assert (plan.place(step).assignee_id, plan.place(step).status) == (plan.iris.id, StepStatus.NOT_SCHEDULED)
    kinds = [row.kind for row in plan.agency.system().all(sa.select(ScheduleChange.kind).order_by(ScheduleChange.id))]
    assert kinds == ["schedule", "reschedule", "reschedule"]
    assert len(plan.agency.system().all(sa.select(ScheduleMove.id))) == 3


def test_a_step_may_have_dates_before_it_has_anybody(plan: Planning):
    step = plan.step()
    assert "with nobody yet, 2 February 2026" in plan.schedule(plan.priya, step, MONDAY, who=None)
    assert plan.place(step).assignee_id is None


def test_what_is_pushed_is_named_first_and_moves_once_agreed(plan: Planning):
    other, last, new = plan.step(plan.shop, MONDAY, minutes=300), plan.step(None, TUESDAY, minutes=300), plan.step()
    warning = "#1 Shop: Development moves by 1 working day, to 3 February 2026"
    _refused(
        plan,
        lambda: plan.schedule(plan.priya, new, MONDAY, minutes=Minutes(240)),
        warning,
        field="confirm",
        of=NeedsConfirmation,
    )
    told = plan.schedule(plan.priya, new, MONDAY, minutes=Minutes(240), confirmed=True)
    assert told.endswith("2 later steps move.")
    assert [plan.days(one)[0] for one in (new, other, last)] == [MONDAY, TUESDAY, WEEK[2]]
    changes = plan.agency.system().all(sa.select(ScheduleMove.change_id, ScheduleMove.subtask_id))
    assert {row.subtask_id for row in changes} == {new, other, last}
    assert len({row.change_id for row in changes}) == 1


def test_a_csm_pushes_work_of_another_client_and_learns_nothing_of_it(plan: Planning):
    theirs, new = plan.step(plan.site, MONDAY, minutes=300), plan.step()
    with pytest.raises(NeedsConfirmation) as warned:
        plan.schedule(plan.clara, new, MONDAY, minutes=Minutes(240))
    assert "Work for another client moves by 1 working day" in warned.value.sentence
    assert "Site" not in warned.value.sentence
    plan.schedule(plan.clara, new, MONDAY, minutes=Minutes(240), confirmed=True)
    assert plan.days(theirs) == (TUESDAY, TUESDAY)


def test_a_day_that_cannot_give_way_is_said_to_be_too_full(plan: Planning):
    plan.begun(None, MONDAY, minutes=DAY)
    new = plan.step()
    said = "2 February 2026 would hold 7h 30m of 6h 30m"
    _refused(plan, lambda: plan.schedule(plan.priya, new, MONDAY), said, of=NeedsConfirmation)
    plan.schedule(plan.priya, new, MONDAY, confirmed=True)
    assert plan.days(new) == (MONDAY, MONDAY)


SATURDAY, SUNDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("start", "end", "more", "said", "field"),
    [
        (TUESDAY, MONDAY, {}, "is before the start", "end"),
        (SATURDAY, SUNDAY, {}, "holds no working day", "start"),
        (MONDAY, MONDAY, {"minutes": 0}, "at least one minute", "minutes"),
        (MONDAY, MONDAY, {"minutes": -60}, "at least one minute", "minutes"),
        (MONDAY, MONDAY, {"minutes": 1.5}, "whole number", "minutes"),
        (MONDAY, MONDAY, {"minutes": 10**9}, "more than a step holds", "minutes"),
        (date(2025, 12, 31), MONDAY, {}, "Work on Acme starts on 1 January 2026", "start"),
        (MONDAY, date(2027, 3, 1), {}, "at most a year apart", "end"),
    ],
)
def test_a_placing_that_cannot_be_is_refused_at_its_field(
    local: Planning, start: date, end: date, more: dict[str, Minutes], said: str, field: str
):
    step = local.step(None, FRIDAY)
    _refused(local, lambda: local.schedule(local.priya, step, start, end, **more), said, field=field)


def test_nothing_is_planned_for_who_is_on_leave_or_gone(plan: Planning):
    plan.agency.leave(plan.devon, MONDAY, TUESDAY)
    step = plan.step()
    _refused(plan, lambda: plan.schedule(plan.priya, step, MONDAY, TUESDAY), "Devon is on leave", field="start")
    plan.schedule(plan.priya, step, MONDAY, WEEK[2])
    gone = plan.agency.person("Gone", status="archived")
    said = "Gone is archived; choose somebody who works here"
    _refused(plan, lambda: plan.schedule(plan.priya, step, TUESDAY, who=gone), said, field="assignee")
    nobody = Placing(99, MONDAY, MONDAY)
    act = lambda: schedule_step(plan.desk(plan.priya), plan.key(), step, nobody, plan.version(step))  # noqa: E731
    _refused(plan, act, "no such person", field="assignee", of=NotFound)


def test_nothing_is_planned_for_an_archived_client_nor_of_a_complete_step(plan: Planning):
    old = plan.agency.client("old", archived_on=date(2026, 1, 20))
    step = plan.step(plan.agency.task(old, "Page", [("design", "M")]))
    _refused(plan, lambda: plan.schedule(plan.priya, step, MONDAY), "Old is archived", field="client")
    done = plan.step(None, FRIDAY, status="complete")
    _refused(plan, lambda: plan.schedule(plan.priya, done, MONDAY), "is complete", field="start")


def test_steps_out_of_reach_do_not_exist_and_who_may_not_plan_does_not(plan: Planning):
    theirs, dated = plan.step(plan.site), plan.step(plan.site, MONDAY)
    _refused(plan, lambda: plan.schedule(plan.clara, theirs, MONDAY), "no such step", of=NotFound)
    moved = ((dated, plan.version(dated)),)
    act = lambda: reschedule_steps(plan.desk(plan.clara), plan.key(), moved, Shift(1))  # noqa: E731
    _refused(plan, act, "not yours to see", of=NotFound)
    _refused(plan, lambda: plan.schedule(plan.devon, theirs, MONDAY), "ask a Manager", of=Forbidden)
    added = StepEdit(StepKind.DESIGN, Minutes(60))
    _refused(plan, lambda: add_step(plan.desk(plan.clara), plan.key(), plan.site.only, added), "no such", of=NotFound)


def test_planning_a_step_as_it_is_planned_changes_nothing(local: Planning):
    step = local.step(None, MONDAY)
    _refused(local, lambda: local.schedule(local.priya, step, MONDAY), "planned so already", field="start")


def test_only_what_has_dates_and_has_not_begun_loses_them(local: Planning):
    begun, bare = local.begun(None, FRIDAY), local.step()
    for step, said in ((begun, "is in progress and keeps its dates"), (bare, "has no dates")):
        _refused(local, lambda step=step: unschedule_step(local.desk(local.priya), local.key(), step, 1), said)  # type: ignore[misc]


def test_the_second_to_move_a_step_is_told_who_was_first(plan: Planning):
    step = plan.step(None, FRIDAY)
    opened = plan.version(step)
    plan.schedule(plan.priya, step, MONDAY)
    act = lambda: schedule_step(  # noqa: E731
        plan.desk(plan.morgan), plan.key(), step, Placing(plan.devon.id, TUESDAY, TUESDAY), opened
    )
    said = "Priya changed this step meanwhile: Development of #1 Shop is now with Devon, 2 February 2026, 1h."
    _refused(plan, act, said, of=Conflict)


def test_a_double_click_moves_a_step_once(plan: Planning):
    step, key = plan.step(None, FRIDAY), plan.key()
    placing = Placing(plan.devon.id, MONDAY, MONDAY)
    told = [schedule_step(plan.desk(plan.priya), key, step, placing, 1) for _ in range(2)]
    assert told[0] == told[1]
    assert len(plan.agency.system().all(sa.select(ScheduleChange.id))) == 1


# ---- many at once


def _versions(plan: Planning, *steps: int) -> tuple[tuple[int, int], ...]:
    return tuple((step, plan.version(step)) for step in steps)


def test_a_selection_moves_by_working_days_or_to_somebody_else(plan: Planning):
    first, second = plan.step(None, FRIDAY), plan.step(plan.site, MONDAY, TUESDAY)
    steps = _versions(plan, first, second)
    assert reschedule_steps(plan.desk(plan.priya), plan.key(), steps, Shift(2)) == "2 steps move 2 working days later."
    assert (plan.days(first), plan.days(second)) == ((TUESDAY, TUESDAY), (WEEK[2], WEEK[3]))
    told = reschedule_steps(plan.desk(plan.priya), plan.key(), _versions(plan, first, second), Shift(-1, plan.iris.id))
    assert told == "2 steps move to Iris, 1 working day earlier."
    assert (plan.days(first), plan.place(second).assignee_id) == ((MONDAY, MONDAY), plan.iris.id)


def test_a_selection_that_fills_a_day_too_much_is_asked_about(plan: Planning):
    plan.begun(None, MONDAY, minutes=DAY)
    step = plan.step(None, FRIDAY)
    move = lambda **more: reschedule_steps(  # noqa: E731
        plan.desk(plan.priya), plan.key(), _versions(plan, step), Shift(1, **more)
    )
    _refused(plan, move, "2 February 2026 would hold 7h 30m of 6h 30m", field="confirm", of=NeedsConfirmation)
    move(confirmed=True)
    assert plan.days(step) == (MONDAY, MONDAY)


def test_a_selection_moves_wholly_or_not_at_all(local: Planning):
    good, bare = local.step(None, FRIDAY), local.step()
    done, alone = local.step(None, FRIDAY, status="complete"), local.step(None, FRIDAY, who=None)
    act = lambda steps, shift: reschedule_steps(local.desk(local.priya), local.key(), steps, shift)  # noqa: E731
    for steps, shift, said in (
        (_versions(local, good, bare), Shift(1), "has no dates yet; nothing was moved"),
        (_versions(local, good, done), Shift(1), "This step is complete"),
        (_versions(local, good, alone), Shift(1), "Nobody does Development of #1 Shop"),
        (_versions(local, good), Shift(), "by how many working days"),
        (_versions(local, good), Shift(251), "at most 250"),
        ((), Shift(1), "Choose the steps"),
        (tuple((one, 1) for one in range(201)), Shift(1), "at most 200"),
    ):
        _refused(local, lambda steps=steps, shift=shift: act(steps, shift), said)  # type: ignore[misc]
    _refused(local, lambda: act(((good, 7),), Shift(1)), "look again", of=Conflict)


# ---- within a day


def test_items_of_a_day_are_moved_among_those_of_equal_priority(plan: Planning):
    first, second, third = (plan.step(None, FRIDAY) for _ in range(3))
    told = order_day(plan.desk(plan.priya), plan.key(), plan.devon.id, FRIDAY, third, 0)
    assert told == "Development of #1 Shop is number 1 of Devon's 30 January 2026."
    assert [plan.place(step).position for step in (third, first, second)] == [0, 1, 2]
    order_day(plan.desk(plan.morgan), plan.key(), plan.devon.id, FRIDAY, third, 1)
    assert [plan.place(step).position for step in (first, third, second)] == [0, 1, 2]


def test_what_was_started_before_stays_ahead(plan: Planning):
    begun, today = plan.begun(None, WEDNESDAY, FRIDAY), plan.step(plan.site, FRIDAY)
    act = lambda: order_day(plan.desk(plan.priya), plan.key(), plan.devon.id, FRIDAY, today, 0)  # noqa: E731
    _refused(plan, act, "#1 was started before today and stays ahead of #2", field="place")
    assert plan.place(begun).position is None


def test_a_day_is_ordered_by_who_may_and_not_afterwards(plan: Planning):
    step = plan.step(None, FRIDAY)
    order = lambda by, day=FRIDAY, to=0, one=step: order_day(  # noqa: E731
        plan.desk(by), plan.key(), plan.devon.id, day, one, to
    )
    for by in (plan.devon, plan.clara):
        _refused(plan, lambda by=by: order(by), "ask a Manager", of=Forbidden)  # type: ignore[misc]
    _refused(plan, lambda: order(plan.priya, THURSDAY), "is past", field="day")
    _refused(plan, lambda: order(plan.priya, date(2028, 1, 3)), "coming year", field="day")
    _refused(plan, lambda: order(plan.priya, to=1), "choose a place", field="place")
    _refused(plan, lambda: order(plan.priya, one=99), "no longer on this day", of=NotFound)
    assert order(plan.priya).endswith("is number 1 of Devon's 30 January 2026.")
