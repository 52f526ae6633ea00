"""A step that somebody is about to change, held with its client's calendar and its task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from charleos.desk import Desk
from charleos.errors import BadInput, Forbidden, NotFound
from charleos.reads.diaries import diaries
from charleos.rules.access import Capability, Reach
from charleos.rules.clients import archived
from charleos.rules.entries import ClientCalendar
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Placement, Worker
from charleos.store.moving import hold_people, moved_meanwhile
from charleos.store.posting import Ground, lock
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Client, Person, Subtask, Task
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

LONGEST_LOOK = timedelta(days=800)
"""How far ahead of today days off are read: dates lie at most a year ahead of each other, and are pushed by a year."""


@dataclass(frozen=True, slots=True)
class HeldStep:
    row: Subtask
    ground: Ground
    number: int
    title: str
    client: str
    pm_id: int | None

    @property
    def kind(self) -> StepKind:
        return StepKind(self.row.kind)

    @property
    def status(self) -> StepStatus:
        return StepStatus(self.row.status)

    @property
    def placement(self) -> Placement:
        of = self.row
        return Placement(of.assignee_id, of.start, of.end_on, Minutes(of.estimate), self.status, of.position)

    @property
    def task(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def called(self) -> str:
        return f"{self.kind.title} of {self.task}"

    @property
    def calendar(self) -> ClientCalendar:
        of = self.ground
        return ClientCalendar(self.client, of.start, of.status == "archived", of.open_from)


def assignee_of(session: ScopedSession, subtask_id: int) -> int | None:
    """Who does the step, before anything is held. Raises NotFound."""
    return _found(session, subtask_id).Subtask.assignee_id  # type: ignore[no-any-return]


def hold_step(
    session: ScopedSession, subtask_id: int, *, version: int | None = None, rows_last: bool = False
) -> HeldStep:
    """The step, as it stands once nobody else changes it.

    version: the one that the form was opened with. Raises Conflict when it has another by now, saying who was first.
    rows_last: the client, the task and the person of the step are held, its row is not yet: what is posted first, and
    other steps that are held with it, come before it.
    """
    found = _found(session, subtask_id)
    ground = lock(session, found.Subtask.client_id, found.Subtask.task_id)
    session.refresh(found.Subtask, with_for_update=None if rows_last else True)
    if version is not None and found.Subtask.version != version:
        raise moved_meanwhile(session, subtask_id)
    if found.Subtask.cleared_at is not None:
        raise BadInput("This step was a false alarm; there is nothing to do on it any more.")
    return HeldStep(found.Subtask, ground, found.number, found.title, found.name, found.pm_id)


def _found(session: ScopedSession, subtask_id: int) -> sa.Row[*tuple[object, ...]]:
    found = session.execute(
        sa.select(Subtask, Task.number, Task.title, Task.pm_id, Client.name)
        .join(Task, Task.id == Subtask.task_id)
        .join(Client, Client.id == Subtask.client_id)
        .where(Subtask.id == subtask_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such step, or it is not yours to see.")
    return found


def hold_to_move(session: ScopedSession, subtask_id: int, version: int, *, with_also: int | None = None) -> HeldStep:
    """A step that is to move, held with the days of whoever does it, and of who is to. Raises Conflict, NotFound."""
    person_id = assignee_of(session, subtask_id)
    hold_people(session, {person_id, with_also})
    held = hold_step(session, subtask_id, version=version, rows_last=True)
    if held.row.assignee_id != person_id:
        raise moved_meanwhile(session, subtask_id)
    return held


def worker(session: ScopedSession, desk: Desk, person_id: int, *, first: date | None = None) -> Worker:
    """Who does or is to do a step, with their days off from `first` (or today) until long after. Raises NotFound."""
    person = session.execute(sa.select(Person.name, Person.status).where(Person.id == person_id)).one_or_none()
    if person is None:
        raise NotFound("There is no such person.", field="assignee")
    since = min(first or desk.today, desk.today)
    diary = diaries(session, current_rulebook(session), since, desk.today + LONGEST_LOOK, people=[person_id])
    return Worker(person.name, person.status == "active", diary[person_id])


def check_client_is_open(held: HeldStep) -> None:
    """Work on an archived client may be finished, not begun or made longer."""
    if held.calendar.is_archived:
        raise archived(held.client, field="client")


def check_mine(session: ScopedSession, desk: Desk, held: HeldStep) -> None:
    """One's own step, or, for who may edit work, one of a client in reach."""
    if held.row.assignee_id != desk.viewer.person_id and not may_edit(session, desk, held.row.client_id):
        raise Forbidden("Only who does this step, or who looks after the client, can change it.")


def may_edit(session: ScopedSession, desk: Desk, client_id: int) -> bool:
    """Whether the viewer edits the work of this client, which need not be in reach through the lens of one's own."""
    if not desk.viewer.can(Capability.EDIT_WORK) or desk.viewer.reach is Reach.NONE:
        return False
    csm_id = session.scalars(sa.select(Client.csm_id).where(Client.id == client_id)).one_or_none()
    return desk.viewer.reach is Reach.ALL or csm_id == desk.viewer.person_id
