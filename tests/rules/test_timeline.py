from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import days
from charleos.rules.timeline import Dates, Span, Team, lanes, runs, team_of

FRIDAY = date(2026, 1, 30)
MONDAY = date(2026, 2, 2)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (Span.WEEK, date(2026, 1, 26), date(2026, 2, 1)),
        (Span.MONTH, date(2026, 1, 1), date(2026, 1, 31)),
        (Span.QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_a_span_lies_around_its_day(span: Span, first: date, last: date) -> None:
    assert span.around(FRIDAY) == (first, last)
    assert span.around(FRIDAY).holds(FRIDAY)
    assert not span.around(FRIDAY).holds(date(2026, 4, 1))


@given(st.sampled_from(Span), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_next_span_begins_where_this_one_ends_and_there_is_a_way_back(span: Span, day: date) -> None:
    following = span.around(span.moved(day, 1))
    assert (following.first - span.around(day).last).days == 1
    assert span.around(span.moved(following.first, -1)) == span.around(day)


def test_people_stand_by_discipline_whatever_its_case() -> None:
    assert [team_of(one) for one in ("Development", "design", "QA", "copywriting")] == [
        Team.DEVELOPMENT,
        Team.DESIGN,
        Team.QA,
        Team.OTHER,
    ]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=30))
def test_no_two_bars_of_a_lane_share_a_day_and_no_lane_is_wasted(drawn: list[tuple[int, int]]) -> None:
    begin = date(2026, 1, 1).toordinal()
    bars = [Dates(date.fromordinal(begin + n), date.fromordinal(begin + n + m)) for n, m in sorted(drawn)]
    found = lanes(bars)
    taken = [(lane, day) for lane, bar in zip(found, bars, strict=True) for day in days(*bar)]
    assert len(set(taken)) == len(taken)
    at_once = max((sum(bar.holds(day) for bar in bars) for _, day in taken), default=0)
    assert len(set(found)) == at_once


def test_a_weekend_does_not_break_a_stretch_and_a_working_day_does() -> None:
    worked = [FRIDAY, MONDAY, date(2026, 2, 4)]
    assert list(runs(worked, lambda day: day.weekday() < 5)) == [(FRIDAY, MONDAY), (worked[2], worked[2])]
    assert list(runs([], lambda day: True)) == []
