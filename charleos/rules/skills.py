"""Who could do a step: whoever is of its trade first, then who has room for it, then who did such work most often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from charleos.rules.phases import StepKind
from charleos.rules.timeline import Team, team_of
from charleos.units import Minutes

_TEAM_OF = {
    StepKind.DESIGN: Team.DESIGN,
    StepKind.CLIENT_DESIGN_FEEDBACK: Team.DESIGN,
    StepKind.INTERNAL_QA_REVIEW: Team.QA,
    StepKind.EXTERNAL_QA_REVIEW: Team.QA,
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


def is_of_trade(discipline: str, kind: StepKind) -> bool:
    """Fixes, deployment and what runs behind are for developers, as the core work is.

    >>> is_of_trade("qa", StepKind.INTERNAL_QA_REVIEW), is_of_trade("qa", StepKind.INTERNAL_QA_FIXES)
    (True, False)
    """
    return team_of(discipline) is _TEAM_OF.get(kind, Team.DEVELOPMENT)


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
