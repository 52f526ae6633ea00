"""Agreeing tasks, completing and reopening requirements, giving them another size."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.tasks import (
    NewRequirement,
    NewSize,
    NewTask,
    complete_requirement,
    create_task,
    reopen_requirement,
    resize_requirement,
)
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.ledger import explain, explain_task
from charleos.reads.work import Shown, TaskWork, WorkFilter, work
from charleos.rules.access import Role
from charleos.rules.billing import Estimate
from charleos.rules.policy import DEFAULT_POLICY, Policy, Size
from charleos.rules.tasks import LONGEST_TITLE, MOST_REQUIREMENTS, check_reason, check_task
from charleos.store.engine import Database
from charleos.store.schema import Audit, LedgerLine, Requirement, Task
from charleos.units import Minutes
from tests.build import Account, Build, Someone

JANUARY = Month.parse("2026-01")
DESIGN_AND_BUILD = (NewRequirement("Design", "M"), NewRequirement("development", "L"))


class Ground:
    """A Manager, a PM, two CSMs with a client each, and somebody who delivers."""

    def __init__(self, db: Database) -> None:
        self.agency = Build(db)
        self.morgan = self.agency.person("Morgan", roles={Role.MANAGER})
        self.priya = self.agency.person("Priya", roles={Role.PM})
        self.clara = self.agency.person("Clara", roles={Role.CSM})
        self.oscar = self.agency.person("Oscar", roles={Role.CSM})
        self.devon = self.agency.person("Devon")
        growth = self.agency.plan("growth", hours=60, pounds=5000)
        self.acme = self.agency.client("acme", plan=growth, csm=self.clara)
        self.bolt = self.agency.client("bolt", plan=growth, csm=self.oscar)

    def tasks(self, client: Account, by: Someone | None = None) -> tuple[TaskWork, ...]:
        desk = self.agency.desk(by or self.morgan)
        return work(desk, client.slug, JANUARY, WorkFilter(Shown.ALL)).tasks

    def create(self, by: Someone, client: Account, task: NewTask) -> str:
        return create_task(self.agency.desk(by), self.agency.key(), client.slug, task)


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


def test_a_new_task_copies_the_figures_of_its_sizes(ground: Ground) -> None:
    wanted = (
        NewRequirement("Design", "m", ground.devon.id),
        NewRequirement("development", "L"),
        NewRequirement("design", None),
    )
    task = NewTask("  Landing \n page ", wanted, "With a form", JANUARY, ground.priya.id)
    receipt = ground.create(ground.priya, ground.acme, task)
    (made,) = ground.tasks(ground.acme)
    assert receipt == "#1 Landing page added to Acme, quoted 16h 30m."
    assert (made.title, made.phase, made.target_month, made.pm) == ("Landing page", "Planned", JANUARY, "Priya")
    assert [(one.type, one.size, one.estimate, one.assignee) for one in made.requirements] == [
        ("design", "M", Estimate(Minutes(270), Minutes(360)), "Devon"),
        ("development", "L", Estimate(Minutes(720), Minutes(960)), None),
        ("design", None, Estimate(Minutes(0), Minutes(0)), None),
    ]
    assert [one.minimum for one in made.requirements] == [180, 480, None]


def test_a_later_size_table_does_not_price_earlier_tasks_again(ground: Ground) -> None:
    ground.create(ground.priya, ground.acme, NewTask("Before", (NewRequirement("design", "M"),)))
    policy = Policy(
        sizes=(Size("M", Minutes(300), Minutes(420), "larger"),),
        **{name: getattr(DEFAULT_POLICY, name) for name in Policy.__slots__ if name != "sizes"},
    )
    ground.agency.policy(policy, since="2026-01")
    ground.create(ground.priya, ground.acme, NewTask("After", (NewRequirement("design", "M"),)))
    after, before = ground.tasks(ground.acme)
    assert [(one.requirements[0].minimum, *one.requirements[0].estimate) for one in (before, after)] == [
        (180, 270, 360),
        (300, 360, 420),
    ]


def test_task_numbers_run_on_over_clients_out_of_reach(ground: Ground) -> None:
    ground.create(ground.morgan, ground.bolt, NewTask("Theirs", DESIGN_AND_BUILD))
    ground.create(ground.clara, ground.acme, NewTask("Ours", DESIGN_AND_BUILD))
    assert [task.number for task in ground.tasks(ground.acme, by=ground.clara)] == [2]


def test_a_key_that_a_file_gave_to_another_task_is_not_taken_twice(ground: Ground) -> None:
    with ground.agency.system().writing() as session:
        session.add(Task(number=41, key="#42", client_id=ground.acme.id, title="Loaded", created_at=ground.agency.now))
    ground.create(ground.morgan, ground.acme, NewTask("New", DESIGN_AND_BUILD))
    with ground.agency.system().reading() as session:
        keys = session.execute(sa.select(Task.key).order_by(Task.number)).scalars().all()
    assert keys == ["#42", "#42-1"]


def test_sending_the_form_twice_makes_one_task(ground: Ground) -> None:
    desk, task = ground.agency.desk(ground.priya), NewTask("Once", DESIGN_AND_BUILD)
    receipts = {create_task(desk, "same-key", "acme", task) for _ in range(2)}
    assert len(receipts) == 1
    assert len(ground.tasks(ground.acme)) == 1


@pytest.mark.parametrize(
    ("task", "field", "words"),
    [
        (NewTask(" ", DESIGN_AND_BUILD), "title", "title"),
        (NewTask("x" * (LONGEST_TITLE + 1), DESIGN_AND_BUILD), "title", "201"),
        (NewTask("T", DESIGN_AND_BUILD, description="x" * 10_001), "description", "10,001"),
        (NewTask("T", ()), "requirements", "at least one"),
        (NewTask("T", (NewRequirement("design", "S"),) * (MOST_REQUIREMENTS + 1)), "requirements", "two tasks"),
        (NewTask("T", (NewRequirement("  ", "S"),)), "requirements", "type of work"),
        (NewTask("T", (NewRequirement("design", "XM"),)), "requirements", "not a size"),
        (NewTask("T", (NewRequirement("design", "S", 999),)), "requirements", "no longer works"),
        (NewTask("T", DESIGN_AND_BUILD, pm_id=999), "pm", "no longer works"),
    ],
)
def test_a_task_that_cannot_be_is_refused_at_its_field(ground: Ground, task: NewTask, field: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        ground.create(ground.priya, ground.acme, task)
    assert refused.value.field == field
    assert not ground.tasks(ground.acme)


def test_an_archived_client_gets_no_tasks(ground: Ground) -> None:
    gone = ground.agency.client("gone", archived_on=date(2026, 1, 15))
    with pytest.raises(BadInput, match="archived"):
        ground.create(ground.morgan, gone, NewTask("Late", DESIGN_AND_BUILD))


def test_only_who_answers_for_the_client_can_create_its_tasks(ground: Ground) -> None:
    with pytest.raises(NotFound):
        ground.create(ground.oscar, ground.acme, NewTask("Not mine", DESIGN_AND_BUILD))
    with pytest.raises(Forbidden):
        ground.create(ground.devon, ground.acme, NewTask("Not mine", DESIGN_AND_BUILD))
    assert not ground.tasks(ground.acme)


@pytest.mark.parametrize("who", ["morgan", "priya", "clara", "devon"])
def test_a_requirement_is_completed_by_who_may(ground: Ground, who: str) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "M", ground.devon)])
    receipt = complete_requirement(ground.agency.desk(getattr(ground, who)), ground.agency.key(), task.only)
    assert receipt == "#1 Homepage (design) is complete."
    (shown,) = ground.tasks(ground.acme)
    assert shown.requirements[0].completed_on == ground.agency.today
    assert shown.is_complete


def test_a_requirement_is_completed_by_nobody_else(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "M", None)])
    with pytest.raises(NotFound):
        complete_requirement(ground.agency.desk(ground.oscar), ground.agency.key(), task.only)
    ground.agency.log(ground.devon, task.only, 60)
    ground.agency.log(ground.oscar, task.only, 60)
    for who in (ground.devon, ground.oscar):
        with pytest.raises(Forbidden, match="assigned"):
            complete_requirement(ground.agency.desk(who), ground.agency.key(), task.only)
    assert ground.tasks(ground.acme)[0].requirements[0].completed_on is None


def test_a_csm_completes_own_work_on_somebody_elses_client(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("strategy", "S", ground.oscar)])
    complete_requirement(ground.agency.desk(ground.oscar), ground.agency.key(), task.only)
    assert ground.tasks(ground.acme)[0].is_complete


def test_a_requirement_is_reopened_and_completed_again(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "M", ground.devon)])
    desk = ground.agency.desk(ground.clara)
    with pytest.raises(BadInput, match="not complete"):
        reopen_requirement(desk, ground.agency.key(), task.only)
    complete_requirement(desk, ground.agency.key(), task.only)
    with pytest.raises(BadInput, match="already completed on 30 January 2026"):
        complete_requirement(desk, ground.agency.key(), task.only)
    assert reopen_requirement(desk, ground.agency.key(), task.only) == "#1 Homepage (design) is open again."
    assert ground.tasks(ground.acme)[0].requirements[0].completed_on is None
    complete_requirement(desk, ground.agency.key(), task.only)
    assert ground.tasks(ground.acme)[0].is_complete


def test_delivery_cannot_reopen_even_own_work(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "M", ground.devon)], completed_on=date(2026, 1, 9))
    with pytest.raises(Forbidden):
        reopen_requirement(ground.agency.desk(ground.devon), ground.agency.key(), task.only)
    assert ground.tasks(ground.acme)[0].is_complete


def _resized(ground: Ground, requirement: int, size: str | None, *, version: int = 1, by: Someone | None = None) -> str:
    desk = ground.agency.desk(by or ground.morgan)
    return resize_requirement(desk, ground.agency.key(), requirement, NewSize(size, "Scope was cut", version))


def test_resizing_moves_the_month_by_a_pair_of_lines(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "L", ground.devon)])
    ground.agency.log(ground.devon, task.only, 200)
    told = _resized(ground, task.only, "M")
    assert told == "#1 Homepage (design) is size M now, not size L: 7h 30m is given back."
    _, off, on = explain(ground.agency.desk(ground.morgan), "acme", JANUARY).lines
    assert (off.change.billable, on.change.billable, on.remaining_after) == (-720, 270, 3060 - 270)
    assert off.reason == "Re-sized: everything comes off the L (Scope was cut)."
    lines = explain_task(ground.agency.desk(ground.clara), task.id).lines
    assert [(str(line.month), line.line.change.billable) for line in lines] == [
        ("2026-01", 720),
        ("2026-01", -720),
        ("2026-01", 270),
    ]


def test_resizing_twice_posts_two_pairs(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "L", ground.devon)])
    ground.agency.log(ground.devon, task.only, 200)
    _resized(ground, task.only, "M")
    complete_requirement(ground.agency.desk(ground.morgan), ground.agency.key(), task.only)
    _resized(ground, task.only, "S", version=3)
    with ground.agency.system().reading() as session:
        billable = session.execute(sa.select(sa.func.sum(LedgerLine.billable))).scalar_one()
        version = session.execute(sa.select(Requirement.version)).scalar_one()
    assert (billable, version) == (120, 4)


def test_a_requirement_without_time_may_become_not_required(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "L", ground.devon)])
    told = _resized(ground, task.only, None)
    assert told == "#1 Homepage (design) is Not required now, not size L: nothing more or less is deducted."
    assert ground.tasks(ground.acme)[0].requirements[0].size is None


@pytest.mark.parametrize(
    ("size", "reason", "field"),
    [(None, "Scope", "size"), ("M", "Scope", "size"), ("Q", "Scope", "size"), ("L", " ", "reason")],
)
def test_a_size_that_cannot_be_is_refused_at_its_field(
    ground: Ground, size: str | None, reason: str, field: str
) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "M", ground.devon)])
    ground.agency.log(ground.devon, task.only, 1)
    with pytest.raises(BadInput) as refused:
        resize_requirement(
            ground.agency.desk(ground.morgan), ground.agency.key(), task.only, NewSize(size, reason, version=1)
        )
    assert refused.value.field == field
    assert ground.tasks(ground.acme)[0].requirements[0].size == "M"


def test_the_second_of_two_editors_is_told_who_changed_what(ground: Ground) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "M", ground.devon)])
    complete_requirement(ground.agency.desk(ground.priya), ground.agency.key(), task.only)
    with pytest.raises(Conflict, match=r"Priya changed this requirement meanwhile: #1 Homepage \(design\) is complete"):
        _resized(ground, task.only, "L")


@pytest.mark.parametrize("who", ["priya", "clara", "devon"])
def test_only_a_manager_resizes(ground: Ground, who: str) -> None:
    task = ground.agency.task(ground.acme, "Homepage", [("design", "M", ground.devon)])
    with pytest.raises(Forbidden):
        _resized(ground, task.only, "L", by=getattr(ground, who))


def test_each_action_moves_the_clients_stamp_and_is_told_in_the_audit(ground: Ground) -> None:
    ground.create(ground.priya, ground.acme, NewTask("Page", (NewRequirement("design", "S", ground.devon.id),)))
    requirement = ground.tasks(ground.acme)[0].requirements[0].id
    complete_requirement(ground.agency.desk(ground.devon), ground.agency.key(), requirement)
    reopen_requirement(ground.agency.desk(ground.clara), ground.agency.key(), requirement)
    _resized(ground, requirement, "L", version=3)
    with ground.agency.system().reading() as session:
        rows = session.execute(sa.select(Audit.action, Audit.actor_id, Audit.client_id).order_by(Audit.id)).all()
    people = (ground.priya, ground.devon, ground.devon, ground.clara, ground.morgan)
    actions = ("create_task", "complete_step", "complete_requirement", "reopen_requirement", "resize_requirement")
    assert [tuple(row) for row in rows] == [
        (action, person.id, ground.acme.id) for action, person in zip(actions, people, strict=True)
    ]


def test_a_view_as_somebody_changes_nothing(ground: Ground) -> None:
    desk = ground.agency.desk(ground.priya, read_only=True)
    with pytest.raises(CharleosError, match="looking as Priya"):
        create_task(desk, ground.agency.key(), "acme", NewTask("Page", DESIGN_AND_BUILD))


def test_the_rules_of_a_task_hold_at_their_edges() -> None:
    check_task("x" * LONGEST_TITLE, "x" * 10_000, ["x" * 40] * MOST_REQUIREMENTS)
    assert check_reason("x" * 500) == "x" * 500
    with pytest.raises(BadInput, match="500"):
        check_reason("x" * 501)
