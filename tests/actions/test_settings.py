"""Changing plans and policy: from an open month on, told beforehand, once, and not over somebody else's change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charleos.actions.months import close_month
from charleos.actions.plans import archive_plan, change_plan, create_plan, restore_plan
from charleos.actions.policy import AgencyChange, change_agency, change_policy
from charleos.desk import Desk
from charleos.errors import BadInput, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.effects import plan_effects, policy_effects
from charleos.reads.plans import size_table
from charleos.reads.settings import agency, plans_kept, policies_kept
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.policy import DEFAULT_POLICY, Bands, Policy, Rollover, Unused
from charleos.rules.proposals import PlanProposal, PolicyProposal
from charleos.rules.rates import Band
from charleos.store.engine import Database
from charleos.units import Minutes, Pence
from tests.build import TODAY, Build

JANUARY, FEBRUARY, MARCH = (Month.parse(f"2026-0{month}") for month in (1, 2, 3))
LESS_PM = replace(DEFAULT_POLICY, pm_share=100_000)


class Agency:
    """A Manager's desk, Acme on Growth with January open, and a client with hours of its own."""

    def __init__(self, db: Database, *, today: date = TODAY) -> None:
        self.build = Build(db, today=today)
        self.morgan = self.build.person("Morgan", roles={Role.MANAGER})
        self.mia = self.build.person("Mia", roles={Role.MANAGER})
        self.growth = self.build.plan("growth", hours=60, pounds=5000)
        self.acme = self.build.client("acme", plan=self.growth)
        self.custom = self.build.client("custom", plan=self.growth, hours=10, pounds=900, pm_share=0)
        self.desk: Desk = self.build.desk(self.morgan)

    def plan(self, **changes: object) -> PlanProposal:
        kept = plans_kept(self.desk)[0]
        held = kept.versions[-1][0]
        draft = PlanProposal(kept.plan_id, MARCH, held.name, held.minutes, held.cost, kept.newest)
        return replace(draft, **changes)  # type: ignore[arg-type]

    def policy(self, policy: Policy, since: Month = MARCH) -> PolicyProposal:
        return PolicyProposal(since, policy, max(one.version_id for one in policies_kept(self.desk)))

    def allocated(self, slug: str, month: Month) -> int:
        allocation = statements(self.desk, slug, month, month).of(month).allocation
        assert allocation is not None
        return allocation.net


def test_a_plans_new_terms_hold_from_their_month_and_leave_earlier_months_and_own_figures(db: Database) -> None:
    of = Agency(db)
    proposal = of.plan(minutes=Minutes(6000), cost=Pence(700_000))
    effects = plan_effects(of.desk, proposal)
    (moved,) = effects.moved
    assert (moved.slug, moved.change.month, moved.change.was.net, moved.change.becomes.net) == (
        "acme",
        MARCH,
        3060,
        5100,
    )
    assert (effects.unmoved, effects.overtaken) == (("Custom",), None)
    assert change_plan(of.desk, of.build.key(), proposal) == (
        "From March 2026 on, Growth is Growth (100h at £7,000 a month)."
    )
    assert [of.allocated("acme", month) for month in (JANUARY, FEBRUARY, MARCH)] == [3060, 3060, 5100]
    assert of.allocated("custom", MARCH) == 600


def test_a_plan_change_that_reaches_a_closed_month_is_refused_and_says_from_when_it_may_hold(db: Database) -> None:
    of = Agency(db, today=date(2026, 4, 2))
    close_month(of.desk, of.build.key(), "acme", JANUARY)
    proposal = of.plan(since=JANUARY, minutes=Minutes(6000))
    told = "January 2026 is closed for Acme; choose a month from February 2026 on, or reopen it first."
    for attempt in (lambda: plan_effects(of.desk, proposal), lambda: change_plan(of.desk, of.build.key(), proposal)):
        with pytest.raises(BadInput) as refused:
            attempt()
        assert (refused.value.sentence, refused.value.field) == (told, "since")
    change_plan(of.desk, of.build.key(), replace(proposal, since=FEBRUARY))
    assert [of.allocated("acme", month) for month in (JANUARY, FEBRUARY)] == [3060, 5100]


def test_a_closed_month_of_a_client_on_another_plan_does_not_stand_in_the_way(db: Database) -> None:
    of = Agency(db, today=date(2026, 4, 2))
    other = of.build.client("other", plan=of.build.plan("scale", hours=120))
    close_month(of.desk, of.build.key(), other.slug, JANUARY)
    proposal = replace(of.plan(since=JANUARY, minutes=Minutes(6000)))
    assert [one.slug for one in plan_effects(of.desk, proposal).moved] == ["acme"]
    assert "100h" in change_plan(of.desk, of.build.key(), proposal)


