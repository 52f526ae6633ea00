"""The rest of the policy: project management, rollover, bands, day lengths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.rules.policy import Bands, Policy, Rollover, Unused
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.session import own_desk
from charleos.ui.settings import wording
from charleos.ui.settings.editor import field, typed_as
from charleos.ui.settings.policy_editor import edit_policy
from charleos.ui.words import money, share
from charleos.units import Minutes, parse_duration, parse_percent, parse_pounds

SETTINGS = ("pm_share", "rollover", "bands", "billing_day", "capacity", "other_capacity", "underused_share")


@st.fragment
@own_desk("settings")
def policy_section(desk: Desk) -> None:
    st.markdown("What clients and people inherit who have no terms of their own, from a month on.")
    edit_policy(desk, "policy", SETTINGS, _fields)


def _fields(form: Form, held: Policy) -> Callable[[], Policy]:
    retainer = _retainer(form, held)
    bands = _bands(form, held)
    days = _days(form, held)

    def read() -> Policy:
        return days(bands(retainer(held)))

    return read


Step = Callable[[Policy], Policy]
"""Puts what some fields say into a policy."""


def _retainer(form: Form, held: Policy) -> Step:
    st.markdown("###### The retainer month")
    left, right = st.columns(2)
    with left:
        pm = field(form, "pm_share", "Project manager's share", share(held.pm_share), help=words.help("pm share"))
    with right:
        used = field(
            form, "underused_share", "A month is little used below", share(held.underused_share),
            help="Two such months running start a conversation: a smaller plan, more work, better scope.",
        )  # fmt: skip
    rollover = _rollover(form, held)

    def step(policy: Policy) -> Policy:
        return replace(
            policy,
            pm_share=parse_percent(pm, field="pm_share"),
            underused_share=parse_percent(used, field="underused_share"),
            rollover=rollover(),
        )

    return step


def _rollover(form: Form, held: Policy) -> Callable[[], Rollover]:
    left, right = st.columns(2)
    kinds = list(Unused)
    with left:
        excess = st.selectbox(
            "Excess of a month", [True, False], index=0 if held.rollover.excess_carried else 1,
            format_func=lambda carried: "is carried into the next" if carried else "is forgiven",
            key=form.field("rollover_excess"), help=words.help("excess"),
        )  # fmt: skip
    with right:
        unused = st.selectbox(
            "Unused time", kinds, index=kinds.index(held.rollover.unused), format_func=wording.UNUSED.__getitem__,
            key=form.field("rollover_unused"), help=words.help("rollover"),
        )  # fmt: skip
    amount = ""
    if unused in (Unused.CAP, Unused.MONTHS):
        label = "At most so many hours" if unused is Unused.CAP else "For so many months"
        amount = field(form, f"rollover_amount {unused}", label, _amount(held.rollover, unused), width=240)
    form.place("rollover_amount")
    return lambda: Rollover(bool(excess), unused, _amount_read(unused, amount))


def _amount(rollover: Rollover, unused: Unused) -> str:
    if rollover.unused is not unused:
        return ""
    return typed_as(Minutes(rollover.amount)) if unused is Unused.CAP else str(rollover.amount)


def _amount_read(unused: Unused, typed: str) -> int:
    if unused is Unused.CAP:
        return int(parse_duration(typed, field="rollover_amount"))
    if unused is not Unused.MONTHS:
        return 0
    if not (typed.strip().isascii() and typed.strip().isdecimal() and len(typed.strip()) <= 3):
        raise BadInput("Say for how many months unused time stays usable, from 1 to 120.", field="rollover_amount")
    return int(typed)


def _bands(form: Form, held: Policy) -> Step:
    st.markdown("###### Bands of the actual day rate", help=words.help("band"))
    names = {"amazing": "Amazing from", "goal": "Goal from", "under_target": "Under target from"}
    typed = {}
    for column, (name, label) in zip(st.columns(3), names.items(), strict=True):
        with column:
            typed[name] = field(form, name, label, money(getattr(held.bands, name)))
    st.caption("Anything less is below breakeven.")
    form.place("bands")

    def step(policy: Policy) -> Policy:
        amazing, goal, under = (parse_pounds(typed[name], field=name) for name in names)
        return replace(policy, bands=Bands(amazing, goal, under))

    return step


def _days(form: Form, held: Policy) -> Step:
    st.markdown("###### Day lengths")
    billing = field(
        form, "billing_day", "Billing day", typed_as(held.billing_day), width=160, help=words.help("billing day")
    )
    st.caption("The capacity of a working day, by discipline; a person's own capacity goes before it.")
    typed = _capacities(form, held)

    def step(policy: Policy) -> Policy:
        read = {key: parse_duration(text, field=f"capacity {key}") for key, text in typed.items()}
        other = read.pop("other")
        kept = {key: minutes for key, minutes in read.items() if key in held.capacity or minutes != other}
        return replace(
            policy,
            billing_day=parse_duration(billing, field="billing_day"),
            capacity=kept,
            other_capacity=other,
        )

    return step


def _capacities(form: Form, held: Policy) -> dict[str, str]:
    """A field for each discipline; the texts typed into them."""
    typed = {}
    with st.container(horizontal=True):
        for key in (*dict.fromkeys((*wording.DISCIPLINES, *held.capacity)), "other"):
            label = "Anybody else" if key == "other" else wording.discipline(key)
            minutes = held.other_capacity if key == "other" else held.capacity_of(key)
            with st.container(width=160):
                typed[key] = field(form, f"capacity {key}", label, typed_as(minutes))
    return typed
