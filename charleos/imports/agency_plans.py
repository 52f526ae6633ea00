"""What an agency file says of plans: steps of tasks, reserved blocks, days off; read strictly into frozen rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from charleos.imports.fields import Item, Shape, shown
from charleos.periods import Month
from charleos.rules.blocks import BlockKind, BlockStatus
from charleos.rules.leave import LONGEST_NOTE, LeaveStatus
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import MOST_MINUTES
from charleos.units import Minutes

SUBTASK = Shape.of("task type minutes", "requirement key assignee start end status completed")
BLOCK = Shape.of("client type assignee start end minutes", "month status")
LEAVE = Shape.of("person start end", "half status note")
HALVES = ("start", "end", "both")

Word = TypeVar("Word", bound=StrEnum)


class FileStep(NamedTuple):
    """A step of a task. key None: named after its kind. completed: the day it was, for a complete one."""

    task: str
    kind: StepKind
    minutes: Minutes
    status: StepStatus
    requirement: str | None = None
    key: str | None = None
    assignee: str | None = None
    start: date | None = None
    end: date | None = None
    completed: date | None = None

    @property
    def is_dated(self) -> bool:
        return self.start is not None


class FileBlock(NamedTuple):
    """Time of a person that is reserved for a client. Rounds are counted in the order of the file."""

    client: str
    month: Month
    kind: BlockKind
    assignee: str
    start: date
    end: date
    minutes: Minutes
    status: BlockStatus = BlockStatus.SCHEDULED


class FileLeave(NamedTuple):
    """Days off. start_half: only the afternoon of the first day; end_half: only the morning of the last."""

    person: str
    start: date
    end: date
    start_half: bool = False
    end_half: bool = False
    status: LeaveStatus = LeaveStatus.APPROVED
    note: str = ""


def steps_in(file: Item) -> tuple[FileStep, ...]:
    """The steps of a whole file; none where it does not speak of them."""
    return tuple(_step(item) for item in file.items("subtasks", SUBTASK)) if "subtasks" in file else ()


def blocks_in(file: Item) -> tuple[FileBlock, ...]:
    return tuple(_block(item) for item in file.items("blocks", BLOCK)) if "blocks" in file else ()


def leave_in(file: Item) -> tuple[FileLeave, ...]:
    return tuple(_leave(item) for item in file.items("leave", LEAVE)) if "leave" in file else ()


def _step(item: Item) -> FileStep:
    """A step with dates is scheduled, one without is not, unless the file says how far it is."""
    kind = _word(item, "type", StepKind)
    if kind is StepKind.DELAYED:
        item.refuse("type", "a Delayed step comes with its task; write “delayed”: true there")
    start, end = (item.day(key) if key in item else None for key in ("start", "end"))
    if (start is None) != (end is None):
        item.refuse("end" if start else "start", "a step has both a start and an end, or neither")
    usual = StepStatus.SCHEDULED if start else StepStatus.NOT_SCHEDULED
    return FileStep(
        task=item.key("task"),
        kind=kind,
        minutes=Minutes(item.whole("minutes", least=0, most=MOST_MINUTES)),
        status=_word(item, "status", StepStatus) if "status" in item else usual,
        requirement=item.key("requirement") if "requirement" in item else None,
        key=item.key("key") if "key" in item else None,
        assignee=item.key("assignee") if "assignee" in item else None,
        start=start,
        end=end,
        completed=item.day("completed") if "completed" in item else None,
    )


def _block(item: Item) -> FileBlock:
    start = item.day("start")
    return FileBlock(
        client=item.key("client"),
        month=item.month("month") if "month" in item else Month.of(start),
        kind=_word(item, "type", BlockKind),
        assignee=item.key("assignee"),
        start=start,
        end=item.day("end"),
        minutes=Minutes(item.whole("minutes", least=1, most=MOST_MINUTES)),
        status=_word(item, "status", BlockStatus) if "status" in item else BlockStatus.SCHEDULED,
    )


def _leave(item: Item) -> FileLeave:
    half = item.one_of("half", HALVES) if "half" in item else ""
    return FileLeave(
        person=item.key("person"),
        start=item.day("start"),
        end=item.day("end"),
        start_half=half in ("start", "both"),
        end_half=half in ("end", "both"),
        status=_word(item, "status", LeaveStatus) if "status" in item else LeaveStatus.APPROVED,
        note=item.note("note", longest=LONGEST_NOTE),
    )


def _word(item: Item, key: str, words: Iterable[Word]) -> Word:
    """One of the words, as it is stored (internal_qa_review) or as screens say it (Internal QA review)."""
    value = item.body[key]
    named = {word.value: word for word in words}
    found = named.get(value.strip().lower().replace(" ", "_")) if isinstance(value, str) else None
    if found is None:
        item.refuse(key, f"{shown(value)} is not known here; use one of {', '.join(named)}")
    return found
