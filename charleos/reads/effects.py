"""What a change of policy or of a plan would do, told before it is saved: the same clients under another rulebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.statements import TERMS, agreement_from
from charleos.rules.access import Capability
from charleos.rules.chain import Agreement
from charleos.rules.policy import Policy, Rulebook
from charleos.rules.proposals import (
    AllocationChange,
    PlanProposal,
    PolicyProposal,
    Relabelling,
    SizeChange,
    allocation_change,
    changed_settings,
    check_open,
    closed_month_reached,
    relabelling,
    size_changes,
)
from charleos.rules.retainer import Usage
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Agency, Client, ClientMonth, ClientTerms, Person
from charleos.store.scope import ScopedSession


class Moved(NamedTuple):
    """A client whose allocation would change, first in `change.month`."""

    slug: str
    name: str
    change: AllocationChange


class Relabelled(NamedTuple):
    """A client whose actual day rate would fall into another band."""

    slug: str
    name: str
    change: Relabelling


@dataclass(frozen=True, slots=True)
class PlanEffects:
    """moved: clients whose months change. unmoved: clients on the plan whose own hours and cost hold.

    overtaken: a later version of the plan, saved already, holds from this month on.
    """

    moved: tuple[Moved, ...]
    unmoved: tuple[str, ...]
    overtaken: Month | None


@dataclass(frozen=True, slots=True)
class PolicyEffects:
    """changed: names of settings. inherit: how many active clients have the agency's PM share, its rollover.

    relabelled: by the figures of `rated`, the latest month up to the change. people: by discipline, how many active
    people have its capacity and none of their own. overtaken: a later version holds from this month on.
    """

    was: Policy
    changed: tuple[str, ...]
    sizes: tuple[SizeChange, ...]
    moved: tuple[Moved, ...]
    inherit_pm_share: int
    inherit_rollover: int
    relabelled: tuple[Relabelled, ...]
    rated: Month
    people: Mapping[str, int]
    overtaken: Month | None


@needs(Capability.MANAGE)
def plan_effects(desk: Desk, proposal: PlanProposal) -> PlanEffects:
    """What these terms of a plan would change. Raises BadInput where they would reach a closed month."""
    with desk.reading() as session:
        book, clients = _clients(session)
    if proposal.plan_id not in book.plans:
        raise NotFound("There is no such plan.")
    check_plan_reach(clients, proposal)
    then = book.with_plan(proposal.version)
    on_it = [one for one in clients if _uses(one, proposal.plan_id, proposal.since)]
    moved = _moved(on_it, then, proposal.since)
    names = {one.slug for one in moved}
    return PlanEffects(
        moved,
        tuple(one.name for one in on_it if one.slug not in names),
        _next_of((version.since for version in book.plans[proposal.plan_id]), proposal.since),
    )


@needs(Capability.MANAGE)
def policy_effects(desk: Desk, proposal: PolicyProposal) -> PolicyEffects:
    """What this policy would change. Raises BadInput where it would reach a closed month."""
    rated = min(proposal.since, Month.of(desk.today))
    with desk.reading() as session:
        book, clients = _clients(session)
        check_policy_reach(clients, proposal)
        used = {row.client_id: _usage(row) for row in session.execute(_USED, {"month": rated})}
        people = {row[0]: row[1] for row in session.execute(_PEOPLE)}
    was, becomes = book.policy(proposal.since), proposal.policy
    terms = [one.agreement.terms_in(proposal.since) for one in clients if not one.archived]
    retained = [one for one in terms if one is not None and one.plan_id is not None]
    return PolicyEffects(
        was,
        changed_settings(was, becomes),
        size_changes(was, becomes),
        _moved(clients, book.with_policy(proposal.since, becomes), proposal.since),
        sum(one.pm_share is None for one in retained),
        sum(one.rollover_excess is None or one.rollover_unused is None for one in retained),
        _relabelled(clients, used, rated, was, becomes),
        rated,
        people,
        _next_of((since for since, _, _ in book.policies), proposal.since),
    )


class Calendared(NamedTuple):
    """A client with what decides its months."""

    client_id: int
    slug: str
    name: str
    archived: bool
    open_from: Month
    agreement: Agreement

    def reached(self, since: Month, concerns: Callable[[Month], bool]) -> Month | None:
        start = Month.of(self.agreement.start)
        return closed_month_reached(start, self.open_from, since, concerns=concerns)


def calendars(session: ScopedSession) -> tuple[Calendared, ...]:
    """Every client, for the actions that must not reach a closed month."""
    return _clients(session)[1]


def check_plan_reach(clients: Sequence[Calendared], proposal: PlanProposal) -> None:
    def reached(one: Calendared) -> Month | None:
        def on_it(month: Month) -> bool:
            held = one.agreement.terms_in(month)
            return held is not None and held.plan_id == proposal.plan_id

        return one.reached(proposal.since, on_it)

    check_open(proposal.since, ((one.name, reached(one)) for one in clients))


def check_policy_reach(clients: Sequence[Calendared], proposal: PolicyProposal) -> None:
    check_open(proposal.since, ((one.name, one.reached(proposal.since, lambda _month: True)) for one in clients))


def _clients(session: ScopedSession) -> tuple[Rulebook, tuple[Calendared, ...]]:
    rows = session.execute(_CLIENTS).all()
    book = current_rulebook(session, stamp=(rows[0].policies, rows[0].plans))
    grouped = groupby((row for row in rows if row.id is not None), key=lambda row: row.id)
    return book, tuple(_calendared(list(each), book) for _, each in grouped)


def _calendared(rows: Sequence[Any], book: Rulebook) -> Calendared:
    head = rows[0]
    archived = head.archived_on is not None
    return Calendared(head.id, head.slug, head.name, archived, head.open_from, agreement_from(head, rows, book))


def _uses(one: Calendared, plan_id: int, since: Month) -> bool:
    """On the plan in that month, or by terms that begin later."""
    held = one.agreement.terms_in(since)
    later = (terms for terms in one.agreement.terms if terms.since > since)
    return not one.archived and any(terms.plan_id == plan_id for terms in (held, *later) if terms is not None)


def _moved(clients: Sequence[Calendared], then: Rulebook, since: Month) -> tuple[Moved, ...]:
    found = []
    for one in clients:
        now = one.agreement
        change = allocation_change(now, Agreement(now.start, now.archived_on, now.terms, then), since)
        if change is not None:
            found.append(Moved(one.slug, one.name, change))
    return tuple(found)


def _relabelled(
    clients: Sequence[Calendared], used: Mapping[int, Usage], month: Month, was: Policy, becomes: Policy
) -> tuple[Relabelled, ...]:
    found = []
    for one in clients:
        agreed, usage = one.agreement.allocation(month), used.get(one.client_id)
        change = relabelling(agreed, usage, was, becomes) if agreed and usage else None
        if change is not None:
            found.append(Relabelled(one.slug, one.name, change))
    return tuple(found)


def _next_of(begun: Any, since: Month) -> Month | None:
    later = min((month for month in begun if month > since), default=None)
    return None if later is None else Month(later)


def _usage(row: Any) -> Usage:
    return Usage(row.logged, row.billable, row.banked, row.overage, row.borrowed)


_CLIENTS = (
    sa.select(Client.id, Client.slug, Client.name, Client.start, Client.archived_on, Client.open_from, *TERMS, *STAMP)
    .select_from(Agency)
    .outerjoin(Client, sa.true())
    .outerjoin(ClientTerms, ClientTerms.client_id == Client.id)
    .order_by(Client.name, Client.id, ClientTerms.since)
)
"""From the agency's one row outwards, so that the rulebook's stamp comes even without clients."""

_USED = sa.select(
    ClientMonth.client_id,
    ClientMonth.logged,
    ClientMonth.billable,
    ClientMonth.banked,
    ClientMonth.overage,
    ClientMonth.borrowed,
).where(ClientMonth.month == sa.bindparam("month"))

_PEOPLE = (
    sa.select(Person.discipline, sa.func.count(Person.id))
    .where(Person.status == "active", Person.capacity.is_(None))
    .group_by(Person.discipline)
)
