"""Loading an agency file: everything it says is stored in one transaction, or nothing.

Time is posted by (work date, place in the file), whatever its order in the file, by the rules that every entry is
posted by; docs/agency-file.md says what else becomes of each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import NamedTuple

from charleos.desk import Desk, needs
from charleos.imports.agency_file import AgencyFile
from charleos.imports.agency_rules import AgencyRules
from charleos.imports.heading import store_heading
from charleos.imports.storing import Stored, Storing
from charleos.imports.storing_plans import store_leave
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.store.bulk import analyse, free_tables, hold_tables
from charleos.store.rulebook import read_rulebook
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, hours

Progress = Callable[[int], None]
"""Told how many entries are posted so far."""

AtTheEnd = Callable[[ScopedSession], None]


class LoadReceipt(NamedTuple):
    """What was stored, or with is_dry_run would have been. closed: client-months that were closed.

    leave: how many times somebody is away.
    """

    people: int
    plans: int
    clients: int
    tasks: int
    requirements: int
    entries: int
    minutes: Minutes
    closed: int
    subtasks: int = 0
    blocks: int = 0
    leave: int = 0
    is_dry_run: bool = False

    @property
    def sentence(self) -> str:
        """What the person is told."""
        opening = "The file can be loaded; nothing was stored" if self.is_dry_run else "Loaded"
        people = f"{self.people:,} {'person' if self.people == 1 else 'people'}"
        plans, clients, tasks = (
            _count(*one) for one in ((self.plans, "plan"), (self.clients, "client"), (self.tasks, "task"))
        )
        entries = f"{self.entries:,} {'entry' if self.entries == 1 else 'entries'} ({hours(self.minutes)})"
        with_requirements = f"{tasks} with {_count(self.requirements, 'requirement')}"
        planned = ((self.subtasks, "step"), (self.blocks, "block"), (self.leave, "absence"))
        told = ", ".join(_count(*one) for one in planned if one[0])
        return f"{opening}: {people}, {plans}, {clients}, {with_requirements}, {entries}{told and f'; {told}'}."


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


@needs(Capability.MANAGE)
def load_agency(
    desk: Desk, file: AgencyFile, *, dry_run: bool = False, progress: Progress | None = None
) -> LoadReceipt:
    """Store a whole file, or nothing. Raises BadInput that begins with the place of what is wrong."""
    return _load(desk, file, (), dry_run=dry_run, progress=progress)


@needs(Capability.MANAGE)
def load_stream(
    desk: Desk,
    head: AgencyFile,
    instalments: Iterable[AgencyFile],
    *,
    progress: Progress | None = None,
    at_the_end: AtTheEnd | None = None,
) -> LoadReceipt:
    """A history too long for memory: people, plans, clients and what is reserved first, then tasks and time by parts.

    An instalment's time may be in any order, but none of it earlier than that of the instalment before; it may be
    on tasks of earlier instalments. What an instalment says of people, plans, clients, leave
    and policy is not looked at.
    at_the_end: what else is stored in the same transaction.
    """
    return _load(desk, head, instalments, dry_run=False, progress=progress, at_the_end=at_the_end)


class _Undone(Exception):
    """Ends the transaction of a dry run; carries what it found."""

    def __init__(self, receipt: LoadReceipt) -> None:
        super().__init__()
        self.receipt = receipt


def _load(
    desk: Desk,
    head: AgencyFile,
    instalments: Iterable[AgencyFile],
    *,
    dry_run: bool,
    progress: Progress | None,
    at_the_end: AtTheEnd | None = None,
) -> LoadReceipt:
    try:
        with desk.writing() as session:
            hold_tables(session)
            receipt = _receipt(head, _store(session, desk, head, instalments, progress), dry_run=dry_run)
            if dry_run:
                raise _Undone(receipt)
            if at_the_end is not None:
                at_the_end(session)
            analyse(session)
            free_tables(session)
    except _Undone as undone:
        return undone.receipt
    return receipt


def _store(
    session: ScopedSession,
    desk: Desk,
    head: AgencyFile,
    instalments: Iterable[AgencyFile],
    progress: Progress | None,
) -> Stored:
    rules = AgencyRules(head, today=desk.today, policy=read_rulebook(session).policy(Month.of(desk.today)))
    heading = store_heading(session, desk, head)
    storing = Storing(session, desk, heading, progress or _nobody_asked)
    for part in chain((head,), instalments):
        rules.check_instalment(part)
        storing.add_instalment(part)
    store_leave(session, desk, heading, head.leave)
    return storing.finish(head.closed_to)


def _nobody_asked(_posted: int) -> None:
    pass


def _receipt(head: AgencyFile, stored: Stored, *, dry_run: bool) -> LoadReceipt:
    return LoadReceipt(
        len(head.people),
        len(head.plans),
        len(head.clients),
        *stored,
        leave=len(head.leave),
        is_dry_run=dry_run,
    )
