"""Every client in reach with their months, for what goes over all clients: the list, Home, the jump box.

Working a client's months out costs a few microseconds a month, and most clients did not change since they were last
asked about. So the answer is kept in the process, per client, with a stamp of everything it was made from; one
select reads the stamps of the clients in reach, and only those that moved are worked out again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.periods import Month
from charleos.reads.rag import newest
from charleos.reads.statements import TERMS, DayRates, agreement_from, rates_of
from charleos.rules.chain import Agreement, chain
from charleos.rules.clients import as_searched
from charleos.rules.policy import Rulebook
from charleos.rules.rag import Rag
from charleos.rules.retainer import NO_CARRY, Statement, Usage
from charleos.store.frozen import FROZEN, thaw
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Audit, Client, ClientMonth, ClientTerms, ClosedMonth, Person, RagReport
from charleos.store.scope import ScopedSession


class Head(NamedTuple):
    """Who a client is. csm: the person's name. findable: what a search looks through, folded. rag, rag_week: of the
    newest report; None before there is one.
    """

    id: int
    slug: str
    name: str
    start: date
    archived_on: date | None
    open_from: Month
    csm_id: int | None
    csm: str | None
    findable: str
    sort_name: str
    rag: Rag | None
    rag_week: date | None

    @property
    def is_archived(self) -> bool:
        return self.archived_on is not None


class ClientInMonth(NamedTuple):
    """A client's month. plan: None when project-only, or before the start. statement: None before the start."""

    client: Head
    plan_id: int | None
    plan: str | None
    is_custom: bool
    statement: Statement | None
    rates: DayRates | None

    @property
    def is_retained(self) -> bool:
        return self.statement is not None and self.statement.is_retained


