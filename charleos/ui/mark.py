"""The product's mark, as addresses that hold the picture itself: read once, not on every run."""

from __future__ import annotations

from base64 import b64encode

from charleos.ui.ground import ROOT


def _picture(name: str) -> str:
    drawn = (ROOT / "charleos/ui/brand" / name).read_bytes()
    return f"data:image/svg+xml;base64,{b64encode(drawn).decode('ascii')}"


ICON = _picture("icon.svg")
LOGO = _picture("logo.svg")
