"""Scores of completed work: weighted, exact, and only as sure as there is work to draw from."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.rules.billing import Estimate
from charleos.rules.intelligence import (
    HEARD,
    Confidence,
    Done,
    Rounds,
    Score,
    StepsOfKind,
    mean_rounds,
    parts_to_schedule,
    qa_rounds,
    score,
    to_schedule,
    trend,
    usual,
)
from charleos.rules.phases import StepKind
from charleos.rules.policy import DEFAULT_POLICY, Size
from charleos.rules.steps import steps_of
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


def test_a_ratio_is_actual_by_quoted() -> None:
    assert Done(m(200), m(231)).hundredths == 116


@given(st.sampled_from(DEFAULT_POLICY.sizes), st.none() | st.integers(80, 300), st.integers(1, 20))
def test_the_steps_of_a_size_come_to_what_is_planned_for_all_of_it(size: Size, hundredths: int | None, n: int) -> None:
    known = None if hundredths is None else Score(Fraction(hundredths, 100), n)
    parts = [step.minutes for step in steps_of("development", size, DEFAULT_POLICY)]
    planned = parts_to_schedule(parts, size.estimate, known)
    assert sum(planned) == to_schedule(size.estimate, known)
    assert [bool(minutes) for minutes in planned] == [bool(minutes) for minutes in parts]


def test_a_step_alone_takes_all_of_it_and_none_that_takes_time_is_left_without() -> None:
    odd = Estimate(m(25), m(50))
    assert parts_to_schedule([m(25)], odd, None) == [50]
    assert parts_to_schedule([m(60), m(15), m(0)], Estimate(m(75), m(90)), Score(Fraction(1, 9), 9)) == [15, 15, 0]


def test_a_trend_needs_five_of_each() -> None:
    quick, slow = Done(m(100), m(80)), Done(m(100), m(120))
    assert trend([quick] * 9) is None
    assert trend([]) is None
    found = trend([slow] * 5 + [quick] * 5)
    assert found is not None
    assert (found.recent.hundredths, found.before.hundredths) == (120, 80)


def test_a_range_is_told_from_five_on() -> None:
    told = [known.is_telling for n in (4, 5) if (known := usual([m(60)] * n)) is not None]
    assert told == [False, True]


def test_a_round_is_a_fixes_step_or_a_request_for_changes() -> None:
    kinds = StepKind
    assert qa_rounds([]) == Rounds(0, 0, 0, 0)
    assert Rounds(0, 0, 0, 0).hundredths is None
    first = [
        StepsOfKind(1, kinds.INTERNAL_QA_REVIEW, 1, 1),
        StepsOfKind(1, kinds.INTERNAL_QA_FIXES, 2, 0),
        StepsOfKind(1, kinds.EXTERNAL_QA_REVIEW, 1, 0),
        StepsOfKind(1, kinds.EXTERNAL_QA_FIXES, 1, 1),
        StepsOfKind(1, kinds.DEVELOPMENT, 1, 1),
        StepsOfKind(1, kinds.DESIGN, 1, 5),
        StepsOfKind(1, kinds.CLIENT_DESIGN_FEEDBACK, 1, 5),
    ]
    clean, unreviewed = StepsOfKind(2, kinds.INTERNAL_QA_REVIEW, 1, 0), StepsOfKind(3, kinds.DEVELOPMENT, 1, 4)
    found = qa_rounds([*first, clean, unreviewed])
    assert found == Rounds(tasks=2, internal=4, external=2, clean=1)
    assert found.hundredths == 300
