"""Moving a selection of steps at once, all or none of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from charleos.actions.steps_held import worker
from charleos.desk import Desk
from charleos.errors import BadInput, NeedsConfirmation, NotFound
from charleos.periods import long_day
from charleos.rules.entries import ClientCalendar
from charleos.rules.load import load_by_day
from charleos.rules.placing import Move, Placement, Worker, check_placing
from charleos.store.moving import (
    Mover,
    Standing,
    apply_moves,
    hold_open,
    hold_people,
    moved_meanwhile,
    reserved_for,
)
from charleos.store.schema import Client, Subtask
from charleos.store.scope import ScopedSession
from charleos.units import NOTHING, hours

MOST_STEPS = 200
MOST_DAYS = 250
MOST_WARNINGS = 6


def reschedule(
    session: ScopedSession,
    desk: Desk,
    versions: Mapping[int, int],
    days: int,
    assignee_id: int | None,
    *,
    confirmed: bool,
) -> str:
    """versions: of the steps, by id. Returns the receipt."""
    clients = _asked(session, versions, days, assignee_id)
    people = {row.assignee_id for row in clients.values()} | {assignee_id}
    hold_people(session, people)
    known = [one for one in people if one is not None]
    held = hold_open(session, known, also=versions)
    steps = [held[one] for one in sorted(versions)]
    late = [one.id for one in steps if one.version != versions[one.id] or one.placement.assignee_id not in people]
    if late:
        raise moved_meanwhile(session, late[0])
    first = min((one.placement.start for one in steps if one.placement.start), default=desk.today)
    workers = {one: worker(session, desk, one, first=first) for one in known}
    moves = [_move(step, clients[step.id], workers, days, assignee_id) for step in steps]
    if not confirmed:
        _check_days(session, desk, held, moves, workers)
    apply_moves(session, "reschedule", moves, Mover(desk.now, desk.actor_id))
    return _receipt(len(moves), days, None if assignee_id is None else workers[assignee_id].name)


def _asked(session: ScopedSession, ids: Iterable[int], days: int, assignee_id: int | None) -> dict[int, Any]:
    """Each step's client and person. Raises BadInput where nothing is asked for, or too much."""
    count = len(set(ids))
    if not count:
        raise BadInput("Choose the steps that are to move.", field="steps")
    if count > MOST_STEPS:
        raise BadInput(f"Move at most {MOST_STEPS} steps at once.", field="steps")
    if abs(days) > MOST_DAYS:
        raise BadInput(f"Move by at most {MOST_DAYS} working days.", field="days")
    if not days and assignee_id is None:
        raise BadInput("Say by how many working days they move, or to whom.", field="days")
    return _clients(session, ids)


def _clients(session: ScopedSession, ids: Iterable[int]) -> dict[int, Any]:
    """Raises NotFound when one of them is out of reach, or was a false alarm."""
    wanted = set(ids)
    rows = session.execute(
        sa.select(Subtask.id, Subtask.assignee_id, Client.name, Client.start, Client.status, Client.open_from)
        .join(Client, Client.id == Subtask.client_id)
        .where(Subtask.id.in_(wanted), Subtask.cleared_at.is_(None))
    ).all()
    if len(rows) != len(wanted):
        raise NotFound("One of these steps is not there, or not yours to see; nothing was moved.")
    return {row.id: row for row in rows}


def _move(step: Standing, client: Any, workers: Mapping[int, Worker], days: int, assignee_id: int | None) -> Move:
    before = step.placement
    if not before.is_dated:
        raise BadInput(f"{step.called} has no dates yet; nothing was moved.", field="steps")
    person_id = before.assignee_id if assignee_id is None else assignee_id
    doer = workers.get(person_id) if person_id is not None else None
    if doer is None:
        raise BadInput(f"Nobody does {step.called}; choose who. Nothing was moved.", field="assignee")
    with_whom = before.moved_to(person_id, before.start, before.end)
    after = _without_place(with_whom.shifted(doer.diary, days), moved=days != 0)
    calendar = ClientCalendar(client.name, client.start, client.status == "archived", client.open_from)
    try:
        check_placing(after, step.kind, calendar, worker=doer)
    except BadInput as refused:
        raise BadInput(f"{step.called}: {refused.sentence} Nothing was moved.", field=refused.field) from None
    return Move(step.id, before, after)


def _without_place(placement: Placement, *, moved: bool) -> Placement:
    """A place by hand belongs to the day that it was given on."""
    if not moved:
        return placement
    of = placement
    return Placement(of.assignee_id, of.start, of.end, of.estimate, of.status)


def _check_days(
    session: ScopedSession,
    desk: Desk,
    held: Mapping[int, Standing],
    moves: Sequence[Move],
    workers: Mapping[int, Worker],
) -> None:
    """Raises NeedsConfirmation that names the days which would hold more than can be worked, and than they did."""
    after = {one: step.placement for one, step in held.items()} | {move.subtask_id: move.after for move in moves}
    since = min([desk.today, *(place.start for place in after.values() if place.start)])
    for person_id, doer in workers.items():
        blocks = [one.booking for one in reserved_for(session, person_id, since=since)]
        was, now = [*blocks], [*blocks]
        for one, step in held.items():
            planned = step.planned("")
            was += planned.bookings() if step.placement.assignee_id == person_id else ()
            now += planned.bookings(after[one]) if after[one].assignee_id == person_id else ()
        before = load_by_day(was, doer.diary, desk.today)
        told = [
            f"{long_day(day)} would hold {hours(minutes)} of {hours(doer.diary.capacity(day))}."
            for day, minutes in load_by_day(now, doer.diary, desk.today).items()
            if minutes > max(doer.diary.capacity(day), before.get(day, NOTHING))
        ]
        if told:
            raise warned(doer.name, told)


def warned(name: str, warnings: Sequence[str]) -> NeedsConfirmation:
    """What has to be agreed to, to be raised.

    >>> warned("Devon", ["#12 Homepage moves."]).sentence
    'This changes what Devon has to do. #12 Homepage moves. Tick that it may be so, or choose other days.'
    """
    more = len(warnings) - MOST_WARNINGS
    also = f" And {more} more." if more > 0 else ""
    said = " ".join(dict.fromkeys(warnings[:MOST_WARNINGS]))
    sentence = f"This changes what {name} has to do. {said}{also} Tick that it may be so, or choose other days."
    return NeedsConfirmation(sentence, field="confirm")


def _receipt(count: int, days: int, name: str | None) -> str:
    """
    >>> _receipt(3, -1, None), _receipt(1, 2, "Devon")
    ('3 steps move 1 working day earlier.', '1 step moves to Devon, 2 working days later.')
    """
    steps = "1 step moves" if count == 1 else f"{count} steps move"
    far = f"{abs(days)} working day{'' if abs(days) == 1 else 's'} {'later' if days > 0 else 'earlier'}"
    if name is None:
        return f"{steps} {far}."
    return f"{steps} to {name}, {far}." if days else f"{steps} to {name}."
