"""What about a client's retainer calls for a person: use of the month, two quiet months, carried excess.

billable of available   below 80%   from 80%   from 100%
use                     calm        near       reached
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from charleos.rules.policy import MILLION
from charleos.rules.retainer import Statement
from charleos.units import Minutes

NEAR_SHARE = 800_000
"""Parts per million of what was available, from which an allocation is near its end."""

MONTHS_RUNNING = 2


class Use(StrEnum):
    """How far a month's time is used up."""

    CALM = "calm"
    NEAR = "near"
    REACHED = "reached"


def use_of(month: Statement) -> Use:
    """Near from 80% of what was available, reached from 100%. Nothing available counts as reached once excess or
    work is there; project-only months are calm.

    >>> from charleos.periods import Month
    >>> from charleos.rules.policy import Rollover, Unused
    >>> from charleos.rules.retainer import NO_CARRY, Allocation, Usage, statement
    >>> from charleos.units import Pence
    >>> forty, default = Allocation(Minutes(2400), Minutes(0), Minutes(2400), Pence(0)), Rollover(True, Unused.NONE)
    >>> def used(minutes: int) -> Statement:
    ...     usage = Usage(Minutes(minutes), Minutes(minutes), Minutes(0), Minutes(0), Minutes(0))
    ...     return statement(Month.parse("2026-01"), forty, default, NO_CARRY, usage)
    >>> [use_of(used(minutes)).value for minutes in (1919, 1920, 2399, 2400)]
    ['calm', 'near', 'near', 'reached']
    """
    if not month.is_retained:
        return Use.CALM
    if month.remaining <= 0:
        return Use.REACHED if month.usage.billable > 0 or month.available < 0 else Use.CALM
    return Use.NEAR if month.usage.billable * MILLION >= month.available * NEAR_SHARE else Use.CALM


def is_quiet(month: Statement, share: int) -> bool:
    """Less than this share (parts per million) of what was available was used; never without anything available."""
    return month.is_retained and month.available > 0 and month.usage.billable * MILLION < month.available * share


def is_underused(ended: Sequence[Statement], share: int) -> bool:
    """Quiet in each of the last two ended months: time to talk. ended: oldest first."""
    last = ended[-MONTHS_RUNNING:]
    return len(last) == MONTHS_RUNNING and all(is_quiet(month, share) for month in last)


class Offer(NamedTuple):
    """A plan as it could be offered to this client: net minutes after the PM's share."""

    name: str
    net: Minutes


def smaller_plan(ended: Sequence[Statement], offers: Iterable[Offer]) -> Offer | None:
    """The smallest plan that would have held the busier of the months, if it is smaller than the client's own.

    Only what is billable in the month counts, without carry.

    >>> from charleos.rules.retainer import Allocation, Usage, NO_CARRY, statement
    >>> from charleos.rules.policy import Rollover, Unused
    >>> from charleos.periods import Month
    >>> from charleos.units import Pence
    >>> growth = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000))
    >>> month = statement(Month.parse("2026-01"), growth, Rollover(True, Unused.NONE), NO_CARRY,
    ...     Usage(Minutes(900), Minutes(960), Minutes(60), Minutes(0), Minutes(0)))
    >>> smaller_plan([month, month], [Offer("Starter", Minutes(1020)), Offer("Growth", Minutes(3060))])
    Offer(name='Starter', net=1020)
    """
    busiest = max(month.usage.billable for month in ended)
    own = min(month.allocation.net for month in ended if month.allocation is not None)
    fitting = [offer for offer in offers if busiest <= offer.net < own]
    return min(fitting, key=lambda offer: offer.net, default=None)
