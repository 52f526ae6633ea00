"""Logging time, voiding it, correcting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Forbidden, NotFound
from charleos.periods import Month, long_day
from charleos.rules.access import Capability
from charleos.rules.entries import (
    Activity,
    ClientCalendar,
    check_client,
    check_day,
    check_entry,
    check_reason,
    receipt,
    routing,
    void_receipt,
)
from charleos.store.posting import Ground, Origin, count_on_step, lock, post_entry, post_void
from charleos.store.schema import Client, Person, Requirement, Subtask, Task, TimeEntry
from charleos.store.scope import Lens, ScopedSession
from charleos.units import Minutes, hours


@dataclass(frozen=True, slots=True)
class Entry:
    """What the form says. requirement_id bills; client_id alone is client time that never bills; neither is internal.

    person_id: whose time; None means the viewer's own. subtask_id: the step of the requirement that it was spent on.
    """

    work_date: date
    minutes: Minutes
    activity: Activity
    note: str = ""
    requirement_id: int | None = None
    client_id: int | None = None
    person_id: int | None = None
    subtask_id: int | None = None


@needs(Capability.LOG_OWN_TIME)
def log_time(desk: Desk, key: str, entry: Entry) -> str:
    """Record one entry, once. Returns the receipt. Raises BadInput, NotFound."""
    person_id = _whose(desk, entry)
    lens = Lens.OWN if person_id == desk.viewer.person_id else Lens.REACH
    with desk.writing(lens) as session:
        return once(
            session, desk, key, "log_time", entry, act=lambda: post(session, desk, entry, hold(session, person_id))
        )


@needs(Capability.LOG_OWN_TIME)
def void_entry(desk: Desk, key: str, entry_id: int, reason: str) -> str:
    """Take an entry out: it stays readable, its minutes no longer count. Returns the receipt."""
    with desk.writing(_lens_of(desk)) as session:
        content = (entry_id, reason)
        return once(session, desk, key, "void_entry", content, act=lambda: _void(session, desk, entry_id, reason))


@needs(Capability.LOG_OWN_TIME)
def correct_entry(desk: Desk, key: str, entry_id: int, corrected: Entry, reason: str) -> str:
    """A void and a new entry of the same person in one transaction. Returns the receipt of the new one."""
    with desk.writing(_lens_of(desk)) as session:

        def act() -> str:
            voided = _entry(session, entry_id)
            owner = hold(session, voided.person_id, active=False)
            lock_in_order(session, voided.requirement_id, corrected.requirement_id)
            _void(session, desk, entry_id, reason)
            return f"Corrected: {post(session, desk, corrected, owner, replaces=entry_id)}"

        return once(session, desk, key, "correct_entry", (entry_id, corrected, reason), act=act)


class Owner(NamedTuple):
    """Whose time it is, held: no other entry of theirs is stored before this transaction ends."""

    id: int
    name: str


def hold(session: ScopedSession, person_id: int, *, active: bool = True) -> Owner:
    """Wait until nobody else is storing time of this person. Before any client or task is locked."""
    person = session.execute(_OWNER_HELD, {"person": person_id}).one_or_none()
    if person is None or (active and person.status != "active"):
        raise NotFound("There is no such person, or the person is archived.", field="person")
    return Owner(person.id, person.name)


def lock_in_order(session: ScopedSession, *requirement_ids: int | None) -> None:
    """Lock several tasks: always in one order, that of closing months too, so that nobody waits in a circle."""
    rows = session.execute(
        sa.select(Task.client_id, Task.id)
        .join(Requirement, Requirement.task_id == Task.id)
        .join(Client, Client.id == Task.client_id)
        .where(Requirement.id.in_([one for one in requirement_ids if one is not None]))
        .order_by(Client.slug, Task.id)
    )
    for client_id, task_id in rows.all():
        lock(session, client_id, task_id, alone=True)


def post(session: ScopedSession, desk: Desk, entry: Entry, owner: Owner, *, replaces: int | None = None) -> str:
    """Check and store one entry in the caller's transaction. Returns the receipt."""
    note = entry.note.replace("\0", "").strip()
    check_entry(entry.minutes, entry.work_date, today=desk.today, note=note, client=None)
    _check_day(session, owner, entry)
    target = _target(session, entry) if entry.subtask_id is None else _target_of_step(session, entry)
    ground = _ground(session, target)
    _check_target(target, ground, entry.work_date)
    row = TimeEntry(
        client_id=target and target.client_id,
        requirement_id=entry.requirement_id,
        subtask_id=entry.subtask_id,
        person_id=owner.id,
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
    told = _post(session, desk, row, target, ground)
    record(session, desk, "log_time", f"entry {row.id}", f"{owner.name}: {told}", client_id=row.client_id)
    return told


def _whose(desk: Desk, entry: Entry) -> int:
    if entry.person_id is None or entry.person_id == desk.viewer.person_id:
        return desk.viewer.person_id
    desk.require(Capability.CORRECT_ANY_TIME)
    return entry.person_id


def _lens_of(desk: Desk) -> Lens:
    return Lens.REACH if desk.viewer.can(Capability.CORRECT_ANY_TIME) else Lens.OWN


def _entry(session: ScopedSession, entry_id: int) -> TimeEntry:
    entry = session.get(TimeEntry, entry_id)
    if entry is None:
        raise NotFound("There is no such entry.")
    return entry  # type: ignore[no-any-return]


class _Target(NamedTuple):
    """What the time is for. task_id None: the client's, without a requirement. what: as receipts say it."""

    client_id: int
    task_id: int | None
    name: str
    what: str
    calendar: ClientCalendar


def _target(session: ScopedSession, entry: Entry | TimeEntry) -> _Target | None:
    """What the time is for, as far as it is in reach; None is internal. Raises NotFound."""
    if entry.requirement_id is not None:
        row = session.execute(_WORK, {"requirement": entry.requirement_id}).one_or_none()
        if row is None or entry.client_id not in (None, row.client_id):
            raise NotFound("There is no such requirement, or it is not among your work.", field="work")
        return _Target(row.client_id, row.id, row.name, f"{row.title} ({row.type})", _calendar(row.name, row))
    if entry.client_id is None:
        return None
    client = session.execute(sa.select(*_CALENDAR).where(Client.id == entry.client_id)).one_or_none()
    if client is None:
        raise NotFound("There is no such client.", field="client")
    return _Target(entry.client_id, None, client.name, client.name, _calendar(client.name, client))


_CALENDAR = (Client.name, Client.start, Client.status, Client.open_from)
_OWNER_HELD = (
    sa.select(Person.id, Person.name, Person.status)
    .where(Person.id == sa.bindparam("person"))
    .with_for_update(key_share=True)
)
_WORK = (
    sa.select(Task.client_id, Task.id, Task.title, Requirement.type, *_CALENDAR)
    .join(Requirement, Requirement.task_id == Task.id)
    .join(Client, Client.id == Task.client_id)
    .where(Requirement.id == sa.bindparam("requirement"))
)
_LOGGED_THAT_DAY = sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0)).where(
    TimeEntry.person_id == sa.bindparam("person"),
    TimeEntry.work_date == sa.bindparam("day"),
    TimeEntry.voided_at.is_(None),
)


