"""What somebody sees who is not signed in: the sign-in, a one-time link, or the making of the first Manager.

Every address shows it in place of its page, so that the page asked for is there after the sign-in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import streamlit as st

from charleos.actions.links import OpenLink, accept_link, create_first_manager, has_people, open_link
from charleos.actions.sign_in import REFUSED, Known, demo_sign_ins, new_secret, sign_in
from charleos.errors import BadInput, CharleosError
from charleos.rules.passwords import DEMO_PASSWORD, SHORTEST
from charleos.ui.forms import Form
from charleos.ui.ground import front_desk
from charleos.ui.handover import hand_over, take_back
from charleos.ui.mark import LOGO
from charleos.ui.words import plain

LINK = "link"
"""The query parameter of a one-time link."""

_LEAVING = "leaving"


def sign_in_screen() -> None:
    """The one screen of strangers. Nothing on it depends on who they might be."""
    with _card():
        try:
            _way_in()
        except CharleosError as broken:
            st.error(plain(broken.sentence), icon=":material/error:")


def _way_in() -> None:
    if st.session_state.pop(_LEAVING, False):
        take_back()
    elif secret := st.query_params.get(LINK):
        _by_link(secret)
    elif has_people(front_desk()):
        _by_password()
    else:
        _first_manager()


def leave() -> None:
    """The next run takes the cookie from the browser; the session forgets everything."""
    st.session_state.clear()
    st.session_state[_LEAVING] = True


@contextmanager
def _card() -> Iterator[None]:
    """A narrow column in the middle, under the product's mark."""
    with (
        st.container(horizontal_alignment="center", key="door"),
        st.container(width=420, gap="medium"),
    ):
        st.image(LOGO, width=168)
        yield


def _by_password() -> None:
    from charleos.ui.authenticator import Door  # half a second to load, and only strangers need it

    token, failed = Door(front_desk()).ask()
    if token is not None:
        hand_over(token)
        return
    if failed:
        st.error(REFUSED, icon=":material/error:")
    st.caption("No password, or forgotten? A Manager sends you a link to choose one.")
    if known := demo_sign_ins(front_desk()):
        _demo(known)


def _demo(known: tuple[Known, ...]) -> None:
    """The demo agency's people, one click each, through the same door as anybody."""
    st.caption(f"This is the demo agency. Come in as one of its people (the password of each is **{DEMO_PASSWORD}**):")
    chosen = None
    with st.container(gap="xsmall"):
        for person in known:
            label = f"{plain(person.name)} · {person.roles}"
            if st.button(label, key=f"demo_{person.key}", width="stretch", help=f"Sign-in name: {plain(person.key)}"):
                chosen = person.key
    if chosen is not None:
        _enter(partial(sign_in, front_desk(), chosen, DEMO_PASSWORD))


def _by_link(secret: str) -> None:
    try:
        link = open_link(front_desk(), secret)
    except CharleosError as spent:
        st.warning(plain(spent.sentence), icon=":material/link_off:")
        if st.button("Go to the sign-in", type="primary"):
            _drop_link()
        return
    _choose_password(link, secret)


def _choose_password(link: OpenLink, secret: str) -> None:
    form = Form("choose_password")
    with form.box():
        st.subheader(f"Welcome, {plain(link.name)}")
        st.caption(f"Choose your password. From then on you sign in as **{plain(link.key)}**.")
        new, again = _new_password(form)
        form.place()
        sent = st.form_submit_button("Choose and sign in", type="primary", width="stretch")
    if sent:
        _enter(lambda token: accept_link(front_desk(), secret, same(new, again), token), form=form, to_start=True)


def _first_manager() -> None:
    form = Form("first_manager")
    with form.box():
        st.subheader("Create the first Manager")
        st.caption(
            "Nobody works here yet. The server printed a one-time token when it started; it shows that it is you."
        )
        secret = st.text_input("Token", key=form.field("secret"), type="password", autocomplete="off")
        form.place("secret")
        name = st.text_input("Your name", key=form.field("name"), autocomplete="name")
        form.place("name")
        key = st.text_input("Sign-in name", key=form.field("key"), autocomplete="username", placeholder="ana.silva")
        form.place("key")
        new, again = _new_password(form)
        form.place()
        sent = st.form_submit_button("Create and sign in", type="primary", width="stretch")
    if sent:
        _enter(
            lambda token: create_first_manager(front_desk(), secret, name, key, same(new, again), token=token),
            form=form,
        )


def _new_password(form: Form) -> tuple[str, str]:
    hint = f"At least {SHORTEST} characters; three or four words make a good one."
    new = st.text_input("New password", key=form.field("new"), type="password", autocomplete="new-password", help=hint)
    form.place("password")
    again = st.text_input("The same again", key=form.field("again"), type="password", autocomplete="new-password")
    form.place("again")
    return new, again


def same(new: str, again: str) -> str:
    """The new password, typed twice alike. Raises BadInput."""
    if new != again:
        raise BadInput("The two passwords differ; type the second one again.", field="again")
    return new


def _enter(act: Callable[[str], None], *, form: Form | None = None, to_start: bool = False) -> None:
    """Do what signs this browser in, and hand the token over; or say why not."""
    token = new_secret()
    try:
        act(token)
    except CharleosError as refused:
        if form is None:
            st.error(plain(refused.sentence), icon=":material/error:")
        else:
            form.refuse(refused)
        return
    if form is not None:
        form.renew()
    hand_over(token, to_start=to_start)


def _drop_link() -> None:
    st.query_params.pop(LINK, None)
    st.rerun()
