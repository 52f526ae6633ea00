"""What leave may be asked for, and how its days are counted and said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.rules.diary import DaysOff
from charleos.rules.leave import (
    LeaveStatus,
    Part,
    Taken,
    check_cancel,
    check_leave,
    halves_off,
    length_said,
    overlap,
    single_day,
    when_said,
)

TODAY = date(2026, 1, 30)
MONDAY = date(2026, 2, 2)


def refusal(asked: DaysOff, *, note: str = "", taken: tuple[Taken, ...] = (), entered: bool = False) -> tuple[str, str]:
    """The field and the sentence; two empty texts when there is none."""
    try:
        check_leave(asked, note, today=TODAY, taken=taken, whose="You have", entered=entered)
    except BadInput as refused:
        return refused.field or "", refused.sentence
    return "", ""


def days(start: date, count: int = 1, *, start_half: bool = False, end_half: bool = False) -> DaysOff:
    return DaysOff(start, start + timedelta(days=count - 1), start_half, end_half)


def test_ordinary_leave_is_fine_and_so_is_half_a_day() -> None:
    assert refusal(days(MONDAY, 5)) == ("", "")
    assert refusal(single_day(MONDAY, Part.AFTERNOON)) == ("", "")
    assert refusal(days(TODAY, 1)) == ("", "")


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        (DaysOff(MONDAY, TODAY), "end", "is before the first"),
        (days(MONDAY, 400), "end", "at most a year"),
        (DaysOff(MONDAY, MONDAY, start_half=True, end_half=True), "part", "choose one"),
        (days(date(2026, 1, 31)), "start", "31 January 2026 is a Saturday, so no leave is needed"),
        (days(date(2026, 1, 31), 2), "start", "There is no working day from 31 January to 1 February 2026"),
        (days(date(2026, 4, 3)), "start", "a bank holiday (Good Friday)"),
        (days(date(2025, 12, 29)), "start", "more than a month ago; ask a Manager"),
        (days(date(2028, 3, 1)), "start", "more than two years ahead"),
    ],
)
def test_what_cannot_be_asked_for_is_said_at_its_field(asked: DaysOff, field: str, words: str) -> None:
    found, sentence = refusal(asked)
    assert found == field
    assert words in sentence


def test_a_manager_may_enter_leave_of_the_last_year() -> None:
    assert refusal(days(date(2025, 3, 3)), entered=True) == ("", "")
    assert "more than a year ago" in refusal(days(date(2025, 1, 20)), entered=True)[1]


def test_a_note_is_at_most_five_hundred_characters() -> None:
    assert refusal(days(MONDAY), note="x" * 500) == ("", "")
    assert refusal(days(MONDAY), note="x" * 501)[0] == "note"


def test_days_taken_already_cannot_be_taken_again() -> None:
    held = Taken(days(MONDAY, 3), LeaveStatus.APPROVED)
    assert "You have leave from 2 February to 4 February 2026 already" in refusal(days(MONDAY, 1), taken=(held,))[1]
    asked = Taken(days(MONDAY), LeaveStatus.REQUESTED)
    assert "You have asked for leave on 2 February 2026 already" in refusal(days(TODAY, 4), taken=(asked,))[1]
    assert refusal(days(MONDAY + timedelta(days=3)), taken=(held,)) == ("", "")


def test_a_morning_and_an_afternoon_of_one_day_are_two_leaves() -> None:
    morning, afternoon = single_day(MONDAY, Part.MORNING), single_day(MONDAY, Part.AFTERNOON)
    assert not overlap(morning, afternoon)
    assert overlap(morning, single_day(MONDAY, Part.WHOLE))
    assert overlap(morning, DaysOff(TODAY, MONDAY, end_half=True))
    assert not overlap(afternoon, DaysOff(TODAY, MONDAY, end_half=True))


some_days = st.builds(
    lambda start, count, first, last: days(TODAY + timedelta(days=start), count, start_half=first, end_half=last),
    st.integers(0, 12),
    st.integers(1, 6),
    st.booleans(),
    st.booleans(),
).filter(lambda one: one.start != one.end or not (one.start_half and one.end_half))


@given(some_days, some_days)
def test_leave_that_does_not_overlap_never_takes_more_than_a_day(one: DaysOff, other: DaysOff) -> None:
    together = [one.halves(TODAY + timedelta(days=n)) + other.halves(TODAY + timedelta(days=n)) for n in range(20)]
    assert overlap(one, other) is overlap(other, one)
    if not overlap(one, other):
        assert max(together) <= 2


@given(some_days)
def test_its_length_is_what_its_working_days_add_up_to(one: DaysOff) -> None:
    each = [DaysOff(day, day) for n in range(20) if one.halves(day := TODAY + timedelta(days=n))]
    whole = sum(halves_off(day) for day in each)
    assert whole - 2 <= halves_off(one) <= whole


def test_lengths_and_days_are_said_as_people_say_them() -> None:
    assert [length_said(n) for n in (1, 2, 3, 4)] == ["half a day", "1 day", "1½ days", "2 days"]
    assert when_said(DaysOff(date(2025, 12, 30), MONDAY)) == "30 December 2025 to 2 February 2026"
    assert when_said(DaysOff(TODAY, MONDAY, start_half=True)) == "the afternoon of 30 January to 2 February 2026"
    assert when_said(single_day(MONDAY, Part.MORNING)) == "the morning of 2 February 2026"


def test_leave_that_has_begun_is_cancelled_by_a_manager_only() -> None:
    check_cancel(LeaveStatus.REQUESTED, days(TODAY), today=TODAY, is_manager=False)
    check_cancel(LeaveStatus.APPROVED, days(MONDAY), today=TODAY, is_manager=False)
    check_cancel(LeaveStatus.APPROVED, days(TODAY), today=TODAY, is_manager=True)
    with pytest.raises(BadInput, match="has begun; ask a Manager"):
        check_cancel(LeaveStatus.APPROVED, days(TODAY), today=TODAY, is_manager=False)
    with pytest.raises(BadInput, match="was refused already"):
        check_cancel(LeaveStatus.REFUSED, days(MONDAY), today=TODAY, is_manager=True)


def test_requested_and_approved_leave_takes_its_days_and_has_a_title() -> None:
    assert [one.title for one in LeaveStatus if one.takes_days] == ["Requested", "Approved"]
