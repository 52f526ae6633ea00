"""A busy quarter, made for the bench: so many people, with steps of the agency's own tasks on their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import sqlalchemy as sa

from charleos.bench.questions import Ground
from charleos.bench.timing import paired
from charleos.desk import Desk
from charleos.reads.load import team_load
from charleos.reads.team_schedule import team_schedule
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.timeline import Span
from charleos.store.schema import Person, Requirement, Subtask

PEOPLE = 40
BARS = 2_000

_KINDS = (StepKind.DEVELOPMENT, StepKind.INTERNAL_QA_REVIEW, StepKind.DESIGN, StepKind.DEPLOYMENT)
_STATES = (StepStatus.SCHEDULED, StepStatus.IN_PROGRESS, StepStatus.AWAITING_REVIEW, StepStatus.COMPLETE)
_TEAMS = ("development", "development", "design", "qa")


def schedule_costs(large: Ground, unit: Callable[[], object]) -> dict[str, object]:
    """The team's quarter, and everybody's load in it, beside U."""
    make_schedule(large.desk)
    dates = Span.QUARTER.around(large.desk.today)
    questions: dict[str, Callable[[], object]] = {
        "team_schedule": lambda: team_schedule(large.desk, large.desk.today, Span.QUARTER),
        "team_load": lambda: team_load(large.desk, *dates),
    }
    return {name: {"in_units": paired(question, unit)._asdict()} for name, question in questions.items()}


def make_schedule(desk: Desk) -> None:
    """So many people at work and so many bars in the quarter of today, with what is there already."""
    dates = Span.QUARTER.around(desk.today)
    with desk.writing() as session:
        working = session.scalar(sa.select(sa.func.count(Person.id)).where(Person.status == "active")) or 0
        session.add_all(_person(n) for n in range(max(0, PEOPLE - working)))
        session.flush()
        people = cycle(session.scalars(sa.select(Person.id).where(Person.status == "active").order_by(Person.id)).all())
        held = sa.select(sa.func.count(Subtask.id)).where(Subtask.end_on >= dates.first, Subtask.start <= dates.last)
        wanted = sa.select(Requirement.id, Requirement.task_id, Requirement.client_id).order_by(Requirement.id.desc())
        missing = max(0, BARS - (session.scalar(held) or 0))
        rows = islice(cycle(session.execute(wanted.limit(BARS)).all()), missing)
        session.add_all(_step(desk, n, of, next(people)) for n, of in enumerate(rows))


def _step(desk: Desk, n: int, of: Any, person_id: int) -> Subtask:
    dates = Span.QUARTER.around(desk.today)
    start = dates.first + timedelta(days=n * 37 % (dates.last - dates.first).days)
    end = min(start + timedelta(days=n % 6), dates.last)
    status = _STATES[n % len(_STATES)]
    return Subtask(
        client_id=of.client_id,
        task_id=of.task_id,
        requirement_id=of.id,
        key=f"bench-{n}",
        kind=_KINDS[n % len(_KINDS)].value,
        assignee_id=person_id,
        start=start,
        end_on=end,
        estimate=30 * (1 + n % 12),
        status=status.value,
        completed_on=end if status is StepStatus.COMPLETE else None,
        created_at=desk.now,
    )


def _person(n: int) -> Person:
    return Person(key=f"bench-{n}", name=f"Bench {n}", roles="delivery", discipline=_TEAMS[n % len(_TEAMS)])
