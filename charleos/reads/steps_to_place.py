"""Finding the step that is to be given its days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.schema import Client, Person, Subtask, Task
from charleos.units import Minutes

MOST_FOUND = 30


class OpenStep(NamedTuple):
    """A step that is not complete."""

    id: int
    client: str
    task_number: int
    task: str
    kind: StepKind
    assignee: str | None
    start: date | None
    end: date | None
    estimate: Minutes


@needs(Capability.SCHEDULE)
def steps_to_place(desk: Desk, text: str, slug: str | None = None) -> tuple[OpenStep, ...]:
    """Open steps of clients in reach, or of one, by client, title or #number; those without dates first.

    A Delayed step without dates is a mark on its task alone.
    """
    found = desk.all(_STEPS.where(*_matching(text.strip()), *([Client.slug == slug] if slug is not None else [])))
    return tuple(OpenStep._make((*row[:4], StepKind(row.kind), *row[5:])) for row in found)


def _matching(text: str) -> list[sa.ColumnElement[bool]]:
    """Every word has to be in the client's name or the title; a number is the task's."""
    return [
        Task.number == int(word.removeprefix("#"))
        if word.removeprefix("#").isdecimal() and len(word) < 10
        else sa.or_(Task.title.icontains(word, autoescape=True), Client.name.icontains(word, autoescape=True))
        for word in text.split()[:6]
    ]


_STEPS = (
    sa.select(
        Subtask.id,
        Client.name,
        Task.number,
        Task.title,
        Subtask.kind,
        Person.name.label("assignee"),
        Subtask.start,
        Subtask.end_on,
        Subtask.estimate,
    )
    .join(Task, Task.id == Subtask.task_id)
    .join(Client, Client.id == Subtask.client_id)
    .outerjoin(Person, Person.id == Subtask.assignee_id)
    .where(
        Subtask.status != StepStatus.COMPLETE.value,
        Subtask.cleared_at.is_(None),
        Client.status == "active",
        sa.or_(Subtask.kind != StepKind.DELAYED.value, Subtask.start.is_not(None)),
    )
    .order_by(Subtask.start.is_not(None), Task.number.desc(), Subtask.id)
    .limit(MOST_FOUND)
)