class Kept(NamedTuple):
    """One client as last worked out. first, last: the months that were asked for."""

    stamp: tuple[Any, ...]
    client: Head
    agreement: Agreement
    first: int
    last: int
    months: Mapping[int, ClientInMonth]

    def holds(self, stamp: tuple[Any, ...], first: Month, last: Month) -> bool:
        return self.stamp == stamp and self.first <= first and last <= self.last


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The clients in reach, by id."""

    clients: tuple[Kept, ...]
    rulebook: Rulebook

    def in_month(self, month: Month) -> list[ClientInMonth]:
        return [kept.months[month] for kept in self.clients]


def portfolio_of(session: ScopedSession, first: Month, last: Month) -> Portfolio:
    """For reading sessions only: what a transaction that writes has not committed must not be kept."""
    rows = list(map(tuple, session.execute(_STAMPS)))
    rulebook = current_rulebook(session, stamp=rows[0][-2:] if rows else None)
    kept = _kept_by(session)
    moved = [row[0] for row in rows if row[0] not in kept or not kept[row[0]].holds(row, first, last)]
    if moved:
        _renew(session, kept, {row[0]: row for row in rows}, moved, rulebook, first, last)
    return Portfolio(tuple([kept[row[0]] for row in rows if row[0] in kept]), rulebook)


def _kept_by(session: ScopedSession) -> dict[int, Kept]:
    """SQLite has one writer, so a client's newest audit line is the last one committed. PostgreSQL numbers lines
    before they commit, in any order: there a stamp proves nothing and everything is worked out each time."""
    return session.database.clients if session.database.is_sqlite else {}


def _renew(
    session: ScopedSession,
    kept: dict[int, Kept],
    stamps: Mapping[int, tuple[Any, ...]],
    moved: Sequence[int],
    rulebook: Rulebook,
    first: Month,
    last: Month,
) -> None:
    first = Month(min([first, *(kept[one].first for one in moved if one in kept)]))
    last = Month(max([last, *(kept[one].last for one in moved if one in kept)]))
    closed, used = _closed_and_used(session, moved, first, last)
    heads = session.execute(_only(_HEADS, Client.id, moved))
    for client_id, rows in _grouped(heads):
        if client_id not in stamps:
            continue
        head, agreement = _head(rows[0]), agreement_from(rows[0], rows, rulebook)
        statements = _statements(head.open_from, agreement, closed[client_id], used[client_id], last)
        by_month = {int(one.month): one for one in statements if one.month >= Month.of(head.start)}
        months = {m: _in_month(head, agreement, m, by_month.get(m)) for m in range(first, last + 1)}
        kept[client_id] = Kept(stamps[client_id], head, agreement, first, last, months)


def _closed_and_used(
    session: ScopedSession, moved: Sequence[int], first: Month, last: Month
) -> tuple[Mapping[int, list[Statement]], Mapping[int, dict[int, Usage]]]:
    span = {"first": first, "last": last}
    closed: defaultdict[int, list[Statement]] = defaultdict(list)
    used: defaultdict[int, dict[int, Usage]] = defaultdict(dict)
    for client_id, *row in session.execute(_only(_CLOSED, ClosedMonth.client_id, moved), span):
        closed[client_id].append(thaw(row))
    for client_id, month, *sums in session.execute(_only(_USED, ClientMonth.client_id, moved), span):
        used[client_id][month] = Usage(*sums)
    return closed, used


def _statements(
    open_from: Month, agreement: Agreement, closed: list[Statement], used: Mapping[int, Usage], last: Month
) -> Iterator[Statement]:
    """Closed months as frozen, open ones folded from the last closed."""
    yield from closed
    carried = next((one.carry for one in closed if one.month == open_from - 1), NO_CARRY)
    yield from chain(agreement, open_from, last, used, carried=carried)


def _in_month(head: Head, agreement: Agreement, month: int, one: Statement | None) -> ClientInMonth:
    terms = agreement.terms_in(month) if one is not None else None
    if one is None or terms is None or terms.plan_id is None:
        return ClientInMonth(head, None, None, is_custom=False, statement=one, rates=None)
    plan = agreement.rulebook.plan(terms.plan_id, month)
    rates = rates_of(one, agreement.policy(month))
    return ClientInMonth(head, plan.plan_id, plan.name, terms.is_custom, one, rates)


def _head(row: Any) -> Head:
    return Head(
        row.id,
        row.slug,
        row.name,
        row.start,
        row.archived_on,
        row.open_from,
        row.csm_id,
        row.csm,
        as_searched(f"{row.name}\n{row.slug}\n{row.notes}"),
        as_searched(row.name),
        None if row.rag is None else Rag(row.rag),
        row.rag_week,
    )


def _grouped(rows: Any) -> Iterator[tuple[int, list[Any]]]:
    return ((client_id, list(of)) for client_id, of in groupby(rows, key=lambda row: row.id))


MOST_NAMED = 500


def _only(query: Any, column: Any, ids: Collection[int]) -> Any:
    """Narrowed to these clients; when they are very many, reading all in reach is the quicker way."""
    return query.where(column.in_(ids)) if len(ids) <= MOST_NAMED else query


_NEWEST = sa.select(sa.func.max(Audit.id)).where(Audit.client_id == Client.id).correlate(Client).scalar_subquery()
_PEOPLE = sa.select(sa.func.sum(Person.version)).scalar_subquery()
"""Versions only grow and people are never deleted, so the sum moves with every change of any."""

_STAMPS = sa.select(Client.id, Client.version, _NEWEST.label("newest"), _PEOPLE.label("people"), *STAMP).order_by(
    Client.id
)
"""A client's row, what was posted to it or decided about it, people's names, and the rulebook."""

_HEADS = (
    sa.select(
        Client.id,
        Client.slug,
        Client.name,
        Client.notes,
        Client.start,
        Client.archived_on,
        Client.open_from,
        Client.csm_id,
        Person.name.label("csm"),
        newest(RagReport.status).label("rag"),
        newest(RagReport.week).label("rag_week"),
        *TERMS,
    )
    .outerjoin(Person, Person.id == Client.csm_id)
    .outerjoin(ClientTerms, ClientTerms.client_id == Client.id)
    .order_by(Client.id, ClientTerms.since)
)
_CLOSED = (
    sa.select(ClosedMonth.client_id, *FROZEN)
    .join(Client, Client.id == ClosedMonth.client_id)
    .where(
        ClosedMonth.month < Client.open_from,
        ClosedMonth.month <= sa.bindparam("last"),
        sa.or_(ClosedMonth.month >= sa.bindparam("first"), ClosedMonth.month == Client.open_from - 1),
    )
)
_USED = (
    sa.select(
        ClientMonth.client_id,
        ClientMonth.month,
        ClientMonth.logged,
        ClientMonth.billable,
        ClientMonth.banked,
        ClientMonth.overage,
        ClientMonth.borrowed,
    )
    .join(Client, Client.id == ClientMonth.client_id)
    .where(
        ClientMonth.month >= Client.open_from,
        ClientMonth.month <= sa.bindparam("last"),
    )
)
