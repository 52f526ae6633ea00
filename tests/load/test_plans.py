"""What becomes of the plans in a file: steps, blocks, days off; and what is refused about them."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.actions.upkeep import check
from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.imports.agency_file import AgencyFile, parse_agency
from charleos.imports.agency_rules import check_agency
from charleos.imports.fields import decode
from charleos.imports.load import load_agency, load_stream
from charleos.periods import Month
from charleos.rules.policy import DEFAULT_POLICY
from charleos.store.engine import Database
from charleos.store.schema import Block, Leave, Subtask, Task, TimeEntry
from tests.build import TODAY, Build
from tests.load.test_refusals import GOOD, Change, Document, _set

STEP = {"task": "t1", "requirement": "r1", "type": "design", "minutes": 270}
DATED = STEP | {"assignee": "dev", "start": "2026-01-28", "end": "2026-02-03"}
BLOCK = {
    "client": "acme",
    "type": "design",
    "assignee": "dev",
    "start": "2026-02-02",
    "end": "2026-02-13",
    "minutes": 900,
}
LEAVE = {"person": "dev", "start": "2026-02-05", "end": "2026-02-09", "half": "start"}
PLANNED: Document = GOOD | {
    "tasks": [
        GOOD["tasks"][0] | {"target_month": "2026-02"},
        {"key": "t2", "client": "acme", "title": "Shop", "requirements": [{"key": "r", "type": "seo", "size": "S"}]},
        {"key": "t3", "client": "acme", "title": "Idea", "requirements": []},
    ],
    "subtasks": [
        DATED | {"status": "In progress"},
        STEP | {"type": "Internal QA review", "minutes": 30},
        {"task": "t1", "type": "deployment", "minutes": 0},
        {"task": "t2", "type": "development", "minutes": 90, "status": "complete"},
        {"task": "t2", "type": "development", "minutes": 30, "status": "complete", "completed": "2026-01-07"},
        {"task": "t3", "type": "design", "key": "sketch", "minutes": 60, "assignee": "ana"},
    ],
    "blocks": [
        BLOCK,
        BLOCK | {"type": "internal_qa_review", "status": "late"},
        BLOCK | {"type": "internal_qa_review", "month": "2026-02"},
    ],
    "leave": [
        LEAVE,
        {"person": "ana", "start": "2026-02-02", "end": "2026-02-02", "status": "requested", "note": "Dad"},
    ],
    "time": [
        GOOD["time"][0] | {"subtask": "design"},
        GOOD["time"][0] | {"subtask": "internal_qa_review", "minutes": 20, "date": "2026-01-08"},
        {
            "person": "dev",
            "task": "t2",
            "requirement": "r",
            "date": "2026-01-12",
            "minutes": 50,
            "subtask": "development",
        },
        {
            "person": "dev",
            "task": "t2",
            "requirement": "r",
            "date": "2026-01-09",
            "minutes": 5,
            "subtask": "development-2",
        },
    ],
}


def file_with(*changes: Change, of: Document = PLANNED) -> AgencyFile:
    document = copy.deepcopy(of)
    for change in changes:
        change(document)
    return parse_agency(decode(json.dumps(document).encode()))


@pytest.fixture(scope="module")
def loaded(module_db: Database) -> Desk:
    desk = Build(module_db).system()
    receipt = load_agency(desk, file_with())
    assert receipt.sentence.endswith("4 entries (4h 45m); 6 steps, 3 blocks, 2 absences.")
    return desk


def test_steps_stand_where_the_file_says(loaded: Desk):
    columns = (Subtask.key, Subtask.kind, Subtask.requirement_id, Subtask.assignee_id, Subtask.start, Subtask.end_on)
    steps = loaded.all(sa.select(*columns, Subtask.estimate, Subtask.status).order_by(Subtask.id))
    assert [tuple(step) for step in steps] == [
        ("design", "design", 1, 2, date(2026, 1, 28), date(2026, 2, 3), 270, "in_progress"),
        ("internal_qa_review", "internal_qa_review", 1, None, None, None, 30, "not_scheduled"),
        ("deployment", "deployment", None, None, None, None, 0, "not_scheduled"),
        ("development", "development", 3, None, None, None, 90, "complete"),
        ("development-2", "development", 3, None, None, None, 30, "complete"),
        ("sketch", "design", None, 1, None, None, 60, "not_scheduled"),
    ]
    assert loaded.one(sa.select(Task.target_month).where(Task.key == "t1"))[0] == Month.parse("2026-02")


def test_time_that_names_a_step_is_counted_on_it(loaded: Desk):
    named = loaded.all(
        sa.select(Subtask.key, TimeEntry.minutes)
        .join(Subtask, Subtask.id == TimeEntry.subtask_id)
        .order_by(TimeEntry.id)
    )
    assert named == [("design", 210), ("internal_qa_review", 20), ("development-2", 5), ("development", 50)]
    assert loaded.all(sa.select(Subtask.logged).order_by(Subtask.id)) == [(210,), (20,), (0,), (50,), (5,), (0,)]
    assert check(loaded) == ()


def test_a_complete_step_was_completed_on_its_last_entry_unless_the_file_says_when(loaded: Desk):
    done = loaded.all(sa.select(Subtask.key, Subtask.completed_on).where(Subtask.status == "complete"))
    assert sorted(done) == [("development", date(2026, 1, 12)), ("development-2", date(2026, 1, 7))]


def test_a_complete_step_without_time_was_completed_at_its_end_or_today(db: Database):
    desk = Build(db).system()
    done = DATED | {"status": "complete"}
    earlier = done | {"start": "2026-01-20", "end": "2026-01-21"}
    load_agency(desk, file_with(_set("subtasks", to=[done, earlier]), _set("time", to=[])))
    assert desk.all(sa.select(Subtask.completed_on).order_by(Subtask.id)) == [(TODAY,), (date(2026, 1, 21),)]


def test_blocks_are_numbered_in_rounds(loaded: Desk):
    blocks = loaded.all(sa.select(Block.kind, Block.round, Block.month, Block.minutes, Block.status).order_by(Block.id))
    february = Month.parse("2026-02")
    assert [tuple(block) for block in blocks] == [
        ("design", 1, february, 900, "scheduled"),
        ("internal_qa_review", 1, february, 900, "late"),
        ("internal_qa_review", 2, february, 900, "scheduled"),
    ]


def test_days_off_are_approved_unless_the_file_says_otherwise(loaded: Desk):
    columns = (Leave.person_id, Leave.start, Leave.end_on, Leave.start_half, Leave.end_half, Leave.status, Leave.note)
    assert [tuple(row) for row in loaded.all(sa.select(*columns).order_by(Leave.id))] == [
        (2, date(2026, 2, 5), date(2026, 2, 9), 1, 0, "approved", ""),
        (1, date(2026, 2, 2), date(2026, 2, 2), 0, 0, "requested", "Dad"),
    ]
    assert loaded.all(sa.select(Leave.decided_at.is_not(None)).order_by(Leave.id)) == [(True,), (False,)]


def test_work_goes_on_after_plans_were_loaded(db: Database):
    build = Build(db)
    load_agency(build.system(), file_with())
    ana = build.person("Eve")
    acme = build.client("beta")
    build.step(build.task(acme, "More", [("seo", "S", ana)]), ana, TODAY)
    build.block(acme, ana, TODAY, TODAY)
    build.leave(ana, TODAY)
    assert check(build.system()) == ()


def test_a_step_may_come_in_a_later_instalment_than_its_task(sqlite_db: Database):
    whole = file_with()
    head = whole._replace(tasks=(), steps=(), time=())
    parts = [
        AgencyFile((), (), (), whole.tasks, (), steps=whole.steps[:3]),
        AgencyFile((), (), (), (), whole.time, steps=whole.steps[3:]),
    ]
    desk = Build(sqlite_db).system()
    load_stream(desk, head, iter(parts))
    assert desk.all(sa.select(Subtask.logged).order_by(Subtask.id)) == [(210,), (20,), (0,), (50,), (5,), (0,)]


def test_a_file_that_does_not_speak_of_plans_makes_none(sqlite_db: Database):
    desk = Build(sqlite_db).system()
    load_agency(desk, file_with(of=GOOD))
    for table in (Subtask, Block, Leave):
        assert desk.one(sa.select(sa.func.count(table.id)))[0] == 0


def _step(**values: Any) -> Change:
    return _set("subtasks", to=[{key: value for key, value in (DATED | values).items() if value is not None}])


def _undated(**values: Any) -> Change:
    return _set("subtasks", to=[{key: value for key, value in (STEP | values).items() if value is not None}])


def _block(**values: Any) -> Change:
    return _set("blocks", to=[BLOCK | values])


def _leave(**values: Any) -> Change:
    return _set("leave", to=[LEAVE | values])


REFUSED: dict[str, Change] = {
    "subtasks[0].task: “t9” is not among the tasks": _step(task="t9"),
    "subtasks[0].requirement: “r9” is not a requirement": _step(requirement="r9"),
    "subtasks[0].requirement: the task has 2 requirements": _step(requirement=None),
    "subtasks[0].type: “golf” is not known here": _step(type="golf"),
    "subtasks[0].type: 7 is not known here": _step(type=7),
    "subtasks[0].type: a Delayed step comes with its task": _step(type="delayed"),
    "subtasks[0].assignee: “zoe” is not among the people": _step(assignee="zoe"),
    "subtasks[0].assignee: a step with dates has somebody": _step(assignee=None),
    "subtasks[0].end: a step has both a start and an end": _step(end=None),
    "subtasks[0].start: a step has both a start and an end": _step(start=None),
    "subtasks[0].end: The end, 27 January 2026, is before the start": _step(end="2026-01-27"),
    "subtasks[0].start: 31 January 2026 holds no working day": _step(start="2026-01-31", end="2026-01-31"),
    "subtasks[0].end: A start and an end lie at most a year apart": _step(end="2027-02-01"),
    "subtasks[0].start: work on Acme starts on 5 January 2026": _step(start="2026-01-02"),
    "subtasks[0].minutes: only a deployment": _step(minutes=0),
    "subtasks[0].minutes: -5": _step(minutes=-5),
    "subtasks[0].minutes: 1.5": _step(minutes=1.5),
    "subtasks[0].status: “done” is not known here": _step(status="done"),
    "subtasks[0].status: a step with dates is scheduled": _step(status="not_scheduled"),
    "subtasks[0].status: a scheduled step has a start": _undated(status="scheduled"),
    "subtasks[0].completed: only a complete step": _step(completed="2026-01-28"),
    "subtasks[0].completed: 31 January 2026 is in the future": _step(status="complete", completed="2026-01-31"),
    "subtasks[1].key: “design” stands twice": _set("subtasks", to=[STEP, STEP | {"key": "design"}]),
    "subtasks[0]: “hours” is not a key": _step(hours=4),
    "blocks[0].client: “nobody” is not among the clients": _block(client="nobody"),
    "blocks[0].assignee: “zoe” is not among the people": _block(assignee="zoe"),
    "blocks[0].type: “client_design_feedback” is not known": _block(type="client_design_feedback"),
    "blocks[0].end: The end, 1 February 2026, is before": _block(end="2026-02-01"),
    "blocks[0].start: 2 February 2026 is not in January 2026": _block(month="2026-01"),
    "blocks[0].end: Old is archived since 31 December 2025": _block(client="old"),
    "blocks[0].minutes: 0": _block(minutes=0),
    "blocks[0].status: “complete” is not known": _block(status="complete"),
    "blocks[1].type: Acme has a block of this type in February 2026": _set("blocks", to=[BLOCK, BLOCK]),
    "leave[0].person: “zoe” is not among the people": _leave(person="zoe"),
    "leave[0].end: The end, 4 February 2026": _leave(end="2026-02-04"),
    "leave[0].half: “morning” is not known here": _leave(half="morning"),
    "leave[0].status: “asked” is not known here": _leave(status="asked"),
    "leave[1].start: “dev” has asked for 9 February 2026 already": _set(
        "leave", to=[LEAVE, LEAVE | {"start": "2026-02-09", "end": "2026-02-10"}]
    ),
    "tasks[0].target_month: “soon”": _set("tasks", 0, "target_month", to="soon"),
    "time[0].subtask: “build” is not a step of that task": _set("time", 0, "subtask", to="build"),
    "time[0].subtask: “design” is not a step of that requirement": _set("time", 0, "requirement", to="r2"),
    "time[0].subtask: “deployment” is not a step of that requirement": _set("time", 0, "subtask", to="deployment"),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_plan_that_cannot_be_refuses_the_file_with_its_place(sentence: str):
    with pytest.raises(BadInput) as refused:
        check_agency(file_with(REFUSED[sentence]), today=TODAY, policy=DEFAULT_POLICY)
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).endswith(".")


def test_a_refused_or_cancelled_request_does_not_take_its_days():
    cancelled = LEAVE | {"status": "cancelled"}
    check_agency(
        file_with(_set("leave", to=[cancelled, LEAVE, LEAVE | {"status": "refused"}])),
        today=TODAY,
        policy=DEFAULT_POLICY,
    )


def test_the_file_as_it_stands_is_accepted():
    check_agency(file_with(), today=TODAY, policy=DEFAULT_POLICY)
