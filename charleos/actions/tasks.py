"""Tasks with sized requirements: agreeing them, saying that they are done, and giving them another size."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from charleos.actions.audit import changed_meanwhile, record
from charleos.actions.steps_of_task import add_steps, resize_steps
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Forbidden, NotFound
from charleos.periods import Month, long_day
from charleos.rules.access import Capability, Reach
from charleos.rules.clients import archived, unknown_client
from charleos.rules.ledger import Change
from charleos.rules.policy import Policy
from charleos.rules.tasks import check_reason, check_task, requirement_keys
from charleos.store.moving import close_steps
from charleos.store.numbering import free_task_key, next_task_number
from charleos.store.posting import Ground, Origin, Sized, lock, post_resize
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Client, Person, Requirement, Task
from charleos.store.scope import Lens, ScopedSession
from charleos.units import Minutes, hours


@dataclass(frozen=True, slots=True)
class NewRequirement:
    """size None is *Not required*. assignee_id None: nobody yet."""

    type: str
    size: str | None
    assignee_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    title: str
    requirements: tuple[NewRequirement, ...]
    description: str = ""
    target_month: Month | None = None
    pm_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewSize:
    """size None is *Not required*. version: the requirement's when the form was opened."""

    size: str | None
    reason: str
    version: int


@needs(Capability.EDIT_WORK)
def create_task(desk: Desk, key: str, slug: str, task: NewTask) -> str:
    """Agree a task: each requirement copies the figures of its size as they stand today. Returns the receipt."""
    with desk.writing() as session:
        return once(session, desk, key, "create_task", (slug, task), act=lambda: _create(session, desk, slug, task))


@needs(Capability.COMPLETE_OWN_WORK)
def complete_requirement(desk: Desk, key: str, requirement_id: int) -> str:
    """It is done: its banked time is realised, and it counts in this month's efficiency. Returns the receipt."""
    with desk.writing(Lens.OWN) as session:

        def act() -> str:
            return _complete(session, desk, requirement_id)

        return once(session, desk, key, "complete_requirement", requirement_id, act=act)


@needs(Capability.EDIT_WORK)
def reopen_requirement(desk: Desk, key: str, requirement_id: int) -> str:
    """It was not done after all. Returns the receipt."""
    with desk.writing() as session:

        def act() -> str:
            return _reopen(session, desk, requirement_id)

        return once(session, desk, key, "reopen_requirement", requirement_id, act=act)


@needs(Capability.RESIZE)
def resize_requirement(desk: Desk, key: str, requirement_id: int, new: NewSize) -> str:
    """Everything off the old size and on to the new one's figures of today; says what that moves."""
    with desk.writing() as session:

        def act() -> str:
            return _resize(session, desk, requirement_id, new)

        return once(session, desk, key, "resize_requirement", (requirement_id, new), act=act)


def _create(session: ScopedSession, desk: Desk, slug: str, task: NewTask) -> str:
    client = client_to_work_for(session, slug)
    check_people(session, {one.assignee_id for one in task.requirements}, field="requirements")
    check_people(session, {task.pm_id}, field="pm")
    row, quoted = agree_task(session, desk, client, task)
    told = f"#{row.number} {row.title} added to {client.name}, quoted {hours(quoted)}."
    record(session, desk, "create_task", f"task {row.id}", told, client_id=client.id)
    return told


def agree_task(session: ScopedSession, desk: Desk, client: Client, task: NewTask) -> tuple[Task, Minutes]:
    """The stored task with its requirements and their steps, and what it is quoted at. Its people are checked."""
    title, description = " ".join(task.title.split()), task.description.strip()
    types = [one.type.strip().lower() for one in task.requirements]
    check_task(title, description, types)
    number = next_task_number(session)
    row = Task(
        number=number,
        key=free_task_key(session, number),
        client_id=client.id,
        title=title,
        description=description,
        target_month=task.target_month,
        pm_id=task.pm_id,
        created_at=desk.now,
    )
    session.add(row)
    session.flush()
    return row, _add_requirements(session, desk, row, task.requirements, types)


def client_to_work_for(session: ScopedSession, slug: str) -> Client:
    """The client, for whom new work may be agreed. Raises BadInput once it is archived."""
    client = session.scalars(sa.select(Client).where(Client.slug == slug)).one_or_none()
    if client is None:
        raise unknown_client(slug)
    if client.status == "archived":
        raise archived(client.name)
    return client


def check_people(session: ScopedSession, wanted: set[int | None], *, field: str) -> None:
    """Raises BadInput when one of them no longer works at the agency."""
    ids = wanted - {None}
    known = session.scalars(sa.select(Person.id).where(Person.id.in_(ids), Person.status == "active")).all()
    if ids - set(known):
        raise BadInput("Somebody chosen here no longer works at the agency; choose another person.", field=field)


def _add_requirements(
    session: ScopedSession, desk: Desk, task: Task, wanted: tuple[NewRequirement, ...], types: list[str]
) -> Minutes:
    policy_id, policy = _policy(session, desk)
    rows = []
    for one, work_type, key in zip(wanted, types, requirement_keys(types), strict=True):
        size = None if one.size is None else policy.size(one.size, field="requirements").code
        estimate = policy.estimate(size)
        rows.append(
            Requirement(
                client_id=task.client_id,
                task_id=task.id,
                key=key,
                type=work_type,
                size=size,
                policy_id=policy_id,
                average=estimate.average,
                maximum=estimate.maximum,
                assignee_id=one.assignee_id,
            )
        )
    session.add_all(rows)
    session.flush()
    add_steps(session, desk, task, rows, policy)
    return Minutes(sum(row.average for row in rows))


