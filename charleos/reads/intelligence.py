"""What a client's completed work tells: scores by type, what sizes usually take, QA rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.scores import by_type, completed_of_client, done_of
from charleos.rules.access import Capability
from charleos.rules.billing import Case, Estimate, bill
from charleos.rules.clients import unknown_client
from charleos.rules.intelligence import (
    Done,
    Rounds,
    Score,
    StepsOfKind,
    Trend,
    Usual,
    qa_rounds,
    score,
    to_schedule,
    trend,
    usual,
)
from charleos.rules.phases import StepKind
from charleos.rules.policy import Size
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Requirement, Subtask, Task
from charleos.units import Minutes

DRAWN = 60
"""Of the newest completed work, how much a trend draws."""
LISTED = 200
ALL_TYPES = ""


class Finished(NamedTuple):
    """One completed requirement in a trend. hundredths: actual / quoted."""

    day: date
    hundredths: int
    case: Case


@dataclass(frozen=True, slots=True)
class TypeKnown:
    """A type of work. finished: the newest, oldest first. since: of the first that is counted.

    suggested: what to schedule for each size of today's table.
    """

    type: str
    score: Score
    trend: Trend | None
    finished: tuple[Finished, ...]
    since: date
    suggested: tuple[Minutes, ...]


class SizeUsual(NamedTuple):
    """usual: whatever there is; None where nothing was completed. quoted: by today's table, if it has the size."""

    size: str
    quoted: Minutes | None
    usual: Usual | None


@dataclass(frozen=True, slots=True)
class Intelligence:
    """sizes: of today's table. usual: by type of work, all of them together under "". count: completed, in all."""

    sizes: tuple[Size, ...]
    types: tuple[TypeKnown, ...]
    usual: Mapping[str, tuple[SizeUsual, ...]]
    rounds: Rounds
    count: int


@needs(Capability.VIEW_EFFICIENCY)
def intelligence(desk: Desk, slug: str) -> Intelligence:
    """Raises NotFound for a client out of reach."""
    with desk.reading() as session:
        rows = session.execute(_COMPLETED, {"slug": slug}).all()
        if not rows:
            raise unknown_client(slug)
        steps = session.execute(_QA_STEPS, {"client": rows[0].client_id}).all()
        rulebook = current_rulebook(session, stamp=(rows[0].policies, rows[0].plans))
    sizes = rulebook.policy(Month.of(desk.today)).sizes
    found = by_type(rows)
    done = [row for of in found.values() for row in of]
    rounds = qa_rounds(StepsOfKind(row.task_id, StepKind(row.kind), row.steps, row.returns) for row in steps)
    types = tuple(known for name, of in found.items() if (known := _known(name, of, sizes)) is not None)
    together = {ALL_TYPES: done, **found}
    return Intelligence(
        sizes, types, {name: tuple(_usual(of, sizes)) for name, of in together.items()}, rounds, len(done)
    )


def _known(name: str, newest_first: Sequence[Any], sizes: Sequence[Size]) -> TypeKnown | None:
    done = [done_of(row) for row in newest_first]
    found = score(done)
    if found is None:
        return None
    drawn = newest_first[:DRAWN][::-1]
    return TypeKnown(
        name,
        found,
        trend(done),
        tuple(Finished(row.completed_on, done_of(row).hundredths, _case(row)) for row in drawn),
        newest_first[-1].completed_on,
        tuple(to_schedule(size.estimate, found) for size in sizes),
    )


def _case(row: Any) -> Case:
    return bill(Estimate(Minutes(row.average), Minutes(row.maximum)), Minutes(row.actual)).case


def _usual(rows: Sequence[Any], sizes: Sequence[Size]) -> list[SizeUsual]:
    """Of each size of today's table, and of those that work was agreed in before."""
    actuals: dict[str, list[Minutes]] = {size.code: [] for size in sizes}
    for row in rows:
        if row.size is not None:
            actuals.setdefault(row.size, []).append(Minutes(row.actual))
    quoted = {size.code: size.average for size in sizes}
    return [SizeUsual(code, quoted.get(code), usual(of)) for code, of in actuals.items()]


class CompletedWork(NamedTuple):
    """A requirement behind a score."""

    requirement_id: int
    task_number: int
    task: str
    size: str | None
    done: Done
    case: Case
    completed_on: date


@dataclass(frozen=True, slots=True)
class BehindScore:
    """The newest first, as many as can be looked at; score: of all."""

    rows: tuple[CompletedWork, ...]
    score: Score


@needs(Capability.VIEW_EFFICIENCY)
def work_behind_score(desk: Desk, slug: str, type: str) -> BehindScore:  # noqa: A002 - what a type of work is called
    """Raises NotFound for a client out of reach, and for a type that nothing was completed of."""
    rows = desk.all(_OF_TYPE, {"slug": slug, "type": type})
    known = score([done_of(row) for row in rows])
    if known is None:
        raise NotFound("Nothing of this kind is completed for a client of yours.")
    return BehindScore(tuple(_work(row) for row in rows[:LISTED]), known)


def _work(row: Any) -> CompletedWork:
    return CompletedWork(row.id, row.number, row.title, row.size, done_of(row), _case(row), row.completed_on)


_COMPLETED = completed_of_client(Requirement.maximum, Requirement.size, Requirement.completed_on, *STAMP)
_OPEN = sa.select(Requirement.id).where(Requirement.task_id == Subtask.task_id, Requirement.completed_on.is_(None))
_REVIEWS = (StepKind.INTERNAL_QA_REVIEW, StepKind.EXTERNAL_QA_REVIEW)
_FIXES = (StepKind.INTERNAL_QA_FIXES, StepKind.EXTERNAL_QA_FIXES)
_QA_STEPS = (
    sa.select(
        Subtask.task_id,
        Subtask.kind,
        sa.func.count(Subtask.id).label("steps"),
        sa.func.sum(Subtask.iterations).label("returns"),
    )
    .where(
        Subtask.client_id == sa.bindparam("client"),
        Subtask.cleared_at.is_(None),
        sa.or_(Subtask.kind.in_([kind.value for kind in (*_REVIEWS, *_FIXES)]), Subtask.iterations > 0),
        ~_OPEN.exists(),
    )
    .group_by(Subtask.task_id, Subtask.kind)
    .order_by(Subtask.task_id, Subtask.kind)
)
_OF_TYPE = (
    completed_of_client(
        Requirement.id, Requirement.size, Requirement.maximum, Requirement.completed_on, Task.number, Task.title
    )
    .join(Task, Task.id == Requirement.task_id)
    .where(Requirement.type == sa.bindparam("type"))
)
