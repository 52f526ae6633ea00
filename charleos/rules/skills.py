"""Who could do a step: whoever is of its trade first, then who has room for it, then who did such work most often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from charleos.rules.phases import StepKind
from charleos.rules.timeline import team_of
from charleos.units import Minutes

_TRADES = {
    StepKind.DESIGN: "design",
    StepKind.CLIENT_DESIGN_FEEDBACK: "design",
    StepKind.INTERNAL_QA_REVIEW: "qa",
    StepKind.EXTERNAL_QA_REVIEW: "qa",
}


class Candidate(NamedTuple):
    """Somebody a step could be given to. free and capacity: minutes between its dates. done: finished requirements of
    its type of work.
    """

    person_id: int
    name: str
    discipline: str
    free: Minutes
    capacity: Minutes
    done: int

    @property
    def planned(self) -> Minutes:
        """What of the days is promised already; more than they hold where days are too full."""
        return self.capacity - self.free


def trade_of(kind: StepKind) -> str:
    """The discipline that a kind of step is for. Fixes, deployment and what runs behind are for developers, as the
    core work is.

    >>> trade_of(StepKind.INTERNAL_QA_REVIEW), trade_of(StepKind.INTERNAL_QA_FIXES)
    ('qa', 'development')
    """
    return _TRADES.get(kind, "development")


def is_of_trade(discipline: str, kind: StepKind) -> bool:
    """Whether somebody of the discipline is on the team that does such steps."""
    return team_of(discipline) is team_of(trade_of(kind))


def ranked(candidates: Iterable[Candidate], kind: StepKind, minutes: Minutes) -> tuple[Candidate, ...]:
    """The likeliest first.

    >>> busy = Candidate(1, "Ana", "development", Minutes(60), Minutes(390), 9)
    >>> free = Candidate(2, "Ben", "development", Minutes(390), Minutes(390), 1)
    >>> [one.name for one in ranked([busy, free], StepKind.DEVELOPMENT, Minutes(240))]
    ['Ben', 'Ana']
    """

    def place(one: Candidate) -> tuple[bool, bool, bool, int, int, str, int]:
        is_other = not is_of_trade(one.discipline, kind)
        return is_other, not one.capacity, one.free < minutes, -one.done, -one.free, one.name.casefold(), one.person_id

    return tuple(sorted(candidates, key=place))
