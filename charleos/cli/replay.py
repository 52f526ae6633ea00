"""`charleos replay`: what the rules would have billed on any list of estimates and actuals."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from charleos.cli.ground import policy_in_force
from charleos.cli.show import NONE, as_json, say, table, time
from charleos.errors import BadInput

if TYPE_CHECKING:
    from charleos.rules.replaying import Replayed, ReplaySize
    from charleos.units import Minutes

ESTIMATE, ACTUAL = "estimate_hours", "actual_hours"
_SIZE = (("size", "code"), ("minimum", "min"), ("maximum", "max"), ("average", "avg"))
_PER_HOUR = 60
LONGEST_CODE = 40


def register(app: typer.Typer) -> None:
    app.command()(replay)


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with estimate_hours and actual_hours.")],
    sizes: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV file: size, minimum_hours, maximum_hours.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """What the sizes would have billed on a history: one row for each piece of work."""
    from charleos.rules.replaying import replay as replayed

    used = _own_sizes() if sizes is None else _sizes_in(sizes)
    with _rows_of(file) as (header, rows):
        estimate, actual = (_place(header, name, file) for name in (ESTIMATE, ACTUAL))
        told = replayed(rows, used, estimate=estimate, actual=actual)
    if json:
        by_size = {code: _document(one) for code, one in told.by_size.items()}
        total = _document(told.total)
        as_json({"rows": total.pop("rows"), "dropped": told.dropped, **total, "by_size": by_size})
        return
    rows_shown = [_row(code, one) for code, one in told.by_size.items()]
    headings = ("size", "rows", "actual", "billable", "banked", "overage", "billed to actual")
    table(headings, [*rows_shown, _row("all", told.total)])
    say(f"{told.dropped:,} dropped: no size holds the estimate, or estimate or actual is no minute.")


def _document(one: Replayed) -> dict[str, Any]:
    share = one.billed_to_actual
    return {
        "rows": one.rows,
        "actual_minutes": one.actual,
        "billable_minutes": one.billable,
        "banked_minutes": one.banked,
        "overage_minutes": one.overage,
        "billed_to_actual": None if share is None else float(share),
    }


def _row(name: str, one: Replayed) -> tuple[str, ...]:
    share = NONE if one.billed_to_actual is None else f"{float(one.billed_to_actual):.4f}"
    return (name, f"{one.rows:,}", *map(time, one[1:]), share)


def _own_sizes() -> list[ReplaySize]:
    """The agency's sizes of this month; without a database, those that a new agency starts with."""
    from charleos.rules.replaying import ReplaySize

    return [ReplaySize(size.code, size.estimate) for size in policy_in_force().sizes]


def _sizes_in(file: Path) -> list[ReplaySize]:
    """Names of columns: size, then minimum, maximum and, where it is not their middle, average, each in hours or
    minutes (minimum_hours, max_minutes ...)."""
    with _rows_of(file) as (header, rows):
        places = [_any_of(header, names) for names in _SIZE]
        if None in places[:3]:
            raise BadInput(f"{file.name} needs the columns size, minimum_hours and maximum_hours.")
        found = [_size(file, row, places) for row in rows if row]
    codes = {size.code for size in found}
    maxima = {size.estimate.maximum for size in found}
    if not found or len(codes) < len(found) or len(maxima) < len(found):
        raise BadInput(f"{file.name} needs at least one size, each with a name and a maximum of its own.")
    return found


def _any_of(header: Sequence[str], names: Sequence[str]) -> tuple[int, int] | None:
    """Where a column is, and its minutes' part of an hour; None when there is none."""
    for place, column in enumerate(header):
        stem, _, unit = column.partition("_")
        if stem in names and unit in ("", "hours", "minutes"):
            return place, 1 if unit == "minutes" else _PER_HOUR
    return None


def _size(file: Path, row: Sequence[str], places: Sequence[tuple[int, int] | None]) -> ReplaySize:
    from charleos.rules.billing import Estimate
    from charleos.rules.policy import Size
    from charleos.rules.replaying import ReplaySize

    cells = [None if at is None or at[0] >= len(row) else (row[at[0]].strip(), at[1]) for at in places]
    code, least, most, middle = cells
    if code is None or least is None or most is None or not 0 < len(code[0]) <= LONGEST_CODE:
        raise BadInput(f"A row of {file.name} lacks its size, minimum or maximum: {', '.join(row)[:60]}.")
    minimum, maximum = _minutes(*least), _minutes(*most)
    average = _minutes(*middle) if middle is not None else Size(code[0], minimum, maximum, "").average
    if not minimum <= average <= maximum or not average:
        raise BadInput(f"Size {code[0]} of {file.name} needs minimum, average and maximum to rise, above nothing.")
    return ReplaySize(code[0], Estimate(average, maximum))


def _minutes(text: str, per: int) -> Minutes:
    from charleos.rules.replaying import minutes_of

    if per == _PER_HOUR:
        return minutes_of(text)
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise BadInput(f"“{text[:40]}” is not a whole number of minutes.")
    from charleos.units import Minutes

    return Minutes(int(text))


@contextmanager
def _rows_of(file: Path) -> Iterator[tuple[list[str], Iterator[list[str]]]]:
    """The names of the columns, and the rows after them as they are read."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.reader(opened)
            yield [name.strip().lower() for name in next(rows, [])], rows
    except OSError as absent:
        raise BadInput(f"{file} cannot be read: {absent.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file.name} is not UTF-8 text; save it as CSV in UTF-8.") from None
    except csv.Error as broken:
        raise BadInput(f"{file.name} is not CSV: {broken}.") from None


def _place(header: Sequence[str], name: str, file: Path) -> int:
    if name not in header:
        raise BadInput(f"{file.name} has no column {name}; its first row must name estimate_hours and actual_hours.")
    return header.index(name)
