"""The whole bench: two demo agencies of different length of history, one as large as a team, and the server."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from charleos.bench.efficiency import efficiency_costs
from charleos.bench.questions import Ground
from charleos.bench.schedule import schedule_costs
from charleos.bench.serving import COMMAND, page_costs
from charleos.bench.timing import paired
from charleos.errors import Unavailable
from charleos.store.engine import open_database

Say = Callable[[str], None]


@dataclass(frozen=True)
class Sizes:
    """How large the agencies are; the questions are asked of the larger, growth is against the smaller.

    team: whose people and bars are about as many as the team's quarter is measured with.
    """

    clients: int = 200
    years: int = 5
    entries: int = 1_000_000
    fewer_entries: int = 100_000
    team_clients: int = 25
    team_entries: int = 20_000


def bench(sizes: Sizes, today: date, now: datetime, say: Say) -> dict[str, object]:
    """Figures as plain values; ratios are of two things timed in turns. say: called with what happens now."""
    with TemporaryDirectory(prefix="charleos-bench-") as folder:
        place = Path(folder)
        loads = {}
        for name, entries in (("large", sizes.entries), ("small", sizes.fewer_entries)):
            say(f"Loading an agency of {sizes.clients} clients, {sizes.years} years and {entries:,} entries.")
            loads[name] = _load(place / f"{name}.db", sizes, entries, today)
        _load(place / "team.db", Sizes(clients=sizes.team_clients, years=1), sizes.team_entries, today)
        large, small, team = (_ground(place / f"{name}.db", today, now) for name in ("large", "small", "team"))
        say("Asking the database.")
        asked = _questions(large, small)
        asked |= efficiency_costs(large, small, large.unit(), place)
        asked |= schedule_costs(team)
        say("Rebuilding the kept sums.")
        rebuilt = _timed_command(_url(place / "large.db"), "rebuild")
        say("Asking the server.")
        served = page_costs(large.desk, _url(place / "large.db"), place)
        for ground in (large, small, team):
            ground.database.close()
    return {"sizes": vars(sizes), "load": loads, "questions": asked, "rebuild": rebuilt, "server": served}


def _questions(large: Ground, small: Ground) -> dict[str, object]:
    unit = large.unit()
    answers: dict[str, object] = {}
    for name in ("client_list", "client_list_after_one_change", "client_list_from_nothing", "many_months", "month_end"):
        question = getattr(large, name)()
        answers[name] = {
            "in_units": paired(question, unit)._asdict(),
            "growth": paired(question, getattr(small, name)())._asdict(),
        }
    answers["before_close"] = {"in_units": paired(large.before_close(), unit)._asdict()}
    answers["client_detail"] = {
        "in_units": paired(large.client_detail(), unit)._asdict(),
        "growth": paired(large.client_detail(), small.client_detail())._asdict(),
    }
    answers["posting"] = {
        "in_bare_inserts": paired(large.posting(), large.bare_insert())._asdict(),
        "growth": paired(large.posting(), small.posting())._asdict(),
    }
    return answers


def _ground(file: Path, today: date, now: datetime) -> Ground:
    return Ground(open_database(_url(file)), today, now)


def _url(file: Path) -> str:
    return f"sqlite:///{file}"


def _load(file: Path, sizes: Sizes, entries: int, today: date) -> dict[str, object]:
    _timed_command(_url(file), "migrate")
    options = {"clients": sizes.clients, "years": sizes.years, "entries": entries, "seed": 1, "today": today}
    return _timed_command(
        _url(file), "demo", *(part for name, value in options.items() for part in (f"--{name}", str(value)))
    )


def _timed_command(url: str, *words: str) -> dict[str, object]:
    """A command of its own process: its seconds, and the largest resident memory of any such process so far."""
    begun = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        env={**os.environ, "CHARLEOS_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = perf_counter() - begun
    if done.returncode:
        raise Unavailable(f"charleos {words[0]} failed: {done.stderr.strip()[-300:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"seconds": round(seconds, 1), "peak_memory_mb": peak}
