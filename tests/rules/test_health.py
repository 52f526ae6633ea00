"""Whether a month is well planned, to the minute."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import Month
from charleos.rules.chain import Agreement
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.health import DatedStep, Health, HealthStatus, scheduled_by_month, worst
from charleos.rules.policy import DEFAULT_POLICY, PlanVersion, Rulebook
from charleos.rules.retainer import Terms
from charleos.units import Minutes, Pence
from tests.rules.plans import FULL, diaries, lengths, some_days

JANUARY = Month.parse("2026-01")
GROWTH = Minutes(3060)
"""51 h: 90% is 2754 minutes, 110% is 3366."""


def health(scheduled: int, allocated: int | None = GROWTH) -> Health:
    return Health(JANUARY, None if allocated is None else Minutes(allocated), Minutes(scheduled))


@pytest.mark.parametrize(
    ("scheduled", "status"),
    [
        (0, HealthStatus.UNDER),
        (2753, HealthStatus.UNDER),
        (2754, HealthStatus.ON_TRACK),
        (3060, HealthStatus.ON_TRACK),
        (3366, HealthStatus.ON_TRACK),
        (3367, HealthStatus.OVER),
    ],
)
def test_exactly_ninety_and_a_hundred_and_ten_percent_are_on_track(scheduled: int, status: HealthStatus) -> None:
    assert health(scheduled).status is status


def test_bounds_between_two_minutes_are_not_rounded() -> None:
    """90% of 51 minutes is 45.9, and 110% is 56.1."""
    assert [health(minutes, 51).status.title for minutes in (45, 46, 56, 57)] == [
        "Under Scheduled",
        "On Track",
        "On Track",
        "Over Scheduled",
    ]


@pytest.mark.parametrize("allocated", [None, 0])
def test_without_an_allocation_health_does_not_apply(allocated: int | None) -> None:
    found = health(300, allocated)
    assert (found.status.title, found.ratio, found.distance) == ("Not applicable", None, -1)


def test_the_gap_is_signed() -> None:
    assert [health(minutes).gap for minutes in (3000, 3100)] == [-60, 40]
    assert health(300, None).gap is None
    assert health(1530).ratio == Fraction(1, 2)


def test_the_worst_month_of_a_client_is_the_one_furthest_from_its_allocation() -> None:
    assert worst([health(3060), health(1530), health(3700), health(9, None)]) == Fraction(1, 2)
    assert worst([]) == worst([health(9, None)]) == -1


@given(st.integers(0, 9000), st.integers(1, 9000))
def test_every_month_with_an_allocation_is_one_of_three(scheduled: int, allocated: int) -> None:
    found = health(scheduled, allocated)
    share = Fraction(scheduled, allocated)
    expected = HealthStatus.UNDER if share < Fraction(9, 10) else HealthStatus.ON_TRACK
    assert found.status is (HealthStatus.OVER if share > Fraction(11, 10) else expected)
    assert found.gap == scheduled - allocated


def planned(start: date, end: date, minutes: int, diary: Diary | None) -> dict[str, int]:
    step = DatedStep(diary.person_id if diary else None, start, end, Minutes(minutes))
    return {str(month): part for month, part in scheduled_by_month([step], {1: diary} if diary else {}).items()}


def test_february_ends_on_its_twenty_eighth() -> None:
    """Friday 27 February, Monday 2 March."""
    assert planned(date(2026, 2, 27), date(2026, 3, 2), 101, Diary(1, FULL)) == {"2026-02": 51, "2026-03": 50}


def test_bank_holidays_carry_nothing_into_a_month() -> None:
    """From Maundy Thursday over Easter; and in May, a month with two bank holidays, one of them on the 4th."""
    assert planned(date(2026, 3, 31), date(2026, 4, 7), 400, Diary(1, FULL)) == {"2026-03": 100, "2026-04": 300}
    assert planned(date(2026, 4, 30), date(2026, 5, 5), 90, Diary(1, FULL)) == {"2026-04": 30, "2026-05": 60}


def test_leave_with_half_a_day_moves_weight_between_months() -> None:
    """30 January is half off, 2 February wholly: half a day before the turn of the month against one after it."""
    off = (DaysOff(date(2026, 1, 30), date(2026, 2, 2), start_half=False),)
    half = (DaysOff(date(2026, 1, 30), date(2026, 1, 30), start_half=True), DaysOff(date(2026, 2, 2), date(2026, 2, 2)))
    assert planned(date(2026, 1, 30), date(2026, 2, 3), 90, Diary(1, FULL, half)) == {"2026-01": 30, "2026-02": 60}
    assert planned(date(2026, 1, 30), date(2026, 2, 3), 90, Diary(1, FULL, off)) == {"2026-02": 90}


def test_without_an_assignee_the_agencys_working_days_count() -> None:
    assert planned(date(2026, 1, 30), date(2026, 2, 2), 101, None) == {"2026-01": 51, "2026-02": 50}


def test_a_client_that_starts_mid_month_has_its_whole_allocation() -> None:
    rulebook = Rulebook(((0, 1, DEFAULT_POLICY),), {1: (PlanVersion(1, 0, "Growth", Minutes(3600), Pence(500_000)),)})
    agreed = Agreement(date(2026, 1, 19), None, (Terms(JANUARY, 1),), rulebook).allocation(JANUARY)
    assert agreed is not None
    assert Health(JANUARY, agreed.net, Minutes(2754)).status is HealthStatus.ON_TRACK


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, None]), some_days, lengths, st.integers(0, 3000)), max_size=6), diaries
)
def test_the_months_add_up_to_what_is_dated(those: list[tuple[int | None, date, timedelta, int]], diary: Diary) -> None:
    steps = [DatedStep(who, start, start + length, Minutes(minutes)) for who, start, length, minutes in those]
    assert sum(scheduled_by_month(steps, {1: diary}).values()) == sum(step.estimate for step in steps)
