"""Reserving people's time for a client's month, and the planner: what is done, what is refused, who was first."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.blocks import BlockForm, complete_block, create_block, edit_block, remove_block, reopen_block
from charleos.actions.planner import plan_task, unplan_task
from charleos.errors import BadInput, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.block_overlaps import block_overlaps
from charleos.rules.access import Role
from charleos.rules.blocks import BlockKind
from charleos.store.engine import Database
from charleos.store.schema import Audit, Block, Task
from charleos.units import Minutes
from tests.build import Account, Build, Someone

JANUARY, FEBRUARY, MARCH = (Month.parse(text) for text in ("2026-01", "2026-02", "2026-03"))
MONDAY, WEDNESDAY, FRIDAY = date(2026, 2, 2), date(2026, 2, 4), date(2026, 2, 6)
DESIGN, REVIEW = BlockKind.DESIGN, BlockKind.INTERNAL_QA_REVIEW


@pytest.fixture
def agency(db: Database) -> Build:
    return Build(db)


@pytest.fixture
def priya(agency: Build) -> Someone:
    return agency.person("Priya", roles={Role.PM})


@pytest.fixture
def iris(agency: Build) -> Someone:
    return agency.person("Iris", discipline="design")


@pytest.fixture
def acme(agency: Build) -> Account:
    return agency.client("acme", plan=agency.plan())


def form(
    who: Someone, start: date = MONDAY, end: date = WEDNESDAY, minutes: int = 600, *, tick: bool = False
) -> BlockForm:
    return BlockForm(who.id, start, end, Minutes(minutes), is_confirmed=tick)


def make(agency: Build, by: Someone, slug: str, kind: BlockKind, of: BlockForm, month: Month = FEBRUARY) -> str:
    return create_block(agency.desk(by), agency.key(), slug, month, kind, of)


def blocks(agency: Build) -> list[Block]:
    with agency.system().reading() as session:
        return list(session.scalars(sa.select(Block).order_by(Block.id)))


def told(agency: Build, subject: str) -> list[str]:
    rows = agency.system().all(sa.select(Audit.detail).where(Audit.subject == subject).order_by(Audit.id))
    return [row.detail for row in rows]


def refused(act: object) -> BadInput:
    with pytest.raises(BadInput) as why:
        act()  # type: ignore[operator]
    return why.value


def test_a_block_reserves_time_and_its_rounds_number_themselves(
    agency: Build, priya: Someone, iris: Someone, acme: Account
) -> None:
    receipt = make(agency, priya, "acme", DESIGN, form(iris))
    assert receipt == "Design in February 2026 is reserved: 10h with Iris, 2 February 2026 to 4 February 2026."
    later = [form(iris, date(2026, 2, day), date(2026, 2, day), 60) for day in (9, 10)]
    assert [make(agency, priya, "acme", REVIEW, one).split(" in ")[0] for one in later] == [
        "Internal QA review 1",
        "Internal QA review 2",
    ]
    assert [(one.kind, one.round, one.status) for one in blocks(agency)] == [
        ("design", 1, "scheduled"),
        ("internal_qa_review", 1, "scheduled"),
        ("internal_qa_review", 2, "scheduled"),
    ]
    assert told(agency, f"block {blocks(agency)[0].id}") == [receipt]


def test_a_month_has_one_design_block_and_the_next_month_its_own(
    agency: Build, priya: Someone, iris: Someone, acme: Account
) -> None:
    make(agency, priya, "acme", DESIGN, form(iris))
    again = refused(lambda: make(agency, priya, "acme", DESIGN, form(iris, FRIDAY, FRIDAY)))
    assert (again.field, len(blocks(agency))) == ("kind", 1)
    assert "There is a Design block in February 2026 already" in again.sentence
    make(agency, priya, "acme", DESIGN, form(iris, date(2026, 3, 2), date(2026, 3, 3)), MARCH)
    assert len(blocks(agency)) == 2


def test_what_cannot_be_reserved_changes_nothing(agency: Build, priya: Someone, iris: Someone, acme: Account) -> None:
    agency.leave(iris, date(2026, 2, 16), date(2026, 2, 20))
    gone = agency.person("Gone", status="archived")
    agency.client("closed", plan=agency.plan(), archived_on=date(2026, 1, 9))
    wrong = {
        "start": form(iris, date(2026, 3, 2), date(2026, 3, 3)),
        "end": form(iris, WEDNESDAY, MONDAY),
        "minutes": form(iris, minutes=0),
        "assignee": form(gone),
    }
    for field, of in wrong.items():
        assert refused(lambda of=of: make(agency, priya, "acme", DESIGN, of)).field == field
    weekend = refused(lambda: make(agency, priya, "acme", DESIGN, form(iris, date(2026, 2, 7), date(2026, 2, 8))))
    leave = refused(lambda: make(agency, priya, "acme", DESIGN, form(iris, date(2026, 2, 16), date(2026, 2, 17))))
    assert "holds no working day" in weekend.sentence
    assert "Iris is on leave" in leave.sentence
    assert "archived" in refused(lambda: make(agency, priya, "closed", DESIGN, form(iris))).sentence
    assert (
        "Choose who"
        in refused(lambda: make(agency, priya, "acme", DESIGN, BlockForm(10**6, MONDAY, FRIDAY, Minutes(60)))).sentence
    )
    assert blocks(agency) == []


def test_an_overlap_lists_what_it_affects_and_is_saved_once_confirmed(
    agency: Build, priya: Someone, iris: Someone, acme: Account
) -> None:
    agency.client("bolt", plan=agency.plan())
    make(agency, priya, "acme", DESIGN, form(iris))
    clash = refused(lambda: make(agency, priya, "bolt", DESIGN, form(iris, WEDNESDAY, FRIDAY)))
    assert clash.field == "confirm"
    assert "Iris has this reserved then: Design for Acme, 2 February 2026 to 4 February 2026, 10h." in clash.sentence
    seen = block_overlaps(agency.desk(priya), iris.id, WEDNESDAY, FRIDAY, None)
    assert [one.client for one in seen] == ["Acme"]
    make(agency, priya, "bolt", DESIGN, form(iris, WEDNESDAY, FRIDAY, tick=True))
    first, second = blocks(agency)
    assert [one.client for one in block_overlaps(agency.desk(priya), iris.id, MONDAY, FRIDAY, second.id)] == ["Acme"]
    complete_block(agency.desk(priya), agency.key(), first.id, first.version)
    assert block_overlaps(agency.desk(priya), iris.id, MONDAY, FRIDAY, second.id) == ()


def test_a_csm_learns_of_no_other_csms_blocks(agency: Build, iris: Someone) -> None:
    clara, oscar = (agency.person(name, roles={Role.CSM}) for name in ("Clara", "Oscar"))
    agency.client("hers", plan=agency.plan(), csm=clara)
    agency.client("his", plan=agency.plan(), csm=oscar)
    make(agency, clara, "hers", DESIGN, form(iris))
    assert block_overlaps(agency.desk(oscar), iris.id, MONDAY, FRIDAY, None) == ()
    (block,) = blocks(agency)
    with pytest.raises(NotFound):
        edit_block(agency.desk(oscar), agency.key(), block.id, block.version, form(iris, FRIDAY, FRIDAY))
    with pytest.raises(NotFound):
        make(agency, oscar, "hers", REVIEW, form(iris))
    with pytest.raises(Forbidden):
        make(agency, iris, "hers", REVIEW, form(iris))
    assert [one.version for one in blocks(agency)] == [1]


def test_the_second_of_two_editors_is_told_who_changed_what(
    agency: Build, priya: Someone, iris: Someone, acme: Account
) -> None:
    leo = agency.person("Leo", discipline="design")
    make(agency, priya, "acme", DESIGN, form(iris))
    (block,) = blocks(agency)
    receipt = edit_block(agency.desk(priya), agency.key(), block.id, block.version, form(leo, minutes=480))
    assert receipt == "Design in February 2026 is now 8h with Leo, 2 February 2026 to 4 February 2026."
    with pytest.raises(Conflict, match=r"Priya changed this block meanwhile: .*is now 8h with Leo"):
        edit_block(agency.system(), agency.key(), block.id, block.version, form(iris, minutes=60))
    (now,) = blocks(agency)
    assert (now.assignee_id, now.minutes) == (leo.id, 480)
    assert "Nothing changed" in edit_block(
        agency.desk(priya), agency.key(), now.id, now.version, form(leo, minutes=480)
    )


def test_a_completed_block_is_reopened_before_it_is_changed(
    agency: Build, priya: Someone, iris: Someone, acme: Account
) -> None:
    make(agency, priya, "acme", DESIGN, form(iris))
    desk = agency.desk(priya)

    def now() -> Block:
        return blocks(agency)[0]

    assert "not completed" in refused(lambda: reopen_block(desk, agency.key(), now().id, now().version)).sentence
    complete_block(desk, agency.key(), now().id, now().version)
    for act in (
        lambda: complete_block(desk, agency.key(), now().id, now().version),
        lambda: edit_block(desk, agency.key(), now().id, now().version, form(iris, FRIDAY, FRIDAY)),
        lambda: remove_block(desk, agency.key(), now().id, now().version),
    ):
        refused(act)
    assert now().status == "completed"
    reopen_block(desk, agency.key(), now().id, now().version)
    assert now().status == "scheduled"


def test_a_block_that_has_not_begun_can_be_removed_and_the_audit_keeps_it(
    agency: Build, priya: Someone, iris: Someone, acme: Account
) -> None:
    make(agency, priya, "acme", DESIGN, form(iris))
    make(agency, priya, "acme", DESIGN, form(iris, agency.today, agency.today), JANUARY)
    later, begun = blocks(agency)
    assert (
        "began on 30 January 2026"
        in refused(lambda: remove_block(agency.desk(priya), agency.key(), begun.id, begun.version)).sentence
    )
    receipt = remove_block(agency.desk(priya), agency.key(), later.id, later.version)
    assert receipt == "Design in February 2026 is removed: 10h with Iris, 2 February 2026 to 4 February 2026."
    assert told(agency, f"block {later.id}")[-1] == receipt
    assert [one.id for one in blocks(agency)] == [begun.id]
    with pytest.raises(NotFound, match="no such block any more"):
        edit_block(agency.desk(priya), agency.key(), later.id, later.version, form(iris))


def test_sending_a_form_twice_reserves_once(agency: Build, priya: Someone, iris: Someone, acme: Account) -> None:
    key = agency.key()
    receipts = {
        create_block(agency.desk(priya), key, "acme", FEBRUARY, REVIEW, form(iris)),
        create_block(agency.desk(priya), key, "acme", FEBRUARY, REVIEW, form(iris)),
    }
    assert (len(receipts), len(blocks(agency))) == (1, 1)


# The planner


def target(agency: Build, task_id: int) -> Month | None:
    found: Month | None = agency.system().one(sa.select(Task.target_month).where(Task.id == task_id)).target_month
    return found


def test_a_task_is_planned_for_a_month_and_taken_out_again(agency: Build, priya: Someone, acme: Account) -> None:
    task = agency.task(acme, "Checkout", [("design", "M")])
    desk = agency.desk(priya)
    assert plan_task(desk, agency.key(), task.id, FEBRUARY, None) == "#1 Checkout is planned for February 2026."
    assert target(agency, task.id) == FEBRUARY
    assert (
        "in the planner of February 2026 already"
        in refused(lambda: plan_task(desk, agency.key(), task.id, FEBRUARY, FEBRUARY)).sentence
    )
    assert "taken out of the planner of February 2026" in unplan_task(desk, agency.key(), task.id, FEBRUARY)
    assert target(agency, task.id) is None
    assert len(told(agency, f"task {task.id}")) == 2


def test_two_who_plan_the_same_task_do_not_undo_each_other(agency: Build, priya: Someone, acme: Account) -> None:
    task = agency.task(acme, "Checkout", [("design", "M")])
    plan_task(agency.desk(priya), agency.key(), task.id, MARCH, None)
    with pytest.raises(
        Conflict, match=r"Priya planned this task otherwise meanwhile: #1 Checkout is planned for March"
    ):
        plan_task(agency.system(), agency.key(), task.id, FEBRUARY, None)
    with pytest.raises(Conflict, match="Priya planned this task otherwise"):
        unplan_task(agency.system(), agency.key(), task.id, FEBRUARY)
    assert target(agency, task.id) == MARCH


def test_what_cannot_be_planned_is_refused(agency: Build, priya: Someone, acme: Account) -> None:
    desk = agency.desk(priya)
    closed = agency.client("closed", plan=agency.plan(), archived_on=date(2026, 1, 9))
    starting = agency.client("soon", plan=agency.plan(), start=date(2026, 3, 1))
    done = agency.task(acme, "Done", [("design", "M")], completed_on=date(2026, 1, 9))
    tasks = {
        "is complete; there is nothing to plan": (done, FEBRUARY),
        "December 2025 has ended": (agency.task(acme, "Old", [("design", "M")]), Month.parse("2025-12")),
        "is archived": (agency.task(closed, "Gone", [("design", "M")]), FEBRUARY),
        "starts in March 2026": (agency.task(starting, "Early", [("design", "M")]), FEBRUARY),
    }
    for sentence, (task, month) in tasks.items():
        assert (
            sentence
            in refused(lambda task=task, month=month: plan_task(desk, agency.key(), task.id, month, None)).sentence
        )
        assert target(agency, task.id) is None


def test_planning_is_for_who_may_schedule_the_client(agency: Build, acme: Account) -> None:
    task = agency.task(acme, "Checkout", [("design", "M")])
    with pytest.raises(Forbidden):
        plan_task(agency.desk(agency.person("Devon")), agency.key(), task.id, FEBRUARY, None)
    with pytest.raises(NotFound):
        plan_task(agency.desk(agency.person("Oscar", roles={Role.CSM})), agency.key(), task.id, FEBRUARY, None)
    assert target(agency, task.id) is None
