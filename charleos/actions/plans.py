"""Plans: a new one, new terms from a month on, out of sale and back."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict, NotFound
from charleos.periods import Month, long_day
from charleos.reads.effects import calendars, check_plan_reach
from charleos.rules.access import Capability
from charleos.rules.policy import PlanVersion
from charleos.rules.proposals import PlanProposal, check_plan
from charleos.store.calendar import hold_settings
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Person, Plan, PlanTerms
from charleos.store.scope import ScopedSession
from charleos.units import hours, pounds


@needs(Capability.MANAGE)
def create_plan(desk: Desk, key: str, proposal: PlanProposal) -> str:
    """A plan that can be sold from a month on. Returns the receipt."""
    with desk.writing() as session:
        return once(session, desk, key, "create_plan", proposal, act=lambda: _create(session, desk, proposal))


@needs(Capability.MANAGE)
def change_plan(desk: Desk, key: str, proposal: PlanProposal) -> str:
    """New terms from a month on; earlier months and clients' own figures stay. Returns the receipt.

    Raises BadInput where they reach a closed month of a client on the plan; Conflict for the second editor.
    """
    with desk.writing() as session:
        return once(session, desk, key, "change_plan", proposal, act=lambda: _change(session, desk, proposal))


@needs(Capability.MANAGE)
def archive_plan(desk: Desk, key: str, plan_id: int) -> str:
    """Nobody can be put on it any more; who is on it stays. Returns the receipt."""
    with desk.writing() as session:
        return once(
            session, desk, key, "archive_plan", plan_id, act=lambda: _turn(session, desk, plan_id, status="archived")
        )


@needs(Capability.MANAGE)
def restore_plan(desk: Desk, key: str, plan_id: int) -> str:
    """It can be sold again. Returns the receipt."""
    with desk.writing() as session:
        return once(
            session, desk, key, "restore_plan", plan_id, act=lambda: _turn(session, desk, plan_id, status="active")
        )


def _create(session: ScopedSession, desk: Desk, proposal: PlanProposal) -> str:
    hold_settings(session)
    check_plan(proposal.name, proposal.minutes, proposal.cost)
    _name_is_free(session, proposal)
    taken = set(session.scalars(sa.select(Plan.key)))
    plan = Plan(key=_free_key(proposal.name, taken))
    session.add(plan)
    session.flush()
    _add_terms(session, desk, plan.id, proposal)
    told = f"{_told(proposal.version)} can be sold from {proposal.since.name} on."
    record(session, desk, "create_plan", f"plan {plan.key}", told)
    session.flush()
    return told


def _change(session: ScopedSession, desk: Desk, proposal: PlanProposal) -> str:
    hold_settings(session)
    plan = _plan(session, proposal.plan_id)
    check_plan(proposal.name, proposal.minutes, proposal.cost)
    _nobody_was_first(session, proposal)
    _name_is_free(session, proposal)
    check_plan_reach(calendars(session), proposal)
    held = current_rulebook(session).plan(proposal.plan_id, proposal.since)
    if held[2:] == proposal.version[2:]:
        raise BadInput(f"Nothing differs from what holds in {proposal.since.name} already.", field="since")
    _add_terms(session, desk, proposal.plan_id, proposal)
    told = f"From {proposal.since.name} on, {held.name} is {_told(proposal.version)}."
    record(session, desk, "change_plan", f"plan {plan.key}", told)
    session.flush()
    return told


def _turn(session: ScopedSession, desk: Desk, plan_id: int, *, status: str) -> str:
    hold_settings(session)
    plan = _plan(session, plan_id)
    name = current_rulebook(session).plan(plan_id, Month.of(desk.today)).name
    if plan.status == status:
        raise BadInput(f"{name} is {'archived' if status == 'archived' else 'on sale'} already.")
    plan.status = status
    is_archived = status == "archived"
    told = f"{name} is archived; clients on it keep it." if is_archived else f"{name} can be sold again."
    record(session, desk, "archive_plan" if is_archived else "restore_plan", f"plan {plan.key}", told)
    return told


def _plan(session: ScopedSession, plan_id: int) -> Plan:
    plan: Plan | None = session.get(Plan, plan_id)
    if plan is None:
        raise NotFound("There is no such plan.")
    return plan


def _nobody_was_first(session: ScopedSession, proposal: PlanProposal) -> None:
    newest = session.execute(
        sa.select(PlanTerms.id, PlanTerms.since, PlanTerms.created_at, Person.name)
        .outerjoin(Person, Person.id == PlanTerms.created_by)
        .where(PlanTerms.plan_id == proposal.plan_id)
        .order_by(PlanTerms.id.desc())
        .limit(1)
    ).one()
    if newest.id == proposal.opened:
        return
    who = newest.name or "The system"
    when = f"{long_day(newest.created_at.date())} at {newest.created_at:%H:%M} UTC"
    raise Conflict(
        f"{who} changed this plan, from {Month(newest.since).name} on, on {when}. "
        "What you typed is still here: look at the history, then save again."
    )


def _name_is_free(session: ScopedSession, proposal: PlanProposal) -> None:
    """Two plans of the same name could not be told apart when one is chosen."""
    book = current_rulebook(session)
    wanted = proposal.version.name.casefold()
    for plan_id in book.plans:
        if plan_id != proposal.plan_id and book.plan(plan_id, proposal.since).name.casefold() == wanted:
            raise BadInput(
                f"There is a plan called {proposal.version.name} already; choose another name.", field="name"
            )


def _add_terms(session: ScopedSession, desk: Desk, plan_id: int, proposal: PlanProposal) -> None:
    version = proposal.version
    session.add(
        PlanTerms(
            plan_id=plan_id,
            since=proposal.since,
            name=version.name,
            minutes=version.minutes,
            cost=version.cost,
            created_at=desk.now,
            created_by=desk.actor_id,
        )
    )


def _told(version: PlanVersion) -> str:
    return f"{version.name} ({hours(version.minutes)} at {pounds(version.cost)} a month)"


def _free_key(name: str, taken: set[str]) -> str:
    """A plan's name in links, with a number where another plan has it.

    >>> _free_key("Growth Plus", {"growth-plus"})
    'growth-plus-2'
    """
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:40] or "plan"
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key
