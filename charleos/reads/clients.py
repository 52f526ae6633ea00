"""The client list of a month, and what the forms about clients need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.reads.portfolio import ClientInMonth, portfolio_of
from charleos.reads.statements import TERMS, terms_from
from charleos.rules.access import Capability, Role, parse_roles
from charleos.rules.clients import matches, slug_from, unknown_client
from charleos.rules.policy import PlanVersion, Rulebook
from charleos.rules.retainer import Terms, terms_in, utilisation
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Client, ClientTerms, Person, Plan


class Status(StrEnum):
    ACTIVE = "Active"
    ARCHIVED = "Archived"
    ALL = "All"


class Order(StrEnum):
    """How the list is sorted. Clients without the figure stand last, and equals by name."""

    NAME = "Name"
    USE = "Most used"
    LEAST_USE = "Least used"
    REMAINING = "Least remaining"
    BILLABLE = "Most billable"
    ALLOCATED = "Largest allocation"
    RATE = "Lowest day rate"
    CSM = "CSM"
    PLAN = "Plan"


NO_CSM = "No CSM"
PROJECT_ONLY = "Project-only"
CUSTOM = "Custom terms"


@dataclass(frozen=True, slots=True)
class ClientsAsked:
    """What the list is narrowed to, and its order. csm, plan: a name, or one of the words above."""

    text: str = ""
    status: Status = Status.ACTIVE
    csm: str | None = None
    plan: str | None = None
    order: Order = Order.NAME


@dataclass(frozen=True, slots=True)
class ClientList:
    """A month of every client in reach. csms, plans: what there is to filter by. shows_rates: to this viewer."""

    month: Month
    clients: tuple[ClientInMonth, ...]
    csms: tuple[str, ...]
    plans: tuple[str, ...]
    shows_rates: bool

    def narrowed(self, asked: ClientsAsked) -> tuple[ClientInMonth, ...]:
        """The clients that match, in the order asked for."""
        return tuple(sorted((one for one in self.clients if _asked_for(one, asked)), key=_SORTS[asked.order]))


@needs(Capability.VIEW_CLIENTS)
def clients(desk: Desk, month: Month) -> ClientList:
    """Every client in reach. Day rates are there for those who may see them."""
    with desk.reading() as session:
        everyone = portfolio_of(session, month, month).in_month(month)
    shows_rates = desk.viewer.can(Capability.VIEW_RATES)
    if not shows_rates:
        everyone = [one._replace(rates=None) for one in everyone]
    csms = {one.client.csm for one in everyone}
    return ClientList(
        month,
        tuple(everyone),
        (*sorted(csm for csm in csms if csm), *([NO_CSM] if None in csms else [])),
        _plan_words(everyone),
        shows_rates,
    )


def _plan_words(everyone: Sequence[ClientInMonth]) -> tuple[str, ...]:
    plans = {one.plan for one in everyone}
    custom = [CUSTOM] if any(one.is_custom for one in everyone) else []
    return (*sorted(plan for plan in plans if plan), *custom, *([PROJECT_ONLY] if None in plans else []))


def _asked_for(one: ClientInMonth, asked: ClientsAsked) -> bool:
    client = one.client
    if asked.status is not Status.ALL and client.is_archived is not (asked.status is Status.ARCHIVED):
        return False
    if asked.csm is not None and (client.csm or NO_CSM) != asked.csm:
        return False
    if asked.plan == CUSTOM and not one.is_custom:
        return False
    if asked.plan not in (None, CUSTOM) and (one.plan or PROJECT_ONLY) != asked.plan:
        return False
    return not asked.text or matches(client.findable, asked.text)


PRECISE = 10**9
"""Shares compare as whole numbers of this fineness."""


def _by_use(one: ClientInMonth) -> tuple[Any, ...]:
    used = utilisation(one.statement) if one.statement is not None else None
    return (used is None, used[0] * PRECISE // used[1] if used else 0, one.client.sort_name)


def _by_most_use(one: ClientInMonth) -> tuple[Any, ...]:
    unknown, used, name = _by_use(one)
    return unknown, -used, name


def _by_remaining(one: ClientInMonth) -> tuple[Any, ...]:
    left = one.statement.remaining if one.statement is not None and one.is_retained else None
    return (left is None, left or 0, one.client.sort_name)


def _by_billable(one: ClientInMonth) -> tuple[Any, ...]:
    return (one.statement is None, -one.statement.usage.billable if one.statement else 0, one.client.sort_name)


def _by_allocation(one: ClientInMonth) -> tuple[Any, ...]:
    agreed = one.statement.allocation if one.statement is not None else None
    return (agreed is None, -agreed.net if agreed else 0, one.client.sort_name)


def _by_rate(one: ClientInMonth) -> tuple[Any, ...]:
    rate = one.rates.actual if one.rates else None
    return (rate is None, rate or 0, one.client.sort_name)


_SORTS: dict[Order, Callable[[ClientInMonth], Any]] = {
    Order.NAME: lambda one: one.client.sort_name,
    Order.USE: _by_most_use,
    Order.LEAST_USE: _by_use,
    Order.REMAINING: _by_remaining,
    Order.BILLABLE: _by_billable,
    Order.ALLOCATED: _by_allocation,
    Order.RATE: _by_rate,
    Order.CSM: lambda one: (one.client.csm is None, one.client.csm, one.client.sort_name),
    Order.PLAN: lambda one: (one.plan is None, one.plan, one.client.sort_name),
}


class Choice(NamedTuple):
    """Something a form lets choose."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class ClientChoices:
    """What the forms about clients offer. csms: who may look after a client. plans: as of the month asked about."""

    csms: tuple[Choice, ...]
    plans: tuple[PlanVersion, ...]
    rulebook: Rulebook


