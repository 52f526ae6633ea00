"""The client list of a month: the same figures as each client's own statements, for who may see them."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from charleos.actions.audit import record
from charleos.actions.clients import ClientEdit, edit_client
from charleos.actions.months import close_month
from charleos.actions.upkeep import rebuild
from charleos.desk import Desk
from charleos.errors import Forbidden
from charleos.periods import Month
from charleos.reads import portfolio
from charleos.reads.clients import (
    CUSTOM,
    NO_CSM,
    PROJECT_ONLY,
    ClientsAsked,
    Order,
    Status,
    client_card,
    client_choices,
    clients,
    proposed_slug,
)
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.policy import Rollover, Unused
from charleos.store.engine import Database
from charleos.store.schema import ClientMonth, Person, PlanTerms
from charleos.units import Pence
from tests.build import Account, Build, Someone

JANUARY, FEBRUARY, MARCH = (Month.parse(f"2026-0{n}") for n in (1, 2, 3))


class Agency:
    """Two CSMs; a retained client over its hours, a custom one, a project-only one, an archived one."""

    def __init__(self, db: Database) -> None:
        self.build = Build(db, today=date(2026, 3, 20))
        self.morgan = self.build.person("Morgan", roles={Role.MANAGER})
        self.clara = self.build.person("Clara", roles={Role.CSM})
        self.oscar = self.build.person("Oscar", roles={Role.CSM})
        self.devon = self.build.person("Devon")
        growth = self.build.plan("growth", hours=60, pounds=5000)
        scale = self.build.plan("scale", hours=120, pounds=9000)
        self.acme = self.build.client("acme", plan=growth, csm=self.clara, notes="Sells 100% organic_tea")
        self.tokyo = self.build.client("tokyo", plan=scale, csm=self.oscar, name="東京ガーデン", hours=100)
        self.museum = self.build.client("museum", plan=None, name="Музей ЗИМЫ", hourly_rate=Pence(9000))
        self.old = self.build.client("old", plan=growth, csm=self.clara, archived_on=date(2026, 1, 31))
        self.desk = self.build.desk(self.morgan)

    def work(self, client: Account, minutes: int, day: date) -> None:
        task = self.build.task(client, f"Work on {client.slug}", [("development", "XXL", self.devon)])
        self.build.log_long(self.devon, task.only, minutes, day)

    def slugs(self, asked: ClientsAsked, *, who: Someone | None = None) -> list[str]:
        desk = self.build.desk(who or self.morgan)
        return [one.client.slug for one in clients(desk, MARCH).narrowed(asked)]


@pytest.fixture
def agency(db: Database) -> Agency:
    return Agency(db)


@pytest.fixture(scope="module")
def still(module_db: Database) -> Agency:
    """For tests that only look: Acme has used March up."""
    agency = Agency(module_db)
    agency.work(agency.acme, 300, date(2026, 3, 3))
    return agency


def _same_as_statements(desk: Desk, month: Month) -> None:
    for one in clients(desk, month).clients:
        alone = statements(desk, one.client.slug, month, month).months
        assert ([one.statement] if one.statement else []) == list(alone)


@pytest.mark.parametrize("month", [JANUARY.previous, JANUARY, FEBRUARY, MARCH, MARCH.next])
def test_the_list_shows_what_each_client_s_statement_shows(agency: Agency, month: Month) -> None:
    agency.work(agency.acme, 60, date(2026, 1, 20))
    agency.work(agency.tokyo, 60, date(2026, 2, 3))
    agency.work(agency.museum, 300, date(2026, 3, 3))
    agency.build.terms(agency.tokyo, since="2026-02", plan=None, hourly_rate=Pence(100))
    _same_as_statements(agency.desk, month)


def test_the_list_follows_time_logged_and_voided_closing_and_new_terms(agency: Agency) -> None:
    _same_as_statements(agency.desk, MARCH)
    agency.work(agency.acme, 60, date(2026, 1, 20))
    _same_as_statements(agency.desk, MARCH)
    for month in (JANUARY, FEBRUARY):
        close_month(agency.desk, agency.build.key(), "acme", month)
        _same_as_statements(agency.desk, MARCH)
    agency.work(agency.acme, 60, date(2026, 1, 20))
    _same_as_statements(agency.desk, MARCH)
    _same_as_statements(agency.desk, JANUARY)


def test_the_list_follows_sums_that_were_derived_anew(agency: Agency) -> None:
    agency.work(agency.acme, 60, date(2026, 2, 20))
    right = clients(agency.desk, MARCH).clients
    with agency.desk.writing() as session:
        session.get(ClientMonth, (agency.acme.id, int(FEBRUARY))).billable = 1
        record(session, agency.desk, "test", "kept sums", "They were spoilt.", client_id=agency.acme.id)
    assert clients(agency.desk, MARCH).clients != right
    rebuild(agency.desk)
    assert clients(agency.desk, MARCH).clients == right


def test_a_renamed_csm_and_client_show_at_once(agency: Agency) -> None:
    assert clients(agency.desk, MARCH).csms == ("Clara", "Oscar", NO_CSM)
    with agency.desk.writing() as session:
        session.get(Person, agency.clara.id).name = "Clara Beaumont"
    card = client_card(agency.desk, "acme")
    edit_client(agency.desk, "k", "acme", ClientEdit(card.version, "Acme plc", card.csm_id, notes=card.notes))
    found = clients(agency.desk, MARCH).narrowed(ClientsAsked(text="acme"))
    assert [(one.client.name, one.client.csm) for one in found] == [("Acme plc", "Clara Beaumont")]


def test_a_new_version_of_a_plan_moves_the_open_months(agency: Agency) -> None:
    before = clients(agency.desk, MARCH).narrowed(ClientsAsked(text="acme"))[0]
    agency.build.plan("growth", hours=80, pounds=6000, since="2026-03")
    after = clients(agency.desk, MARCH).narrowed(ClientsAsked(text="acme"))[0]
    assert [one.statement.available for one in (before, after) if one.statement] == [3060, 4080]


def test_a_csm_sees_and_counts_only_their_own(agency: Agency) -> None:
    clients(agency.desk, MARCH)  # whatever a Manager asked before
    listed = clients(agency.build.desk(agency.oscar), MARCH)
    assert [one.client.slug for one in listed.clients] == ["tokyo"]
    assert (listed.csms, listed.plans) == (("Oscar",), ("Scale", CUSTOM))


def test_delivery_people_cannot_ask_for_the_list(agency: Agency) -> None:
    with pytest.raises(Forbidden):
        clients(agency.build.desk(agency.devon), MARCH)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ACME", ["acme"]),
        ("東京", ["tokyo"]),
        ("музей зимы", ["museum"]),
        ("organic_TEA sells", ["acme"]),
        ("100%", ["acme"]),
        ("%", ["acme"]),
        ("organicXtea", []),
        ("ａｃｍｅ", ["acme"]),
        ("  ", ["acme", "museum", "tokyo"]),
    ],
)
def test_search_looks_through_names_and_notes_in_any_script(still: Agency, text: str, found: list[str]) -> None:
    assert sorted(still.slugs(ClientsAsked(text=text))) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (ClientsAsked(status=Status.ARCHIVED), ["old"]),
        (ClientsAsked(status=Status.ALL), ["acme", "museum", "old", "tokyo"]),
        (ClientsAsked(csm="Clara"), ["acme"]),
        (ClientsAsked(csm=NO_CSM), ["museum"]),
        (ClientsAsked(plan="Growth"), ["acme"]),
        (ClientsAsked(plan=PROJECT_ONLY), ["museum"]),
        (ClientsAsked(plan=CUSTOM), ["tokyo"]),
        (ClientsAsked(plan="No such plan"), []),
    ],
)
def test_filters_narrow_the_list(still: Agency, asked: ClientsAsked, found: list[str]) -> None:
    assert sorted(still.slugs(asked)) == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (Order.NAME, ["acme", "museum", "tokyo"]),
        (Order.USE, ["acme", "tokyo", "museum"]),
        (Order.LEAST_USE, ["tokyo", "acme", "museum"]),
        (Order.REMAINING, ["acme", "tokyo", "museum"]),
        (Order.BILLABLE, ["acme", "museum", "tokyo"]),
        (Order.ALLOCATED, ["tokyo", "acme", "museum"]),
        (Order.RATE, ["acme", "museum", "tokyo"]),
        (Order.CSM, ["acme", "tokyo", "museum"]),
        (Order.PLAN, ["acme", "tokyo", "museum"]),
    ],
)
def test_a_figure_that_does_not_apply_sorts_last(still: Agency, order: Order, found: list[str]) -> None:
    assert still.slugs(ClientsAsked(order=order)) == found


def test_carry_of_every_kind_reaches_the_list(agency: Agency) -> None:
    rollovers = {
        "all": Rollover(True, Unused.ALL),
        "cap": Rollover(True, Unused.CAP, 600),
        "months": Rollover(True, Unused.MONTHS, 1),
        "forgiven": Rollover(False, Unused.NONE),
    }
    plan = agency.build.plan("small", hours=10, pounds=100)
    for slug, rollover in rollovers.items():
        client = agency.build.client(slug, plan=plan, pm_share=0, rollover=rollover)
        agency.work(client, 60, date(2026, 1, 12))
    _same_as_statements(agency.desk, MARCH)


def test_the_list_costs_one_statement_when_nothing_changed_and_at_most_four_when_all_did(agency: Agency) -> None:
    if not agency.build.db.is_sqlite:
        agency.build.system().rulebook()
        assert _statements_of(agency, MARCH) <= 4
        return
    agency.build.system().rulebook()
    assert _statements_of(agency, MARCH) <= 4
    assert _statements_of(agency, MARCH) == 1
    agency.work(agency.acme, 30, date(2026, 3, 3))
    assert _statements_of(agency, MARCH) <= 4


def _statements_of(agency: Agency, month: Month) -> int:
    seen: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    engine = agency.build.db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        clients(agency.desk, month)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_day_rates_stand_in_the_list(agency: Agency) -> None:
    agency.work(agency.acme, 450, date(2026, 3, 3))
    rates = {one.client.slug: one.rates for one in clients(agency.desk, MARCH).clients}
    acme = rates["acme"]
    assert acme is not None
    assert acme.sold == 62500
    assert acme.actual is not None
    assert rates["museum"] is None


def test_choices_offer_active_csms_and_plans_that_exist_by_the_month(agency: Agency) -> None:
    agency.build.person("Gone", roles={Role.CSM}, status="archived")
    agency.build.plan("next", hours=10, pounds=100, since="2026-05")
    offered = client_choices(agency.desk, MARCH)
    assert [one.name for one in offered.csms] == ["Clara", "Oscar"]
    assert [plan.name for plan in offered.plans] == ["Growth", "Scale"]


def test_a_proposed_short_name_is_free(agency: Agency) -> None:
    assert proposed_slug(agency.desk, "Acme!") == "acme-2"
    agency.build.client("acme-2", plan=None)
    assert proposed_slug(agency.desk, "ACME") == "acme-3"
    assert proposed_slug(agency.desk, "東京 ガーデン") == "東京-ガーデン"


def test_no_clients_is_an_empty_list(sqlite_db: Database) -> None:
    build = Build(sqlite_db)
    manager = build.person("Morgan", roles={Role.MANAGER})
    assert clients(build.desk(manager), MARCH).clients == ()
    assert len(build.desk(manager).all(sa.select(PlanTerms.id))) == 0


def test_very_many_clients_are_read_together(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "MOST_NAMED", 1)
    agency = Agency(sqlite_db)
    agency.work(agency.acme, 60, date(2026, 1, 20))
    _same_as_statements(agency.desk, MARCH)
