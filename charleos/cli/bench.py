"""`charleos bench`: speed and memory as ratios, measured side by side in one run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from charleos.cli.show import as_json, complain
from charleos.environment import today_set

Count = Annotated[int, typer.Option(min=1)]


def register(app: typer.Typer) -> None:
    app.command()(bench)


def bench(clients: Count = 200, years: Count = 5, entries: Count = 1_000_000, fewer_entries: Count = 100_000) -> None:
    """Print the figures as JSON. It makes its own databases; yours is not touched."""
    from charleos.bench.run import Sizes
    from charleos.bench.run import bench as measured

    now = datetime.now(UTC)
    as_json(measured(Sizes(clients, years, entries, fewer_entries), today_set() or now.date(), now, complain))
