"""`charleos serve`: the product's server."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from charleos.cli.ground import ready_database


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="The address to answer at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to answer at.", min=1, max=65535)] = 8501,
) -> None:
    """Serve the product until it is stopped."""
    with ready_database():
        pass
    import_module("charleos.ui.server").serve(host, port)
