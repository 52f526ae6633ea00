"""The HTML page that everything is drawn into: Streamlit's own, under our name, told where its server is.

Left to find that out, it asks below the address of a deep link first, fails, and loses a second.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from charleos.ui.ground import ROOT
from charleos.ui.nav import PAGES

_ADDRESS = "<script>window.__streamlit = {BACKEND_BASE_URL: location.origin + '/'}</script>"
_TITLE = "<title>Streamlit</title>"


@cache
def shell() -> str:
    page = (Path(st.__file__).parent / "static/index.html").read_text(encoding="utf-8")
    return page.replace(_TITLE, f"<title>CharleOS</title>{_ADDRESS}", 1)


def inline_script_hashes() -> tuple[str, ...]:
    """What a content security policy calls the page's inline scripts."""
    scripts = re.findall(r"<script>(.*?)</script>", shell(), re.DOTALL)
    return tuple(f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}" for script in scripts)


def shell_routes() -> list[Route]:
    """Every address of the product, and its icon."""
    addresses = ("/", *(f"/{stem}" for stem in PAGES))
    return [*(Route(one, _page) for one in addresses), Route("/favicon.png", _icon)]


def _page(_request: Request) -> Response:
    return HTMLResponse(shell(), headers={"cache-control": "no-cache"})


def _icon(_request: Request) -> Response:
    return FileResponse(ROOT / "charleos/ui/brand/icon.png", headers={"cache-control": "max-age=86400"})
