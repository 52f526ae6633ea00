"""The frame of a client's page: who they are, one month's statement, and the months before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month, months
from charleos.reads.entries import WITHOUT_REQUIREMENT
from charleos.reads.rag import newest
from charleos.reads.stamps import newest_audits
from charleos.reads.statements import AGREED, ClientStatements, folded
from charleos.rules.access import Capability
from charleos.rules.clients import unknown_client
from charleos.rules.policy import Rollover
from charleos.rules.rag import Rag
from charleos.rules.retainer import Statement
from charleos.store.schema import Client, ClientTerms, Person, RagReport, TimeEntry
from charleos.units import Minutes

HISTORY = 12


@dataclass(frozen=True, slots=True)
class ClientDetail:
    """A client as its page opens. asked: the month that was asked for; month: the nearest one there is.

    of: the last twelve months up to `month`. client_time: logged for the client without a requirement, in the
    month; it never bills. rag: the newest week's colour. stamp: moves whenever something about the client changed.
    """

    asked: Month
    month: Month
    last_month: Month
    of: ClientStatements
    is_archived: bool
    notes: str
    slack_channel: str
    csm_id: int | None
    csm: str | None
    plan: str | None
    is_custom: bool
    pm_share: int
    rollover: Rollover
    client_time: Minutes
    rag: Rag | None
    stamp: int
    today: date

    @property
    def slug(self) -> str:
        return self.of.slug

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def statement(self) -> Statement:
        return self.of.of(self.month)

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month that can be looked at, newest first."""
        return tuple(months(Month.of(self.of.agreement.start), self.last_month))[::-1]

    @property
    def is_closed(self) -> bool:
        return self.of.is_closed(self.month)

    @property
    def is_running(self) -> bool:
        return self.month >= Month.of(self.today)

    @property
    def may_close(self) -> bool:
        """It is this month's turn: it has ended, and all before it are closed."""
        return self.month == self.of.open_from and not self.is_running

    @property
    def may_reopen(self) -> bool:
        """Only the last closed month can be reopened."""
        return self.month == self.of.open_from.previous


@needs(Capability.VIEW_CLIENTS)
def client_detail(desk: Desk, slug: str, month: Month) -> ClientDetail:
    """Raises NotFound for a client that does not exist or is out of reach: the same sentence for both."""
    with desk.reading() as session:
        rows = session.execute(_HEAD, {"slug": slug}).all()
        if not rows:
            raise unknown_client(slug)
        start = Month.of(rows[0].start)
        last = max(Month.of(desk.today), start)
        shown = min(max(month, start), last)
        of = folded(session, rows, shown.plus(1 - HISTORY), shown)
        days = {"client": of.client_id, "first": shown.first, "last": shown.last}
        client_time = Minutes(session.execute(_CLIENT_TIME, days).scalar_one())
    return _framed(desk, rows[0], of, asked=month, shown=shown, last=last, client_time=client_time)


def _framed(
    desk: Desk, head: Any, of: ClientStatements, *, asked: Month, shown: Month, last: Month, client_time: Minutes
) -> ClientDetail:
    held = of.agreement.terms_in(shown)
    policy = of.agreement.policy(shown)
    plan_id = held.plan_id if held else None
    return ClientDetail(
        asked=asked,
        month=shown,
        last_month=last,
        of=of,
        is_archived=head.status == "archived",
        notes=head.notes,
        slack_channel=head.slack_channel,
        csm_id=head.csm_id,
        csm=head.csm,
        plan=None if plan_id is None else of.agreement.rulebook.plan(plan_id, shown).name,
        is_custom=bool(held and plan_id is not None and held.is_custom),
        pm_share=policy.pm_share if held is None or held.pm_share is None else held.pm_share,
        rollover=held.rollover(policy) if held else policy.rollover,
        client_time=client_time,
        rag=None if head.rag is None else Rag(head.rag),
        stamp=int(head.stamp),
        today=desk.today,
    )


_HEAD = (
    sa.select(
        *AGREED,
        Client.status,
        Client.notes,
        Client.slack_channel,
        Client.csm_id,
        Person.name.label("csm"),
        newest(RagReport.status).label("rag"),
        newest_audits(sa.select(Client.id).where(Client.slug == sa.bindparam("slug")).scalar_subquery()).label("stamp"),
    )
    .outerjoin(ClientTerms, ClientTerms.client_id == Client.id)
    .outerjoin(Person, Person.id == Client.csm_id)
    .where(Client.slug == sa.bindparam("slug"))
    .order_by(ClientTerms.since)
)
_CLIENT_TIME = sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0)).where(
    TimeEntry.client_id == sa.bindparam("client"),
    TimeEntry.work_date >= sa.bindparam("first"),
    TimeEntry.work_date <= sa.bindparam("last"),
    WITHOUT_REQUIREMENT,
    TimeEntry.voided_at.is_(None),
)
