"""What the agency has set, with its history, and who set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.periods import Month
from charleos.rules.access import Capability
from charleos.rules.policy import PlanVersion, Policy, load_policy
from charleos.rules.proposals import changed_settings
from charleos.store.schema import Agency, Client, ClientTerms, Person, Plan, PlanTerms, PolicyVersion
from charleos.units import Minutes, Pence


class AgencyDetails(NamedTuple):
    name: str
    time_zone: str


class Author(NamedTuple):
    """Who saved a version and when; no name is the product's own beginning."""

    name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan with all its versions, oldest first; a later one of the same month holds instead of the earlier.

    newest: the id of the version saved last. clients: how many active clients are on it this month.
    """

    plan_id: int
    key: str
    archived: bool
    newest: int
    versions: tuple[tuple[PlanVersion, Author], ...]
    clients: int

    def in_force(self, month: Month) -> PlanVersion:
        """What holds in a month; before its first version, the first one."""
        begun = [version for version, _ in self.versions if version.since <= month]
        return begun[-1] if begun else self.versions[0][0]


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """One version of the policy. changed: what it set otherwise than the version before it.

    replaced: a later version of the same month holds instead.
    """

    version_id: int
    since: Month
    policy: Policy
    author: Author
    changed: tuple[str, ...]
    replaced: bool


@needs(Capability.MANAGE)
def agency(desk: Desk) -> AgencyDetails:
    row = desk.one(sa.select(Agency.name, Agency.time_zone))
    return AgencyDetails(row.name, row.time_zone)


@needs(Capability.MANAGE)
def plans_kept(desk: Desk) -> tuple[PlanRecord, ...]:
    """Every plan, archived ones last, by its hours of today."""
    this_month = Month.of(desk.today)
    with desk.reading() as session:
        rows = session.execute(_PLANS).all()
        users: dict[int | None, int] = {row[0]: row[1] for row in session.execute(_USERS, {"month": this_month})}
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    records = [_plan(versions, users) for versions in grouped.values()]
    return tuple(sorted(records, key=lambda one: (one.archived, one.in_force(this_month).minutes, one.key)))


@needs(Capability.MANAGE)
def policies_kept(desk: Desk) -> tuple[PolicyRecord, ...]:
    """Every version of the policy by the month from which it holds, oldest first."""
    rows = desk.all(_POLICIES)
    records: list[PolicyRecord] = []
    for at, row in enumerate(rows):
        policy = load_policy(row.body)
        before = next((one for one in reversed(records) if not one.replaced), None)
        changed = changed_settings(before.policy, policy) if before else ()
        replaced = at + 1 < len(rows) and rows[at + 1].since == row.since
        author = Author(row.name, row.created_at)
        records.append(PolicyRecord(row.id, Month(row.since), policy, author, changed, replaced))
    return tuple(records)


def _plan(rows: list[Any], users: Mapping[int | None, int]) -> PlanRecord:
    first = rows[0]
    versions = tuple(
        (
            PlanVersion(row.id, int(row.since), row.called, Minutes(row.minutes), Pence(row.cost)),
            Author(row.name, row.created_at),
        )
        for row in rows
    )
    newest = max(row.version for row in rows)
    return PlanRecord(first.id, first.key, first.status != "active", newest, versions, users.get(first.id, 0))


_PLANS = (
    sa.select(
        Plan.id,
        Plan.key,
        Plan.status,
        PlanTerms.id.label("version"),
        PlanTerms.since,
        PlanTerms.name.label("called"),
        PlanTerms.minutes,
        PlanTerms.cost,
        PlanTerms.created_at,
        Person.name,
    )
    .join(PlanTerms, PlanTerms.plan_id == Plan.id)
    .outerjoin(Person, Person.id == PlanTerms.created_by)
    .order_by(Plan.id, PlanTerms.since, PlanTerms.id)
)

_LATEST = (
    sa.select(ClientTerms.client_id, sa.func.max(ClientTerms.since).label("since"))
    .where(ClientTerms.since <= sa.bindparam("month"))
    .group_by(ClientTerms.client_id)
    .subquery()
)
_USERS = (
    sa.select(ClientTerms.plan_id, sa.func.count(ClientTerms.client_id))
    .join(_LATEST, sa.and_(_LATEST.c.client_id == ClientTerms.client_id, _LATEST.c.since == ClientTerms.since))
    .join(Client, Client.id == ClientTerms.client_id)
    .where(Client.status == "active", ClientTerms.plan_id.is_not(None))
    .group_by(ClientTerms.plan_id)
)

_POLICIES = (
    sa.select(PolicyVersion.id, PolicyVersion.since, PolicyVersion.body, PolicyVersion.created_at, Person.name)
    .outerjoin(Person, Person.id == PolicyVersion.created_by)
    .order_by(PolicyVersion.since, PolicyVersion.id)
)
