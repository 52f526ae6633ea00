"""What becomes of a file: rows, figures, closed months, marks; and what a dry run leaves."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.actions.upkeep import check
from charleos.desk import Desk
from charleos.errors import Forbidden
from charleos.imports.agency_file import AgencyFile, parse_agency
from charleos.imports.fields import decode
from charleos.imports.load import load_agency, load_stream
from charleos.periods import Month
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.policy import DEFAULT_POLICY, Bands
from charleos.store.engine import Database
from charleos.store.schema import (
    Audit,
    Client,
    ClientTerms,
    LedgerLine,
    Person,
    PlanTerms,
    PolicyVersion,
    Requirement,
    Subtask,
    Task,
    TimeEntry,
)
from tests.build import TODAY, Build

NOVEMBER, DECEMBER, JANUARY = (Month.parse(month) for month in ("2025-11", "2025-12", "2026-01"))

FILE: dict[str, Any] = {
    "policy": {"bands": {"amazing": 600, "goal": 500, "under_target": 400}},
    "months_closed": "2025-12",
    "people": [
        {"key": "cleo", "name": "Cleo", "roles": ["pm", "csm"], "discipline": "csm", "capacity_minutes": 300},
        {"key": "dev", "name": "Dev", "roles": ["delivery"], "discipline": "development"},
    ],
    "plans": [{"key": "forty", "name": "Forty", "monthly_hours": 40, "monthly_cost": 4000}],
    "clients": [
        {
            "slug": "acme",
            "name": "Acme",
            "start": "2025-11-10",
            "csm": "cleo",
            "notes": "likes tea",
            "slack_channel": "#acme",
            "terms": [
                {
                    "from": "2025-11",
                    "plan": "forty",
                    "hours": 10,
                    "cost": "999.99",
                    "pm_share": 0.1,
                    "rollover": {"excess": False, "unused": {"months": 2}},
                }
            ],
        },
        {
            "slug": "gone",
            "name": "Gone",
            "start": "2025-11-01",
            "status": "archived",
            "archived": "2025-11-30",
            "terms": [{"from": "2025-11", "plan": "forty"}],
        },
        {"slug": "new", "name": "New", "start": "2026-01-02", "terms": [{"from": "2026-01", "plan": None}]},
    ],
    "tasks": [
        {
            "key": "site",
            "client": "acme",
            "title": "Site",
            "delayed": True,
            "requirements": [
                {"key": "design", "type": "Design", "size": "M", "assignee": "dev"},
                {"key": "build", "type": "development", "size": "S"},
                {"key": "copy", "type": "content", "size": None},
            ],
            "complete": ["design", "copy"],
        },
        {
            "key": "done",
            "client": "gone",
            "title": "Done",
            "requirements": [{"key": "seo", "type": "seo", "size": "XS"}],
            "complete": ["seo"],
        },
        {"key": "idle", "client": "new", "title": "Idle", "requirements": [], "delayed": True},
    ],
    "time": [
        {"person": "dev", "task": "site", "requirement": "build", "date": "2025-12-02", "minutes": 180},
        {"person": "cleo", "activity": "Client call", "client": "acme", "date": "2025-11-20", "minutes": 25},
        {"person": "dev", "task": "site", "requirement": "design", "date": "2025-11-14", "minutes": 300, "note": " A "},
        {"person": "dev", "task": "done", "requirement": "seo", "date": "2025-11-30", "minutes": 10},
        {"person": "cleo", "activity": "Admin", "date": "2026-01-05", "minutes": 15},
    ],
}


@pytest.fixture(scope="module")
def loaded(module_db: Database) -> Desk:
    desk = Build(module_db).system()
    receipt = load_agency(desk, _file())
    assert receipt.sentence == ("Loaded: 2 people, 1 plan, 3 clients, 3 tasks with 4 requirements, 5 entries (8h 50m).")
    return desk


def test_people_plans_and_clients_are_stored_as_the_file_says(loaded: Desk):
    assert loaded.all(
        sa.select(Person.key, Person.roles, Person.capacity, Person.password_hash).order_by(Person.id)
    ) == [
        ("cleo", "csm,pm", 300, None),
        ("dev", "delivery", None, None),
    ]
    assert loaded.all(sa.select(PlanTerms.since, PlanTerms.name, PlanTerms.minutes, PlanTerms.cost)) == [
        (NOVEMBER, "Forty", 2400, 400_000)
    ]
    acme, gone, new = loaded.all(sa.select(Client).order_by(Client.id))
    assert (acme[0].notes, acme[0].slack_channel, acme[0].csm_id) == ("likes tea", "#acme", 1)
    assert (gone[0].status, gone[0].archived_on) == ("archived", date(2025, 11, 30))
    assert [client[0].open_from for client in (acme, gone, new)] == [JANUARY, JANUARY, JANUARY]
    terms = loaded.all(sa.select(ClientTerms).order_by(ClientTerms.client_id))[0][0]
    assert (terms.minutes, terms.cost, terms.pm_share) == (600, 99_999, 100_000)
    assert (terms.rollover_excess, terms.rollover_unused, terms.rollover_amount) == (0, "months", 2)


def test_time_is_posted_by_day_and_then_by_place(loaded: Desk):
    entries = loaded.all(sa.select(TimeEntry.work_date, TimeEntry.minutes, TimeEntry.note).order_by(TimeEntry.id))
    assert [(day.isoformat(), minutes, note) for day, minutes, note in entries] == [
        ("2025-11-14", 300, "A"),
        ("2025-11-20", 25, ""),
        ("2025-11-30", 10, ""),
        ("2025-12-02", 180, ""),
        ("2026-01-05", 15, ""),
    ]
    lines = loaded.all(sa.select(LedgerLine.key, LedgerLine.month, LedgerLine.billable).order_by(LedgerLine.id))
    assert lines == [
        ("entry:1", NOVEMBER, 300),
        ("entry:3", NOVEMBER, 15),
        ("entry:4", DECEMBER, 120),
        ("borrowing:1:1", DECEMBER, 60),
    ]


def test_a_delayed_task_runs_behind_from_its_first_day_on(loaded: Desk):
    marks = loaded.all(sa.select(Subtask.task_id, Subtask.marked_on, Subtask.kind, Subtask.cleared_at))
    assert sorted(marks) == [(1, date(2025, 11, 14), "delayed", None), (3, TODAY, "delayed", None)]
    assert loaded.one(sa.select(Task.borrowed).where(Task.key == "site"))[0] == 60


def test_requirements_copy_todays_figures_and_are_complete_on_the_day_of_their_last_entry(loaded: Desk):
    rows = loaded.all(
        sa.select(
            Requirement.key,
            Requirement.type,
            Requirement.average,
            Requirement.maximum,
            Requirement.actual,
            Requirement.completed_on,
            Requirement.assignee_id,
        ).order_by(Requirement.id)
    )
    assert rows == [
        ("design", "design", 270, 360, 300, date(2025, 11, 14), 2),
        ("build", "development", 90, 120, 180, None, None),
        ("copy", "content", 0, 0, 0, TODAY, None),
        ("seo", "seo", 15, 30, 10, date(2025, 11, 30), None),
    ]
    numbered = loaded.all(sa.select(Task.number, Task.key).order_by(Task.number))
    assert numbered == [(1, "site"), (2, "done"), (3, "idle")]


def test_months_are_closed_for_every_client_that_had_begun(loaded: Desk):
    acme = statements(loaded, "acme", NOVEMBER, JANUARY)
    assert [acme.is_closed(one.month) for one in acme.months] == [True, True, False]
    assert [(one.available, one.usage.billable, one.remaining) for one in acme.months] == [
        (540, 300, 240),
        (780, 180, 600),
        (1140, 0, 1140),
    ]
    gone = statements(loaded, "gone", NOVEMBER, DECEMBER)
    assert [one.allocation.cost for one in gone.months if one.allocation] == [400_000, 0]
    assert statements(loaded, "new", NOVEMBER, JANUARY).months[0].month == JANUARY


def test_bands_become_a_policy_from_the_first_month_on(loaded: Desk):
    policy = loaded.rulebook().policy(NOVEMBER)
    assert policy.bands == Bands(60_000, 50_000, 40_000)
    assert policy.sizes == DEFAULT_POLICY.sizes
    assert loaded.rulebook().policy(NOVEMBER.previous).bands == DEFAULT_POLICY.bands
    assert loaded.one(sa.select(sa.func.count(PolicyVersion.id)))[0] == 2


def test_the_audit_trail_tells_of_the_load_client_by_client(loaded: Desk):
    told = loaded.all(sa.select(Audit.subject, Audit.detail).where(Audit.action == "load_agency").order_by(Audit.id))
    assert told[0] == ("client acme", "Loaded from an agency file: 3 entries.")
    assert [subject for subject, _ in told] == ["client acme", "client gone", "client new"]


def test_the_books_agree_and_work_goes_on_after_a_load(db: Database):
    build = Build(db)
    loaded = build.system()
    load_agency(loaded, _file())
    assert check(loaded) == ()
    eve = build.person("Eve")
    build.log(eve, 2, 30)
    build.log(eve, 1, 30, date(2025, 12, 5))
    assert loaded.all(sa.select(LedgerLine.id, LedgerLine.month).order_by(LedgerLine.id))[4:] == [
        (5, JANUARY),
        (6, JANUARY),
        (7, JANUARY),
    ]
    assert check(loaded) == ()


def test_a_dry_run_says_what_would_be_stored_and_stores_nothing(db: Database):
    desk = Build(db).system()
    receipt = load_agency(desk, _file(), dry_run=True)
    assert receipt.sentence.startswith("The file can be loaded; nothing was stored: 2 people, 1 plan, 3 clients")
    assert receipt.closed == 4
    for table in (Person, Client, Task, TimeEntry, LedgerLine, Audit):
        assert desk.one(sa.select(sa.func.count(table.id)))[0] == 0
    assert desk.rulebook().policy(JANUARY).bands == DEFAULT_POLICY.bands
    load_agency(desk, _file())
    assert check(desk) == ()


def test_progress_is_told_in_entries(sqlite_db: Database):
    told: list[int] = []
    load_stream(Build(sqlite_db).system(), _file(), [], progress=told.append)
    assert told == [5]


def test_only_who_manages_may_load(sqlite_db: Database):
    build = Build(sqlite_db)
    pia = build.person("Pia", roles={Role.PM, Role.CSM})
    with pytest.raises(Forbidden):
        load_agency(build.desk(pia), _file())


def _file() -> AgencyFile:
    return parse_agency(decode(json.dumps(FILE).encode()))
