"""The product's server: warmed up, under strict headers, with a health route and the route of the sign-in cookie."""

from __future__ import annotations

import gc
import ipaddress
import json
import logging
import pkgutil
import socket
import sys
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime import runtime
from streamlit.runtime.pages_manager import PagesManager

import charleos.ui
from charleos.actions.links import has_people, issue_first_manager_token
from charleos.actions.sign_in import demo_sign_ins, sign_out
from charleos.errors import BadInput, CharleosError
from charleos.rules.passwords import DEMO_PASSWORD
from charleos.store.schema import Agency, Person
from charleos.ui import handover
from charleos.ui.ground import ROOT, database, front_desk
from charleos.ui.headers import BROWSER, Headers
from charleos.ui.shell import inline_script_hashes, shell_routes

HEALTH = "/health"

_LONGEST_TICKET = 1000

SENDS_EVERY = 0.002
"""Seconds between two looks at what pages drew. Streamlit's own 5 ms are most of what a quick page takes."""

_WARM = ("pandas", "plotly.graph_objects", "streamlit_authenticator")


def serve(host: str, port: int) -> None:
    """Serve until stopped. Raises BadInput with what to do when it cannot begin.

    It changes no tables; run the migration before.
    """
    database()
    _check_host(host)
    _check_port(host, port)
    PagesManager.uses_pages_directory = False  # no page ever runs without app.py
    handover.route_is_there()
    greeting = "\n".join(_greeting(host, port))
    application(greeting).run(config={**settings(), "server.address": host, "server.port": port})


def application(greeting: str = "", *, script: Path = ROOT / "app.py") -> st.App:
    """The ASGI application. greeting: what is printed when it is ready. script: another app under the same settings."""

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        _warm_up()
        sys.stdout.write(greeting + "\n" if greeting else "")
        sys.stdout.flush()
        yield

    return st.App(
        script,
        lifespan=lifespan,
        routes=[
            Route(HEALTH, health),
            Route(handover.ROUTE, sign_in_cookie, methods=["POST"]),
            *shell_routes(),
        ],
        middleware=[Middleware(Headers, policy=content_security_policy())],
    )


def settings() -> dict[str, Any]:
    """What .streamlit/config.toml says, from whatever folder the server is started, and what only a server has.

    A session that lost its connection is taken up again only by the browser that it belongs to (see `Headers`).
    """
    stored = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    return {
        **dict(_flat(stored)),
        "logger.hideWelcomeMessage": True,
        "server.trustedUserHeaders": {BROWSER: "browser"},
    }


def content_security_policy() -> str:
    """Nothing from outside; of inline scripts only the page's own and the sign-in's, by their hashes."""
    allowed = " ".join(f"'{source}'" for source in ("self", *inline_script_hashes(), handover.SCRIPT_HASH))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {allowed}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def health(_request: Request) -> Response:
    """Whether the database answers."""
    try:
        front_desk().one(sa.select(Agency.id))
    except CharleosError as broken:
        return JSONResponse({"status": "down", "reason": broken.sentence}, status_code=503)
    return JSONResponse({"status": "ok"})


async def sign_in_cookie(request: Request) -> Response:
    """Trade a ticket for the sign-in cookie; without a ticket, take the cookie away.

    The sign-in that the browser had before ends: one browser is one person.
    """
    if not _is_from_our_page(request):
        return Response(status_code=403)
    ticket = await _ticket(request)
    if ticket is None:
        return Response(status_code=400)
    token = handover.redeem(ticket, request.cookies.get(handover.XSRF)) if ticket else ""
    if token is None:
        return Response(status_code=410)
    if before := request.cookies.get(handover.COOKIE):
        await run_in_threadpool(sign_out, front_desk(), before)
    answer = Response(status_code=204)
    answer.set_cookie(
        handover.COOKIE,
        token,
        max_age=handover.LASTS if token else 0,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


async def _ticket(request: Request) -> str | None:
    """What was sent; None for anything that our script does not send. A stranger may send anything, of any length."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_TICKET:
            return None
    try:
        sent = json.loads(body)
    except ValueError:
        return None
    ticket = sent.get("ticket") if isinstance(sent, dict) else None
    return ticket if isinstance(ticket, str) else None


def _is_from_our_page(request: Request) -> bool:
    """Only a script of our own pages sends the header; a browser also says where a request comes from."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    return request.headers.get(handover.HEADER) == "1" and site == "same-origin"


def _warm_up() -> None:
    """Load what pages need before the first visitor waits for it, and keep it out of the garbage collector's way."""
    runtime.MESSAGE_FLUSH_INTERVAL_SECS = SENDS_EVERY  # type: ignore[attr-defined]
    quiet = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    quiet.disabled = True  # components that the authenticator brings along complain of being loaded outside a run
    for name in _WARM:
        import_module(name)
    quiet.disabled = False
    for module in pkgutil.walk_packages(charleos.ui.__path__, "charleos.ui."):
        import_module(module.name)
    front_desk().rulebook()
    gc.collect()
    gc.freeze()


def _check_host(host: str) -> None:
    """The demo agency's passwords are known to everybody: it answers on this machine only."""
    is_demo = bool(front_desk().one(sa.select(Agency.demo)).demo)
    if is_demo and not _is_loopback(host):
        raise BadInput(
            "This is the demo agency, whose passwords are public: it can be served on this machine only. "
            "Use --host 127.0.0.1, or start with a database of your own."
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as broken:
            raise BadInput(
                f"Port {port} of {host} cannot be used ({(broken.strerror or 'it is busy').lower()}); "
                f"choose another with --port, such as --port {port + 1 if port < 65535 else 8501}."
            ) from None


def _greeting(host: str, port: int) -> Iterator[str]:
    shown = f"[{host}]" if ":" in host else host
    yield f"CharleOS is at http://{shown}:{port}"
    desk = front_desk()
    if not has_people(desk):
        yield "Nobody works here yet. To create the first Manager, open it and give this token, good once, for a day:"
        yield f"  {issue_first_manager_token(desk)}"
    elif known := demo_sign_ins(desk):
        yield f"Demo sign-ins (the password of each is {DEMO_PASSWORD}):"
        width = max(len(person.key) for person in known)
        yield from (f"  {person.key:<{width}}  {person.roles}" for person in known)
    elif not desk.all(sa.select(Person.id).where(Person.password_hash.is_not(None)).limit(1)):
        yield "Nobody can sign in yet: give a Manager a password with “charleos person passwd”."


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
