"""What every change of a quote does first and last: hold it, check that it may be, and write down where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from charleos.actions.audit import changed_meanwhile, record
from charleos.desk import Desk
from charleos.errors import Conflict, NotFound
from charleos.rules.clients import archived
from charleos.rules.quotes import Act, QuoteStatus, check_act
from charleos.store.quoting import hold_quote
from charleos.store.schema import Client, Quote, QuoteEvent, QuoteRequirement
from charleos.store.scope import ScopedSession


@dataclass(frozen=True, slots=True)
class HeldQuote:
    """A quote that nobody else changes until the transaction ends."""

    row: Quote
    client: Client

    @property
    def called(self) -> str:
        return f"Q-{self.row.number}"

    @property
    def titled(self) -> str:
        return f"{self.called} {self.row.title}"

    @property
    def status(self) -> QuoteStatus:
        return QuoteStatus(self.row.status)


def held(session: ScopedSession, quote_id: int) -> HeldQuote:
    """Raises NotFound for a quote that is not the viewer's to see."""
    found = session.execute(
        sa.select(Quote, Client).join(Client, Client.id == Quote.client_id).where(Quote.id == quote_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such quote, or it is not yours to see.")
    row, client = found
    hold_quote(session, quote_id)
    session.refresh(row)
    return HeldQuote(row, client)


def held_for(session: ScopedSession, quote_id: int, act: Act) -> HeldQuote:
    """The quote, when the act is possible now and somebody still works for the client."""
    quote = held(session, quote_id)
    check_act(quote.called, quote.status, act)
    if act is not Act.CANCEL:
        check_client(quote.client)
    return quote


def check_client(client: Client) -> None:
    if client.status == "archived":
        raise archived(client.name)


def held_piece(session: ScopedSession, requirement_id: int, act: Act) -> tuple[HeldQuote, QuoteRequirement]:
    """A requirement of a quote, held with it."""
    of = session.scalar(sa.select(QuoteRequirement.quote_id).where(QuoteRequirement.id == requirement_id))
    if of is None:
        raise NotFound("There is no such requirement, or it is not yours to see.")
    quote = held_for(session, of, act)
    piece = session.get(QuoteRequirement, requirement_id)
    if piece is None:
        raise Conflict(f"Somebody else removed this requirement from {quote.called} meanwhile.")
    return quote, piece


def check_version(session: ScopedSession, thing: Quote | QuoteRequirement, version: int) -> None:
    """Raises Conflict that says who changed it since the form was opened, and how."""
    if thing.version == version:
        return
    what = "quote" if isinstance(thing, Quote) else "requirement"
    then = "Look again; what you typed is still here."
    raise changed_meanwhile(session, thing.client_id, subject(thing), f"changed this {what}", then=then)


def subject(thing: Quote | QuoteRequirement) -> str:
    """How the audit trail calls it."""
    return f"quote {thing.id}" if isinstance(thing, Quote) else f"quote requirement {thing.id}"


def settle(
    session: ScopedSession,
    desk: Desk,
    quote: HeldQuote,
    statuses: Iterable[QuoteStatus],
    action: str,
    told: str,
    *,
    note: str = "",
    word: str = "",
    about: QuoteRequirement | None = None,
) -> str:
    """The statuses it passed stand in its history, its version moves on, and the audit trail tells what was done.

    note: goes with the first of them. about: what the audit line is about, where that is a requirement.
    """
    row = quote.row
    for status in statuses:
        row.status = status.value
        session.add(_event(desk, row, status, word, note))
        note = ""
    flag_modified(row, "status")
    if about is not None:
        record(session, desk, action, subject(about), told, client_id=row.client_id)
    record(session, desk, action, subject(row), told, client_id=row.client_id)
    session.flush()
    return told


def _event(desk: Desk, row: Quote, status: QuoteStatus, word: str, note: str) -> QuoteEvent:
    return QuoteEvent(
        client_id=row.client_id,
        quote_id=row.id,
        at=desk.now,
        by_id=desk.actor_id,
        status=status.value,
        word=word,
        note=note,
    )
