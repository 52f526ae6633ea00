"""What the figures suggest about each client's week: pace and overage, schedule health, silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.reads.health import ClientHealth
from charleos.reads.portfolio import Kept, portfolio_of
from charleos.reads.rag import Card
from charleos.rules.access import Capability
from charleos.rules.diary import working_days_between
from charleos.rules.health import Health
from charleos.rules.rag import nearest
from charleos.rules.rag_signals import Pace, Plan, Signals, Suggestion, suggest
from charleos.units import Minutes

ENDED_MONTHS = 3


class Months(NamedTuple):
    """A client's running month, None when project-only, and the overage of the last ended months, oldest first."""

    pace: Pace | None
    overage: tuple[Minutes, ...]


@needs(Capability.RECORD_RAG)
def rag_months(desk: Desk) -> dict[str, Months]:
    """By slug, for the active clients in reach."""
    month = Month.of(desk.today)
    with desk.reading() as session:
        portfolio = portfolio_of(session, month.plus(-ENDED_MONTHS), month)
    active = (kept for kept in portfolio.clients if not kept.client.is_archived)
    return {kept.client.slug: _months(kept, month, desk.today) for kept in active}


def _months(kept: Kept, month: Month, today: date) -> Months:
    ended = [kept.months[month.plus(-back)].statement for back in range(ENDED_MONTHS, 0, -1)]
    return Months(_pace(kept, month, today), tuple(one.usage.overage for one in ended if one is not None))


def _pace(kept: Kept, month: Month, today: date) -> Pace | None:
    running = kept.months[month].statement
    if running is None or not running.is_retained:
        return None
    eve = month.previous.last
    gone, whole = working_days_between(eve, today), working_days_between(eve, month.last)
    return Pace(running.available, running.usage.billable, gone, whole)


def suggestions_of(
    cards: Iterable[Card], months: Mapping[str, Months], health: Iterable[ClientHealth], today: date
) -> dict[str, Suggestion]:
    """By slug. A step of two from the last report is not suggested: the nearest colour that may follow is."""
    plans = {one.slug: tuple(_plan(month) for month in one.months) for one in health}
    return {
        card.slug: _suggestion(card, months.get(card.slug, Months(None, ())), plans.get(card.slug, ()), today)
        for card in cards
    }


def _plan(month: Health) -> Plan:
    return Plan(month.month.name, month.scheduled, month.status.value)


def _suggestion(card: Card, months: Months, plans: tuple[Plan, ...], today: date) -> Suggestion:
    said = suggest(Signals(today, months.pace, months.overage, plans, card.last_worked, card.start))
    return Suggestion(nearest(card.last.status if card.last else None, said.status), said.points)
