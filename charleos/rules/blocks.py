"""Blocks: a person's time that is reserved for a client's month, before it is known for which step."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from charleos.errors import BadInput
from charleos.periods import Month, long_day
from charleos.rules.clients import archived
from charleos.rules.entries import ClientCalendar
from charleos.rules.placing import MOST_MINUTES, Worker, check_dates
from charleos.units import Minutes, hours


class BlockKind(StrEnum):
    """Design, Development and Deployment are reserved once for a client's month; reviews and fixes in rounds."""

    DESIGN = "design"
    DEVELOPMENT = "development"
    INTERNAL_QA_REVIEW = "internal_qa_review"
    INTERNAL_QA_FIXES = "internal_qa_fixes"
    EXTERNAL_QA_FIXES = "external_qa_fixes"
    DEPLOYMENT = "deployment"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.replace("_", " ").capitalize().replace(" qa ", " QA ")

    @property
    def comes_in_rounds(self) -> bool:
        return "qa" in self.value

    def called(self, number: int) -> str:
        """
        >>> BlockKind.DESIGN.called(1), BlockKind.INTERNAL_QA_REVIEW.called(2)
        ('Design', 'Internal QA review 2')
        """
        return f"{self.title} {number}" if self.comes_in_rounds else self.title


class BlockStatus(StrEnum):
    NOT_SCHEDULED = "not_scheduled"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    LATE = "late"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.replace("_", " ").capitalize()


def status_on(stored: BlockStatus, start: date, end: date, today: date) -> BlockStatus:
    """Where a block stands on a day: what nobody completed is in progress between its dates, and late after them.

    >>> first, last = date(2026, 2, 2), date(2026, 2, 4)
    >>> [status_on(BlockStatus.SCHEDULED, first, last, date(2026, 2, d)).title for d in (1, 2, 4, 5)]
    ['Scheduled', 'In progress', 'In progress', 'Late']
    """
    if stored is BlockStatus.COMPLETED or today < start:
        return stored
    return BlockStatus.LATE if today > end else BlockStatus.IN_PROGRESS


def next_round(kind: BlockKind, month: Month, taken: Collection[int]) -> int:
    """The number of a new block. taken: those of the client's month of that kind; gone ones leave no gap behind.

    >>> next_round(BlockKind.INTERNAL_QA_REVIEW, Month.parse("2026-02"), {1, 2})
    3
    >>> next_round(BlockKind.DESIGN, Month.parse("2026-02"), {1})
    Traceback (most recent call last):
    charleos.errors.BadInput: There is a Design block in February 2026 already; a month has one. Edit that one.
    """
    if taken and not kind.comes_in_rounds:
        sentence = f"There is a {kind.title} block in {month.name} already; a month has one. Edit that one."
        raise BadInput(sentence, field="kind")
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


class Reservation(NamedTuple):
    """What is to be reserved, with whom and when."""

    month: Month
    start: date
    end: date
    minutes: Minutes


def check_block(block: Reservation, client: ClientCalendar, worker: Worker) -> None:
    """Raises BadInput with the field to mend.

    A block begins in its month, holds a day that the person works, and takes at least one minute.

    >>> from charleos.rules.diary import Diary
    >>> acme = ClientCalendar("Acme", date(2026, 1, 1), False, Month.parse("2026-01"))
    >>> devon = Worker("Devon", True, Diary(1, Minutes(390)))
    >>> march = Reservation(Month.parse("2026-02"), date(2026, 3, 2), date(2026, 3, 3), Minutes(60))
    >>> check_block(march, acme, devon)
    Traceback (most recent call last):
    charleos.errors.BadInput: 2 March 2026 is not in February 2026; a block starts in its month.
    """
    if client.is_archived:
        raise archived(client.name, field="client")
    if not worker.is_active:
        raise BadInput(f"{worker.name} is archived; choose somebody who works here.", field="assignee")
    if block.minutes <= 0:
        raise BadInput("Give the block at least one minute.", field="minutes")
    if block.minutes > MOST_MINUTES:
        told = f"{hours(block.minutes)} is more than a block holds; give at most {hours(MOST_MINUTES)}."
        raise BadInput(told, field="minutes")
    if Month.of(block.start) != block.month:
        told = f"{long_day(block.start)} is not in {block.month.name}; a block starts in its month."
        raise BadInput(told, field="start")
    if block.start < client.start:
        told = f"Work on {client.name} starts on {long_day(client.start)}; {long_day(block.start)} is before it."
        raise BadInput(told, field="start")
    check_dates(block.start, block.end, worker=worker)


class Overlap(NamedTuple):
    """Another block of the person's that shares days with the one looked at."""

    client: str
    called: str
    start: date
    end: date
    minutes: Minutes

    @property
    def said(self) -> str:
        when = long_day(self.start) if self.start == self.end else f"{long_day(self.start)} to {long_day(self.end)}"
        return f"{self.called} for {self.client}, {when}, {hours(self.minutes)}"


def check_overlaps(name: str, overlaps: Iterable[Overlap], *, is_confirmed: bool) -> None:
    """Raises BadInput that lists what is affected, unless that was confirmed.

    >>> one = Overlap("Acme", "Design", date(2026, 2, 2), date(2026, 2, 4), Minutes(600))
    >>> check_overlaps("Iris", [one], is_confirmed=True)
    >>> check_overlaps("Iris", [one], is_confirmed=False)
    Traceback (most recent call last):
    charleos.errors.BadInput: Iris has this reserved then: Design for Acme, 2 February 2026 to 4 February 2026, 10h. \
Tick that it may overlap, or choose other days.
    """
    said = "; ".join(one.said for one in overlaps)
    if said and not is_confirmed:
        raise BadInput(
            f"{name} has this reserved then: {said}. Tick that it may overlap, or choose other days.", field="confirm"
        )
