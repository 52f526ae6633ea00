"""Handing the sign-in to the browser: a cookie that no script can read, and a new connection that presents it.

A connection shows the cookies it was opened with, so that a sign-in counts only from the next one on. The screen
after a sign-in therefore holds a ticket and a script: the script trades the ticket for the cookie at our own route
and loads the page again, where it was. The token itself never passes through the page.

Without that route (`streamlit run`), the script sets the cookie itself; then scripts could read it.
"""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape

import streamlit as st

from charleos.actions.sign_in import new_secret
from charleos.rules.passwords import SIGN_IN_LASTS

COOKIE = "charleos_sign_in"
ROUTE = "/sign-in/cookie"
HEADER = "x-charleos"
"""A page of another site cannot send a header of its own without asking first."""

LASTS = int(SIGN_IN_LASTS.total_seconds())
XSRF = "_streamlit_xsrf"
_TICKET_LASTS = 60.0

SCRIPT = """
(() => {
  const note = document.getElementById("charleos-handover");
  if (!note || note.dataset.taken) return;
  note.dataset.taken = "1";
  const {ticket, cookie, then} = note.dataset;
  const go = () => then === "start" ? location.replace("/") : location.reload();
  if (cookie !== undefined) { document.cookie = cookie; go(); return; }
  fetch("/sign-in/cookie", {
    method: "POST",
    credentials: "same-origin",
    headers: {"content-type": "application/json", "x-charleos": "1"},
    body: JSON.stringify({ticket}),
  }).then((answer) => {
    if (answer.ok) go(); else document.getElementById("charleos-handover-failed").hidden = false;
  });
})();
"""
"""Constant, so that the content security policy can name it by its hash."""

SCRIPT_HASH = "sha256-" + b64encode(sha256(SCRIPT.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class _Ticket:
    token: str
    browser: str | None
    until: float


_tickets: dict[str, _Ticket] = {}
_guard = threading.Lock()
_route_is_there = threading.Event()


def route_is_there() -> None:
    """The server says that it answers `ROUTE`."""
    _route_is_there.set()


def presented_token() -> str | None:
    """The token in the cookie that this very connection was opened with."""
    token = st.context.cookies.get(COOKIE)
    return token if isinstance(token, str) and 0 < len(token) <= 100 else None


def hand_over(token: str, *, to_start: bool = False) -> None:
    """Draw what gives the browser its cookie and loads this address again (or the start page)."""
    way = f'data-ticket="{_new_ticket(token)}"' if _route_is_there.is_set() else _by_script(token, LASTS)
    _draw(way, "Signing you in…", to_start=to_start)


def take_back() -> None:
    """Draw what takes the cookie from the browser and leads to the sign-in."""
    way = 'data-ticket=""' if _route_is_there.is_set() else _by_script("", 0)
    _draw(way, "Signing you out…", to_start=True)


def redeem(ticket: str, browser: str | None) -> str | None:
    """The token of a ticket: once, within a minute, for the browser that it was made for."""
    with _guard:
        _forget_old_tickets()
        found = _tickets.pop(ticket, None)
    return found.token if found is not None and found.browser == browser else None


def _new_ticket(token: str) -> str:
    ticket = new_secret()
    browser = st.context.cookies.get(XSRF)
    with _guard:
        _forget_old_tickets()
        _tickets[ticket] = _Ticket(token, browser, time.monotonic() + _TICKET_LASTS)
    return ticket


def _forget_old_tickets() -> None:
    moment = time.monotonic()
    for ticket in [one for one, kept in _tickets.items() if kept.until < moment]:
        del _tickets[ticket]


def _by_script(token: str, lasts: int) -> str:
    return f'data-cookie="{COOKIE}={token}; Path=/; Max-Age={lasts}; SameSite=Strict"'


def _draw(way: str, sentence: str, *, to_start: bool) -> None:
    failed = "That did not work: your browser did not take the cookie. Allow cookies for this site, then reload."
    then = "start" if to_start else "stay"
    st.html(
        f'<div id="charleos-handover" {way} data-then="{then}">{escape(sentence)}</div>'
        f'<div id="charleos-handover-failed" hidden>{escape(failed)}</div>'
        f"<script>{SCRIPT}</script>",
        unsafe_allow_javascript=True,
    )
