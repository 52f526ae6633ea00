"""`charleos migrate`, `load`, `demo`, `check` and `rebuild`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from charleos.store.engine import open_for_migration
from tests.cli.conftest import SAMPLE, Command


def test_the_sample_file_loads_and_its_books_are_right(typed: Command) -> None:
    loaded = typed("load", str(SAMPLE), "--json").document
    assert loaded == {
        "people": 6,
        "plans": 2,
        "clients": 3,
        "tasks": 5,
        "requirements": 8,
        "entries": 9,
        "minutes": 1830,
        "closed": 0,
        "subtasks": 3,
        "blocks": 1,
        "leave": 1,
        "is_dry_run": False,
    }
    assert typed("check", "--json").document == {"ok": True, "findings": []}
    assert typed("rebuild", "--json").document.keys() == {"receipt"}
    assert typed("check").out == "Everything agrees with the entries, to the minute.\n"


def test_a_packed_file_loads_too(command: Command, tmp_path: Path) -> None:
    packed = tmp_path / "agency.json.gz"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    assert command("load", str(packed)).status == 0


def test_a_dry_run_stores_nothing(command: Command) -> None:
    assert command("load", str(SAMPLE), "--dry-run", "--json").document["is_dry_run"] is True
    assert command("load", str(SAMPLE), "--json").document["entries"] == 9


def test_a_file_that_is_wrong_names_the_place_and_leaves_nothing(command: Command, tmp_path: Path) -> None:
    broken = json.loads(SAMPLE.read_text(encoding="utf-8"))
    broken["time"][2]["minutes"] = 721
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(broken), encoding="utf-8")
    answer = command("load", str(file), "--json")
    assert answer.status == 2
    assert answer.complaint.startswith("time[2].minutes: 721 is more than an entry can hold")
    assert command("explain", "acme-corp", "--month", "2026-01").status == 2


def test_a_file_that_was_loaded_is_refused_the_second_time(sample: Command) -> None:
    again = sample("load", str(SAMPLE))
    assert again.status == 2
    assert "is in the database already" in again.complaint


@pytest.mark.parametrize("file", ["nowhere.json", "."])
def test_a_file_that_cannot_be_read_is_a_sentence(command: Command, file: str) -> None:
    answer = command("load", file)
    assert answer.status == 2
    assert file in answer.complaint


def test_check_fails_with_what_differs(sample: Command, url: str) -> None:
    engine = open_for_migration(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE client_month SET billable = billable + 7"))
    engine.dispose()
    told = sample("check", "--json")
    assert told.status == 1
    assert json.loads(told.out)["ok"] is False
    assert len(json.loads(told.out)["findings"]) >= 3
    assert "do not agree with the entries." in told.error
    plain = sample("check")
    assert plain.status == 1
    assert "Acme Corp" in plain.out
    assert sample("rebuild").status == 0
    assert sample("check").status == 0


def test_migrating_twice_changes_nothing(empty_url: str, typed: Command) -> None:
    for _ in range(2):
        done = typed("migrate", CHARLEOS_DATABASE_URL=empty_url)
        assert (done.status, done.out, done.error) == (0, "", "")
    told = typed("simulate", "--size", "XXL", "--actual", "1", "--json", CHARLEOS_DATABASE_URL=empty_url)
    assert told.document["average_minutes"] == 4800


@pytest.mark.parametrize(
    "arguments",
    [
        ["statement", "acme-corp", "--from", "2026-01", "--to", "2026-01", "--json"],
        ["explain", "acme-corp", "--month", "2026-01", "--json"],
        ["check", "--json"],
        ["rebuild"],
        ["close", "2026-01"],
        ["demo"],
        ["demo", "--if-empty"],
        ["serve", "--port", "8602"],
        ["load", str(SAMPLE)],
        ["person", "disable", "ana"],
    ],
)
def test_a_database_without_tables_is_a_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    missing = tmp_path / "missing.db"
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", f"sqlite:///{missing}")
    answer = command(*arguments)
    assert answer.status == 2
    assert "charleos migrate" in answer.complaint
    assert not missing.exists()
    missing.touch()
    answer = command(*arguments)
    assert answer.status == 2
    assert "charleos migrate" in answer.complaint


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "is not a database URL"),
        ("mysql://localhost/x", "must be sqlite:///path or postgresql://"),
        ("postgresql://nobody@127.0.0.1:1/none", "database"),
        ("sqlite:////nowhere/at/all.db", "There is no database at /nowhere/at/all.db"),
    ],
)
def test_a_database_that_is_not_there_is_a_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch, url: str, told: str
) -> None:
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", url)
    answer = command("check")
    assert answer.status in (1, 2)
    assert told in answer.complaint


def test_the_demo_goes_into_an_empty_database_only(typed: Command) -> None:
    arguments = ("demo", "--clients", "3", "--years", "1", "--entries", "300")
    told = typed(*arguments, "--today", "2026-03-20")
    assert told.status == 0
    assert told.out.startswith("Loaded: 18 people, 4 plans, 3 clients")
    assert [line.split()[:2] for line in told.out.splitlines()[4:]] == [
        [key, "retainer"] for key in ("morgan", "priya", "clara", "oscar", "dana", "devon", "iris", "quinn")
    ]
    again = typed(*arguments)
    assert again.status == 2
    assert "only goes into an empty one" in again.complaint
    quiet = typed("demo", "--if-empty")
    assert (quiet.status, quiet.out, quiet.error) == (0, "", "")
    lines = typed("explain", "acme-corp", "--month", "2026-02", "--json").document
    assert [line["remaining_after_minutes"] for line in lines] == [2790, 2670, 1950, 1830]
    assert typed("check").status == 0
    refused = typed("serve", "--host", "0.0.0.0", "--port", "8602")
    assert refused.status == 2
    assert "this machine only" in refused.complaint


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--clients", "0"], "1 to 1,000 clients"),
        (["--clients", "-3"], "1 to 1,000 clients"),
        (["--years", "0"], "1 to 20 years"),
        (["--entries", "0"], "entries"),
        (["--clients", "many"], "--clients"),
        (["--today", "yesterday"], "write it as 2026-01-31"),
    ],
)
def test_a_demo_that_nobody_could_want_is_refused(command: Command, arguments: list[str], told: str) -> None:
    answer = command("demo", *arguments)
    assert answer.status == 2
    assert told in answer.complaint
