"""What days off do to work that is scheduled on them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.diary import DaysOff, Diary
from charleos.rules.leave_work import FullDay, Touched, consequences
from charleos.rules.load import Booking, load_by_day
from charleos.units import Minutes

TODAY = date(2026, 1, 30)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 2, day) for day in (2, 3, 4))
DAY = Minutes(390)
DIARY = Diary(1, DAY)


def off(first: date, last: date | None = None, *, start_half: bool = False) -> DaysOff:
    return DaysOff(first, last or first, start_half)


def step(minutes: int, first: date, last: date, client: int = 1) -> Booking:
    return Booking(client, first, last, Minutes(minutes))


def test_work_whose_every_day_is_off_must_move() -> None:
    found = consequences([step(300, MONDAY, TUESDAY)], DIARY, off(MONDAY, TUESDAY), TODAY)
    assert found.touched == (Touched(Minutes(300), must_move=True),)
    assert found.full == (FullDay(MONDAY, Minutes(300), Minutes(0)),)


def test_work_with_another_day_stays_and_that_day_may_grow_too_full() -> None:
    found = consequences([step(600, MONDAY, TUESDAY)], DIARY, off(TUESDAY), TODAY)
    assert found.touched == (Touched(Minutes(300), must_move=False),)
    assert found.full == (FullDay(MONDAY, Minutes(600), DAY),)


def test_work_on_other_days_is_left_alone() -> None:
    found = consequences([step(300, MONDAY, TUESDAY)], DIARY, off(WEDNESDAY), TODAY)
    assert (found.touched, found.full) == ((None,), ())


def test_half_a_day_off_leaves_half_and_says_where_that_is_not_enough() -> None:
    found = consequences([step(300, MONDAY, MONDAY)], DIARY, off(MONDAY, start_half=True), TODAY)
    assert found.touched == (Touched(Minutes(300), must_move=False),)
    assert found.full == (FullDay(MONDAY, Minutes(300), Minutes(195)),)
    assert consequences([step(195, MONDAY, MONDAY)], DIARY, off(MONDAY, start_half=True), TODAY).full == ()


def test_a_day_that_was_too_full_before_is_not_laid_to_the_leave() -> None:
    found = consequences([step(900, MONDAY, MONDAY), step(60, TUESDAY, TUESDAY)], DIARY, off(TUESDAY), TODAY)
    assert [one.day for one in found.full] == [TUESDAY]


def test_late_work_stands_on_today_and_is_touched_by_leave_of_today() -> None:
    late = step(120, date(2026, 1, 20), date(2026, 1, 22))
    found = consequences([late], DIARY, off(TODAY), TODAY)
    assert found.touched == (Touched(Minutes(120), must_move=True),)
    assert load_by_day([late], DIARY, TODAY) == {TODAY: 120}
    assert found.full == ()


@given(
    st.lists(
        st.builds(
            lambda minutes, first, count, client, is_block: Booking(
                client, TODAY + timedelta(first), TODAY + timedelta(first + count), Minutes(minutes), is_block
            ),
            st.integers(1, 900),
            st.integers(0, 12),
            st.integers(0, 5),
            st.integers(1, 3),
            st.booleans(),
        ),
        max_size=5,
    ),
    st.integers(0, 12),
    st.integers(0, 4),
)
def test_a_full_day_is_beyond_its_capacity_and_what_must_move_is_on_the_leave(
    pieces: list[Booking], first: int, count: int
) -> None:
    away = off(TODAY + timedelta(first), TODAY + timedelta(first + count))
    found = consequences(pieces, DIARY, away, TODAY)
    assert all(one.planned > one.capacity for one in found.full)
    for one, touched in zip(pieces, found.touched, strict=True):
        if touched is not None and touched.must_move:
            assert touched.minutes == sum(load_by_day([one], DIARY, TODAY).values())
