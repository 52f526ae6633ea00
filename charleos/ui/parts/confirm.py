"""A dialog's last step when there is nothing to fill in: what will happen, and one button that does it once."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from charleos.desk import Desk
from charleos.ui.forms import Form


def confirmed(desk: Desk, form: Form, said: str, label: str, act: Callable[[str], str]) -> None:
    """said: markdown, people's own words escaped."""
    st.markdown(said)
    with form.box(border=False):
        form.place()
        sent = st.form_submit_button(label, type="primary", disabled=desk.read_only)
    if sent:
        form.send(act)


def reason_field(form: Form, label: str, *, hint: str = "") -> str:
    written = st.text_area(label, key=form.field("reason"), placeholder=hint, height=80)
    form.place("reason")
    return written or ""
