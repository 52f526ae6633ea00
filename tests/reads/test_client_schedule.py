"""A client's month as it is planned, and one task with its steps."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.client_schedule import ClientSchedule, client_schedule
from charleos.reads.task_view import StepMark, TaskView, task_view
from charleos.reads.work_to_plan import tasks_to_plan
from charleos.rules.access import Role
from charleos.rules.blocks import BlockStatus
from charleos.rules.phases import Phase, StepKind
from charleos.store.engine import Database
from charleos.store.schema import Subtask, Task
from tests.build import Account, Build, Someone, Work

JANUARY, FEBRUARY = Month.parse("2026-01"), Month.parse("2026-02")
THURSDAY, TUESDAY = date(2026, 1, 29), date(2026, 2, 3)


@pytest.fixture
def agency(sqlite_db: Database) -> Build:
    return Build(sqlite_db)


@pytest.fixture
def devon(agency: Build) -> Someone:
    return agency.person("Devon")


@pytest.fixture
def acme(agency: Build) -> Account:
    return agency.client("acme", plan=agency.plan())


def seen(agency: Build, month: Month = FEBRUARY, slug: str = "acme") -> ClientSchedule:
    return client_schedule(agency.system(), slug, month)


def plan(agency: Build, work: Work, month: Month | None = FEBRUARY) -> None:
    with agency.system().writing() as session:
        session.get(Task, work.id).target_month = month


# The month


def test_a_step_counts_in_each_month_with_its_share_of_the_days(agency: Build, devon: Someone, acme: Account) -> None:
    task = agency.task(acme, "Checkout", [("development", "M")])
    agency.step(task, devon, THURSDAY, TUESDAY, minutes=210)
    agency.step(task, devon, date(2026, 2, 9), minutes=30, kind="deployment")
    assert [one.in_month for one in seen(agency, JANUARY).steps] == [106]
    assert [one.in_month for one in seen(agency).steps] == [104, 30]


def test_days_off_move_a_steps_minutes_to_the_other_month(agency: Build, devon: Someone, acme: Account) -> None:
    agency.step(agency.task(acme, "Checkout", [("development", "M")]), devon, THURSDAY, TUESDAY, minutes=210)
    agency.leave(devon, THURSDAY, date(2026, 1, 30), end_half=True)
    assert [one.in_month for one in seen(agency, JANUARY).steps] == [42]
    assert [one.in_month for one in seen(agency).steps] == [168]


def test_a_false_alarm_and_other_months_and_clients_are_left_out(agency: Build, devon: Someone, acme: Account) -> None:
    task = agency.task(acme, "Checkout", [("development", "M")])
    cleared = agency.step(task, devon, TUESDAY, kind="delayed")
    agency.step(task, devon, date(2026, 3, 3))
    agency.step(agency.task(agency.client("bolt"), "Theirs", [("development", "M")]), devon, TUESDAY)
    assert [one.kind for one in seen(agency).steps] == [StepKind.DELAYED]
    with agency.system().writing() as session:
        session.get(Subtask, cleared).cleared_at = agency.now
    assert seen(agency).steps == ()


def test_blocks_of_the_month_stand_by_their_days_and_say_where_they_are(
    agency: Build, devon: Someone, acme: Account
) -> None:
    agency.block(acme, devon, date(2026, 1, 12), date(2026, 1, 13), kind="design")
    agency.block(acme, devon, date(2026, 1, 5), date(2026, 1, 6), kind="deployment", status="completed")
    agency.block(acme, devon, THURSDAY, TUESDAY, kind="internal_qa_review", minutes=120)
    agency.block(acme, devon, TUESDAY, TUESDAY)
    shown = [(one.kind.called(one.round), one.status) for one in seen(agency, JANUARY).blocks]
    assert shown == [
        ("Deployment", BlockStatus.COMPLETED),
        ("Design", BlockStatus.LATE),
        ("Internal QA review 1", BlockStatus.IN_PROGRESS),
    ]
    assert seen(agency, JANUARY).reserved == 1320
    assert [one.status for one in seen(agency).blocks] == [BlockStatus.SCHEDULED]


def test_the_planner_holds_what_is_meant_for_the_month_and_has_no_dates(
    agency: Build, devon: Someone, acme: Account
) -> None:
    uncut = agency.task(acme, "Uncut", [("design", "M"), ("development", "S")])
    part = agency.task(acme, "Part", [("development", "M")])
    agency.step(part, devon, TUESDAY, minutes=210)
    agency.step(part, minutes=60, kind="internal_qa_review")
    settled = agency.task(acme, "Settled", [("development", "M")])
    agency.step(settled, devon, TUESDAY, minutes=210)
    agency.step(settled, minutes=0, kind="deployment")
    done = agency.task(acme, "Done", [("design", "M")], completed_on=date(2026, 1, 9))
    agency.task(acme, "Backlog", [("design", "M")])
    for work in (uncut, part, settled, done):
        plan(agency, work)
    found = {one.title: (one.undated, one.dated, one.steps) for one in seen(agency).planner}
    assert found == {"Uncut": (360, 0, 0), "Part": (60, 1, 2)}
    assert seen(agency).undated == 420
    assert seen(agency, JANUARY).planner == ()


def test_open_tasks_meant_for_no_month_or_another_can_be_planned(agency: Build, acme: Account) -> None:
    titles = ("Checkout", "Café menu", "Checkout again")
    first, second, third = (agency.task(acme, title, [("design", "M")]) for title in titles)
    agency.task(acme, "Checkout done", [("design", "M")], completed_on=date(2026, 1, 9))
    plan(agency, first)
    plan(agency, second, JANUARY)

    def found(text: str) -> list[str]:
        return [one.title for one in tasks_to_plan(agency.system(), "acme", FEBRUARY, text)]

    assert found("") == ["Checkout again", "Café menu"]
    assert found(" CHECKOUT ") == ["Checkout again"]
    assert found(f"#{third.number}") == ["Checkout again"]
    assert found("nothing") == []


def test_a_client_out_of_reach_has_no_schedule(agency: Build, acme: Account) -> None:
    oscar = agency.desk(agency.person("Oscar", roles={Role.CSM}))
    agency.task(acme, "Checkout", [("design", "M")])
    with pytest.raises(NotFound):
        client_schedule(oscar, "acme", FEBRUARY)
    with pytest.raises(NotFound):
        task_view(oscar, "acme", 1)
    assert tasks_to_plan(oscar, "acme", FEBRUARY, "") == ()


# A task


def view(agency: Build, task: Work, slug: str = "acme") -> TaskView:
    return task_view(agency.system(), slug, task.number)


def test_steps_stand_in_the_order_of_their_kinds_with_a_delay_after_what_it_delays(
    agency: Build, devon: Someone, acme: Account
) -> None:
    task = agency.task(acme, "Checkout", [("development", "M")])
    kinds = ("deployment", "development", "internal_qa_review")
    deploy, develop, review = (agency.step(task, devon, TUESDAY, kind=kind) for kind in kinds)
    delay = agency.step(task, devon, date(2026, 2, 4), kind="delayed")
    with agency.system().writing() as session:
        session.get(Subtask, delay).behind_id = develop
    steps = view(agency, task).steps
    assert [one.id for one in steps] == [develop, delay, review, deploy]
    assert [one.marks for one in steps] == [(StepMark.BEHIND,), (StepMark.DELAYED,), (), ()]
    assert steps[0].mark_id == delay


def test_a_step_says_what_is_logged_what_remains_and_whether_it_was_late(
    agency: Build, devon: Someone, acme: Account
) -> None:
    task = agency.task(acme, "Checkout", [("development", "M")])
    late = agency.step(task, devon, THURSDAY, minutes=60, status="complete")
    on_time = agency.step(task, devon, agency.today, minutes=60, status="complete", kind="deployment")
    with agency.system().writing() as session:
        session.get(Subtask, late).logged = 90
        session.get(Subtask, on_time).logged = 15
    first, second = view(agency, task).steps
    assert (first.logged, first.remaining, first.marks) == (90, 0, (StepMark.LATE,))
    assert (second.logged, second.remaining, second.marks) == (15, 45, ())


def test_a_task_stands_with_its_steps_by_requirement_and_the_quote_it_came_from(
    agency: Build, devon: Someone, acme: Account
) -> None:
    task = agency.task(acme, "Checkout", [("design", "M"), ("development", "S")])
    design, development = task.requirements["design"], task.requirements["development"]
    agency.step(task, devon, TUESDAY, kind="design", requirement=design)
    agency.step(task, requirement=development)
    agency.quote(acme, "Checkout", [("design", "M")], status="approved", task=task)
    seen = view(agency, task)
    assert [[one.kind.value for one in seen.steps_of(part)] for part in seen.task.requirements] == [
        ["design"],
        ["development"],
    ]
    assert seen.steps_of(None) == ()
    assert (seen.quote, seen.client, seen.task.phase) == (1, "Acme", Phase.PLANNED)


def test_a_task_of_another_client_is_not_found_under_this_one(agency: Build, acme: Account) -> None:
    task = agency.task(agency.client("bolt"), "Theirs", [("design", "M")])
    with pytest.raises(NotFound, match="There is no task #1 of this client"):
        view(agency, task)
    assert agency.system().one(sa.select(Task.number)).number == view(agency, task, "bolt").task.number
