"""What a client agreed, from an open month on."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from charleos.actions.audit import record
from charleos.actions.seen import client_as_seen
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput
from charleos.periods import Month
from charleos.reads.statements import statements_of
from charleos.rules.access import Capability
from charleos.rules.clients import check_since, check_terms
from charleos.rules.retainer import Terms, allocation
from charleos.store.calendar import hold_calendar
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import ClientTerms, Plan
from charleos.store.scope import ScopedSession
from charleos.units import hours, pounds


@needs(Capability.EDIT_CLIENTS)
def change_terms(desk: Desk, key: str, slug: str, version: int, terms: Terms) -> str:
    """From the month terms.since on, which must be open. Says what carry ends when it becomes project-only."""
    with desk.writing() as session:
        content = (slug, version, terms)
        return once(
            session, desk, key, "change_terms", content, act=lambda: _change(session, desk, slug, version, terms)
        )


def _change(session: ScopedSession, desk: Desk, slug: str, version: int, terms: Terms) -> str:
    hold_calendar(session, slug)
    client = client_as_seen(session, desk, slug, version)
    if client.archived_on is not None:
        raise BadInput(f"{client.name} is archived; reopen the client first.", field="since")
    since = Month(terms.since)
    check_since(client.name, since, start=client.start, open_from=client.open_from)
    held = session.get(ClientTerms, (client.id, since))
    check_plan(session, check_terms(terms), keeps=held.plan_id if held else None)
    if held is not None:
        session.delete(held)
        session.flush()
    session.add(terms_row(client.id, terms))
    flag_modified(client, "name")  # its version moves with its terms
    session.flush()
    told = f"From {since.name} on, {client.name} is agreed at {agreed_words(session, terms)}."
    told = " ".join([told, *_consequences(session, slug, client.id, since)])
    record(session, desk, "change_terms", f"client {slug}", told, client_id=client.id)
    return told


def _consequences(session: ScopedSession, slug: str, client_id: int, since: Month) -> list[str]:
    """What else follows: carry that ends with a project-only month, and terms already agreed for later."""
    said = []
    lost = statements_of(session, slug, since, since).of(since).written_off
    if lost:
        said.append(f"{hours(lost)} carried out of {since.previous.name} is written off.")
    later = session.scalars(
        sa.select(ClientTerms.since)
        .where(ClientTerms.client_id == client_id, ClientTerms.since > since)
        .order_by(ClientTerms.since)
    ).first()
    if later is not None:
        said.append(f"The terms from {later.name} on stay as agreed.")
    return said


def check_plan(session: ScopedSession, terms: Terms, *, keeps: int | None = None) -> None:
    """An active plan that exists by the month; one that these terms already had may be kept. Raises BadInput."""
    if terms.plan_id is None or terms.plan_id == keeps:
        return
    status = session.scalars(sa.select(Plan.status).where(Plan.id == terms.plan_id)).one_or_none()
    if status is None:
        raise BadInput("There is no such plan; choose one from the list.", field="plan")
    plan = current_rulebook(session).plan(terms.plan_id, terms.since)
    if status != "active":
        raise BadInput(f"{plan.name} is archived; choose another plan.", field="plan")
    if plan.since > terms.since:
        raise BadInput(f"{plan.name} is offered from {Month(plan.since).name} on; choose another plan.", field="plan")


def terms_row(client_id: int, terms: Terms) -> ClientTerms:
    excess, unused = terms.rollover_excess, terms.rollover_unused
    return ClientTerms(
        client_id=client_id,
        since=Month(terms.since),
        plan_id=terms.plan_id,
        minutes=terms.minutes,
        cost=terms.cost,
        pm_share=terms.pm_share,
        rollover_excess=None if excess is None else int(excess),
        rollover_unused=None if unused is None else unused.value,
        rollover_amount=terms.rollover_amount,
        hourly_rate=terms.hourly_rate,
    )


def agreed_words(session: ScopedSession, terms: Terms) -> str:
    """The terms in words: the plan, what it comes to a month, and what work can use of it."""
    if terms.plan_id is None:
        rate = "" if terms.hourly_rate is None else f", {pounds(terms.hourly_rate)} an hour"
        return f"project-only work{rate}"
    rulebook = current_rulebook(session)
    plan = rulebook.plan(terms.plan_id, terms.since)
    agreed = allocation(terms, plan, rulebook.policy(terms.since))
    custom = " with terms of its own" if terms.is_custom else ""
    return (
        f"{plan.name}{custom}, {hours(agreed.gross)} a month for {pounds(agreed.cost)} ({hours(agreed.net)} for work)"
    )
