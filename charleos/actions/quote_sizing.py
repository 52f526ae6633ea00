"""Estimating what one is asked to size: size, what is counted in, and whether that is the answer."""

from __future__ import annotations

from dataclasses import dataclass

from charleos.actions.quotes_held import check_version, held_piece, settle
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Forbidden
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.quotes import Act, after_work, check_text
from charleos.rules.work_types import type_title
from charleos.store.quoting import pieces_of
from charleos.store.rulebook import current_rulebook
from charleos.store.scope import Lens, ScopedSession


@dataclass(frozen=True, slots=True)
class Sizing:
    """size None and done is *Not required*; None and not done, no size yet. version: the requirement's when opened.

    scope: what the estimator counts in.
    """

    size: str | None
    scope: str
    is_done: bool
    version: int


@needs(Capability.SIZE_QUOTES)
def size_quote_requirement(desk: Desk, key: str, piece_id: int, sizing: Sizing) -> str:
    """Estimate a requirement that one is asked to size, wholly or as a draft. Returns the receipt."""
    with desk.writing(Lens.OWN) as session:

        def act() -> str:
            return _size(session, desk, piece_id, sizing)

        return once(session, desk, key, "size_quote_requirement", (piece_id, sizing), act=act)


def _size(session: ScopedSession, desk: Desk, piece_id: int, sizing: Sizing) -> str:
    quote, piece = held_piece(session, piece_id, Act.SIZE)
    if piece.assignee_id != desk.viewer.person_id:
        raise Forbidden("Only who is asked to size it can estimate this requirement; ask to have it assigned to you.")
    check_version(session, piece, sizing.version)
    scope = check_text(sizing.scope, "scope", field="scope")
    policy = current_rulebook(session).policy(Month.of(desk.today))
    size = None if sizing.size is None else policy.size(sizing.size, field="size").code
    if not (size or scope or sizing.is_done):
        raise BadInput("Choose a size, or write what is counted in.", field="size")
    piece.size, piece.scope = size, scope
    piece.done_at = desk.now if sizing.is_done else None
    piece.done_by = desk.actor_id if sizing.is_done else None
    passed = after_work(quote.status, pieces_of(session, quote.row.id))
    said = f"{type_title(piece.type)}: {_answer(size, is_done=sizing.is_done)}"
    told = f"{quote.titled}. {said}."
    if passed and passed[-1].value == "awaiting_csm_review":
        told += " Every requirement is estimated; it awaits review."
    return settle(session, desk, quote, passed, "size_quote_requirement", told, note=said, about=piece)


def _answer(size: str | None, *, is_done: bool) -> str:
    if is_done:
        return "Not required" if size is None else f"size {size}"
    return "draft saved" if size is None else f"draft of size {size} saved"
