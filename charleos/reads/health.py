"""How well clients' months are planned: what is scheduled in them against the net allocation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month, months
from charleos.reads.diaries import diaries
from charleos.reads.statements import AGREED, agreement_from
from charleos.rules.access import Capability
from charleos.rules.chain import Agreement
from charleos.rules.clients import unknown_client
from charleos.rules.diary import Diary
from charleos.rules.health import DatedStep, Health, scheduled_by_month, worst
from charleos.rules.phases import StepKind
from charleos.rules.policy import Rulebook
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Client, ClientTerms, Subtask
from charleos.store.scope import ScopedSession
from charleos.units import NOTHING, Minutes

AHEAD = 3
"""A month and the next two are looked at."""


@dataclass(frozen=True, slots=True)
class ClientHealth:
    """A client's months, the first asked for first."""

    slug: str
    name: str
    months: tuple[Health, ...]

    @property
    def worst(self) -> Fraction:
        return worst(self.months)


@needs(Capability.VIEW_CLIENTS)
def client_health(desk: Desk, slug: str, month: Month, months: int = AHEAD) -> ClientHealth:
    """The month and those after it, so many in all. Raises NotFound for a client out of reach."""
    with desk.reading() as session:
        rows = session.execute(_CLIENTS.where(Client.slug == slug)).all()
        if not rows:
            raise unknown_client(slug)
        (health,) = _health(session, rows, month, month.plus(months - 1), one_client=rows[0].id)
    return health


@needs(Capability.VIEW_CLIENTS)
def team_health(desk: Desk, month: Month) -> tuple[ClientHealth, ...]:
    """The active clients in reach, whose month or one of the next two is furthest from its allocation first."""
    with desk.reading() as session:
        rows = session.execute(_CLIENTS.where(Client.status == "active")).all()
        found = _health(session, rows, month, month.plus(AHEAD - 1)) if rows else ()
    return tuple(sorted(found, key=lambda one: (-one.worst, one.name.casefold(), one.slug)))


def _health(
    session: ScopedSession, rows: Sequence[Any], first: Month, last: Month, *, one_client: int | None = None
) -> tuple[ClientHealth, ...]:
    """rows: of every client its AGREED columns, one for each of its terms."""
    rulebook = current_rulebook(session, stamp=(rows[0].policies, rows[0].plans))
    wanted = tuple(months(first, last))
    query = _STEPS if one_client is None else _STEPS.where(Subtask.client_id == one_client)
    steps = session.execute(query, {"first": first.first, "last": last.last}).all()
    of_client: dict[int, list[DatedStep]] = {}
    for client_id, *step in steps:
        of_client.setdefault(client_id, []).append(DatedStep._make(step))
    working = _diaries(session, rulebook, [step for those in of_client.values() for step in those])
    clients = ((of[0], of) for of in (list(group) for _, group in groupby(rows, key=lambda row: row.id)))
    return tuple(
        _of_client(head, agreement_from(head, of, rulebook), of_client.get(head.id, ()), working, wanted)
        for head, of in clients
    )


def _of_client(
    head: Any, agreement: Agreement, steps: Iterable[DatedStep], working: dict[int, Diary], wanted: Sequence[Month]
) -> ClientHealth:
    scheduled = scheduled_by_month(steps, working)
    return ClientHealth(
        head.slug,
        head.name,
        tuple(Health(month, _net(agreement, month), scheduled.get(month, NOTHING)) for month in wanted),
    )


def _net(agreement: Agreement, month: Month) -> Minutes | None:
    agreed = agreement.allocation(month)
    return None if agreed is None else agreed.net


def _diaries(session: ScopedSession, rulebook: Rulebook, steps: Sequence[DatedStep]) -> dict[int, Diary]:
    """Of whoever's step reaches from one month into another: only then does it matter when they work."""
    crossing = [step for step in steps if not step.is_within_a_month]
    people = {step.assignee_id for step in crossing if step.assignee_id is not None}
    if not people:
        return {}
    first, last = min(step.start for step in crossing), max(step.end for step in crossing)
    return diaries(session, rulebook, first, last, people)


_CLIENTS = (
    sa.select(*AGREED).outerjoin(ClientTerms, ClientTerms.client_id == Client.id).order_by(Client.id, ClientTerms.since)
)
_STEPS = sa.select(Subtask.client_id, Subtask.assignee_id, Subtask.start, Subtask.end_on, Subtask.estimate).where(
    Subtask.end_on >= sa.bindparam("first"),
    Subtask.start <= sa.bindparam("last"),
    Subtask.kind != StepKind.DELAYED.value,
)
