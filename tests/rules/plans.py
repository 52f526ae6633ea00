"""What Hypothesis draws about plans: days around the end of January 2026, diaries, bookings."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from charleos.rules.diary import DaysOff, Diary
from charleos.rules.load import Booking
from charleos.units import Minutes

TODAY = date(2026, 1, 30)
"""A Friday."""
FULL = Minutes(390)

some_days = st.integers(-15, 40).map(lambda n: TODAY + timedelta(days=n))
lengths = st.sampled_from([0, 0, 1, 3, 9]).map(lambda n: timedelta(days=n))


@st.composite
def days_off(draw: st.DrawFn) -> DaysOff:
    start = draw(some_days)
    return DaysOff(start, start + draw(lengths), draw(st.booleans()), draw(st.booleans()))


diaries = st.builds(
    Diary, st.just(1), st.sampled_from([FULL, FULL, Minutes(300)]), st.lists(days_off(), max_size=3).map(tuple)
)


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    start = draw(some_days)
    minutes = Minutes(draw(st.sampled_from([1, 60, 210, 500, 2000])))
    return Booking(draw(st.integers(1, 3)), start, start + draw(lengths), minutes, draw(st.booleans()))
