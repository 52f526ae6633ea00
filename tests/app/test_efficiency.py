"""The Efficiency page in AppTest: whose work is shown, what a choice narrows, and what a click asks the database."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import pytest

from charleos.actions.tasks import complete_requirement
from charleos.exports.efficiency import board_csv, board_xlsx, requirements_csv
from charleos.periods import Month
from charleos.reads.efficiency import sold_months, team_available, work_cube
from charleos.reads.efficiency_board import Board, Chosen, window
from charleos.reads.efficiency_people import PeopleAsked, people_work
from charleos.reads.requirements_behind import BehindAsked, Figure, requirements_behind
from charleos.rules.access import Role
from charleos.rules.efficiency import Period
from charleos.ui import ground
from charleos.ui.efficiency.held import hold
from tests.app.screens import Screens, Tab
from tests.build import Build
from tests.counting import counted

JANUARY = Month.parse("2026-01")


class Cast:
    """A design win beside a development loss at one client, and a gain at another."""

    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.morgan = agency.person("Morgan", roles={Role.MANAGER})
        self.clara = agency.person("Clara", roles={Role.CSM})
        self.devon = agency.person("Devon")
        plan = agency.plan("growth", hours=60, pounds=5000)
        self.acme = agency.client("acme", plan=plan, csm=self.clara, name="Acme *Corp*")
        self.busy = agency.client("busy", plan=None, name="=Busy & Co")
        shop = agency.task(self.acme, "Shop", [("design", "M", self.devon), ("development", "S", self.devon)])
        site = agency.task(self.busy, "Site", [("design", "S", self.devon)])
        agency.log(self.devon, shop.requirements["design"], 210)
        agency.log(self.devon, shop.requirements["development"], 180)
        agency.log(self.devon, site.only, 30)
        complete_requirement(agency.system(), agency.key(), shop.requirements["design"])

    def board(self) -> Board:
        desk, period = self.agency.system(), Period(JANUARY, JANUARY)
        span = window(period)
        sold, available = sold_months(desk, *span), team_available(desk, *span)
        return Board(work_cube(desk, *span), sold, available, Chosen(period), JANUARY)


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def figures(tab: Tab) -> dict[str, str]:
    return {metric.label: metric.value for metric in tab.at.metric}


def test_the_cards_keep_realised_and_provisional_apart(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "efficiency")
    shown = figures(tab)
    assert (shown["Banked"], shown["Overage"], shown["Net"]) == ("2h", "1h", "+1h")
    assert (shown["Efficiency"], shown["Day rate"]) == ("128.6%", "£625")
    assert "1h realised  \n1h provisional" in tab.words
    assert "compared with December 2025" in tab.words


def test_a_choice_in_the_address_narrows_the_figures(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "efficiency", eff_type="design")
    assert figures(tab)["Net"] == "+2h"
    tab.go("efficiency", {"eff_type": "development"})
    assert figures(tab)["Net"] == "-1h"
    tab.go("efficiency", {"eff_type": "", "eff_client": "busy"})
    assert (figures(tab)["Net"], figures(tab)["Day rate"]) == ("+1h", "n/a")


def test_every_step_can_be_undone_and_taken_away(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "efficiency")
    tab.at.selectbox(key="efficiency:type").select("design")
    tab.run()
    tab.at.selectbox(key="efficiency:client").select("acme")
    tab.run()
    assert figures(tab)["Net"] == "+1h"
    tab.at.button(key="efficiency:undo").click()
    tab.run()
    assert figures(tab)["Net"] == "+2h"
    tab.at.button(key="efficiency:drop:type").click()
    tab.run()
    assert figures(tab)["Net"] == "+1h"
    assert "eff_type" not in tab.at.query_params


def test_words_that_the_address_made_up_are_passed_over(cast: Cast, screens: Screens) -> None:
    made_up = {"client": "nobody", "type": "zzz", "size": "zzz", "plan": "zzz", "person": "99999", "at": "2026-09"}
    tab = screens.open(cast.morgan, "efficiency", **{f"eff_{name}": said for name, said in made_up.items()})
    assert figures(tab)["Net"] == "+1h"
    tab = screens.open(cast.morgan, "efficiency", eff_month="soon", eff_show="zzz", eff_period="zzz")
    assert "“soon” is not a month" in tab.words


def test_quarters_and_periods_of_one_s_own(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "efficiency", eff_period="quarter", eff_month="2026-02")
    assert "compared with Q4 2025" in tab.words
    assert figures(tab)["Net"] == "+1h"
    tab = screens.open(cast.morgan, "efficiency", eff_period="custom", eff_from="2026-02", eff_to="2025-12")
    assert "they are swapped" in tab.words
    assert figures(tab)["Net"] == "+1h"
    tab = screens.open(cast.morgan, "efficiency", eff_period="custom", eff_from="2020-01", eff_to="2026-01")
    assert "A period has at most 24 months" in tab.words
    tab = screens.open(
        cast.morgan, "efficiency", eff_period="custom", eff_from="2025-12", eff_to="2026-01", eff_at="2025-12"
    )
    assert figures(tab)["Net"] == "0h"


def test_a_csm_sees_their_clients_and_no_people(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.clara, "efficiency", eff_show="people")
    assert figures(tab)["Net"] == "0h"
    assert "Busy" not in tab.words
    assert "Devon" not in tab.words
    assert "Team utilisation" not in figures(tab)


def test_people_and_requirements_are_looked_at_more_closely(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "efficiency", eff_show="people")
    table = tab.at.dataframe[0].value
    assert list(table["Person"]) == ["Devon"]
    assert list(table["Net"]) == ["+1h"]
    tab = screens.open(cast.morgan, "efficiency", eff_person=str(cast.devon.id))
    assert figures(tab)["Net"] == "+1h"
    assert "take the person away" in tab.words
    tab = screens.open(cast.morgan, "efficiency", eff_show="requirements")
    assert "Furthest over" in tab.words
    assert "Shop" in tab.words


def test_a_figure_opens_the_requirements_behind_it(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan, "efficiency", eff_client="acme")
    tab.at.button(key="efficiency:behind:overage").click()
    tab.run()
    assert "1 row" in tab.words
    assert "./client_detail?client=acme&month=2026-01&section=ledger&lines=overage" in tab.words


def test_nothing_to_show_is_said(agency: Build, screens: Screens) -> None:
    morgan = agency.person("Morgan", roles={Role.MANAGER})
    assert "No clients yet" in screens.open(morgan, "efficiency").words
    agency.client("acme", plan=agency.plan("growth", hours=60, pounds=5000))
    tab = screens.open(morgan, "efficiency")
    assert "No work in this period" in tab.words
    assert (figures(tab)["Efficiency"], figures(tab)["Day rate"]) == ("n/a", "n/a")


BUSINESS = ("work_month", "client_month", "ledger_line", "requirement", "time_entry", "closed_month", "client_terms")


def test_what_the_page_shows_of_its_cube_asks_the_database_nothing_more(
    cast: Cast, screens: Screens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A click runs the fragment alone, with the cube that it holds: what comes after the cube was read."""
    screens.open(cast.morgan, "efficiency")
    with counted(ground.database()) as sent:

        def read_and_count_from_here(*arguments: Any) -> Any:
            read = hold(*arguments)
            assert any(table in statement for statement in sent for table in BUSINESS)
            sent.clear()
            return read

        monkeypatch.setattr("charleos.ui.efficiency.held.hold", read_and_count_from_here)
        tab = screens.open(cast.morgan, "efficiency", eff_type="design", eff_show="rates")
        assert figures(tab)["Net"] == "+2h"
        assert [statement for statement in sent if any(table in statement for table in BUSINESS)] == []


