"""What the Schedule page shows, kept in its address alone (see `ui.address`)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.periods import parse_day
from charleos.reads.team_schedule import ScheduleFilter
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.timeline import Span
from charleos.ui.address import Address
from charleos.ui.session import own_desk

PAGE = "schedule"
ADDRESS = Address(PAGE, "schedule_")


class Section(StrEnum):
    TEAM = "team"
    STEPS = "steps"
    CLIENTS = "clients"

    @property
    def title(self) -> str:  # type: ignore[override]
        return {"team": "Team", "steps": "Move steps", "clients": "Client health"}[self.value]


class PersonDay(NamedTuple):
    """A person's day, as a click on it names it: `12.2026-01-30`."""

    person_id: int
    day: date

    def __str__(self) -> str:
        return f"{self.person_id}.{self.day.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> PersonDay | None:
        person, _, day = text.partition(".")
        try:
            return cls(int(person), parse_day(day)) if person.isascii() and person.isdigit() else None
        except BadInput:
            return None


def span() -> Span:
    return ADDRESS.option("span", Span, Span.WEEK)


def day(today: date) -> date:
    """A day of the span that is looked at; today's, unless the address has another."""
    return ADDRESS.day("day") or today


def asked() -> ScheduleFilter:
    status, kind = ADDRESS.text("status"), ADDRESS.text("type")
    return ScheduleFilter(
        person_id=ADDRESS.number("person"),
        slug=ADDRESS.text("client") or None,
        status=StepStatus(status) if status in {one.value for one in StepStatus} else None,
        kind=StepKind(kind) if kind in {one.value for one in StepKind} else None,
    )


def open_day() -> PersonDay | None:
    return PersonDay.parse(ADDRESS.text("open_day"))


def open_step() -> int | None:
    return ADDRESS.number("open_step")


@own_desk(PAGE)
def go(_desk: Desk, /, **params: str) -> None:
    """For a callback: set these parameters; an empty one is taken out."""
    ADDRESS.go(**params)


def close() -> None:
    """For the end of a dialog: nothing is open."""
    go(open_day="", open_step="")
