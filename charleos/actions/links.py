"""One-time links: an invitation, a reset, the first Manager. Each works once and not for long.

Whoever holds one chooses a password and is signed in with it, so only its fingerprint is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa

from charleos.actions import audit
from charleos.actions.passwords import hashed
from charleos.actions.sign_in import begin, fingerprint, new_secret
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, NotFound
from charleos.rules.access import Capability, Role, Viewer, roles_text
from charleos.rules.passwords import INVITE_LASTS, RESET_LASTS, check_password, check_sign_in_name
from charleos.store import sign_ins
from charleos.store.schema import Person
from charleos.store.scope import ScopedSession

FIRST_MANAGER = "first_manager"
_FIRST_LASTS = timedelta(days=1)
_SPENT = "This link was used before or has expired; ask a Manager for a new one."


class LinkKind(StrEnum):
    INVITE = "invite"
    RESET = "reset"

    @property
    def lasts(self) -> timedelta:
        return INVITE_LASTS if self is LinkKind.INVITE else RESET_LASTS


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that still works, and whom it is for."""

    purpose: LinkKind
    person_id: int
    key: str
    name: str


@needs(Capability.MANAGE_PEOPLE)
def issue_link(desk: Desk, key: str, person_id: int, kind: LinkKind, secret: str) -> str:
    """The person may choose a password with `secret`, once; earlier links of theirs stop working.

    An invitation holds for seven days, a reset for one. Nothing changes for the person until it is used.
    """

    def act() -> str:
        person = session.get(Person, person_id)
        if person is None or person.status != "active":
            raise NotFound("There is no such active person.")
        until = desk.now + kind.lasts
        sign_ins.add_link(session, fingerprint(secret), kind, person_id, now=desk.now, until=until)
        made = "An invitation" if kind is LinkKind.INVITE else "A password reset"
        detail = f"{made} for {person.name} was made; it works once, within {_days(kind.lasts)}."
        audit.record(session, desk, "link", f"person:{person.key}", detail)
        return detail

    with desk.writing() as session:
        return once(session, desk, key, "issue_link", (person_id, kind, fingerprint(secret)), act=act)


@needs(Capability.MANAGE_PEOPLE)
def open_link(desk: Desk, secret: str) -> OpenLink:
    """Whom the link is for, without using it. Raises NotFound for one that does not work (any longer)."""
    with desk.reading() as session:
        row = sign_ins.find_link(session, fingerprint(secret), desk.now)
    if row is None or row.person_id is None:
        raise NotFound(_SPENT)
    return OpenLink(LinkKind(row.purpose), row.person_id, row.key, row.name)


@needs(Capability.MANAGE_PEOPLE)
def accept_link(desk: Desk, secret: str, password: str, token: str) -> None:
    """Choose the password, end every other sign-in, and sign the browser that holds `token` in. Works once."""
    link = open_link(desk, secret)
    check_password(password, known=(link.key, link.name))
    password_hash = hashed(password)
    with desk.writing() as session:
        if not sign_ins.use_link(session, fingerprint(secret), desk.now, purpose=link.purpose):
            raise NotFound(_SPENT)
        sign_ins.store_password(session, link.person_id, password_hash)
        sign_ins.end_links(session, link.person_id, desk.now)
        version = sign_ins.end_every_sign_in(session, link.person_id)
        begin(session, desk, token, link.person_id, version)
        how = "accepted the invitation" if link.purpose is LinkKind.INVITE else "chose a new password by a reset link"
        _record(session, desk, link.person_id, link.name, link.key, f"{link.name} {how}.")


@needs(Capability.MANAGE_PEOPLE)
def has_people(desk: Desk) -> bool:
    return bool(desk.all(sa.select(Person.id).limit(1)))


@needs(Capability.MANAGE_PEOPLE)
def issue_first_manager_token(desk: Desk) -> str:
    """The secret that lets somebody create the first Manager, for one day; earlier ones stop working."""
    secret = new_secret()
    with desk.writing() as session:
        until = desk.now + _FIRST_LASTS
        sign_ins.add_link(session, fingerprint(secret), FIRST_MANAGER, None, now=desk.now, until=until)
    return secret


@needs(Capability.MANAGE_PEOPLE)
def create_first_manager(desk: Desk, secret: str, name: str, key: str, password: str, *, token: str) -> None:
    """In an agency without people: the first one, a Manager, signed in with the browser that holds `token`.

    Raises BadInput at the field it concerns; `secret` is the one that the server printed.
    """
    called, sign_in_name = " ".join(name.split()), key.strip()
    if not called or len(called) > 200:
        raise BadInput("Write your name; at most 200 characters.", field="name")
    check_sign_in_name(sign_in_name)
    check_password(password, known=(sign_in_name, called))
    password_hash = hashed(password)
    with desk.writing() as session:
        if session.execute(sa.select(Person.id).limit(1)).first():
            raise BadInput("There are people here already; sign in, or ask a Manager for an invitation.")
        if not sign_ins.use_link(session, fingerprint(secret.strip()), desk.now, purpose=FIRST_MANAGER):
            sentence = "This is not the token that the server printed when it last started; copy that one."
            raise BadInput(sentence, field="secret")
        roles = roles_text(frozenset({Role.MANAGER}))
        person = Person(
            key=sign_in_name, name=called, roles=roles, discipline="management", password_hash=password_hash
        )
        session.add(person)
        session.flush()
        begin(session, desk, token, person.id, person.token_version)
        _record(session, desk, person.id, called, sign_in_name, f"{called} became the first Manager.")


def _record(session: ScopedSession, desk: Desk, person_id: int, name: str, key: str, detail: str) -> None:
    """An audit line in the person's own name: nobody was signed in when they did this."""
    themselves = Desk(Viewer(person_id, name, frozenset()), desk.today, desk.now, desk.database)
    audit.record(session, themselves, "password", f"person:{key}", detail)


def _days(lasts: timedelta) -> str:
    return "a day" if lasts.days == 1 else f"{lasts.days} days"
