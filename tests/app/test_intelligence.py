"""Intelligence on a client's page, the day rates month by month, and what a step's form suggests."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from charleos.rules.access import Role
from tests.app.screens import Screens, Tab
from tests.app.test_client_detail import client, said
from tests.build import Build, Someone


class Cast:
    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.devon = agency.person("Devon")
        self.morgan = agency.person("Morgan", roles={Role.MANAGER})
        self.priya = agency.person("Priya", roles={Role.PM})
        self.acme = agency.client("acme", plan=agency.plan(), start=date(2025, 11, 1), name="Acme *Corp*")

    def done(self, minutes: int, times: int, *, of: str = "development", since: date = date(2026, 1, 5)) -> None:
        for day in (since + timedelta(days=n) for n in range(times)):
            at = self.agency.at(day)
            work = at.task(self.acme, f"Shop of {day}", [(of, "M", self.devon)], completed_on=day)
            at.log(self.devon, work.only, minutes)

    def waiting(self, minutes: int = 210) -> int:
        work = self.agency.task(self.acme, "Next", [("development", "M", self.devon)])
        return self.agency.step(work, self.devon, minutes=minutes)


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def section(screens: Screens, who: Someone, **query: str) -> Tab:
    return client(screens, who, "acme", section="intelligence", **query)


def charts(tab: Tab) -> list[dict[str, Any]]:
    return [json.loads(one.proto.spec) for one in tab.at.get("plotly_chart")]


def press(tab: Tab, label: str) -> None:
    next(button for button in tab.at.button if button.label == label).click()
    tab.run()


def test_a_client_without_completed_work_is_told_what_to_schedule_meanwhile(screens: Screens, cast: Cast) -> None:
    tab = section(screens, cast.morgan)
    assert "No sized work of Acme *Corp* is completed yet" in said(tab)
    assert "schedule the maximum of each size" in said(tab)
    assert charts(tab) == []


def test_a_type_says_its_score_in_words_and_how_sure_that_is(screens: Screens, cast: Cast) -> None:
    cast.done(310, 5)
    cast.done(200, 2, of="*seo* work")
    words = said(section(screens, cast.priya))
    assert "15% slower than quoted" in words
    assert "Medium confidence · 5" in words
    assert "26% faster than quoted" in words
    assert "Low confidence · 2" in words
    assert "|Development :gray[score 1.15]|30m|1h 45m|5h 15m|14h|36h 45m|92h|" in words
    assert "|*seo* work :gray[Low confidence: the maximum]|:gray[30m]|:gray[2h]|:gray[6h]|" in words
    assert "No completed task went through a review yet." in words


def test_a_size_is_told_from_five_on_and_by_type_as_the_address_says(screens: Screens, cast: Cast) -> None:
    cast.done(310, 4)
    cast.done(200, 1, of="design", since=date(2026, 1, 20))
    assert "|M|4h 30m|**5h 10m**|3h 20m –\N{WORD JOINER} 5h 10m|5|" in said(section(screens, cast.morgan))
    assert "|M|4h 30m|:gray[n/a]|:gray[n/a]|4|" in said(section(screens, cast.morgan, type="development"))
    assert "|M|4h 30m|**5h 10m**" in said(section(screens, cast.morgan, type="made up"))


def test_the_requirements_behind_a_score_open_with_links_to_their_tasks(screens: Screens, cast: Cast) -> None:
    cast.done(310, 3)
    tab = section(screens, cast.morgan)
    press(tab, "The 3 requirements behind it")
    words = said(tab)
    assert "Development for Acme *Corp*: 1.15" in words
    assert "[#3](./client_detail?client=acme&section=work&task=3) Shop of 2026-01-07 :gray[M]" in words
    assert "|4h 30m|5h 10m|1.15|7 Jan 2026|" in words


def test_a_month_without_work_has_no_bar_of_its_day_rate(screens: Screens, cast: Cast) -> None:
    cast.done(270, 1, since=date(2025, 11, 10))
    cast.done(600, 1)
    tab = client(screens, cast.morgan, "acme", month="2026-01")
    rates = next(one["data"] for one in charts(tab) if any(trace.get("name") == "Sold" for trace in one["data"]))
    bars = {trace["name"]: list(zip(trace["x"], trace["y"], strict=True)) for trace in rates if trace["type"] == "bar"}
    assert bars == {"Below breakeven": [("Nov 2025", 62500), ("Jan 2026", 37500)]}
    sold = next(trace for trace in rates if trace["name"] == "Sold")
    assert (sold["x"], sold["y"]) == (["Nov 2025", "Dec 2025", "Jan 2026"], [62500] * 3)


def test_a_project_only_client_has_no_day_rates_by_month(screens: Screens, cast: Cast) -> None:
    cast.agency.client("bolt", plan=None)
    assert "Day rate by month" not in said(client(screens, cast.morgan, "bolt"))
    assert "there is no actual rate to show" in said(client(screens, cast.morgan, "acme"))


def placing(screens: Screens, cast: Cast, step: int) -> Tab:
    return screens.open(cast.priya, "schedule", schedule_open_step=str(step))


def test_what_a_step_usually_takes_is_planned_with_one_tap(screens: Screens, cast: Cast) -> None:
    cast.done(310, 5)
    tab = placing(screens, cast, cast.waiting())
    assert "Usually takes **4h 15m** here (Development score 1.15, medium confidence)" in tab.words
    press(tab, "Plan 4h 15m")
    assert next(one for one in tab.at.text_input if one.label == "Time").value == "4h 15m"
    assert "with **Devon**, 4h 15m" in tab.words
    assert "Plan 4h 15m" not in {button.label for button in tab.at.button}


def test_little_known_work_is_planned_with_the_maximum_and_says_so(screens: Screens, cast: Cast) -> None:
    assert "No Development work is completed here yet: plan with the maximum, **4h 45m**" in (
        placing(screens, cast, cast.waiting()).words
    )
    cast.done(200, 1)
    tab = placing(screens, cast, cast.waiting())
    assert "Low confidence (1 completed requirement, score 0.74): plan with the maximum, **4h 45m**" in tab.words
    assert "with **Devon**, 3h 30m" in tab.words
