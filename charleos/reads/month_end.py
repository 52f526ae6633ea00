"""The end of a month: every client's figures beside those of the month before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.portfolio import ClientInMonth, portfolio_of
from charleos.rules.access import Capability
from charleos.rules.month_end import Summary, summary
from charleos.rules.retainer import Statement
from charleos.store.schema import Agency


class EndingMonth(NamedTuple):
    """A client's month and the one before it, which is None before the client's start."""

    now: ClientInMonth
    before: ClientInMonth | None
    is_closed: bool

    @property
    def slug(self) -> str:
        return self.now.client.slug

    @property
    def statement(self) -> Statement:
        if self.now.statement is None:
            raise NotFound(f"{self.now.client.name} has no such month.")
        return self.now.statement


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The clients in reach that have this month, by name. has_ended: whether it may be closed at all."""

    month: Month
    has_ended: bool
    clients: tuple[EndingMonth, ...]
    total: Summary
    before: Summary

    @property
    def open(self) -> tuple[EndingMonth, ...]:
        return tuple(one for one in self.clients if not one.is_closed)


@needs(Capability.VIEW_EFFICIENCY)
def month_end(desk: Desk, month: Month) -> MonthEnd:
    """Every client's month beside the one before it, and both added up."""
    with desk.reading() as session:
        portfolio = portfolio_of(session, month.previous, month)
    day = portfolio.rulebook.policy(month).billing_day
    months = [(kept.months[month], kept.months[month.previous]) for kept in portfolio.clients]
    found = sorted(
        (_ending(now, before) for now, before in months if now.statement is not None),
        key=lambda one: one.now.client.sort_name,
    )
    return MonthEnd(
        month,
        month < Month.of(desk.today),
        tuple(found),
        summary(_statements(one.now for one in found), day),
        summary(_statements(one.before for one in found if one.before is not None), day),
    )


def _ending(now: ClientInMonth, before: ClientInMonth) -> EndingMonth:
    statement = now.statement
    closed = statement is not None and statement.month < now.client.open_from
    return EndingMonth(now, before if before.statement is not None else None, closed)


def _statements(months: Iterable[ClientInMonth]) -> list[Any]:
    return [one.statement for one in months if one.statement is not None]


@needs(Capability.VIEW_EFFICIENCY)
def agency_name(desk: Desk) -> str:
    """What the agency calls itself, for the head of a statement."""
    return str(desk.one(sa.select(Agency.name)).name)
