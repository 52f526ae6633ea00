from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import Month
from charleos.rules.billing import Estimate, bill
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.retainer import Allocation
from charleos.rules.simulation import compare, curve_points, formula, month_left, simulate
from charleos.units import Minutes
from tests.strategies import allocations, estimates, minutes, parts

JANUARY = Month.parse("2026-01")


@given(parts=parts, delayed=st.booleans())
def test_the_task_adds_up_and_never_exceeds_its_cap(*, parts: list[tuple[Estimate, Minutes]], delayed: bool) -> None:
    named = [(str(at), "M", estimate, actual) for at, (estimate, actual) in enumerate(parts)]
    of = simulate(named, delayed=delayed)
    assert of.task.billable == of.task.actual + of.task.banked - of.task.overage
    assert of.task.billable <= of.task.maximum
    assert of.task.borrowed <= sum(one.headroom for one in of.requirements)


@given(estimates(), minutes)
def test_the_curve_passes_through_what_the_formula_bills(estimate: Estimate, actual: Minutes) -> None:
    points = curve_points(estimate, actual)
    assert points[-1][0] >= actual
    assert [at for at, _ in points] == sorted(at for at, _ in points)
    assert all(billable == bill(estimate, at).billable for at, billable in points if at > 0)


@given(estimates(), minutes.filter(bool))
def test_the_formulas_last_step_is_what_is_billed(estimate: Estimate, actual: Minutes) -> None:
    at_least, billable = formula(estimate, actual)
    assert billable == bill(estimate, actual).billable
    assert at_least == max(estimate.average, actual)


@given(allocations(), minutes)
def test_the_month_left_holds_the_retainers_law(agreed: Allocation, actual: Minutes) -> None:
    of = simulate([("A", "M", DEFAULT_POLICY.estimate("M"), actual)], delayed=False)
    left = month_left(of, agreed, JANUARY, DEFAULT_POLICY.rollover)
    assert left.usage.billable + left.remaining == agreed.net
    assert left.excess == max(0, -left.remaining)


def test_without_a_plan_the_three_ways_have_no_worth() -> None:
    ways = compare(simulate([("A", "M", DEFAULT_POLICY.estimate("M"), Minutes(420))], delayed=False), None)
    assert [tuple(way) for way in ways] == [(360, None), (420, None), (270, None)]


def test_what_is_not_started_bills_nothing_in_any_of_the_three_ways() -> None:
    ways = compare(simulate([("A", "M", DEFAULT_POLICY.estimate("M"), Minutes(0))], delayed=False), None)
    assert [way.minutes for way in ways] == [0, 0, 0]
