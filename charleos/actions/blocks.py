"""Reserving a person's time for a client's month: making blocks, changing, completing and removing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from charleos.actions.audit import changed_meanwhile, record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, NotFound
from charleos.periods import Month, long_day
from charleos.reads.block_overlaps import overlaps
from charleos.reads.diaries import diaries
from charleos.rules.access import Capability
from charleos.rules.blocks import BlockKind, BlockStatus, Reservation, check_block, check_overlaps, next_round
from charleos.rules.clients import unknown_client
from charleos.rules.entries import ClientCalendar
from charleos.rules.placing import Worker
from charleos.store.calendar import hold_calendar
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Block, Client, Person
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, hours


@dataclass(frozen=True, slots=True)
class BlockForm:
    """What the form says. is_confirmed: it may overlap other blocks of the person."""

    assignee_id: int
    start: date
    end: date
    minutes: Minutes
    is_confirmed: bool = False


@needs(Capability.SCHEDULE)
def create_block(desk: Desk, key: str, slug: str, month: Month, kind: BlockKind, form: BlockForm) -> str:
    """Reserve time in the client's month; rounds number themselves. Raises BadInput, for overlaps until confirmed."""
    with desk.writing() as session:

        def act() -> str:
            return _create(session, desk, slug, month, kind, form)

        return once(session, desk, key, "create_block", (slug, month, kind, form), act=act)


@needs(Capability.SCHEDULE)
def edit_block(desk: Desk, key: str, block_id: int, version: int, form: BlockForm) -> str:
    """Another person, other days or minutes. Raises Conflict, naming who changed what, when another edit was first."""
    with desk.writing() as session:

        def act() -> str:
            return _edit(session, desk, block_id, version, form)

        return once(session, desk, key, "edit_block", (block_id, version, form), act=act)


@needs(Capability.SCHEDULE)
def complete_block(desk: Desk, key: str, block_id: int, version: int) -> str:
    """What was reserved is done; it holds nobody's time any longer. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _complete(session, desk, block_id, version)

        return once(session, desk, key, "complete_block", (block_id, version), act=act)


@needs(Capability.SCHEDULE)
def reopen_block(desk: Desk, key: str, block_id: int, version: int) -> str:
    """It is not done after all, and holds its time again. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _reopen(session, desk, block_id, version)

        return once(session, desk, key, "reopen_block", (block_id, version), act=act)