def _target_of_step(session: ScopedSession, entry: Entry) -> _Target | None:
    """The step has to be one of the requirement's: the person's own, or in reach. Raises NotFound."""
    of_it = sa.select(Subtask.cleared_at).where(Subtask.requirement_id == entry.requirement_id)
    step = session.execute(of_it.where(Subtask.id == entry.subtask_id)).one_or_none()
    if step is None:
        raise NotFound("There is no such step, or it is not among your work.", field="step")
    if step.cleared_at is not None:
        raise BadInput("This step was a false alarm; log the time on the step that it followed.", field="step")
    return _target(session, entry)


def _calendar(name: str, row: Any) -> ClientCalendar:
    return ClientCalendar(name, row.start, row.status == "archived", row.open_from)


def _ground(session: ScopedSession, target: _Target | None) -> Ground | None:
    """What has to be locked; nothing where no ledger moves."""
    return None if target is None or target.task_id is None else lock(session, target.client_id, target.task_id)


def _check_target(target: _Target | None, ground: Ground | None, work_date: date) -> None:
    """By the client's calendar as it is locked, where it is."""
    if target is not None:
        check_client(target.calendar if ground is None else _calendar(target.name, ground), work_date)


def _check_day(session: ScopedSession, owner: Owner, entry: Entry) -> None:
    already = session.execute(_LOGGED_THAT_DAY, {"person": owner.id, "day": entry.work_date}).scalar_one()
    check_day(owner.name, entry.work_date, already=Minutes(already), more=entry.minutes)