def test_the_second_editor_of_a_plan_is_told_who_was_first_and_when(db: Database) -> None:
    of = Agency(db)
    proposal = of.plan(minutes=Minutes(6000))
    change_plan(of.build.desk(of.mia), of.build.key(), proposal)
    with pytest.raises(Conflict, match="Mia changed this plan, from March 2026 on, on 30 January 2026 at 12:00 UTC"):
        change_plan(of.desk, of.build.key(), replace(proposal, cost=Pence(1)))


def test_the_same_form_sent_twice_makes_one_version(db: Database) -> None:
    of = Agency(db)
    proposal, key = of.plan(minutes=Minutes(6000)), of.build.key()
    assert change_plan(of.desk, key, proposal) == change_plan(of.desk, key, proposal)
    assert len(plans_kept(of.desk)[0].versions) == 2


def test_a_change_that_changes_nothing_is_said_so(db: Database) -> None:
    of = Agency(db)
    with pytest.raises(BadInput, match="Nothing differs from what holds in March 2026 already"):
        change_plan(of.desk, of.build.key(), of.plan())
    with pytest.raises(BadInput, match="Nothing differs from what holds in March 2026 already"):
        change_policy(of.desk, of.build.key(), of.policy(DEFAULT_POLICY))


def test_a_new_plan_can_be_sold_and_plans_with_one_name_are_refused(db: Database) -> None:
    of = Agency(db)
    draft = PlanProposal(0, FEBRUARY, "  Crème brûlée  ", Minutes(600), Pence(90_000))
    assert create_plan(of.desk, of.build.key(), draft) == (
        "Crème brûlée (10h at £900 a month) can be sold from February 2026 on."
    )
    assert size_table(of.desk, date(2026, 2, 1)).plan("creme-brulee") is not None
    with pytest.raises(BadInput, match="There is a plan called crème BRÛLÉE already") as refused:
        create_plan(of.desk, of.build.key(), replace(draft, name="crème BRÛLÉE"))
    assert refused.value.field == "name"
    create_plan(of.desk, of.build.key(), replace(draft, name="Crème, brûlée"))
    assert {plan.key for plan in plans_kept(of.desk)} == {"growth", "creme-brulee", "creme-brulee-2"}


def test_an_archived_plan_keeps_its_clients_and_comes_back(db: Database) -> None:
    of = Agency(db)
    assert archive_plan(of.desk, of.build.key(), of.growth) == "Growth is archived; clients on it keep it."
    assert plans_kept(of.desk)[0].archived
    assert size_table(of.desk, TODAY).plans[0].archived
    assert of.allocated("acme", MARCH) == 3060
    with pytest.raises(BadInput, match="archived already"):
        archive_plan(of.desk, of.build.key(), of.growth)
    assert restore_plan(of.desk, of.build.key(), of.growth) == "Growth can be sold again."
    with pytest.raises(BadInput, match="on sale already"):
        restore_plan(of.desk, of.build.key(), of.growth)


def test_a_plan_that_is_not_there_is_not_found(db: Database) -> None:
    of = Agency(db)
    proposal = of.plan(plan_id=999)
    for attempt in (lambda: plan_effects(of.desk, proposal), lambda: change_plan(of.desk, of.build.key(), proposal)):
        with pytest.raises(NotFound):
            attempt()


def test_a_smaller_pm_share_gives_clients_without_their_own_more_time_from_its_month_on(db: Database) -> None:
    of = Agency(db)
    proposal = of.policy(LESS_PM)
    effects = policy_effects(of.desk, proposal)
    assert (effects.changed, effects.inherit_pm_share) == (("pm_share",), 1)
    assert [(one.slug, one.change.was.net, one.change.becomes.net) for one in effects.moved] == [("acme", 3060, 3240)]
    assert change_policy(of.desk, of.build.key(), proposal) == (
        "From March 2026 on, the project manager's share will be as you set it."
    )
    assert [of.allocated("acme", month) for month in (FEBRUARY, MARCH)] == [3060, 3240]


def test_new_bands_say_which_clients_they_would_relabel(db: Database) -> None:
    of = Agency(db)
    work = of.build.task(of.acme, "Homepage", [("design", "M", of.morgan)])
    of.build.log(of.morgan, work.only, 270)
    bands = Bands(Pence(70_000), Pence(62_000), Pence(50_000))
    effects = policy_effects(of.desk, of.policy(replace(DEFAULT_POLICY, bands=bands)))
    (relabelled,) = effects.relabelled
    assert (relabelled.slug, relabelled.change, effects.rated) == (
        "acme",
        (62_500, Band.BELOW_BREAKEVEN, Band.GOAL),
        JANUARY,
    )


