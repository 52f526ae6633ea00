"""One quote: what is asked for, what was estimated, what was said; and what a person is asked to size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.reads.quotes import rate_for, sizes_of
from charleos.reads.statements import TERMS
from charleos.rules.access import Capability
from charleos.rules.policy import Rulebook, Size
from charleos.rules.quotes import Price, QuoteStatus, Total, price_of, total_of
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Client, ClientTerms, Person, Quote, QuoteComment, QuoteEvent, QuoteRequirement, Task
from charleos.store.scope import Lens, ScopedSession

Rows = Sequence[Any]


class QuotePiece(NamedTuple):
    """A requirement of a quote. size None and done is Not required; size None and not done, not sized yet."""

    id: int
    type: str
    brief: str
    assignee_id: int | None
    assignee: str | None
    size: Size | None
    scope: str
    is_done: bool
    version: int

    @property
    def is_touched(self) -> bool:
        return bool(self.size or self.scope or self.is_done)


class Told(NamedTuple):
    """A status with who and when. word: "agency" when it was approved on the client's word, "client" by the client."""

    at: datetime
    who: str | None
    status: QuoteStatus
    word: str
    note: str


class Comment(NamedTuple):
    """is_for_client: written for the client's eyes."""

    at: datetime
    who: str | None
    is_for_client: bool
    text: str


@dataclass(frozen=True, slots=True)
class QuoteDetail:
    """in_reach: the viewer answers for the client; else they see what they are asked to size, and no price.

    task_number: of the task it became. left: the status a cancelled quote is reopened to.
    """

    id: int
    number: int
    title: str
    description: str
    status: QuoteStatus
    left: QuoteStatus | None
    slug: str
    client: str
    is_archived: bool
    created_at: datetime
    created_by: str | None
    version: int
    task_number: int | None
    in_reach: bool
    pieces: tuple[QuotePiece, ...]
    total: Total
    price: Price | None
    comments: tuple[Comment, ...]
    history: tuple[Told, ...]

    @property
    def sized(self) -> int:
        return sum(one.is_done for one in self.pieces)


@needs(Capability.SIZE_QUOTES)
def quote(desk: Desk, quote_number: int) -> QuoteDetail:
    """Raises NotFound for a quote that is neither of a client in reach nor the viewer's to size."""
    if desk.viewer.can(Capability.EDIT_QUOTES):
        with desk.reading() as session:
            heads = session.execute(_WITH_TERMS, {"number": quote_number}).all()
            if heads:
                return _detail(desk, session, heads, session.execute(_HISTORY, {"quote": heads[0].id}).all())
    with desk.reading(Lens.OWN) as session:
        heads = session.execute(_HEAD, {"number": quote_number}).all()
        if not heads:
            raise NotFound(f"There is no quote Q-{quote_number}, or it is not yours to see.")
        return _detail(desk, session, heads, None)


def _detail(desk: Desk, session: ScopedSession, heads: Rows, history: Rows | None) -> QuoteDetail:
    """history: None out of reach."""
    head = heads[0]
    rows = session.execute(_PIECES, {"quote": head.id}).all()
    said = session.execute(_COMMENTS, {"quote": head.id}).all()
    rulebook = current_rulebook(session, stamp=(head.policies, head.plans))
    sizes = sizes_of(head.policy_id, rulebook, desk)
    pieces = tuple(_piece(row, sizes) for row in rows)
    total = total_of(piece.size for piece in pieces if piece.is_done)
    price = None if history is None else _price(desk, heads, rulebook, total)
    return _told(head, pieces, _Worth(total, price), said, history)


class _Worth(NamedTuple):
    total: Total
    price: Price | None


def _told(head: Any, pieces: tuple[QuotePiece, ...], worth: _Worth, said: Rows, history: Rows | None) -> QuoteDetail:
    return QuoteDetail(
        head.id,
        head.number,
        head.title,
        head.description,
        QuoteStatus(head.status),
        QuoteStatus(head.left_status) if head.left_status else None,
        head.slug,
        head.name,
        head.client_status == "archived",
        head.created_at,
        head.created_by,
        head.version,
        head.task_number,
        history is not None,
        pieces,
        worth.total,
        worth.price,
        tuple(Comment(row.at, row.who, row.audience == "client", row.text) for row in said),
        tuple(Told(row.at, row.who, QuoteStatus(row.status), row.word, row.note) for row in history or ()),
    )


