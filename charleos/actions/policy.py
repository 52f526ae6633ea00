"""Changing what the agency has set: a new dated version of the policy, and the agency's own details."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import available_timezones

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.submissions import once
from charleos.desk import Desk, needs
from charleos.errors import BadInput, Conflict
from charleos.periods import Month, long_day
from charleos.reads.effects import calendars, check_policy_reach
from charleos.rules.access import Capability
from charleos.rules.policy import checked, dump_policy
from charleos.rules.proposals import PolicyProposal, changed_settings
from charleos.store.calendar import hold_settings
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Agency, Person, PolicyVersion
from charleos.store.scope import ScopedSession

CALLED = {
    "sizes": "the size table",
    "pm_share": "the project manager's share",
    "feedback_share": "the share of QA and feedback",
    "billing_day": "the billing day",
    "capacity": "daily capacity",
    "other_capacity": "daily capacity of other people",
    "bands": "the bands of day rates",
    "rollover": "rollover",
    "underused_share": "when a month counts as little used",
}
"""How a setting is called inside a sentence."""


@needs(Capability.MANAGE)
def change_policy(desk: Desk, key: str, proposal: PolicyProposal) -> str:
    """A new version from a month on; earlier months keep theirs. Returns the receipt.

    Raises BadInput for a policy nobody could work by, or one that reaches a closed month; Conflict when somebody
    saved another version since the form was opened.
    """
    with desk.writing() as session:
        return once(session, desk, key, "change_policy", proposal, act=lambda: _change(session, desk, proposal))


def _change(session: ScopedSession, desk: Desk, proposal: PolicyProposal) -> str:
    hold_settings(session)
    policy = checked(proposal.policy)
    _nobody_was_first(session, proposal.opened)
    check_policy_reach(calendars(session), proposal)
    changed = changed_settings(current_rulebook(session).policy(proposal.since), policy)
    if not changed:
        raise BadInput(f"Nothing differs from what holds in {proposal.since.name} already.", field="since")
    session.add(
        PolicyVersion(since=proposal.since, body=dump_policy(policy), created_at=desk.now, created_by=desk.actor_id)
    )
    told = f"From {proposal.since.name} on, {_listed([CALLED[name] for name in changed])} will be as you set it."
    record(session, desk, "change_policy", f"policy {proposal.since}", told)
    session.flush()
    return told


def _nobody_was_first(session: ScopedSession, opened: int) -> None:
    newest = session.execute(
        sa.select(PolicyVersion.id, PolicyVersion.since, PolicyVersion.created_at, Person.name)
        .outerjoin(Person, Person.id == PolicyVersion.created_by)
        .order_by(PolicyVersion.id.desc())
        .limit(1)
    ).one()
    if newest.id == opened:
        return
    who = newest.name or "The system"
    when = f"{long_day(newest.created_at.date())} at {newest.created_at:%H:%M} UTC"
    raise Conflict(
        f"{who} saved another version, from {Month(newest.since).name} on, on {when}. "
        "What you typed is still here: look at the history, then save again."
    )


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """opened_name, opened_zone: what the form showed when it was opened."""

    name: str
    time_zone: str
    opened_name: str
    opened_zone: str


@needs(Capability.MANAGE)
def change_agency(desk: Desk, key: str, change: AgencyChange) -> str:
    """The agency's name and time zone. Returns the receipt. Raises BadInput; Conflict for the second editor."""
    with desk.writing() as session:
        return once(session, desk, key, "change_agency", change, act=lambda: _rename(session, desk, change))


def _rename(session: ScopedSession, desk: Desk, change: AgencyChange) -> str:
    hold_settings(session)
    name = " ".join(change.name.split())
    if not 1 <= len(name) <= 80:
        raise BadInput("Give the agency a name of at most 80 characters.", field="name")
    if change.time_zone not in available_timezones():
        raise BadInput("That is not a time zone; choose one such as Europe/London.", field="time_zone")
    row = session.scalars(sa.select(Agency)).one()
    if (row.name, row.time_zone) != (change.opened_name, change.opened_zone):
        raise Conflict(
            f"Somebody else changed this just now: it is {row.name}, {row.time_zone}. Look, then save again."
        )
    row.name, row.time_zone = name, change.time_zone
    told = f"The agency is {name}; its days follow {change.time_zone}."
    record(session, desk, "change_agency", "agency", told)
    return told


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
