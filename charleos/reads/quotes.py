"""Quotes of clients in reach: the list, and what waits for somebody.

Prices need the right to see rates, and are there only for clients in reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.reads.quote_rates import rate_from, terms_of
from charleos.rules.access import Capability
from charleos.rules.policy import Rulebook, Size
from charleos.rules.quotes import Price, QuoteStatus, Rate, Total, price_of, total_of
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Client, Quote, QuoteEvent, QuoteRequirement
from charleos.units import Minutes, Pence

PAGE = 20


class QuotesShown(StrEnum):
    """OPEN: neither approved nor cancelled; else those of one status."""

    OPEN = "open"
    ALL = "all"
    AWAITING_QUOTE = "awaiting_quote"
    IN_PROGRESS = "in_progress"
    AWAITING_CSM_REVIEW = "awaiting_csm_review"
    AWAITING_CLIENT_APPROVAL = "awaiting_client_approval"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    CANCELLED = "cancelled"

    @property
    def statuses(self) -> tuple[QuoteStatus, ...]:
        if self is QuotesShown.ALL:
            return tuple(QuoteStatus)
        return tuple(one for one in QuoteStatus if one.is_open) if self is QuotesShown.OPEN else (QuoteStatus(self),)


@dataclass(frozen=True, slots=True)
class QuoteFilter:
    """slug: of one client; "" any. text: in the title, the client's name, or the number as Q-12."""

    shown: QuotesShown = QuotesShown.OPEN
    slug: str = ""
    text: str = ""
    page: int = 1


class Sized(NamedTuple):
    """A requirement in a list: size None means nothing before it is done, then Not required."""

    type: str
    size: str | None
    is_done: bool


class QuoteLine(NamedTuple):
    """since: of its last event. total: of what is sized so far. price: None without a rate, or the right to see it."""

    number: int
    title: str
    status: QuoteStatus
    slug: str
    client: str
    since: datetime
    requirements: tuple[Sized, ...]
    total: Total
    price: Price | None

    @property
    def sized(self) -> int:
        return sum(one.is_done for one in self.requirements)


class QuotedClient(NamedTuple):
    """A client with quotes of any status."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """One page, the longest waiting first; what is settled, newest first. count: of all pages."""

    lines: tuple[QuoteLine, ...]
    clients: tuple[QuotedClient, ...]
    count: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


@needs(Capability.EDIT_QUOTES)
def quotes(desk: Desk, filter: QuoteFilter) -> Quotes:  # noqa: A002 - what the screen calls it
    """Of clients in reach. A page beyond the last is the last."""
    matching = _matching(filter)
    with desk.reading() as session:
        heads = session.execute(_clients(matching)).all()
        count = sum(head.matching for head in heads)
        page = min(max(filter.page, 1), max(1, -(-count // PAGE)))
        rows = session.execute(_page(matching, page)).all() if count else ()
        pieces = session.execute(_PIECES, {"quotes": [row.id for row in rows]}).all() if rows else ()
        sees_rates = rows and desk.viewer.can(Capability.VIEW_RATES)
        terms = session.execute(terms_of(*{row.client_id for row in rows})).all() if sees_rates else ()
        rulebook = current_rulebook(session, stamp=(heads[0].policies, heads[0].plans)) if heads else None
    clients = tuple(QuotedClient(head.slug, head.name) for head in heads)
    if rulebook is None:
        return Quotes((), clients, 0, 1)
    return Quotes(tuple(_lines(desk, rows, pieces, terms, rulebook)), clients, count, page)


def _matching(filter: QuoteFilter) -> sa.ColumnElement[bool]:  # noqa: A002
    found: list[sa.ColumnElement[bool]] = [Quote.status.in_([one.value for one in filter.shown.statuses])]
    if filter.slug:
        found.append(Client.slug == filter.slug)
    for word in filter.text.split()[:6]:
        number = word.upper().removeprefix("Q").removeprefix("-")
        is_number = number.isascii() and number.isdigit() and len(number) <= 9
        found.append(
            sa.or_(
                _holds(Quote.title, word),
                _holds(Client.name, word),
                Quote.number == int(number) if is_number else sa.false(),
            )
        )
    return sa.and_(*found)


def _holds(column: Any, word: str) -> sa.ColumnElement[bool]:
    """SQLite compares capitals and small letters of ASCII alone: other scripts are tried in their usual spellings."""
    spellings = dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))
    return sa.or_(*(column.icontains(one, autoescape=True) for one in spellings))


def _clients(matching: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    counted = sa.func.coalesce(sa.func.sum(sa.case((matching, 1), else_=0)), 0).label("matching")
    return (
        sa.select(Client.slug, Client.name, counted, *STAMP)
        .join(Quote, Quote.client_id == Client.id)
        .group_by(Client.id, Client.slug, Client.name)
        .order_by(Client.name)
    )


_SINCE = sa.select(sa.func.max(QuoteEvent.at)).where(QuoteEvent.quote_id == Quote.id).correlate(Quote).scalar_subquery()
AGREED = (Quote.policy_id, Quote.rate_pence, Quote.rate_minutes)
"""What an approved quote keeps."""

_COLUMNS: tuple[Any, ...] = (
    Quote.id,
    Quote.number,
    Quote.title,
    Quote.status,
    *AGREED,
    Quote.client_id,
    Client.slug,
    Client.name,
    Client.start,
    Client.archived_on,
    sa.func.coalesce(_SINCE, Quote.created_at, type_=Quote.created_at.type).label("since"),
)


def _page(matching: sa.ColumnElement[bool], page: int) -> sa.Select[*tuple[Any, ...]]:
    is_settled = Quote.status.in_(["approved", "cancelled"])
    oldest = sa.case((is_settled, None), else_=Quote.number)
    return (
        sa.select(*_COLUMNS)
        .join(Client, Client.id == Quote.client_id)
        .where(matching)
        .order_by(is_settled, oldest, Quote.number.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )


_PIECES = (
    sa.select(QuoteRequirement.quote_id, QuoteRequirement.type, QuoteRequirement.size, QuoteRequirement.done_at)
    .where(QuoteRequirement.quote_id.in_(sa.bindparam("quotes", expanding=True)))
    .order_by(QuoteRequirement.place)
)


def _lines(
    desk: Desk, rows: Sequence[Any], pieces: Sequence[Any], terms: Sequence[Any], rulebook: Rulebook
) -> Iterable[QuoteLine]:
    for row in rows:
        sizes = sizes_of(row.policy_id, rulebook, desk)
        mine = [
            Sized(one.type, one.size, one.done_at is not None and (one.size is None or one.size in sizes))
            for one in pieces
            if one.quote_id == row.id
        ]
        total = total_of(sizes.get(one.size or "") for one in mine if one.is_done)
        of_client = [one for one in terms if one.client_id == row.client_id]
        rate = rate_for(row, of_client, rulebook, desk)
        yield QuoteLine(
            row.number,
            row.title,
            QuoteStatus(row.status),
            row.slug,
            row.name,
            row.since,
            tuple(mine),
            total,
            price_of(total, rate) if rate else None,
        )


def sizes_of(policy_id: int | None, rulebook: Rulebook, desk: Desk) -> dict[str, Size]:
    """The size table that a quote was agreed by; today's while it is not."""
    agreed = next((policy for _, i, policy in rulebook.policies if i == policy_id), None)
    policy = agreed or rulebook.policy(Month.of(desk.today))
    return {size.code: size for size in policy.sizes}


