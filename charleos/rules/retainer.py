"""A retained client's month: what it may use, what it used, and what leaves it for the next.

    40h a month, default policy      January  February  March  April
    available                            40h       32h    40h    40h
    billable                             48h       24h    36h    44h
    remaining                            -8h        8h     4h    -4h
    excess (carried into the next)        8h         -      -     4h
    expired                                -        8h     4h      -

Always: excess carried in + billable + remaining = net allocation + unused carried in.
Nothing is clamped: `remaining` is signed and the part below zero is named `excess`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from charleos.periods import Month
from charleos.rules.policy import MILLION, PlanVersion, Policy, Rollover, Unused
from charleos.units import NOTHING, Minutes, Pence, quotient_half_up


class Terms(NamedTuple):
    """What a client agreed from a month on. None inherits: hours and cost from the plan, the rest from policy.

    plan_id None is project-only work. minutes and cost override the plan. pm_share in parts per million.
    """

    since: int
    plan_id: int | None
    minutes: Minutes | None = None
    cost: Pence | None = None
    pm_share: int | None = None
    rollover_excess: bool | None = None
    rollover_unused: Unused | None = None
    rollover_amount: int | None = None
    hourly_rate: Pence | None = None

    @property
    def is_custom(self) -> bool:
        return self.minutes is not None or self.cost is not None

    def rollover(self, policy: Policy) -> Rollover:
        """
        >>> from charleos.rules.policy import DEFAULT_POLICY
        >>> Terms(0, 1, rollover_unused=Unused.ALL).rollover(DEFAULT_POLICY)
        Rollover(excess_carried=True, unused=<Unused.ALL: 'all'>, amount=0)
        """
        inherited = policy.rollover
        carried = inherited.excess_carried if self.rollover_excess is None else self.rollover_excess
        if self.rollover_unused is None:
            return Rollover(carried, inherited.unused, inherited.amount)
        return Rollover(carried, self.rollover_unused, self.rollover_amount or 0)


class Allocation(NamedTuple):
    """A month's agreed time and money: gross minutes, the PM's part of them, what is left, and the cost."""

    gross: Minutes
    pm: Minutes
    net: Minutes
    cost: Pence


NO_ALLOCATION = Allocation(NOTHING, NOTHING, NOTHING, Pence(0))


def allocation(terms: Terms, plan: PlanVersion, policy: Policy) -> Allocation:
    """The plan's hours, or the client's own, less the PM's share rounded half up to the minute.

    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> growth = PlanVersion(1, 0, "Growth", Minutes(3600), Pence(500000))
    >>> allocation(Terms(0, 1), growth, DEFAULT_POLICY)
    Allocation(gross=3600, pm=540, net=3060, cost=500000)
    """
    gross = plan.minutes if terms.minutes is None else terms.minutes
    cost = plan.cost if terms.cost is None else terms.cost
    share = policy.pm_share if terms.pm_share is None else terms.pm_share
    pm = Minutes(quotient_half_up(gross * share, MILLION))
    return Allocation(gross, pm, gross - pm, cost)


class Usage(NamedTuple):
    """The sums of a month's ledger lines. `billable` includes `borrowed`; `overage` is net of it."""

    logged: Minutes
    billable: Minutes
    banked: Minutes
    overage: Minutes
    borrowed: Minutes


UNUSED_MONTH = Usage(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)


class Lot(NamedTuple):
    """Unused time of one month, carried on. `last`: the last month that may use it; None for ever."""

    month: int
    minutes: Minutes
    last: int | None


class Carry(NamedTuple):
    """What leaves a month: excess to be deducted, or lots of unused time, oldest first; never both."""

    excess: Minutes = NOTHING
    lots: tuple[Lot, ...] = ()

    @property
    def unused(self) -> Minutes:
        return sum((lot.minutes for lot in self.lots), NOTHING)


NO_CARRY = Carry()