@needs(Capability.EDIT_CLIENTS)
def client_choices(desk: Desk, month: Month) -> ClientChoices:
    """Active people with the role of a CSM, and active plans that exist by the month."""
    with desk.reading() as session:
        people = session.execute(_PEOPLE).all()
        active = set(session.scalars(sa.select(Plan.id).where(Plan.status == "active")))
        rulebook = current_rulebook(session)
    csms = tuple(Choice(one.id, one.name) for one in people if Role.CSM in parse_roles(one.roles))
    plans = [rulebook.plan(plan, month) for plan in active]
    known = sorted((plan for plan in plans if plan.since <= month), key=lambda plan: (plan.minutes, plan.name))
    return ClientChoices(csms, tuple(known), rulebook)


@dataclass(frozen=True, slots=True)
class ClientCard:
    """A client as the edit, terms and archive forms open with it; version: what they send back.

    terms: oldest first.
    """

    id: int
    slug: str
    version: int
    name: str
    notes: str
    slack_channel: str
    start: Any
    archived_on: Any
    open_from: Month
    csm_id: int | None
    csm: str | None
    terms: tuple[Terms, ...]

    def terms_in(self, month: Month) -> Terms | None:
        return terms_in(self.terms, month)


@needs(Capability.EDIT_CLIENTS)
def client_card(desk: Desk, slug: str) -> ClientCard:
    """Raises NotFound."""
    rows = desk.all(_CARD, {"slug": slug})
    if not rows:
        raise unknown_client(slug)
    one = rows[0]
    terms = tuple(terms_from(row) for row in rows if row.since is not None)
    return ClientCard(
        one.id,
        one.slug,
        one.version,
        one.name,
        one.notes,
        one.slack_channel,
        one.start,
        one.archived_on,
        one.open_from,
        one.csm_id,
        one.csm,
        terms,
    )


@needs(Capability.EDIT_CLIENTS)
def proposed_slug(desk: Desk, text: str) -> str:
    """A short name for links made from a client's name, that no other client has."""
    stem = slug_from(text)
    taken = desk.all(sa.select(Client.slug).where(Client.slug.startswith(stem, autoescape=True)))
    return slug_from(text, {slug for (slug,) in taken})


_PEOPLE = sa.select(Person.id, Person.name, Person.roles).where(Person.status == "active").order_by(Person.name)
_CARD = (
    sa.select(
        Client.id,
        Client.slug,
        Client.version,
        Client.name,
        Client.notes,
        Client.slack_channel,
        Client.start,
        Client.archived_on,
        Client.open_from,
        Client.csm_id,
        Person.name.label("csm"),
        *TERMS,
    )
    .outerjoin(Person, Person.id == Client.csm_id)
    .outerjoin(ClientTerms, ClientTerms.client_id == Client.id)
    .where(Client.slug == sa.bindparam("slug"))
    .order_by(ClientTerms.since)
)
