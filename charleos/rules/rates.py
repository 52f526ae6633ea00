"""Day rates: what a client's plan sells a day for, and what a day of work really brought in.

A billing day (setting) has 450 minutes. Amounts are rounded once, half up, from exact fractions.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from charleos.rules.policy import Bands
from charleos.rules.retainer import Allocation, Usage
from charleos.units import Minutes, Pence, quotient_half_up


class Band(StrEnum):
    AMAZING = "Amazing"
    GOAL = "Goal"
    UNDER_TARGET = "Under target"
    BELOW_BREAKEVEN = "Below breakeven"


def sold_day_rate(agreed: Allocation, billing_day: Minutes) -> Pence | None:
    """monthly cost / (gross minutes / 450); None without gross minutes.

    >>> sold_day_rate(Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000)), Minutes(450))
    62500
    """
    if agreed.gross <= 0:
        return None
    return Pence(quotient_half_up(agreed.cost * billing_day, agreed.gross))


def actual_day_rate(agreed: Allocation, usage: Usage, billing_day: Minutes) -> Pence | None:
    """revenue / days worked; None (n/a) when nothing, or less than nothing, is logged.

    revenue = monthly cost x billable / gross minutes; days = logged / 450.

    >>> growth = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000))
    >>> acme = Usage(Minutes(1200), Minutes(1230), Minutes(60), Minutes(30), Minutes(0))
    >>> actual_day_rate(growth, acme, Minutes(450))
    64063
    """
    if usage.logged <= 0 or agreed.gross <= 0:
        return None
    return Pence(quotient_half_up(agreed.cost * usage.billable * billing_day, agreed.gross * usage.logged))


def revenue(agreed: Allocation, usage: Usage) -> Fraction:
    """What the month's work earned, in pence and parts of one: monthly cost x billable / gross minutes.

    >>> growth = Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000))
    >>> revenue(growth, Usage(Minutes(1200), Minutes(1230), Minutes(60), Minutes(30), Minutes(0)))
    Fraction(512500, 3)
    """
    return earned(agreed.cost, agreed.gross, usage.billable)


def earned(cost: Pence, gross: Minutes, billable: Minutes) -> Fraction:
    """The same of figures that stand by themselves; nothing without gross minutes.

    >>> earned(Pence(500000), Minutes(3600), Minutes(1230))
    Fraction(512500, 3)
    """
    return Fraction(cost * billable, gross) if gross else Fraction(0)


def price(minutes: Minutes, agreed: Allocation) -> Pence | None:
    """£ of minutes at cost / gross minutes, rounded half up to the penny; None without gross minutes.

    >>> price(Minutes(270), Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000)))
    37500
    """
    if agreed.gross <= 0:
        return None
    return Pence(quotient_half_up(agreed.cost * minutes, agreed.gross))


def band(rate: Pence, bands: Bands) -> Band:
    """
    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> band(Pence(90000), DEFAULT_POLICY.bands).value, band(Pence(67999), DEFAULT_POLICY.bands).value
    ('Amazing', 'Below breakeven')
    """
    if rate >= bands.amazing:
        return Band.AMAZING
    if rate >= bands.goal:
        return Band.GOAL
    if rate >= bands.under_target:
        return Band.UNDER_TARGET
    return Band.BELOW_BREAKEVEN
