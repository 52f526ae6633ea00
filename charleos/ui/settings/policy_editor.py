"""What the sections of the policy share: the version of a month to start from, the preview, the history."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from charleos.actions.policy import CALLED, change_policy
from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.effects import policy_effects
from charleos.reads.settings import PolicyRecord, policies_kept
from charleos.rules.policy import Policy, checked
from charleos.rules.proposals import PolicyProposal
from charleos.ui.forms import Form
from charleos.ui.settings import wording
from charleos.ui.settings.editor import dated_form, opened, preview, save
from charleos.ui.settings.preview import show_policy_effects
from charleos.ui.words import span

Fields = Callable[[Form, Policy], Callable[[], Policy]]
"""Draws the fields with a policy's values and returns what reads them."""


def edit_policy(desk: Desk, name: str, settings: tuple[str, ...], fields: Fields) -> None:
    """One section: its fields as they hold in a month, what a change would do, and what was set before."""
    records = policies_kept(desk)
    newest = max(record.version_id for record in records)
    edit, effects = st.columns([58, 42], gap="large")
    with edit:
        since, form = dated_form(name, Month.of(desk.today))
        held = next(one.policy for one in reversed(records) if one.since <= since and not one.replaced)
        read = fields(form, held)

    def draft() -> PolicyProposal:
        return PolicyProposal(since, checked(read()), opened(form, newest))

    with effects:
        is_ready = preview(
            form,
            draft,
            is_changed=lambda proposal: proposal.policy != held,
            effects=lambda proposal: policy_effects(desk, proposal),
            show=lambda told, proposal: show_policy_effects(told, proposal.policy, proposal.since),
        )
        label, off = f"Save from {since.name} on", not is_ready or desk.read_only
        save(form, label, lambda key: change_policy(desk, key, draft()), newest=newest, disabled=off)
        _history(records, settings)


def _history(records: tuple[PolicyRecord, ...], settings: tuple[str, ...]) -> None:
    """Versions that touched these settings, newest first, and how the agency began."""
    st.markdown("##### History")
    told = [one for one in records if set(one.changed) & set(settings)]
    for record in reversed(told):
        before = _before(records, record)
        _show_version(record, before, settings)
    first = records[0]
    st.caption(f"From {first.since.name} on: as the agency began, by {wording.saved(first.author)}.")


def _before(records: tuple[PolicyRecord, ...], record: PolicyRecord) -> Policy:
    earlier = [one for one in records[: records.index(record)] if not one.replaced or one.since == record.since]
    return earlier[-1].policy if earlier else record.policy


def _show_version(record: PolicyRecord, before: Policy, settings: tuple[str, ...]) -> None:
    concerned = tuple(name for name in record.changed if name in settings)
    replaced = " :gray-badge[replaced]" if record.replaced else ""
    lines = [f"- {what}: {was} → **{after}**" for what, was, after in wording.changes(before, record.policy, concerned)]
    if "sizes" in concerned:
        lines.append(f"- {CALLED['sizes']}: {_sizes(record.policy)}")
    st.markdown(f"**From {record.since.name} on**{replaced}  \n:gray[{wording.saved(record.author)}]")
    if lines:
        st.markdown("\n".join(lines))


def _sizes(policy: Policy) -> str:
    return ", ".join(f"{size.code} {span(size.minimum, size.maximum)}" for size in policy.sizes)
