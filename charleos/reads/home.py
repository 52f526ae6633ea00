"""What needs the viewer today: retainers to talk about, clients to assign, months to close, their own work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.reads.portfolio import ClientInMonth, Head, Kept, Portfolio, portfolio_of
from charleos.rules.access import Capability
from charleos.rules.attention import MONTHS_RUNNING, Offer, Use, is_underused, smaller_plan, use_of
from charleos.rules.policy import Rulebook
from charleos.rules.retainer import Statement, allocation
from charleos.rules.week import monday_of


class Quiet(NamedTuple):
    """A client who used little in the last ended months, oldest first. smaller: a plan that would have held both."""

    client: Head
    plan: str | None
    months: tuple[Statement, ...]
    smaller: Offer | None


@dataclass(frozen=True, slots=True)
class RetainersToday:
    """Active clients in reach whose retainer calls for someone, the most pressing first.

    share: parts per million of the available time below which a month is quiet.
    """

    month: Month
    reached: tuple[ClientInMonth, ...]
    near: tuple[ClientInMonth, ...]
    quiet: tuple[Quiet, ...]
    carried: tuple[ClientInMonth, ...]
    share: int
    watched: int

    @property
    def is_calm(self) -> bool:
        return not (self.reached or self.near or self.quiet or self.carried)


def _retainers(everyone: Portfolio, month: Month) -> RetainersToday:
    """The running month of every active client in reach, and the two before it."""
    rulebook = everyone.rulebook
    active = [kept for kept in everyone.clients if not kept.client.is_archived]
    retained = [kept.months[month] for kept in active if kept.months[month].is_retained]
    share = rulebook.policy(month).underused_share
    return RetainersToday(
        month,
        _pressing(one for one in retained if _use(one) is Use.REACHED),
        _pressing(one for one in retained if _use(one) is Use.NEAR),
        tuple(_quiet(kept, month, rulebook) for kept in active if _is_quiet(kept, month, share)),
        _pressing(one for one in retained if one.statement is not None and one.statement.excess_in > 0),
        share,
        len(retained),
    )


def _pressing(found: Iterable[ClientInMonth]) -> tuple[ClientInMonth, ...]:
    return tuple(sorted(found, key=lambda one: (_remaining(one), one.client.sort_name)))


def _remaining(one: ClientInMonth) -> int:
    return one.statement.remaining if one.statement is not None else 0


def _use(one: ClientInMonth) -> Use:
    return use_of(one.statement) if one.statement is not None else Use.CALM


def _ended(kept: Kept, month: Month) -> list[Statement]:
    before = (kept.months[month - back].statement for back in range(MONTHS_RUNNING, 0, -1))
    return [one for one in before if one is not None]


def _is_quiet(kept: Kept, month: Month, share: int) -> bool:
    return kept.months[month].is_retained and is_underused(_ended(kept, month), share)


def _quiet(kept: Kept, month: Month, rulebook: Rulebook) -> Quiet:
    ended = _ended(kept, month)
    return Quiet(
        kept.client, kept.months[month].plan, tuple(ended), smaller_plan(ended, _offers(kept, month, rulebook))
    )


def _offers(kept: Kept, month: Month, rulebook: Rulebook) -> list[Offer]:
    """What each plan would leave this client, after the PM's share that was agreed with it."""
    terms = kept.agreement.terms_in(month)
    if terms is None:
        return []
    bare, policy = terms._replace(minutes=None, cost=None), rulebook.policy(month)
    plans = (rulebook.plan(plan, month) for plan in rulebook.plans)
    return [Offer(plan.name, allocation(bare, plan, policy).net) for plan in plans if plan.since <= month]


class MonthToClose(NamedTuple):
    """An ended month that is still open, for how many clients. ready: those whose next month to close it is."""

    month: Month
    clients: int
    ready: int


@dataclass(frozen=True, slots=True)
class OfficeToday:
    """Everything of the clients in reach that calls for someone.

    unassigned: active clients that nobody looks after, by name; for who may assign them. to_close: ended months that
    some client still has open, oldest first. unreported: active clients whose week has no RAG report yet.
    """

    retainers: RetainersToday
    unassigned: tuple[Head, ...]
    to_close: tuple[MonthToClose, ...]
    unreported: tuple[Head, ...]

    @property
    def is_calm(self) -> bool:
        return self.retainers.is_calm and not (self.unassigned or self.to_close or self.unreported)


@needs(Capability.VIEW_CLIENTS)
def office_today(desk: Desk) -> OfficeToday:
    """Of the clients in reach; what the viewer may not act on, or is not asked to, is left out."""
    month = Month.of(desk.today)
    with desk.reading() as session:
        everyone = portfolio_of(session, month.plus(-MONTHS_RUNNING), month)
    heads = sorted((kept.client for kept in everyone.clients), key=lambda one: one.sort_name)
    active = [one for one in heads if not one.is_archived]
    return OfficeToday(
        _retainers(everyone, month),
        tuple(one for one in active if one.csm_id is None) if desk.viewer.can(Capability.EDIT_CLIENTS) else (),
        _to_close(heads, month),
        _unreported(active, desk.today) if desk.viewer.can(Capability.RECORD_RAG) else (),
    )


def _to_close(heads: Iterable[Head], running: Month) -> tuple[MonthToClose, ...]:
    """Months close in order, client by client."""
    ready: Counter[int] = Counter()
    open_in: Counter[int] = Counter()
    for one in heads:
        ready.update([one.open_from] if one.open_from < running else [])
        open_in.update(range(one.open_from, running))
    return tuple(MonthToClose(Month(month), open_in[month], ready[month]) for month in sorted(open_in))


def _unreported(active: Iterable[Head], today: date) -> tuple[Head, ...]:
    monday = monday_of(today)
    return tuple(one for one in active if one.start <= today and one.rag_week != monday)
