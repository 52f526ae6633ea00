"""RAG reports of the demo agency: ten weeks of every client it serves, with a note where something is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk
from charleos.reads.rag_history import points_text
from charleos.rules.access import Viewer
from charleos.rules.rag import WEEK, Rag, nearest
from charleos.rules.rag_signals import Point
from charleos.rules.week import monday_of
from charleos.store.schema import Client, RagReport

WEEKS = 10
BEHIND, BEGUN = 8, 5
"""One client in so many is two weeks behind; one in so many has a draft of this week."""
STEPS = (-1, -1, 0, 0, 0, 0, 0, 1)


class Trouble(NamedTuple):
    """What is wrong, what happens next, and what the figures said about it."""

    note: str
    next_step: str
    point: Point


TROUBLES = (
    Trouble(
        "The shop grows faster than the hours they buy.",
        "Agree on Thursday what waits until next month.",
        Point(2, "At this pace the month ends at 118% of its time"),
    ),
    Trouble(
        "Feedback on the designs takes them more than a week.",
        "Offer a fixed review slot every Tuesday.",
        Point(1, "Nothing is scheduled in the month after next"),
    ),
    Trouble(
        "Two releases in a row needed a second round of fixes.",
        "Go through the checklist with QA before the next release.",
        Point(2, "Work went over its maximum in each of the last three months"),
    ),
)


def tell_weeks(desk: Desk, people: Mapping[str, Viewer], csms: Mapping[str, str | None]) -> None:
    """csms: the key of who looks after each client, by slug. The same client and day tell the same weeks."""
    with desk.writing() as session:
        clients = session.execute(sa.select(Client.id, Client.slug, Client.start).order_by(Client.id)).all()
        for number, client in enumerate(one for one in clients if one.slug in csms):
            csm = people.get(csms[client.slug] or "")
            session.add_all(_weeks(desk, client.id, client.start, number, by=csm.person_id if csm else None))


def _weeks(desk: Desk, client_id: int, start: date, number: int, *, by: int | None) -> Iterator[RagReport]:
    chance, this_week = Random(number), monday_of(desk.today)
    missing = 2 if number % BEHIND == BEHIND - 1 else 0
    status = chance.choice((Rag.GREEN, Rag.GREEN, Rag.AMBER))
    for back in range(WEEKS, missing, -1):
        week = this_week - WEEK * back
        if week >= monday_of(start):
            status = list(Rag)[min(2, max(0, status.depth + chance.choice(STEPS)))]
            yield _report(
                client_id, week, status, chance, at=desk.now - timedelta(days=(desk.today - week).days - 4), by=by
            )
    if not missing and number % BEGUN == 1:
        yield RagReport(client_id=client_id, week=this_week, note=TROUBLES[1].note, saved_at=desk.now, saved_by=by)


def _report(client_id: int, week: date, status: Rag, chance: Random, *, at: datetime, by: int | None) -> RagReport:
    trouble = chance.choice(TROUBLES)
    told = status is not Rag.GREEN
    suggested = nearest(status, chance.choice((status, status, status, Rag.AMBER)))
    return RagReport(
        client_id=client_id,
        week=week,
        status=status.value,
        note=trouble.note if told else "",
        next_step=trouble.next_step if told else "",
        state="complete",
        suggested=suggested.value,
        points=points_text([trouble.point]) if suggested is not Rag.GREEN else "",
        saved_at=at,
        saved_by=by,
        completed_at=at,
    )
