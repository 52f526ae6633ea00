"""Whole minutes shared among several: nothing is lost, nobody gains by chance."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.sharing import shared, shared_by_month, standing_weights
from charleos.units import Minutes

weights = st.lists(st.integers(0, 5000), min_size=1, max_size=6)
totals = st.integers(-100_000, 100_000)


@given(totals, weights)
def test_the_parts_add_up_and_are_within_a_minute_of_the_exact_share(total: int, by: list[int]) -> None:
    parts = shared(total, by)
    assert sum(parts) == total
    if sum(by):
        assert all(abs(part - Fraction(total * one, sum(by))) < 1 for part, one in zip(parts, by, strict=True))


@given(totals, weights)
def test_what_is_taken_off_is_shared_as_what_is_given(total: int, by: list[int]) -> None:
    assert shared(-total, by) == [-part for part in shared(total, by)]


def test_equal_remainders_go_to_whoever_stands_first() -> None:
    assert shared(5, [1, 1, 1]) == [2, 2, 1]
    assert shared(70, [200, 100]) == [47, 23]


def test_without_weights_the_first_takes_all() -> None:
    assert shared(7, [0, 0, 0]) == [7, 0, 0]


@given(st.lists(st.integers(-600, 600), max_size=8), weights)
def test_the_months_of_a_person_add_up_to_their_share_of_the_period(months: list[int], by: list[int]) -> None:
    parts = shared_by_month(months, by)
    assert [sum(part) for part in parts] == months
    assert [sum(column) for column in zip(*parts, strict=True)] == (shared(sum(months), by) if months else [])


def test_a_requirement_whose_time_was_all_voided_is_shared_by_what_it_was() -> None:
    assert standing_weights([Minutes(0), Minutes(0)], [Minutes(60), Minutes(30)]) == [60, 30]
    assert standing_weights([Minutes(10), Minutes(0)], [Minutes(60), Minutes(30)]) == [10, 0]
