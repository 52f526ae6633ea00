"""My work in AppTest: taps, the week, what is offered and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from charleos.periods import Month
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.store.schema import Client, TimeEntry
from charleos.ui.my_work import taps
from tests.app.screens import Screens, Tab
from tests.build import TODAY, Account, Build, Someone, Work

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def devon(agency: Build) -> Someone:
    return agency.person("Devon")


@pytest.fixture
def acme(agency: Build) -> Account:
    return agency.client("acme", plan=agency.plan(), name="Acme *Corp*")


@pytest.fixture
def checkout(agency: Build, devon: Someone, acme: Account) -> Work:
    return agency.task(acme, "Checkout", [("development", "M", devon)])


def tap(tab: Tab, work: Work, minutes: int) -> None:
    tab.at.button(key=f"tap:{work.only}:{minutes}").click()
    tab.run()


def stored(agency: Build) -> list[tuple[date, int]]:
    rows = agency.system().all(sa.select(TimeEntry.work_date, TimeEntry.minutes).order_by(TimeEntry.id))
    return [(row.work_date, row.minutes) for row in rows]


def toasts(tab: Tab) -> list[str]:
    return [toast.value.replace("\\", "") for toast in tab.at.toast]


def test_one_tap_logs_time_today_and_says_what_it_did(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    tab = screens.open(devon, "my_work")
    tap(tab, checkout, 120)
    assert stored(agency) == [(TODAY, 120)]
    assert toasts(tab) == ["2h logged on Checkout (development): 2h used of 4h 30m-6h."]
    assert "already 2h today" in tab.words
    assert "2h used of 4h 30m-6h" in tab.words


def test_the_second_half_of_a_double_click_stores_nothing_and_says_so(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    tab = screens.open(devon, "my_work")
    tap(tab, checkout, 15)
    tap(tab, checkout, 15)
    assert stored(agency) == [(TODAY, 15)]
    assert toasts(tab) == ["That was a double click: 15m is logged once."]


def test_the_same_amount_may_be_tapped_again_after_a_moment_and_another_at_once(
    agency: Build, screens: Screens, devon: Someone, checkout: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = screens.open(devon, "my_work")
    tap(tab, checkout, 15)
    tap(tab, checkout, 30)
    monkeypatch.setattr(taps, "DOUBLE_CLICK", timedelta(0))
    tap(tab, checkout, 30)
    assert stored(agency) == [(TODAY, 15), (TODAY, 30), (TODAY, 30)]


def test_a_tap_logs_on_the_day_that_is_chosen_in_the_address(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    tab = screens.open(devon, "my_work", work_day=YESTERDAY.isoformat())
    assert "Yesterday, Thursday 29 January" in tab.words
    tap(tab, checkout, 60)
    assert stored(agency) == [(YESTERDAY, 60)]


def test_the_days_and_weeks_are_walked_by_their_buttons(screens: Screens, devon: Someone) -> None:
    tab = screens.open(devon, "my_work")
    tab.at.button(key="day:2026-01-27").click()
    tab.run()
    assert tab.at.date_input(key="work_day").value == date(2026, 1, 27)
    tab.at.button(key="week_before").click()
    tab.run()
    assert tab.at.date_input(key="work_day").value == date(2026, 1, 20)
    tab.at.button(key="week_today").click()
    tab.run()
    assert tab.at.date_input(key="work_day").value == TODAY
    assert tab.at.button(key="day:2026-01-31").disabled


def test_an_address_with_a_day_that_is_none_shows_today(screens: Screens, devon: Someone) -> None:
    tab = screens.open(devon, "my_work", work_day="soon")
    assert "Today, Friday 30 January" in tab.words


def test_a_future_day_takes_no_taps_and_says_why(screens: Screens, devon: Someone, checkout: Work) -> None:
    tab = screens.open(devon, "my_work", work_day=(TODAY + timedelta(days=3)).isoformat())
    assert tab.at.button(key=f"tap:{checkout.only}:15").disabled
    assert [info.value for info in tab.at.info] == [
        "This day is in the future; time is logged on the day it was worked."
    ]


def test_a_refused_tap_says_why_at_its_requirement_once(
    agency: Build, screens: Screens, devon: Someone, acme: Account, checkout: Work
) -> None:
    tab = screens.open(devon, "my_work")
    with agency.system().writing() as session:
        client = session.get(Client, acme.id)
        client.start = TODAY + timedelta(days=1)
    tap(tab, checkout, 60)
    assert [error.value.replace("\\", "") for error in tab.at.error] == [
        "Work on Acme *Corp* starts on 31 January 2026; this entry is dated before it."
    ]
    tab.run()
    assert not tab.at.error
    assert stored(agency) == []


def test_a_closed_month_is_named_before_a_tap(
    agency: Build, screens: Screens, devon: Someone, acme: Account, checkout: Work
) -> None:
    with agency.system().writing() as session:
        session.get(Client, acme.id).open_from = Month.parse("2026-02")
    tab = screens.open(devon, "my_work")
    assert "January 2026 is closed for this client" in tab.words.replace("\\", "")
    tap(tab, checkout, 60)
    assert toasts(tab)[0].endswith("January 2026 is closed for this client: the time counts in February 2026.")


def test_somebody_without_work_is_told_how_it_gets_here(screens: Screens, devon: Someone) -> None:
    tab = screens.open(devon, "my_work")
    assert "No open work is assigned to you" in tab.words
    assert "No time on this day yet." in tab.words
    assert not tab.at.button(key="log_other").disabled


def test_forty_requirements_begin_with_ten_and_are_searched_by_word_and_number(
    agency: Build, screens: Screens, devon: Someone, acme: Account
) -> None:
    works = [agency.task(acme, f"Piece {n:02}", [("qa", "S", devon)]) for n in range(1, 41)]
    tab = screens.open(devon, "my_work")

    def shown() -> int:
        return sum(1 for button in tab.at.button if str(button.key).endswith(":240"))

    assert shown() == 10
    tab.at.button(key="my_work_all").click()
    tab.run()
    assert shown() == 40
    tab.at.text_input(key="my_work_find").set_value(f"acme #{works[32].number}")
    tab.run()
    assert shown() == 1
    tab.at.text_input(key="my_work_find").set_value("zebra")
    tab.run()
    assert shown() == 0
    assert "None of your open work matches" in tab.words


def test_a_manager_who_looks_as_another_person_can_tap_nothing(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    morgan = agency.person("Morgan", roles={Role.MANAGER})
    tab = screens.open(morgan, "my_work")
    tab.at.session_state["looking_as"] = devon.id
    tab.run()
    assert tab.at.button(key=f"tap:{checkout.only}:15").disabled
    assert tab.at.button(key="log_other").disabled


def test_the_last_worked_day_is_offered_until_all_of_it_is_there(
    agency: Build, screens: Screens, devon: Someone, checkout: Work
) -> None:
    agency.log(devon, checkout.only, 60, YESTERDAY)
    tab = screens.open(devon, "my_work")
    assert tab.at.button(key="repeat_day").label == "Repeat yesterday: 1 entry, 1h"
    tap(tab, checkout, 60)
    assert not [button for button in tab.at.button if button.key == "repeat_day"]


def test_the_day_lists_what_was_logged_and_locks_what_is_closed(
    agency: Build, screens: Screens, devon: Someone, acme: Account, checkout: Work
) -> None:
    agency.log(devon, checkout.only, 60, note="<b>Payment</b>")
    agency.log(devon, None, 30, activity=Activity.ADMIN)
    tab = screens.open(devon, "my_work")
    assert "1h 30m of 6h 30m · 5h to go" in tab.words
    assert len([b for b in tab.at.button if str(b.key).startswith("correct:")]) == 2
    with agency.system().writing() as session:
        session.get(Client, acme.id).open_from = Month.parse("2026-02")
    tab.run()
    assert len([b for b in tab.at.button if str(b.key).startswith("correct:")]) == 1
    assert "Its month is closed; ask a Manager to correct it." in tab.words


def test_no_money_is_on_the_page(agency: Build, screens: Screens, checkout: Work) -> None:
    morgan = agency.person("Morgan", roles={Role.MANAGER})
    agency.log(morgan, checkout.only, 60)
    assert "£" not in screens.open(morgan, "my_work").words
