"""The fields of what a client agrees: plan or project-only, and what departs from the plan or the policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from charleos.errors import CharleosError
from charleos.periods import Month
from charleos.reads.clients import ClientChoices
from charleos.rules.clients import check_terms
from charleos.rules.policy import PlanVersion, Policy, Unused
from charleos.rules.rates import sold_day_rate
from charleos.rules.retainer import Terms, allocation
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.units import Minutes, Pence, hours, parse_duration, parse_percent, parse_pounds, pounds

PROJECT_ONLY = 0
"""The choice that stands for no plan; plans have ids from 1."""

_EXCESS: Mapping[str, bool | None] = {"As the agency's policy": None, "Is carried on": True, "Is forgiven": False}
_UNUSED: Mapping[str, Unused | None] = {
    "As the agency's policy": None,
    "Expires": Unused.NONE,
    "Is carried on": Unused.ALL,
    "Is carried on, up to a number of hours": Unused.CAP,
    "Can be used in the months after": Unused.MONTHS,
}


def terms_fields(form: Form, choices: ClientChoices, month: Month, *, held: Terms | None = None) -> None:
    """held: what the fields start from."""
    policy = choices.rulebook.policy(month)
    _seed(form, held)
    plans = _plans_to_choose(choices, month, held)
    st.selectbox(
        "Plan",
        [*plans, PROJECT_ONLY],
        format_func=lambda plan_id: _plan_said(plans.get(plan_id)),
        key=form.field("plan"),
        help=words.help("plan"),
        index=None,
        placeholder="Choose a plan, or project-only",
    )
    form.place("plan")
    if form.typed("plan") == PROJECT_ONLY:
        st.text_input(
            "Agreed hourly rate", key=form.field("hourly_rate"), placeholder="none", help=words.help("hourly rate")
        )
        form.place("hourly_rate")
    elif form.typed("plan") is not None:
        _own_terms(form, policy)
        _preview(form, choices, month)


def _plans_to_choose(choices: ClientChoices, month: Month, held: Terms | None) -> dict[int, PlanVersion]:
    """What is sold, and the plan the client is on even when it is sold no longer."""
    plans = {plan.plan_id: plan for plan in choices.plans}
    if held is not None and held.plan_id is not None and held.plan_id not in plans:
        plans[held.plan_id] = choices.rulebook.plan(held.plan_id, month)
    return plans


def _plan_said(plan: PlanVersion | None) -> str:
    if plan is None:
        return "Project-only: no monthly hours"
    return f"{plan.name} · {hours(plan.minutes)} · {pounds(plan.cost)} a month"


def _own_terms(form: Form, policy: Policy) -> None:
    left, middle, right = st.columns(3)
    with left:
        st.text_input("Monthly hours", key=form.field("hours"), placeholder="the plan's", help=words.help("custom"))
        form.place("hours")
    with middle:
        st.text_input("Monthly cost", key=form.field("cost"), placeholder="the plan's", help=words.help("monthly cost"))
        form.place("cost")
    with right:
        share = words.share(policy.pm_share)
        st.text_input("PM share", key=form.field("pm_share"), placeholder=share, help=words.help("pm share"))
        form.place("pm_share")
    _rollover(form)


def _rollover(form: Form) -> None:
    left, right = st.columns(2)
    with left:
        st.selectbox("Excess at month end", list(_EXCESS), key=form.field("excess"), help=words.help("excess"))
    with right:
        st.selectbox("Unused time", list(_UNUSED), key=form.field("unused"), help=words.help("rollover"))
    kind = _UNUSED[form.typed("unused")]
    if kind in (Unused.CAP, Unused.MONTHS):
        label = "At most so much time" if kind is Unused.CAP else "Months after its own"
        example = "10h" if kind is Unused.CAP else "2"
        st.text_input(label, key=form.field("rollover_amount"), placeholder=example)
        form.place("rollover_amount")


def _preview(form: Form, choices: ClientChoices, month: Month) -> None:
    """What the fields come to, once they can be read."""
    try:
        terms = check_terms(typed_terms(form, month))
    except CharleosError:
        return
    if terms.plan_id is None:
        return
    policy = choices.rulebook.policy(month)
    agreed = allocation(terms, choices.rulebook.plan(terms.plan_id, month), policy)
    rate = words.money(sold_day_rate(agreed, policy.billing_day))
    st.caption(
        f"**{hours(agreed.net)}** a month for work ({hours(agreed.gross)} less {hours(agreed.pm)} project management), "
        f"**{pounds(agreed.cost)}** a month, sold at {rate} a day."
    )


def typed_terms(form: Form, since: Month) -> Terms:
    """What stands in the fields. Raises BadInput at the field that cannot be read."""
    plan = form.typed("plan")
    if not plan:
        return Terms(int(since), None, hourly_rate=_pounds(form, "hourly_rate"))
    hours_typed, share = _text(form, "hours"), _text(form, "pm_share")
    unused = _UNUSED.get(form.typed("unused") or "")
    return Terms(
        int(since),
        int(plan),
        parse_duration(hours_typed, field="hours") if hours_typed else None,
        _pounds(form, "cost"),
        parse_percent(share, field="pm_share") if share else None,
        _EXCESS.get(form.typed("excess") or ""),
        unused,
        _amount(form, unused),
    )


def _amount(form: Form, unused: Unused | None) -> int | None:
    text = _text(form, "rollover_amount")
    if not text or unused not in (Unused.CAP, Unused.MONTHS):
        return None
    if unused is Unused.CAP:
        return parse_duration(text, field="rollover_amount")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else -1


def _pounds(form: Form, name: str) -> Pence | None:
    text = _text(form, name)
    return parse_pounds(text, field=name) if text else None


def _text(form: Form, name: str) -> str:
    return str(form.typed(name) or "").strip()


def _seed(form: Form, held: Terms | None) -> None:
    """Once for each opening of the form: what is typed afterwards stays."""
    if held is None or st.session_state.get(form.field("seeded")):
        return
    st.session_state[form.field("seeded")] = True
    for name, value in _as_typed(held).items():
        st.session_state[form.field(name)] = value


def _as_typed(held: Terms) -> dict[str, Any]:
    unused = next(words for words, kind in _UNUSED.items() if kind is held.rollover_unused)
    amount = held.rollover_amount
    return {
        "plan": held.plan_id or PROJECT_ONLY,
        "hours": "" if held.minutes is None else _duration(held.minutes),
        "cost": "" if held.cost is None else pounds(held.cost),
        "pm_share": "" if held.pm_share is None else words.share(held.pm_share),
        "excess": next(words for words, carried in _EXCESS.items() if carried is held.rollover_excess),
        "unused": unused,
        "rollover_amount": _amount_as_typed(amount, held.rollover_unused),
        "hourly_rate": "" if held.hourly_rate is None else pounds(held.hourly_rate),
    }


def _amount_as_typed(amount: int | None, unused: Unused | None) -> str:
    if amount is None or unused not in (Unused.CAP, Unused.MONTHS):
        return ""
    return _duration(Minutes(amount)) if unused is Unused.CAP else str(amount)


def _duration(minutes: Minutes) -> str:
    """As `parse_duration` reads it back.

    >>> _duration(Minutes(72030)), _duration(Minutes(60))
    ('1200h 30m', '1h')
    """
    return hours(minutes).replace(",", "")
