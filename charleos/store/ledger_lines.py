"""Lines of the ledger: what one says, and appending it with the kept sums that it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.periods import Month
from charleos.rules.billing import Estimate
from charleos.rules.ledger import Change, Kind
from charleos.store.direct import run
from charleos.store.schema import ClientMonth, LedgerLine, PersonMonth, WorkMonth
from charleos.store.scope import ScopedSession
from charleos.store.sums import add_to_sums
from charleos.units import Minutes


class Ground(NamedTuple):
    """What is locked before anything moves: the client's calendar and the task's borrowing."""

    client_id: int
    task_id: int
    start: date
    status: str
    open_from: Month
    borrowed: Minutes


class Sized(NamedTuple):
    """A requirement as it stands after its total moved."""

    id: int
    type: str
    size: str | None
    policy_id: int
    estimate: Estimate
    actual: Minutes


@dataclass(frozen=True, slots=True)
class Origin:
    """Who posts, when, and for whose work on which day. person_id None: nobody's time (a re-sizing)."""

    at: datetime
    by: int | None
    work_date: date
    person_id: int | None


def line_of(
    ground: Ground, month: Month, origin: Origin, *, kind: Kind, change: Change, before: Minutes, sized: Sized | None
) -> dict[str, Any]:
    """One ledger line's columns, all but its key and what only some kinds have."""
    return {
        "client_id": ground.client_id,
        "month": month,
        "work_date": origin.work_date,
        "task_id": ground.task_id,
        "entry_id": None,
        "person_id": origin.person_id,
        "kind": kind.value,
        **_as_sized(sized),
        "before": before,
        **change._asdict(),
        "borrowed": change.billable if kind is Kind.BORROWING else 0,
        "cause": None,
        "posted_at": origin.at,
        "posted_by": origin.by,
    }


def _as_sized(sized: Sized | None) -> dict[str, Any]:
    """The figures the line was counted by; borrowing is counted by none."""
    if sized is None:
        return {"requirement_id": None, "type": "", "size": None, "policy_id": None, "average": 0, "maximum": 0}
    return {
        "requirement_id": sized.id,
        "type": sized.type,
        "size": sized.size,
        "policy_id": sized.policy_id,
        "average": sized.estimate.average,
        "maximum": sized.estimate.maximum,
    }


def append(session: ScopedSession, ground: Ground, origin: Origin, line: dict[str, Any]) -> None:
    """Append the line and add it to the kept sums."""
    run(session, _APPEND, line)
    sums = {
        "logged": line["minutes"],
        "billable": line["billable"],
        "banked": line["banked"],
        "overage": line["overage"],
        "borrowed": line["borrowed"],
    }
    where = {"client_id": ground.client_id, "month": line["month"]}
    add_to_sums(session, ClientMonth, where | sums)
    add_to_sums(session, WorkMonth, where | sums | {"type": line["type"], "size": line["size"] or ""})
    if origin.person_id is not None and line["entry_id"] is not None:
        add_to_sums(session, PersonMonth, where | {"person_id": origin.person_id, "minutes": line["minutes"]})


_LINE: Any = LedgerLine.__table__
_APPEND = sa.insert(_LINE)
