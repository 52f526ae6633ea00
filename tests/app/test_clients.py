"""The client list in AppTest: who sees which clients and figures, narrowed, and taken away."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from charleos.exports.client_list import client_list_csv
from charleos.periods import Month
from charleos.reads.clients import ClientsAsked, Status, clients
from charleos.rules.access import Role
from charleos.units import Pence
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone

JANUARY = Month.parse("2026-01")


class Cast:
    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.morgan = agency.person("Morgan", roles={Role.MANAGER})
        self.clara = agency.person("Clara", roles={Role.CSM})
        self.devon = agency.person("Devon")
        plan = agency.plan("growth", hours=60, pounds=5000)
        self.acme = agency.client("acme", plan=plan, csm=self.clara, name="Acme Corp")
        self.busy = agency.client("busy", plan=plan, name="=Busy & Co", hours=10)
        self.project = agency.client("project", plan=None, name="Project Partners", hourly_rate=Pence(9000))
        self.gone = agency.client("gone", plan=plan, name="Gone Ltd", archived_on=date(2026, 1, 15))
        work = agency.task(self.busy, "Rebuild", [("development", "L", self.devon)])
        agency.log(self.devon, work.only, 720)


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def shown(tab: Tab) -> dict[str, list[object]]:
    """The table by column."""
    return {str(name): list(column) for name, column in tab.at.dataframe[0].value.items()}


def test_the_list_says_what_is_left_and_marks_custom_project_only_and_negative(cast: Cast, screens: Screens) -> None:
    table = shown(screens.open(cast.morgan, "clients"))
    assert table["name"] == ["=Busy & Co", "Acme Corp", "Project Partners"]
    assert [list(one) for one in table["plan"]] == [["Growth", "Custom"], ["Growth"], ["Project-only"]]  # type: ignore[call-overload]
    assert [list(one) for one in table["remaining"]] == [["-3h 30m"], ["51h"], ["n/a"]]  # type: ignore[call-overload]
    assert table["billable"] == ["12h", "0h", "0h"]
    assert table["allocated"] == ["8h 30m", "51h", "n/a"]
    assert table["rate"][0] == "£3,750"


def test_a_csm_s_list_and_its_filters_know_only_their_clients(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.clara, "clients", clients_status="All")
    assert shown(tab)["name"] == ["Acme Corp"]
    assert "Busy" not in tab.words
    assert "1 client of 1" in tab.words


def test_the_address_holds_what_the_list_is_narrowed_to(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "clients", clients_status="Archived")
    assert shown(tab)["name"] == ["Gone Ltd"]
    tab = screens.open(cast.morgan, "clients", clients_find="partners", clients_month="December 2025")
    assert list(shown(tab)["plan"][0]) == ["Not started"]  # type: ignore[call-overload]


def test_words_that_the_address_made_up_are_passed_over(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "clients", clients_status="Secret", clients_csm="Nobody", clients_page="99")
    assert len(shown(tab)["name"]) == 3


def test_more_than_a_page_of_clients_is_turned(cast: Cast, screens: Screens) -> None:
    for number in range(30):
        cast.agency.client(f"many-{number}", plan=None, name=f"Many {number:02}")
    tab = screens.open(cast.morgan, "clients", clients_page="2")
    assert len(shown(tab)["name"]) == 8
    assert "33 clients of 34" in tab.words


def test_no_match_and_no_clients_say_what_to_do(agency: Build, screens: Screens) -> None:
    morgan = agency.person("Morgan", roles={Role.MANAGER})
    clara = agency.person("Clara", roles={Role.CSM})
    assert "Create the first one with" in screens.open(morgan, "clients").words
    assert "A Manager creates clients" in screens.open(clara, "clients").words
    agency.client("acme", plan=None)
    assert "No client matches" in screens.open(morgan, "clients", clients_find="zebra").words


def test_only_a_manager_is_offered_a_new_client(cast: Cast, screens: Screens) -> None:
    def offers(who: Someone) -> bool:
        return any(button.label == "New client" for button in screens.open(who, "clients").at.button)

    assert (offers(cast.morgan), offers(cast.clara)) == (True, False)


def test_the_file_holds_every_match_and_no_formula(cast: Cast) -> None:
    listed = clients(cast.agency.desk(cast.morgan), JANUARY)
    rows = listed.narrowed(ClientsAsked(status=Status.ALL))
    content = client_list_csv(rows, JANUARY, with_rates=True).decode("utf-8-sig")
    by_slug = {row["Short name"]: row for row in csv.DictReader(io.StringIO(content, newline=""))}
    assert by_slug["busy"] == {
        "Client": "'=Busy & Co",
        "Short name": "busy",
        "Status": "active",
        "Plan": "Growth",
        "Custom terms": "yes",
        "CSM": "",
        "Month": "2026-01",
        "Allocated hours": "8.5",
        "Available hours": "8.5",
        "Billable hours": "12",
        "Remaining hours": "-3.5",
        "Used %": "141.2",
        "Sold day rate £": "3750.00",
        "Actual day rate £": "3750.00",
    }
    assert by_slug["gone"]["Status"] == "archived"
    assert (by_slug["project"]["Plan"], by_slug["project"]["Remaining hours"]) == ("project-only", "")
    assert "day rate" not in client_list_csv(rows, JANUARY, with_rates=False).decode("utf-8-sig")
