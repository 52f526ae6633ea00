from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.rates import Band, actual_day_rate, band, price, sold_day_rate
from charleos.rules.retainer import NO_ALLOCATION, UNUSED_MONTH, Allocation, Usage
from charleos.units import NOTHING, Minutes, Pence
from tests.strategies import allocations, usages

DAY = DEFAULT_POLICY.billing_day
GROWTH = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500_000))


@pytest.mark.parametrize(
    ("hours", "pounds", "rate"),
    [(20, 2000, 75_000), (60, 5000, 62_500), (120, 9000, 56_250), (200, 14_000, 52_500)],
)
def test_the_plans_sell_their_day_at_cost_over_gross_days(hours: int, pounds: int, rate: int) -> None:
    agreed = Allocation(Minutes(hours * 60), NOTHING, Minutes(hours * 60), Pence(pounds * 100))
    assert sold_day_rate(agreed, DAY) == rate


def test_efficient_delivery_raises_the_actual_rate_above_the_sold_one() -> None:
    acme = Usage(Minutes(1200), Minutes(1230), Minutes(60), Minutes(30), NOTHING)
    assert actual_day_rate(GROWTH, acme, DAY) == 64_063  # £5,000 x 20.5 h / 60 h in 20 h of work


@pytest.mark.parametrize("logged", [0, -60])
def test_there_is_no_actual_rate_where_nothing_is_logged(logged: int) -> None:
    assert actual_day_rate(GROWTH, UNUSED_MONTH._replace(logged=Minutes(logged), billable=Minutes(270)), DAY) is None


def test_there_are_no_rates_without_hours() -> None:
    usage = Usage(Minutes(60), Minutes(60), NOTHING, NOTHING, NOTHING)
    assert sold_day_rate(NO_ALLOCATION, DAY) is None
    assert actual_day_rate(NO_ALLOCATION, usage, DAY) is None
    assert price(Minutes(60), NO_ALLOCATION) is None


@given(allocations(), st.integers(1, 5000))
def test_the_actual_rate_is_the_sold_one_when_billable_is_what_was_logged(agreed: Allocation, logged: int) -> None:
    usage = Usage(Minutes(logged), Minutes(logged), NOTHING, NOTHING, NOTHING)
    assert actual_day_rate(agreed, usage, DAY) == sold_day_rate(agreed, DAY)


@given(allocations(), usages())
def test_a_rate_is_rounded_once_from_the_exact_amount(agreed: Allocation, usage: Usage) -> None:
    assume(usage.logged > 0)
    revenue = Fraction(agreed.cost * usage.billable, agreed.gross)
    exact = revenue / Fraction(usage.logged, DAY)
    rate = actual_day_rate(agreed, usage, DAY)
    assert rate is not None
    assert Fraction(-1, 2) < rate - exact <= Fraction(1, 2)


@given(allocations(), st.integers(-5000, 5000))
def test_a_price_is_the_exact_amount_rounded_half_up_to_the_penny(agreed: Allocation, minutes: int) -> None:
    told = price(Minutes(minutes), agreed)
    assert told is not None
    assert Fraction(-1, 2) < told - Fraction(agreed.cost * minutes, agreed.gross) <= Fraction(1, 2)


def test_the_whole_of_the_hours_cost_the_whole_fee() -> None:
    assert price(GROWTH.gross, GROWTH) == 500_000


@pytest.mark.parametrize(
    ("pence", "reached"),
    [
        (90_000, Band.AMAZING),
        (89_999, Band.GOAL),
        (80_000, Band.GOAL),
        (79_999, Band.UNDER_TARGET),
        (68_000, Band.UNDER_TARGET),
        (67_999, Band.BELOW_BREAKEVEN),
        (-1, Band.BELOW_BREAKEVEN),
    ],
)
def test_a_band_begins_at_its_own_amount(pence: int, reached: Band) -> None:
    assert band(Pence(pence), DEFAULT_POLICY.bands) is reached
