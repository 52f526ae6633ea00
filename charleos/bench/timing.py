"""Two things timed in turns, so that a machine whose speed drifts slows both."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import NamedTuple

ROUNDS = 40
REPEATS = 5


class Ratio(NamedTuple):
    """How many units the question costs: the median over rounds, the quartiles, and both medians in milliseconds."""

    ratio: float
    low: float
    high: float
    question_ms: float
    unit_ms: float


def paired(
    question: Callable[[], object], unit: Callable[[], object], *, rounds: int = ROUNDS, repeats: int = REPEATS
) -> Ratio:
    """question / unit, round by round: each round times both, so that they meet the same machine."""
    question(), unit()
    gc.collect()
    pairs = [(_seconds(question, repeats), _seconds(unit, repeats)) for _ in range(rounds)]
    return ratio_of(pairs)


def ratio_of(pairs: Sequence[tuple[float, float]]) -> Ratio:
    """
    >>> ratio_of([(0.002, 0.001), (0.004, 0.001), (0.003, 0.001)])
    Ratio(ratio=3.0, low=2.0, high=4.0, question_ms=3.0, unit_ms=1.0)
    """
    ratios = sorted(asked / one for asked, one in pairs)
    quarter = len(ratios) // 4
    return Ratio(
        round(median(ratios), 2),
        round(ratios[quarter], 2),
        round(ratios[-1 - quarter], 2),
        round(median(asked for asked, _ in pairs) * 1000, 3),
        round(median(one for _, one in pairs) * 1000, 3),
    )


def _seconds(act: Callable[[], object], repeats: int) -> float:
    """The quickest of a few: what it costs when nothing else interrupts."""
    return min(_once(act) for _ in range(repeats))


def _once(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return perf_counter() - begun
