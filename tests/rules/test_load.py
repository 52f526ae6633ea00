"""How loaded a person's days are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.diary import DaysOff, Diary
from charleos.rules.load import Agenda, Booking, Load, days_of, free_time, load_by_day, load_of_day, to_do
from charleos.units import Minutes
from tests.rules.plans import FULL, TODAY, bookings, diaries

DEV = Diary(1, FULL)
MONDAY, TUESDAY = date(2026, 2, 2), date(2026, 2, 3)


def step(start: date, end: date, minutes: int, client: int = 1) -> Booking:
    return Booking(client, start, end, Minutes(minutes))


def block(start: date, end: date, minutes: int, client: int = 1) -> Booking:
    return Booking(client, start, end, Minutes(minutes), is_block=True)


def test_what_is_to_be_done_of_a_running_step_is_laid_over_the_days_that_remain() -> None:
    loads = load_by_day([step(date(2026, 1, 26), MONDAY, 200)], DEV, TODAY)
    assert loads == {TODAY: 100, MONDAY: 100}


def test_a_step_whose_end_has_passed_stands_wholly_on_the_next_working_day() -> None:
    away = replace(DEV, off=(DaysOff(TODAY, TODAY),))
    late = step(date(2026, 1, 20), date(2026, 1, 29), 500)
    assert load_by_day([late], DEV, TODAY) == {TODAY: 500}
    assert load_by_day([late], away, TODAY) == {MONDAY: 500}


def test_a_block_reserves_its_days_evenly_and_those_gone_by_are_gone() -> None:
    """Five working days, of which three are past."""
    assert load_by_day([block(date(2026, 1, 27), MONDAY, 500)], DEV, TODAY) == {TODAY: 100, MONDAY: 100}


def test_a_clients_own_work_fills_its_block() -> None:
    reserved = block(TODAY, TODAY, 200)
    assert load_by_day([reserved, step(TODAY, TODAY, 150)], DEV, TODAY) == {TODAY: 200}
    assert load_by_day([reserved, step(TODAY, TODAY, 150), step(TODAY, TODAY, 80)], DEV, TODAY) == {TODAY: 230}
    assert load_by_day([reserved, step(TODAY, TODAY, 150, client=2)], DEV, TODAY) == {TODAY: 350}


def test_a_finished_step_loads_no_day() -> None:
    assert to_do(Minutes(60), Minutes(60)) == 0
    assert load_by_day([step(TODAY, TUESDAY, 0)], DEV, TODAY) == {}


@given(bookings(), diaries)
def test_nothing_still_to_be_done_is_lost_or_put_into_the_past(booking: Booking, diary: Diary) -> None:
    parts = days_of(booking, diary, TODAY)
    assert all(day >= TODAY for day in parts)
    if not booking.is_block:
        assert sum(parts.values()) == booking.minutes


@given(st.lists(bookings(), max_size=8), diaries, st.randoms())
def test_the_load_does_not_depend_on_the_order_of_what_makes_it(
    those: list[Booking], diary: Diary, random: Random
) -> None:
    shuffled = sorted(those, key=lambda _: random.random())
    assert load_by_day(those, diary, TODAY) == load_by_day(shuffled, diary, TODAY)


@given(st.lists(bookings(), max_size=8), diaries)
def test_a_day_lies_between_its_steps_alone_and_steps_and_blocks_added_up(those: list[Booking], diary: Diary) -> None:
    loads = load_by_day(those, diary, TODAY)
    for day in {TODAY + timedelta(days=n) for n in range(60)}:
        steps = sum(days_of(one, diary, TODAY).get(day, 0) for one in those if not one.is_block)
        everything = sum(days_of(one, diary, TODAY).get(day, 0) for one in those)
        assert steps <= loads.get(day, 0) <= everything


@given(st.lists(bookings(), max_size=6), bookings(), diaries)
def test_what_one_more_step_would_load_is_what_it_loads(those: list[Booking], extra: Booking, diary: Diary) -> None:
    more = extra._replace(is_block=False)
    before, after = Agenda(diary, TODAY, those), Agenda(diary, TODAY, [*those, more])
    for day, minutes in days_of(more, diary, TODAY).items():
        assert before.with_more(day, more.client_id, minutes) == after.on(day)


@pytest.mark.parametrize(
    ("minutes", "capacity", "expected"),
    [
        (0, 390, Load.GREEN),
        (351, 390, Load.GREEN),
        (352, 390, Load.AMBER),
        (390, 390, Load.AMBER),
        (391, 390, Load.RED),
        (0, 0, Load.GREEN),
        (1, 0, Load.RED),
    ],
)
def test_a_badge_is_green_to_ninety_percent_and_amber_to_the_whole(minutes: int, capacity: int, expected: Load) -> None:
    assert load_of_day(Minutes(minutes), Minutes(capacity)) is expected


def test_a_day_that_holds_too_much_takes_no_free_time_from_another() -> None:
    loads = {TODAY: Minutes(500), MONDAY: Minutes(90)}
    assert free_time(DEV, loads, TODAY, TUESDAY) == 300 + 390
