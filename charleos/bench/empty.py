"""Serves a page with nothing on it under the product's own settings: what no page of it can go below."""

from __future__ import annotations

import sys
from pathlib import Path

from charleos.ui.server import application, settings


def main(folder: Path, port: int) -> None:
    """Write the page into the folder and serve it until stopped."""
    script = folder / "empty_page.py"
    script.write_text('import streamlit as st\n\nst.write("nothing")\n', encoding="utf-8")
    application("ready", script=script).run(config={**settings(), "server.address": "127.0.0.1", "server.port": port})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
