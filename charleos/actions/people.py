"""People: adding them, what they may do, archiving and restoring, and a password that somebody else sets."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import sqlalchemy as sa

from charleos.actions import audit
from charleos.actions.passwords import hashed
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict, NotFound
from charleos.rules.access import Capability, Role, parse_roles, roles_text
from charleos.rules.passwords import check_password, check_sign_in_name
from charleos.rules.people import Profile, changes, check_profile, role_titles
from charleos.store import sign_ins
from charleos.store.schema import Audit, Client, Person
from charleos.store.scope import ScopedSession
from charleos.units import Minutes


@needs(Capability.MANAGE_PEOPLE)
def add_person(desk: Desk, key: str, sign_in_name: str, profile: Profile) -> str:
    """Somebody new. They cannot sign in before they have a password: invite them. Raises BadInput."""
    check_sign_in_name(sign_in_name)
    check_profile(profile)

    def act() -> str:
        if session.execute(sa.select(Person.id).where(sa.func.lower(Person.key) == sign_in_name)).first():
            raise BadInput(f"Somebody has the sign-in name {sign_in_name} already; choose another.", field="key")
        session.add(Person(key=sign_in_name, **_columns(profile)))
        detail = f"{profile.name} was added as {role_titles(profile.roles)}."
        audit.record(session, desk, "person", f"person:{sign_in_name}", detail)
        return detail

    with desk.writing() as session:
        return once(session, desk, key, "add_person", (sign_in_name, profile), act=act)


@needs(Capability.MANAGE_PEOPLE)
def edit_person(desk: Desk, key: str, person_id: int, profile: Profile, version: int) -> str:
    """Name, roles, discipline and capacity, from their next click on. version: of the row when it was opened.

    Raises Conflict, naming who was first, when somebody else changed the person since.
    """
    check_profile(profile)

    def act(session: ScopedSession, person: Person) -> str:
        if person.version != version:
            _too_late(session, desk, person)
        changed = changes(_profile(person), profile)
        if not changed:
            return f"Nothing about {person.name} was different."
        if Role.MANAGER not in profile.roles:
            _keep_a_manager(session, person)
        for column, value in _columns(profile).items():
            setattr(person, column, value)
        return _done(session, desk, person, f"{profile.name} was changed: {changed}.")

    return _about(desk, key, "edit_person", person_id, (profile, version), act)


@needs(Capability.MANAGE_PEOPLE)
def archive_person(desk: Desk, key: str, person_id: int) -> str:
    """They cannot sign in any longer and are signed out now; what they did stays."""

    def act(session: ScopedSession, person: Person) -> str:
        if person.status == "archived":
            return f"{person.name} was archived already."
        if person.id == desk.viewer.person_id:
            raise BadInput("Ask another Manager to archive you.")
        _keep_a_manager(session, person)
        person.status = "archived"
        session.flush()
        sign_ins.end_every_sign_in(session, person.id)
        sign_ins.end_links(session, person.id, desk.now)
        return _done(
            session,
            desk,
            person,
            f"{person.name} was archived and can no longer sign in.{_left_behind(session, person)}",
        )

    return _about(desk, key, "archive_person", person_id, (), act)


@needs(Capability.MANAGE_PEOPLE)
def restore_person(desk: Desk, key: str, person_id: int) -> str:
    """They may sign in again, with the password they had."""

    def act(session: ScopedSession, person: Person) -> str:
        if person.status == "active":
            return f"{person.name} is not archived."
        person.status = "active"
        return _done(session, desk, person, f"{person.name} is back and can sign in again.")

    return _about(desk, key, "restore_person", person_id, (), act)


@needs(Capability.MANAGE_PEOPLE)
def set_password(desk: Desk, key: str, person_id: int, password: str) -> str:
    """A password that somebody else chose; the person is signed out everywhere, and locks are lifted."""

    def act(session: ScopedSession, person: Person) -> str:
        check_password(password, known=(person.key, person.name))
        sign_ins.store_password(session, person.id, hashed(password))
        sign_ins.end_every_sign_in(session, person.id)
        sign_ins.end_links(session, person.id, desk.now)
        return _done(session, desk, person, f"{person.name} has a new password and is signed out everywhere.")

    return _about(desk, key, "set_password", person_id, (), act)


@needs(Capability.MANAGE_PEOPLE)
def sign_person_out(desk: Desk, key: str, person_id: int) -> str:
    """All browsers of the person, as after a lost laptop."""

    def act(session: ScopedSession, person: Person) -> str:
        sign_ins.end_every_sign_in(session, person.id)
        return _done(session, desk, person, f"{person.name} was signed out everywhere.")

    return _about(desk, key, "sign_person_out", person_id, (), act)


def _about(
    desk: Desk,
    key: str,
    action: str,
    person_id: int,
    content: tuple[object, ...],
    act: Callable[[ScopedSession, Person], str],
) -> str:
    """Do it once to an existing person. content never holds a password: its plain fingerprint is stored."""

    def to_person() -> str:
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound("There is no such person.")
        return act(session, person)

    with desk.writing() as session:
        return once(session, desk, key, action, (person_id, *content), act=to_person)


def _done(session: ScopedSession, desk: Desk, person: Person, detail: str) -> str:
    audit.record(session, desk, "person", f"person:{person.key}", detail)
    return detail


def _columns(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "roles": roles_text(profile.roles),
        "discipline": profile.discipline,
        "capacity": profile.capacity,
    }


def _profile(person: Person) -> Profile:
    capacity = None if person.capacity is None else Minutes(person.capacity)
    return Profile(person.name, parse_roles(person.roles), person.discipline, capacity)


def _keep_a_manager(session: ScopedSession, person: Person) -> None:
    """An agency without a Manager could not make one. Everybody active is locked: two such edits go one by one."""
    active = session.execute(
        sa.select(Person.id, Person.roles).where(Person.status == "active").order_by(Person.id).with_for_update()
    )
    if not any(Role.MANAGER in parse_roles(roles) for other, roles in active if other != person.id):
        raise BadInput(f"{person.name} is the only Manager; make somebody else one first.", field="roles")


def _left_behind(session: ScopedSession, person: Person) -> str:
    clients = session.scalars(
        sa.select(Client.name).where(Client.csm_id == person.id, Client.status == "active").order_by(Client.name)
    ).all()
    if not clients:
        return ""
    named = ", ".join(clients[:3]) + (f" and {len(clients) - 3} more" if len(clients) > 3 else "")
    return f" Still their CSM's: {named}; choose another CSM there."


def _too_late(session: ScopedSession, desk: Desk, person: Person) -> NoReturn:
    last = session.execute(
        sa.select(Person.name, Audit.at, Audit.detail)
        .outerjoin(Person, Person.id == Audit.actor_id)
        .where(Audit.subject == f"person:{person.key}")
        .order_by(Audit.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        raise Conflict(f"{person.name} was changed since you opened this; look again, then save.")
    minutes = max(1, int((desk.now - last.at).total_seconds() // 60))
    ago = f"{minutes} minute{'' if minutes == 1 else 's'} ago" if minutes < 120 else f"on {last.at:%-d %B}"
    raise Conflict(f"{last.name or 'The system'} was first, {ago}: {last.detail} Look again, then save.")
