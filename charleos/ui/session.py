"""Who is looking: the viewer of this run, read anew from the database on every run, fragment, dialog and callback."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Concatenate, NoReturn, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from charleos.actions.sign_in import Visitor, note_seen, recognise, sign_out
from charleos.desk import Desk
from charleos.errors import Forbidden, NotFound, Unavailable
from charleos.reads.people import person_to_look_as
from charleos.rules.access import Capability, Viewer
from charleos.ui import ground
from charleos.ui.forms import show_receipts
from charleos.ui.ground import now as now
from charleos.ui.handover import presented_token
from charleos.ui.nav import PAGES, page_file
from charleos.ui.signin import leave, sign_in_screen
from charleos.ui.words import plain

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")

_LOOKING_AS = "looking_as"


@dataclass(frozen=True, slots=True)
class Seat:
    """visitor: who is signed in. viewer: as whom they see the product; another person for a Manager who looks."""

    visitor: Visitor
    viewer: Viewer

    @property
    def is_looking(self) -> bool:
        return self.viewer != self.visitor.viewer

    def desk(self) -> Desk:
        today = ground.today(self.visitor.time_zone)
        return Desk(self.viewer, today, now(), ground.database(), read_only=self.is_looking)


def open_desk(page_file: str) -> Desk:
    """First statement of every page: the viewer's desk, or the sign-in, or a sentence why not."""
    if PagesManager.uses_pages_directory:  # the page ran without app.py: start over through it
        PagesManager.uses_pages_directory = False
        st.rerun()
    seat = current_seat()
    if seat is None:
        sign_in_screen()
        st.stop()
    with suppress(Unavailable):  # a page that only reads does not fail because of this
        note_seen(ground.front_desk(), seat.visitor)
    show_receipts()
    if seat.is_looking:
        _banner(seat)
    spec = PAGES[Path(page_file).stem]
    if not seat.viewer.can(spec.needs):
        _not_for_you(spec.title)
    return seat.desk()


def own_desk(
    page: str,
) -> Callable[[Callable[Concatenate[Desk, Parameters], Answer]], Callable[Parameters, Answer]]:
    """For the body of a fragment, dialog or callback of `page`: these run without the page's own first lines.

    The function's first parameter becomes a desk opened for this very run. Whoever may no longer open the page, or is
    no longer signed in, gets the whole page anew, which says so.
    """
    needed = PAGES[page].needs

    def mark(function: Callable[Concatenate[Desk, Parameters], Answer]) -> Callable[Parameters, Answer]:
        @wraps(function)
        def seated(*args: Parameters.args, **options: Parameters.kwargs) -> Answer:
            seat = current_seat()
            if seat is None or not seat.viewer.can(needed):
                st.rerun()
            return function(seat.desk(), *args, **options)

        return seated

    return mark


def current_seat() -> Seat | None:
    """The person signed in and as whom they look, as the database has both now; None for a stranger.

    Only the cookie that the connection was opened with says who it is. What the session remembers does not: whoever
    knows its id can bring it back.
    """
    visitor = _visitor()
    return Seat(visitor, _looked_as(visitor) or visitor.viewer) if visitor else None


def current_viewer() -> Viewer | None:
    """The viewer of this run; None when nobody is signed in, or no longer may be."""
    seat = current_seat()
    return seat.viewer if seat else None


def own_sign_in() -> str:
    """The fingerprint of this browser's sign-in; of nothing for a stranger."""
    seat = current_seat()
    return seat.visitor.sign_in if seat else ""


def at_click(make: Callable[[], str | bytes]) -> Callable[[], str | bytes]:
    """For `st.download_button`: the file is made when it is asked for, and not after the sign-in ended.

    It is asked for without the script and its connection, so that the sign-in of this run is looked at again.
    """
    token = presented_token() or ""

    def made() -> str | bytes:
        if recognise(ground.front_desk(), token) is None:
            raise Forbidden("Your sign-in has ended; sign in, then ask for the file again.")
        return make()

    return made


def look_as(person_id: int) -> None:
    """From the next run on, see the product as this person does, changing nothing; whoever may not is not heeded."""
    st.session_state[_LOOKING_AS] = person_id
    st.switch_page(page_file("home"))


def stop_looking() -> None:
    st.session_state.pop(_LOOKING_AS, None)


def sign_out_here() -> None:
    """The callback of Sign out: the sign-in ends on the server, in every tab, and the browser gives its cookie back."""
    token = presented_token()
    if token is not None:
        sign_out(ground.front_desk(), token)
    _of_run.pop(_this_run(), None)
    leave()


@st.fragment(run_every=5)
def heartbeat() -> None:
    """Notices within seconds that the sign-in ended in another tab or on the server. It is nobody's activity."""
    if current_seat() is None:
        st.rerun()


_of_run: WeakKeyDictionary[object, tuple[str, Visitor]] = WeakKeyDictionary()


def _visitor() -> Visitor | None:
    """Whose connection this is; asked of the database once in a run, by whichever door comes first."""
    token, run = presented_token(), _this_run()
    if token is None:
        return None
    before = _of_run.get(run)
    if before is not None and before[0] == token:
        return before[1]
    visitor = recognise(ground.front_desk(), token)
    if visitor is not None:
        _of_run[run] = (token, visitor)
    return visitor


def _this_run() -> object:
    """An object that Streamlit makes anew for each run of a script, fragment or dialog, callbacks included."""
    context = get_script_run_ctx()
    return object() if context is None or context.parallel_coordinator is None else context.parallel_coordinator


def _looked_as(visitor: Visitor) -> Viewer | None:
    """As whom a Manager looks; asked anew each time, by the rights of the one who is signed in."""
    person_id = st.session_state.get(_LOOKING_AS)
    if person_id is None or not visitor.viewer.can(Capability.VIEW_AS):
        return None
    try:
        return person_to_look_as(Seat(visitor, visitor.viewer).desk(), person_id)
    except NotFound:
        return None


def _banner(seat: Seat) -> None:
    with st.container(key="looking_as_banner", border=True, horizontal=True, vertical_alignment="center"):
        mark = ":orange-badge[:material/visibility: Read-only]"
        st.markdown(
            f"{mark} You are looking as **{plain(seat.viewer.name)}**. Nothing can be changed.", width="stretch"
        )
        st.button("Stop", key="stop_looking", on_click=stop_looking, type="primary")


def _not_for_you(title: str) -> NoReturn:
    st.warning(f"{title} is not among the pages you may open.", icon=":material/lock:")
    st.page_link(page_file("home"), label="Go to Home", icon=":material/home:")
    st.stop()
    raise AssertionError
