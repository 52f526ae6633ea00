"""My schedule in AppTest, with what one says of one's own steps; and what Home says about the schedule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.rules.access import Role
from charleos.store.schema import Requirement, Subtask, TimeEntry
from tests.app.screens import Screens, Tab
from tests.build import TODAY, Account, Build, Someone, Work

MONDAY = date(2026, 2, 2)


@pytest.fixture
def devon(agency: Build) -> Someone:
    return agency.person("Devon")


@pytest.fixture
def acme(agency: Build) -> Account:
    return agency.client("acme", plan=agency.plan(), name="Acme *Corp*")


@pytest.fixture
def checkout(agency: Build, devon: Someone, acme: Account) -> Work:
    return agency.task(acme, "Checkout", [("development", "M", devon)])


def schedule(screens: Screens, person: Someone) -> Tab:
    return screens.open(person, "my_work", work_section="schedule")


def read(tab: Tab) -> str:
    return tab.words.replace("\\", "")


def toasts(tab: Tab) -> list[str]:
    return [toast.value.replace("\\", "") for toast in tab.at.toast]


def errors(tab: Tab) -> list[str]:
    return [error.value.replace("\\", "") for error in tab.at.error]


def steps(agency: Build) -> list[tuple[str, str, int, int]]:
    rows = agency.system().all(
        sa.select(Subtask.kind, Subtask.status, Subtask.estimate, Subtask.logged).order_by(Subtask.id)
    )
    return [tuple(row) for row in rows]


class Dialog:
    """A dialog of a step: AppTest runs the whole page each time, so what opened it is chosen along."""

    def __init__(self, tab: Tab, step: int, act: str) -> None:
        self.tab, self.step, self.act = tab, step, act
        self.run()

    def run(self) -> None:
        buttons = {str(one.key): one for one in self.tab.at.button}
        first = buttons[f"my_step:{self.step}"]
        if first.label == self.act:
            first.click()
        else:
            menu = next(one for one in self.tab.at.get("menu_button") if one.key == f"my_step_more:{self.step}")
            menu.set_value(self.act)
        self.tab.run()

    def field(self, kind: str, name: str) -> Any:
        (found,) = [one for one in self.tab.at.get(kind) if str(one.key).endswith(f":{name}")]
        return found

    def press(self, label: str) -> None:
        next(one for one in self.tab.at.button if one.label == label).click()
        self.run()


def test_the_two_weeks_say_what_fits_what_waits_and_why(
    agency: Build, screens: Screens, devon: Someone, acme: Account, checkout: Work
) -> None:
    agency.step(checkout, devon, TODAY, MONDAY, minutes=500)
    agency.step(agency.task(acme, "Search", [("design", "S")]), devon, TODAY, minutes=60, kind="design")
    agency.leave(devon, date(2026, 2, 3), date(2026, 2, 4))
    tab = schedule(screens, devon)
    assert "Today, Friday 30 January" in read(tab)
    assert "6h 30m of 6h 30m planned" in read(tab)
    assert "2h 50m waits for a later day" in read(tab)
    assert "For today only." in read(tab)
    assert "Tue 3 – Wed 4 Feb" in read(tab)
    assert ":material/beach_access: On leave" in read(tab)
    assert read(tab).index("Search") < read(tab).index("Checkout")


def test_somebody_without_steps_is_told_how_they_get_here(screens: Screens, devon: Someone) -> None:
    assert "Nothing is scheduled for you." in read(schedule(screens, devon))


def test_a_step_is_started_with_one_click(agency: Build, screens: Screens, devon: Someone, checkout: Work) -> None:
    step = agency.step(checkout, devon, TODAY)
    tab = schedule(screens, devon)
    tab.at.button(key=f"my_step:{step}").click()
    tab.run()
    assert toasts(tab) == ["Development of #1 Checkout is in progress."]
    assert steps(agency)[0][1] == "in_progress"
    assert tab.at.button(key=f"my_step:{step}").label == "Complete…"


def test_a_step_is_completed_with_its_time_which_stands_there_already(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    step = agency.step(checkout, devon, TODAY, minutes=200, status="in_progress")
    dialog = Dialog(schedule(screens, devon), step, "Complete…")
    assert dialog.field("text_input", "minutes").value == "3h 20m"
    dialog.field("text_input", "minutes").set_value("90")
    dialog.press("It is complete")
    assert errors(dialog.tab) == ["Is “90” minutes or hours? Write 90m or 90h."]
    dialog.field("text_input", "minutes").set_value("90m")
    next(one for one in dialog.tab.at.button if one.label == "It is complete").click()
    dialog.tab.at.button(key=f"my_step:{step}").click()
    dialog.tab.run()
    assert steps(agency) == [("development", "complete", 200, 90)]
    assert "It was the last open step" in toasts(dialog.tab)[0]
    (entry,) = agency.system().all(sa.select(TimeEntry.minutes, TimeEntry.subtask_id))
    assert tuple(entry) == (90, step)
    assert agency.system().one(sa.select(Requirement.completed_on)).completed_on == TODAY


@pytest.mark.parametrize(
    ("act", "button", "typed", "after"),
    [
        ("Hand in for review…", "Hand in", {"minutes": ""}, [("development", "awaiting_review", 200, 0)]),
        ("Need more time…", "Give it more time", {"minutes": "1h"}, [("development", "in_progress", 260, 0)]),
    ],
)
def test_a_step_is_handed_in_or_gets_more_time(
    agency: Build,
    screens: Screens,
    devon: Someone,
    checkout: Work,
    act: str,
    button: str,
    typed: dict[str, str],
    after: list[tuple[str, str, int, int]],
) -> None:
    step = agency.step(checkout, devon, TODAY, minutes=200, status="in_progress")
    dialog = Dialog(schedule(screens, devon), step, act)
    for name, text in typed.items():
        dialog.field("text_input", name).set_value(text)
    dialog.press(button)
    assert steps(agency) == after


def test_a_step_runs_behind_with_minutes_reason_and_notes(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    step = agency.step(checkout, devon, TODAY, minutes=200, status="in_progress")
    dialog = Dialog(schedule(screens, devon), step, "Running behind…")
    dialog.press("It runs behind")
    assert "No time is given" in errors(dialog.tab)[0]
    dialog.field("text_input", "minutes").set_value("2h")
    dialog.press("It runs behind")
    assert errors(dialog.tab) == ["Choose why the task runs behind."]
    dialog.field("selectbox", "cause").set_value("Blocker")
    dialog.field("text_area", "notes").set_value("No access to the *shop*")
    dialog.press("It runs behind")
    assert [one[0] for one in steps(agency)] == ["development", "delayed"]
    tab = schedule(screens, devon)
    assert "Running behind" in read(tab)
    assert "Blocker: No access to the *shop*" in read(tab)


def test_a_step_without_dates_waits_below_and_can_be_started(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    step = agency.step(checkout, devon)
    tab = schedule(screens, devon)
    assert "Yours, without dates yet" in read(tab)
    tab.at.button(key=f"my_step:{step}").click()
    tab.run()
    assert steps(agency)[0][1] == "in_progress"
    assert "Yours, without dates yet" not in read(tab)


def test_whoever_only_looks_changes_nothing(agency: Build, screens: Screens, devon: Someone, checkout: Work) -> None:
    step = agency.step(checkout, devon, TODAY)
    tab = schedule(screens, agency.person("Morgan", roles={Role.MANAGER}))
    tab.at.session_state["looking_as"] = devon.id
    tab.run()
    assert tab.at.button(key=f"my_step:{step}").disabled


def test_a_tap_and_the_form_name_the_step_and_the_form_can_say_none(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    step = agency.step(checkout, devon, TODAY, kind="internal_qa_fixes")
    tab = screens.open(devon, "my_work")
    assert "on step Internal QA fixes" in read(tab)
    tab.at.button(key=f"tap:{checkout.only}:30").click()
    tab.run()
    for chosen, text in ((step, "45m"), (None, "20m")):
        tab.at.button(key=f"other:{checkout.only}").click()
        tab.run()
        (select,) = [one for one in tab.at.selectbox if ":step:" in str(one.key)]
        assert select.value == step
        select.select_index(0 if chosen else 1)
        next(one for one in tab.at.text_input if str(one.key).endswith(":minutes")).set_value(text)
        next(one for one in tab.at.button if one.label == "Log time").click()
        tab.at.button(key=f"other:{checkout.only}").click()
        tab.run()
    rows = agency.system().all(sa.select(TimeEntry.minutes, TimeEntry.subtask_id).order_by(TimeEntry.id))
    assert [tuple(row) for row in rows] == [(30, step), (45, step), (20, None)]


def test_a_correction_keeps_the_step(agency: Build, screens: Screens, devon: Someone, checkout: Work) -> None:
    step = agency.step(checkout, devon, TODAY)
    tab = screens.open(devon, "my_work")
    tab.at.button(key=f"tap:{checkout.only}:30").click()
    tab.run()
    (entry,) = agency.system().all(sa.select(TimeEntry.id))
    tab.at.button(key=f"correct:{entry.id}").click()
    tab.run()
    next(one for one in tab.at.text_input if str(one.key).endswith(":minutes")).set_value("1h")
    next(one for one in tab.at.text_input if str(one.key).endswith(":reason")).set_value("It took longer")
    next(one for one in tab.at.button if one.label == "Save the correction").click()
    tab.at.button(key=f"correct:{entry.id}").click()
    tab.run()
    rows = agency.system().all(sa.select(TimeEntry.minutes, TimeEntry.subtask_id).order_by(TimeEntry.id))
    assert [tuple(row) for row in rows] == [(30, step), (60, step)]
    assert steps(agency)[0][3] == 60


def test_home_says_what_is_planned_today_what_runs_behind_and_who_asks_for_leave(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    agency.step(checkout, devon, TODAY, minutes=120)
    agency.leave(devon, MONDAY, status="requested", note="A wedding")
    home = screens.open(devon)
    assert "2h in 1 step, first **#1 Checkout**." in read(home)
    assert "Leave to decide about" not in read(home)
    morgan = screens.open(agency.person("Morgan", roles={Role.MANAGER}, discipline="management"))
    assert "Leave to decide about" in read(morgan)
    assert "Nothing is scheduled for you today." in read(morgan)
    assert "Nothing needs you right now" not in read(morgan)
    with agency.system().writing() as session:
        step = session.scalars(sa.select(Subtask)).one()
        step.status = "in_progress"
        step_id = step.id
    dialog = Dialog(schedule(screens, devon), step_id, "Running behind…")
    dialog.field("text_input", "minutes").set_value("2h")
    dialog.field("selectbox", "cause").set_value("Blocker")
    dialog.press("It runs behind")
    priya = screens.open(agency.person("Priya", roles={Role.PM}, discipline="pm"))
    assert "**+2h** · Devon · today" in read(priya)
