"""The command itself: what it is called, what it can do, and how a failure reads.

Every failure is one plain sentence on stderr: exit 2 for what was given, 1 for a check that failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, NoReturn

import typer

from charleos.cli import agency, bench, efficiency, months, people, planning, replay, server, simulate, upkeep
from charleos.cli.show import complain
from charleos.errors import CharleosError

app = typer.Typer(
    help="How an agency sells, delivers and bills work.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (server, simulate, replay, months, planning, efficiency, agency, upkeep, bench):
    part.register(app)
app.add_typer(people.app, name="person")

MISUSED: Any = typer.BadParameter.__mro__[2]
"""What the argument parser raises for an unknown option, a missing argument and the like."""


def main() -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot write a name must not stop us
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit status."""
    try:
        status = app(list(arguments) or ["--help"], prog_name="charleos", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        complain("Stopped.")
        return 130
    except CharleosError as refused:
        complain(refused.sentence)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as broken:
        complain(_sentence(broken))
        if os.environ.get("CHARLEOS_DEBUG"):
            raise
        return 2 if isinstance(broken, MISUSED) else 1
    return status if isinstance(status, int) else 0


def _sentence(broken: Exception) -> str:
    if isinstance(broken, MISUSED):
        told = str(broken.format_message()).strip()
        return f"{told.removesuffix('.')}; see “charleos --help”."
    if type(broken).__module__.startswith("sqlalchemy") and hasattr(broken, "orig"):
        cause = str(broken.orig).strip().splitlines() or [type(broken).__name__]
        what = "does not answer" if type(broken).__name__ == "OperationalError" else "refused"
        return f"The database {what}: {cause[0].removesuffix('.')}."
    return f"This is a fault of CharleOS itself ({type(broken).__name__}: {broken}); CHARLEOS_DEBUG=1 shows where."
