"""Every client's work by month, type and size, as the process last worked it out.

Much of it never moves again, and adding up a long history takes a hundred times as long as looking whether it did.
So the cells are kept per client with a stamp of all they were made from; one select reads the stamps of the clients in
reach, and only the cells of those that moved are read again. What all of them come to together is kept the same way:
the cells of a client that moved are taken off, and its new ones put on.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.periods import Month
from charleos.rules.billing import Estimate
from charleos.rules.efficiency import Cell, Spot, spot
from charleos.store.schema import Audit, Client, LedgerLine, Requirement, WorkMonth
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

MOST_NAMED = 500
TOTALS_KEPT = 16


class ClientName(NamedTuple):
    id: int
    slug: str
    name: str


class KeptWork(NamedTuple):
    """One client's cells, in the order of their months, between first and last."""

    stamp: tuple[Any, ...]
    first: int
    last: int
    cells: tuple[Cell, ...]
    spots: tuple[Spot, ...]

    def holds(self, stamp: tuple[Any, ...], first: Month, last: Month) -> bool:
        return self.stamp == stamp and self.first <= first and last <= self.last

    def within(self, first: Month, last: Month) -> tuple[Cell, ...]:
        if (first, last) == (self.first, self.last):
            return self.cells
        return tuple(cell for cell in self.cells if first <= cell.month <= last)


class WorkInReach(NamedTuple):
    """The clients in reach, by id, and the work of each."""

    clients: tuple[ClientName, ...]
    of: Mapping[int, KeptWork]


def work_in_reach(session: ScopedSession, first: Month, last: Month) -> WorkInReach:
    """For reading sessions only. At most four statements; one when nothing moved."""
    rows = session.execute(_STAMPS).all()
    kept = _kept_by(session)
    stamps = {row[0]: (row[1], row[2]) for row in rows}
    moved = [one for one, stamp in stamps.items() if one not in kept or not kept[one].holds(stamp, first, last)]
    if moved:
        _renew(session, kept, stamps, moved, first, last)
    names = tuple(ClientName(row[0], row[3], row[4]) for row in rows)
    return WorkInReach(names, {one: kept[one] for one in stamps})


def _kept_by(session: ScopedSession) -> dict[int, KeptWork]:
    """On PostgreSQL audit lines are numbered before they commit, in any order: there a stamp proves nothing, and
    everything is read each time (see `reads.portfolio`)."""
    return session.database.work if session.database.is_sqlite else {}


def _renew(
    session: ScopedSession,
    kept: dict[int, KeptWork],
    stamps: Mapping[int, tuple[Any, ...]],
    moved: Sequence[int],
    first: Month,
    last: Month,
) -> None:
    begin = Month(min([first, *(kept[one].first for one in moved if one in kept)]))
    end = Month(max([last, *(kept[one].last for one in moved if one in kept)]))
    sums: defaultdict[tuple[int, int, str, str], list[int]] = defaultdict(lambda: [0] * 8)
    for row in session.execute(_only(_LINES, WorkMonth.client_id, moved), {"first": begin, "last": end}):
        sums[row[0], row[1], row[2], row[3]][3:7] = row[4:]
    for row in session.execute(_only(_OPEN, LedgerLine.client_id, moved), {"first": begin, "last": end}):
        sums[row[0], row[1], row[2], row[3]][7] = row[4]
    spots = _completed(session, sums, moved, begin, end)
    cells: dict[int, list[Cell]] = {one: [] for one in moved}
    for key in sorted(sums):
        if key[0] in cells and any(sums[key]):
            cells[key[0]].append(Cell(*key, sums[key][0], *map(Minutes, sums[key][1:])))
    for one in moved:
        kept[one] = KeptWork(stamps[one], begin, end, tuple(cells[one]), tuple(spots.get(one, ())))


def _completed(
    session: ScopedSession,
    sums: dict[tuple[int, int, str, str], list[int]],
    moved: Sequence[int],
    first: Month,
    last: Month,
) -> dict[int, list[Spot]]:
    """Requirements completed in the months, added to the sums; and where the actual time of each fell."""
    spots: dict[int, list[Spot]] = {}
    days = {"first": first.first, "last": last.last}
    for client_id, done, work_type, size, average, maximum, actual in session.execute(
        _only(_DONE, Requirement.client_id, moved), days
    ):
        key = (client_id, int(Month.of(done)), work_type, size or "")
        of = sums[key]
        of[0] += 1
        of[1] += average
        of[2] += actual
        if fell := spot(Estimate(average, maximum), actual):
            spots.setdefault(client_id, []).append(Spot(*key, *fell))
    return spots


