"""Signing in and out. A browser is recognised by the random token in its cookie, and by nothing else.

There is no viewer before somebody is recognised: these run at the system's own desk.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from charleos.actions.passwords import matches
from charleos.desk import Desk, needs
from charleos.errors import Forbidden
from charleos.rules.access import Capability, Viewer, parse_roles
from charleos.rules.passwords import SIGN_IN_LASTS, typed_name, wait_after
from charleos.rules.people import role_titles
from charleos.store import sign_ins
from charleos.store.schema import Agency, Person
from charleos.store.scope import ScopedSession
from charleos.store.sign_ins import NOBODY, Attempt

REFUSED = (
    "That name and password do not go together, or there were too many tries. "
    "After five, wait a little before the next; ten lock a name for 15 minutes."
)
"""One sentence for every reason: it tells nobody which names exist or which are locked."""

_SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in. sign_in: the fingerprint of their browser's token; seen_lately: no need to note it again."""

    viewer: Viewer
    key: str
    sign_in: str
    time_zone: str
    is_demo: bool
    seen_lately: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A sign-in of the demo agency, which the sign-in page lists."""

    key: str
    name: str
    roles: str


def new_secret() -> str:
    """256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored of a secret. The secrets here are random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@needs(Capability.MANAGE_PEOPLE)
def recognise(desk: Desk, token: str) -> Visitor | None:
    """Whose browser this is, as the database has the person at this moment. One indexed select.

    None when the sign-in ended or expired, or when the person was archived, signed out everywhere or has a new
    password.
    """
    with desk.reading() as session:
        row = sign_ins.recognise(session, fingerprint(token), desk.now)
    if row is None:
        return None
    seen_lately = desk.now - row.last_seen_at < _SEEN_EVERY
    viewer = Viewer(row.id, row.name, parse_roles(row.roles))
    return Visitor(viewer, row.key, fingerprint(token), row.time_zone, bool(row.demo), seen_lately)


@needs(Capability.MANAGE_PEOPLE)
def note_seen(desk: Desk, visitor: Visitor) -> None:
    """Somebody did something (a clock that ticks is nobody), told to a few minutes."""
    if visitor.seen_lately:
        return
    with desk.writing() as session:
        sign_ins.note_seen(session, visitor.sign_in, desk.now)


@needs(Capability.MANAGE_PEOPLE)
def sign_in(desk: Desk, name: str, password: str, token: str) -> None:
    """From now on the browser that holds `token` is this person's, for 12 hours. Raises Forbidden (`REFUSED`)."""
    attempt = checked(desk, name, password)
    if attempt is None:
        raise Forbidden(REFUSED)
    with desk.writing() as session:
        begin(session, desk, token, attempt.person_id, attempt.token_version)


@needs(Capability.MANAGE_PEOPLE)
def sign_out(desk: Desk, token: str) -> None:
    """The browser's sign-in ends, in all its tabs."""
    with desk.writing() as session:
        sign_ins.end_sign_in(session, fingerprint(token), desk.now)


@needs(Capability.MANAGE_PEOPLE)
def demo_sign_ins(desk: Desk) -> tuple[Known, ...]:
    """Everybody who can sign in, in a demo agency; nobody in any other."""
    rows = desk.all(
        sa.select(Person.key, Person.name, Person.roles)
        .join(Agency, sa.and_(Agency.id == 1, Agency.demo == 1))
        .where(Person.status == "active", Person.password_hash.is_not(None))
        .order_by(Person.id)
    )
    return tuple(Known(row.key, row.name, role_titles(parse_roles(row.roles))) for row in rows)


def begin(session: ScopedSession, desk: Desk, token: str, person_id: int, token_version: int) -> None:
    """Sign the browser that holds `token` in, inside the caller's transaction."""
    until = desk.now + SIGN_IN_LASTS
    sign_ins.begin_sign_in(session, fingerprint(token), person_id, token_version, now=desk.now, until=until)


@needs(Capability.MANAGE_PEOPLE)
def checked(desk: Desk, name: str, password: str) -> Attempt | None:
    """Whose name and password these are; None for nobody's. It costs the same time and writing in every case.

    The attempt is counted, and the wait it may cause begins, before the password is looked at.
    """
    attempt = _count(desk, typed_name(name))
    return attempt if matches(password, attempt.password_hash) else None


def _count(desk: Desk, name: str) -> Attempt:
    with desk.writing() as session:
        person = sign_ins.hold_for_attempt(session, name)
        waiting = person is not None and person.next_attempt_at is not None and person.next_attempt_at > desk.now
        if person is None or waiting or person.password_hash is None:
            sign_ins.count_for_nobody(session)
            return NOBODY
        failures = person.failed_attempts + 1
        wait = wait_after(failures)
        sign_ins.count_attempt(session, person.id, failures, desk.now + wait if wait else None)
        return Attempt(person.id, person.token_version, person.password_hash)
