from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.periods import Month, days, long_day, parse_day
from charleos.periods import months as months_between
from tests.strategies import months

a_day = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@given(a_day)
def test_a_day_lies_in_its_month(day: date) -> None:
    month = Month.of(day)
    assert month.first <= day <= month.last
    assert (month.first.year, month.first.month) == (day.year, day.month)


@given(a_day)
def test_a_month_is_read_back_as_it_is_written(day: date) -> None:
    month = Month.of(day)
    assert Month.parse(str(month)) == month
    assert f"{month}" == repr(month) == f"{day:%Y-%m}"


@given(months, st.integers(-300, 300))
def test_months_add_and_subtract_as_numbers(month: Month, n: int) -> None:
    assert month.plus(n) - month == n
    assert month.plus(n).plus(-n) == month
    assert month.next.previous == month
    assert (month.plus(n).first >= month.first) == (n >= 0)


@given(months)
def test_the_next_month_begins_the_day_after_this_one_ends(month: Month) -> None:
    assert month.last + timedelta(days=1) == month.next.first
    assert month.name == f"{month.first:%B %Y}"
    assert month.short_name == f"{month.first:%b %Y}"


@given(months, st.integers(-3, 40))
def test_a_run_of_months_has_both_its_ends(first: Month, more: int) -> None:
    run = list(months_between(first, first.plus(more)))
    assert len(run) == max(0, more + 1)
    assert all(isinstance(one, Month) for one in run)
    assert run == sorted(run)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-1", "2026-13", "2026-00", "1899-12", "3000-01", "26-01", "2026-01-01", "٢٠٢٦-01", "2026/01"],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not a month") as refused:
        Month.parse(text, field="month")
    assert refused.value.field == "month"


@given(a_day)
def test_a_date_is_read_back_as_it_is_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "2026-2-3",
        "20260203",
        "2026-W05-1",
        "03/02/2026",
        "",
        None,
        20260203,
        "2026-02-03T00:00",
        "٢٠٢٦-٠٢-٠٣",
    ],
)
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(BadInput, match="is not a date"):
        parse_day(value)


@given(a_day.filter(lambda d: d.year < 2998), st.integers(-2, 400))
def test_a_run_of_days_has_both_its_ends(first: date, more: int) -> None:
    run = list(days(first, first + timedelta(days=more)))
    assert len(run) == max(0, more + 1)
    assert run == sorted(run)


def test_a_date_in_a_sentence_is_british() -> None:
    assert long_day(date(2026, 3, 1)) == "1 March 2026"