def test_new_sizes_touch_new_requirements_only(db: Database) -> None:
    of = Agency(db)
    work = of.build.task(of.acme, "Homepage", [("design", "M", of.morgan)])
    wider = tuple(size._replace(maximum=Minutes(480)) if size.code == "M" else size for size in DEFAULT_POLICY.sizes)
    proposal = of.policy(replace(DEFAULT_POLICY, sizes=wider), since=JANUARY)
    (change,) = policy_effects(of.desk, proposal).sizes
    assert change.was is not None
    assert change.becomes is not None
    assert (change.code, change.was.average, change.becomes.average) == ("M", 270, 330)
    change_policy(of.desk, of.build.key(), proposal)
    of.build.log(of.morgan, work.only, 60)
    assert statements(of.desk, "acme", JANUARY, JANUARY).of(JANUARY).usage.billable == 270


def test_rollover_and_capacity_say_how_many_would_follow(db: Database) -> None:
    of = Agency(db)
    of.build.client("own", plan=of.growth, rollover=Rollover(True, Unused.ALL))
    of.build.person("Iris", discipline="design")
    of.build.person("Part-timer", discipline="design", capacity=200)
    changed = replace(DEFAULT_POLICY, rollover=Rollover(False, Unused.NONE), capacity={"design": Minutes(400)})
    effects = policy_effects(of.desk, of.policy(changed))
    assert effects.changed == ("capacity", "rollover")
    assert (effects.inherit_rollover, effects.people["design"]) == (2, 1)


def test_a_policy_that_reaches_a_closed_month_is_refused(db: Database) -> None:
    of = Agency(db, today=date(2026, 4, 2))
    close_month(of.desk, of.build.key(), "acme", JANUARY)
    proposal = of.policy(LESS_PM, since=JANUARY)
    for attempt in (
        lambda: policy_effects(of.desk, proposal),
        lambda: change_policy(of.desk, of.build.key(), proposal),
    ):
        with pytest.raises(BadInput, match="January 2026 is closed for Acme; choose a month from February 2026 on"):
            attempt()
    assert len(policies_kept(of.desk)) == 1


def test_the_second_editor_of_the_policy_is_told_who_was_first(db: Database) -> None:
    of = Agency(db)
    proposal = of.policy(LESS_PM)
    change_policy(of.build.desk(of.mia), of.build.key(), proposal)
    with pytest.raises(Conflict, match="Mia saved another version, from March 2026 on, on 30 January 2026"):
        change_policy(of.desk, of.build.key(), replace(proposal, policy=replace(LESS_PM, pm_share=1)))
    assert len(policies_kept(of.desk)) == 2


def test_a_version_that_a_later_one_overtakes_is_told(db: Database) -> None:
    of = Agency(db)
    change_policy(of.desk, of.build.key(), of.policy(LESS_PM, since=MARCH))
    change_plan(of.desk, of.build.key(), of.plan(minutes=Minutes(60)))
    assert policy_effects(of.desk, of.policy(replace(LESS_PM, pm_share=0), since=FEBRUARY)).overtaken == MARCH
    assert plan_effects(of.desk, of.plan(since=FEBRUARY, minutes=Minutes(90))).overtaken == MARCH


def test_the_agency_is_renamed_once_and_the_second_editor_is_told(db: Database) -> None:
    of = Agency(db)
    opened = agency(of.desk)
    change = AgencyChange("  North & Co ", "Asia/Tokyo", opened.name, opened.time_zone)
    assert change_agency(of.desk, of.build.key(), change) == "The agency is North & Co; its days follow Asia/Tokyo."
    assert agency(of.desk) == ("North & Co", "Asia/Tokyo")
    with pytest.raises(Conflict, match="it is North & Co, Asia/Tokyo"):
        change_agency(of.desk, of.build.key(), change)


@pytest.mark.parametrize(("name", "zone", "field"), [("", "Europe/London", "name"), ("A", "Mars/Base", "time_zone")])
def test_an_agency_without_a_name_or_on_mars_is_refused(db: Database, name: str, zone: str, field: str) -> None:
    of = Agency(db)
    with pytest.raises(BadInput) as refused:
        change_agency(of.desk, of.build.key(), AgencyChange(name, zone, "", ""))
    assert refused.value.field == field


@pytest.mark.parametrize("role", [Role.DELIVERY, Role.PM, Role.CSM])
def test_nobody_but_a_manager_changes_settings(db: Database, role: Role) -> None:
    of = Agency(db)
    desk = of.build.desk(of.build.person("Ana", roles={role}))
    attempts = (
        lambda: change_policy(desk, "k", of.policy(LESS_PM)),
        lambda: change_plan(desk, "k", of.plan()),
        lambda: create_plan(desk, "k", of.plan()),
        lambda: archive_plan(desk, "k", of.growth),
        lambda: restore_plan(desk, "k", of.growth),
        lambda: change_agency(desk, "k", AgencyChange("A", "Europe/London", "", "")),
        lambda: plan_effects(desk, of.plan()),
        lambda: policy_effects(desk, of.policy(LESS_PM)),
    )
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()
