"""A quote between the agency and its client: sending it, what comes back, ending and reopening it, and what is said."""

from __future__ import annotations

from enum import StrEnum

from charleos.actions.audit import record
from charleos.actions.quotes_held import check_version, held, held_for, settle
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.quotes import MOVES, Act, QuoteStatus, check_note, check_text, check_worth
from charleos.store.quoting import pieces_of
from charleos.store.schema import QuoteComment
from charleos.store.scope import Lens, ScopedSession


class Audience(StrEnum):
    """INTERNAL never leaves the agency; CLIENT is written for the client's eyes."""

    INTERNAL = "internal"
    CLIENT = "client"


@needs(Capability.EDIT_QUOTES)
def send_quote(desk: Desk, key: str, quote_id: int, version: int) -> str:
    """To the client, as it was looked at. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            quote = held_for(session, quote_id, Act.SEND)
            check_version(session, quote.row, version)
            check_worth(quote.called, pieces_of(session, quote_id))
            told = f"{quote.titled} is with {quote.client.name} for approval."
            return settle(session, desk, quote, _to(Act.SEND, quote.status), "send_quote", told)

        return once(session, desk, key, "send_quote", (quote_id, version), act=act)


@needs(Capability.EDIT_QUOTES)
def request_quote_changes(desk: Desk, key: str, quote_id: int, note: str) -> str:
    """The client wants it otherwise; note says what. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            quote = held_for(session, quote_id, Act.REQUEST_CHANGES)
            said = check_note(note, "Say what the client wants changed.")
            told = f"Changes of {quote.titled} are requested; it can be edited again."
            passed = _to(Act.REQUEST_CHANGES, quote.status)
            return settle(session, desk, quote, passed, "request_quote_changes", told, note=said)

        return once(session, desk, key, "request_quote_changes", (quote_id, note), act=act)


@needs(Capability.EDIT_QUOTES)
def cancel_quote(desk: Desk, key: str, quote_id: int, reason: str) -> str:
    """It is not wanted any more; it can be reopened. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            quote = held_for(session, quote_id, Act.CANCEL)
            said = check_note(reason, "Say why it is cancelled.")
            quote.row.left_status = quote.row.status
            told = f"{quote.titled} is cancelled."
            return settle(session, desk, quote, _to(Act.CANCEL, quote.status), "cancel_quote", told, note=said)

        return once(session, desk, key, "cancel_quote", (quote_id, reason), act=act)


@needs(Capability.EDIT_QUOTES)
def reopen_quote(desk: Desk, key: str, quote_id: int) -> str:
    """Back to the status it left when it was cancelled. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            quote = held_for(session, quote_id, Act.REOPEN)
            back, quote.row.left_status = QuoteStatus(str(quote.row.left_status)), None
            told = f"{quote.titled} is open again: {back.title}."
            return settle(session, desk, quote, (back,), "reopen_quote", told, note="Reopened")

        return once(session, desk, key, "reopen_quote", quote_id, act=act)


def _to(act: Act, status: QuoteStatus) -> tuple[QuoteStatus, ...]:
    to = MOVES[act][status]
    return () if to is None else (to,)


@needs(Capability.SIZE_QUOTES)
def comment_on_quote(desk: Desk, key: str, quote_id: int, audience: Audience, text: str) -> str:
    """Say something about a quote, whatever its status. For the client's eyes only who answers for the client may."""
    with desk.writing(_lens(desk, audience)) as session:

        def act() -> str:
            return _comment(session, desk, quote_id, audience, text)

        return once(session, desk, key, "comment_on_quote", (quote_id, audience, text), act=act)


def _lens(desk: Desk, audience: Audience) -> Lens:
    if audience is Audience.INTERNAL:
        return Lens.OWN
    desk.require(Capability.EDIT_QUOTES)
    return Lens.REACH


def _comment(session: ScopedSession, desk: Desk, quote_id: int, audience: Audience, text: str) -> str:
    quote = held(session, quote_id)
    kept = check_text(text, "comment", field="text", needed=True)
    session.add(
        QuoteComment(
            client_id=quote.row.client_id,
            quote_id=quote_id,
            at=desk.now,
            by_id=desk.actor_id,
            audience=audience.value,
            text=kept,
        )
    )
    told = f"Your comment stands on {quote.titled}."
    subject = f"comment on quote {quote_id}"
    record(session, desk, "comment_on_quote", subject, told, client_id=quote.row.client_id)
    session.flush()
    return told
