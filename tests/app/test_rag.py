"""Recording weeks on the RAG page: kept as it is written, refused with a sentence, locked once submitted."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.periods import Month
from charleos.reads.clients import clients
from charleos.reads.rag import rag_cards
from charleos.rules.access import Role
from charleos.rules.rag import Draft, Rag
from charleos.ui.words import plain
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone

MONDAY = date(2026, 1, 26)


class Cast:
    """Clara looks after Acme and Bolt; Cedar is Oscar's."""

    def __init__(self, agency: Build) -> None:
        self.agency = agency
        self.clara = agency.person("Clara", roles={Role.CSM})
        oscar = agency.person("Oscar", roles={Role.CSM})
        self.priya = agency.person("Priya", roles={Role.PM})
        plan = agency.plan()
        for slug, csm in (("acme", self.clara), ("bolt", self.clara), ("cedar", oscar)):
            agency.client(slug, plan=plan, csm=csm, name=slug.title(), start=date(2025, 11, 3))

    def drafts(self) -> dict[str, Draft]:
        return {card.slug: card.draft for card in rag_cards(self.agency.desk(self.priya)) if not card.is_recorded}


@pytest.fixture
def cast(agency: Build) -> Cast:
    return Cast(agency)


def open_page(screens: Screens, person: Someone, **query: str) -> Tab:
    tab = screens.open(person, "rag")
    if query:
        tab.go("rag", query)
    return tab


def key(slug: str, field: str) -> str:
    return f"rag:{slug}:2026-01-26:{field}"


def choose(tab: Tab, slug: str, status: Rag) -> None:
    tab.at.button_group(key=key(slug, "status")).set_value(status)
    tab.run()


def write(tab: Tab, slug: str, field: str, text: str) -> None:
    tab.at.text_area(key=key(slug, field)).set_value(text)
    tab.run()


def submit(tab: Tab) -> None:
    next(button for button in tab.at.button if button.label.startswith("Submit")).click()
    tab.run()


def test_each_field_is_kept_when_it_is_left_and_the_week_is_locked_when_all_is_there(
    screens: Screens, cast: Cast
) -> None:
    tab = open_page(screens, cast.clara)
    write(tab, "acme", "note", "Quiet *so* far")
    assert cast.drafts()["acme"] == Draft(None, "Quiet *so* far")
    choose(tab, "acme", Rag.AMBER)
    submit(tab)
    assert [one.value for one in tab.at.error] == [
        plain("Not complete yet: Acme (next step), Bolt (status). Nothing was submitted.")
    ]
    write(tab, "acme", "next", "Call on Monday")
    choose(tab, "bolt", Rag.GREEN)
    submit(tab)
    everyone = [one.client for one in clients(cast.agency.desk(cast.priya), Month.of(MONDAY)).clients]
    assert [(one.slug, one.rag) for one in everyone if one.rag] == [("acme", Rag.AMBER), ("bolt", Rag.GREEN)]
    assert "This week is recorded for all 2 clients." in [one.value for one in tab.at.success]
    assert list(cast.drafts()) == ["cedar"]


def test_only_one_step_is_offered(screens: Screens, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = open_page(screens, cast.clara)
    for slug in ("acme", "bolt"):
        choose(tab, slug, Rag.GREEN)
    submit(tab)
    monkeypatch.setenv("CHARLEOS_TODAY", "2026-02-03")
    later = open_page(screens, cast.clara)
    group = later.at.button_group(key="rag:acme:2026-02-02:status")
    assert len(group.options) == 2


def test_a_week_over_all_clients_and_one_client_over_all_weeks(screens: Screens, cast: Cast) -> None:
    tab = open_page(screens, cast.clara)
    for slug in ("acme", "bolt"):
        choose(tab, slug, Rag.GREEN)
    submit(tab)
    week = open_page(screens, cast.priya, rag_view="week")
    assert [(one.label, one.value) for one in week.at.metric] == [
        ("Red", "0"),
        ("Amber", "0"),
        ("Green", "2"),
        ("Not recorded", "1"),
    ]
    history = open_page(screens, cast.priya, rag_view="history", rag_client="acme")
    assert any("26 January 2026" in one.value for one in history.at.markdown)
    cedar = open_page(screens, cast.priya, rag_view="history", rag_client="cedar")
    assert "No week is recorded yet" in cedar.at.info[0].value


def test_nobody_to_report_on_says_what_to_do(screens: Screens, agency: Build) -> None:
    lonely = agency.person("Lonely", roles={Role.CSM})
    for view in ("record", "history"):
        assert "No active client is yours" in open_page(screens, lonely, rag_view=view).at.info[0].value
    assert "No client in your reach" in open_page(screens, lonely, rag_view="week").at.info[0].value