def _policy(session: ScopedSession, desk: Desk) -> tuple[int, Policy]:
    return current_rulebook(session).policy_version(Month.of(desk.today))


@dataclass(frozen=True, slots=True)
class _Held:
    """A requirement, locked with its client's calendar and its task; what it is called in a sentence."""

    row: Requirement
    ground: Ground
    called: str
    csm_id: int | None


def _hold(session: ScopedSession, requirement_id: int) -> _Held:
    found = session.execute(
        sa.select(Requirement, Task.number, Task.title, Client.csm_id)
        .join(Task, Task.id == Requirement.task_id)
        .join(Client, Client.id == Requirement.client_id)
        .where(Requirement.id == requirement_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such requirement, or it is not yours to see.")
    row, number, title, csm_id = found
    ground = lock(session, row.client_id, row.task_id)
    session.refresh(row)
    return _Held(row, ground, f"#{number} {title} ({row.type})", csm_id)


def _complete(session: ScopedSession, desk: Desk, requirement_id: int) -> str:
    held = _hold(session, requirement_id)
    _check_mine(desk, held)
    done = held.row.completed_on
    if done is not None:
        raise BadInput(f"{held.called} was already completed on {long_day(done)}.")
    held.row.completed_on = desk.today
    told = f"{held.called} is complete."
    closed = close_steps(session, requirement_id, desk.today)
    for step in closed:
        record(session, desk, "complete_step", f"step {step}", told, client_id=held.row.client_id)
    if closed:
        told += f" So {'is its open step' if len(closed) == 1 else f'are its {len(closed)} open steps'}."
    return _settle(session, desk, held, "complete_requirement", told)


def _check_mine(desk: Desk, held: _Held) -> None:
    """One's own work, or, for who may edit work, that of the clients in reach."""
    if held.row.assignee_id == desk.viewer.person_id:
        return
    reach = desk.viewer.reach
    reached = reach is Reach.ALL or (reach is Reach.ASSIGNED and held.csm_id == desk.viewer.person_id)
    if not (reached and desk.viewer.can(Capability.EDIT_WORK)):
        raise Forbidden("Only who it is assigned to, or who looks after the client, can complete this.")


def _reopen(session: ScopedSession, desk: Desk, requirement_id: int) -> str:
    held = _hold(session, requirement_id)
    if held.row.completed_on is None:
        raise BadInput(f"{held.called} is not complete.")
    held.row.completed_on = None
    return _settle(session, desk, held, "reopen_requirement", f"{held.called} is open again.")


def _settle(session: ScopedSession, desk: Desk, held: _Held, action: str, told: str) -> str:
    held.row.version += 1
    record(session, desk, action, f"requirement {held.row.id}", told, client_id=held.row.client_id)
    session.flush()
    return told


def _resize(session: ScopedSession, desk: Desk, requirement_id: int, new: NewSize) -> str:
    held = _hold(session, requirement_id)
    _check_version(session, held, new.version)
    why = check_reason(new.reason)
    policy_id, policy = _policy(session, desk)
    size = None if new.size is None else policy.size(new.size, field="size").code
    estimate = policy.estimate(size)
    if size is None and held.row.actual:
        raise BadInput("Time is logged on it, so it cannot become Not required; choose a size.", field="size")
    if (size, *estimate) == (held.row.size, held.row.average, held.row.maximum):
        raise BadInput(f"It is already {_named(size)}; choose another size.", field="size")
    was, turn = held.row.size, held.row.version
    sized = Sized(held.row.id, held.row.type, size, policy_id, estimate, Minutes(held.row.actual))
    origin = Origin(desk.now, desk.actor_id, desk.today, None)
    moved = post_resize(session, held.ground, sized, origin=origin, cause=why, turn=turn)
    session.refresh(held.row)
    resize_steps(session, desk, held.row, policy, was=was)
    told = f"{held.called} is {_named(size)} now, not {_named(was)}: {_moved(moved)}."
    detail = f"{told} Reason: {why}"
    record(session, desk, "resize_requirement", f"requirement {held.row.id}", detail, client_id=held.row.client_id)
    session.flush()
    return told


def _check_version(session: ScopedSession, held: _Held, version: int) -> None:
    """Raises Conflict that says who changed the requirement since the form was opened, and how."""
    if held.row.version == version:
        return
    subject, then = f"requirement {held.row.id}", "Close this, look again, then decide."
    raise changed_meanwhile(session, held.row.client_id, subject, "changed this requirement", then=then)


def _named(size: str | None) -> str:
    return "Not required" if size is None else f"size {size}"


def _moved(pair: tuple[Change, Change]) -> str:
    moved = pair[0].billable + pair[1].billable
    if not moved:
        return "nothing more or less is deducted"
    return f"{hours(abs(moved))} {'more is deducted' if moved > 0 else 'is given back'}"
