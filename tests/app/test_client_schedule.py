"""A client's planning in AppTest: the task view and section Schedule, for whom and in which month."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.periods import Month
from charleos.rules.access import Role
from charleos.store.schema import Task
from charleos.ui import ground
from tests.app.screens import Screens, Tab
from tests.app.test_client_detail import client, labels, offered, said
from tests.build import Account, Build, Someone, Work
from tests.counting import counted

FEBRUARY = Month.parse("2026-02")
TUESDAY = date(2026, 2, 3)


@pytest.fixture
def priya(agency: Build) -> Someone:
    return agency.person("Priya", roles={Role.PM})


@pytest.fixture
def devon(agency: Build) -> Someone:
    return agency.person("Devon")


@pytest.fixture
def acme(agency: Build) -> Account:
    return agency.client("acme", plan=agency.plan())


@pytest.fixture
def checkout(agency: Build, acme: Account, devon: Someone) -> Work:
    """A task of one requirement: development under way, a review and a deployment to follow."""
    work = agency.task(acme, "Checkout *fast*", [("development", "M", devon)], pm=devon)
    agency.step(work, devon, agency.today, TUESDAY, minutes=210, status="in_progress")
    agency.step(work, devon, TUESDAY, minutes=30, kind="internal_qa_review")
    agency.step(work, minutes=0, kind="deployment")
    return work


def plan(agency: Build, work: Work, month: Month) -> None:
    with agency.system().writing() as session:
        session.get(Task, work.id).target_month = month


def schedule(screens: Screens, who: Someone, month: str = "2026-02", slug: str = "acme") -> Tab:
    return client(screens, who, slug, section="schedule", month=month)


# The task view


def test_a_task_shows_its_steps_with_who_when_how_much_and_what_can_be_done(
    screens: Screens, priya: Someone, checkout: Work
) -> None:
    tab = client(screens, priya, "acme", section="work", task=str(checkout.number))
    words = said(tab)
    for shown in (
        ":gray[#1] Checkout *fast*",
        ":blue-badge[Development]",
        ":gray[Internal QA]",
        "Development :orange-badge[In progress]",
        "Internal QA review :blue-badge[Scheduled]",
        "Deployment :gray-badge[Not scheduled]",
        "Fri 30 Jan – Tue 3 Feb",
        "3h 30m",
        "No dates",
        "PM Devon",
    ):
        assert shown in words
    assert "External QA" not in words
    assert {"Complete…", "Start", "Schedule…", "Add step…"} <= labels(tab)
    for act in ("Hand in for review…", "Running behind…", "Need more time…", "Reschedule…", "Unschedule…"):
        assert act in offered(tab)
    assert "False alarm…" not in offered(tab)


def test_a_step_that_runs_behind_says_so_and_can_be_a_false_alarm(
    agency: Build, screens: Screens, priya: Someone, checkout: Work
) -> None:
    agency.behind(checkout, 90)
    tab = client(screens, priya, "acme", section="work", task=str(checkout.number))
    words = said(tab)
    assert ":red-badge[Running behind]" in words
    assert "Delayed :blue-badge[Scheduled] :orange-badge[Delayed]" in words
    assert "False alarm…" in offered(tab)


def test_completing_a_step_asks_for_the_time_it_took(screens: Screens, priya: Someone, checkout: Work) -> None:
    tab = client(screens, priya, "acme", section="work", task=str(checkout.number))
    next(button for button in tab.at.main.button if button.label == "Complete…").click()
    tab.run()
    assert "Your time on it" in {field.label for field in tab.at.text_input}
    assert "**Development** of #1 Checkout *fast*" in said(tab)


def test_a_task_of_the_list_opens_its_view_and_leads_back(screens: Screens, priya: Someone, checkout: Work) -> None:
    tab = client(screens, priya, "acme", section="work")
    opens = next(link for link in tab.at.get("page_link") if "Checkout" in link.proto.label)
    assert f"task={checkout.number}" in opens.proto.query_string
    task = client(screens, priya, "acme", section="work", task=str(checkout.number))
    back = next(link for link in task.at.get("page_link") if link.proto.label == "All tasks")
    assert "task=" not in back.proto.query_string


@pytest.mark.parametrize("number", ["999", "2", "x", "-1"])
def test_a_task_that_is_not_the_clients_is_a_sentence(
    agency: Build, screens: Screens, priya: Someone, checkout: Work, number: str
) -> None:
    agency.task(agency.client("bolt"), "Secret", [("design", "M")])
    words = said(client(screens, priya, "acme", section="work", task=number))
    assert "Secret" not in words
    assert ("There is no task #" in words) == number.isdigit()


def test_a_step_is_started_with_one_click(agency: Build, screens: Screens, priya: Someone, checkout: Work) -> None:
    tab = client(screens, priya, "acme", section="work", task=str(checkout.number))
    next(button for button in tab.at.main.button if button.label == "Start").click()
    tab.run()
    assert "Internal QA review :orange-badge[In progress]" in said(tab)


# Section Schedule


def test_a_month_shows_health_blocks_planner_and_what_is_scheduled(
    agency: Build, screens: Screens, priya: Someone, devon: Someone, acme: Account, checkout: Work
) -> None:
    agency.block(acme, devon, TUESDAY, date(2026, 2, 5), kind="internal_qa_review", minutes=600)
    plan(agency, agency.task(acme, "Newsletter", [("design", "M")]), FEBRUARY)
    words = said(schedule(screens, priya))
    for shown in (
        "**February 2026**",
        "**April 2026**",
        ":orange-badge[Under Scheduled]",
        "of 51h",
        "Internal QA review 1 :blue-badge[Scheduled]",
        "**10h** :gray[Tue 3 – Thu 5 Feb]",
        "**10h** reserved in 1 block.",
        "Newsletter",
        "1 task with **4h 30m** still without dates; **48h 10m** of the net allocation is not scheduled yet.",
        "Checkout *fast*",
    ):
        assert shown in words
    assert "still to come" not in words


def test_the_month_steps_on_and_back_through_the_address(screens: Screens, priya: Someone, acme: Account) -> None:
    tab = schedule(screens, priya, "2026-01")
    assert tab.at.button(key="client_detail:month_before").disabled
    for month in ("2026-02", "2026-03"):
        tab.at.button(key="client_detail:month_after").click()
        tab.run()
        assert tab.at.query_params["month"] == month
    assert "Nobody's time is reserved in March 2026." in said(tab)
    tab.at.button(key="client_detail:this_month").click()
    tab.run()
    assert tab.at.query_params["month"] == "2026-01"


@pytest.mark.parametrize("month", ["2025-11", "2031-01", "nonsense"])
def test_a_month_that_cannot_be_planned_becomes_the_running_one(
    screens: Screens, priya: Someone, acme: Account, month: str
) -> None:
    words = said(schedule(screens, priya, month))
    assert "This is January 2026." in words
    assert "Nobody's time is reserved in January 2026." in words


def test_a_project_only_client_and_an_archived_one_say_why_there_is_no_health(
    agency: Build, screens: Screens, priya: Someone
) -> None:
    agency.client("one-off")
    assert "Project-only: there is no allocation to plan towards." in said(schedule(screens, priya, slug="one-off"))
    agency.client("gone", plan=agency.plan(), start=date(2025, 6, 1), archived_on=date(2025, 11, 3))
    tab = schedule(screens, priya, slug="gone")
    assert "Not applicable" in said(tab)
    assert tab.at.button(key="client_detail:add_block").disabled
    assert tab.at.button(key="client_detail:plan").disabled


def test_a_task_is_taken_out_of_the_planner_with_one_click(
    agency: Build, screens: Screens, priya: Someone, acme: Account
) -> None:
    task = agency.task(acme, "Newsletter", [("design", "M")])
    plan(agency, task, FEBRUARY)
    tab = schedule(screens, priya)
    tab.at.button(key=f"client_detail:unplan:{task.id}").click()
    tab.run()
    assert "No task waits for dates in February 2026." in said(tab)


def test_a_csm_plans_own_clients_alone(agency: Build, screens: Screens) -> None:
    clara, oscar = (agency.person(name, roles={Role.CSM}) for name in ("Clara", "Oscar"))
    agency.client("hers", plan=agency.plan(), csm=clara)
    assert not schedule(screens, clara, slug="hers").at.button(key="client_detail:add_block").disabled
    assert "There is no client" in said(schedule(screens, oscar, slug="hers"))


def test_many_tasks_stand_on_pages(
    agency: Build, screens: Screens, priya: Someone, devon: Someone, acme: Account
) -> None:
    for number in range(14):
        agency.step(agency.task(acme, f"Task {number:02}", [("design", "S")]), devon, date(2026, 2, 2), minutes=15)
    words = said(schedule(screens, priya))
    assert "14 tasks in all" in words
    assert ("Task 11" in words, "Task 12" in words) == (True, False)
    assert "Task 12" in said(client(screens, priya, "acme", section="schedule", month="2026-02", page="2"))


@pytest.mark.parametrize("query", [{"section": "schedule"}, {"section": "work", "task": "1"}])
def test_planning_asks_little(
    agency: Build,
    screens: Screens,
    priya: Someone,
    devon: Someone,
    acme: Account,
    checkout: Work,
    query: dict[str, str],
) -> None:
    agency.step(checkout, devon, date(2026, 1, 29), TUESDAY, kind="external_qa_review")
    agency.leave(devon, TUESDAY)
    tab = client(screens, priya, "acme", **query)
    with counted(ground.database()) as seen:
        tab.run()
    assert 0 < len(seen) <= 12, "\n".join(" ".join(one.split())[:150] for one in seen)
