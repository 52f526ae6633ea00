"""`charleos statement`, `explain`, `close` and `reopen`: a client's months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from charleos.cli.ground import open_desk
from charleos.cli.show import NONE, as_json, money, say, table, time
from charleos.errors import BadInput
from charleos.periods import Month

if TYPE_CHECKING:
    from charleos.reads.ledger import LedgerEntry
    from charleos.reads.statements import DayRates
    from charleos.rules.retainer import Statement

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The client's name in addresses, such as acme-corp.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]

MOST_MONTHS = 1200


def register(app: typer.Typer) -> None:
    for command in (statement, explain, close, reopen):
        app.command()(command)


def statement(
    slug: Slug,
    first: Annotated[str, typer.Option("--from", metavar="MONTH", help="The first month, such as 2026-01.")],
    last: Annotated[str, typer.Option("--to", metavar="MONTH", help="The last month.")],
    json: Json = False,
) -> None:
    """A client's months: allocated, carried, logged, billable, remaining, and the day rates."""
    from charleos.reads.statements import day_rates, statements

    begin, end = Month.parse(first), Month.parse(last)
    if end < begin:
        raise BadInput(f"--to {end} is before --from {begin}; swap them.")
    if end - begin >= MOST_MONTHS:
        raise BadInput(f"From {begin} to {end} is more than a hundred years; ask for fewer months.")
    with open_desk() as desk:
        of = statements(desk, slug, begin, end)
        rates = day_rates(desk, of)
    months = tuple(zip(of.months, rates, strict=True))
    if json:
        as_json([_statement(one, rate, is_closed=of.is_closed(one.month)) for one, rate in months])
        return
    say(f"{of.name}")
    table(STATEMENT, [_statement_row(one, rate, is_closed=of.is_closed(one.month)) for one, rate in months])


def _statement(one: Statement, rates: DayRates, *, is_closed: bool) -> dict[str, Any]:
    """Allocation, remaining and rates are null in a project-only month."""
    agreed, usage = one.allocation, one.usage
    return {
        "month": str(one.month),
        "gross_minutes": agreed.gross if agreed else None,
        "pm_minutes": agreed.pm if agreed else None,
        "allocated_minutes": agreed.net if agreed else None,
        "carried_in_minutes": one.excess_in,
        "unused_carried_in_minutes": one.unused_in,
        "available_minutes": one.available if agreed else None,
        "logged_minutes": usage.logged,
        "billable_minutes": usage.billable,
        "banked_minutes": usage.banked,
        "overage_minutes": usage.overage,
        "borrowed_minutes": usage.borrowed,
        "remaining_minutes": one.remaining if agreed else None,
        "excess_minutes": one.excess,
        "expired_minutes": one.expired,
        "cost_pence": agreed.cost if agreed else 0,
        "sold_day_rate_pence": rates.sold,
        "actual_day_rate_pence": rates.actual,
        "closed": is_closed,
    }


STATEMENT = (
    *("month", "allocated", "excess in", "unused in", "logged", "billable", "banked", "overage", "remaining"),
    *("cost", "sold", "actual", "band"),
)


def _statement_row(one: Statement, rates: DayRates, *, is_closed: bool) -> tuple[str, ...]:
    agreed, usage = one.allocation, one.usage
    return (
        f"{one.month}{' closed' if is_closed else ''}",
        time(agreed.net if agreed else None),
        *map(time, (one.excess_in, one.unused_in, usage.logged, usage.billable, usage.banked, usage.overage)),
        time(one.remaining if agreed else None),
        *map(money, (agreed.cost if agreed else None, rates.sold, rates.actual)),
        rates.band.value if rates.band else NONE,
    )


def explain(
    slug: Slug,
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="Such as 2026-01.")],
    json: Json = False,
) -> None:
    """Every ledger line that moved a client's month, and why."""
    from charleos.reads.ledger import explain as ledger_of

    asked = Month.parse(month)
    with open_desk() as desk:
        of = ledger_of(desk, slug, asked)
    if json:
        as_json([_line(one) for one in of.lines])
        return
    is_retained = of.statement.is_retained
    say(f"{asked.name}: {time(of.statement.available) if is_retained else NONE} available")
    table(LEDGER, [_line_row(one) for one in of.lines], text_columns=3)
    say(f"Remaining: {time(of.statement.remaining) if is_retained else NONE}")


def _line(one: LedgerEntry) -> dict[str, Any]:
    return {
        "posted_at": one.posted_at.isoformat(),
        "work_date": one.work_date.isoformat(),
        "task": one.task_key,
        "requirement": one.requirement_key,
        "person": one.person_key,
        "minutes": one.change.minutes,
        "billable_minutes": one.change.billable,
        "banked_minutes": one.change.banked,
        "overage_minutes": one.change.overage,
        "kind": one.kind.value,
        "reason": one.reason,
        "remaining_after_minutes": one.remaining_after,
    }


LEDGER = ("work date", "work", "why", "logged", "billable", "banked", "overage", "remaining")


def _line_row(one: LedgerEntry) -> tuple[str, ...]:
    what = f"#{one.task_number} {one.task_title}" + (f" ({one.type})" if one.type else "")
    return (one.work_date.isoformat(), what, one.reason, *map(time, one.change), time(one.remaining_after))


def close(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Such as 2026-01.")],
    client: Annotated[str | None, typer.Option(metavar="SLUG", help="Only this client; all without it.")] = None,
) -> None:
    """Close a month: its figures freeze, later work counts in the next open one."""
    from charleos.actions.months import close_all, close_month

    asked = Month.parse(month)
    with open_desk() as desk:
        key = str(uuid4())
        say(close_all(desk, key, asked) if client is None else close_month(desk, key, client, asked))


def reopen(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Such as 2026-01.")],
    client: Annotated[str, typer.Option(metavar="SLUG", help="The client.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it is reopened.")],
) -> None:
    """Reopen the last closed month of a client."""
    from charleos.actions.months import reopen_month

    asked = Month.parse(month)
    with open_desk() as desk:
        say(reopen_month(desk, str(uuid4()), client, asked, reason))
