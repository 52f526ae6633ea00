"""One's own account: who one is here, the password, the browsers, and looking as somebody else."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from charleos.actions.account import change_password, sign_out_everywhere
from charleos.desk import Desk
from charleos.reads.people import Colleague, OwnAccount, OwnSignIn
from charleos.rules.passwords import SHORTEST
from charleos.rules.people import role_titles
from charleos.ui import words
from charleos.ui.forms import Form
from charleos.ui.parts.people import avatar
from charleos.ui.session import look_as, own_desk, own_sign_in
from charleos.ui.signin import leave, same
from charleos.ui.words import plain


def show_who(account: OwnAccount) -> None:
    """Name, sign-in name and roles."""
    profile = account.profile
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        avatar(profile.name)
        st.markdown(f"**{plain(profile.name)}** · {plain(account.key)}", width="content")
    capacity = "" if profile.capacity is None else f" · {words.time(profile.capacity)} a working day"
    st.caption(f"{role_titles(profile.roles)} · {plain(profile.discipline)}{capacity}")
    st.caption("Roles and particulars are changed by a Manager, under Settings.")


def password_form(desk: Desk) -> None:
    """Change the password; other browsers are signed out by it."""
    form = Form("own_password")
    with form.box():
        st.subheader("Change password", anchor=False)
        current = st.text_input(
            "Present password", key=form.field("current"), type="password", autocomplete="current-password"
        )
        form.place("current")
        new = st.text_input(
            "New password",
            key=form.field("new"),
            type="password",
            autocomplete="new-password",
            help=f"At least {SHORTEST} characters; three or four words make a good one.",
        )
        form.place("password")
        again = st.text_input("The same again", key=form.field("again"), type="password", autocomplete="new-password")
        form.place("again")
        form.place()
        sent = st.form_submit_button("Change password", type="primary", disabled=desk.read_only)
    if sent:
        form.send(lambda key: change_password(desk, key, current, same(new, again), keep=own_sign_in()))


def show_browsers(desk: Desk, account: OwnAccount) -> None:
    """Where one is signed in now, and the way out of all of it."""
    with st.container(border=True):
        st.subheader("Signed in", anchor=False)
        here = own_sign_in()
        for browser in account.sign_ins:
            st.markdown(_browser(desk.now, browser, is_here=browser.id == here))
        st.caption("A sign-in ends by itself 12 hours after it began.")
        if st.button(
            "Sign out everywhere", key="sign_out_everywhere", icon=":material/logout:", disabled=desk.read_only
        ):
            Form("sign_out_everywhere").renew()
            _sign_out_everywhere()


def choose_whom_to_look_as(colleagues: tuple[Colleague, ...]) -> None:
    """For a Manager: see what somebody else sees, changing nothing."""
    with st.container(border=True):
        st.subheader("Look as somebody else", anchor=False)
        st.caption("You see the product as they do, with their clients and rights. Nothing can be changed meanwhile.")
        chosen = st.selectbox(
            "Person",
            colleagues,
            index=None,
            format_func=lambda one: f"{one.name} ({role_titles(one.roles)})",
            placeholder="Choose somebody",
            key="look_as_whom",
        )
        if st.button("Look as them", key="look_as", icon=":material/visibility:", disabled=chosen is None) and chosen:
            look_as(chosen.id)


def _browser(now: datetime, browser: OwnSignIn, *, is_here: bool) -> str:
    where = "**This browser**" if is_here else "Another browser"
    minutes = int((now - browser.last_seen_at).total_seconds() // 60)
    seen = "active now" if minutes < 10 else f"last active {words.ago(minutes)}"
    left = max(1, round((browser.expires_at - now).total_seconds() / 3600))
    return f":material/devices: {where} · {seen} · ends in {words.count(left, 'hour')}"


@st.dialog("Sign out everywhere?", icon=":material/logout:")
@own_desk("account")
def _sign_out_everywhere(desk: Desk) -> None:
    form = Form("sign_out_everywhere")
    st.markdown("Every browser in which you are signed in is signed out, this one included.")
    form.place()
    if st.button("Sign out everywhere", key=form.field("do"), type="primary", width="stretch"):
        form.send(lambda key: sign_out_everywhere(desk, key), then=leave)
