"""Leave in AppTest: asking, deciding, who reads what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.rules.access import Role
from charleos.rules.leave import Part
from charleos.store.schema import Leave
from tests.app.screens import Screens, Tab
from tests.build import TODAY, Build, Someone

MONDAY = date(2026, 2, 2)


@pytest.fixture
def devon(agency: Build) -> Someone:
    return agency.person("Devon *Ray*")


@pytest.fixture
def morgan(agency: Build) -> Someone:
    return agency.person("Morgan", roles={Role.MANAGER}, discipline="management")


@pytest.fixture
def priya(agency: Build) -> Someone:
    return agency.person("Priya", roles={Role.PM}, discipline="pm")


class Dialog:
    """A dialog of the page: AppTest runs the whole page each time, so what opened it is clicked along."""

    def __init__(self, tab: Tab, opener: str) -> None:
        self.tab, self.opener = tab, opener
        self.run()

    def run(self) -> None:
        self.tab.at.button(key=self.opener).click()
        self.tab.run()

    def field(self, kind: str, name: str) -> Any:
        (found,) = [one for one in self.tab.at.get(kind) if str(one.key).endswith(f":{name}")]
        return found

    def put(self, kind: str, name: str, value: object) -> None:
        self.field(kind, name).set_value(value)
        self.run()

    def press(self, label: str) -> None:
        [one for one in self.tab.at.button if one.label == label][-1].click()
        self.run()


def toasts(tab: Tab) -> list[str]:
    return [toast.value.replace("\\", "") for toast in tab.at.toast]


def errors(tab: Tab) -> list[str]:
    return [error.value.replace("\\", "") for error in tab.at.error]


def read(tab: Tab) -> str:
    grids = "".join(one.proto.body for one in tab.at.get("html"))
    return (tab.words + grids).replace("\\", "")


def states(agency: Build) -> list[tuple[str, date, date, int, int]]:
    rows = agency.system().all(
        sa.select(Leave.status, Leave.start, Leave.end_on, Leave.start_half, Leave.end_half).order_by(Leave.id)
    )
    return [tuple(row) for row in rows]


def ask(tab: Tab, start: date, end: date) -> Dialog:
    dialog = Dialog(tab, "ask_leave")
    dialog.put("date_input", "start", start)
    dialog.put("date_input", "end", end)
    return dialog


def test_days_off_are_asked_for_and_stand_in_the_list_and_the_calendar(
    agency: Build, screens: Screens, devon: Someone
) -> None:
    tab = screens.open(devon, "leave")
    assert "No leave yet" in read(tab)
    dialog = ask(tab, MONDAY, date(2026, 2, 4))
    dialog.put("checkbox", "end_half", True)
    assert "**2½ days**: 2 February to the morning of 4 February 2026" in read(tab)
    assert "Nothing of your work is scheduled on these days." in read(tab)
    dialog.press("Ask for leave")
    assert toasts(tab) == [
        "Asked for 2 February to the morning of 4 February 2026 (2½ days); a Manager decides about it."
    ]
    assert states(agency) == [("requested", MONDAY, date(2026, 2, 4), 0, 1)]
    tab.go("leave", {"leave_month": "2026-02"})
    assert "Waiting" in read(tab)
    assert 'aria-label="Devon *Ray*: asks for the morning of 4 February"' in read(tab)


def test_a_single_day_may_be_half_and_shows_the_work_that_is_on_it(
    agency: Build, screens: Screens, devon: Someone
) -> None:
    acme = agency.client("acme", plan=agency.plan(), name="Acme")
    agency.step(agency.task(acme, "Checkout", [("development", "M", devon)]), devon, MONDAY, minutes=300)
    tab = screens.open(devon, "leave")
    dialog = ask(tab, MONDAY, MONDAY)
    assert "**1 piece of scheduled work** on these days: 1 must move" in read(tab)
    assert "More would be planned than can be worked on Mon 2 Feb (5h of 0h)." in read(tab)
    dialog.put("button_group", "part", Part.AFTERNOON)
    dialog.press("Ask for leave")
    assert states(agency) == [("requested", MONDAY, MONDAY, 1, 0)]


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (MONDAY, TODAY, "is before the first"),
        (date(2026, 1, 31), date(2026, 2, 1), "There is no working day"),
        (date(2025, 6, 2), date(2025, 6, 3), "ask a Manager to enter this leave"),
    ],
)
def test_what_cannot_be_asked_for_is_said_and_stays_typed(
    agency: Build, screens: Screens, devon: Someone, start: date, end: date, sentence: str
) -> None:
    tab = screens.open(devon, "leave")
    dialog = ask(tab, start, end)
    dialog.press("Ask for leave")
    assert sentence in errors(tab)[0]
    assert dialog.field("date_input", "start").value == start
    assert states(agency) == []


def test_a_manager_sees_what_must_move_and_approves(
    agency: Build, screens: Screens, devon: Someone, morgan: Someone, priya: Someone
) -> None:
    acme = agency.client("acme", plan=agency.plan(), name="Acme")
    agency.step(agency.task(acme, "Checkout", [("development", "M", devon)]), devon, MONDAY)
    leave = agency.leave(devon, MONDAY, status="requested", note="A wedding")
    tab = screens.open(morgan, "leave")
    assert "A wedding" in read(tab)
    dialog = Dialog(tab, f"decide:{leave}")
    assert "Checkout · Development :red-badge[must move]" in read(tab)
    dialog.press("Refuse")
    assert errors(tab) == ["Say why it is refused; Devon *Ray* reads it."]
    dialog.press("Approve")
    assert states(agency)[0][0] == "approved"
    assert "Scheduled on days off" in read(tab)
    other = screens.open(priya, "leave", leave_month="2026-02")
    assert "Scheduled on days off" in read(other)
    assert 'aria-label="Devon *Ray*: away on 2 February"' in read(other)
    assert "wedding" not in read(other)
    assert not [one for one in other.at.button if one.key == "enter_leave"]


def test_others_do_not_see_what_is_only_asked_for(
    agency: Build, screens: Screens, devon: Someone, priya: Someone
) -> None:
    agency.leave(devon, MONDAY, status="requested", note="A wedding")
    tab = screens.open(priya, "leave", leave_month="2026-02")
    assert "wedding" not in read(tab)
    assert "asks for" not in read(tab)


def test_a_manager_enters_leave_of_somebody(agency: Build, screens: Screens, devon: Someone, morgan: Someone) -> None:
    tab = screens.open(morgan, "leave")
    dialog = Dialog(tab, "enter_leave")
    dialog.press("Enter as approved")
    assert errors(tab) == ["Choose who is away."]
    dialog.put("selectbox", "person", devon.id)
    dialog.press("Enter as approved")
    assert toasts(tab) == ["Devon *Ray* is on leave: 30 January 2026 (1 day)."]
    assert states(agency) == [("approved", TODAY, TODAY, 0, 0)]


def test_ones_own_leave_is_cancelled_until_it_begins(agency: Build, screens: Screens, devon: Someone) -> None:
    asked = agency.leave(devon, MONDAY)
    begun = agency.leave(devon, TODAY)
    tab = screens.open(devon, "leave")
    assert not [one for one in tab.at.button if one.key == f"cancel_leave:{begun}"]
    Dialog(tab, f"cancel_leave:{asked}").press("Cancel this leave")
    assert [state[0] for state in states(agency)] == ["cancelled", "approved"]


def test_the_month_is_walked_and_an_address_that_names_none_shows_this_one(screens: Screens, devon: Someone) -> None:
    tab = screens.open(devon, "leave", leave_month="soon")
    assert "**January 2026**" in read(tab)
    tab.at.button(key="leave_after").click()
    tab.run()
    assert "**February 2026**" in read(tab)
    assert tab.at.query_params["leave_month"] in ("2026-02", ["2026-02"])


def test_a_manager_who_looks_as_somebody_changes_nothing(
    agency: Build, screens: Screens, devon: Someone, morgan: Someone
) -> None:
    tab = screens.open(morgan, "leave")
    tab.at.session_state["looking_as"] = devon.id
    tab.run()
    assert tab.at.button(key="ask_leave").disabled


def test_a_days_off_week_says_leave_on_my_work(agency: Build, screens: Screens, devon: Someone) -> None:
    agency.leave(devon, TODAY)
    tab = screens.open(devon, "my_work")
    assert "0h logged · on leave" in read(tab)
