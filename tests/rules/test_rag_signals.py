"""What the figures say about a client's week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.rag import Rag
from charleos.rules.rag_signals import Pace, Plan, Signals, suggest
from charleos.units import Minutes

CALM = Signals(
    today=date(2026, 1, 30),
    pace=Pace(Minutes(3000), Minutes(1500), 10, 20),
    overage=(),
    plans=(Plan("January 2026", Minutes(3000), "on_track"), Plan("February 2026", Minutes(10), "under")),
    last_worked=date(2026, 1, 29),
    start=date(2025, 1, 1),
)


def reasons(signals: Signals) -> list[tuple[int, str]]:
    return [tuple(point) for point in suggest(signals).points]


def test_a_month_at_its_pace_says_nothing() -> None:
    assert suggest(CALM) == (Rag.GREEN, ())


@pytest.mark.parametrize(
    ("billable", "days_gone", "said"),
    [
        (3000, 10, [(3, "All 50h of the month are used")]),
        (1651, 10, [(2, "At this pace the month ends at 110% of its time")]),
        (1650, 10, [(1, "At this pace the month ends at 110% of its time")]),
        (1501, 10, [(1, "At this pace the month ends at 100% of its time")]),
        (1500, 10, []),
        (749, 10, [(1, "At this pace only 49% of the month's time gets used")]),
        (750, 10, []),
        (0, 2, []),
    ],
)
def test_burn_pace(billable: int, days_gone: int, said: list[tuple[int, str]]) -> None:
    assert reasons(replace(CALM, pace=Pace(Minutes(3000), Minutes(billable), days_gone, 20))) == said


def test_without_an_allocation_there_is_no_pace() -> None:
    assert reasons(replace(CALM, pace=None)) == []
    assert reasons(replace(CALM, pace=Pace(Minutes(-60), Minutes(60), 10, 20))) == []


@pytest.mark.parametrize(
    ("months", "points"),
    [((), 0), ((0, 0), 0), ((60, 30), 0), ((0, 30), 1), ((30, 30, 30), 2), ((30, 30, 60), 3), ((30, 0, 30), 1)],
)
def test_overage(months: tuple[int, ...], points: int) -> None:
    assert suggest(replace(CALM, overage=tuple(Minutes(one) for one in months))).total == points


def test_a_badly_scheduled_month_and_unplanned_ones() -> None:
    plans = (
        Plan("January 2026", Minutes(100), "over"),
        Plan("February 2026", Minutes(0), "under"),
        Plan("March 2026", Minutes(0), "not_applicable"),
    )
    assert reasons(replace(CALM, plans=plans)) == [
        (1, "January 2026 is over scheduled"),
        (1, "Nothing is scheduled in February 2026"),
    ]


def test_silence() -> None:
    assert reasons(replace(CALM, last_worked=date(2026, 1, 16))) == [(1, "Nothing was logged since 16 January 2026")]
    assert reasons(replace(CALM, last_worked=date(2026, 1, 2))) == [(2, "Nothing was logged since 2 January 2026")]
    assert reasons(replace(CALM, last_worked=None)) == [(2, "Nothing was logged so far")]
    assert reasons(replace(CALM, last_worked=None, start=date(2026, 1, 20))) == []


@given(
    st.tuples(*[st.integers(0, 200).map(Minutes)] * 3),
    st.integers(0, 5000).map(Minutes),
    st.integers(0, 60),
)
def test_the_colour_follows_from_the_points_that_are_listed(
    overage: tuple[Minutes, ...], billable: Minutes, silent: int
) -> None:
    said = suggest(
        replace(
            CALM,
            overage=overage,
            pace=Pace(Minutes(3000), billable, 10, 20),
            last_worked=date.fromordinal(CALM.today.toordinal() - silent),
        )
    )
    assert said.status is (Rag.GREEN if said.total < 2 else Rag.AMBER if said.total < 5 else Rag.RED)
