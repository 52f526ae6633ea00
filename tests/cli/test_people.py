"""`charleos person`: adding people, giving them a password, disabling them."""

from __future__ import annotations

import bcrypt
import pytest
import sqlalchemy as sa

from charleos.store.engine import open_for_migration
from tests.cli.conftest import Answer, Command

MIRA = ("person", "add", "mira", "--name", "Mira Castellano", "--role", "manager")


def test_a_person_is_added_given_a_password_and_disabled(typed: Command, url: str) -> None:
    added = typed(*MIRA)
    assert (added.status, added.out) == (0, "Mira Castellano was added as Manager.\n")
    assert typed("person", "add", "zoe", "--name", "Zoë", "--roles", "pm,csm,manager").status == 0
    given = typed("person", "passwd", "mira", typing="a long enough secret\n")
    assert given.status == 0
    assert "a long enough secret" not in given.out
    key, roles, discipline, status, password_hash = _stored(url, "mira")
    assert (key, roles, discipline, status) == ("mira", "manager", "management", "active")
    assert bcrypt.checkpw(b"a long enough secret", password_hash.encode())
    assert typed("person", "disable", "mira").status == 0
    assert _stored(url, "mira")[3] == "archived"


def test_a_delivery_person_has_a_discipline_and_may_have_hours_of_their_own(command: Command, url: str) -> None:
    part_time = ("person", "add", "kofi", "--name", "Kofi", "--role", "delivery", "--capacity", "4h")
    assert "--discipline" in command(*part_time).complaint
    assert command(*part_time, "--discipline", "qa").status == 0
    assert _stored(url, "kofi")[1:3] == ("delivery", "qa")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["person", "add", "Mira Castellano", "--name", "M", "--role", "pm"], "sign-in name"),
        (["person", "add", "ana", "--name", "Ana", "--role", "king"], "is not a role"),
        (["person", "add", "ana", "--name", "Ana"], "--role"),
        (["person", "add", "ana", "--role", "pm"], "--name"),
        (["person", "add", "ana", "--name", " ", "--role", "pm"], "name"),
        (["person", "add", "mira", "--name", "Another Mira", "--role", "pm"], "choose another"),
        (["person", "disable", "nobody"], "nobody"),
        (["person", "disable", "mira"], "only Manager"),
        (["person"], "Missing command"),
        (["person", "promote", "mira"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(command: Command, arguments: list[str], told: str) -> None:
    assert command(*MIRA).status == 0
    answer = command(*arguments)
    assert answer.status == 2
    assert told in answer.complaint


@pytest.mark.parametrize("password", ["", "short", "retainer"])
def test_a_weak_password_is_refused(typed: Command, password: str) -> None:
    assert typed(*MIRA).status == 0
    answer: Answer = typed("person", "passwd", "mira", typing=f"{password}\n")
    assert answer.status == 2
    assert answer.complaint


def _stored(url: str, key: str) -> tuple[str, ...]:
    engine = open_for_migration(url)
    with engine.connect() as connection:
        row = connection.execute(
            sa.text("SELECT key, roles, discipline, status, password_hash FROM person WHERE key = :key"), {"key": key}
        ).one()
    engine.dispose()
    return tuple(row)
