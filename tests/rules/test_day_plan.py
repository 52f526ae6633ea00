"""What somebody does on a day, in which order, and what waits."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput, NotFound
from charleos.rules.day_plan import DayPlan, Item, day_plans, order, priority, rearranged, why
from charleos.rules.diary import Diary
from charleos.rules.load import Booking
from charleos.units import Minutes
from tests.rules.plans import FULL, TODAY, bookings, diaries, lengths, some_days

DEV = Diary(1, FULL)
SATURDAY, MONDAY, TUESDAY = date(2026, 1, 31), date(2026, 2, 2), date(2026, 2, 3)


def item(number: int, start: date, end: date, minutes: int, position: int | None = None, client: int = 1) -> Item:
    return Item(number, client, number, start, end, Minutes(minutes), position)


def plan(items: list[Item], day: date = TODAY, blocks: tuple[Booking, ...] = (), diary: Diary = DEV) -> DayPlan:
    return day_plans(items, diary, today=TODAY, until=day, blocks=blocks)[-1]


def told(of: DayPlan) -> list[tuple[int, int, int]]:
    return [(share.item.number, share.allocated, share.queued) for share in of.items]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 1, 29), TODAY, 198),
        (date(2026, 1, 29), date(2026, 1, 29), 198),
        (date(2026, 1, 23), MONDAY, 194),
        (date(2025, 1, 1), MONDAY, 100),
        (TODAY, TODAY, 200),
        (TODAY, MONDAY, 300),
        (SATURDAY, MONDAY, 400),
        (MONDAY, MONDAY, 401),
        (TUESDAY, date(2026, 2, 10), 402),
    ],
)
def test_priority_numbers(start: date, end: date, expected: int) -> None:
    assert priority(start, end, TODAY) == expected


@given(some_days, lengths, some_days, lengths)
def test_what_began_earlier_never_has_the_higher_number(
    one: date, one_lasts: timedelta, other: date, other_lasts: timedelta
) -> None:
    """Except among what begins today, where the single day comes first."""
    if one < other:
        assert priority(one, one + one_lasts, TODAY) <= priority(other, other + other_lasts, TODAY)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (
            date(2026, 1, 29),
            TODAY,
            "Began on 29 January 2026, 1 working day ago: what began first comes first.",
        ),
        (TODAY, TODAY, "For today only."),
        (TODAY, MONDAY, "Begins today and lasts until 2 February 2026."),
        (SATURDAY, MONDAY, "Begins on 31 January 2026."),
        (TUESDAY, TUESDAY, "Begins on 3 February 2026, in 2 working days."),
    ],
)
def test_the_order_is_explained(start: date, end: date, expected: str) -> None:
    assert why(start, end, TODAY) == expected


def test_on_a_weekend_what_began_on_friday_began_no_working_day_ago() -> None:
    assert why(TODAY, MONDAY, SATURDAY) == "Began on 30 January 2026: what began first comes first."


def test_the_day_is_filled_and_the_rest_is_queued() -> None:
    items = [item(3, TODAY, MONDAY, 300), item(2, TODAY, TODAY, 60), item(1, date(2026, 1, 28), MONDAY, 200)]
    assert told(plan(items)) == [(1, 200, 0), (2, 60, 0), (3, 130, 170)]
    assert told(plan(items, MONDAY)) == [(3, 170, 0)]
    assert (plan(items).allocated, plan(items).queued) == (390, 170)


def test_work_ahead_enters_a_day_only_from_its_start() -> None:
    items = [item(1, MONDAY, MONDAY, 60), item(2, TODAY, TODAY, 30)]
    assert told(plan(items)) == [(2, 30, 0)]
    assert told(plan(items, SATURDAY)) == []
    assert told(plan(items, MONDAY)) == [(1, 60, 0)]


def test_on_a_day_off_everything_waits() -> None:
    items = [item(1, TODAY, TODAY, 500)]
    assert told(plan(items, SATURDAY)) == [(1, 0, 110)]
    assert plan(items, SATURDAY).capacity == 0


def test_ties_go_by_hand_then_by_number() -> None:
    items = [item(1, TODAY, TODAY, 60), item(2, TODAY, TODAY, 60, 1), item(3, TODAY, TODAY, 60, 0)]
    assert [number for number, *_ in told(plan(items))] == [3, 2, 1]


def test_what_is_reserved_for_one_client_is_held_back_from_the_others() -> None:
    reserved = (Booking(2, TODAY, TODAY, Minutes(300), is_block=True),)
    first = item(1, date(2026, 1, 28), TODAY, 200)
    assert told(plan([first], blocks=reserved)) == [(1, 90, 110)]
    assert told(plan([first, item(2, TODAY, TODAY, 350, client=2)], blocks=reserved)) == [(1, 90, 110), (2, 300, 50)]
    assert told(plan([first._replace(client_id=2)], blocks=reserved)) == [(1, 200, 0)]


def test_a_reservation_that_its_client_has_filled_holds_nothing_back() -> None:
    reserved = (Booking(2, TODAY, TODAY, Minutes(100), is_block=True), Booking(2, TODAY, TODAY, Minutes(50), True))
    items = [item(1, date(2026, 1, 28), TODAY, 150, client=2), item(2, TODAY, TODAY, 300)]
    assert told(plan(items, blocks=reserved)) == [(1, 150, 0), (2, 240, 60)]


@st.composite
def item_lists(draw: st.DrawFn) -> list[Item]:
    made = []
    for n in range(draw(st.integers(0, 8))):
        start = draw(some_days)
        minutes, position = draw(st.sampled_from([0, 30, 200, 800])), draw(st.sampled_from([None, None, 0, 1]))
        one = item(n, start, start + draw(lengths), minutes, position, draw(st.integers(1, 3)))
        made.append(one._replace(number=draw(st.integers(1, 3))))
    return made


blocked = st.lists(bookings().map(lambda one: one._replace(is_block=True)), max_size=3).map(tuple)
UNTIL = TODAY + timedelta(days=21)


@given(item_lists(), diaries, blocked)
def test_no_day_holds_more_than_can_be_worked_and_nothing_is_lost(
    items: list[Item], diary: Diary, blocks: tuple[Booking, ...]
) -> None:
    done: dict[int, int] = {}
    for of in day_plans(items, diary, today=TODAY, until=UNTIL, blocks=blocks):
        assert of.capacity == diary.capacity(of.day)
        assert of.allocated <= of.capacity
        assert {share.item.subtask_id for share in of.items} == {
            one.subtask_id for one in items if one.start <= of.day and one.minutes > done.get(one.subtask_id, 0)
        }
        for share in of.items:
            assert share.allocated >= 0
            assert share.queued >= 0
            assert share.allocated + share.queued == share.item.minutes
            done[share.item.subtask_id] = done.get(share.item.subtask_id, 0) + share.allocated
            (whole,) = (one.minutes for one in items if one.subtask_id == share.item.subtask_id)
            assert done[share.item.subtask_id] + share.queued == whole


@given(item_lists(), diaries)
def test_a_day_is_filled_before_anything_waits(items: list[Item], diary: Diary) -> None:
    for of in day_plans(items, diary, today=TODAY, until=UNTIL):
        assert of.allocated == of.capacity or of.queued == 0


@given(item_lists(), diaries, blocked, st.randoms())
def test_the_order_in_which_items_come_in_changes_nothing(
    items: list[Item], diary: Diary, blocks: tuple[Booking, ...], random: Random
) -> None:
    shuffled = sorted(items, key=lambda _: random.random())
    assert day_plans(items, diary, today=TODAY, until=UNTIL, blocks=blocks) == day_plans(
        shuffled, diary, today=TODAY, until=UNTIL, blocks=blocks
    )


@given(item_lists())
def test_no_two_items_share_a_place(items: list[Item]) -> None:
    assert len({order(one, TODAY) for one in items}) == len(items)


def in_order(items: list[Item]) -> list[Item]:
    return sorted(items, key=lambda one: order(one, TODAY))


@given(item_lists().filter(bool), st.data())
def test_an_item_lands_where_it_was_put_or_the_reason_is_given(items: list[Item], data: st.DataObject) -> None:
    day = in_order(items)
    moved, to = data.draw(st.sampled_from(day)), data.draw(st.integers(0, len(day) - 1))
    is_tie = priority(day[to].start, day[to].end, TODAY) == priority(moved.start, moved.end, TODAY)
    if not is_tie:
        with pytest.raises(BadInput, match="stays ahead of #"):
            rearranged(day, moved.subtask_id, to, TODAY)
        return
    places = rearranged(day, moved.subtask_id, to, TODAY)
    after = in_order([one._replace(position=places.get(one.subtask_id, one.position)) for one in day])
    assert after[to].subtask_id == moved.subtask_id
    others = [one.subtask_id for one in after if one.subtask_id != moved.subtask_id]
    assert others == [one.subtask_id for one in day if one.subtask_id != moved.subtask_id]


@pytest.mark.parametrize(
    ("subtask", "to", "told_why"),
    [
        (3, 1, "#2 was started before today and stays ahead of #3."),
        (2, 0, "#1 was started earlier and stays ahead of #2."),
        (4, 2, "#3 is for today only and stays ahead of #4."),
        (4, 4, "#4 begins today and stays ahead of #5."),
        (6, 4, "#5 begins on 2 February 2026 and stays ahead of #6."),
        (1, 6, "The day has 6 items; choose a place from 1 to 6."),
        (1, -1, "The day has 6 items; choose a place from 1 to 6."),
    ],
)
def test_a_move_across_priorities_is_refused_with_the_reason(subtask: int, to: int, told_why: str) -> None:
    days = [
        (date(2026, 1, 26), MONDAY),
        (date(2026, 1, 28), MONDAY),
        (TODAY, TODAY),
        (TODAY, MONDAY),
        (MONDAY, MONDAY),
        (TUESDAY, TUESDAY),
    ]
    day = [item(n, start, end, 60) for n, (start, end) in enumerate(days, 1)]
    with pytest.raises(BadInput) as refused:
        rearranged(day, subtask, to, TODAY)
    assert (refused.value.sentence, refused.value.field) == (told_why, "place")


def test_an_item_that_has_gone_cannot_be_moved() -> None:
    with pytest.raises(NotFound, match="no longer on this day"):
        rearranged([], 7, 0, TODAY)
