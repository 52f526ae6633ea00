"""Closing and reopening months."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict, NotFound
from charleos.periods import Month
from charleos.reads.statements import ClientStatements, statements_of
from charleos.rules.access import Capability
from charleos.rules.closing import check_close, check_reopen
from charleos.store.calendar import hold_calendar, move_open_from
from charleos.store.frozen import freeze
from charleos.store.schema import Client, ClosedMonth
from charleos.store.scope import ScopedSession
from charleos.units import hours


@needs(Capability.CLOSE_MONTHS)
def close_month(desk: Desk, key: str, slug: str, month: Month) -> str:
    """Freeze one client's month. Returns the receipt. Raises BadInput when it is not its turn."""
    with desk.writing() as session:
        content = (slug, int(month))
        return once(session, desk, key, "close_month", content, act=lambda: _close(session, desk, slug, month))


@needs(Capability.CLOSE_MONTHS)
def close_all(desk: Desk, key: str, month: Month) -> str:
    """Freeze the month of every client that has it open; all, or none when one of them cannot."""
    with desk.writing() as session:

        def act() -> str:
            slugs = _with_open_month(session, desk, month)
            if not slugs:
                raise BadInput(f"No client has {month.name} to close.", field="month")
            for slug in slugs:
                _close(session, desk, slug, month)
            return f"{month.name} closed for {len(slugs)} clients."

        return once(session, desk, key, "close_all", int(month), act=act)


@needs(Capability.CLOSE_MONTHS)
def reopen_month(desk: Desk, key: str, slug: str, month: Month, reason: str) -> str:
    """Unfreeze the last closed month. Lines that were routed on stay where they are."""
    with desk.writing() as session:
        content = (slug, int(month), reason)
        return once(
            session, desk, key, "reopen_month", content, act=lambda: _reopen(session, desk, slug, month, reason)
        )


def _close(session: ScopedSession, desk: Desk, slug: str, month: Month) -> str:
    hold_calendar(session, slug)
    of = statements_of(session, slug, month, month)
    check_close(of.name, month, start=of.agreement.start, open_from=of.open_from, today=desk.today)
    closed = of.of(month)
    _move(session, of, was=month, becomes=month.next)
    session.add(freeze(of.client_id, closed, at=desk.now, by=desk.actor_id))
    told = f"{month.name} of {of.name} is closed."
    figures = f"{told} Billable {hours(closed.usage.billable)}, remaining {hours(closed.remaining)}."
    record(session, desk, "close_month", f"{slug} {month}", figures, client_id=of.client_id)
    session.flush()
    return told


def _reopen(session: ScopedSession, desk: Desk, slug: str, month: Month, reason: str) -> str:
    hold_calendar(session, slug)
    of = statements_of(session, slug, month, month)
    check_reopen(of.name, month, start=of.agreement.start, open_from=of.open_from, reason=reason)
    _move(session, of, was=month.next, becomes=month)
    frozen = session.get(ClosedMonth, (of.client_id, int(month)))
    session.delete(frozen)
    told = f"{month.name} of {of.name} is open again."
    was = f"{told} Reason: {reason.strip()}. It stood at billable {hours(frozen.billable)}."
    record(session, desk, "reopen_month", f"{slug} {month}", was, client_id=of.client_id)
    return told


def _move(session: ScopedSession, of: ClientStatements, *, was: Month, becomes: Month) -> None:
    if not move_open_from(session, of.client_id, was=was, becomes=becomes):
        raise Conflict(f"Somebody else closed or reopened a month of {of.name} just now; look again.")


def _with_open_month(session: ScopedSession, desk: Desk, month: Month) -> list[str]:
    rows = session.execute(
        sa.select(Client.slug, Client.start, Client.open_from, Client.name).order_by(Client.slug)
    ).all()
    if not rows:
        raise NotFound("There are no clients yet.")
    due = [row for row in rows if Month.of(row.start) <= month and row.open_from <= month]
    for row in due:
        check_close(row.name, month, start=row.start, open_from=row.open_from, today=desk.today)
    return [row.slug for row in due]
