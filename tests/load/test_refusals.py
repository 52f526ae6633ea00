"""A file that is wrong anywhere is refused whole, with a sentence that begins with the place."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.errors import BadInput
from charleos.imports.agency_file import AgencyFile, parse_agency, read_agency_file
from charleos.imports.agency_rules import AgencyRules, check_agency
from charleos.imports.fields import decode
from charleos.imports.load import load_agency
from charleos.rules.policy import DEFAULT_POLICY
from charleos.store.engine import Database
from charleos.store.schema import Client, LedgerLine, Person, TimeEntry
from tests.build import TODAY, Build

Document = dict[str, Any]

GOOD: Document = {
    "people": [
        {"key": "ana", "name": "Ana", "roles": ["manager", "csm"], "discipline": "management"},
        {"key": "dev", "name": "Dev", "roles": ["delivery"], "discipline": "development", "capacity_minutes": 300},
    ],
    "plans": [{"key": "growth", "name": "Growth", "monthly_hours": 60, "monthly_cost": "5000.50"}],
    "clients": [
        {
            "slug": "acme",
            "name": "Acme",
            "start": "2026-01-05",
            "csm": "ana",
            "terms": [
                {"from": "2026-01", "plan": "growth", "rollover": {"excess": True, "unused": {"cap_hours": 4.5}}},
                {"from": "2026-02", "plan": None, "hourly_rate": 80, "pm_share": 0},
            ],
        },
        {
            "slug": "old",
            "name": "Old",
            "start": "2025-10-01",
            "status": "archived",
            "archived": "2025-12-31",
            "terms": [],
        },
    ],
    "tasks": [
        {
            "key": "t1",
            "client": "acme",
            "title": "Homepage",
            "requirements": [
                {"key": "r1", "type": "Design", "size": "M", "assignee": "dev"},
                {"key": "r2", "type": "qa", "size": None},
            ],
            "complete": ["r2"],
        }
    ],
    "time": [
        {"person": "dev", "task": "t1", "requirement": "r1", "date": "2026-01-06", "minutes": 210, "note": "drafts"},
        {"person": "dev", "activity": "Support", "client": "acme", "date": "2026-01-06", "minutes": 30},
        {"person": "ana", "activity": "Admin", "date": "2026-01-07", "minutes": 20},
    ],
}

Change = Callable[[Document], Any]


def _set(*path: Any, to: Any) -> Change:
    """A change of one value, such as ("time", 0, "minutes")."""

    def change(document: Document) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


def _again(kind: str) -> Change:
    return lambda document: document[kind].append(document[kind][0])


REFUSED: dict[str, Change] = {
    "people is missing": lambda document: document.pop("people"),
    "The file: “salaries” is not a key": _set("salaries", to=[]),
    "people[0].roles: “boss”": _set("people", 0, "roles", to=["boss"]),
    "people[0].roles: a person has at least one role": _set("people", 0, "roles", to=[]),
    "people[1].capacity_minutes: 1441": _set("people", 1, "capacity_minutes", to=1441),
    "people[2].key: “ana” stands twice": _again("people"),
    "plans[1].key: “growth” stands twice": _again("plans"),
    "plans[0].monthly_cost: “1.005”": _set("plans", 0, "monthly_cost", to="1.005"),
    "plans[0].monthly_hours: 0.001 hours do not make whole minutes": _set("plans", 0, "monthly_hours", to=0.001),
    "plans[0].monthly_hours: a month has more than 0 hours": _set("plans", 0, "monthly_hours", to=0),
    "clients[0].slug: “Acme Ltd”": _set("clients", 0, "slug", to="Acme Ltd"),
    "clients[2].slug: “acme” stands twice": _again("clients"),
    "clients[0].start: “2026-02-30”": _set("clients", 0, "start", to="2026-02-30"),
    "clients[0].csm: “zoe” is not among the people": _set("clients", 0, "csm", to="zoe"),
    "clients[0].terms: “gold” is not among the plans": _set("clients", 0, "terms", 0, "plan", to="gold"),
    "clients[0].terms: two of them hold from 2026-01": _set("clients", 0, "terms", 1, "from", to="2026-01"),
    "clients[0].terms[1].hours: project-only": _set("clients", 0, "terms", 1, "hours", to=5),
    "clients[0].terms[0].pm_share": _set("clients", 0, "terms", 0, "pm_share", to=1.5),
    "clients[0].terms[0].rollover.unused: “some”": _set("clients", 0, "terms", 0, "rollover", "unused", to="some"),
    "clients[1].archived: 1 September 2025 is before the start": _set("clients", 1, "archived", to="2025-09-01"),
    "clients[1].archived: 31 January 2026 is in the future": _set("clients", 1, "archived", to="2026-01-31"),
    "clients[0].archived: a client with a day of archiving": _set("clients", 0, "archived", to="2026-01-20"),
    "tasks[1].key: “t1” stands twice": _again("tasks"),
    "tasks[0].client: “nobody” is not among the clients": _set("tasks", 0, "client", to="nobody"),
    "tasks[0].requirements[1].key: “r1” stands twice": _set("tasks", 0, "requirements", 1, "key", to="r1"),
    "tasks[0].requirements[0].size: “XXXL” is not a size": _set("tasks", 0, "requirements", 0, "size", to="XXXL"),
    "tasks[0].requirements[0].assignee: “zoe”": _set("tasks", 0, "requirements", 0, "assignee", to="zoe"),
    "tasks[0].complete: “r9” is not a requirement": _set("tasks", 0, "complete", to=["r2", "r9"]),
    "tasks[0].delayed: “yes” is neither true nor false": _set("tasks", 0, "delayed", to="yes"),
    "time[0].person: “zoe” is not among the people": _set("time", 0, "person", to="zoe"),
    "time[0].task: “t9” is not among the tasks": _set("time", 0, "task", to="t9"),
    "time[0].requirement: “r9” is not a requirement": _set("time", 0, "requirement", to="r9"),
    "time[1].client: “nobody” is not among the clients": _set("time", 1, "client", to="nobody"),
    "time[0].date: “6 January”": _set("time", 0, "date", to="6 January"),
    "time[0].date: work on Acme starts on 5 January 2026": _set("time", 0, "date", to="2026-01-04"),
    "time[0].date: 31 January 2026 is in the future": _set("time", 0, "date", to="2026-01-31"),
    "time[1].date: Old is archived since 31 December 2025": _set("time", 1, "client", to="old"),
    "time[0].minutes: 0 is less": _set("time", 0, "minutes", to=0),
    "time[0].minutes: 721 is more": _set("time", 0, "minutes", to=721),
    "time[0].minutes: 30.5 is not a whole number": _set("time", 0, "minutes", to=30.5),
    "time[0].minutes: true is not a whole number": _set("time", 0, "minutes", to=True),
    "time[0].note: it has 2,001 characters": _set("time", 0, "note", to="x" * 2001),
    "time[1].activity: “Golf”": _set("time", 1, "activity", to="Golf"),
    "time[4].minutes: “dev” has 24h 30m on 6 January 2026": lambda document: document["time"].extend(
        document["time"][0] | {"minutes": minutes} for minutes in (600, 630)
    ),
    "months_closed: January 2026 has not ended": _set("months_closed", to="2026-01"),
    "policy.bands: the bands must rise": _set(
        "policy", to={"bands": {"amazing": 500, "goal": 600, "under_target": 400}}
    ),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_file_is_refused_with_its_place(sentence: str):
    with pytest.raises(BadInput) as refused:
        check_agency(_file(REFUSED[sentence]), today=TODAY, policy=DEFAULT_POLICY)
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).endswith(".")


def test_the_file_as_it_stands_is_accepted():
    check_agency(_file(), today=TODAY, policy=DEFAULT_POLICY)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "The file is not JSON"),
        (b"\xff\xfe", "The file is not UTF-8"),
        (b'{"a": NaN}', "The file holds NaN"),
        (b'{"a": Infinity}', "The file holds Infinity"),
        (b"[" * 100_000, "The file nests its brackets"),
        (b"[]", "The file: a list stands where an object"),
        (b'{"people": [], "people": []}', "The file: the key “people” stands twice"),
    ],
)
def test_what_is_no_agency_file_is_refused_in_one_sentence(content: bytes, sentence: str):
    with pytest.raises(BadInput, match=sentence):
        parse_agency(decode(content))


def test_a_packed_file_reads_like_an_unpacked_one(tmp_path: Path):
    plain, packed = tmp_path / "agency.json", tmp_path / "agency.json.gz"
    plain.write_text(json.dumps(GOOD))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_agency_file(plain) == read_agency_file(packed) == _file()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    broken = tmp_path / "broken.json.gz"
    broken.write_bytes(b"not packed at all")
    for path, sentence in ((tmp_path / "none.json", "There is no file"), (broken, "cannot be unpacked")):
        with pytest.raises(BadInput, match=sentence):
            read_agency_file(path)


def test_time_of_a_later_instalment_is_not_earlier_than_what_was_posted():
    rules = AgencyRules(_file(), today=TODAY, policy=DEFAULT_POLICY)
    rules.check_instalment(_file())
    late = _file(_set("time", to=[GOOD["time"][0]]))._replace(tasks=())
    with pytest.raises(BadInput, match=r"^time\[0\]\.date: 6 January 2026 is earlier"):
        rules.check_instalment(late)


def test_a_day_is_full_across_instalments():
    entry = GOOD["time"][0] | {"minutes": 720}
    rules = AgencyRules(_file(), today=TODAY, policy=DEFAULT_POLICY)
    rules.check_instalment(_file(_set("time", to=[entry])))
    rules.check_instalment(_file(_set("time", to=[entry]))._replace(tasks=()))
    with pytest.raises(BadInput, match=r"^time\[0\]\.minutes: “dev” has 24h 01m"):
        rules.check_instalment(_file(_set("time", to=[entry | {"minutes": 1}]))._replace(tasks=()))


KNOWN: dict[str, Callable[[Build], object]] = {
    "people[1].key: “dev” is in the database already.": lambda build: build.person("Dev"),
    "plans[0].key: “growth” is in the database already.": lambda build: build.plan("growth"),
    "clients[0].slug: “acme” is in the database already.": lambda build: build.client("acme"),
    "tasks[0].key: “task-1” is in the database already.": lambda build: build.task(build.client("beta"), "T", []),
}


@pytest.mark.parametrize("sentence", KNOWN)
def test_what_the_database_already_has_refuses_the_file(db: Database, sentence: str):
    build = Build(db)
    KNOWN[sentence](build)
    before = _counts(build)
    file = _file(_set("tasks", 0, "key", to="task-1"), _set("time", 0, "task", to="task-1"))
    with pytest.raises(BadInput) as refused:
        load_agency(build.system(), file)
    assert str(refused.value) == sentence
    assert _counts(build) == before


def test_a_file_that_is_refused_at_its_last_row_leaves_nothing(db: Database):
    build = Build(db)
    with pytest.raises(BadInput, match=r"^time\[2\]\.date"):
        load_agency(build.system(), _file(_set("time", 2, "date", to="2026-01-31")))
    assert _counts(build) == [0, 0, 0, 0]


def test_bands_are_for_an_empty_database(sqlite_db: Database):
    build = Build(sqlite_db)
    build.client("beta")
    bands = {"bands": {"amazing": "900", "goal": "800", "under_target": "700"}}
    with pytest.raises(BadInput, match=r"^policy: the database has clients already"):
        load_agency(build.system(), _file(_set("policy", to=bands)))


def test_the_day_before_the_start_is_the_first_that_is_refused():
    first = _file(_set("time", 0, "date", to="2026-01-05"))
    check_agency(first, today=date(2026, 1, 7), policy=DEFAULT_POLICY)
    with pytest.raises(BadInput, match="in the future"):
        check_agency(first, today=date(2026, 1, 6), policy=DEFAULT_POLICY)


def _file(*changes: Change) -> AgencyFile:
    document = copy.deepcopy(GOOD)
    for change in changes:
        change(document)
    return parse_agency(decode(json.dumps(document).encode()))


def _counts(build: Build) -> list[int]:
    return [
        build.system().all(sa.select(sa.func.count(table.id)))[0][0]
        for table in (Person, Client, TimeEntry, LedgerLine)
    ]
