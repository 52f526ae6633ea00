"""A month planned at one stroke in a database: what is proposed, applied, refused when anything changed, and undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.auto_plan import apply_auto_plan
from charleos.actions.undo import undo_last_change
from charleos.desk import Desk
from charleos.errors import BadInput, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.auto_plan import MonthToPlan, mark_of, month_to_plan
from charleos.reads.load import team_load
from charleos.reads.usual_times import usual_minutes
from charleos.rules.access import Role
from charleos.rules.auto_plan import Proposal
from charleos.store.engine import Database
from charleos.store.schema import Audit, ScheduleChange, Subtask, Task
from tests.build import TODAY, Account, Build, Someone, Work

FEBRUARY = Month.parse("2026-02")


@dataclass
class Scene:
    build: Build
    priya: Someone
    clara: Someone
    devon: Someone
    quinn: Someone
    acme: Account
    other: Account
    shop: Work


@pytest.fixture
def scene(db: Database) -> Scene:
    """Clara answers for Acme. Devon is the only developer and has three hours for another client on 2 February."""
    build = Build(db)
    priya = build.person("Priya", roles={Role.PM}, discipline="pm")
    clara = build.person("Clara", roles={Role.CSM}, discipline="csm")
    devon, quinn = build.person("Devon"), build.person("Quinn", discipline="qa")
    plan = build.plan()
    acme, other = build.client("acme", plan=plan, csm=clara), build.client("other", plan=plan)
    shop = build.task(acme, "Shop", [("development", "M")])
    build.step(shop, minutes=240)
    build.step(shop, minutes=30, kind="internal_qa_review")
    busy = build.task(other, "Busy", [("development", "M")])
    build.step(busy, devon, date(2026, 2, 2), minutes=180)
    target(build, shop, FEBRUARY)
    return Scene(build, priya, clara, devon, quinn, acme, other, shop)


def target(build: Build, work: Work, month: Month) -> None:
    with build.system().writing() as session:
        session.get(Task, work.id).target_month = month


def proposed(desk: Desk, slug: str | None = None, month: Month = FEBRUARY) -> tuple[MonthToPlan, Proposal, str]:
    plan = month_to_plan(desk, month, slug)
    proposal = plan.proposal(team_load(desk, plan.first, month.last))
    return plan, proposal, mark_of(plan.moves(proposal))


def placed(build: Build, work: Work) -> list[tuple[object, ...]]:
    columns = (Subtask.assignee_id, Subtask.start, Subtask.end_on, Subtask.status)
    return [
        tuple(row)
        for row in build.system().all(sa.select(*columns).where(Subtask.task_id == work.id).order_by(Subtask.id))
    ]


def test_what_was_looked_at_is_done_in_one_change_and_undone_in_one(scene: Scene) -> None:
    build, desk = scene.build, scene.build.desk(scene.priya)
    _, _, seen = proposed(desk)
    receipt = apply_auto_plan(desk, "k1", FEBRUARY, None, seen)
    assert receipt == "2 steps of 1 task now have dates in February 2026. One undo takes it all back."
    third, fourth = date(2026, 2, 3), date(2026, 2, 4)
    assert placed(build, scene.shop) == [
        (scene.devon.id, third, third, "scheduled"),
        (scene.quinn.id, fourth, fourth, "scheduled"),
    ]
    assert build.system().all(sa.select(ScheduleChange.kind, ScheduleChange.by_id)) == [("auto_plan", scene.priya.id)]
    told = build.system().all(sa.select(Audit.client_id).where(Audit.action == "schedule_auto_plan"))
    assert [client_id for (client_id,) in told] == [scene.acme.id] * 2
    undo_last_change(desk, "k2")
    assert placed(build, scene.shop) == [(None, None, None, "not_scheduled")] * 2


def test_steps_become_as_long_as_such_work_usually_takes_where_that_is_asked_for(scene: Scene) -> None:
    """Nothing is completed for Acme yet: steps as its size made them get their share of the maximum, others stay."""
    build, desk = scene.build, scene.build.desk(scene.priya)
    plan = month_to_plan(desk, FEBRUARY, None).as_usual(usual_minutes(desk, FEBRUARY))
    proposal = plan.proposal(team_load(desk, plan.first, FEBRUARY.last))
    seen = mark_of(plan.moves(proposal))
    with pytest.raises(Conflict):
        apply_auto_plan(desk, "k1", FEBRUARY, None, seen)
    apply_auto_plan(desk, "k2", FEBRUARY, None, seen, as_usual=True)
    assert estimates(build, scene.shop) == [240, 45]
    undo_last_change(desk, "k3")
    assert estimates(build, scene.shop) == [240, 30]


def estimates(build: Build, work: Work) -> list[int]:
    rows = build.system().all(sa.select(Subtask.estimate).where(Subtask.task_id == work.id).order_by(Subtask.id))
    return [row.estimate for row in rows]


def test_a_csm_plans_round_the_work_of_clients_out_of_reach_without_seeing_it(scene: Scene) -> None:
    plan, proposal, seen = proposed(scene.build.desk(scene.clara))
    assert plan.clients == {scene.acme.id: ("Acme", "acme")}
    assert plan.team[scene.devon.id].bookings == ()
    assert [one.start for one in proposal.placed] == [date(2026, 2, 3), date(2026, 2, 4)]
    assert seen == proposed(scene.build.desk(scene.priya))[2]
    assert apply_auto_plan(scene.build.desk(scene.clara), "k", FEBRUARY, "acme", seen).startswith("2 steps")


def test_it_is_refused_when_anything_changed_since_it_was_proposed(scene: Scene) -> None:
    build, desk = scene.build, scene.build.desk(scene.priya)
    _, _, seen = proposed(desk)
    build.leave(scene.devon, date(2026, 2, 3))
    with pytest.raises(Conflict, match="look at what is proposed now"):
        apply_auto_plan(desk, "k", FEBRUARY, None, seen)
    assert placed(build, scene.shop) == [(None, None, None, "not_scheduled")] * 2
    _, _, again = proposed(desk)
    assert apply_auto_plan(desk, "k", FEBRUARY, None, again).startswith("2 steps")


def test_a_second_sending_changes_nothing_more(scene: Scene) -> None:
    desk = scene.build.desk(scene.priya)
    _, _, seen = proposed(desk)
    assert apply_auto_plan(desk, "k", FEBRUARY, None, seen) == apply_auto_plan(desk, "k", FEBRUARY, None, seen)
    assert len(scene.build.system().all(sa.select(ScheduleChange.id))) == 1


def test_only_what_the_planner_holds_without_dates_is_planned(scene: Scene) -> None:
    build, desk = scene.build, scene.build.desk(scene.priya)
    march, done = (build.task(scene.acme, title, [("seo", "S")]) for title in ("March", "Done"))
    gone = build.task(build.client("gone", archived_on=TODAY), "Gone", [("seo", "S")])
    for work in (march, done, gone):
        build.step(work)
    target(build, march, Month.parse("2026-03"))
    target(build, done, FEBRUARY)
    target(build, gone, FEBRUARY)
    with build.system().writing() as session:
        session.scalars(sa.select(Subtask).where(Subtask.task_id == done.id)).one().status = "in_progress"
    plan, _, _ = proposed(desk)
    assert {step.title for step in plan.steps} == {"Shop"}
    assert [step.title for step in proposed(desk, month=Month.parse("2026-03"))[0].steps] == ["March"]
    assert proposed(desk, "other")[0].steps == ()


def test_core_work_goes_to_whoever_the_requirement_was_given_to_unless_they_left(scene: Scene) -> None:
    build, desk = scene.build, scene.build.desk(scene.priya)
    left = build.person("Left", status="archived")
    build.person("Amara")
    for title, who in (("Hers", scene.devon), ("Theirs", left)):
        work = build.task(scene.acme, title, [("development", "S", who)])
        build.step(work, minutes=60)
        target(build, work, FEBRUARY)
    plan, proposal, _ = proposed(desk)
    who = {step.title: one.assignee_id for step in plan.steps for one in proposal.placed if one.subtask_id == step.id}
    assert who["Hers"] == scene.devon.id
    assert who["Theirs"] != left.id


def test_time_logged_on_a_step_is_not_planned_again(scene: Scene) -> None:
    with scene.build.system().writing() as session:
        session.scalars(sa.select(Subtask).where(Subtask.estimate == 240)).one().logged = 100
    plan, _, _ = proposed(scene.build.desk(scene.priya))
    assert [one.minutes for one in plan.waiting] == [140, 30]


def test_a_clients_block_is_filled(scene: Scene) -> None:
    scene.build.block(scene.acme, scene.devon, date(2026, 2, 9), date(2026, 2, 13), minutes=1950)
    _, proposal, _ = proposed(scene.build.desk(scene.priya))
    assert (proposal.placed[0].start, proposal.placed[0].in_block) == (date(2026, 2, 9), True)


def test_what_cannot_be_planned_is_said(scene: Scene) -> None:
    build, desk = scene.build, scene.build.desk(scene.priya)
    with pytest.raises(NotFound, match="There is no client “other”"):
        month_to_plan(build.desk(scene.clara), FEBRUARY, "other")
    with pytest.raises(Forbidden):
        month_to_plan(build.desk(scene.devon), FEBRUARY)
    with pytest.raises(Forbidden):
        apply_auto_plan(build.desk(scene.devon), "k", FEBRUARY, None, "")
    march = Month.parse("2026-03")
    with pytest.raises(BadInput, match="there is nothing to apply"):
        apply_auto_plan(desk, "k", march, None, proposed(desk, month=march)[2])
