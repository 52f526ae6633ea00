"""The jump box finds what is in reach, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.reads.jump import Hit, find
from charleos.rules.access import Role
from charleos.store.engine import Database
from tests.build import Build, Someone, Work


class Agency:
    def __init__(self, db: Database) -> None:
        build = self.build = Build(db, today=date(2026, 1, 30))
        self.morgan = build.person("Morgan", roles={Role.MANAGER})
        self.clara = build.person("Clara", roles={Role.CSM})
        self.devon = build.person("Devon")
        plan = build.plan()
        self.acme = build.client("acme", plan=plan, csm=self.clara, name="Acme Corp")
        self.other = build.client("acme-east", plan=plan, name="East of Acme")
        self.museum = build.client("museum", plan=None, name="Музей")
        self.page: Work = build.task(self.acme, "Checkout 100% faster", [("development", "M", self.devon)])
        self.hidden: Work = build.task(self.other, "Checkout for East", [("development", "M")])
        self.winter: Work = build.task(self.museum, "Зимняя выставка", [("design", "M")])

    def found(self, who: Someone, text: str) -> list[str]:
        return [_said(hit) for hit in find(self.build.desk(who), text)]


def _said(hit: Hit) -> str:
    return hit.client if hit.number is None else f"#{hit.number} {hit.title}"


@pytest.fixture(scope="module")
def agency(module_db: Database) -> Agency:
    return Agency(module_db)


def test_names_that_begin_with_it_stand_first(agency: Agency) -> None:
    assert agency.found(agency.morgan, "acme") == ["Acme Corp", "East of Acme"]


def test_a_client_is_found_by_name_or_short_name_in_any_script(agency: Agency) -> None:
    assert agency.found(agency.morgan, "МУЗЕЙ") == ["Музей"]
    assert agency.found(agency.morgan, "acme-east") == ["East of Acme"]


def test_a_task_is_found_by_number_or_title(agency: Agency) -> None:
    assert agency.found(agency.morgan, f"#{agency.page.number}") == [f"#{agency.page.number} Checkout 100% faster"]
    assert f"#{agency.page.number} Checkout 100% faster" in agency.found(agency.morgan, str(agency.page.number))
    assert agency.found(agency.morgan, "зимняя") == [f"#{agency.winter.number} Зимняя выставка"]


def test_percent_signs_and_underscores_are_letters(agency: Agency) -> None:
    assert agency.found(agency.morgan, "100%") == [f"#{agency.page.number} Checkout 100% faster"]
    assert agency.found(agency.morgan, "che_kout") == []


def test_a_csm_finds_only_what_is_theirs(agency: Agency) -> None:
    assert agency.found(agency.clara, "acme") == ["Acme Corp"]
    assert agency.found(agency.clara, "checkout") == [f"#{agency.page.number} Checkout 100% faster"]
    assert agency.found(agency.clara, f"#{agency.hidden.number}") == []


def test_delivery_people_find_their_own_tasks_and_no_clients(agency: Agency) -> None:
    assert agency.found(agency.devon, "acme") == []
    assert agency.found(agency.devon, "checkout") == [f"#{agency.page.number} Checkout 100% faster"]


@pytest.mark.parametrize("text", ["", "   ", "#", "#abc", "#99999999999999999999"])
def test_what_names_nothing_finds_nothing(agency: Agency, text: str) -> None:
    assert agency.found(agency.morgan, text) == []