def _piece(row: Any, sizes: dict[str, Size]) -> QuotePiece:
    """What was estimated with a size that is no longer in the table is to be estimated again."""
    return QuotePiece(
        row.id,
        row.type,
        row.brief,
        row.assignee_id,
        row.assignee,
        sizes.get(row.size or ""),
        row.scope,
        row.done_at is not None and (row.size is None or row.size in sizes),
        row.version,
    )


def _price(desk: Desk, heads: Sequence[Any], rulebook: Rulebook, total: Total) -> Price | None:
    rate = rate_for(heads[0], [row for row in heads if row.since is not None], rulebook, desk)
    return price_of(total, rate) if rate else None


class ToSize(NamedTuple):
    """A requirement of an open quote that one is asked to size. is_due: it can be estimated now, and is not done."""

    number: int
    title: str
    client: str
    status: QuoteStatus
    asked_at: datetime
    type: str
    brief: str
    size: str | None
    is_done: bool

    @property
    def is_due(self) -> bool:
        return self.status.is_being_sized and not self.is_done


@needs(Capability.SIZE_QUOTES)
def quotes_to_size(desk: Desk) -> tuple[ToSize, ...]:
    """What the viewer is asked to size in open quotes of active clients: what is due first, the oldest quote first."""
    rows = desk.all(_TO_SIZE.where(QuoteRequirement.assignee_id == desk.viewer.person_id), lens=Lens.OWN)
    found = [_to_size(row) for row in rows]
    return tuple(sorted(found, key=lambda one: not one.is_due))


def _to_size(row: Any) -> ToSize:
    is_done = row.done_at is not None
    status = QuoteStatus(row.status)
    return ToSize(row.number, row.title, row.name, status, row.created_at, row.type, row.brief, row.size, is_done)


_ASKER = sa.select(Person.name).where(Person.id == Quote.created_by).correlate(Quote).scalar_subquery()
_HEAD: Any = (
    sa.select(
        Quote.id,
        Quote.number,
        Quote.title,
        Quote.description,
        Quote.status,
        Quote.left_status,
        Quote.policy_id,
        Quote.rate_pence,
        Quote.rate_minutes,
        Quote.created_at,
        Quote.version,
        Client.slug,
        Client.name,
        Client.start,
        Client.archived_on,
        Client.status.label("client_status"),
        _ASKER.label("created_by"),
        Task.number.label("task_number"),
        *STAMP,
    )
    .join(Client, Client.id == Quote.client_id)
    .outerjoin(Task, Task.id == Quote.task_id)
    .where(Quote.number == sa.bindparam("number"))
)
_WITH_TERMS: Any = (
    _HEAD.add_columns(*TERMS)
    .outerjoin(ClientTerms, ClientTerms.client_id == Quote.client_id)
    .order_by(ClientTerms.since)
)
_PIECES = (
    sa.select(
        QuoteRequirement.id,
        QuoteRequirement.type,
        QuoteRequirement.brief,
        QuoteRequirement.assignee_id,
        Person.name.label("assignee"),
        QuoteRequirement.size,
        QuoteRequirement.scope,
        QuoteRequirement.done_at,
        QuoteRequirement.version,
    )
    .outerjoin(Person, Person.id == QuoteRequirement.assignee_id)
    .where(QuoteRequirement.quote_id == sa.bindparam("quote"))
    .order_by(QuoteRequirement.place)
)
_HISTORY = (
    sa.select(QuoteEvent.at, Person.name.label("who"), QuoteEvent.status, QuoteEvent.word, QuoteEvent.note)
    .outerjoin(Person, Person.id == QuoteEvent.by_id)
    .where(QuoteEvent.quote_id == sa.bindparam("quote"))
    .order_by(QuoteEvent.id)
)
_COMMENTS = (
    sa.select(QuoteComment.at, Person.name.label("who"), QuoteComment.audience, QuoteComment.text)
    .outerjoin(Person, Person.id == QuoteComment.by_id)
    .where(QuoteComment.quote_id == sa.bindparam("quote"))
    .order_by(QuoteComment.id)
)
_TO_SIZE: Any = (
    sa.select(
        Quote.number,
        Quote.title,
        Client.name,
        Quote.status,
        Quote.created_at,
        QuoteRequirement.type,
        QuoteRequirement.brief,
        QuoteRequirement.size,
        QuoteRequirement.done_at,
    )
    .join(Quote, Quote.id == QuoteRequirement.quote_id)
    .join(Client, Client.id == Quote.client_id)
    .where(Client.status == "active", Quote.status.in_([one.value for one in QuoteStatus if one.is_open]))
    .order_by(Quote.number, QuoteRequirement.place)
)