class Totals:
    """What some clients' cells come to together, by month, type and size."""

    def __init__(self, first: Month, last: Month) -> None:
        self._first, self._last = first, last
        self._made_of: dict[int, KeptWork] = {}
        self._sums: dict[tuple[int, str, str], list[int]] = {}
        self.cells: tuple[Cell, ...] = ()

    def follow(self, work: Mapping[int, KeptWork]) -> None:
        """Take off what moved, and put on what it is now."""
        moved = [one for one, of in work.items() if self._made_of.get(one) is not of]
        gone = [one for one in self._made_of if one not in work]
        for one in (*moved, *gone):
            if one in self._made_of:
                self._add(self._made_of.pop(one), sign=-1)
        for one in moved:
            self._add(work[one], sign=1)
            self._made_of[one] = work[one]
        if moved or gone:
            some = sorted(key for key, sums in self._sums.items() if any(sums))
            self.cells = tuple(Cell(0, *key, self._sums[key][0], *map(Minutes, self._sums[key][1:])) for key in some)

    def _add(self, of: KeptWork, *, sign: int) -> None:
        for cell in of.within(self._first, self._last):
            sums = self._sums.setdefault(cell[1:4], [0] * 8)
            for n, value in enumerate(cell[4:]):
                if value:
                    sums[n] += sign * value


class TotalsKept:
    """Totals of the spans and the clients last asked about; several threads ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Any, ...], Totals] = OrderedDict()

    def of(self, work: WorkInReach, first: Month, last: Month) -> tuple[Cell, ...]:
        key = (first, last, *work.of)
        with self._lock:
            totals = self._kept.pop(key, None) or Totals(first, last)
            self._kept[key] = totals
            totals.follow(work.of)
            if len(self._kept) > TOTALS_KEPT:
                self._kept.popitem(last=False)
            return totals.cells


def totals_kept_by(session: ScopedSession) -> TotalsKept:
    if not session.database.is_sqlite:
        return TotalsKept()
    kept: TotalsKept = session.database.work_totals.setdefault("kept", TotalsKept())
    return kept


def _only(query: Any, column: Any, ids: Sequence[int]) -> Any:
    """Narrowed to these clients; when they are very many, reading all in reach is the quicker way."""
    return query.where(column.in_(ids)) if len(ids) <= MOST_NAMED else query


_NEWEST = sa.select(sa.func.max(Audit.id)).where(Audit.client_id == Client.id).correlate(Client).scalar_subquery()
_STAMPS = sa.select(Client.id, Client.version, _NEWEST.label("newest"), Client.slug, Client.name).order_by(Client.id)
_MONTH = sa.type_coerce(WorkMonth.month, sa.Integer)
_LINES = sa.select(
    WorkMonth.client_id,
    _MONTH.label("month"),
    WorkMonth.type,
    WorkMonth.size,
    WorkMonth.logged,
    WorkMonth.billable,
    WorkMonth.banked,
    WorkMonth.overage,
).where(WorkMonth.month >= sa.bindparam("first"), WorkMonth.month <= sa.bindparam("last"))
_OPEN = (
    sa.select(
        LedgerLine.client_id,
        sa.type_coerce(LedgerLine.month, sa.Integer).label("month"),
        LedgerLine.type,
        sa.func.coalesce(LedgerLine.size, "").label("size"),
        sa.func.sum(LedgerLine.banked).label("provisional"),
    )
    .join(Requirement, Requirement.id == LedgerLine.requirement_id)
    .where(
        Requirement.completed_on.is_(None),
        Requirement.client_id == LedgerLine.client_id,
        LedgerLine.month >= sa.bindparam("first"),
        LedgerLine.month <= sa.bindparam("last"),
    )
    .group_by(LedgerLine.client_id, LedgerLine.month, LedgerLine.type, LedgerLine.size)
)
_DONE = sa.select(
    Requirement.client_id,
    Requirement.completed_on,
    Requirement.type,
    Requirement.size,
    Requirement.average,
    Requirement.maximum,
    Requirement.actual,
).where(Requirement.completed_on.between(sa.bindparam("first"), sa.bindparam("last")), Requirement.actual > 0)
