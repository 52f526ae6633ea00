"""Every read there is, and arguments for it, made from the names and types of its parameters."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from random import Random
from typing import Any

import sqlalchemy as sa

import charleos.reads
from charleos.desk import Desk
from charleos.errors import CharleosError
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.policy import DEFAULT_POLICY, Policy
from charleos.store.schema import (
    Block,
    Client,
    Leave,
    LedgerLine,
    Person,
    Plan,
    Quote,
    QuoteRequirement,
    Requirement,
    Subtask,
    Task,
    TimeEntry,
)
from tests.stories import BEGIN, DAYS, WORDS, Story


@dataclass(frozen=True)
class Read:
    name: str
    ask: Callable[..., Any]
    needs: Capability

    @property
    def parameters(self) -> dict[str, Any]:
        hints = typing.get_type_hints(inspect.unwrap(self.ask))
        return {name: hints[name] for name in list(inspect.signature(self.ask).parameters)[1:]}

    @property
    def answers(self) -> Any:
        return typing.get_type_hints(inspect.unwrap(self.ask)).get("return")


def every_read() -> list[Read]:
    """All functions of charleos/reads that state what they need, however their module is called."""
    found = {}
    for module in pkgutil.iter_modules(charleos.reads.__path__):
        names = vars(importlib.import_module(f"charleos.reads.{module.name}"))
        for name, function in names.items():
            if hasattr(function, "needs") and function.__module__ == f"charleos.reads.{module.name}":
                found[f"{module.name}.{name}"] = Read(f"{module.name}.{name}", function, function.needs)
    return [found[name] for name in sorted(found)]


TABLES: dict[str, Any] = {
    "client": Client,
    "task": Task,
    "requirement": Requirement,
    "entry": TimeEntry,
    "person": Person,
    "csm": Person,
    "plan": Plan,
    "line": LedgerLine,
    "subtask": Subtask,
    "block": Block,
    "leave": Leave,
    "quote": Quote,
    "piece": QuoteRequirement,
}
"""Whose ids a parameter can name."""


class CannotAsk(AssertionError):
    """A read has a parameter of which no example can be made; follow the standard names, or teach Questions."""


@dataclass(frozen=True)
class Of:
    """Stands for the answer of another read, asked of the same database with these arguments."""

    read: Read
    arguments: dict[str, Any]


class Questions:
    """Draws arguments from everything the whole agency has, so that most of it is not the viewer's to know."""

    def __init__(self, story: Story, reads: list[Read]) -> None:
        self._story = story
        desk = story.agency.system()
        self._ids = {name: [int(row[0]) for row in desk.all(sa.select(table.id))] for name, table in TABLES.items()}
        self._answering = {read.answers: read for read in reads if _is_an_answer(read.answers)}

    def draw(self, read: Read, random: Random) -> dict[str, Any]:
        return {name: self._value(name, hint, random) for name, hint in read.parameters.items()}

    def _value(self, name: str, hint: Any, random: Random) -> Any:
        if typing.get_origin(hint) in (typing.Union, types.UnionType):
            inner = [one for one in typing.get_args(hint) if one is not type(None)]
            return None if random.random() < 0.4 else self._value(name, inner[0], random)
        if typing.get_origin(hint) in (tuple, frozenset, list):
            inner_hint, made = typing.get_args(hint)[0], typing.get_origin(hint)
            return made(self._value(name.removesuffix("s"), inner_hint, random) for _ in range(random.randint(0, 2)))
        if hint in self._answering:
            other = self._answering[hint]
            return Of(other, self.draw(other, random))
        if is_dataclass(hint) and isinstance(hint, type) and hint is not Policy:
            return hint(**{one.name: self._field(one.name, hint, random) for one in fields(hint) if one.init})
        return self._plain(name, hint, random)

    def _field(self, name: str, of: type, random: Random) -> Any:
        return self._value(name, typing.get_type_hints(of)[name], random)

    def _plain(self, name: str, hint: Any, random: Random) -> Any:
        if hint is Policy:
            return random.choice([DEFAULT_POLICY, replace(DEFAULT_POLICY, pm_share=200_000)])
        if hint is Month:
            return Month.of(BEGIN).plus(random.randint(-2, 4))
        if hint is date:
            later = 30 if name == "last" else 0  # so that often enough a stretch of days reaches beyond today
            return BEGIN + timedelta(days=later + random.randint(-10, DAYS + 5))
        if hint is bool:
            return random.random() < 0.5
        if isinstance(hint, type) and issubclass(hint, Enum):
            return random.choice(list(hint))
        if hint is str:
            return self._text(name, random)
        if isinstance(hint, type) and issubclass(hint, int):
            return self._number(name, random)
        raise CannotAsk(f"No example of the parameter {name}: {hint}.")

    def _text(self, name: str, random: Random) -> str:
        slugs = [client.slug for client in self._story.clients]
        if name == "slug":
            return random.choice([*slugs, *slugs, "nobody"])
        if name == "type":
            return random.choice(["design", "development", "seo", "qa"])
        people = [word for person in self._story.people for word in (person.name, person.key)]
        numbers = [f"#{task.number}" for task in self._story.tasks]
        return random.choice(["", "a", "note", "%", "zzz", *slugs, *people, *numbers, *WORDS])

    def _number(self, name: str, random: Random) -> int:
        kind = name.removesuffix("_id")
        if kind in self._ids:
            return random.choice([*self._ids[kind], 10**6])
        return random.choice([0, 1, 1, 2, 3])


def _is_an_answer(hint: Any) -> bool:
    """A value of the reads' own, which only a read can give."""
    return getattr(hint, "__module__", "").startswith("charleos.reads")


def told(read: Read, desk: Desk, arguments: dict[str, Any]) -> tuple[str, Any]:
    """The answer, or the sentence of the refusal: both are something a viewer learns."""
    try:
        given = {name: _asked_before(value, desk) for name, value in arguments.items()}
        answer = read.ask(desk, **given)
        return "answer", list(answer) if isinstance(answer, Iterator) else answer
    except CharleosError as refused:
        return type(refused).__name__, refused.sentence


def _asked_before(value: Any, desk: Desk) -> Any:
    if isinstance(value, Of):
        given = {name: _asked_before(inner, desk) for name, inner in value.arguments.items()}
        return value.read.ask(desk, **given)
    return value