class Statement(NamedTuple):
    """One client's month. `allocation`, `available`, `remaining` and `excess` mean nothing project-only.

    written_off: carry that ended because the month is project-only (excess, or unused time).
    carry: what leaves the month.
    """

    month: Month
    allocation: Allocation | None
    excess_in: Minutes
    unused_in: Minutes
    usage: Usage
    available: Minutes
    remaining: Minutes
    excess: Minutes
    expired: Minutes
    written_off: Minutes
    carry: Carry

    @property
    def is_retained(self) -> bool:
        return self.allocation is not None


def statement(month: Month, agreed: Allocation | None, rollover: Rollover, carried: Carry, usage: Usage) -> Statement:
    """Close the sum of one month.

    >>> forty = Allocation(Minutes(2400), Minutes(0), Minutes(2400), Pence(0))
    >>> used = Usage(Minutes(2880), Minutes(2880), NOTHING, NOTHING, NOTHING)
    >>> january = statement(Month.parse("2026-01"), forty, Rollover(True, Unused.NONE), NO_CARRY, used)
    >>> january.remaining, january.excess, january.carry
    (-480, 480, Carry(excess=480, lots=()))
    """
    excess_in, lots = carried
    if agreed is None:
        lost = excess_in + carried.unused
        return Statement(month, None, NOTHING, NOTHING, usage, NOTHING, NOTHING, NOTHING, NOTHING, lost, NO_CARRY)
    unused_in = carried.unused if lots else NOTHING
    available = agreed.net - excess_in + unused_in
    remaining = available - usage.billable
    if remaining <= 0:
        excess = -remaining
        carry = Carry(excess) if rollover.excess_carried and excess else NO_CARRY
        return Statement(
            month, agreed, excess_in, unused_in, usage, available, remaining, excess, NOTHING, NOTHING, carry
        )
    kept = () if rollover.unused is Unused.NONE else _lots_out(month, lots, remaining, usage.billable, rollover)
    carry = Carry(NOTHING, kept) if kept else NO_CARRY
    expired = remaining - carry.unused
    return Statement(month, agreed, excess_in, unused_in, usage, available, remaining, NOTHING, expired, NOTHING, carry)


def _lots_out(
    month: Month, lots: tuple[Lot, ...], remaining: Minutes, billable: Minutes, rollover: Rollover
) -> tuple[Lot, ...]:
    """Use takes the oldest carried lot first, the month's own allocation last."""
    surviving = list(_after_use(lots, billable))
    own = remaining - sum((lot.minutes for lot in surviving), NOTHING)
    last = month + rollover.amount if rollover.unused is Unused.MONTHS else None
    surviving.append(Lot(int(month), own, last))
    usable = [lot for lot in surviving if lot.minutes > 0 and (lot.last is None or lot.last > month)]
    return tuple(_newest_within(usable, Minutes(rollover.amount)) if rollover.unused is Unused.CAP else usable)


def _after_use(lots: Iterable[Lot], used: Minutes) -> Iterator[Lot]:
    for lot in lots:
        taken = min(lot.minutes, used) if used > 0 else NOTHING
        used -= taken
        if lot.minutes > taken:
            yield lot._replace(minutes=lot.minutes - taken)


def _newest_within(lots: list[Lot], cap: Minutes) -> list[Lot]:
    """What a cap cuts off is the oldest time."""
    kept: list[Lot] = []
    room = cap
    for lot in reversed(lots):
        taken = min(lot.minutes, room)
        if taken > 0:
            kept.append(lot._replace(minutes=taken))
            room -= taken
    return kept[::-1]


def utilisation(of: Statement) -> tuple[int, int] | None:
    """billable and available, for a share of use; None (n/a) when nothing is available."""
    return (of.usage.billable, of.available) if of.is_retained and of.available > 0 else None


def terms_in(terms: Iterable[Terms], month: int) -> Terms | None:
    """The terms in force in a month: the latest that began by then; None before the first."""
    held = None
    for one in sorted(terms, key=lambda t: t.since):
        if one.since <= month:
            held = one
    return held
