"""Logging time, voiding it, correcting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Forbidden, NotFound
from charleos.periods import Month, long_day
from charleos.rules.access import Capability
from charleos.rules.entries import Activity, ClientCalendar, check_client, check_day, check_entry, receipt, routing
from charleos.store.posting import Ground, Origin, Posted, lock, post_entry, post_void
from charleos.store.schema import Client, Person, Requirement, Task, TimeEntry
from charleos.store.scope import Lens, ScopedSession
from charleos.units import Minutes, hours


@dataclass(frozen=True, slots=True)
class Entry:
    """What the form says. requirement_id bills; client_id alone is client time that never bills; neither is internal.

    person_id: whose time; None means the viewer's own.
    """

    work_date: date
    minutes: Minutes
    activity: Activity
    note: str = ""
    requirement_id: int | None = None
    client_id: int | None = None
    person_id: int | None = None


@needs(Capability.LOG_OWN_TIME)
def log_time(desk: Desk, key: str, entry: Entry) -> str:
    """Record one entry, once. Returns the receipt. Raises BadInput, NotFound."""
    person_id = _whose(desk, entry)
    lens = Lens.OWN if person_id == desk.viewer.person_id else Lens.REACH
    with desk.writing(lens) as session:
        return once(
            session, desk, key, "log_time", entry, act=lambda: _log(session, desk, entry, person_id, replaces=None)
        )


@needs(Capability.LOG_OWN_TIME)
def void_entry(desk: Desk, key: str, entry_id: int, reason: str) -> str:
    """Take an entry out: it stays readable, its minutes no longer count. Returns the receipt."""
    with desk.writing(_lens_of(desk)) as session:
        content = (entry_id, reason)
        return once(session, desk, key, "void_entry", content, act=lambda: _void(session, desk, entry_id, reason))


@needs(Capability.LOG_OWN_TIME)
def correct_entry(desk: Desk, key: str, entry_id: int, corrected: Entry, reason: str) -> str:
    """A void and a new entry in one transaction. Returns the receipt of the new one."""
    with desk.writing(_lens_of(desk)) as session:

        def act() -> str:
            voided = session.get(TimeEntry, entry_id)
            _void(session, desk, entry_id, reason)
            person_id = int(voided.person_id)
            return _log(session, desk, corrected, person_id, replaces=entry_id)

        return once(session, desk, key, "correct_entry", (entry_id, corrected, reason), act=act)


def _whose(desk: Desk, entry: Entry) -> int:
    if entry.person_id is None or entry.person_id == desk.viewer.person_id:
        return desk.viewer.person_id
    desk.require(Capability.CORRECT_ANY_TIME)
    return entry.person_id


def _lens_of(desk: Desk) -> Lens:
    return Lens.REACH if desk.viewer.can(Capability.CORRECT_ANY_TIME) else Lens.OWN


def _log(session: ScopedSession, desk: Desk, entry: Entry, person_id: int, *, replaces: int | None) -> str:
    person = session.execute(sa.select(Person.name, Person.status).where(Person.id == person_id)).one_or_none()
    if person is None or person.status != "active":
        raise NotFound("There is no such person, or the person is archived.")
    note = entry.note.strip()
    check_entry(entry.minutes, entry.work_date, today=desk.today, note=note, client=None)
    _check_day(session, person.name, person_id, entry)
    target = _target(session, entry)
    ground = None if target is None or target.task_id is None else lock(session, target.client_id, target.task_id)
    if target is not None:
        check_client(target.calendar, entry.work_date)
    row = TimeEntry(
        client_id=target.client_id if target else None,
        requirement_id=entry.requirement_id,
        person_id=person_id,
        work_date=entry.work_date,
        minutes=entry.minutes,
        activity=entry.activity.value,
        note=note,
        created_at=desk.now,
        created_by=desk.actor_id,
        replaces_id=replaces,
    )
    session.add(row)
    session.flush()
    if target is None or ground is None or entry.requirement_id is None:
        where = target.calendar.name if target else "internal work"
        told = f"{hours(entry.minutes)} logged on {where} ({entry.activity.value.lower()}); it is not billed."
    else:
        origin = Origin(desk.now, desk.actor_id, entry.work_date, person_id)
        told = _told(
            target, entry, post_entry(session, ground, entry.requirement_id, row.id, entry.minutes, origin=origin)
        )
    detail = f"{person.name}: {told}"
    record(session, desk, "log_time", f"entry {row.id}", detail, client_id=target.client_id if target else None)
    return told


@dataclass(frozen=True, slots=True)
class _Target:
    client_id: int
    task_id: int | None
    what: str
    calendar: ClientCalendar


def _target(session: ScopedSession, entry: Entry) -> _Target | None:
    """What the time is for, as far as it is in reach; None is internal. Raises NotFound."""
    if entry.requirement_id is not None:
        row = session.execute(
            sa.select(Task.client_id, Task.id, Task.title, Requirement.type, *_CALENDAR)
            .join(Requirement, Requirement.task_id == Task.id)
            .join(Client, Client.id == Task.client_id)
            .where(Requirement.id == entry.requirement_id)
        ).one_or_none()
        if row is None or entry.client_id not in (None, row.client_id):
            raise NotFound("There is no such requirement, or it is not among your work.")
        return _Target(row.client_id, row.id, f"{row.title} ({row.type})", _calendar(row))
    if entry.client_id is None:
        return None
    client = session.execute(sa.select(*_CALENDAR).where(Client.id == entry.client_id)).one_or_none()
    if client is None:
        raise NotFound("There is no such client.")
    return _Target(entry.client_id, None, client.name, _calendar(client))


_CALENDAR = (Client.name, Client.start, Client.status, Client.open_from)


def _calendar(row: Any) -> ClientCalendar:
    return ClientCalendar(row.name, row.start, row.status == "archived", row.open_from)


def _check_day(session: ScopedSession, name: str, person_id: int, entry: Entry) -> None:
    already = session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0)).where(
            TimeEntry.person_id == person_id, TimeEntry.work_date == entry.work_date, TimeEntry.voided_at.is_(None)
        )
    ).scalar_one()
    check_day(name, entry.work_date, already=Minutes(already), more=entry.minutes)


def _told(target: _Target, entry: Entry, posted: Posted) -> str:
    told = receipt(entry.minutes, target.what, posted.requirement.estimate, posted.requirement.actual)
    routed = routing(Month.of(entry.work_date), posted.month)
    return f"{told} {routed}" if routed else told


def _void(session: ScopedSession, desk: Desk, entry_id: int, reason: str) -> str:
    why = reason.strip()
    if not why:
        raise BadInput("Say why the entry is taken out.", field="reason")
    entry = session.get(TimeEntry, entry_id)
    if entry is None:
        raise NotFound("There is no such entry.")
    ground = _void_ground(session, entry)
    session.refresh(entry)
    if entry.voided_at is not None:
        raise BadInput("This entry was already taken out.", field="reason")
    _check_own(desk, entry, ground.open_from if ground else None)
    entry.voided_at, entry.voided_by, entry.void_reason = desk.now, desk.actor_id, why
    session.flush()
    told = f"{hours(Minutes(entry.minutes))} of {long_day(entry.work_date)} taken out."
    if ground is not None and entry.requirement_id is not None:
        origin = Origin(desk.now, desk.actor_id, entry.work_date, entry.person_id)
        minutes = Minutes(entry.minutes)
        posted = post_void(session, ground, entry.requirement_id, entry.id, minutes, origin=origin)
        routed = routing(Month.of(entry.work_date), posted.month)
        told = f"{told} {routed}" if routed else told
    record(session, desk, "void_entry", f"entry {entry.id}", f"{told} Reason: {why}", client_id=entry.client_id)
    return told


def _void_ground(session: ScopedSession, entry: TimeEntry) -> Ground | None:
    if entry.requirement_id is None or entry.client_id is None:
        return None
    task_id = session.execute(sa.select(Requirement.task_id).where(Requirement.id == entry.requirement_id)).scalar_one()
    return lock(session, entry.client_id, task_id)


def _check_own(desk: Desk, entry: TimeEntry, open_from: Month | None) -> None:
    """Own entries can be corrected while their month is open; another's only by who may correct any."""
    if desk.viewer.can(Capability.CORRECT_ANY_TIME):
        return
    if entry.person_id != desk.viewer.person_id:
        raise Forbidden("Only a Manager may change another person's time.")
    if open_from is not None and Month.of(entry.work_date) < open_from:
        raise BadInput(
            f"{Month.of(entry.work_date).name} is closed; ask a Manager to correct this entry.", field="work_date"
        )
