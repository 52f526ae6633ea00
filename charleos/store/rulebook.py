"""The rulebook as stored: policies and plans, which are nobody's secret and change rarely."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.rules.policy import PlanVersion, Rulebook, load_policy
from charleos.store.schema import PlanTerms, PolicyVersion
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, Pence

STAMP = (
    sa.select(sa.func.max(PolicyVersion.id)).scalar_subquery().label("policies"),
    sa.func.coalesce(sa.select(sa.func.max(PlanTerms.id)).scalar_subquery(), 0).label("plans"),
)
"""The rulebook's version, as two columns that a read may add to a select of its own."""


def current_rulebook(session: ScopedSession, *, stamp: tuple[int, int] | None = None) -> Rulebook:
    """The rulebook, kept per process and read again when its stamp (the newest rows) has moved."""
    if stamp is None:
        policies, plans = session.execute(sa.select(*STAMP)).one()
        stamp = (policies, plans)
    kept = session.database.rulebook
    if kept is not None and kept[0] == stamp:
        return kept[1]
    book = read_rulebook(session)
    session.database.rulebook = (stamp, book)
    return book


def read_rulebook(session: ScopedSession) -> Rulebook:
    """As it stands inside this transaction; not kept, since it may yet be undone."""
    policies = session.execute(
        sa.select(PolicyVersion.since, PolicyVersion.id, PolicyVersion.body).order_by(
            PolicyVersion.since, PolicyVersion.id
        )
    )
    plans: dict[int, tuple[PlanVersion, ...]] = {}
    rows = session.execute(
        sa.select(PlanTerms.plan_id, PlanTerms.since, PlanTerms.name, PlanTerms.minutes, PlanTerms.cost).order_by(
            PlanTerms.since, PlanTerms.id
        )
    )
    for plan_id, since, name, minutes, cost in rows:
        version = PlanVersion(plan_id, int(since), name, Minutes(minutes), Pence(cost))
        plans[plan_id] = (*plans.get(plan_id, ()), version)
    return Rulebook(tuple((int(since), i, load_policy(body)) for since, i, body in policies), plans)
