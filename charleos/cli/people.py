"""`charleos person`: adding people, giving them a password, disabling them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from charleos.cli.ground import open_desk
from charleos.cli.show import say
from charleos.errors import BadInput
from charleos.units import parse_duration

if TYPE_CHECKING:
    from charleos.rules.access import Role

app = typer.Typer(help="Add people, give them a password, disable them.", rich_markup_mode=None)

Key = Annotated[str, typer.Argument(metavar="NAME", help="The sign-in name.")]


@app.command()
def add(
    key: Key,
    name: Annotated[str, typer.Option(help="The full name.")],
    role: Annotated[list[str], typer.Option("--role", "--roles", help="delivery, pm, csm, manager; repeat it.")],
    discipline: Annotated[str | None, typer.Option(help="What they do: development, design, qa, content …")] = None,
    capacity: Annotated[str | None, typer.Option(help="Time a day, where it is not the discipline's.")] = None,
) -> None:
    """Add a person. They can sign in once they have a password: see “charleos person passwd”."""
    from charleos.actions.people import add_person
    from charleos.rules.access import parse_roles
    from charleos.rules.people import Profile

    minutes = None if capacity is None else parse_duration(capacity)
    roles = parse_roles(",".join(role).replace(" ", ""))
    profile = Profile(name, roles, discipline or _usual_discipline(roles), minutes)
    with open_desk() as desk:
        say(add_person(desk, str(uuid4()), key, profile))


def _usual_discipline(roles: frozenset[Role]) -> str:
    """Where it is not said: what people with the role do. Delivery people do different things."""
    usual = {"manager": "management", "pm": "pm", "csm": "csm"}
    for role, discipline in usual.items():
        if role in roles:
            return discipline
    raise BadInput("Say what they do with --discipline: development, design, qa, content or seo.")


@app.command()
def passwd(key: Key) -> None:
    """Give a person a password: typed twice on a terminal, else the first line of what is piped in."""
    from charleos.actions.people import set_password
    from charleos.reads.people import person_named

    with open_desk() as desk:
        person = person_named(desk, key)
        say(set_password(desk, str(uuid4()), person.id, _password()))


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    password = getpass("New password: ")
    if getpass("Once more: ") != password:
        raise BadInput("The two passwords differ; nothing was changed.")
    return password


@app.command()
def disable(key: Key) -> None:
    """Archive a person: they are signed out and cannot sign in; their work stays."""
    from charleos.actions.people import archive_person
    from charleos.reads.people import person_named

    with open_desk() as desk:
        person = person_named(desk, key)
        say(archive_person(desk, str(uuid4()), person.id))
