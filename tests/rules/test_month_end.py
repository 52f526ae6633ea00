"""A month over many clients."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import Month
from charleos.rules.month_end import summary
from charleos.rules.policy import Rollover, Unused
from charleos.rules.rates import AverageRates, average_rates
from charleos.rules.retainer import NO_CARRY, Allocation, Carry, Statement, Usage, statement
from charleos.units import NOTHING, Minutes, Pence

DAY = Minutes(450)
JANUARY = Month.parse("2026-01")
GROWTH = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500_000))
STARTER = Allocation(Minutes(1200), Minutes(180), Minutes(1020), Pence(200_000))
FORGET = Rollover(True, Unused.NONE)


def used(logged: int, billable: int, overage: int = 0) -> Usage:
    banked = billable - logged + overage
    return Usage(Minutes(logged), Minutes(billable), Minutes(banked), Minutes(overage), NOTHING)


def month(agreed: Allocation | None, usage: Usage, carried: Carry = NO_CARRY) -> Statement:
    return statement(JANUARY, agreed, FORGET, carried, usage)


def test_clients_are_added_up_and_project_only_work_is_in_no_rate() -> None:
    months = [
        month(GROWTH, used(1200, 1230, 30)),
        month(STARTER, used(1100, 1200), Carry(Minutes(60))),
        month(None, used(600, 600)),
    ]
    told = summary(months, DAY)
    assert (told.clients, told.retained, told.allocated, told.available) == (3, 2, 4080, 4020)
    assert (told.use.logged, told.use.billable, told.net) == (2900, 3030, 130)
    assert (told.excess_in, told.excess_out, told.expired) == (60, 240, 1830)
    assert told.cost == 700_000
    assert told.earned == 370_833  # 170,833.33 and 200,000
    assert told.rates == average_rates([(GROWTH, used(1200, 1230, 30)), (STARTER, used(1100, 1200))], DAY)


def test_without_clients_or_work_nothing_is_zero_or_infinite_that_has_no_value() -> None:
    assert summary([], DAY).rates is None
    assert summary([month(GROWTH, used(0, 0))], DAY).rates is None
    assert summary([month(None, used(60, 60))], DAY).rates is None


def test_the_average_actual_rate_equals_the_sold_one_when_everything_worked_was_billed() -> None:
    rates = average_rates([(GROWTH, used(100, 100)), (STARTER, used(300, 300))], DAY)
    assert rates == AverageRates(Pence(71_875), Pence(71_875))
    assert rates.variance == 0


@given(st.lists(st.tuples(st.sampled_from([GROWTH, STARTER]), st.integers(1, 5000), st.integers(0, 5000)), min_size=1))
def test_the_average_lies_between_the_least_and_the_greatest(months: list[tuple[Allocation, int, int]]) -> None:
    pairs = [(agreed, used(logged, billable)) for agreed, logged, billable in months]
    whole = average_rates(pairs, DAY)
    each = [one for pair in pairs if (one := average_rates([pair], DAY)) is not None]
    assert whole is not None
    assert min(one.actual for one in each) <= whole.actual <= max(one.actual for one in each)
    assert min(one.sold for one in each) <= whole.sold <= max(one.sold for one in each)
