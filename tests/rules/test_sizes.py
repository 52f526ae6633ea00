"""The size table's figures, what a day holds, and which version of policy or plan holds when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.periods import Month
from charleos.rules.billing import NOT_REQUIRED
from charleos.rules.policy import DEFAULT_POLICY, PlanVersion, Policy, Rulebook, Size, checked
from charleos.units import Minutes, Pence
from tests.strategies import policies

JANUARY = Month.parse("2026-01")


@pytest.mark.parametrize(
    ("code", "minimum", "average", "maximum"),
    [
        ("XS", 0, 15, 30),
        ("S", 60, 90, 120),
        ("M", 180, 270, 360),
        ("L", 480, 720, 960),
        ("XL", 1440, 1920, 2400),
        ("XXL", 2400, 4800, 7200),
    ],
)
def test_a_size_has_its_range_and_the_midpoint_as_average(code: str, minimum: int, average: int, maximum: int) -> None:
    size = DEFAULT_POLICY.size(code)
    assert (size.minimum, size.average, size.maximum) == (minimum, average, maximum)
    assert DEFAULT_POLICY.estimate(code) == (average, maximum)


def test_an_average_is_rounded_half_up_to_a_quarter_of_an_hour() -> None:
    odd = [Size("X", Minutes(0), Minutes(maximum), "").average for maximum in (44, 45, 46, 74, 75)]
    assert odd == [15, 30, 30, 30, 45]


def test_not_required_has_nothing_to_bill() -> None:
    assert DEFAULT_POLICY.estimate(None) == NOT_REQUIRED == (0, 0)


def test_a_size_is_found_however_it_is_typed_and_an_unknown_one_names_those_there_are() -> None:
    assert DEFAULT_POLICY.size(" xl ").code == "XL"
    with pytest.raises(BadInput, match="XS, S, M, L, XL, XXL") as refused:
        DEFAULT_POLICY.size("XXXL", field="size")
    assert refused.value.field == "size"


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(0, "XS"), (30, "XS"), (31, "S"), (120, "S"), (121, "M"), (300, "M"), (361, "L"), (2400, "XL"), (7200, "XXL")],
)
def test_hours_map_to_the_smallest_size_that_holds_them(minutes: int, code: str) -> None:
    held = DEFAULT_POLICY.size_that_holds(Minutes(minutes))
    assert held is not None
    assert held.code == code


@pytest.mark.parametrize(
    ("discipline", "minutes"), [("development", 390), ("design", 390), ("qa", 390), ("pm", 300), ("csm", 300)]
)
def test_a_day_holds_what_the_discipline_says(discipline: str, minutes: int) -> None:
    assert DEFAULT_POLICY.capacity_of(discipline) == minutes
    assert DEFAULT_POLICY.capacity_of("management") == 270
    assert DEFAULT_POLICY.capacity_of("astrology") == 390


@given(policies())
def test_a_policy_that_an_agency_could_work_by_is_accepted(policy: Policy) -> None:
    assert checked(policy) is policy


# ---- what holds when

LATER = replace(DEFAULT_POLICY, pm_share=200_000)
LATEST = replace(DEFAULT_POLICY, pm_share=100_000)


def book(*policies: tuple[int, int, Policy], plans: tuple[PlanVersion, ...] = ()) -> Rulebook:
    return Rulebook(policies, {1: plans} if plans else {})


def test_a_policy_holds_from_its_month_on_and_the_first_one_before_any() -> None:
    of = book((int(JANUARY), 1, DEFAULT_POLICY), (JANUARY + 2, 2, LATER))
    held = [of.policy_version(JANUARY + n)[0] for n in (-5, 0, 1, 2, 50)]
    assert held == [1, 1, 1, 2, 2]
    assert of.policy(JANUARY + 2) is LATER


def test_of_two_policies_for_the_same_month_the_later_stored_one_holds() -> None:
    of = book((int(JANUARY), 1, DEFAULT_POLICY), (JANUARY + 2, 2, LATER), (JANUARY + 2, 3, LATEST))
    assert of.policy_version(JANUARY + 2) == (3, LATEST)


def test_a_plan_version_holds_from_its_month_on_and_the_first_one_before_any() -> None:
    first = PlanVersion(1, int(JANUARY), "Growth", Minutes(3600), Pence(500_000))
    second = first._replace(since=JANUARY + 3, cost=Pence(550_000))
    of = book((0, 1, DEFAULT_POLICY), plans=(first, second))
    assert [of.plan(1, JANUARY + n) for n in (-1, 0, 2, 3, 9)] == [first, first, first, second, second]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(-5, 50))
def test_a_change_never_touches_earlier_months(since: list[int], asked: int) -> None:
    """Adding a later policy answers every earlier month as before."""
    policies = [(JANUARY + n, i, DEFAULT_POLICY) for i, n in enumerate(sorted(since))]
    without = book(*policies)
    added = book(*policies, (JANUARY + 41, 99, LATER))
    assert added.policy_version(JANUARY + min(asked, 40)) == without.policy_version(JANUARY + min(asked, 40))
