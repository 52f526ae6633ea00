"""When people can work, and how planned minutes fall on their days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import Month, days
from charleos.rules.diary import DaysOff, Diary, by_month, spread, working_days_between
from charleos.rules.working_days import is_working_day, working_days
from charleos.units import Minutes

DAY = Minutes(390)
BEGIN = date(2026, 1, 1)
some_days = st.integers(0, 120).map(lambda n: BEGIN + timedelta(days=n))


@st.composite
def leaves(draw: st.DrawFn) -> DaysOff:
    start = draw(some_days)
    return DaysOff(start, start + timedelta(days=draw(st.integers(0, 9))), draw(st.booleans()), draw(st.booleans()))


people = st.builds(Diary, st.just(1), st.just(DAY), st.lists(leaves(), max_size=4).map(tuple))


def test_two_hundred_and_ten_minutes_over_the_end_of_january() -> None:
    parts = spread(Minutes(210), Diary(1, DAY), date(2026, 1, 29), date(2026, 2, 3))
    assert by_month(parts.items()) == {Month.parse("2026-01"): 106, Month.parse("2026-02"): 104}


def test_a_half_day_weighs_half() -> None:
    off = DaysOff(date(2026, 1, 29), date(2026, 1, 29), end_half=True)
    parts = spread(Minutes(90), Diary(1, DAY, (off,)), date(2026, 1, 29), date(2026, 1, 30))
    assert list(parts.values()) == [30, 60]


def test_bank_holidays_and_weekends_take_nothing() -> None:
    """Good Friday and Easter Monday 2026."""
    parts = spread(Minutes(100), Diary(1, DAY), date(2026, 4, 2), date(2026, 4, 7))
    assert parts == {date(2026, 4, 2): 50, date(2026, 4, 7): 50}


def test_without_an_assignee_the_working_days_of_the_agency_count() -> None:
    assert spread(Minutes(3), None, date(2026, 1, 30), date(2026, 2, 2)) == {date(2026, 1, 30): 2, date(2026, 2, 2): 1}


def test_where_nobody_works_everything_stands_on_the_start() -> None:
    assert spread(Minutes(60), None, date(2026, 1, 31), date(2026, 2, 1)) == {date(2026, 1, 31): 60}


@given(st.integers(0, 10_000).map(Minutes), people, some_days, st.integers(0, 60))
def test_spreading_loses_nothing(minutes: Minutes, diary: Diary, start: date, length: int) -> None:
    parts = spread(minutes, diary, start, start + timedelta(days=length))
    assert sum(parts.values()) == minutes
    assert all(part >= 0 for part in parts.values())


def test_an_odd_day_is_halved_upwards_and_two_halves_are_a_day_off() -> None:
    day = date(2026, 1, 29)
    morning, afternoon = DaysOff(day, day, end_half=True), DaysOff(day, day, start_half=True)
    assert Diary(1, Minutes(271), (morning,)).capacity(day) == 136
    assert Diary(1, Minutes(271), (morning, afternoon)).capacity(day) == 0


def test_the_length_of_a_day_may_change_from_a_month_on() -> None:
    diary = Diary(1, DAY, other_months={Month.parse("2026-02"): Minutes(300)})
    assert [diary.capacity(day) for day in (date(2026, 1, 30), date(2026, 2, 2))] == [390, 300]


@given(people, some_days, st.integers(-20, 20))
def test_shifting_lands_on_a_working_day_so_many_days_on(diary: Diary, day: date, by: int) -> None:
    there = diary.shift(day, by)
    if by == 0:
        assert there == day
        return
    assert diary.halves(there)
    between = diary.working_days(day + timedelta(days=1), there) if by > 0 else diary.working_days(there, day)
    assert len([one for one in between if by > 0 or one < day]) == abs(by)


@given(people, some_days)
def test_the_first_day_from_a_day_on_that_somebody_works(diary: Diary, day: date) -> None:
    found = diary.on_or_after(day)
    assert diary.working_days(day, found) == (found,)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [(BEGIN, BEGIN, 0), (date(2026, 1, 30), date(2026, 2, 2), 1), (date(2026, 2, 2), date(2026, 1, 30), -1)],
)
def test_working_days_between(start: date, end: date, count: int) -> None:
    assert working_days_between(start, end) == count


@given(st.integers(0, 900).map(lambda n: date(2025, 6, 1) + timedelta(days=n)), st.integers(-3, 500))
def test_working_days_are_those_that_are_none_of_weekend_and_holiday(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert working_days(first, last) == tuple(day for day in days(first, last) if is_working_day(day))


def test_working_days_run_on_over_the_new_year() -> None:
    found = working_days(date(2025, 12, 24), date(2026, 1, 5))
    assert [day.day for day in found] == [24, 29, 30, 31, 2, 5]


def _one_by_one(minutes: Minutes, diary: Diary, start: date, end: date) -> dict[date, Minutes]:
    """The rule a day at a time: half a day weighs half, and the earliest days take what cannot be divided."""
    weights = {day: halves for day in days(start, end) if (halves := diary.halves(day))} or {start: 1}
    parts = {day: Minutes(minutes * weight // sum(weights.values())) for day, weight in weights.items()}
    for day in list(parts)[: minutes - sum(parts.values())]:
        parts[day] += Minutes(1)
    return parts


@given(people, some_days, st.sampled_from([0, 0, 1, 4, 30]), st.integers(0, 3000))
def test_minutes_fall_as_they_would_a_day_at_a_time(diary: Diary, start: date, length: int, minutes: int) -> None:
    end = start + timedelta(days=length)
    assert spread(Minutes(minutes), diary, start, end) == _one_by_one(Minutes(minutes), diary, start, end)
    assert spread(Minutes(minutes), None, start, end) == _one_by_one(Minutes(minutes), Diary(1, DAY), start, end)


@given(people, some_days, st.integers(0, 40))
def test_days_are_worked_as_each_of_them_is(diary: Diary, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    expected = {day: diary.halves(day) for day in days(first, last) if diary.halves(day)}
    assert diary.worked(first, last) == expected