@needs(Capability.SCHEDULE)
def remove_block(desk: Desk, key: str, block_id: int, version: int) -> str:
    """Take out a block that has not begun; the audit keeps what it was. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _remove(session, desk, block_id, version)

        return once(session, desk, key, "remove_block", (block_id, version), act=act)


def _create(session: ScopedSession, desk: Desk, slug: str, month: Month, kind: BlockKind, form: BlockForm) -> str:
    hold_calendar(session, slug)  # two at once would number the same round
    client = session.scalars(sa.select(Client).where(Client.slug == slug)).one_or_none()
    if client is None:
        raise unknown_client(slug)
    worker = _check(session, client, month, form)
    same = sa.select(Block.round).where(Block.client_id == client.id, Block.month == month, Block.kind == kind.value)
    number = next_round(kind, month, set(session.scalars(same)))
    _check_overlaps(session, worker, form, None)
    block = Block(
        client_id=client.id,
        month=month,
        kind=kind.value,
        round=number,
        assignee_id=form.assignee_id,
        start=form.start,
        end_on=form.end,
        minutes=form.minutes,
        created_at=desk.now,
    )
    session.add(block)
    session.flush()
    return _told(session, desk, block, "create_block", f"is reserved: {_said(worker.name, block)}.")


def _edit(session: ScopedSession, desk: Desk, block_id: int, version: int, form: BlockForm) -> str:
    block = _as_seen(session, block_id, version)
    if block.status == BlockStatus.COMPLETED.value:
        raise BadInput("This block is completed; reopen it before you change it.")
    client = session.get(Client, block.client_id)
    worker = _check(session, client, Month(block.month), form)
    _check_overlaps(session, worker, form, block_id)
    before = (block.assignee_id, block.start, block.end_on, block.minutes)
    if before == (form.assignee_id, form.start, form.end, form.minutes):
        return f"Nothing changed on the {_called(block)} block."
    block.assignee_id, block.start, block.end_on = form.assignee_id, form.start, form.end
    block.minutes = form.minutes
    return _told(session, desk, block, "edit_block", f"is now {_said(worker.name, block)}.")


def _complete(session: ScopedSession, desk: Desk, block_id: int, version: int) -> str:
    block = _as_seen(session, block_id, version)
    if block.status == BlockStatus.COMPLETED.value:
        raise BadInput("This block is completed already.")
    block.status = BlockStatus.COMPLETED.value
    return _told(session, desk, block, "complete_block", "is completed.")


def _reopen(session: ScopedSession, desk: Desk, block_id: int, version: int) -> str:
    block = _as_seen(session, block_id, version)
    if block.status != BlockStatus.COMPLETED.value:
        raise BadInput("This block is not completed.")
    block.status = BlockStatus.SCHEDULED.value
    return _told(session, desk, block, "reopen_block", "is open again.")


def _remove(session: ScopedSession, desk: Desk, block_id: int, version: int) -> str:
    block = _as_seen(session, block_id, version)
    if block.start <= desk.today or block.status == BlockStatus.COMPLETED.value:
        raise BadInput(f"This block began on {long_day(block.start)}; complete it, or change its end.")
    name = session.scalars(sa.select(Person.name).where(Person.id == block.assignee_id)).one()
    told = _told(session, desk, block, "remove_block", f"is removed: {_said(name, block)}.")
    session.delete(block)
    session.flush()
    return told


def _check(session: ScopedSession, client: Client, month: Month, form: BlockForm) -> Worker:
    """Whom it is reserved with. Raises BadInput with the field to mend."""
    person = session.execute(
        sa.select(Person.id, Person.name, Person.status).where(Person.id == form.assignee_id)
    ).one_or_none()
    if person is None:
        raise BadInput("Choose who the time is reserved with.", field="assignee")
    first, last = sorted((form.start, form.end))
    diary = diaries(session, current_rulebook(session), first, last, [person.id])[person.id]
    worker = Worker(person.name, person.status == "active", diary)
    calendar = ClientCalendar(client.name, client.start, client.status == "archived", Month(client.open_from))
    check_block(Reservation(month, form.start, form.end, form.minutes), calendar, worker)
    return worker


def _check_overlaps(session: ScopedSession, worker: Worker, form: BlockForm, block_id: int | None) -> None:
    found = overlaps(session, form.assignee_id, form.start, form.end, block_id)
    check_overlaps(worker.name, found, is_confirmed=form.is_confirmed)


def _as_seen(session: ScopedSession, block_id: int, version: int) -> Block:
    """The block as the sender saw it. Raises NotFound; Conflict with who changed it since."""
    block = session.scalars(sa.select(Block).where(Block.id == block_id)).one_or_none()
    if block is None:
        raise NotFound("There is no such block any more; look again.")
    if block.version != version:
        then = "What you typed is kept: look it over, then decide."
        raise changed_meanwhile(session, block.client_id, f"block {block.id}", "changed this block", then=then)
    return block


def _called(block: Block) -> str:
    return BlockKind(block.kind).called(block.round)


def _said(name: str, block: Block) -> str:
    when = long_day(block.start)
    if block.end_on != block.start:
        when = f"{when} to {long_day(block.end_on)}"
    return f"{hours(Minutes(block.minutes))} with {name}, {when}"


def _told(session: ScopedSession, desk: Desk, block: Block, action: str, what: str) -> str:
    told = f"{_called(block)} in {Month(block.month).name} {what}"
    record(session, desk, action, f"block {block.id}", told, client_id=block.client_id)
    session.flush()
    return told
