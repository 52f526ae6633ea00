"""Blocks: a person's time that is reserved for a client's month, and what such a reservation may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import Month, long_day
from charleos.rules.entries import ClientCalendar
from charleos.rules.phases import StepKind
from charleos.rules.placing import MOST_MINUTES, Placement, Worker, check_dates
from charleos.units import Minutes, hours


class BlockKind(StrEnum):
    DESIGN = "design"
    DEVELOPMENT = "development"
    DEPLOYMENT = "deployment"
    INTERNAL_QA_REVIEW = "internal_qa_review"
    INTERNAL_QA_FIXES = "internal_qa_fixes"
    EXTERNAL_QA_FIXES = "external_qa_fixes"

    @property
    def is_numbered(self) -> bool:
        """QA comes in rounds; of the other kinds a client's month has one each."""
        return self not in (BlockKind.DESIGN, BlockKind.DEVELOPMENT, BlockKind.DEPLOYMENT)

    @property
    def title(self) -> str:  # type: ignore[override]
        return StepKind(self.value).title

    def called(self, number: int) -> str:
        """
        >>> BlockKind.DESIGN.called(1), BlockKind.INTERNAL_QA_FIXES.called(2)
        ('Design', 'Internal QA fixes, round 2')
        """
        return f"{self.title}, round {number}" if self.is_numbered else self.title


class BlockStatus(StrEnum):
    """late is worked out from the dates; the others are said."""

    NOT_SCHEDULED = "not_scheduled"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    LATE = "late"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.replace("_", " ").capitalize()


class Reservation(NamedTuple):
    """A block as it is to be. round: see `next_round`."""

    kind: BlockKind
    round: int
    month: Month
    start: date
    end: date
    minutes: Minutes


def status_of(stored: BlockStatus, end: date, today: date) -> BlockStatus:
    """Late once its end has passed and it is not completed; then what was said of it.

    >>> status_of(BlockStatus.IN_PROGRESS, date(2026, 1, 29), date(2026, 1, 30)).title
    'Late'
    """
    is_late = end < today and stored is not BlockStatus.COMPLETED
    if is_late:
        return BlockStatus.LATE
    return BlockStatus.SCHEDULED if stored is BlockStatus.LATE else stored


def next_round(kind: BlockKind, rounds: Collection[int], month: Month) -> int:
    """The number of one more block of the kind in a client's month. rounds: those there are.

    >>> next_round(BlockKind.INTERNAL_QA_REVIEW, {1, 2}, Month.parse("2026-01"))
    3
    >>> next_round(BlockKind.DESIGN, {1}, Month.parse("2026-01"))
    Traceback (most recent call last):
    charleos.errors.BadInput: January 2026 has a Design block already; change that one, or choose another month.
    """
    if rounds and not kind.is_numbered:
        told = f"{month.name} has a {kind.title} block already; change that one, or choose another month."
        raise BadInput(told, field="kind")
    return max(rounds, default=0) + 1


def check_block(block: Reservation, client: ClientCalendar, worker: Worker) -> None:
    """Raises BadInput with the field to mend.

    A block starts in its month and not before the client does, ends when or after it starts, reserves at least a
    minute, and holds a day on which the person works.
    """
    if client.is_archived:
        raise BadInput(f"{client.name} is archived; ask a Manager to reopen the client first.", field="client")
    if not worker.is_active:
        raise BadInput(f"{worker.name} is archived; choose somebody who works here.", field="assignee")
    if block.minutes <= 0:
        raise BadInput("Reserve at least one minute.", field="minutes")
    if block.minutes > MOST_MINUTES:
        told = f"{hours(block.minutes)} is more than a block holds; reserve at most {hours(MOST_MINUTES)}."
        raise BadInput(told, field="minutes")
    if Month.of(block.start) != block.month:
        told = f"{long_day(block.start)} is not in {block.month.name}; a block starts in its month."
        raise BadInput(told, field="start")
    check_dates(block.start, block.end, worker=worker)
    if block.start < client.start:
        told = f"Work on {client.name} starts on {long_day(client.start)}; {long_day(block.start)} is before it."
        raise BadInput(told, field="start")


class Reserved(NamedTuple):
    """One of a person's blocks. label: how whoever looks knows it."""

    block_id: int
    kind: BlockKind
    start: date
    end: date
    label: str


def overlapping(start: date, end: date, others: Iterable[Reserved], *, block_id: int | None = None) -> tuple[str, ...]:
    """What the dates share days with, as sentences, earliest first: allowed once somebody has confirmed it.

    block_id: the block itself, where it exists.

    >>> acme = Reserved(1, BlockKind.DESIGN, date(2026, 1, 26), date(2026, 1, 30), "Design for Acme")
    >>> overlapping(date(2026, 1, 30), date(2026, 2, 3), [acme])
    ('Design for Acme, 26 January 2026 to 30 January 2026',)
    """
    found = (one for one in others if one.block_id != block_id and one.start <= end and start <= one.end)
    return tuple(
        f"{one.label}, {' to '.join(long_day(day) for day in dict.fromkeys((one.start, one.end)))}"
        for one in sorted(found, key=lambda one: (one.start, one.end, one.block_id))
    )


_FILLED_BY = {StepKind.CLIENT_DESIGN_FEEDBACK: StepKind.DESIGN, StepKind.DELAYED: StepKind.DEVELOPMENT}


def block_for(kind: StepKind) -> BlockKind | None:
    """The kind of block that a step of this kind is work of; an external review has none: the client does it.

    >>> block_for(StepKind.DELAYED).title, block_for(StepKind.EXTERNAL_QA_REVIEW)
    ('Development', None)
    """
    value = _FILLED_BY.get(kind, kind).value
    return BlockKind(value) if value in set(BlockKind) else None


def leaves_its_block(kind: StepKind, before: Placement, after: Placement, blocks: Iterable[Reserved]) -> bool:
    """Whether a step that stood within a block of its client and kind no longer stands within any.

    blocks: the client's.
    """
    wanted = block_for(kind)
    of_kind = [block for block in blocks if block.kind is wanted]
    return _is_within(before, of_kind) and not _is_within(after, of_kind)


def _is_within(place: Placement, blocks: Iterable[Reserved]) -> bool:
    if place.start is None or place.end is None:
        return False
    return any(block.start <= place.start and place.end <= block.end for block in blocks)
