from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.chain import Agreement
from charleos.rules.policy import DEFAULT_POLICY, Bands, PlanVersion, Rulebook, Size
from charleos.rules.proposals import (
    PlanProposal,
    allocation_change,
    changed_settings,
    check_open,
    check_plan,
    closed_month_reached,
    relabelling,
    size_changes,
)
from charleos.rules.rates import Band
from charleos.rules.retainer import Allocation, Terms, Usage
from charleos.units import NOTHING, Minutes, Pence

JANUARY = Month.parse("2026-01")
GROWTH = PlanVersion(1, 0, "Growth", Minutes(3600), Pence(500_000))
BOOK = Rulebook(((0, 1, DEFAULT_POLICY),), {1: (GROWTH,)})


def agreement(*terms: Terms, book: Rulebook = BOOK) -> Agreement:
    return Agreement(date(2026, 1, 10), None, terms, book)


def test_a_new_version_of_a_plan_moves_the_clients_on_it_from_its_month_on() -> None:
    larger = BOOK.with_plan(GROWTH._replace(since=JANUARY + 2, minutes=Minutes(6000)))
    terms = Terms(int(JANUARY), 1)
    change = allocation_change(agreement(terms), agreement(terms, book=larger), JANUARY)
    assert change is not None
    assert (change.month, change.was.net, change.becomes.net) == (JANUARY + 2, 3060, 5100)


def test_a_client_with_hours_and_cost_of_its_own_does_not_move() -> None:
    larger = BOOK.with_plan(GROWTH._replace(since=int(JANUARY), minutes=Minutes(6000)))
    terms = Terms(int(JANUARY), 1, minutes=Minutes(60), cost=Pence(1))
    assert allocation_change(agreement(terms), agreement(terms, book=larger), JANUARY) is None


def test_a_client_that_works_by_project_has_nothing_to_move() -> None:
    less = BOOK.with_policy(JANUARY, replace(DEFAULT_POLICY, pm_share=0))
    terms = Terms(int(JANUARY), None)
    assert allocation_change(agreement(terms), agreement(terms, book=less), JANUARY) is None


def test_what_differs_between_two_policies_is_named() -> None:
    other = replace(DEFAULT_POLICY, bands=Bands(Pence(3), Pence(2), Pence(1)), other_capacity=Minutes(1))
    assert changed_settings(DEFAULT_POLICY, other) == ("other_capacity", "bands")
    assert changed_settings(DEFAULT_POLICY, DEFAULT_POLICY) == ()


def test_sizes_added_and_edited_are_told_apart() -> None:
    m = DEFAULT_POLICY.size("M")
    edited, added = m._replace(maximum=Minutes(420)), Size("XXXL", Minutes(8000), Minutes(9000), "")
    sizes = (*(edited if size is m else size for size in DEFAULT_POLICY.sizes), added)
    changes = size_changes(DEFAULT_POLICY, replace(DEFAULT_POLICY, sizes=sizes))
    assert changes == (("M", m, edited), ("XXXL", None, added))


def test_bands_relabel_a_rate_and_leave_the_rest() -> None:
    agreed = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500_000))
    usage = Usage(Minutes(1200), Minutes(1230), Minutes(60), Minutes(30), NOTHING)
    lower = replace(DEFAULT_POLICY, bands=Bands(Pence(70_000), Pence(64_000), Pence(50_000)))
    assert relabelling(agreed, usage, DEFAULT_POLICY, lower) == (64_063, Band.BELOW_BREAKEVEN, Band.GOAL)
    assert relabelling(agreed, usage, DEFAULT_POLICY, DEFAULT_POLICY) is None
    assert relabelling(agreed, usage._replace(logged=NOTHING), DEFAULT_POLICY, lower) is None


def test_a_change_reaches_the_closed_months_that_it_concerns_and_no_others() -> None:
    april = JANUARY.plus(3)
    assert closed_month_reached(JANUARY, april, JANUARY, concerns=lambda month: month < JANUARY + 2) == JANUARY + 1
    assert closed_month_reached(JANUARY, JANUARY, Month(0), concerns=lambda _month: True) is None


def test_a_change_that_reaches_closed_months_says_whose_and_from_when_it_may_hold() -> None:
    with pytest.raises(
        BadInput, match="March 2026 is closed for Beta and 1 other client; choose a month from April 2026"
    ):
        check_open(JANUARY, [("Acme", JANUARY), ("Beta", JANUARY.plus(2)), ("Gamma", None)])
    with pytest.raises(BadInput, match="Beta and 2 other clients") as refused:
        check_open(JANUARY, [("Acme", JANUARY), ("Beta", JANUARY.plus(2)), ("Alpha", JANUARY)])
    assert refused.value.field == "since"


def test_a_change_of_open_months_passes() -> None:
    assert check_open(JANUARY, [("Acme", None)]) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("name", "minutes", "cost", "field"),
    [
        (" ", 60, 1, "name"),
        ("x" * 61, 60, 1, "name"),
        ("Growth", 0, 1, "minutes"),
        ("Growth", 600_001, 1, "minutes"),
        ("Growth", 60, 1_000_000_001, "cost"),
    ],
)
def test_a_plan_that_cannot_be_sold_is_refused_at_its_field(name: str, minutes: int, cost: int, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_plan(name, Minutes(minutes), Pence(cost))
    assert refused.value.field == field


def test_a_plan_may_be_free() -> None:
    assert check_plan("Charity", Minutes(60), Pence(0)) is None  # type: ignore[func-returns-value]


def test_a_proposal_of_a_plan_is_a_version_with_a_tidy_name() -> None:
    asked = PlanProposal(plan_id=3, since=Month.parse("2026-02"), name=" Growth ", minutes=Minutes(60))
    assert asked.version == (3, Month.parse("2026-02"), "Growth", 60, 0)
