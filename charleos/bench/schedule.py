"""A busy quarter, made for the bench: so many people, with steps of the agency's own tasks on their days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

import sqlalchemy as sa

from charleos.bench.questions import Ground
from charleos.bench.timing import paired
from charleos.desk import Desk
from charleos.reads.health import team_health
from charleos.reads.load import forget_loads, team_load
from charleos.reads.team_schedule import forget_schedules, team_schedule
from charleos.rules.access import Role, Viewer
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.timeline import Span
from charleos.store.schema import Client, Person, Requirement, Subtask

PEOPLE = 40
BARS = 2_000

_KINDS = (StepKind.DEVELOPMENT, StepKind.INTERNAL_QA_REVIEW, StepKind.DESIGN, StepKind.DEPLOYMENT)
_STATES = (StepStatus.SCHEDULED, StepStatus.IN_PROGRESS, StepStatus.AWAITING_REVIEW, StepStatus.COMPLETE)
_TEAMS = ("development", "development", "design", "qa")


def schedule_costs(ground: Ground) -> dict[str, object]:
    """All that the page of the team's quarter asks, beside U: as who sees every client, and as a CSM.

    The same again, as at each click, and with what the process keeps of it forgotten, as after a change.
    """
    make_schedule(ground.desk)
    unit, csm = ground.unit(), _csm(ground.desk)
    questions: dict[str, Callable[[], object]] = {
        "schedule_page": lambda: team_page(ground.desk),
        "schedule_page_after_a_change": lambda: _anew(ground.desk),
        "schedule_page_of_a_csm": lambda: team_page(csm),
        "schedule_page_of_a_csm_after_a_change": lambda: _anew(csm),
        "team_health": lambda: team_health(ground.desk, ground.month),
    }
    return {name: {"in_units": paired(question, unit)._asdict()} for name, question in questions.items()}


def team_page(desk: Desk) -> object:
    """What the page asks: a CSM's badges need everybody's load beside what is theirs to see."""
    seen = team_schedule(desk, desk.today, Span.QUARTER)
    return seen if seen.sees_all else (seen, team_load(desk, *seen.dates))


def _anew(desk: Desk) -> object:
    forget_schedules()
    forget_loads()
    return team_page(desk)


def _csm(desk: Desk) -> Desk:
    """The desk of whoever answers for most clients."""
    with desk.reading() as session:
        most = sa.select(Client.csm_id).where(Client.csm_id.is_not(None)).group_by(Client.csm_id)
        person_id = session.execute(most.order_by(sa.func.count().desc()).limit(1)).scalar_one()
    return replace(desk, viewer=Viewer(person_id or 0, "CSM", frozenset({Role.CSM})))


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