def test_the_files_hold_what_is_shown_and_no_formula(cast: Cast) -> None:
    board = cast.board()
    rows = list(csv.DictReader(io.StringIO(board_csv(board).decode("utf-8-sig"), newline="")))
    assert sum(int(row["Net minutes"]) for row in rows) == board.now.net == 60
    assert {row["Client"] for row in rows} == {"Acme *Corp*", "'=Busy & Co"}
    desk = cast.agency.system()
    behind = requirements_behind(desk, JANUARY, JANUARY, BehindAsked(Figure.NET)).rows
    listed = list(csv.DictReader(io.StringIO(requirements_csv(behind).decode("utf-8-sig"), newline="")))
    assert [row["Net minutes"] for row in listed] == ["60", "60", "-60"]
    people = people_work(desk, JANUARY, JANUARY, PeopleAsked())
    book = zipfile.ZipFile(io.BytesIO(board_xlsx(board, people, with_rates=True)))
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 6
    texts = book.read("xl/sharedStrings.xml").decode()
    assert "=Busy &amp; Co" in texts
    assert all("<f>" not in book.read(name).decode() for name in sheets)


def test_a_period_that_is_long_past_has_its_own_habits(cast: Cast) -> None:
    agency = cast.agency.at(date(2026, 4, 15))
    desk, april = agency.system(), Month.parse("2026-04")
    cube = work_cube(desk, JANUARY.plus(-12), april)
    sold = sold_months(desk, JANUARY.plus(-12), april)
    assert Board(cube, sold, {}, Chosen(Period(april, april)), april).standing == ()
