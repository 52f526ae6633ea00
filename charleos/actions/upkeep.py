"""Keeping the books right: recomputing everything from the entries, and deriving the kept sums anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.desk import Desk, needs
from charleos.periods import Month, months
from charleos.reads.agreements import AgreedWith, agreements_of
from charleos.rules.access import Capability
from charleos.rules.retainer import NO_CARRY, Usage
from charleos.store.checking import replay_ledger
from charleos.store.frozen import FROZEN, figures
from charleos.store.rebuilding import rebuild_sums
from charleos.store.replay import Replay
from charleos.store.rulebook import read_rulebook
from charleos.store.schema import Audit, Client, ClosedMonth
from charleos.store.scope import ScopedSession
from charleos.units import Minutes

Progress = Callable[[int], None]
Find = Callable[[str], None]

MOST_FINDINGS = 200


@needs(Capability.MANAGE)
def check(desk: Desk, *, progress: Progress | None = None) -> tuple[str, ...]:
    """Recompute everything from the entries; one sentence for each thing that differs, none when all agrees.

    progress: told how many ledger lines are replayed so far.
    """
    with desk.reading() as session:
        return findings_in(session, progress or _nobody_asked)


@needs(Capability.MANAGE)
def rebuild(desk: Desk, *, progress: Callable[[str], None] | None = None) -> str:
    """Derive every kept sum anew from entries and ledger lines, which are not touched. Returns the receipt.

    progress: told what is being derived.
    """
    with desk.writing() as session:
        rebuild_sums(session, progress or _nobody_asked)
        told = "The kept sums were derived anew from the entries and the ledger."
        record(session, desk, "rebuild", "kept sums", told)
        for client_id in session.scalars(sa.select(Client.id)):  # whoever looks at a client looks again
            record(session, desk, "rebuild", "kept sums", told, client_id=client_id)
    return told


def findings_in(session: ScopedSession, progress: Progress) -> tuple[str, ...]:
    """What a check finds in the session's own transaction."""
    findings = _Findings()
    rulebook = read_rulebook(session)
    replay = replay_ledger(session, rulebook, findings.add, progress)
    agreements = agreements_of(session, rulebook)
    trail = Trail(session)
    closed: dict[int, dict[int, Any]] = {}
    for row in session.execute(sa.select(ClosedMonth.client_id, *FROZEN)):
        closed.setdefault(row.client_id, {})[int(row.month)] = row
    for of in agreements:
        _check_calendar(of, closed.get(of.client_id, {}), replay, findings.add)
        _check_frozen(of, closed.get(of.client_id, {}), replay, trail, findings.add)
    _check_routing(replay, agreements, closed, trail, findings.add)
    return findings.sentences()


def _check_calendar(of: AgreedWith, closed: Mapping[int, Any], replay: Replay, find: Find) -> None:
    """Closed is what lies before the earliest open month, from the start on, and nothing else."""
    start = Month.of(of.agreement.start)
    if of.open_from < start:
        find(f"{of.name} starts in {start.name}, yet {of.open_from.name} is said to be its earliest open month.")
    expected = set(range(start, of.open_from))
    for month in sorted(expected - closed.keys()):
        find(f"{Month(month).name} of {of.name} is closed, but no frozen figures of it are kept.")
    for month in sorted(closed.keys() - expected):
        find(f"{Month(month).name} of {of.name} is open, yet frozen figures of it are kept.")
    for client_id, month in replay.client_months:
        if client_id == of.client_id and month < start:
            find(f"{of.name} starts in {start.name}, yet lines count in {Month(month).name}.")


def _check_frozen(of: AgreedWith, closed: Mapping[int, Any], replay: Replay, trail: Trail, find: Find) -> None:
    """Each closed month's figures are what the rules make of its lines and of the month before."""
    carried = NO_CARRY
    for month in months(Month.of(of.agreement.start), of.open_from.previous):
        row = closed.get(int(month))
        logged, billable, banked, overage, lent = map(Minutes, replay.client_months.get((of.client_id, month), UNUSED))
        agreement = of.agreement
        if row is not None and row.gross == row.cost == 0 and of.client_id in trail.archived:
            agreement = replace(agreement, archived_on=month.previous.first)
        one = agreement.statement(month, carried, Usage(logged, billable, banked, overage, lent))
        carried = one.carry
        if row is None:
            continue
        for name, right in figures(one).items():
            if getattr(row, name) != right:
                what = f"{name.replace('_', ' ')} is frozen as {getattr(row, name)}"
                find(f"{month.name} of {of.name}: {what}, the rules say {right}.")


def _check_routing(
    replay: Replay,
    agreements: Sequence[AgreedWith],
    closed: Mapping[int, Mapping[int, Any]],
    trail: Trail,
    find: Find,
) -> None:
    """A line counts later than its work only where every month between was closed at some time."""
    names = {of.client_id: of.name for of in agreements}
    for line_id, client_id, worked, month in replay.routed:
        ever = closed.get(client_id, {}).keys() | trail.closed.get(client_id, frozenset())
        open_then = [one for one in months(worked, month.previous) if one not in ever]
        if open_then:
            called = f"{open_then[0].name} of {names.get(client_id, client_id)}"
            find(f"Ledger line {line_id} of {worked.name} counts in {month.name}, but {called} was never closed.")


class _Findings:
    """The first so many, and how many more there are."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.more = 0

    def add(self, sentence: str) -> None:
        if len(self.kept) < MOST_FINDINGS:
            self.kept.append(sentence)
        else:
            self.more += 1

    def sentences(self) -> tuple[str, ...]:
        return (*self.kept, f"There are {self.more:,} more.") if self.more else tuple(self.kept)


class Trail:
    """What the audit trail remembers that rows no longer show: months once closed, and clients once archived."""

    def __init__(self, session: ScopedSession) -> None:
        self.closed: dict[int, set[int]] = {}
        self.archived: set[int] = set()
        rows: Any = session.execute(
            sa.select(Audit.action, Audit.client_id, Audit.subject).where(
                Audit.action.in_(_REMEMBERED), Audit.client_id.is_not(None)
            )
        )
        for action, client_id, subject in rows:
            if action in ("close_month", "reopen_month"):
                month = int(Month.parse(subject.rpartition(" ")[2]))
                self.closed.setdefault(client_id, set()).add(month)
            else:
                self.archived.add(client_id)


UNUSED = (0, 0, 0, 0, 0)
_REMEMBERED = ("close_month", "reopen_month", "archive_client", "unarchive_client")


def _nobody_asked(_done: object) -> None:
    pass
