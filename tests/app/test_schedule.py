"""The Schedule page: who sees what of it, a day's order, placing a step, taking it back, and client health."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from charleos.reads.team_schedule import StepBar, team_schedule
from charleos.rules.access import Role
from charleos.rules.timeline import Span
from charleos.ui.words import plain
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone

FRIDAY, MONDAY = date(2026, 1, 30), date(2026, 2, 2)


class Cast:
    """Acme is Clara's, Bolt is nobody's; Devon has work of both on Friday."""

    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.devon = agency.person("Devon")
        self.clara = agency.person("Clara", roles={Role.CSM}, discipline="csm")
        self.priya = agency.person("Priya", roles={Role.PM}, discipline="pm")
        plan = agency.plan("growth", hours=60)
        self.acme = agency.client("acme", plan=plan, csm=self.clara)
        self.bolt = agency.client("bolt", plan=plan)
        self.homepage = agency.task(self.acme, "Homepage", [("development", "M", self.devon)])
        self.shop = agency.task(self.bolt, "Shop", [("development", "L", self.devon)])
        self.first = agency.step(self.homepage, self.devon, FRIDAY, minutes=60)
        self.second = agency.step(self.shop, self.devon, FRIDAY, minutes=240)

    def bars(self, day: date = FRIDAY) -> dict[int, StepBar]:
        seen = team_schedule(self.agency.desk(self.priya), day, Span.QUARTER)
        return {bar.id: bar for bars in seen.steps.values() for bar in bars}


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def open_page(screens: Screens, person: Someone, **query: str) -> Tab:
    return screens.open(person, "schedule", **query)


def chart(tab: Tab) -> dict[str, list[Any]]:
    """What each kind of bar of the team's chart says."""
    rows = next(one for one in tab.at.get("plotly_chart") if "Load" in one.proto.spec)
    return {trace["name"]: [said for _, said in trace["customdata"]] for trace in json.loads(rows.proto.spec)["data"]}


def press(tab: Tab, label: str) -> None:
    next(button for button in tab.at.button if button.label == label).click()
    tab.run()


def field(tab: Tab, kind: str, label: str) -> Any:
    return next(one for one in tab.at.get(kind) if one.label == label)


def test_a_pm_sees_every_bar_and_a_csm_those_of_their_clients_with_the_rest_as_time(
    screens: Screens, cast: Cast
) -> None:
    bars = " ".join(chart(open_page(screens, cast.priya))["Scheduled"])
    assert ("Homepage" in bars, "Shop" in bars) == (True, True)
    seen = chart(open_page(screens, cast.clara))
    assert ("Homepage" in str(seen), "Shop" in str(seen), "Bolt" in str(seen)) == (True, False, False)
    assert seen["Other client"] == ["<b>Other client</b><br>4h for clients that are not yours"]


def test_the_address_narrows_what_is_shown(screens: Screens, cast: Cast) -> None:
    seen = chart(open_page(screens, cast.priya, schedule_client="acme"))
    assert ("Homepage" in str(seen), "Shop" in str(seen)) == (True, False)
    assert "Scheduled" not in chart(open_page(screens, cast.priya, schedule_status="in_progress"))
    assert "Scheduled" not in chart(open_page(screens, cast.priya, schedule_day="2026-02-09"))
    tab = open_page(screens, cast.priya, schedule_span="month", schedule_person=str(cast.clara.id))
    assert "Scheduled" not in chart(tab)
    assert "**January 2026**" in tab.words
    press(tab, "Clear")
    assert "Shop" in str(chart(tab))


def test_a_day_opens_with_its_items_in_order_and_only_who_may_moves_them(screens: Screens, cast: Cast) -> None:
    query = {"schedule_open_day": f"{cast.devon.id}.2026-01-30"}
    tab = open_page(screens, cast.priya, **query)
    assert ("5h of 6h 30m" in tab.words, "For today only" in tab.words) == (True, True)
    tab.at.button(key=f"order:{cast.second}:arrow_upward").click()
    tab.run()
    assert f"is number 1 of Devon{plain(chr(39))}s 30 January 2026" in tab.at.success[0].value
    assert [one.key for one in tab.at.button if one.key == f"order:{cast.first}:arrow_upward" and not one.disabled]
    with_csm = open_page(screens, cast.clara, **query)
    assert "4h is for clients that are not yours" in with_csm.words
    assert not [one for one in with_csm.at.button if (one.key or "").startswith("order:")]


def test_a_day_that_others_or_a_block_need_is_not_called_free(screens: Screens, cast: Cast) -> None:
    monday = date(2026, 2, 2)
    query = {"schedule_open_day": f"{cast.devon.id}.{monday}"}
    assert "the day is free" in open_page(screens, cast.priya, **query).words
    cast.agency.block(cast.bolt, cast.devon, monday, monday, minutes=120)
    for person, said in ((cast.priya, "2h more is reserved in blocks"), (cast.clara, "2h is for clients that are not")):
        words = open_page(screens, person, **query).words
        assert (said in words, "the day is free" in words) == (True, False)