def _post(session: ScopedSession, desk: Desk, row: TimeEntry, target: _Target | None, ground: Ground | None) -> str:
    """The receipt of an entry that was stored, after its ledger line where it has a requirement."""
    minutes = Minutes(row.minutes)
    if target is None or ground is None or row.requirement_id is None:
        where = target.what if target else "internal work"
        return f"{hours(minutes)} logged on {where} ({row.activity.lower()}); it is not billed."
    origin = Origin(desk.now, desk.actor_id, row.work_date, row.person_id)
    posted = post_entry(session, ground, row.requirement_id, row.id, minutes, origin=origin)
    count_on_step(session, row.subtask_id, minutes)
    told = receipt(minutes, target.what, posted.requirement.estimate, posted.requirement.actual)
    return _with_routing(told, row.work_date, posted.month)


def _with_routing(told: str, work_date: date, month: Month) -> str:
    routed = routing(Month.of(work_date), month)
    return f"{told} {routed}" if routed else told


def _void(session: ScopedSession, desk: Desk, entry_id: int, reason: str) -> str:
    why = check_reason(reason)
    entry = _entry(session, entry_id)
    target = _target(session, entry)
    ground = _ground(session, target)
    session.refresh(entry, with_for_update=True)
    if entry.voided_at is not None:
        raise BadInput("This entry was already taken out; look at the day again.", field="reason")
    _check_own(desk, entry, ground.open_from if ground else target.calendar.open_from if target else None)
    entry.voided_at, entry.voided_by, entry.void_reason = desk.now, desk.actor_id, why
    session.flush()
    told = _post_void(session, desk, entry, target, ground)
    record(session, desk, "void_entry", f"entry {entry.id}", f"{told} Reason: {why}", client_id=entry.client_id)
    return told


def _post_void(
    session: ScopedSession, desk: Desk, entry: TimeEntry, target: _Target | None, ground: Ground | None
) -> str:
    minutes = Minutes(entry.minutes)
    if target is None or ground is None or entry.requirement_id is None:
        return f"{hours(minutes)} of {long_day(entry.work_date)} taken out."
    origin = Origin(desk.now, desk.actor_id, entry.work_date, entry.person_id)
    posted = post_void(session, ground, entry.requirement_id, entry.id, minutes, origin=origin)
    count_on_step(session, entry.subtask_id, -minutes)
    sized = posted.requirement
    told = void_receipt(minutes, entry.work_date, target.what, sized.estimate, sized.actual)
    return _with_routing(told, entry.work_date, posted.month)


def _check_own(desk: Desk, entry: TimeEntry, open_from: Month | None) -> None:
    """Own entries can be corrected while their month is open; another's only by who may correct any."""
    if desk.viewer.can(Capability.CORRECT_ANY_TIME):
        return
    if entry.person_id != desk.viewer.person_id:
        raise Forbidden("Only a Manager may change another person's time.")
    if open_from is not None and Month.of(entry.work_date) < open_from:
        raise BadInput(f"{Month.of(entry.work_date).name} is closed; ask a Manager to correct this entry.")