def rate_for(row: Any, terms: Sequence[Any], rulebook: Rulebook, desk: Desk) -> Rate | None:
    """The rate that a quote was agreed at; today's while it is not. None for who may not see it."""
    if not desk.viewer.can(Capability.VIEW_RATES):
        return None
    if row.policy_id is not None:
        return None if row.rate_pence is None else Rate(Pence(row.rate_pence), Minutes(row.rate_minutes))
    return rate_from(row, terms, rulebook, desk.today)


class Waiting(NamedTuple):
    """A quote in a short list. since: of its last event."""

    number: int
    title: str
    client: str
    status: QuoteStatus
    since: datetime


@dataclass(frozen=True, slots=True)
class QuotesInHand:
    """Of clients in reach, the longest waiting first: to look over and send, to follow up, to edit."""

    to_review: tuple[Waiting, ...]
    with_client: tuple[Waiting, ...]
    to_change: tuple[Waiting, ...]

    @property
    def is_calm(self) -> bool:
        return not (self.to_review or self.with_client or self.to_change)


@needs(Capability.EDIT_QUOTES)
def quotes_in_hand(desk: Desk) -> QuotesInHand:
    found = [Waiting(row.number, row.title, row.name, QuoteStatus(row.status), row.since) for row in desk.all(_IN_HAND)]
    found.sort(key=lambda one: (one.since, one.number))
    groups = (
        QuoteStatus.AWAITING_CSM_REVIEW,
        QuoteStatus.AWAITING_CLIENT_APPROVAL,
        QuoteStatus.CHANGES_REQUESTED,
    )
    return QuotesInHand(*(tuple(one for one in found if one.status is status) for status in groups))


_IN_HAND = (
    sa.select(*_COLUMNS)
    .join(Client, Client.id == Quote.client_id)
    .where(
        Client.status == "active",
        Quote.status.in_(["awaiting_csm_review", "awaiting_client_approval", "changes_requested"]),
    )
)


@needs(Capability.EDIT_QUOTES)
def quotable_clients(desk: Desk) -> tuple[QuotedClient, ...]:
    """Whom a quote may be asked for: active clients in reach, by name."""
    return tuple(QuotedClient(row.slug, row.name) for row in desk.all(_QUOTABLE))


_QUOTABLE = sa.select(Client.slug, Client.name).where(Client.status == "active").order_by(Client.name)
