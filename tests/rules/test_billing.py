from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.billing import NOT_REQUIRED, Bill, Case, Estimate, bill, borrowed, task_bill
from charleos.rules.policy import DEFAULT_POLICY
from charleos.units import Minutes, whole_hours_to_minutes
from tests.strategies import estimates, minutes, parts


def worked(size: str, hours: float) -> Bill:
    return bill(DEFAULT_POLICY.estimate(size), whole_hours_to_minutes(hours))


@pytest.mark.parametrize(
    ("size", "actual", "billable", "banked", "overage", "case"),
    [
        ("M", 3, 4.5, 1.5, 0, Case.FAST),
        ("M", 3.5, 4.5, 1, 0, Case.FAST),
        ("S", 2.5, 2, 0, 0.5, Case.OVERRUN),
        ("L", 14, 14, 0, 0, Case.NORMAL),
        ("L", 22, 16, 0, 6, Case.OVERRUN),
        ("M", 7, 6, 0, 1, Case.OVERRUN),
        ("M", 0, 0, 0, 0, Case.UNSTARTED),
        ("M", 4.5, 4.5, 0, 0, Case.NORMAL),
        ("M", 6, 6, 0, 0, Case.NORMAL),
    ],
)
def test_the_formula_bills_the_examples_of_the_trade(
    size: str, actual: float, billable: float, banked: float, overage: float, case: Case
) -> None:
    one = worked(size, actual)
    assert (one.billable / 60, one.banked / 60, one.overage / 60, one.case) == (billable, banked, overage, case)


def test_one_minute_of_work_bills_the_whole_average() -> None:
    assert bill(DEFAULT_POLICY.estimate("M"), Minutes(1)) == (Case.FAST, 1, 270, 269, 0)


def test_work_on_what_is_not_required_is_all_overage() -> None:
    assert bill(NOT_REQUIRED, Minutes(30)) == (Case.OVERRUN, 30, 0, 0, 30)


@given(estimates(), minutes)
def test_billable_is_actual_plus_banked_less_overage(estimate: Estimate, actual: Minutes) -> None:
    one = bill(estimate, actual)
    assert one.billable == actual + one.banked - one.overage


@given(estimates(), minutes.filter(bool))
def test_started_work_bills_the_lesser_of_maximum_and_the_greater_of_average_and_actual(
    estimate: Estimate, actual: Minutes
) -> None:
    assert bill(estimate, actual).billable == min(estimate.maximum, max(estimate.average, actual))


@given(estimates(), minutes)
def test_banked_and_overage_never_meet_and_are_never_negative(estimate: Estimate, actual: Minutes) -> None:
    one = bill(estimate, actual)
    assert one.banked >= 0
    assert one.overage >= 0
    assert not (one.banked and one.overage)


@given(estimates(), minutes, st.integers(0, 500))
def test_more_work_never_bills_less(estimate: Estimate, actual: Minutes, more: int) -> None:
    assert bill(estimate, Minutes(actual + more)).billable >= bill(estimate, actual).billable


@given(estimates(), minutes)
def test_the_case_says_what_happened(estimate: Estimate, actual: Minutes) -> None:
    one = bill(estimate, actual)
    assert (one.case is Case.FAST) == (one.banked > 0)
    assert (one.case is Case.OVERRUN) == (one.overage > 0)
    assert (one.case is Case.UNSTARTED) == (actual == 0)


# ---- borrowing between the requirements of a task that runs behind

DESIGN, DEVELOPMENT = DEFAULT_POLICY.estimate("M"), DEFAULT_POLICY.estimate("S")


def test_a_delayed_task_bills_its_overage_from_the_headroom_of_its_other_work() -> None:
    task = task_bill([(DESIGN, Minutes(300)), (DEVELOPMENT, Minutes(180))], delayed=True)
    assert (task.overage, task.billable, task.maximum) == (0, 480, 480)


def test_a_task_that_is_not_delayed_borrows_nothing() -> None:
    task = task_bill([(DESIGN, Minutes(300)), (DEVELOPMENT, Minutes(180))], delayed=False)
    assert (task.overage, task.billable, task.borrowed) == (60, 420, 0)


def test_work_that_has_not_begun_lends_no_headroom() -> None:
    assert borrowed([(DESIGN, Minutes(0)), (DEVELOPMENT, Minutes(180))], delayed=True) == 0


def test_a_task_with_more_overage_than_headroom_bills_its_combined_maximum() -> None:
    task = task_bill([(DESIGN, Minutes(330)), (DEVELOPMENT, Minutes(300))], delayed=True)
    assert (task.borrowed, task.billable, task.overage) == (30, 480, 150)


@given(of=parts, delayed=st.booleans())
def test_a_task_never_bills_more_than_its_client_agreed_to(
    *, of: list[tuple[Estimate, Minutes]], delayed: bool
) -> None:
    task = task_bill(of, delayed=delayed)
    assert task.billable <= task.maximum


@given(of=parts, delayed=st.booleans())
def test_borrowing_moves_time_from_overage_to_billable_and_nothing_else(
    *, of: list[tuple[Estimate, Minutes]], delayed: bool
) -> None:
    task, alone = task_bill(of, delayed=delayed), [bill(*one) for one in of]
    assert task.billable - task.borrowed == sum(one.billable for one in alone)
    assert task.overage + task.borrowed == sum(one.overage for one in alone)
    assert task.banked == sum(one.banked for one in alone)
    assert task.billable == task.actual + task.banked - task.overage
    assert task.overage >= 0
    assert task.borrowed >= 0


@given(parts)
def test_a_task_borrows_all_it_can(of: list[tuple[Estimate, Minutes]]) -> None:
    """Afterwards either no overage is left, or no started requirement has headroom."""
    task = task_bill(of, delayed=True)
    headroom = sum(estimate.maximum - bill(estimate, actual).billable for estimate, actual in of if actual)
    assert task.overage == 0 or task.borrowed == headroom
