"""`charleos efficiency` and `scores`: what came of the work, and what it tells about the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charleos.cli.ground import open_desk
from charleos.cli.show import NONE, as_json, table, time
from charleos.errors import BadInput
from charleos.periods import Month

if TYPE_CHECKING:
    from charleos.desk import Desk
    from charleos.reads.scores import TypeScore
    from charleos.rules.efficiency import Cell, Work

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]

MOST_MONTHS = 1200
BORROWED = "borrowing"
NOT_REQUIRED = "Not required"


class By(StrEnum):
    TYPE = "type"
    SIZE = "size"
    CLIENT = "client"
    PERSON = "person"
    MONTH = "month"


def register(app: typer.Typer) -> None:
    for command in (efficiency, scores):
        app.command()(command)


def efficiency(
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="The first month, such as 2026-01.")],
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="The last month.")],
    by: Annotated[By, typer.Option(help="What a row stands for.")] = By.TYPE,
    client: Annotated[str | None, typer.Option(metavar="SLUG", help="One client's work only.")] = None,
    json: Json = False,
) -> None:
    """Banked time, overage and net efficiency of a period."""
    begin, end = Month.parse(first), Month.parse(last)
    if end < begin:
        raise BadInput(f"--to {end} is before --from {begin}; swap them.")
    if end - begin >= MOST_MONTHS:
        raise BadInput(f"From {begin} to {end} is more than a hundred years; ask for fewer months.")
    with open_desk() as desk:
        rows = _rows(desk, begin, end, by, client)
    if json:
        as_json([_document(key, work) for key, work in rows])
        return
    table(COLUMNS, [_row(key, work) for key, work in (*rows, ("all", _together(rows)))])


Row = tuple[str, "Work"]


def _rows(desk: Desk, first: Month, last: Month, by: By, slug: str | None) -> list[Row]:
    from charleos.reads.efficiency import client_work, work_cube, work_totals

    if by is By.CLIENT or slug is not None:
        cube = work_cube(desk, first, last) if slug is None else client_work(desk, slug, first, last)
        cells, names = cube.cells, {one.id: one.slug for one in cube.clients}
    else:
        cells, names = work_totals(desk, first, last).cells, {}
    if by is By.PERSON:
        return _by_person(desk, first, last, tuple(names), cells)
    if by is By.CLIENT:
        return sorted(_grouped(cells, lambda cell: names[cell.client]))
    if by is By.MONTH:
        return sorted(_grouped(cells, lambda cell: str(Month(cell.month))))
    return _by_kind(desk, by, cells)


def _by_kind(desk: Desk, by: By, cells: Sequence[Cell]) -> list[Row]:
    """By type or size of work: what tasks borrowed has neither, and stands in a row of its own at the end."""
    work = [cell for cell in cells if cell.type]
    if by is By.TYPE:
        rows = sorted(_grouped(work, lambda cell: cell.type))
    else:
        order = [size.code for size in desk.rulebook().policy(Month.of(desk.today)).sizes]
        rows = sorted(
            _grouped(work, lambda cell: cell.size or NOT_REQUIRED),
            key=lambda row: (
                row[0] == NOT_REQUIRED,
                row[0] not in order,
                order.index(row[0]) if row[0] in order else 0,
            ),
        )
    return [*rows, *_borrowing(cells)]


def _by_person(desk: Desk, first: Month, last: Month, client_ids: tuple[int, ...], cells: Sequence[Cell]) -> list[Row]:
    from charleos.reads.efficiency_people import PeopleAsked, people_work

    people = people_work(desk, first, last, PeopleAsked(client_ids))
    return [*((one.key, one.work) for one in people), *_borrowing(cells)]


def _borrowing(cells: Iterable[Cell]) -> list[Row]:
    return list(_grouped((cell for cell in cells if not cell.type), lambda _: BORROWED))


def _grouped(cells: Iterable[Cell], key: Callable[[Cell], str]) -> list[Row]:
    from charleos.rules.efficiency import grouped

    return [(name, work) for name, work in grouped(cells, key).items() if any(work)]


def _together(rows: Iterable[Row]) -> Work:
    from charleos.rules.efficiency import together

    return together(work for _, work in rows)


def _document(key: str, work: Work) -> dict[str, Any]:
    share = work.hundredths
    return {
        "key": key,
        "requirements": work.completed,
        "quoted_minutes": work.quoted,
        "actual_minutes": work.logged,
        "billable_minutes": work.billable,
        "banked_minutes": work.banked,
        "overage_minutes": work.overage,
        "net_minutes": work.net,
        "efficiency_percent": None if share is None else share / 100,
        "provisional_banked_minutes": work.provisional,
    }


COLUMNS = (
    *("", "requirements", "quoted", "actual", "billable", "banked", "of it provisional", "overage", "net"),
    "efficiency",
)


def _row(key: str, work: Work) -> tuple[str, ...]:
    share = NONE if work.hundredths is None else f"{work.hundredths / 100:.1f}%"
    minutes = (work.quoted, work.logged, work.billable, work.banked, work.provisional, work.overage, work.net)
    return (key, f"{work.completed:,}", *map(time, minutes), share)


def scores(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The client's name in addresses, such as acme-corp.")],
    json: Json = False,
) -> None:
    """How a client's completed work of each type compares with what was quoted; 1.15 is 15% slower."""
    from charleos.reads.scores import scores as scores_of

    with open_desk() as desk:
        found = scores_of(desk, slug)
    if json:
        as_json([_scored(one) for one in found])
        return
    shown = [
        (one.type, f"{one.score.hundredths / 100:.2f}", f"{one.score.drawn_from:,}", one.score.confidence.value)
        for one in found
    ]
    table(("type", "score", "requirements", "confidence"), shown)


def _scored(one: TypeScore) -> dict[str, Any]:
    return {
        "type": one.type,
        "score": one.score.hundredths / 100,
        "count": one.score.drawn_from,
        "confidence": one.score.confidence.value,
    }
