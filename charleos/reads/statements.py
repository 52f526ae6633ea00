"""A client's months: allocated, used, carried. Closed months as frozen, open ones folded from the last closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.chain import Agreement, chain
from charleos.rules.clients import unknown_client
from charleos.rules.policy import Policy, Rulebook, Unused
from charleos.rules.rates import Band, actual_day_rate, band, sold_day_rate
from charleos.rules.retainer import NO_CARRY, Statement, Terms, Usage
from charleos.store.frozen import FROZEN, thaw
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Client, ClientMonth, ClientTerms, ClosedMonth
from charleos.store.scope import ScopedSession
from charleos.units import Pence


@dataclass(frozen=True, slots=True)
class ClientStatements:
    """One client's months, oldest first. open_from: the earliest open month; all before it are frozen."""

    client_id: int
    slug: str
    name: str
    open_from: Month
    agreement: Agreement
    months: tuple[Statement, ...]

    def is_closed(self, month: Month) -> bool:
        return month < self.open_from

    def of(self, month: Month) -> Statement:
        """Raises NotFound for a month that was not asked for, or lies before the start."""
        for one in self.months:
            if one.month == month:
                return one
        raise NotFound(f"{self.name} has no month {month.name}; choose one from the start on.")


class DayRates(NamedTuple):
    """A month's day rates in pence; None where there is nothing to tell (no work, no hours, project-only)."""

    month: Month
    sold: Pence | None
    actual: Pence | None
    band: Band | None

    @property
    def variance(self) -> Pence | None:
        return None if self.sold is None or self.actual is None else self.actual - self.sold


@needs(Capability.VIEW_CLIENTS)
def statements(desk: Desk, slug: str, first: Month, last: Month) -> ClientStatements:
    """The client's months from `first` to `last`, from its start on. Raises NotFound out of reach."""
    with desk.reading() as session:
        return statements_of(session, slug, first, last)


@needs(Capability.VIEW_RATES)
def day_rates(desk: Desk, of: ClientStatements) -> tuple[DayRates, ...]:
    """Sold and actual day rate of each month, with the band of the policy of that month."""
    return tuple(rates_of(one, of.agreement.policy(one.month)) for one in of.months)


def rates_of(one: Statement, policy: Policy) -> DayRates:
    if one.allocation is None:
        return DayRates(one.month, None, None, None)
    actual = actual_day_rate(one.allocation, one.usage, policy.billing_day)
    reached = None if actual is None else band(actual, policy.bands)
    return DayRates(one.month, sold_day_rate(one.allocation, policy.billing_day), actual, reached)


def statements_of(session: ScopedSession, slug: str, first: Month, last: Month) -> ClientStatements:
    rows = session.execute(_CLIENT, {"slug": slug}).all()
    if not rows:
        raise unknown_client(slug)
    return folded(session, rows, first, last)


def folded(session: ScopedSession, rows: Sequence[Any], first: Month, last: Month) -> ClientStatements:
    """The months of the client whose AGREED columns, one row for each of its terms, are in `rows`."""
    head = rows[0]
    rulebook = current_rulebook(session, stamp=(head.policies, head.plans))
    agreement = agreement_from(head, rows, rulebook)
    start = Month.of(head.start)
    closed = [
        thaw(row)
        for row in session.execute(_CLOSED, {"client": head.id, "first": min(first, head.open_from - 1), "last": last})
    ]
    used = {
        int(month): Usage(logged, billable, banked, overage, borrowed)
        for month, logged, billable, banked, overage, borrowed in session.execute(
            _USED, {"client": head.id, "first": head.open_from, "last": last}
        )
    }
    carried = next((one.carry for one in reversed(closed) if one.month == head.open_from - 1), NO_CARRY)
    open_months = chain(agreement, head.open_from, last, used, carried=carried)
    shown = tuple(
        one for one in (*(one for one in closed if one.month < head.open_from), *open_months) if one.month >= first
    )
    return ClientStatements(
        head.id, head.slug, head.name, head.open_from, agreement, tuple(one for one in shown if one.month >= start)
    )


def agreement_from(head: Any, rows: Sequence[Any], rulebook: Rulebook) -> Agreement:
    terms = tuple(terms_from(row) for row in rows if row.since is not None)
    return Agreement(head.start, head.archived_on, terms, rulebook)


def terms_from(row: Any) -> Terms:
    """Stored terms as the rules' value."""
    return Terms(
        int(row.since),
        row.plan_id,
        row.minutes,
        row.cost,
        row.pm_share,
        None if row.rollover_excess is None else bool(row.rollover_excess),
        None if row.rollover_unused is None else Unused(row.rollover_unused),
        row.rollover_amount,
        row.hourly_rate,
    )


TERMS = (
    ClientTerms.since,
    ClientTerms.plan_id,
    ClientTerms.minutes,
    ClientTerms.cost,
    ClientTerms.pm_share,
    ClientTerms.rollover_excess,
    ClientTerms.rollover_unused,
    ClientTerms.rollover_amount,
    ClientTerms.hourly_rate,
)

AGREED = (Client.id, Client.slug, Client.name, Client.start, Client.archived_on, Client.open_from, *TERMS, *STAMP)
"""The columns `folded` reads."""

_CLIENT = (
    sa.select(*AGREED)
    .outerjoin(ClientTerms, ClientTerms.client_id == Client.id)
    .where(Client.slug == sa.bindparam("slug"))
    .order_by(ClientTerms.since)
)
_CLOSED = (
    sa.select(*FROZEN)
    .where(
        ClosedMonth.client_id == sa.bindparam("client"),
        ClosedMonth.month >= sa.bindparam("first"),
        ClosedMonth.month <= sa.bindparam("last"),
    )
    .order_by(ClosedMonth.month)
)
_USED: sa.Select[*tuple[Any, ...]] = sa.select(
    ClientMonth.month,
    ClientMonth.logged,
    ClientMonth.billable,
    ClientMonth.banked,
    ClientMonth.overage,
    ClientMonth.borrowed,
).where(
    ClientMonth.client_id == sa.bindparam("client"),
    ClientMonth.month >= sa.bindparam("first"),
    ClientMonth.month <= sa.bindparam("last"),
)
