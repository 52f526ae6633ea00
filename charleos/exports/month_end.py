"""The agency's month as a file: a row for each client, and their sum."""

from __future__ import annotations

from decimal import Decimal

from charleos.exports.csv_files import csv_bytes
from charleos.reads.month_end import EndingMonth, MonthEnd
from charleos.rules.rates import revenue
from charleos.units import Minutes, Pence, decimal_hours, half_up

HEADER = (
    "Client",
    "Short name",
    "Month",
    "State",
    "Allocated hours",
    "Excess carried in",
    "Unused carried in",
    "Logged hours",
    "Billable hours",
    "Remaining hours",
    "Excess carried out",
    "Expired hours",
    "Banked hours",
    "Overage hours",
    "Net hours",
    "Monthly cost £",
    "Earned £",
    "Sold day rate £",
    "Actual day rate £",
)


def month_end_csv(ended: MonthEnd) -> bytes:
    """Figures that do not apply are empty cells."""
    return csv_bytes(HEADER, [*(_row(one, ended) for one in ended.clients), _sum(ended)])


def _row(one: EndingMonth, ended: MonthEnd) -> list[object]:
    of, rates = one.statement, one.now.rates
    agreed, use = of.allocation, of.usage
    return [
        one.now.client.name,
        one.slug,
        str(ended.month),
        "closed" if one.is_closed else "open",
        _hours(agreed.net if agreed else None),
        _hours(of.excess_in),
        _hours(of.unused_in),
        _hours(use.logged),
        _hours(use.billable),
        _hours(of.remaining if agreed else None),
        _hours(of.carry.excess),
        _hours(of.expired),
        _hours(use.banked),
        _hours(use.overage),
        _hours(use.banked - use.overage),
        _pounds(agreed.cost if agreed else None),
        _pounds(Pence(half_up(revenue(agreed, use))) if agreed else None),
        _pounds(rates.sold if rates else None),
        _pounds(rates.actual if rates else None),
    ]


def _sum(ended: MonthEnd) -> list[object]:
    of = ended.total
    minutes = (
        of.allocated,
        of.excess_in,
        of.unused_in,
        of.use.logged,
        of.use.billable,
        of.remaining,
        of.excess_out,
        of.expired,
        of.use.banked,
        of.use.overage,
        of.net,
    )
    money = (of.cost, of.earned, of.rates.sold, of.rates.actual)
    return ["All clients", "", str(ended.month), "", *map(_hours, minutes), *map(_pounds, money)]


def _hours(minutes: Minutes | None) -> Decimal | None:
    return None if minutes is None else Decimal(decimal_hours(minutes))


def _pounds(pence: Pence | None) -> Decimal | None:
    return None if pence is None else Decimal(pence) / 100
