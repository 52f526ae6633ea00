"""What every answer of the server says to the browser, and what every connection says to Streamlit."""

from __future__ import annotations

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from charleos.actions.sign_in import fingerprint
from charleos.ui.handover import COOKIE

BROWSER = "X-Charleos-Browser"
"""Set here, for Streamlit alone: whose browser a connection is. What a client sends under this name is dropped."""

_NAME = BROWSER.lower().encode()


class Headers:
    """Security headers on every answer, and the browser's identity on every connection.

    Streamlit resumes a session for whoever knows its id, if they are the same user; this tells it that two
    browsers with different sign-ins never are.
    """

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = [
            (b"content-security-policy", policy.encode("ascii")),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]
        self._names = {name for name, _ in self._headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        kept = [(name, value) for name, value in scope["headers"] if name.lower() != _NAME]
        marked = {**scope, "headers": [*kept, (_NAME, _browser(kept).encode("ascii"))]}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [pair for pair in message.get("headers", ()) if pair[0].lower() not in self._names]
                message["headers"] = [*others, *self._headers]
            await send(message)

        await self._app(marked, receive, sending)


def _browser(headers: list[tuple[bytes, bytes]]) -> str:
    """The fingerprint of the sign-in cookie; "none" without one."""
    cookies = "; ".join(value.decode("latin-1") for name, value in headers if name.lower() == b"cookie")
    token = cookie_parser(cookies).get(COOKIE)
    return fingerprint(token) if token else "none"
