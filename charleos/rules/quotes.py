"""A quote's life: what may happen to it in which status, what may be written in it, and what it comes to.

awaiting quote -> in progress (first requirement worked on) -> awaiting CSM review (all of them done; back when one
is edited) -> awaiting client approval -> approved | changes requested (in progress again with the next edit).
Cancelled from any open status, and reopened to the status it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.rules.access import Capability
from charleos.rules.policy import Size
from charleos.rules.retainer import Allocation
from charleos.rules.tasks import LONGEST_REASON, check_task
from charleos.units import NOTHING, Minutes, Pence, quotient_half_up

LONGEST_TEXT = 10_000
"""Of a brief, a scope and a comment."""


class QuoteStatus(StrEnum):
    AWAITING_QUOTE = "awaiting_quote"
    IN_PROGRESS = "in_progress"
    AWAITING_CSM_REVIEW = "awaiting_csm_review"
    AWAITING_CLIENT_APPROVAL = "awaiting_client_approval"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    CANCELLED = "cancelled"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _TITLES.get(self, self.value.replace("_", " ").capitalize())

    @property
    def is_open(self) -> bool:
        return self not in (QuoteStatus.APPROVED, QuoteStatus.CANCELLED)

    @property
    def is_being_sized(self) -> bool:
        """Its requirements may be edited and estimated."""
        return self in MOVES[Act.EDIT]


_TITLES = {QuoteStatus.AWAITING_CSM_REVIEW: "Awaiting CSM review"}


class Act(StrEnum):
    """What somebody does to a quote. EDIT: its words or requirements; SIZE: the estimate of a requirement."""

    EDIT = "edited"
    SIZE = "estimated"
    SEND = "sent to the client"
    APPROVE = "approved"
    REQUEST_CHANGES = "sent back for changes"
    CANCEL = "cancelled"
    REOPEN = "reopened"


_S = QuoteStatus
_OPEN = (
    _S.AWAITING_QUOTE,
    _S.IN_PROGRESS,
    _S.AWAITING_CSM_REVIEW,
    _S.AWAITING_CLIENT_APPROVAL,
    _S.CHANGES_REQUESTED,
)
_BEING_SIZED = (_S.AWAITING_QUOTE, _S.IN_PROGRESS, _S.AWAITING_CSM_REVIEW, _S.CHANGES_REQUESTED)

MOVES: dict[Act, dict[QuoteStatus, QuoteStatus | None]] = {
    Act.EDIT: dict.fromkeys(_BEING_SIZED),
    Act.SIZE: dict.fromkeys(_BEING_SIZED),
    Act.SEND: {_S.AWAITING_CSM_REVIEW: _S.AWAITING_CLIENT_APPROVAL},
    Act.APPROVE: {_S.AWAITING_CLIENT_APPROVAL: _S.APPROVED},
    Act.REQUEST_CHANGES: {_S.AWAITING_CLIENT_APPROVAL: _S.CHANGES_REQUESTED},
    Act.CANCEL: dict.fromkeys(_OPEN, _S.CANCELLED),
    Act.REOPEN: {_S.CANCELLED: None},
}
"""From which statuses an act is possible, and to which it leads; None where that depends on more than the status."""

NEEDS: dict[Act, Capability] = {
    Act.EDIT: Capability.EDIT_QUOTES,
    Act.SIZE: Capability.SIZE_QUOTES,
    Act.SEND: Capability.EDIT_QUOTES,
    Act.APPROVE: Capability.APPROVE_QUOTES,
    Act.REQUEST_CHANGES: Capability.EDIT_QUOTES,
    Act.CANCEL: Capability.EDIT_QUOTES,
    Act.REOPEN: Capability.EDIT_QUOTES,
}
"""Who may, of those who answer for the client; an estimate is for whoever is asked for it."""


def check_act(called: str, status: QuoteStatus, act: Act) -> None:
    """Raises BadInput that says why the act is not possible now. called: the quote in a sentence.

    >>> check_act("Q-12", QuoteStatus.AWAITING_CLIENT_APPROVAL, Act.EDIT)
    Traceback (most recent call last):
    charleos.errors.BadInput: Q-12 is with the client. Record that changes are requested, then it can be edited.
    >>> check_act("Q-12", QuoteStatus.IN_PROGRESS, Act.SEND)
    Traceback (most recent call last):
    charleos.errors.BadInput: Q-12 is in progress. It can be sent once every requirement is estimated.
    """
    if status not in MOVES[act]:
        raise BadInput(f"{called} {_why_not(status, act)}")


def _why_not(status: QuoteStatus, act: Act) -> str:
    if status is _S.APPROVED:
        return f"is approved and has become a task; it can no longer be {act}."
    if status is _S.CANCELLED:
        return f"is cancelled. Reopen it, then it can be {act}."
    if act is Act.REOPEN:
        return "is open already."
    if act is Act.SEND and status is _S.AWAITING_CLIENT_APPROVAL:
        return "was already sent to the client."
    if act is Act.SEND:
        return f"is {_in_words(status)}. It can be sent once every requirement is estimated."
    if act in (Act.EDIT, Act.SIZE):
        return f"is with the client. Record that changes are requested, then it can be {act}."
    return f"is {_in_words(status)}. It can be {act} once it was sent to the client."


def _in_words(status: QuoteStatus) -> str:
    """
    >>> _in_words(QuoteStatus.AWAITING_CSM_REVIEW)
    'awaiting CSM review'
    """
    return status.title[:1].lower() + status.title[1:]


class Piece(NamedTuple):
    """A requirement of a quote, as far as its life goes. is_required means nothing before it is done."""

    is_touched: bool
    is_done: bool
    is_required: bool = True


def after_work(status: QuoteStatus, pieces: Sequence[Piece]) -> tuple[QuoteStatus, ...]:
    """The statuses a quote passes when its requirements were edited or estimated; none when it stays where it is.

    >>> done, open_ = Piece(True, True), Piece(False, False)
    >>> [one.value for one in after_work(QuoteStatus.AWAITING_QUOTE, [done, open_])]
    ['in_progress']
    >>> [one.value for one in after_work(QuoteStatus.AWAITING_QUOTE, [done])]
    ['in_progress', 'awaiting_csm_review']
    """
    if all(piece.is_done for piece in pieces):
        passed = () if status is _S.IN_PROGRESS else (_S.IN_PROGRESS,)
        return (*passed, _S.AWAITING_CSM_REVIEW)
    stands = _S.IN_PROGRESS if any(piece.is_touched for piece in pieces) else _S.AWAITING_QUOTE
    if status is _S.CHANGES_REQUESTED:
        stands = _S.IN_PROGRESS
    return () if stands is status else (stands,)


def after_words(status: QuoteStatus, pieces: Sequence[Piece]) -> tuple[QuoteStatus, ...]:
    """The same when only its title or description was edited, which leaves the estimates as they are.

    >>> after_words(QuoteStatus.AWAITING_CSM_REVIEW, [Piece(True, True)])
    ()
    """
    return after_work(status, pieces) if status is _S.CHANGES_REQUESTED else ()


def check_worth(called: str, pieces: Iterable[Piece]) -> None:
    """Before it is sent, and before it becomes a task: every requirement is estimated, and one at least is required.

    >>> check_worth("Q-12", [Piece(True, True, is_required=False)])
    Traceback (most recent call last):
    charleos.errors.BadInput: Every requirement of Q-12 is Not required: there is nothing to agree. Cancel it instead.
    """
    known = list(pieces)
    missing = sum(not piece.is_done for piece in known)
    if missing or not known:
        raise BadInput(f"{called} has requirements without an estimate ({missing} of {len(known)}); size them first.")
    if not any(piece.is_required for piece in known):
        raise BadInput(f"Every requirement of {called} is Not required: there is nothing to agree. Cancel it instead.")


def check_quote(title: str, description: str, types: Sequence[str]) -> None:
    """Raises BadInput with the field to mend: a quote is written as the task it may become.

    >>> check_quote("", "", ["design"])
    Traceback (most recent call last):
    charleos.errors.BadInput: Give the quote a title.
    """
    if not title:
        raise BadInput("Give the quote a title.", field="title")
    if not types:
        raise BadInput("A quote needs at least one requirement; say what is to be sized.", field="requirements")
    check_task(title, description, types)


def check_text(text: str, what: str, *, field: str, longest: int = LONGEST_TEXT, needed: bool = False) -> str:
    """The text without blanks around it. Raises BadInput when it is too long, or missing where it is needed.

    >>> check_text("  by phone ", "note", field="note", needed=True)
    'by phone'
    """
    kept = text.strip()
    if needed and not kept:
        raise BadInput(f"Write the {what} first.", field=field)
    if len(kept) > longest:
        raise BadInput(f"The {what} has {len(kept):,} characters; shorten it to {longest:,}.", field=field)
    return kept


def check_note(text: str, ask: str) -> str:
    """A reason that stands in the history. Raises BadInput with what to say when there is none.

    >>> check_note(" ", "Say why it is cancelled.")
    Traceback (most recent call last):
    charleos.errors.BadInput: Say why it is cancelled.
    """
    if not text.strip():
        raise BadInput(ask, field="note")
    return check_text(text, "note", field="note", longest=LONGEST_REASON)


class Total(NamedTuple):
    """What a quote comes to in time: the average is quoted, the range is from the least to the most."""

    least: Minutes
    average: Minutes
    most: Minutes


def total_of(sizes: Iterable[Size | None]) -> Total:
    """The sizes added up; None is a requirement that is Not required, or not sized yet.

    >>> total_of([Size("S", Minutes(60), Minutes(120), ""), Size("M", Minutes(180), Minutes(360), ""), None])
    Total(least=240, average=360, most=480)
    """
    known = [size for size in sizes if size is not None]
    return Total(
        sum((size.minimum for size in known), NOTHING),
        sum((size.average for size in known), NOTHING),
        sum((size.maximum for size in known), NOTHING),
    )


class Rate(NamedTuple):
    """So much money for so much time: a month's cost for its gross hours, or what an hour costs."""

    pence: Pence
    minutes: Minutes


HOUR = Minutes(60)


def rate_of(agreed: Allocation | None, hourly: Pence | None) -> Rate | None:
    """A retained client's cost and gross hours; a project-only client's hourly rate. None: the quote shows hours only.

    >>> rate_of(Allocation(Minutes(3600), Minutes(540), Minutes(3060), Pence(500000)), None)
    Rate(pence=500000, minutes=3600)
    >>> rate_of(None, Pence(9000)), rate_of(None, None)
    (Rate(pence=9000, minutes=60), None)
    """
    if agreed is None:
        return None if hourly is None else Rate(hourly, HOUR)
    return Rate(agreed.cost, agreed.gross) if agreed.gross > 0 else None


class Price(NamedTuple):
    """The total in money: of the average, and from the least to the most."""

    least: Pence
    average: Pence
    most: Pence


def price_of(total: Total, rate: Rate) -> Price:
    """Each figure is worked out from minutes and rounded half up once.

    >>> growth = Rate(Pence(500000), Minutes(3600))
    >>> price_of(Total(Minutes(240), Minutes(361), Minutes(480)), growth)
    Price(least=33333, average=50139, most=66667)
    """
    return Price(*(Pence(quotient_half_up(rate.pence * minutes, rate.minutes)) for minutes in total))
