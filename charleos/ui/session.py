"""Who is looking: the viewer of this run, read anew from the database on every run, fragment, dialog and callback."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, NoReturn, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import bcrypt
import sqlalchemy as sa
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from charleos.desk import Desk, system_desk
from charleos.periods import parse_day
from charleos.rules.access import Viewer, parse_roles
from charleos.store.engine import Database, open_database
from charleos.store.schema import Person
from charleos.ui.forms import show_receipts
from charleos.ui.nav import PAGES, page_file

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

DEFAULT_URL = "sqlite:///data/charleos.db"


def open_desk(page_file: str) -> Desk:
    """First statement of every page: the viewer's desk, or the sign-in, or a sentence why not."""
    if PagesManager.uses_pages_directory:  # the page ran without app.py: start over through it
        PagesManager.uses_pages_directory = False
        st.rerun()
    desk = _desk_for(Path(page_file).stem)
    show_receipts()
    return desk


def own_desk(
    page: str,
) -> Callable[[Callable[Concatenate[Desk, Parameters], Answer]], Callable[Parameters, Answer]]:
    """For the body of a fragment, dialog or callback of `page`: these run without the page's own first lines.

    The function's first parameter becomes a desk opened for this very run.
    """

    def mark(function: Callable[Concatenate[Desk, Parameters], Answer]) -> Callable[Parameters, Answer]:
        @wraps(function)
        def seated(*args: Parameters.args, **options: Parameters.kwargs) -> Answer:
            return function(_desk_for(page), *args, **options)

        return seated

    return mark


def current_viewer() -> Viewer | None:
    """The person signed in, as the database has them now; None when nobody is, or no longer may be."""
    person_id = st.session_state.get("person_id")
    if person_id is None:
        return None
    rows = system_desk(database(), today(), now()).all(
        sa.select(Person.id, Person.name, Person.roles).where(Person.id == person_id, Person.status == "active")
    )
    return Viewer(rows[0].id, rows[0].name, parse_roles(rows[0].roles)) if rows else None


def sign_in_screen() -> None:
    st.title("Sign in")
    with st.form("login", width=420):
        key = st.text_input("Username", key="login_username", autocomplete="username")
        password = st.text_input("Password", type="password", key="login_password", autocomplete="current-password")
        sent = st.form_submit_button("Sign in", type="primary")
    if sent and (person_id := _verified(key, password)):
        st.session_state["person_id"] = person_id
        st.rerun()
    if sent:
        st.error("Wrong username or password.")


def sign_out() -> None:
    st.session_state.clear()


@st.cache_resource
def _opened(url: str) -> Database:
    return open_database(url)


def database() -> Database:
    return _opened(os.environ.get("CHARLEOS_DATABASE_URL", DEFAULT_URL))


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The agency's calendar date, or CHARLEOS_TODAY where set."""
    set_to = os.environ.get("CHARLEOS_TODAY")
    return parse_day(set_to) if set_to else now().astimezone(ZoneInfo("Europe/London")).date()


def _desk_for(stem: str) -> Desk:
    spec = PAGES[stem]
    viewer = current_viewer()
    if viewer is None:
        sign_in_screen()
        st.stop()
    if not viewer.can(spec.needs):
        _not_for_you(spec.title)
    return Desk(viewer, today(), now(), database())


def _not_for_you(title: str) -> NoReturn:
    st.warning(f"{title} is not among the pages you may open.")
    st.page_link(page_file("home"), label="Go to Home", icon=":material/home:")
    st.stop()
    raise AssertionError


def _verified(key: str, password: str) -> int | None:
    rows = system_desk(database(), today(), now()).all(
        sa.select(Person.id, Person.password_hash).where(Person.key == key.strip(), Person.status == "active")
    )
    if not rows or not rows[0].password_hash:
        return None
    return int(rows[0].id) if bcrypt.checkpw(password.encode()[:72], rows[0].password_hash.encode()) else None
