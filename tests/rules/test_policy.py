from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from charleos.errors import BadInput, NotFound
from charleos.rules.policy import (
    DEFAULT_POLICY,
    MILLION,
    Bands,
    PlanVersion,
    Rollover,
    Rulebook,
    Size,
    Unused,
    checked,
    dump_policy,
    load_policy,
)
from charleos.units import Minutes, Pence
from tests.strategies import policies, size_tables

ROW = Size("M", Minutes(180), Minutes(360), "")


def test_the_default_policy_is_one_an_agency_could_work_by() -> None:
    assert checked(DEFAULT_POLICY) is DEFAULT_POLICY


@given(policies())
def test_a_stored_policy_reads_back_equal(policy: Any) -> None:
    assert load_policy(dump_policy(policy)) == policy


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"sizes": ()}, "sizes", "at least one size"),
        ({"sizes": (ROW, ROW._replace(maximum=Minutes(400)))}, "sizes", "same code"),
        ({"sizes": (ROW, Size("L", Minutes(100), Minutes(360), ""))}, "sizes", "L must hold more than M"),
        ({"sizes": (ROW._replace(code="m"),)}, "sizes", "not a size code"),
        ({"sizes": (ROW._replace(code="A_B"),)}, "sizes", "not a size code"),
        ({"sizes": (ROW._replace(minimum=Minutes(360)),)}, "sizes", "maximum above its minimum"),
        ({"sizes": (ROW._replace(minimum=Minutes(-1)),)}, "sizes", "maximum above its minimum"),
        ({"sizes": (Size("XS", Minutes(23), Minutes(24), ""),)}, "sizes", "too narrow"),
        ({"sizes": (Size("XS", Minutes(0), Minutes(5), ""),)}, "sizes", "too narrow"),
        ({"sizes": (ROW._replace(use_for="x" * 121),)}, "sizes", "at most 120 characters"),
        ({"bands": Bands(Pence(5), Pence(5), Pence(1))}, "bands", "must rise"),
        ({"pm_share": MILLION + 1}, "pm_share", "between 0% and 100%"),
        ({"feedback_share": -1}, "feedback_share", "between 0% and 100%"),
        ({"billing_day": Minutes(1441)}, "billing_day", "between 1 minute and 24 hours"),
        ({"capacity": {"qa": Minutes(1441)}}, "capacity qa", "between 0 and 24 hours"),
        ({"other_capacity": Minutes(-1)}, "capacity other", "between 0 and 24 hours"),
        ({"rollover": Rollover(True, Unused.CAP, 0)}, "rollover_amount", "hours may be carried"),
        ({"rollover": Rollover(True, Unused.MONTHS, 121)}, "rollover_amount", "how many months"),
    ],
)
def test_a_policy_that_cannot_be_worked_by_is_refused_at_its_field(
    change: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        checked(replace(DEFAULT_POLICY, **change))
    assert refused.value.field == field


@given(size_tables())
def test_core_and_feedback_make_up_the_average_and_feedback_is_in_quarters(sizes: tuple[Size, ...]) -> None:
    policy = replace(DEFAULT_POLICY, sizes=sizes)
    for size in sizes:
        split = policy.split(size)
        assert split.core + split.feedback == size.average
        assert split.feedback % 15 == 0
        assert split.feedback == 0 or split.feedback * 5 >= size.average


def test_the_smallest_size_has_no_feedback_whatever_its_range() -> None:
    xs = Size("XS", Minutes(30), Minutes(90), "")
    policy = replace(DEFAULT_POLICY, sizes=(xs, *DEFAULT_POLICY.sizes[1:]))
    assert policy.split(xs) == (60, 0)


def test_the_smallest_size_that_holds_the_hours_is_taken() -> None:
    held = [DEFAULT_POLICY.size_that_holds(Minutes(minutes)) for minutes in (0, 30, 31, 121, 7200)]
    assert [size.code for size in held if size] == ["XS", "XS", "S", "M", "XXL"]
    assert DEFAULT_POLICY.size_that_holds(Minutes(7201)) is None


def test_an_unknown_size_is_refused_with_the_sizes_there_are() -> None:
    with pytest.raises(BadInput, match="use one of XS, S, M, L, XL, XXL"):
        DEFAULT_POLICY.size("Q")


def test_a_version_holds_from_its_month_until_the_next_and_a_later_row_of_a_month_wins() -> None:
    first, second, third = (replace(DEFAULT_POLICY, pm_share=share) for share in (1, 2, 3))
    book = Rulebook(((100, 1, first), (110, 2, second)), {}).with_policy(110, third)
    assert [book.policy(month).pm_share for month in (99, 100, 109, 110, 999)] == [1, 1, 1, 3, 3]


def test_a_plan_before_its_first_version_is_the_first_one_and_an_unknown_plan_is_not_found() -> None:
    small, large = (PlanVersion(1, since, "P", Minutes(size), Pence(0)) for since, size in ((100, 60), (110, 120)))
    book = Rulebook(((0, 1, DEFAULT_POLICY),), {}).with_plan(large).with_plan(small)
    assert [book.plan(1, month).minutes for month in (1, 100, 109, 110)] == [60, 60, 60, 120]
    with pytest.raises(NotFound):
        book.plan(2, 100)
