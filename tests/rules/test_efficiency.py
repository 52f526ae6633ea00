"""Efficiency: sums that hide nothing, habits, average day rates and where actual time falls."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import Month
from charleos.rules.billing import Case, bill
from charleos.rules.efficiency import (
    NO_WORK,
    AverageRates,
    Cell,
    Habit,
    Period,
    Sold,
    Work,
    added,
    available_minutes,
    average_rates,
    grouped,
    habit,
    quarter_of,
    spot,
    together,
)
from charleos.rules.policy import DEFAULT_POLICY
from charleos.units import Minutes, Pence
from tests.strategies import entry_minutes, estimates

JANUARY = Month.parse("2026-01")
m = Minutes


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    where = (draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.sampled_from("ab")), draw(st.sampled_from("SM")))
    sums = [Minutes(draw(st.integers(-500, 500))) for _ in range(7)]
    return Cell(*where, draw(st.integers(0, 3)), *sums)


@given(st.lists(cells()))
def test_groups_by_anything_add_up_to_the_same(found: list[Cell]) -> None:
    whole = added(found)
    for key in (lambda c: c.client, lambda c: c.month, lambda c: (c.type, c.size)):
        assert together(grouped(found, key).values()) == whole


def test_a_design_win_beside_a_development_loss_stays_visible() -> None:
    design = Cell(1, int(JANUARY), "design", "M", 1, m(270), m(210), m(210), m(270), m(60), m(0), m(0))
    development = Cell(1, int(JANUARY), "development", "S", 1, m(90), m(180), m(180), m(120), m(0), m(60), m(0))
    both = added([design, development])
    assert (both.net, both.banked, both.overage) == (0, 60, 60)
    assert {key: work.net for key, work in grouped([design, development], lambda c: c.type).items()} == {
        "design": 60,
        "development": -60,
    }


def test_realised_and_provisional_are_apart() -> None:
    assert Work(banked=m(100), provisional=m(30)).realised == 70
    assert NO_WORK.hundredths is None
    assert Work(1, m(270), m(271)).hundredths == 9963


def test_periods_know_the_one_before_and_the_quarters() -> None:
    quarter = quarter_of(JANUARY.plus(2))
    assert quarter == Period(JANUARY, JANUARY.plus(2))
    assert quarter.before == quarter_of(JANUARY.previous)
    assert (JANUARY in quarter, JANUARY.previous in quarter, "January" in quarter) == (True, False, False)


OVER, BANKED = Work(overage=m(1)), Work(banked=m(1))


@pytest.mark.parametrize(
    ("three", "is_"),
    [
        ([OVER, OVER, OVER], Habit.OVER),
        ([OVER, OVER._replace(banked=m(500)), OVER], Habit.OVER),
        ([BANKED, BANKED, BANKED], Habit.EFFICIENT),
        ([OVER, NO_WORK, OVER], None),
        ([BANKED, BANKED, NO_WORK], None),
        ([BANKED, OVER, BANKED], None),
    ],
)
def test_a_habit_takes_each_of_three_ended_months(three: list[Work], is_: Habit | None) -> None:
    by_month = {JANUARY.plus(n - 3): work for n, work in enumerate(three)}
    assert habit(by_month | {JANUARY: Work(overage=m(999))}, JANUARY) is is_


def sold(logged: int, billable: int, *, cost: int = 500_000, gross: int = 3600) -> Sold:
    return Sold(Pence(cost), m(gross), m(450), m(logged), m(billable))


def test_average_rates_are_sums_of_revenue_over_sums_of_days() -> None:
    parts = [sold(1200, 1230), sold(600, 300, cost=200_000, gross=1200)]
    revenue = Fraction(500_000 * 1230, 3600) + Fraction(200_000 * 300, 1200)
    assert average_rates(parts).actual == round(revenue / Fraction(1800, 450))
    assert average_rates(parts).variance == (average_rates(parts).actual or 0) - (average_rates(parts).sold or 0)


@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 10**6), st.integers(1, 9000)), min_size=1))
def test_actual_equals_sold_when_billable_equals_logged(months: list[tuple[int, int, int]]) -> None:
    rates = average_rates([sold(logged, logged, cost=cost, gross=gross) for logged, cost, gross in months])
    assert rates.actual == rates.sold


def test_no_work_is_no_rate_and_project_only_is_in_neither() -> None:
    nothing = AverageRates(None, None)
    assert average_rates([]) == average_rates([sold(0, 270)]) == average_rates([sold(-60, 0)]) == nothing
    assert nothing.variance is None
    assert average_rates([sold(600, 600, gross=0)]) == nothing
    assert average_rates([sold(1200, 1230), sold(99, 99, cost=0, gross=0)]) == average_rates([sold(1200, 1230)])


@given(estimates(), entry_minutes)
def test_a_requirement_falls_where_its_bill_says(estimate: tuple[Minutes, Minutes], actual: Minutes) -> None:
    from charleos.rules.billing import Estimate

    fell = spot(Estimate(*estimate), actual)
    if not estimate[0]:
        assert fell is None
    else:
        assert fell is not None
        assert fell[0] is bill(Estimate(*estimate), actual).case
        assert 0 <= fell[1] <= 30


def test_nothing_logged_falls_nowhere() -> None:
    assert spot(DEFAULT_POLICY.size("M").estimate, m(0)) is None
    assert spot(DEFAULT_POLICY.size("M").estimate, m(361)) == (Case.OVERRUN, 13)


def test_leave_shortens_what_can_be_worked() -> None:
    assert available_minutes(20, m(390), []) == 7800
    assert available_minutes(18, m(390), [m(0), m(195)]) == 7215
