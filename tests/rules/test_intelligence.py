"""Scores of completed work: weighted, exact, and only as sure as there is work to draw from."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.intelligence import HEARD, Confidence, Done, Score, mean_rounds, score, to_schedule, usual
from charleos.rules.policy import DEFAULT_POLICY
from charleos.units import Minutes

m = Minutes
done = st.builds(Done, st.integers(0, 4800).map(Minutes), st.integers(0, 9000).map(Minutes))


def plainly(newest_first: list[Done]) -> Fraction | None:
    """The definition, one requirement after the other."""
    heard = [one for one in newest_first if one.quoted and one.actual]
    weights = [Fraction(9, 10) ** k for k in range(len(heard))]
    if not heard:
        return None
    total = sum(weight * Fraction(one.actual, one.quoted) for weight, one in zip(weights, heard, strict=True))
    return Fraction(total) / sum(weights)


@given(st.lists(done, max_size=30))
def test_the_score_is_the_weighted_mean_to_the_last_digit(found: list[Done]) -> None:
    known = score(found)
    assert (known.value if known else None) == plainly(found)


def test_newer_work_weighs_more() -> None:
    slow, quick = Done(m(100), m(150)), Done(m(100), m(50))
    newer_slow, newer_quick = score([slow, quick]), score([quick, slow])
    assert newer_slow is not None
    assert newer_quick is not None
    assert newer_slow.value > 1 > newer_quick.value


def test_it_is_shown_half_up_to_two_decimals() -> None:
    assert Score(Fraction(1145, 1000), 5).hundredths == 115
    assert Score(Fraction(11449, 10000), 5).hundredths == 114


def test_a_thousand_are_heard_and_all_are_counted() -> None:
    known = score([Done(m(90), m(90))] * (HEARD + 7))
    assert known == Score(Fraction(1), HEARD + 7)
    assert known.confidence is Confidence.HIGH


@pytest.mark.parametrize(
    ("count", "planned"),
    [(4, 360), (5, 315), (15, 315)],
)
def test_low_confidence_plans_the_maximum_and_says_so(count: int, planned: int) -> None:
    size = DEFAULT_POLICY.size("M").estimate
    known = Score(Fraction(115, 100), count)
    assert to_schedule(size, known) == planned
    assert (known.confidence is Confidence.LOW) is (planned == 360)
    assert to_schedule(size, None) == 360


def test_what_is_planned_goes_up_to_the_quarter_hour() -> None:
    size = DEFAULT_POLICY.size("M").estimate
    assert to_schedule(size, Score(Fraction(1), 20)) == 270
    assert to_schedule(size, Score(Fraction(271, 270), 20)) == 285


def test_what_a_size_usually_takes() -> None:
    assert usual([]) is None
    known = usual([m(300)])
    assert known is not None
    assert (known.low, known.median, known.high) == (300, 300, 300)


def test_rounds_of_quality_assurance_per_task() -> None:
    assert mean_rounds(3, 2) == 150
    assert mean_rounds(3, 0) is None
