"""A closed month's figures, to and from their row."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from charleos.periods import Month
from charleos.rules.retainer import NO_CARRY, Allocation, Carry, Lot, Statement, Usage
from charleos.store.direct import run
from charleos.store.schema import ClosedMonth
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, Pence

_CLOSED: Any = ClosedMonth.__table__

FROZEN = (
    ClosedMonth.month,
    ClosedMonth.gross,
    ClosedMonth.pm,
    ClosedMonth.net,
    ClosedMonth.cost,
    ClosedMonth.excess_in,
    ClosedMonth.unused_in,
    ClosedMonth.logged,
    ClosedMonth.billable,
    ClosedMonth.banked,
    ClosedMonth.overage,
    ClosedMonth.borrowed,
    ClosedMonth.available,
    ClosedMonth.remaining,
    ClosedMonth.excess,
    ClosedMonth.expired,
    ClosedMonth.written_off,
    ClosedMonth.excess_out,
    ClosedMonth.lots,
)
"""The columns `thaw` reads, in its order."""


def freeze(client_id: int, closed: Statement, *, at: datetime, by: int | None) -> ClosedMonth:
    return ClosedMonth(client_id=client_id, closed_at=at, closed_by=by, **figures(closed))


def figures(closed: Statement) -> dict[str, Any]:
    """The FROZEN columns of a statement, by name."""
    agreed = closed.allocation
    return {
        "month": closed.month,
        "gross": agreed.gross if agreed else None,
        "pm": agreed.pm if agreed else None,
        "net": agreed.net if agreed else None,
        "cost": agreed.cost if agreed else None,
        "excess_in": closed.excess_in,
        "unused_in": closed.unused_in,
        **closed.usage._asdict(),
        "available": closed.available,
        "remaining": closed.remaining,
        "excess": closed.excess,
        "expired": closed.expired,
        "written_off": closed.written_off,
        "excess_out": closed.carry.excess,
        "lots": json.dumps([list(lot) for lot in closed.carry.lots]),
    }


def freeze_all(session: ScopedSession, closed: Iterable[tuple[int, Statement]], *, at: datetime, by: int | None) -> int:
    """Freeze many months, each with its client's id. Returns how many."""
    rows = [{"client_id": client_id, "closed_at": at, "closed_by": by, **figures(one)} for client_id, one in closed]
    if rows:
        run(session, sa.insert(_CLOSED), rows)
    return len(rows)


def thaw(row: Any) -> Statement:
    """The statement that was frozen, from a row whose first columns are FROZEN."""
    month, gross, pm, net, cost, excess_in, unused_in, logged, billable, banked, overage, borrowed = row[:12]
    available, remaining, excess, expired, written_off, excess_out, lots = row[12:19]
    agreed = None if gross is None else Allocation(Minutes(gross), Minutes(pm), Minutes(net), Pence(cost))
    usage = Usage(logged, billable, banked, overage, borrowed)
    carry = _carry(excess_out, lots)
    return Statement(
        Month(month),
        agreed,
        excess_in,
        unused_in,
        usage,
        available,
        remaining,
        excess,
        expired,
        written_off,
        carry,
    )


def _carry(excess: Minutes, lots: str) -> Carry:
    if lots == "[]":
        return Carry(excess) if excess else NO_CARRY
    return Carry(excess, tuple(Lot(*lot) for lot in json.loads(lots)))
