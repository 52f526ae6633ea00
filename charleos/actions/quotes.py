"""Quotes: asking for one, and editing what is asked for while it is being sized."""

from __future__ import annotations

from dataclasses import dataclass

from charleos.actions.audit import record
from charleos.actions.quotes_held import HeldQuote, check_version, held_for, held_piece, settle, subject
from charleos.actions.submissions import once
from charleos.actions.tasks import check_people, client_to_work_for
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.rules.access import Capability
from charleos.rules.quotes import Act, QuoteStatus, after_words, after_work, check_quote, check_text
from charleos.rules.tasks import LONGEST_TYPE, MOST_REQUIREMENTS
from charleos.rules.work_types import type_title
from charleos.store.numbering import next_quote_number
from charleos.store.quoting import next_place, pieces_of
from charleos.store.schema import Quote, QuoteEvent, QuoteRequirement
from charleos.store.scope import ScopedSession


@dataclass(frozen=True, slots=True)
class Wanted:
    """A piece of work to be sized. brief: what is asked for. assignee_id: who is asked to size it; None nobody yet."""

    type: str
    brief: str = ""
    assignee_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewQuote:
    title: str
    requirements: tuple[Wanted, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """version: the quote's when the form was opened."""

    title: str
    description: str
    version: int


@needs(Capability.EDIT_QUOTES)
def create_quote(desk: Desk, key: str, slug: str, quote: NewQuote) -> str:
    """Ask for a quote for a client in reach. Returns the receipt."""
    with desk.writing() as session:
        return once(session, desk, key, "create_quote", (slug, quote), act=lambda: _create(session, desk, slug, quote))


@needs(Capability.EDIT_QUOTES)
def edit_quote(desk: Desk, key: str, quote_id: int, words: QuoteWords) -> str:
    """Another title or description; the estimates stay. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _edit(session, desk, quote_id, words)

        return once(session, desk, key, "edit_quote", (quote_id, words), act=act)


@needs(Capability.EDIT_QUOTES)
def add_quote_requirement(desk: Desk, key: str, quote_id: int, wanted: Wanted) -> str:
    """One more piece to be sized. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _add(session, desk, quote_id, wanted)

        return once(session, desk, key, "add_quote_requirement", (quote_id, wanted), act=act)


@needs(Capability.EDIT_QUOTES)
def edit_quote_requirement(desk: Desk, key: str, piece_id: int, wanted: Wanted, version: int) -> str:
    """Something else is asked for, or of somebody else: what was estimated is to be looked at again."""
    with desk.writing() as session:

        def act() -> str:
            return _edit_piece(session, desk, piece_id, wanted, version)

        return once(session, desk, key, "edit_quote_requirement", (piece_id, wanted, version), act=act)


@needs(Capability.EDIT_QUOTES)
def remove_quote_requirement(desk: Desk, key: str, piece_id: int, version: int) -> str:
    """It is not asked for any more; the last one stays. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _remove(session, desk, piece_id, version)

        return once(session, desk, key, "remove_quote_requirement", (piece_id, version), act=act)


def _create(session: ScopedSession, desk: Desk, slug: str, quote: NewQuote) -> str:
    client = client_to_work_for(session, slug)
    title, description = " ".join(quote.title.split()), quote.description.strip()
    wanted = [_tidy(one) for one in quote.requirements]
    check_quote(title, description, [one.type for one in wanted])
    check_people(session, {one.assignee_id for one in wanted}, field="requirements")
    row = Quote(
        number=next_quote_number(session),
        client_id=client.id,
        title=title,
        description=description,
        created_at=desk.now,
        created_by=desk.actor_id,
    )
    session.add(row)
    session.flush()
    session.add_all(_row(row, place, one) for place, one in enumerate(wanted, start=1))
    of = {"client_id": client.id, "quote_id": row.id, "by_id": desk.actor_id}
    session.add(QuoteEvent(at=desk.now, status=QuoteStatus.AWAITING_QUOTE.value, **of))
    told = f"Q-{row.number} {title} is asked for {client.name}."
    record(session, desk, "create_quote", subject(row), told, client_id=client.id)
    session.flush()
    return told


def _tidy(wanted: Wanted) -> Wanted:
    brief = check_text(wanted.brief, "brief", field="requirements")
    return Wanted(wanted.type.strip().lower(), brief, wanted.assignee_id)


def _row(quote: Quote, place: int, wanted: Wanted) -> QuoteRequirement:
    return QuoteRequirement(
        client_id=quote.client_id,
        quote_id=quote.id,
        place=place,
        type=wanted.type,
        brief=wanted.brief,
        assignee_id=wanted.assignee_id,
    )


def _edit(session: ScopedSession, desk: Desk, quote_id: int, words: QuoteWords) -> str:
    quote = held_for(session, quote_id, Act.EDIT)
    check_version(session, quote.row, words.version)
    title, description = " ".join(words.title.split()), words.description.strip()
    check_quote(title, description, ["any"])
    quote.row.title, quote.row.description = title, description
    passed = after_words(quote.status, pieces_of(session, quote_id))
    told = f"{quote.titled} has its new title and description."
    return settle(session, desk, quote, passed, "edit_quote", told, note="Title or description edited")


def _add(session: ScopedSession, desk: Desk, quote_id: int, wanted: Wanted) -> str:
    quote = held_for(session, quote_id, Act.EDIT)
    asked = _checked(session, wanted)
    place = next_place(session, quote_id)
    if len(pieces_of(session, quote_id)) >= MOST_REQUIREMENTS:
        raise BadInput(f"A quote holds at most {MOST_REQUIREMENTS} requirements; make two.", field="requirements")
    row = _row(quote.row, place, asked)
    session.add(row)
    told = f"{quote.called} has one more requirement: {type_title(asked.type)}."
    return _settle(session, desk, quote, "add_quote_requirement", told, f"{type_title(asked.type)} added")


def _checked(session: ScopedSession, wanted: Wanted) -> Wanted:
    asked = _tidy(wanted)
    if not asked.type or len(asked.type) > LONGEST_TYPE:
        raise BadInput(f"Choose a type of work of at most {LONGEST_TYPE} characters.", field="type")
    check_people(session, {asked.assignee_id}, field="assignee")
    return asked


def _edit_piece(session: ScopedSession, desk: Desk, piece_id: int, wanted: Wanted, version: int) -> str:
    quote, piece = held_piece(session, piece_id, Act.EDIT)
    check_version(session, piece, version)
    asked = _checked(session, wanted)
    if (asked.type, asked.brief, asked.assignee_id) == (piece.type, piece.brief, piece.assignee_id):
        raise BadInput("Nothing is different; change what is asked for, or close this.")
    piece.type, piece.brief, piece.assignee_id = asked.type, asked.brief, asked.assignee_id
    piece.done_at = piece.done_by = None
    told = f"{type_title(asked.type)} of {quote.called} was edited, and is to be estimated."
    return _settle(session, desk, quote, "edit_quote_requirement", told, f"{type_title(asked.type)} edited", piece)


def _remove(session: ScopedSession, desk: Desk, piece_id: int, version: int) -> str:
    quote, piece = held_piece(session, piece_id, Act.EDIT)
    check_version(session, piece, version)
    if len(pieces_of(session, quote.row.id)) == 1:
        raise BadInput(f"It is the only requirement of {quote.called}; cancel the quote instead.")
    session.delete(piece)
    told = f"{type_title(piece.type)} is no longer part of {quote.called}."
    return _settle(session, desk, quote, "remove_quote_requirement", told, f"{type_title(piece.type)} removed")


def _settle(
    session: ScopedSession,
    desk: Desk,
    quote: HeldQuote,
    action: str,
    told: str,
    note: str,
    about: QuoteRequirement | None = None,
) -> str:
    passed = after_work(quote.status, pieces_of(session, quote.row.id))
    return settle(session, desk, quote, passed, action, told, note=note, about=about)
