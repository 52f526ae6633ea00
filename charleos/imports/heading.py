"""The head of an agency file in the database: people, plans, clients with their terms, and day-rate bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.imports.agency_file import AgencyFile, FileClient, FilePerson, FilePlan, FileTerms
from charleos.imports.fields import shown
from charleos.periods import Month
from charleos.rules.access import roles_text
from charleos.rules.policy import Bands, dump_policy
from charleos.store.rulebook import read_rulebook
from charleos.store.schema import Client, ClientTerms, Person, Plan, PlanTerms, PolicyVersion
from charleos.store.scope import ScopedSession

KEYS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Heading:
    """Ids of people by key; clients by slug, as stored."""

    people: dict[str, int]
    clients: dict[str, Client]


def store_heading(session: ScopedSession, desk: Desk, file: AgencyFile) -> Heading:
    """Raises BadInput when the database has one of the keys or slugs already."""
    refuse_known(session, Person.key, "people", "key", [one.key for one in file.people])
    refuse_known(session, Plan.key, "plans", "key", [one.key for one in file.plans])
    refuse_known(session, Client.slug, "clients", "slug", [one.slug for one in file.clients])
    since = file.first_month or Month.of(desk.today)
    if file.bands is not None:
        _add_bands(session, desk, file.bands, since)
    people = [_person(one) for one in file.people]
    plans = [Plan(key=one.key) for one in file.plans]
    session.add_all([*people, *plans])
    session.flush()
    ids = {person.key: int(person.id) for person in people}
    plan_ids = {plan.key: int(plan.id) for plan in plans}
    session.add_all([_plan(one, plan_ids[one.key], since, desk) for one in file.plans])
    clients = [_client(one, ids, desk) for one in file.clients]
    session.add_all(clients)
    session.flush()
    for one, client in zip(file.clients, clients, strict=True):
        session.add_all([_terms(terms, client.id, plan_ids) for terms in one.terms])
    session.flush()
    return Heading(ids, {client.slug: client for client in clients})


def refuse_known(session: ScopedSession, column: Any, kind: str, field: str, keys: Sequence[str]) -> None:
    """A file brings only what is new: one whose row the database has is refused."""
    for start in range(0, len(keys), KEYS_AT_ONCE):
        known = set(session.scalars(sa.select(column).where(column.in_(keys[start : start + KEYS_AT_ONCE]))))
        for n, key in enumerate(keys[start : start + KEYS_AT_ONCE] if known else (), start):
            if key in known:
                raise BadInput(f"{kind}[{n}].{field}: {shown(key)} is in the database already.")


def _add_bands(session: ScopedSession, desk: Desk, bands: Bands, since: Month) -> None:
    """The policy in force, with these bands, from the first month on; only while there is nothing to re-judge."""
    if session.scalar(sa.select(sa.func.count(Client.id))):
        raise BadInput("policy: the database has clients already; change the bands in Settings instead.")
    policy = replace(read_rulebook(session).policy(since), bands=bands)
    session.add(PolicyVersion(since=since, body=dump_policy(policy), created_at=desk.now, created_by=desk.actor_id))
    session.flush()


def _person(one: FilePerson) -> Person:
    return Person(
        key=one.key,
        name=one.name,
        roles=roles_text(one.roles),
        discipline=one.discipline,
        capacity=one.capacity,
    )


def _plan(one: FilePlan, plan_id: int, since: Month, desk: Desk) -> PlanTerms:
    return PlanTerms(
        plan_id=plan_id,
        since=since,
        name=one.name,
        minutes=one.minutes,
        cost=one.cost,
        created_at=desk.now,
        created_by=desk.actor_id,
    )


def _client(one: FileClient, people: dict[str, int], desk: Desk) -> Client:
    return Client(
        slug=one.slug,
        name=one.name,
        notes=one.notes,
        slack_channel=one.slack_channel,
        status="archived" if one.is_archived else "active",
        archived_on=(one.archived or desk.today) if one.is_archived else None,
        start=one.start,
        csm_id=None if one.csm is None else people[one.csm],
        open_from=Month.of(one.start),
    )


def _terms(one: FileTerms, client_id: int, plans: dict[str, int]) -> ClientTerms:
    agreed = one.agreed
    return ClientTerms(
        client_id=client_id,
        since=Month(agreed.since),
        plan_id=None if one.plan is None else plans[one.plan],
        minutes=agreed.minutes,
        cost=agreed.cost,
        pm_share=agreed.pm_share,
        rollover_excess=None if agreed.rollover_excess is None else int(agreed.rollover_excess),
        rollover_unused=None if agreed.rollover_unused is None else agreed.rollover_unused.value,
        rollover_amount=agreed.rollover_amount,
        hourly_rate=agreed.hourly_rate,
    )
