"""Creating, editing, archiving clients and changing their terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.client_terms import change_terms
from charleos.actions.clients import (
    ClientEdit,
    NewClient,
    archive_client,
    create_client,
    edit_client,
    unarchive_client,
)
from charleos.actions.months import close_month
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.clients import ClientCard, client_card
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.policy import Unused
from charleos.rules.retainer import Terms
from charleos.store.engine import Database
from charleos.store.schema import Audit, Client, Person
from charleos.units import Minutes, Pence
from tests.build import Account, Build, Someone

JANUARY, FEBRUARY, MARCH = (Month.parse(f"2026-0{n}") for n in (1, 2, 3))


class Office:
    """An agency with a Manager at a desk, a CSM, and two plans."""

    def __init__(self, db: Database) -> None:
        self.agency = Build(db)
        self.morgan = self.agency.person("Morgan", roles={Role.MANAGER})
        self.clara = self.agency.person("Clara", roles={Role.CSM})
        self.growth = self.agency.plan("growth", hours=60, pounds=5000)
        self.scale = self.agency.plan("scale", hours=120, pounds=9000)
        self.desk = self.agency.desk(self.morgan)

    def new(self, name: str = "Acme Corp", slug: str = "acme-corp") -> NewClient:
        return NewClient(name, slug, date(2026, 1, 12), Terms(0, self.growth), self.clara.id)

    def create(self) -> ClientCard:
        create_client(self.desk, self.agency.key(), self.new())
        return self.card()

    def card(self) -> ClientCard:
        return client_card(self.desk, "acme-corp")

    def terms(self, terms: Terms) -> str:
        return change_terms(self.desk, self.agency.key(), "acme-corp", self.card().version, terms)


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


def test_a_new_client_has_its_full_hours_in_the_month_it_starts(office: Office) -> None:
    receipt = create_client(office.desk, "k", office.new())
    assert receipt == ("Acme Corp is created, from 12 January 2026: Growth, 60h a month for £5,000 (51h for work).")
    month = statements(office.desk, "acme-corp", JANUARY, JANUARY).of(JANUARY)
    assert month.available == 51 * 60


def test_a_double_click_creates_one_client(office: Office) -> None:
    first = create_client(office.desk, "same", office.new())
    assert create_client(office.desk, "same", office.new()) == first
    assert len(office.desk.all(sa.select(Client.id))) == 1


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 201}),
        ("slug", {"slug": "Acme Corp"}),
        ("slug", {"slug": "acme--corp"}),
        ("slug", {"slug": ""}),
        ("notes", {"notes": "n" * 10_001}),
        ("slack_channel", {"slack_channel": "two words"}),
        ("start", {"start": date(2099, 1, 1)}),
        ("csm", {"csm_id": 999}),
        ("plan", {"terms": Terms(0, 999)}),
        ("hours", {"terms": Terms(0, None, minutes=Minutes(60))}),
        ("hours", {"terms": Terms(0, 1, minutes=Minutes(0))}),
        ("cost", {"terms": Terms(0, 1, cost=Pence(-1))}),
        ("pm_share", {"terms": Terms(0, 1, pm_share=1_000_001)}),
        ("rollover_amount", {"terms": Terms(0, 1, rollover_unused=Unused.CAP)}),
        ("rollover_amount", {"terms": Terms(0, 1, rollover_unused=Unused.MONTHS, rollover_amount=121)}),
        ("hourly_rate", {"terms": Terms(0, None, hourly_rate=Pence(-1))}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(office: Office, field: str, change: dict[str, object]) -> None:
    with pytest.raises(BadInput) as refused:
        create_client(office.desk, "k", replace(office.new(), **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert office.desk.all(sa.select(Client.id)) == []


def test_a_taken_short_name_is_refused_and_names_who_has_it(office: Office) -> None:
    office.create()
    with pytest.raises(BadInput, match="Acme Corp already has the short name") as refused:
        create_client(office.desk, "k", office.new("Acme Ltd"))
    assert refused.value.field == "slug"


def test_a_plan_cannot_be_agreed_before_it_is_offered(office: Office) -> None:
    later = office.agency.plan("later", hours=10, pounds=100, since="2026-05")
    with pytest.raises(BadInput, match="Later is offered from May 2026 on"):
        create_client(office.desk, "k", replace(office.new(), terms=Terms(0, later)))


@pytest.mark.parametrize("role", [Role.PM, Role.CSM, Role.DELIVERY])
def test_only_a_manager_creates_edits_and_archives(office: Office, role: Role) -> None:
    office.create()
    desk = office.agency.desk(office.agency.person("Somebody", roles={role}))
    attempts = (
        lambda: create_client(desk, "k1", office.new("B", "b")),
        lambda: edit_client(desk, "k2", "acme-corp", ClientEdit(1, "B")),
        lambda: archive_client(desk, "k3", "acme-corp", 1),
        lambda: unarchive_client(desk, "k4", "acme-corp", 1),
        lambda: change_terms(desk, "k5", "acme-corp", 1, Terms(int(JANUARY), office.scale)),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()


def test_the_receipt_of_an_edit_says_what_changed(office: Office) -> None:
    card = office.create()
    edit = ClientEdit(card.version, "Acme Group", None, "Acme", "Likes calls on Monday")
    assert edit_client(office.desk, "k", "acme-corp", edit) == (
        "Acme Group is saved: name from Acme Corp to Acme Group; CSM from Clara to none; "
        "Slack channel from none to #acme; notes."
    )
    assert office.card().notes == "Likes calls on Monday"


def test_an_edit_that_changes_nothing_leaves_no_trace(office: Office) -> None:
    card = office.create()
    before = len(office.desk.all(sa.select(Audit.id)))
    edit = ClientEdit(card.version, card.name, card.csm_id)
    assert edit_client(office.desk, "k", "acme-corp", edit) == "Nothing changed on Acme Corp."
    assert (len(office.desk.all(sa.select(Audit.id))), office.card().version) == (before, card.version)


def test_the_second_editor_is_told_who_changed_what_and_when(office: Office) -> None:
    opened = office.create()
    other = office.agency.person("Priya", roles={Role.MANAGER})
    edit_client(office.agency.desk(other), "k1", "acme-corp", ClientEdit(opened.version, "Acme Group", opened.csm_id))
    with pytest.raises(Conflict) as refused:
        edit_client(office.desk, "k2", "acme-corp", ClientEdit(opened.version, "Acme plc", opened.csm_id))
    assert refused.value.sentence == (
        "Priya changed this client just now: name from Acme Corp to Acme Group. "
        "What you typed is kept: look it over, then save again to replace theirs."
    )
    mine = ClientEdit(office.card().version, "Acme plc", opened.csm_id)
    assert "name from Acme Group to Acme plc" in edit_client(office.desk, "k2", "acme-corp", mine)


def test_changed_terms_conflict_with_an_edit_that_was_opened_before(office: Office) -> None:
    opened = office.create()
    office.terms(Terms(int(FEBRUARY), office.scale))
    with pytest.raises(Conflict, match="agreed at Scale"):
        edit_client(office.desk, "k", "acme-corp", ClientEdit(opened.version, "Acme"))


def test_an_unknown_client_cannot_be_edited(office: Office) -> None:
    with pytest.raises(NotFound):
        edit_client(office.desk, "k", "nobody", ClientEdit(1, "B"))


def test_an_archived_csm_may_stay_but_not_be_chosen(office: Office) -> None:
    card = office.create()
    gone = office.agency.person("Gone", roles={Role.CSM}, status="archived")
    with pytest.raises(BadInput, match="role of a CSM"):
        edit_client(office.desk, "k1", "acme-corp", ClientEdit(card.version, card.name, gone.id))
    _archive_person(office, office.clara)
    kept = edit_client(office.desk, "k2", "acme-corp", ClientEdit(card.version, "Acme", card.csm_id))
    assert kept == "Acme is saved: name from Acme Corp to Acme."


def _archive_person(office: Office, someone: Someone) -> None:
    with office.desk.writing() as session:
        session.get(Person, someone.id).status = "archived"


def test_terms_change_from_a_month_on_and_leave_earlier_months(office: Office) -> None:
    office.create()
    receipt = office.terms(Terms(int(MARCH), office.scale, minutes=Minutes(6000)))
    assert receipt == (
        "From March 2026 on, Acme Corp is agreed at Scale with terms of its own, "
        "100h a month for £9,000 (85h for work)."
    )
    of = statements(office.desk, "acme-corp", FEBRUARY, MARCH)
    assert [one.allocation.net if one.allocation else None for one in of.months] == [3060, 5100]


def test_terms_of_the_same_month_are_replaced(office: Office) -> None:
    office.create()
    office.terms(Terms(int(MARCH), office.scale))
    office.terms(Terms(int(MARCH), office.growth, pm_share=0))
    assert [terms.since for terms in office.card().terms] == [JANUARY, MARCH]
    assert statements(office.desk, "acme-corp", MARCH, MARCH).of(MARCH).available == 3600


def test_terms_of_an_earlier_month_say_that_later_ones_stay(office: Office) -> None:
    office.create()
    office.terms(Terms(int(MARCH), office.scale))
    assert "The terms from March 2026 on stay as agreed." in office.terms(Terms(int(FEBRUARY), None))


def test_terms_never_reach_into_a_closed_month(office: Office) -> None:
    office.create()
    february = office.agency.at(date(2026, 2, 10))
    close_month(february.desk(office.morgan), "close", "acme-corp", JANUARY)
    with pytest.raises(BadInput, match="its terms can change from February 2026 on") as refused:
        office.terms(Terms(int(JANUARY), office.scale))
    assert refused.value.field == "since"


def test_terms_never_begin_before_the_client(office: Office) -> None:
    office.create()
    with pytest.raises(BadInput, match="starts on 12 January 2026"):
        office.terms(Terms(int(JANUARY.previous), office.scale))


def test_becoming_project_only_says_what_carry_is_written_off(office: Office) -> None:
    office.create()
    devon = office.agency.person("Devon")
    acme = office.agency.task(_account(office), "Rebuild", [("development", "XXL", devon)])
    office.agency.log(devon, acme.only, 60)
    assert "29h carried out of January 2026 is written off." in office.terms(
        Terms(int(FEBRUARY), None, hourly_rate=Pence(9000))
    )


def _account(office: Office) -> Account:
    return Account(office.card().id, "acme-corp", "Acme Corp")


def test_an_archived_client_has_no_allocation_from_the_next_month(office: Office) -> None:
    card = office.create()
    receipt = archive_client(office.desk, "k", "acme-corp", card.version)
    assert receipt.startswith("Acme Corp is archived: no more time can be logged, and from February 2026 on")
    months = statements(office.desk, "acme-corp", JANUARY, FEBRUARY).months
    assert [one.available for one in months] == [3060, 0]


def test_an_archived_client_takes_no_time_until_it_is_active_again(office: Office) -> None:
    card = office.create()
    devon = office.agency.person("Devon")
    work = office.agency.task(_account(office), "Page", [("development", "M", devon)])
    archive_client(office.desk, "k1", "acme-corp", card.version)
    with pytest.raises(CharleosError, match="archived"):
        office.agency.log(devon, work.only, 60)
    unarchive_client(office.desk, "k2", "acme-corp", office.card().version)
    assert "1h logged" in office.agency.log(devon, work.only, 60)


def test_archiving_twice_is_said(office: Office) -> None:
    card = office.create()
    archive_client(office.desk, "k1", "acme-corp", card.version)
    with pytest.raises(BadInput, match="already archived"):
        archive_client(office.desk, "k2", "acme-corp", office.card().version)
    with pytest.raises(BadInput, match="reopen the client first"):
        office.terms(Terms(int(FEBRUARY), None))
