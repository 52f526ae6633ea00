"""`charleos health` and `day`: how well a client's months are planned, and what somebody does on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from charleos.cli.ground import open_desk
from charleos.cli.show import NONE, as_json, say, table, time
from charleos.errors import BadInput, NotFound
from charleos.periods import Month, long_day, parse_day
from charleos.units import half_up

if TYPE_CHECKING:
    from charleos.desk import Desk
    from charleos.reads.day import DayItem, PersonDay
    from charleos.rules.health import Health

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]

MOST_MONTHS = 24


def register(app: typer.Typer) -> None:
    for command in (health, day):
        app.command()(command)


def health(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The client's name in addresses, such as acme-corp.")],
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="The first month, such as 2026-03.")],
    months: Annotated[int, typer.Option("--months", metavar="NUMBER", help="How many months from it on.")] = 3,
    json: Json = False,
) -> None:
    """How well a client's months are planned: scheduled against the net allocation."""
    from charleos.reads.health import client_health

    first = Month.parse(month)
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(f"Ask for 1 to {MOST_MONTHS} months; {months} were asked for.")
    with open_desk() as desk:
        of = client_health(desk, slug, first, months)
    if json:
        as_json([_health(one) for one in of.months])
        return
    say(of.name)
    table(("month", "status", "scheduled", "allocated", "gap", "%"), [_row(one) for one in of.months], text_columns=2)


def _health(one: Health) -> dict[str, Any]:
    return {
        "month": str(one.month),
        "allocated_minutes": one.allocated,
        "scheduled_minutes": one.scheduled,
        "ratio": None if one.ratio is None else float(one.ratio),
        "status": one.status.value,
    }


def _row(one: Health) -> tuple[str, ...]:
    percent = NONE if one.ratio is None else f"{half_up(one.ratio * 1000) / 10:.1f}"
    return (str(one.month), one.status.title, time(one.scheduled), time(one.allocated), time(one.gap), percent)


def day(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The sign-in name.")],
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="Such as 2026-01-31.")],
    json: Json = False,
) -> None:
    """What somebody does on a day, in which order, and what waits; what was logged on a day gone by."""
    from charleos.reads.day import person_day

    asked = parse_day(date)
    with open_desk() as desk:
        of = person_day(desk, _id_of(desk, person), asked)
    if json:
        as_json(_day(of))
        return
    say(f"{of.person}, {long_day(of.day)}: {time(of.allocated)} of {time(of.capacity)}")
    if not of.items:
        say("Nothing to do." if not of.is_past else "Nothing was logged.")
        return
    table(("task", "step", "priority", "time", "queued"), [_line(item) for item in of.items], text_columns=2)


def _id_of(desk: Desk, key: str) -> int:
    import sqlalchemy as sa

    from charleos.store.schema import Person

    found = desk.all(sa.select(Person.id).where(Person.key == key))
    if not found:
        raise NotFound(f"There is no person “{key[:60]}”.")
    return int(found[0].id)


def _day(of: PersonDay) -> dict[str, Any]:
    return {
        "capacity_minutes": of.capacity,
        "items": [
            {
                "priority": item.priority,
                "task": item.task_key,
                "subtask": item.subtask,
                "allocated_minutes": item.allocated,
                "queued_minutes": item.queued,
            }
            for item in of.items
        ],
        "allocated_minutes": of.allocated,
    }


def _line(item: DayItem) -> tuple[str, ...]:
    task = item.task if item.task_number is None else f"#{item.task_number} {item.task}"
    priority = NONE if item.priority is None else str(item.priority)
    return (task, item.subtask or NONE, priority, time(item.allocated), time(item.queued))
