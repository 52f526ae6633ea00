"""Which months call for a person."""

from __future__ import annotations

import pytest

from charleos.periods import Month
from charleos.rules.attention import Offer, Use, is_quiet, is_underused, smaller_plan, use_of
from charleos.rules.policy import Rollover, Unused
from charleos.rules.retainer import NO_CARRY, UNUSED_MONTH, Allocation, Carry, Statement, Usage, statement
from charleos.units import NOTHING, Minutes, Pence

JANUARY = Month.parse("2026-01")
FORTY = Allocation(Minutes(2400), NOTHING, Minutes(2400), Pence(4000_00))
NONE = Allocation(NOTHING, NOTHING, NOTHING, Pence(0))


def month(billable: int, agreed: Allocation | None = FORTY, carried: Carry = NO_CARRY) -> Statement:
    usage = Usage(Minutes(billable), Minutes(billable), NOTHING, NOTHING, NOTHING) if billable else UNUSED_MONTH
    return statement(JANUARY, agreed, Rollover(True, Unused.NONE), carried, usage)


@pytest.mark.parametrize(
    ("one", "use"),
    [
        (month(0), Use.CALM),
        (month(1919), Use.CALM),
        (month(1920), Use.NEAR),
        (month(2400), Use.REACHED),
        (month(5000), Use.REACHED),
        (month(0, carried=Carry(Minutes(3000))), Use.REACHED),
        (month(0, NONE), Use.CALM),
        (month(60, NONE), Use.REACHED),
        (month(600, None), Use.CALM),
    ],
)
def test_use_of_a_month(one: Statement, use: Use) -> None:
    assert use_of(one) is use


def test_quiet_is_below_the_share_and_never_without_anything_available() -> None:
    share = 600_000
    assert is_quiet(month(1439), share)
    assert not is_quiet(month(1440), share)
    assert not is_quiet(month(0, None), share)
    assert not is_quiet(month(0, NONE), share)
    assert not is_quiet(month(0, carried=Carry(Minutes(2400))), share)


def test_underused_takes_the_last_two_months_both_quiet() -> None:
    quiet, busy = month(100), month(2000)
    assert is_underused([busy, quiet, quiet], 600_000)
    assert not is_underused([quiet, quiet, busy], 600_000)
    assert not is_underused([quiet], 600_000)


def test_no_smaller_plan_is_offered_that_would_not_have_held_the_busier_month() -> None:
    offers = [Offer("Ten", Minutes(600)), Offer("Twenty", Minutes(1200)), Offer("Forty", Minutes(2400))]
    assert smaller_plan([month(500), month(700)], offers) == offers[1]
    assert smaller_plan([month(500), month(1300)], offers) is None
