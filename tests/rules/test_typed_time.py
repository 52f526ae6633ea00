"""What a person types into a time field, and the weeks and days it falls on."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.errors import BadInput
from charleos.rules.diary import Diary
from charleos.rules.typing_time import Doubt, doubt, entry_minutes
from charleos.rules.week import week_of
from charleos.units import Minutes


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("15m", 15),
        ("1h", 60),
        ("3h 20m", 200),
        ("3h20m", 200),
        ("1.5", 90),
        (" 2 ", 2 * 60),
        ("8", 8 * 60),
        ("0.25", 15),
        ("90m", 90),
        ("90h", 90 * 60),
        ("8.5", 510),
        ("721", 721 * 60),
    ],
)
def test_time_that_says_what_it_means_is_read(typed: str, minutes: int) -> None:
    assert doubt(typed) is None
    assert entry_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["9", "10", "30", "90", "090", "120", "720", "90.", " 90 "])
def test_a_plain_number_that_is_hardly_hours_is_asked_about(typed: str) -> None:
    asked = doubt(typed)
    assert asked is not None
    with pytest.raises(BadInput, match=f"Is “{asked.number}” minutes or hours") as refused:
        entry_minutes(typed)
    assert refused.value.field == "minutes"
    assert entry_minutes(asked.as_minutes) == asked.number
    assert entry_minutes(asked.as_hours) == asked.number * 60


def test_hours_are_an_answer_while_an_entry_can_hold_them() -> None:
    assert (Doubt(12).hours_fit, Doubt(13).hours_fit) == (True, False)


@pytest.mark.parametrize("typed", ["", "NaN", "inf", "-90", "1e2", "90 minutes", "1h 60m", "٩٠", "1_0"])
def test_what_is_no_time_is_refused_at_its_field(typed: str) -> None:
    assert doubt(typed) is None
    with pytest.raises(BadInput) as refused:
        entry_minutes(typed)
    assert refused.value.field == "minutes"


def test_a_week_runs_from_monday_to_sunday_over_the_turn_of_a_year() -> None:
    week = week_of(date(2026, 1, 1), {date(2025, 12, 29): Minutes(400)}, Diary(1, Minutes(390)))
    assert (week.monday, week.sunday) == (date(2025, 12, 29), date(2026, 1, 4))
    assert [one.holiday for one in week.days if one.holiday] == ["New Year's Day"]
    assert (week.logged, week.capacity, week.of(date(2025, 12, 29)).to_capacity) == (400, 4 * 390, -10)
