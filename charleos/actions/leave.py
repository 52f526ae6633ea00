"""Leave: asking for it, taking that back, and deciding about it.

The note and the reason of a decision are between the person and the Managers: no audit line repeats them.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict, NotFound
from charleos.periods import long_day
from charleos.reads.diaries import days_off
from charleos.rules.access import Capability
from charleos.rules.diary import DaysOff
from charleos.rules.leave import (
    LeaveStatus,
    Taken,
    check_cancel,
    check_leave,
    check_note,
    halves_off,
    length_said,
    when_said,
)
from charleos.store.schema import Leave, Person
from charleos.store.scope import ScopedSession


@dataclass(frozen=True, slots=True)
class LeaveAsked:
    """What the form says. note: why, for the Managers alone; it may be empty."""

    days: DaysOff
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """note: for the person alone. version: of the request as it was read."""

    is_approved: bool
    version: int
    note: str = ""


@needs(Capability.OWN_SCHEDULE)
def request_leave(desk: Desk, key: str, asked: LeaveAsked) -> str:
    """Ask for days off; a Manager decides. Returns the receipt. Raises BadInput."""
    with desk.writing() as session:

        def act() -> str:
            person = _hold(session, desk.viewer.person_id)
            _store(session, desk, person, asked, LeaveStatus.REQUESTED)
            told = f"Asked for {_said(asked.days)}; a Manager decides about it."
            record(session, desk, "request_leave", f"leave of {person.key}", f"{person.name}: {told}")
            return told

        return once(session, desk, key, "request_leave", asked, act=act)


@needs(Capability.APPROVE_LEAVE)
def enter_leave(desk: Desk, key: str, person_id: int, asked: LeaveAsked) -> str:
    """Leave of somebody that is approved as it is entered. Returns the receipt. Raises BadInput, NotFound."""
    with desk.writing() as session:

        def act() -> str:
            person = _hold(session, person_id)
            _store(session, desk, person, asked, LeaveStatus.APPROVED)
            told = f"{person.name} is on leave: {_said(asked.days)}."
            record(session, desk, "enter_leave", f"leave of {person.key}", told)
            return told

        return once(session, desk, key, "enter_leave", (person_id, asked), act=act)


@needs(Capability.APPROVE_LEAVE)
def decide_leave(desk: Desk, key: str, leave_id: int, decision: Decision) -> str:
    """Approve or refuse a request. What is scheduled on its days stays where it is: the receipt says so.

    Raises Conflict, naming who was first, when it was decided or cancelled meanwhile.
    """
    with desk.writing() as session:
        content = (leave_id, decision)
        return once(session, desk, key, "decide_leave", content, act=lambda: _decide(session, desk, leave_id, decision))


@needs(Capability.OWN_SCHEDULE)
def cancel_leave(desk: Desk, key: str, leave_id: int, version: int) -> str:
    """Take a request back, or give approved days back; a Manager may do it for anybody. Returns the receipt."""
    with desk.writing() as session:
        content = (leave_id, version)
        return once(session, desk, key, "cancel_leave", content, act=lambda: _cancel(session, desk, leave_id, version))


def _hold(session: ScopedSession, person_id: int) -> Person:
    """The person, locked: two requests of theirs are checked one after the other."""
    person = session.scalars(sa.select(Person).where(Person.id == person_id).with_for_update()).one_or_none()
    if person is None or person.status != "active":
        raise NotFound("There is no such person, or the person is archived.", field="person")
    return person


def _store(session: ScopedSession, desk: Desk, person: Person, asked: LeaveAsked, status: LeaveStatus) -> None:
    note, entered = _trimmed(asked.note), status is LeaveStatus.APPROVED
    whose = "You have" if person.id == desk.viewer.person_id else f"{person.name} has"
    taken = _taken(session, person.id, asked.days)
    check_leave(asked.days, note, today=desk.today, taken=taken, whose=whose, entered=entered)
    session.add(
        Leave(
            person_id=person.id,
            start=asked.days.start,
            end_on=asked.days.end,
            start_half=int(asked.days.start_half),
            end_half=int(asked.days.end_half),
            status=status.value,
            note=note,
            created_at=desk.now,
            decided_at=desk.now if entered else None,
            decided_by=desk.actor_id if entered else None,
        )
    )


def _trimmed(note: str) -> str:
    return note.replace("\0", "").strip()


def _taken(session: ScopedSession, person_id: int, days: DaysOff) -> list[Taken]:
    rows = session.scalars(
        sa.select(Leave)
        .where(Leave.person_id == person_id, Leave.start <= days.end, Leave.end_on >= days.start)
        .order_by(Leave.start, Leave.id)
    )
    found = [Taken(days_off(row), LeaveStatus(row.status)) for row in rows]
    return [one for one in found if one.status.takes_days]


def _said(days: DaysOff) -> str:
    return f"{when_said(days)} ({length_said(halves_off(days))})"


def _find(session: ScopedSession, leave_id: int) -> tuple[Leave, Person]:
    """The leave, locked, and whose it is. Raises NotFound."""
    found = session.execute(
        sa.select(Leave, Person)
        .join(Person, Person.id == Leave.person_id)
        .where(Leave.id == leave_id)
        .with_for_update(of=Leave)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such leave.")
    return found[0], found[1]


def _decide(session: ScopedSession, desk: Desk, leave_id: int, decision: Decision) -> str:
    row, person = _find(session, leave_id)
    _check_version(session, row, person, decision.version)
    if row.status != LeaveStatus.REQUESTED:
        raise BadInput(f"This leave is {row.status} already; there is nothing to decide.")
    note = _trimmed(decision.note)
    check_note(note)
    if not decision.is_approved and not note:
        raise BadInput(f"Say why it is refused; {person.name} reads it.", field="note")
    row.status = (LeaveStatus.APPROVED if decision.is_approved else LeaveStatus.REFUSED).value
    row.decided_at, row.decided_by, row.decision = desk.now, desk.actor_id, note
    session.flush()
    told = f"{person.name}’s leave, {_said(days_off(row))}, is {row.status}."
    record(session, desk, "decide_leave", f"leave of {person.key}", told)
    return f"{told} What is scheduled on these days has not moved." if decision.is_approved else told


def _cancel(session: ScopedSession, desk: Desk, leave_id: int, version: int) -> str:
    row, person = _find(session, leave_id)
    is_manager = desk.viewer.can(Capability.APPROVE_LEAVE)
    if row.person_id != desk.viewer.person_id and not is_manager:
        raise NotFound("There is no such leave.")
    _check_version(session, row, person, version)
    check_cancel(LeaveStatus(row.status), days_off(row), today=desk.today, is_manager=is_manager)
    row.status = LeaveStatus.CANCELLED.value
    session.flush()
    whose = "Your leave" if person.id == desk.viewer.person_id else f"{person.name}’s leave"
    told = f"{whose}, {_said(days_off(row))}, is cancelled."
    detail = f"{person.name}’s leave, {_said(days_off(row))}, is cancelled."
    record(session, desk, "cancel_leave", f"leave of {person.key}", detail)
    return told


def _check_version(session: ScopedSession, row: Leave, person: Person, version: int) -> None:
    """Raises Conflict that says what became of the leave since it was read."""
    if row.version == version:
        return
    if row.decided_at is None:
        raise Conflict(f"{person.name} cancelled this request meanwhile.")
    who = session.scalar(sa.select(Person.name).where(Person.id == row.decided_by)) or "Somebody else"
    state = "cancelled since" if row.status == LeaveStatus.CANCELLED else f"{row.status} meanwhile"
    when = f"by {who} on {long_day(row.decided_at.date())}" if row.status != LeaveStatus.CANCELLED else ""
    raise Conflict(f"This leave was {state} {when}".strip() + "; look at it again.")
