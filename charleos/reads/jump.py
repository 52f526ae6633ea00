"""Finding a client or a task by what a person types: a name, a short name, #123 or a title."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.rules.access import Capability
from charleos.rules.clients import as_searched, matches
from charleos.store.schema import Client, Task
from charleos.store.scope import Lens

MOST_HITS = 8
_NUMBER = re.compile(r"#?\s*(\d{1,9})", re.ASCII)


class Hit(NamedTuple):
    """A client, or a task of one (number is None for a client). slug: the client's."""

    slug: str
    client: str
    number: int | None
    title: str | None


@needs(Capability.USE)
def find(desk: Desk, text: str) -> tuple[Hit, ...]:
    """At most eight: the best first. Clients and tasks in reach; for who has none, the tasks of their own work."""
    wanted = " ".join(text.split())
    if not wanted:
        return ()
    if not desk.viewer.can(Capability.VIEW_CLIENTS):
        return _tasks(desk, wanted, Lens.OWN)
    if wanted.startswith("#"):
        return _tasks(desk, wanted, Lens.REACH)
    named = _clients(desk, wanted)
    return (*named, *_tasks(desk, wanted, Lens.REACH))[:MOST_HITS]


def _clients(desk: Desk, wanted: str) -> tuple[Hit, ...]:
    """Names that begin with what was typed stand first."""
    folded = as_searched(wanted)
    names = [(as_searched(row.name), row) for row in desk.all(_CLIENTS)]
    found = [(name, row) for name, row in names if matches(f"{name}\n{row.slug}", wanted)]
    found.sort(key=lambda one: (folded not in (one[0], one[1].slug), not one[0].startswith(folded), one[0]))
    return tuple(Hit(row.slug, row.name, None, None) for _, row in found[:MOST_HITS])


def _tasks(desk: Desk, wanted: str, lens: Lens) -> tuple[Hit, ...]:
    number = _NUMBER.fullmatch(wanted)
    if number is not None:
        query = _TASKS.where(Task.number == int(number[1]))
    else:
        query = _TASKS.where(_titled(wanted)).order_by(Task.number.desc()).limit(MOST_HITS)
    return tuple(Hit(row.slug, row.name, row.number, row.title) for row in desk.all(query, lens=lens))


def _titled(wanted: str) -> sa.ColumnElement[bool]:
    """SQLite compares capitals and small letters of ASCII alone: other scripts are tried in their usual spellings."""
    spellings = dict.fromkeys((wanted, wanted.lower(), wanted.upper(), wanted.capitalize(), wanted.title()))
    return sa.or_(*(Task.title.icontains(one, autoescape=True) for one in spellings))


_CLIENTS: Any = sa.select(Client.slug, Client.name)
_TASKS: Any = sa.select(Client.slug, Client.name, Task.number, Task.title).join(Client, Client.id == Task.client_id)
