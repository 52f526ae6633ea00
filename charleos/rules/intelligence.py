"""What a client's completed work tells about the next: how actual compares with quoted, and how sure that is.

A score of 1.15 says that this kind of work takes 15% longer than quoted. Newer work weighs more: each requirement
weighs nine tenths of the one completed after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from charleos.rules.billing import Estimate
from charleos.units import QUARTER, Minutes, half_up

FADES = (9, 10)
"""What the next older requirement weighs, as a fraction."""
HEARD = 1000
"""Older ones weigh less than 10^-45 of the newest and are not asked."""
MEDIUM_FROM, HIGH_FROM = 5, 15


class Confidence(StrEnum):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


class Done(NamedTuple):
    """A completed requirement: what was quoted, and what it took."""

    quoted: Minutes
    actual: Minutes


class Score(NamedTuple):
    """value: exact; hundredths: as it is shown. drawn_from: how many requirements."""

    value: Fraction
    drawn_from: int

    @property
    def hundredths(self) -> int:
        return half_up(self.value * 100)

    @property
    def confidence(self) -> Confidence:
        return confidence(self.drawn_from)


def confidence(count: int) -> Confidence:
    """
    >>> [confidence(count).value for count in (4, 5, 14, 15)]
    ['Low', 'Medium', 'Medium', 'High']
    """
    if count < MEDIUM_FROM:
        return Confidence.LOW
    return Confidence.MEDIUM if count < HIGH_FROM else Confidence.HIGH


def score(newest_first: Sequence[Done]) -> Score | None:
    """The mean of actual / quoted, weighted 0.9^k, k = 0 for the newest; None of nothing.

    Only work that was quoted and worked on counts. Exact; rounded once, when shown.

    >>> score([Done(Minutes(100), Minutes(120)), Done(Minutes(100), Minutes(100))])
    Score(value=Fraction(21, 19), drawn_from=2)
    """
    heard = [one for one in newest_first if one.quoted > 0 and one.actual > 0]
    if not heard:
        return None
    kept, whole = FADES
    weight = whole ** (min(len(heard), HEARD) - 1)
    total, worked = 0, dict.fromkeys({one.quoted for one in heard}, 0)
    for one in heard[:HEARD]:
        worked[one.quoted] += weight * one.actual
        total += weight
        weight = weight * kept // whole
    mean = sum((Fraction(minutes, quoted) for quoted, minutes in worked.items()), Fraction(0)) / total
    return Score(mean, len(heard))


def to_schedule(estimate: Estimate, known: Score | None) -> Minutes:
    """What to plan for a size: quoted x unrounded score, up to 15 minutes. Low confidence plans the maximum.

    >>> m = Estimate(Minutes(270), Minutes(360))
    >>> to_schedule(m, Score(Fraction(11, 10), 5)), to_schedule(m, Score(Fraction(11, 10), 4)), to_schedule(m, None)
    (300, 360, 360)
    """
    if known is None or known.confidence is Confidence.LOW:
        return estimate.maximum
    return Minutes(-(-(estimate.average * known.value) // QUARTER) * QUARTER)


class Usual(NamedTuple):
    """What a size usually takes: the middle one, and the range in which four of five lie."""

    median: Minutes
    low: Minutes
    high: Minutes
    drawn_from: int


def usual(actuals: Sequence[Minutes]) -> Usual | None:
    """Each figure is one that occurred: the first at or above the share of all; None of nothing.

    >>> usual([Minutes(n) for n in range(10, 110, 10)])
    Usual(median=50, low=10, high=90, drawn_from=10)
    """
    if not actuals:
        return None
    ordered = sorted(actuals)
    low, median, high = (ordered[-(-len(ordered) * share // 10) - 1] for share in (1, 5, 9))
    return Usual(median, low, high, len(ordered))


def mean_rounds(rounds: int, tasks: int) -> int | None:
    """QA rounds per task, in hundredths, half up; None without tasks.

    >>> mean_rounds(5, 3), mean_rounds(0, 0)
    (167, None)
    """
    return half_up(Fraction(rounds * 100, tasks)) if tasks else None
