"""What a client's completed work tells about the next: how actual compares with quoted, and how sure that is.

A score of 1.15 says that this kind of work takes 15% longer than quoted. Newer work weighs more: each requirement
weighs nine tenths of the one completed after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from charleos.rules.billing import Estimate
from charleos.rules.phases import StepKind
from charleos.rules.sharing import shared
from charleos.units import QUARTER, Minutes, half_up, quotient_half_up

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

    @property
    def hundredths(self) -> int:
        """Actual / quoted, half up.

        >>> Done(Minutes(270), Minutes(310)).hundredths
        115
        """
        return quotient_half_up(self.actual * 100, self.quoted)


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


def parts_to_schedule(parts: Sequence[Minutes], whole: Estimate, known: Score | None) -> list[Minutes]:
    """What to plan for the steps that a size was cut into: what is planned for the whole, in quarters of an hour.

    Each has its share, so that they come to `to_schedule`; a step that takes time has a quarter at least.

    >>> m, small = Estimate(Minutes(270), Minutes(360)), Estimate(Minutes(90), Minutes(120))
    >>> parts_to_schedule([Minutes(210), Minutes(30), Minutes(30), Minutes(0)], m, Score(Fraction(11, 10), 5))
    [240, 30, 30, 0]
    >>> parts_to_schedule([Minutes(60), Minutes(15), Minutes(15)], small, Score(Fraction(1, 4), 5))
    [30, 15, 15]
    """
    quarters, rest = divmod(to_schedule(whole, known), QUARTER)
    shares = shared(quarters, parts)
    planned = [max(share, 1) * QUARTER if part else 0 for share, part in zip(shares, parts, strict=True)]
    return [Minutes(minutes + (rest if place == 0 else 0)) for place, minutes in enumerate(planned)]


class Trend(NamedTuple):
    """The score of the newest, beside that of all before them."""

    recent: Score
    before: Score


def trend(newest_first: Sequence[Done]) -> Trend | None:
    """The last five against those before; None while either holds fewer than tells anything.

    >>> quick, slow = Done(Minutes(100), Minutes(80)), Done(Minutes(100), Minutes(120))
    >>> found = trend([quick] * 5 + [slow] * 5)
    >>> found.recent.hundredths, found.before.hundredths
    (80, 120)
    """
    recent, before = score(newest_first[:MEDIUM_FROM]), score(newest_first[MEDIUM_FROM:])
    if recent is None or before is None or before.drawn_from < MEDIUM_FROM:
        return None
    return Trend(recent, before)


class Usual(NamedTuple):
    """What a size usually takes: the middle one, and the range in which four of five lie."""

    median: Minutes
    low: Minutes
    high: Minutes
    drawn_from: int

    @property
    def is_telling(self) -> bool:
        """Fewer would make a range of what happened once.

        >>> Usual(Minutes(270), Minutes(200), Minutes(300), 4).is_telling
        False
        """
        return self.drawn_from >= MEDIUM_FROM


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


class StepsOfKind(NamedTuple):
    """Steps of a kind in a completed task. returns: how often changes were requested on them."""

    task_id: int
    kind: StepKind
    steps: int
    returns: int


class Rounds(NamedTuple):
    """Quality assurance of completed tasks that went through it. clean: those that never came back."""

    tasks: int
    internal: int
    external: int
    clean: int

    @property
    def hundredths(self) -> int | None:
        """All rounds per task; None without tasks."""
        return mean_rounds(self.internal + self.external, self.tasks)


_REVIEWED = {
    StepKind.INTERNAL_QA_REVIEW,
    StepKind.INTERNAL_QA_FIXES,
    StepKind.EXTERNAL_QA_REVIEW,
    StepKind.EXTERNAL_QA_FIXES,
}
_FIXES = {StepKind.INTERNAL_QA_FIXES, StepKind.EXTERNAL_QA_FIXES}
_EXTERNAL = {StepKind.EXTERNAL_QA_REVIEW, StepKind.EXTERNAL_QA_FIXES}
_DESIGN = {StepKind.DESIGN, StepKind.CLIENT_DESIGN_FEEDBACK}


def qa_rounds(steps: Iterable[StepsOfKind]) -> Rounds:
    """How often work came back: each QA fixes step is a round, and so is each request for changes.

    What came back from an external review is external, all else internal; changes of a design are feedback, not QA.
    A task counts once it has a QA step: one that never met a review says nothing of how it would have fared.

    >>> came_back = StepsOfKind(1, StepKind.INTERNAL_QA_REVIEW, 1, 0), StepsOfKind(1, StepKind.INTERNAL_QA_FIXES, 1, 1)
    >>> qa_rounds([*came_back, StepsOfKind(2, StepKind.EXTERNAL_QA_REVIEW, 1, 0)])
    Rounds(tasks=2, internal=2, external=0, clean=1)
    """
    found = [one for one in steps if one.kind not in _DESIGN]
    reviewed = {one.task_id for one in found if one.kind in _REVIEWED}
    rounds = [(one, one.returns + (one.steps if one.kind in _FIXES else 0)) for one in found if one.task_id in reviewed]
    external = sum(number for one, number in rounds if one.kind in _EXTERNAL)
    returned = {one.task_id for one, number in rounds if number}
    return Rounds(len(reviewed), sum(n for _, n in rounds) - external, external, len(reviewed - returned))


def mean_rounds(rounds: int, tasks: int) -> int | None:
    """QA rounds per task, in hundredths, half up; None without tasks.

    >>> mean_rounds(5, 3), mean_rounds(0, 0)
    (167, None)
    """
    return half_up(Fraction(rounds * 100, tasks)) if tasks else None
