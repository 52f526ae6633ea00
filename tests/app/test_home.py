"""Home and the jump box in AppTest: what each sees of what needs them."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.rules.access import Role
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone


class Cast:
    """On 30 January: Busy has used its hours up and has no CSM, Acme is Clara's, December is still open."""

    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.morgan = agency.person("Morgan Lee", roles={Role.MANAGER}, discipline="management")
        self.priya = agency.person("Priya", roles={Role.PM}, discipline="pm")
        self.clara = agency.person("Clara", roles={Role.CSM}, discipline="csm")
        self.devon = agency.person("Devon")
        plan = agency.plan("growth", hours=60, pounds=5000)
        acme = agency.client("acme", plan=plan, csm=self.clara, name="Acme Corp", start=date(2025, 11, 1))
        busy = agency.client("busy", plan=plan, name="Busy *& Co*", hours=10)
        work = agency.task(busy, "Rebuild", [("development", "L", self.devon)])
        agency.log(self.devon, work.only, 720)
        agency.task(acme, "Checkout", [("development", "M", self.devon)])


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def links(tab: Tab) -> list[str]:
    return [
        link.proto.label.replace("\\", "").removeprefix("**").removesuffix("**") for link in tab.at.get("page_link")
    ]


def read(tab: Tab) -> str:
    return tab.words.replace("\\", "")


def test_a_manager_sees_what_is_used_up_who_has_no_csm_and_what_to_close(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.morgan)
    assert "Allocation used up in January 2026" in read(tab)
    assert ":red[**-3h 30m remaining**] · 12h billable of 8h 30m" in read(tab)
    assert "Under 60% used, two months running" in read(tab)
    assert "Nobody looks after them" in read(tab)
    assert "November 2025 · 1 client" in read(tab)
    assert {"Busy *& Co*", "Acme Corp"} <= set(links(tab))


@pytest.mark.parametrize("who", ["priya", "clara"])
def test_others_are_not_asked_to_do_what_only_a_manager_may(cast: Cast, screens: Screens, who: str) -> None:
    tab = screens.open(getattr(cast, who))
    assert "Nobody looks after them" not in read(tab)
    assert "Months still open" in read(tab)
    assert "RAG reports due this week" in read(tab)
    assert "My hours today" in read(tab)


def test_a_csm_hears_only_of_their_own_clients(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.clara)
    assert "Busy" not in read(tab)
    assert "Acme Corp" in links(tab)


def test_delivery_people_see_their_day_and_their_open_work_and_no_clients(cast: Cast, screens: Screens) -> None:
    tab = screens.open(cast.devon)
    assert "### 12h :gray[of 6h 30m]" in read(tab)
    assert "Checkout" in read(tab)
    assert "Allocation" not in read(tab)
    assert not {"Busy *& Co*", "Acme Corp"} & set(links(tab))


def test_a_quiet_day_is_pleasant(agency: Build, screens: Screens) -> None:
    clara = agency.person("Clara", roles={Role.CSM}, discipline="csm")
    assert "Nothing needs you right now." in read(screens.open(clara))


def jump(screens: Screens, who: Someone, text: str) -> list[str]:
    tab = screens.open(who)
    tab.at.sidebar.text_input[0].input(text)
    tab.run()
    return [link.proto.label.replace("\\", "") for link in tab.at.sidebar.get("page_link")]


def test_the_jump_box_goes_to_a_client_or_a_task_in_reach(cast: Cast, screens: Screens) -> None:
    assert jump(screens, cast.morgan, "busy") == ["Busy *& Co*"]
    assert jump(screens, cast.morgan, "#1") == ["#1 Rebuild :gray[Busy *& Co*]"]
    assert jump(screens, cast.clara, "busy") == []
    assert jump(screens, cast.devon, "acme") == []
    assert jump(screens, cast.devon, "checkout") == ["#2 Checkout :gray[Acme Corp]"]
