"""Recording clients' weeks: a draft that is kept as it is written, and the submitting that locks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict
from charleos.periods import Month, long_day
from charleos.reads.health import team_health
from charleos.reads.rag import draft_of, newest, rag_cards
from charleos.reads.rag_history import points_text
from charleos.reads.rag_suggestions import rag_months, suggestions_of
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.rules.rag import Draft, Rag, Recorded, check_draft, check_week, missing_of
from charleos.rules.rag_signals import Suggestion
from charleos.store.schema import Client, Person, RagReport
from charleos.store.scope import ScopedSession


class Due(NamedTuple):
    """A client's week, as it was on the screen. version: of the stored draft; None when there was none."""

    slug: str
    week: date
    version: int | None


@needs(Capability.RECORD_RAG)
def save_draft(desk: Desk, key: str, due: Due, draft: Draft) -> str:
    """Keep what is written so far. Returns the receipt. Raises Conflict when somebody else wrote too."""
    with desk.writing() as session:
        return once(session, desk, key, "save_draft", (due, draft), act=lambda: _save(session, desk, due, draft))


@needs(Capability.RECORD_RAG)
def submit_reports(desk: Desk, key: str, reports: tuple[Due, ...]) -> str:
    """Complete and lock these drafts, all or none; each keeps what the figures suggested. Returns the receipt."""
    suggested = suggestions_of(rag_cards(desk), rag_months(desk), team_health(desk, Month.of(desk.today)), desk.today)
    with desk.writing() as session:

        def act() -> str:
            return _submit(session, desk, reports, suggested)

        return once(session, desk, key, "submit_reports", reports, act=act)


@dataclass(frozen=True, slots=True)
class _Held:
    """A client whose weeks nobody else records meanwhile. last: its newest completed report."""

    client: Client
    last: Recorded | None
    report: RagReport | None

    def check(self, desk: Desk, week: date, draft: Draft) -> None:
        name, previous = self.client.name, self.last.status if self.last else None
        check_week(week, name=name, start=self.client.start, last=self.last, today=desk.today)
        check_draft(draft, name=name, previous=previous)


def _save(session: ScopedSession, desk: Desk, due: Due, draft: Draft) -> str:
    (held,) = _hold(session, desk, (due,))
    held.check(desk, due.week, draft)
    report = held.report or RagReport(client_id=held.client.id, week=due.week)
    report.status, report.note, report.next_step = draft.status, draft.note.strip(), draft.next_step.strip()
    report.saved_at, report.saved_by = desk.now, desk.actor_id
    session.add(report)
    session.flush()
    return f"Draft for {held.client.name} kept."


def _hold(session: ScopedSession, desk: Desk, reports: tuple[Due, ...]) -> list[_Held]:
    """What was on the screen, in the order asked for. Raises NotFound; Conflict where a draft is no longer that one."""
    slugs = [due.slug for due in reports]
    clients = {
        client.slug: client
        for client in session.scalars(
            sa.select(Client)
            .where(Client.slug.in_(slugs), Client.status == "active")
            .order_by(Client.slug)
            .with_for_update()
        )
    }
    missing = next((slug for slug in slugs if slug not in clients), None)
    if missing is not None:
        raise unknown_client(missing)
    ids = [client.id for client in clients.values()]
    found = session.execute(_NEWEST, {"clients": ids})
    last = {row.id: Recorded(row.week, Rag(row.status)) for row in found if row.week is not None}
    weeks = [due.week for due in reports]
    kept = session.execute(_KEPT, {"clients": ids, "weeks": weeks}).all()
    stored = {(report.client_id, report.week): (report, name) for report, name in kept}
    return [_as_seen(desk, due, clients[due.slug], last, stored) for due in reports]


def _as_seen(
    desk: Desk, due: Due, client: Client, last: Mapping[int, Recorded], stored: Mapping[tuple[int, date], Any]
) -> _Held:
    """One's own later text is no surprise: fields are saved one after the other, quicker than the screen follows."""
    report, who = stored.get((client.id, due.week), (None, None))
    is_settled = report is not None and (report.state == "complete" or report.saved_by == desk.actor_id)
    if not is_settled and (report.version if report else None) != due.version:
        told = f"{who or 'Somebody else'} wrote about {client.name}'s week of {long_day(due.week)} meanwhile"
        raise Conflict(f"{told}. Copy your text, look at theirs, then go on from there.")
    return _Held(client, last.get(client.id), report)


def _submit(session: ScopedSession, desk: Desk, reports: tuple[Due, ...], suggested: Mapping[str, Suggestion]) -> str:
    if not reports:
        raise BadInput("There is nothing to submit; write at least one report first.")
    lacking = []
    for due, held in zip(reports, _hold(session, desk, reports), strict=True):
        draft = Draft(None) if held.report is None else draft_of(held.report)
        held.check(desk, due.week, draft)
        missing = missing_of(draft)
        if held.report is None or missing:
            lacking.append(f"{held.client.name} ({' and '.join(missing)})")
        else:
            _complete(session, desk, held.client, held.report, suggested.get(due.slug))
    if lacking:
        raise BadInput(f"Not complete yet: {', '.join(lacking)}. Nothing was submitted.")
    session.flush()
    return f"{len(reports)} {'report' if len(reports) == 1 else 'reports'} submitted and locked."


def _complete(
    session: ScopedSession, desk: Desk, client: Client, report: RagReport, suggestion: Suggestion | None
) -> None:
    report.state, report.completed_at = "complete", desk.now
    report.saved_at, report.saved_by = desk.now, desk.actor_id
    if suggestion is not None:
        report.suggested, report.points = suggestion.status.value, points_text(suggestion.points)
    told = f"{client.name}'s week of {long_day(report.week)} is {report.status}."
    record(session, desk, "submit_report", f"week {report.week}", told, client_id=client.id)


_NEWEST: sa.Select[*tuple[Any, ...]] = sa.select(
    Client.id, newest(RagReport.week).label("week"), newest(RagReport.status).label("status")
).where(Client.id.in_(sa.bindparam("clients", expanding=True)))
_KEPT = (
    sa.select(RagReport, Person.name)
    .outerjoin(Person, Person.id == RagReport.saved_by)
    .where(
        RagReport.client_id.in_(sa.bindparam("clients", expanding=True)),
        RagReport.week.in_(sa.bindparam("weeks", expanding=True)),
    )
)
