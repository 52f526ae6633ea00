"""What a placing pushes, and that nothing is lost by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.diary import DaysOff, Diary, spread
from charleos.rules.load import Booking, load_by_day
from charleos.rules.phases import StepStatus
from charleos.rules.placing import Placement
from charleos.rules.pushing import (
    Consequences,
    Planned,
    Window,
    consequences,
    days_needed,
    earliest_fit,
    pushed_on,
    right_after,
)
from charleos.units import Minutes
from tests.rules.plans import FULL, TODAY, bookings, diaries, lengths, some_days

DEV = Diary(1, FULL)
MONDAY, TUESDAY = date(2026, 2, 2), date(2026, 2, 3)


def placed(start: date | None, end: date | None, minutes: int, status: str = "scheduled") -> Placement:
    return Placement(1, start, end, Minutes(minutes), StepStatus(status))


def step(n: int, start: date | None, end: date | None, minutes: int, status: str = "scheduled") -> Planned:
    return Planned(n, 1, n, f"#{n}", placed(start, end, minutes, status))


def what_moves(of: Consequences) -> list[tuple[int, int]]:
    return [(push.step.subtask_id, push.by) for push in of.pushed]


def test_a_full_day_pushes_what_stood_there_and_that_pushes_on() -> None:
    others = [step(1, TODAY, TODAY, 300), step(2, MONDAY, MONDAY, 200), step(3, TUESDAY, TUESDAY, 190)]
    found = consequences(DEV, others, step(9, TODAY, TODAY, 390), today=TODAY)
    assert what_moves(found) == [(1, 1), (2, 1)]
    assert found.warnings == (
        "#1 moves by 1 working day, to 2 February 2026.",
        "#2 moves by 1 working day, to 3 February 2026.",
    )
    assert found.moves[0].after.start == MONDAY


def test_what_has_begun_or_begins_earlier_stays_and_the_day_is_said_to_be_too_full() -> None:
    others = [step(1, TODAY, TODAY, 300, "in_progress"), step(2, date(2026, 1, 28), MONDAY, 200)]
    found = consequences(DEV, others, step(9, TODAY, TODAY, 300), today=TODAY)
    assert found.pushed == ()
    assert found.warnings == ("30 January 2026 would hold 11h 40m of 6h 30m.",)


def test_a_day_that_was_too_full_anyway_is_no_news() -> None:
    others = [step(1, TODAY, TODAY, 600, "in_progress"), step(2, MONDAY, MONDAY, 30)]
    assert consequences(DEV, others, step(9, MONDAY, MONDAY, 60), today=TODAY).warnings == ()


def test_work_longer_than_its_days_stands_alone_on_the_first_free_ones() -> None:
    found = consequences(DEV, [step(1, TODAY, TODAY, 800)], step(9, TODAY, TODAY, 60), today=TODAY)
    assert what_moves(found) == [(1, 1)]


def test_blocks_are_full_too() -> None:
    reserved = [Booking(2, MONDAY, MONDAY, Minutes(390), is_block=True)]
    found = consequences(DEV, [step(1, TODAY, TODAY, 100)], step(9, TODAY, TODAY, 300), today=TODAY, blocks=reserved)
    assert what_moves(found) == [(1, 2)]


def test_work_in_the_clients_own_block_fills_it() -> None:
    reserved = [Booking(1, MONDAY, MONDAY, Minutes(390), is_block=True)]
    found = consequences(DEV, [step(1, TODAY, TODAY, 100)], step(9, TODAY, TODAY, 300), today=TODAY, blocks=reserved)
    assert what_moves(found) == [(1, 1)]


def test_what_moves_itself_is_not_among_the_others() -> None:
    was = placed(MONDAY, MONDAY, 390)
    others = [step(1, MONDAY, MONDAY, 390), step(9, MONDAY, MONDAY, 390)]
    found = consequences(DEV, others, step(9, TODAY, TODAY, 390), today=TODAY, before=was)
    assert found == Consequences((), ())


def test_taking_the_dates_away_pushes_nothing() -> None:
    gone = step(9, None, None, 390, "not_scheduled")
    assert consequences(DEV, [step(1, TODAY, TODAY, 390)], gone, today=TODAY) == Consequences((), ())


def test_what_is_complete_takes_no_time() -> None:
    done = [step(1, TODAY, TODAY, 390, "complete")]
    assert consequences(DEV, done, step(9, TODAY, TODAY, 390), today=TODAY) == Consequences((), ())


def test_where_a_year_has_no_room_work_stays_and_the_day_is_too_full() -> None:
    endless = step(9, TODAY, TODAY + timedelta(days=400), 390 * 400)
    found = consequences(DEV, [step(1, TODAY, TODAY, 60)], endless, today=TODAY)
    assert found.pushed == ()
    assert found.too_full[0].day == TODAY


@st.composite
def schedules(draw: st.DrawFn) -> list[Planned]:
    made = []
    for n in range(draw(st.integers(0, 6))):
        start = draw(some_days)
        minutes, status = (
            draw(st.sampled_from([30, 200, 390, 900])),
            draw(st.sampled_from(["scheduled"] * 3 + ["in_progress"])),
        )
        one = step(n, start, start + draw(lengths), minutes, status)
        made.append(one._replace(client_id=draw(st.integers(1, 3)), logged=Minutes(draw(st.sampled_from([0, 0, 100])))))
    return made


@st.composite
def changes(draw: st.DrawFn) -> Planned:
    start = draw(some_days)
    return step(99, start, start + draw(lengths), draw(st.sampled_from([60, 390, 1500])))


blocked = st.lists(bookings().map(lambda one: one._replace(is_block=True)), max_size=2)


def loads(steps: list[Planned], diary: Diary, blocks: list[Booking]) -> dict[date, Minutes]:
    return load_by_day([*blocks, *(booking for one in steps for booking in one.bookings())], diary, TODAY)


def with_moves(steps: list[Planned], found: Consequences) -> list[Planned]:
    after = {push.step.subtask_id: push.move.after for push in found.pushed}
    return [one._replace(placement=after.get(one.subtask_id, one.placement)) for one in steps]


@given(schedules(), changes(), diaries, blocked)
def test_a_day_ends_up_too_full_only_where_that_is_said(
    steps: list[Planned], changed: Planned, diary: Diary, blocks: list[Booking]
) -> None:
    found = consequences(diary, steps, changed, today=TODAY, blocks=blocks)
    was, now = loads(steps, diary, blocks), loads([*with_moves(steps, found), changed], diary, blocks)
    too_full = {day for day, minutes in now.items() if minutes > max(diary.capacity(day), was.get(day, 0))}
    assert {one.day for one in found.too_full} == too_full


@given(schedules(), changes(), diaries, blocked)
def test_pushing_loses_no_minute_and_moves_only_later_work_that_has_not_begun(
    steps: list[Planned], changed: Planned, diary: Diary, blocks: list[Booking]
) -> None:
    found = consequences(diary, steps, changed, today=TODAY, blocks=blocks)
    before, after = loads(steps, diary, []), loads(with_moves(steps, found), diary, [])
    assert sum(before.values()) == sum(after.values())
    for push in found.pushed:
        was, there = push.move.before, push.move.after
        assert was.status is StepStatus.SCHEDULED
        assert was.start is not None
        assert changed.placement.start is not None
        assert was.start >= changed.placement.start
        assert there == was.shifted(diary, push.by)
        assert push.by > 0


@given(schedules(), changes(), diaries, blocked)
def test_what_changes_nothing_pushes_nothing(
    steps: list[Planned], changed: Planned, diary: Diary, blocks: list[Booking]
) -> None:
    before = changed.placement
    assert consequences(diary, steps, changed, today=TODAY, before=before, blocks=blocks) == Consequences((), ())


@given(schedules(), st.integers(0, 4), diaries)
def test_running_behind_moves_all_later_work_by_the_same_working_days(
    steps: list[Planned], by: int, diary: Diary
) -> None:
    pushes = pushed_on(diary, steps, after=TODAY, by=by)
    later = {one.subtask_id for one in steps if one.can_be_pushed and one.placement.start > TODAY}  # type: ignore[operator]
    assert {push.step.subtask_id for push in pushes} == (later if by else set())
    for push in pushes:
        assert push.move.after == push.move.before.shifted(diary, by)
        assert push.move.is_change


@pytest.mark.parametrize(("minutes", "days"), [(0, 0), (1, 1), (390, 1), (391, 2), (3900, 10)])
def test_how_many_working_days_so_many_minutes_take(minutes: int, days: int) -> None:
    assert days_needed(Minutes(minutes), DEV) == days


def test_a_day_of_no_length_pushes_by_one_day_and_delays_by_one() -> None:
    nothing = Diary(1, Minutes(0))
    assert days_needed(Minutes(500), nothing) == 1
    assert right_after(nothing, Minutes(500), TODAY, TODAY) == Window(MONDAY, MONDAY)


@pytest.mark.parametrize(
    ("minutes", "end", "today", "expected"),
    [
        (60, TODAY, TODAY, Window(MONDAY, MONDAY)),
        (391, TODAY, TODAY, Window(MONDAY, TUESDAY)),
        (60, date(2026, 1, 20), TODAY, Window(TODAY, TODAY)),
        (60, date(2026, 1, 20), date(2026, 1, 31), Window(MONDAY, MONDAY)),
    ],
)
def test_a_delayed_step_comes_right_after_the_one_that_runs_behind(
    minutes: int, end: date, today: date, expected: Window
) -> None:
    assert right_after(DEV, Minutes(minutes), end, today) == expected


def test_the_earliest_fit_ends_soonest_on_as_few_days_as_will_do() -> None:
    half_taken = {TODAY: Minutes(300), MONDAY: Minutes(100)}
    assert earliest_fit(DEV, half_taken, Minutes(90), TODAY) == Window(TODAY, TODAY)
    assert earliest_fit(DEV, half_taken, Minutes(91), TODAY) == Window(MONDAY, MONDAY)
    assert earliest_fit(DEV, half_taken, Minutes(180), date(2026, 1, 31)) == Window(MONDAY, MONDAY)
    assert earliest_fit(DEV, half_taken, Minutes(400), TODAY) == Window(MONDAY, TUESDAY)
    assert earliest_fit(DEV, half_taken, Minutes(0), date(2026, 1, 31)) == Window(MONDAY, MONDAY)
    assert earliest_fit(DEV, {MONDAY: FULL}, Minutes(391), TODAY) == Window(TUESDAY, date(2026, 2, 4))


def test_what_must_end_by_a_day_fits_until_then_or_not_at_all() -> None:
    assert earliest_fit(DEV, {}, Minutes(500), TODAY, not_after=MONDAY) == Window(TODAY, MONDAY)
    assert earliest_fit(DEV, {}, Minutes(500), TODAY, not_after=TODAY) is None


def test_who_has_no_time_fits_nothing() -> None:
    assert earliest_fit(Diary(1, Minutes(0)), {}, Minutes(1), TODAY) is None


def test_half_a_day_off_holds_half() -> None:
    morning = replace(DEV, off=(DaysOff(TODAY, TODAY, start_half=True),))
    assert earliest_fit(morning, {}, Minutes(195), TODAY) == Window(TODAY, TODAY)
    assert earliest_fit(morning, {}, Minutes(196), TODAY) == Window(MONDAY, MONDAY)
    assert earliest_fit(morning, {}, Minutes(585), TODAY) == Window(TODAY, MONDAY)


taken = st.dictionaries(some_days, st.sampled_from([30, 200, 390, 500]).map(Minutes), max_size=12)


@given(diaries, taken, st.integers(1, 2500).map(Minutes), some_days)
def test_what_fits_overloads_no_day_and_nothing_that_ends_sooner_fits(
    diary: Diary, loads: dict[date, Minutes], minutes: Minutes, day: date
) -> None:
    found = earliest_fit(diary, loads, minutes, day)
    assert found is not None
    assert found.start >= day
    assert _fits(diary, loads, minutes, *found)
    sooner = [day + timedelta(days=n) for n in range((found.end - day).days)]
    assert not any(
        _fits(diary, loads, minutes + _rounded_up(diary, start, end), start, end)
        for end in sooner
        for start in sooner
        if start <= end and diary.working_days(start, end) and (end - start).days < 25
    )


def _fits(diary: Diary, loads: dict[date, Minutes], minutes: Minutes, start: date, end: date) -> bool:
    parts = spread(minutes, diary, start, end)
    return all(loads.get(one, 0) + part <= diary.capacity(one) for one, part in parts.items())


def _rounded_up(diary: Diary, start: date, end: date) -> Minutes:
    """What rounding each half day's share up could add."""
    return Minutes(2 * len(diary.working_days(start, end)))