def test_an_item_stays_behind_what_began_before_and_says_so(screens: Screens, cast: Cast) -> None:
    begun = cast.agency.step(cast.homepage, cast.devon, date(2026, 1, 28), FRIDAY, minutes=60)
    tab = open_page(screens, cast.priya, schedule_open_day=f"{cast.devon.id}.2026-01-30")
    tab.at.button(key=f"order:{begun}:arrow_downward").click()
    tab.run()
    assert "was started before today" in tab.at.warning[0].value


def test_a_step_is_previewed_and_placed_where_it_fits_soonest(screens: Screens, cast: Cast) -> None:
    waiting = cast.agency.step(cast.homepage, cast.devon, minutes=240)
    tab = open_page(screens, cast.priya, schedule_open_step=str(waiting))
    assert "**Mon 2 Feb** with **Devon**, 4h" in tab.words
    assert "Nothing moves, and no day holds too much." in tab.words
    assert "February 2026: 0% → **8%** scheduled" in tab.words
    press(tab, "Schedule")
    assert (cast.bars()[waiting].first, cast.bars()[waiting].last) == ("2026-02-02", "2026-02-02")


def test_what_a_placing_pushes_is_named_and_has_to_be_agreed_to(screens: Screens, cast: Cast) -> None:
    waiting = cast.agency.step(cast.homepage, cast.devon, minutes=330)
    tab = open_page(screens, cast.priya, schedule_open_step=str(waiting))
    field(tab, "button_group", "When").set_value("These days")
    tab.run()
    pushed = f"#{cast.shop.number} Shop: Development moves by 1 working day, to 2 February 2026."
    assert plain(pushed) in tab.words
    press(tab, "Schedule")
    assert waiting not in cast.bars()
    field(tab, "checkbox", "It may be so").check()
    tab.run()
    press(tab, "Schedule")
    assert (cast.bars()[waiting].first, cast.bars()[cast.second].first) == ("2026-01-30", "2026-02-02")
    assert [one.help for one in tab.at.button if one.label == "Undo"] == [
        "Your last change: scheduling a step, just now"
    ]


def test_a_suggestion_gives_the_step_to_somebody_else(screens: Screens, cast: Cast) -> None:
    ben = cast.agency.person("Ben")
    tab = open_page(screens, cast.priya, schedule_open_step=str(cast.first))
    tab.at.button(key=f"candidate:{ben.id}").click()
    tab.run()
    assert "**Fri 30 Jan** with **Ben**, 1h" in tab.words
    press(tab, "Schedule")
    assert cast.bars()[cast.first].assignee_id == ben.id


def test_what_cannot_be_is_said_and_cannot_be_sent(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.priya, schedule_open_step=str(cast.first))
    field(tab, "text_input", "Time").set_value("soon")
    tab.run()
    assert "is not a duration" in tab.at.error[0].value
    field(tab, "text_input", "Time").set_value("1h")
    field(tab, "date_input", "Start").set_value(date(2026, 2, 3))
    field(tab, "date_input", "End").set_value(MONDAY)
    tab.run()
    assert "is before the start" in tab.words
    assert next(button for button in tab.at.button if button.label == "Schedule").disabled
    assert "not yours to see" in open_page(screens, cast.clara, schedule_open_step=str(cast.second)).at.warning[0].value


def test_clients_stand_by_how_badly_their_months_are_planned(screens: Screens, cast: Cast) -> None:
    cast.agency.step(cast.shop, cast.devon, MONDAY, date(2026, 2, 27), minutes=3060)
    tab = open_page(screens, cast.priya, schedule_section="clients")
    shown = tab.at.dataframe[0].value
    assert list(shown["client"]) == ["Acme", "Bolt"]
    assert [list(one) for one in shown["month1"]] == [["0% · Under"], ["100% · On Track"]]
    assert list(shown["gap1"]) == ["-51h", "0h"]
    assert "2 Under Scheduled · 0 On Track · 0 Over Scheduled in January 2026" in tab.words


def test_steps_with_dates_are_listed_to_be_moved(screens: Screens, cast: Cast) -> None:
    cast.agency.step(cast.shop, cast.devon, FRIDAY, status="complete")
    tab = open_page(screens, cast.priya, schedule_section="steps")
    assert list(tab.at.dataframe[0].value["task"]) == [
        f"#{cast.homepage.number} Homepage",
        f"#{cast.shop.number} Shop",
    ]
    assert next(button for button in tab.at.button if button.label == "Move…").disabled
    empty = open_page(screens, cast.priya, schedule_section="steps", schedule_day="2026-06-01")
    assert "No step that could be moved" in empty.at.info[0].value
