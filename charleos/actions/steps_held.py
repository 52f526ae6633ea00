"""A step that somebody is about to change, held with its client's calendar and its task."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from charleos.desk import Desk
from charleos.errors import BadInput, Forbidden, NotFound
from charleos.rules.access import Capability, Reach
from charleos.rules.entries import ClientCalendar
from charleos.rules.phases import StepKind, StepStatus
from charleos.store.moving import moved_meanwhile
from charleos.store.posting import Ground, lock
from charleos.store.schema import Client, Subtask, Task
from charleos.store.scope import ScopedSession


@dataclass(frozen=True, slots=True)
class HeldStep:
    row: Subtask
    ground: Ground
    number: int
    title: str
    client: str
    csm_id: int | None
    pm_id: int | None

    @property
    def kind(self) -> StepKind:
        return StepKind(self.row.kind)

    @property
    def status(self) -> StepStatus:
        return StepStatus(self.row.status)

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


def hold_step(session: ScopedSession, subtask_id: int, *, version: int | None = None) -> HeldStep:
    """The step, as it stands once nobody else changes it.

    version: the one that the form was opened with. Raises Conflict when it has another by now, saying who was first.
    """
    found = _found(session, subtask_id)
    ground = lock(session, found.Subtask.client_id, found.Subtask.task_id)
    session.refresh(found.Subtask, with_for_update=True)
    if version is not None and found.Subtask.version != version:
        raise moved_meanwhile(session, subtask_id)
    if found.Subtask.cleared_at is not None:
        raise BadInput("This step was a false alarm; there is nothing to do on it any more.")
    return HeldStep(found.Subtask, ground, found.number, found.title, found.name, found.csm_id, found.pm_id)


def _found(session: ScopedSession, subtask_id: int) -> sa.Row[*tuple[object, ...]]:
    found = session.execute(
        sa.select(Subtask, Task.number, Task.title, Task.pm_id, Client.name, Client.csm_id)
        .join(Task, Task.id == Subtask.task_id)
        .join(Client, Client.id == Subtask.client_id)
        .where(Subtask.id == subtask_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such step, or it is not yours to see.")
    return found


def check_mine(desk: Desk, held: HeldStep) -> None:
    """One's own step, or, for who may edit work, one of a client in reach."""
    if held.row.assignee_id == desk.viewer.person_id:
        return
    reach = desk.viewer.reach
    reached = reach is Reach.ALL or (reach is Reach.ASSIGNED and held.csm_id == desk.viewer.person_id)
    if not (reached and desk.viewer.can(Capability.EDIT_WORK)):
        raise Forbidden("Only who does this step, or who looks after the client, can change it.")
