"""What would change, shown before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from charleos.periods import Month
from charleos.reads.effects import Moved, PlanEffects, PolicyEffects
from charleos.rules.policy import Policy
from charleos.rules.proposals import SizeChange
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.settings import wording
from charleos.ui.words import count, money, plain, time

SHOWN = 12
"""Clients named in a table; the rest are counted."""


def show_plan_effects(effects: PlanEffects, since: Month) -> None:
    _heading(since)
    if effects.moved:
        moves = "gets another month" if len(effects.moved) == 1 else "get other months"
        st.markdown(f"**{count(len(effects.moved), 'client')}** {moves}:")
        _allocations(effects.moved)
    else:
        st.markdown("No client's month changes.")
    if effects.unmoved:
        names = ", ".join(plain(name) for name in effects.unmoved[:SHOWN])
        st.caption(f"On this plan with hours and cost of their own, unchanged: {names}.")
    _closing(effects.overtaken, since)


def show_policy_effects(effects: PolicyEffects, becomes: Policy, since: Month) -> None:
    _heading(since)
    lines = [
        f"- {what}: {was} → **{after}**" for what, was, after in wording.changes(effects.was, becomes, effects.changed)
    ]
    if lines:
        st.markdown("\n".join(lines))
    if effects.sizes:
        _sizes(effects.sizes)
    if effects.moved or "pm_share" in effects.changed:
        clients = count(effects.inherit_pm_share, "client")
        st.markdown(f"**{clients}** without a share of their own:")
        _allocations(effects.moved)
    for said in _reach(effects):
        st.markdown(said)
    if effects.relabelled:
        _bands(effects)
    _closing(effects.overtaken, since)


def _heading(since: Month) -> None:
    st.markdown(f"##### What changes from {since.name} on")


def _reach(effects: PolicyEffects) -> list[str]:
    """Whom it concerns, in a sentence for each setting that changes."""
    said = []
    if "rollover" in effects.changed:
        clients = count(effects.inherit_rollover, "client")
        said.append(f"**{clients}** follow the agency's rollover; terms of a client's own stay.")
    if "capacity" in effects.changed or "other_capacity" in effects.changed:
        people = count(sum(effects.people.values()), "active person", "active people")
        said.append(f"{people} have no capacity of their own and follow their discipline's.")
    if "bands" in effects.changed or "billing_day" in effects.changed:
        clients = count(len(effects.relabelled), "client")
        said.append(f"By the figures of {effects.rated.name}, **{clients}** would be labelled otherwise.")
    return said


def _sizes(changes: Sequence[SizeChange]) -> None:
    rows = []
    for one in changes:
        was = wording.size(one.was) if one.was else "not there"
        becomes = wording.size(one.becomes) if one.becomes else "no longer offered"
        if one.was and one.becomes and was == becomes:
            was, becomes = plain(one.was.use_for) or "no use given", plain(one.becomes.use_for) or "no use given"
        rows.append([f"**{one.code}**", was, becomes])
    text_table([Column("Size"), Column("Was"), Column("Becomes")], rows, key="size-changes")
    st.caption("Requirements that have a size already keep the figures they were agreed with.")


def _allocations(moved: Sequence[Moved]) -> None:
    with_cost = any(one.change.was.cost != one.change.becomes.cost for one in moved)
    columns = [Column("Client"), Column("From"), Column("Net allocation", figures=True)]
    rows = []
    for one in moved[:SHOWN]:
        month, was, becomes = one.change
        row = [plain(one.name), unbroken(month.short_name), _arrow(time(was.net), time(becomes.net))]
        rows.append([*row, _arrow(money(was.cost), money(becomes.cost))] if with_cost else row)
    text_table([*columns, Column("Cost", figures=True)] if with_cost else columns, rows, key="allocations")
    if len(moved) > SHOWN:
        st.caption(f"And {count(len(moved) - SHOWN, 'client')} more.")


def _arrow(was: str, becomes: str) -> str:
    return was if was == becomes else f"{was} → **{becomes}**"


def _bands(effects: PolicyEffects) -> None:
    rows = [
        [plain(one.name), money(one.change.rate), _arrow(one.change.was.value, one.change.becomes.value)]
        for one in effects.relabelled[:SHOWN]
    ]
    text_table([Column("Client"), Column("Actual day rate", figures=True), Column("Band")], rows, key="bands")
    if len(effects.relabelled) > SHOWN:
        st.caption(f"And {count(len(effects.relabelled) - SHOWN, 'client')} more.")


def _closing(overtaken: Month | None, since: Month) -> None:
    if overtaken is not None:
        st.warning(
            f"A version from {overtaken.name} on is saved already and stays as it is: this one holds until then.",
            icon=":material/event_repeat:",
        )
    st.caption(f"Every month before {since.name} stays exactly as it is.")
