"""Closing and reopening a client's month."""

from __future__ import annotations

import streamlit as st

from charleos.actions.months import close_month, reopen_month
from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.statements import statements
from charleos.ui.client_detail.address import PAGE
from charleos.ui.forms import Form
from charleos.ui.parts.confirm import confirmed, reason_field
from charleos.ui.session import own_desk
from charleos.ui.words import plain, time
from charleos.units import hours


@st.dialog("Close the month", on_dismiss="rerun", icon=":material/lock:")
@own_desk(PAGE)
def close_dialog(desk: Desk, slug: str, month: Month) -> None:
    of = statements(desk, slug, month, month)
    one = of.of(month)
    leaves = f"{time(one.carry.excess)} of excess is carried on" if one.carry.excess else "nothing is owed"
    leaves = f"{time(one.carry.unused)} of unused time is carried on" if one.carry.unused else leaves
    figures = f"billable **{hours(one.usage.billable)}**"
    if one.is_retained:
        figures += f", remaining **{hours(one.remaining)}**; {leaves}"
    said = (
        f"**{month.name}** of **{plain(of.name)}** freezes as it stands: {figures}. "
        f"Time logged for it later counts in {month.next.name}."
    )
    confirmed(
        desk,
        Form(f"close:{slug}:{month}"),
        said,
        f"Close {month.name}",
        lambda key: close_month(desk, key, slug, month),
    )


@st.dialog("Reopen the month", on_dismiss="rerun", icon=":material/lock_open:")
@own_desk(PAGE)
def reopen_dialog(desk: Desk, slug: str, month: Month) -> None:
    form = Form(f"reopen:{slug}:{month}")
    st.markdown(
        f"The figures of **{month.name}** follow what is logged again. "
        "Lines that already went to a later month stay there."
    )
    with form.box(border=False):
        reason = reason_field(form, "Why is it reopened?", hint="It stands in the audit.")
        form.place()
        sent = st.form_submit_button(f"Reopen {month.name}", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: reopen_month(desk, key, slug, month, reason))
