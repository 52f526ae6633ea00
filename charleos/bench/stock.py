"""Serves the product as `streamlit run` does out of the box: no warm-up, a collection after each run, plain asyncio."""

from __future__ import annotations

import sys

from streamlit.web import cli

from charleos.ui.ground import ROOT


def main(port: int) -> None:
    """Serve until stopped; the settings that keep people safe stay, those that make it quick do not."""
    sys.modules["uvloop"] = None  # type: ignore[assignment]
    options = {"server.port": port, "server.headless": "true", "runner.postScriptGC": "true"}
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *(f"--{name}={value}" for name, value in options.items())]
    cli.main()


if __name__ == "__main__":
    main(int(sys.argv[1]))
