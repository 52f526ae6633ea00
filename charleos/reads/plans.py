"""Plan list prices and size tables: what the simulator works with. They are nobody's secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.policy import PlanVersion, Policy, Rulebook, Size, Split
from charleos.rules.rates import price, sold_day_rate
from charleos.rules.retainer import Allocation, Terms, allocation
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Agency, Plan
from charleos.units import Minutes, Pence


class PlanPrice(NamedTuple):
    """A plan as it is sold in a month. hourly: the price of an hour of the gross hours."""

    plan_id: int
    key: str
    name: str
    archived: bool
    agreed: Allocation
    day_rate: Pence | None
    hourly: Pence | None


class SizeRow(NamedTuple):
    """A size with how its average is planned."""

    size: Size
    split: Split


@dataclass(frozen=True, slots=True)
class SizeTable:
    """A day's size table and list prices, smallest first. since: the month from which this table holds."""

    day: date
    since: Month
    policy: Policy
    plans: tuple[PlanPrice, ...]

    @property
    def month(self) -> Month:
        return Month.of(self.day)

    @property
    def sizes(self) -> tuple[SizeRow, ...]:
        return tuple(SizeRow(size, self.policy.split(size)) for size in self.policy.sizes)

    def plan(self, key: str) -> PlanPrice | None:
        return next((plan for plan in self.plans if plan.key == key), None)


@needs(Capability.SIMULATE)
def size_table(desk: Desk, day: date) -> SizeTable:
    """Sizes and list prices that hold on a day: plans that are sold then, archived ones last."""
    month = Month.of(day)
    with desk.reading() as session:
        rows = session.execute(_PLANS).all()
        rulebook = current_rulebook(session, stamp=(rows[0].policies, rows[0].plans))
    policy = rulebook.policy(month)
    sold = [row for row in rows if row.key is not None and _is_sold(rulebook, row.id, month)]
    prices = (_price(row, rulebook.plan(row.id, month), policy) for row in sold)
    plans = sorted(prices, key=lambda one: (one.archived, one.agreed.gross, one.name))
    return SizeTable(day, _sizes_since(rulebook, month), policy, tuple(plans))


def _sizes_since(rulebook: Rulebook, month: Month) -> Month:
    """From which month on the sizes and their split have been what they are; versions that changed others pass."""
    held = rulebook.policy(month)
    begun = rulebook.policies[0][0]
    for since, _, _ in rulebook.policies:
        before = rulebook.policy(since - 1)
        if since <= month and (before.sizes, before.feedback_share) != (held.sizes, held.feedback_share):
            begun = since
    return Month(begun)


def _is_sold(rulebook: Rulebook, plan_id: int, month: Month) -> bool:
    versions = rulebook.plans.get(plan_id, ())
    return bool(versions) and versions[0].since <= month


def _price(row: Any, version: PlanVersion, policy: Policy) -> PlanPrice:
    agreed = allocation(Terms(version.since, row.id), version, policy)
    return PlanPrice(
        row.id,
        row.key,
        version.name,
        row.status != "active",
        agreed,
        sold_day_rate(agreed, policy.billing_day),
        price(Minutes(60), agreed),
    )


_PLANS = (
    sa.select(Plan.id, Plan.key, Plan.status, *STAMP).select_from(Agency).outerjoin(Plan, sa.true()).order_by(Plan.id)
)
"""From the agency's one row outwards, so that the rulebook's stamp comes even without plans."""
