"""Putting steps into people's days: giving them dates, moving many, ordering a day. What is pushed is said first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from charleos.actions.persons_work import PersonsWork, leaving_sentence, persons_work
from charleos.actions.rescheduling import reschedule, warned
from charleos.actions.steps_held import HeldStep, hold_to_move, worker
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.periods import long_day
from charleos.rules.access import Capability
from charleos.rules.day_plan import Item, day_plans, rearranged
from charleos.rules.load import to_do
from charleos.rules.placing import Move, Placement, check_placing
from charleos.rules.pushing import Consequences, Planned, consequences
from charleos.store.moving import Mover, apply_moves, hold_people, stands
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

FURTHEST_DAY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Placing:
    """Who does a step, from when to when. minutes None: as estimated. assignee_id None: nobody yet.

    confirmed: what it pushes, and days that it makes too full, were agreed to.
    """

    assignee_id: int | None
    start: date
    end: date
    minutes: Minutes | None = None
    confirmed: bool = False


@needs(Capability.SCHEDULE)
def schedule_step(desk: Desk, key: str, subtask_id: int, placing: Placing, version: int) -> str:
    """Give a step its dates and its person, or others. Later work that no longer fits is pushed. Returns the receipt.

    Raises NeedsConfirmation that names what moves, Conflict when somebody changed the step since `version`.
    """
    with desk.writing() as session:

        def act() -> str:
            return _schedule(session, desk, subtask_id, placing, version)

        return once(session, desk, key, "schedule_step", (subtask_id, placing, version), act=act)


@needs(Capability.SCHEDULE)
def unschedule_step(desk: Desk, key: str, subtask_id: int, version: int) -> str:
    """Take the dates of a step away; who does it stays. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _unschedule(session, desk, subtask_id, version)

        return once(session, desk, key, "unschedule_step", (subtask_id, version), act=act)


@dataclass(frozen=True, slots=True)
class Shift:
    """What a selection of steps gets: later by so many working days (earlier, when negative), another person, or both.

    confirmed: that days become too full was agreed to.
    """

    days: int = 0
    assignee_id: int | None = None
    confirmed: bool = False


@needs(Capability.SCHEDULE)
def reschedule_steps(desk: Desk, key: str, steps: tuple[tuple[int, int], ...], shift: Shift) -> str:
    """Move steps that have dates, all or none; nothing else is pushed. steps: ids, each with its version.

    Returns the receipt. Raises NeedsConfirmation that names the days which become too full, Conflict as one step does.
    """
    with desk.writing() as session:

        def act() -> str:
            return reschedule(session, desk, dict(steps), shift.days, shift.assignee_id, confirmed=shift.confirmed)

        return once(session, desk, key, "reschedule_steps", (steps, shift), act=act)


@needs(Capability.ORDER_DAYS)
def order_day(desk: Desk, key: str, person_id: int, day: date, subtask_id: int, to: int) -> str:
    """Move an item of a person's day to place `to` of it, from 0, among those of equal priority.

    Returns the receipt. Raises BadInput that says why another item stays ahead.
    """
    with desk.writing() as session:

        def act() -> str:
            return _order(session, desk, person_id, day, subtask_id, to)

        return once(session, desk, key, "order_day", (person_id, day, subtask_id, to), act=act)


def _schedule(session: ScopedSession, desk: Desk, subtask_id: int, placing: Placing, version: int) -> str:
    person_id = placing.assignee_id
    held = hold_to_move(session, subtask_id, version, with_also=person_id)
    before = held.placement
    after = before.moved_to(person_id, placing.start, placing.end, estimate=placing.minutes)
    doer = None if person_id is None else worker(session, desk, person_id, first=placing.start)
    check_placing(after, held.kind, held.calendar, worker=doer)
    if after == before:
        raise BadInput("It is planned so already; choose another day, person or time.", field="start")
    moved, pushed, more = Move(subtask_id, before, after), Consequences((), ()), ""
    if person_id is not None:
        work = persons_work(session, desk, person_id, first=placing.start, also=subtask_id)
        pushed = _consequences(held, moved, work, desk.today)
        if pushed.warnings and not placing.confirmed:
            raise warned(work.worker.name, pushed.warnings)
        more = _more(pushed, work)
    kind = "reschedule" if before.is_dated else "schedule"
    apply_moves(session, kind, [moved, *pushed.moves], Mover(desk.now, desk.actor_id), subtask_id=subtask_id)
    return f"{held.called} is {stands(after, doer.name if doer else None)}.{more}"


def _consequences(held: HeldStep, moved: Move, work: PersonsWork, today: date) -> Consequences:
    of = held.row
    label = f"{held.task}: {held.kind.title}"
    changed = Planned(of.id, of.client_id, held.number, label, moved.after, Minutes(of.logged))
    stood = moved.before if moved.before.assignee_id == moved.after.assignee_id else None
    blocks = [one.booking for one in work.blocks]
    return consequences(work.worker.diary, work.planned, changed, today=today, before=stood, blocks=blocks)


def _more(pushed: Consequences, work: PersonsWork) -> str:
    """What the receipt adds: what was pushed, and what left its block."""
    leaving = leaving_sentence([(work.steps[one.subtask_id], one.after) for one in pushed.moves], work.blocks)
    if not pushed.pushed:
        return leaving
    count = len(pushed.pushed)
    return f" {count} later step{' moves' if count == 1 else 's move'}.{leaving}"


def _unschedule(session: ScopedSession, desk: Desk, subtask_id: int, version: int) -> str:
    held = hold_to_move(session, subtask_id, version)
    before = held.placement
    if before.status.has_begun:
        raise BadInput(f"{held.called} is {before.status.title.lower()} and keeps its dates.", field="start")
    if not before.is_dated:
        raise BadInput(f"{held.called} has no dates.", field="start")
    after = before.moved_to(before.assignee_id, None, None)
    mover = Mover(desk.now, desk.actor_id)
    apply_moves(session, "reschedule", [Move(subtask_id, before, after)], mover, subtask_id=subtask_id)
    return f"{held.called} has no dates any more."


def _order(session: ScopedSession, desk: Desk, person_id: int, day: date, subtask_id: int, to: int) -> str:
    if day < desk.today:
        raise BadInput("A day that is past shows what was done; order today or a later day.", field="day")
    if day > desk.today + FURTHEST_DAY:
        raise BadInput("Order a day of the coming year.", field="day")
    hold_people(session, [person_id])
    work = persons_work(session, desk, person_id)
    blocks = [one.booking for one in work.blocks]
    items = [item for step in work.planned if (item := _item(step)) is not None]
    *_, plan = day_plans(items, work.worker.diary, today=desk.today, until=day, blocks=blocks)
    places = rearranged([share.item for share in plan.items], subtask_id, to, desk.today)
    moves = [_placed(work.steps[one].placement, one, place) for one, place in places.items()]
    moves = [move for move in moves if move.is_change]
    if moves:
        apply_moves(session, "order", moves, Mover(desk.now, desk.actor_id), subtask_id=subtask_id)
    step = work.steps[subtask_id]
    return f"{step.called} is number {to + 1} of {work.worker.name}'s {long_day(day)}."


def _item(step: Planned) -> Item | None:
    place, minutes = step.placement, to_do(step.placement.estimate, step.logged)
    if place.start is None or place.end is None or not minutes:
        return None
    return Item(step.subtask_id, step.client_id, step.number, place.start, place.end, minutes, place.position)


def _placed(placement: Placement, subtask_id: int, place: int) -> Move:
    return Move(subtask_id, placement, replace(placement, position=place))
