"""The people of the agency: names for choosing, and all particulars for those who manage them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.rules.access import Capability, Role, Viewer, parse_roles
from charleos.rules.people import Profile
from charleos.store.schema import Person, SignIn
from charleos.units import Minutes


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody as Settings shows them. version: for an edit; locked_until: while sign-ins are refused."""

    id: int
    key: str
    profile: Profile
    is_active: bool
    has_password: bool
    locked_until: datetime | None
    last_seen_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    key: str
    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """A browser in which the viewer is signed in. id: the fingerprint of its token."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OwnAccount:
    key: str
    profile: Profile
    sign_ins: tuple[OwnSignIn, ...]


_PARTICULARS = (
    Person.id,
    Person.key,
    Person.name,
    Person.roles,
    Person.discipline,
    Person.capacity,
    Person.status,
    Person.password_hash.is_not(None).label("has_password"),
    Person.next_attempt_at,
    Person.version,
)


@needs(Capability.MANAGE_PEOPLE)
def people(desk: Desk) -> tuple[PersonRow, ...]:
    """Everybody, archived people last."""
    seen = (
        sa.select(SignIn.person_id, sa.func.max(SignIn.last_seen_at).label("seen_at"))
        .group_by(SignIn.person_id)
        .subquery()
    )
    rows = desk.all(
        sa.select(*_PARTICULARS, seen.c.seen_at)
        .outerjoin(seen, seen.c.person_id == Person.id)
        .order_by(Person.status, sa.func.lower(Person.name), Person.id)
    )
    return tuple(_row(desk, row, row.seen_at) for row in rows)


@needs(Capability.MANAGE_PEOPLE)
def person_named(desk: Desk, text: str) -> PersonRow:
    """Somebody by their sign-in name, archived or not. Raises NotFound."""
    rows = desk.all(sa.select(*_PARTICULARS).where(Person.key == text.strip()))
    if not rows:
        raise NotFound(f"There is no person “{text[:60]}”.")
    return _row(desk, rows[0], None)


@needs(Capability.VIEW_AS)
def person_to_look_as(desk: Desk, person_id: int) -> Viewer:
    """An active person, as the rules see them. Raises NotFound."""
    rows = desk.all(
        sa.select(Person.id, Person.name, Person.roles).where(Person.id == person_id, Person.status == "active")
    )
    if not rows:
        raise NotFound("There is no such active person.")
    return Viewer(rows[0].id, rows[0].name, parse_roles(rows[0].roles))


@needs(Capability.USE)
def colleagues(desk: Desk) -> tuple[Colleague, ...]:
    """Everybody active, by name: whom work can be given to."""
    rows = desk.all(
        sa.select(Person.id, Person.key, Person.name, Person.roles)
        .where(Person.status == "active")
        .order_by(sa.func.lower(Person.name), Person.id)
    )
    return tuple(Colleague(row.id, row.key, row.name, parse_roles(row.roles)) for row in rows)


@needs(Capability.USE)
def own_account(desk: Desk) -> OwnAccount:
    """The viewer as the agency knows them, and the browsers in which they are signed in now, latest first."""
    own = Person.id == desk.viewer.person_id
    with desk.reading() as session:
        person = session.execute(
            sa.select(Person.key, Person.name, Person.roles, Person.discipline, Person.capacity).where(own)
        ).one_or_none()
        if person is None:
            raise NotFound("There is no such person.")
        rows = session.execute(
            sa.select(SignIn.id, SignIn.created_at, SignIn.last_seen_at, SignIn.expires_at)
            .join(Person, sa.and_(Person.id == SignIn.person_id, Person.token_version == SignIn.token_version))
            .where(own, SignIn.revoked_at.is_(None), SignIn.expires_at > desk.now)
            .order_by(SignIn.last_seen_at.desc(), SignIn.id)
        ).all()
    browsers = tuple(OwnSignIn(row.id, row.created_at, row.last_seen_at, row.expires_at) for row in rows)
    return OwnAccount(person.key, _profile(person), browsers)


def _row(desk: Desk, person: Any, seen_at: datetime | None) -> PersonRow:
    waits = person.next_attempt_at is not None and person.next_attempt_at > desk.now
    return PersonRow(
        id=person.id,
        key=person.key,
        profile=_profile(person),
        is_active=person.status == "active",
        has_password=bool(person.has_password),
        locked_until=person.next_attempt_at if waits else None,
        last_seen_at=seen_at,
        version=person.version,
    )


def _profile(person: Any) -> Profile:
    capacity = None if person.capacity is None else Minutes(person.capacity)
    return Profile(person.name, parse_roles(person.roles), person.discipline, capacity)
