"""Serves pages with nothing on them under the product's own settings: what no page of it can go below.

bare: a script of one line. framed: a page of the product (sign-in checked, navigation, sidebar) that is empty.
"""

from __future__ import annotations

import sys
from pathlib import Path

from charleos.ui import nav
from charleos.ui.ground import ROOT
from charleos.ui.server import application, settings

BARE = 'import streamlit as st\n\nst.write("nothing")\n'
FRAMED = f"from charleos.ui.session import open_desk\n\nopen_desk({str(ROOT / 'pages/clients.py')!r})\n"


def main(folder: Path, kind: str, port: int) -> None:
    """Write the page into the folder and serve it until stopped."""
    page = folder / f"{kind}_page.py"
    page.write_text(FRAMED if kind == "framed" else BARE, encoding="utf-8")
    if kind == "framed":
        nav.page_file = lambda stem: str(page)
    script = ROOT / "app.py" if kind == "framed" else page
    application("ready", script=script).run(config={**settings(), "server.address": "127.0.0.1", "server.port": port})


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
