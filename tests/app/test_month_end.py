"""The month end page: figures, what to look at, closing and reopening, files."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.actions.months import close_all
from charleos.periods import Month
from charleos.rules.access import Role
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone

DECEMBER = Month.parse("2025-12")


class Cast:
    """On 30 January 2026: December is to be closed for Acme and Bolt; Bolt is not Clara's."""

    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.morgan = agency.person("Morgan", roles={Role.MANAGER}, discipline="management")
        self.clara = agency.person("Clara", roles={Role.CSM})
        self.devon = agency.person("Devon")
        plan = agency.plan()
        acme = agency.client("acme", plan=plan, csm=self.clara, name="Acme", start=date(2025, 12, 1))
        agency.client("bolt", plan=plan, name="Bolt *& Sons*", start=date(2025, 12, 8))
        work = agency.task(acme, "Homepage", [("design", "M", self.devon), ("development", "S", self.devon)])
        agency.log(self.devon, work.requirements["design"], 210, date(2025, 12, 9))
        agency.log(self.devon, work.requirements["development"], 150, date(2025, 12, 10))


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def open_page(screens: Screens, person: Someone, **query: str) -> Tab:
    tab = screens.open(person, "month_end")
    if query:
        tab.go("month_end", query)
    return tab


def press(tab: Tab, label: str) -> None:
    next(button for button in tab.at.button if button.label == label).click()
    tab.run()


def metrics(tab: Tab) -> dict[str, str]:
    return {one.label: one.value for one in tab.at.metric}


def test_the_month_that_ended_last_in_figures(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.morgan)
    assert tab.at.selectbox(key="month_end:month").value == "2025-12"
    assert metrics(tab)["Billable"] == "6h 30m"
    assert metrics(tab)["Net efficiency"] == "+30m"
    assert metrics(tab)["Earned"] == "£541.67"
    assert list(tab.at.dataframe[0].value["name"]) == ["Acme", "Bolt *& Sons*"]


def test_what_won_stands_beside_what_lost(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.morgan, end_view="types")
    (table,) = [one.value for one in tab.at.markdown if "Against sold" in one.value]
    design, development = table.splitlines()[2:]
    assert "**Design**" in design
    assert ":green[+1h]" in design
    assert "**Development**" in development
    assert ":red[-30m]" in development


def test_everything_is_closed_at_once_after_the_warnings(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.morgan)
    press(tab, "Close 2 clients")
    told = " ".join(one.value for one in tab.at.markdown)
    assert "2 requirements in progress" in told
    assert "2 clients with weeks that no RAG report covers" in told
    assert "Close December 2025" in [button.label for button in tab.at.button]
    close_all(cast.agency.desk(cast.morgan), cast.agency.key(), DECEMBER)
    again = open_page(screens, cast.morgan)
    assert list(again.at.dataframe[0].value["state"].map(list)) == [["Closed"], ["Closed"]]
    assert not [button for button in again.at.button if button.label.startswith("Close")]


def test_what_to_look_at_before_closing(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.morgan, end_view="checks")
    assert [one.value for one in tab.at.subheader] == [
        "Days without time",
        "Requirements in progress",
        "Weeks without a RAG report",
    ]
    clara = open_page(screens, cast.clara, end_view="checks")
    assert "Days without time" not in [one.value for one in clara.at.subheader]


def test_a_csm_sees_their_own_clients_and_closes_nothing(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.clara)
    assert list(tab.at.dataframe[0].value["name"]) == ["Acme"]
    assert not [button for button in tab.at.button if button.label.startswith("Close")]


def test_a_running_month_is_shown_and_cannot_be_closed(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.morgan, end_month="2026-01")
    assert metrics(tab)["Billable"] == "0h"
    assert metrics(tab)["Actual day rate"] == "n/a"
    assert not [button for button in tab.at.button if button.label.startswith("Close")]


def test_an_agency_without_clients_says_so(screens: Screens, agency: Build) -> None:
    morgan = agency.person("Morgan", roles={Role.MANAGER})
    assert "No client of yours had begun in December 2025." in open_page(screens, morgan).at.info[0].value
