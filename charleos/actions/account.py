"""What people do to their own sign-in."""

from __future__ import annotations

from charleos.actions import audit
from charleos.actions.passwords import hashed
from charleos.actions.sign_in import checked
from charleos.actions.submissions import once
from charleos.desk import Desk, needs, system_desk
from charleos.errors import BadInput, Forbidden
from charleos.rules.access import Capability
from charleos.rules.passwords import check_password
from charleos.store import sign_ins
from charleos.store.schema import Person


@needs(Capability.USE)
def change_password(desk: Desk, key: str, current: str, new: str, *, keep: str) -> str:
    """A new password for the viewer. Every other browser of theirs is signed out; `keep` is this one's sign-in.

    Raises BadInput at the field it concerns. Wrong current passwords count like wrong sign-ins.
    """
    _own(desk)
    person = _person(desk)
    check_password(new, known=(person.key, person.name))
    if new == current:
        raise BadInput("This is the password you have; choose another.", field="password")
    if checked(system_desk(desk.database, desk.today, desk.now), person.key, current) is None:
        sentence = "That is not your present password, or there were too many tries; wait a little, then try again."
        raise BadInput(sentence, field="current")
    password_hash = hashed(new)

    def act() -> str:
        sign_ins.store_password(session, person.id, password_hash)
        sign_ins.end_every_sign_in(session, person.id, keep=keep)
        sign_ins.end_links(session, person.id, desk.now)
        audit.record(session, desk, "password", f"person:{person.key}", f"{person.name} changed their password.")
        return "Your password is changed, and your other browsers are signed out."

    with desk.writing() as session:
        return once(session, desk, key, "change_password", (person.id,), act=act)


@needs(Capability.USE)
def sign_out_everywhere(desk: Desk, key: str) -> str:
    """Every browser of the viewer, this one included."""
    _own(desk)
    person = _person(desk)

    def act() -> str:
        sign_ins.end_every_sign_in(session, person.id)
        audit.record(session, desk, "sign_out", f"person:{person.key}", f"{person.name} signed out everywhere.")
        return "You are signed out everywhere."

    with desk.writing() as session:
        return once(session, desk, key, "sign_out_everywhere", (person.id,), act=act)


def _own(desk: Desk) -> None:
    """Refused before anything is counted or compared: looking as somebody must not try out their password."""
    if desk.read_only:
        raise Forbidden(f"You are looking as {desk.viewer.name}; nothing can be changed until you stop.")


def _person(desk: Desk) -> Person:
    with desk.reading() as session:
        person: Person = session.get(Person, desk.viewer.person_id)
    return person
