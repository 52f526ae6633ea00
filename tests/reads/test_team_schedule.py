"""The team's schedule: whose bars are whose to see, what narrows them, and who is where."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from charleos.actions.delays import false_alarm
from charleos.bench.schedule import team_page
from charleos.reads.load import DayLoad, team_load
from charleos.reads.step_versions import step_versions
from charleos.reads.steps_to_place import steps_to_place
from charleos.reads.team_schedule import ScheduleFilter, TeamSchedule, team_schedule
from charleos.rules.access import Role
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.timeline import Span, Team
from charleos.store.engine import Database
from charleos.units import Minutes
from tests.build import Build, Someone
from tests.counting import counted
from tests.stories import tell

MONDAY, FRIDAY, NEXT_MONDAY = date(2026, 1, 26), date(2026, 1, 30), date(2026, 2, 2)


class Scene:
    """Two clients with a task each, of which Oscar answers for the first; Devon works on both, Iris designs."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.iris = agency.person("Iris", discipline="design")
        self.oscar = agency.person("Oscar", roles={Role.CSM}, discipline="csm")
        self.priya = agency.person("Priya", roles={Role.PM}, discipline="pm")
        self.acme = agency.client("acme", plan=agency.plan(), csm=self.oscar)
        self.bolt = agency.client("bolt", plan=agency.plan())
        self.homepage = agency.task(self.acme, "Homepage", [("development", "M", self.devon)])
        self.shop = agency.task(self.bolt, "Shop", [("development", "L", self.devon)])

    def seen(self, viewer: Someone, span: Span = Span.WEEK, day: date = FRIDAY) -> TeamSchedule:
        return team_schedule(self.agency.desk(viewer), day, span)


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


def titles(schedule: TeamSchedule) -> list[str]:
    return [bar.task for bars in schedule.steps.values() for bar in bars]


def test_a_span_holds_what_touches_it_and_nothing_else(scene: Scene) -> None:
    within = scene.agency.step(scene.homepage, scene.devon, date(2026, 1, 20), MONDAY, minutes=210)
    scene.agency.step(scene.shop, scene.devon, date(2026, 1, 23))
    scene.agency.step(scene.shop, scene.devon, NEXT_MONDAY)
    scene.agency.step(scene.shop, scene.devon)
    (bar,) = scene.seen(scene.priya).steps[scene.devon.id]
    assert (bar.id, bar.first, bar.last, bar.estimate) == (within, "2026-01-20", "2026-01-26", 210)
    assert (bar.task_number, bar.task, bar.kind) == (scene.homepage.number, "Homepage", StepKind.DEVELOPMENT)
    assert len(scene.seen(scene.priya, Span.QUARTER).steps[scene.devon.id]) == 3


def test_a_persons_steps_come_by_their_days_and_what_is_nobodys_stands_apart(scene: Scene) -> None:
    later = scene.agency.step(scene.shop, scene.devon, FRIDAY)
    earlier = scene.agency.step(scene.homepage, scene.devon, MONDAY)
    nobodys = scene.agency.step(scene.shop, None, FRIDAY)
    steps = scene.seen(scene.priya).steps
    assert [bar.id for bar in steps[scene.devon.id]] == [earlier, later]
    assert [bar.id for bar in steps[None]] == [nobodys]


def test_a_csm_sees_the_bars_of_their_own_clients_and_everybodys_load(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=60)
    scene.agency.step(scene.shop, scene.devon, FRIDAY, minutes=90)
    scene.agency.block(scene.bolt, scene.iris, FRIDAY, FRIDAY, minutes=120)
    shown, desk = scene.seen(scene.oscar), scene.agency.desk(scene.oscar)
    assert titles(shown) == ["Homepage"]
    assert (shown.blocks, shown.sees_all) == ((), False)
    assert [client.slug for client in shown.clients.values()] == ["acme"]
    everything = team_load(desk, *shown.dates)
    assert [(one.person_id, one.minutes) for one in everything] == [(scene.devon.id, 150), (scene.iris.id, 120)]
    assert shown.loads == {scene.devon.id: {FRIDAY: 60}}


def test_where_all_is_seen_the_load_of_what_is_seen_is_everybodys(db: Database) -> None:
    desk = tell(db, 1, steps=100).agency.system()
    for span, by in product(Span, (-1, 0, 1)):
        seen = team_schedule(desk, span.moved(desk.today, by), span)
        found = [DayLoad(one, *load) for one in sorted(seen.loads) for load in seen.loads[one].items()]
        assert tuple(found) == team_load(desk, *seen.dates)


def test_the_page_sends_three_statements_and_one_more_for_a_csm(scene: Scene) -> None:
    scene.agency.block(scene.acme, scene.devon, FRIDAY, FRIDAY, minutes=60)
    for viewer, most in ((scene.priya, 3), (scene.oscar, 4)):
        desk = scene.agency.desk(viewer)
        scene.seen(viewer)
        with counted(desk.database) as sent:
            team_page(desk)
        assert len(sent) == most


def test_what_changed_a_moment_ago_is_seen_at_once(scene: Scene) -> None:
    desk = scene.agency.desk(scene.oscar)
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=60)
    for minutes in (90, 120):
        before = team_load(desk, FRIDAY, FRIDAY)[0].minutes
        scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=minutes)
        assert team_load(desk, FRIDAY, FRIDAY) == (DayLoad(scene.devon.id, FRIDAY, before + Minutes(minutes)),)
        assert scene.seen(scene.oscar).loads == {scene.devon.id: {FRIDAY: before + minutes}}


def test_what_is_overdue_from_before_the_span_loads_the_next_working_day(scene: Scene) -> None:
    scene.agency.step(scene.shop, scene.devon, date(2026, 1, 15), minutes=90)
    scene.agency.leave(scene.devon, FRIDAY)
    assert scene.seen(scene.priya).loads == {scene.devon.id: {}}
    following = scene.seen(scene.priya, day=NEXT_MONDAY)
    assert (following.loads, following.steps) == ({scene.devon.id: {NEXT_MONDAY: 90}}, {})


def test_leave_before_the_span_counts_for_a_block_that_began_in_it(scene: Scene) -> None:
    """Five working days less the one off: a quarter on each of the others, of which Monday alone is in the week."""
    scene.agency.block(scene.acme, scene.iris, date(2026, 1, 27), NEXT_MONDAY, minutes=400)
    scene.agency.leave(scene.iris, date(2026, 1, 28))
    seen = scene.seen(scene.priya, day=NEXT_MONDAY)
    assert seen.loads == {scene.iris.id: {NEXT_MONDAY: 100}}
    assert [one.diary.off for one in seen.people if one.id == scene.iris.id] == [()]


def test_everybody_has_a_row_by_discipline_and_who_left_only_while_work_stands_there(scene: Scene) -> None:
    gone = scene.agency.person("Gone", status="archived")
    people = {one.name: one.team for one in scene.seen(scene.priya).people}
    assert people == {"Devon": Team.DEVELOPMENT, "Iris": Team.DESIGN, "Oscar": Team.OTHER, "Priya": Team.OTHER}
    scene.agency.step(scene.shop, gone, FRIDAY)
    assert [one.name for one in scene.seen(scene.priya).people if not one.is_active] == ["Gone"]


def test_days_off_shorten_a_day_once_they_are_approved(scene: Scene) -> None:
    scene.agency.leave(scene.devon, FRIDAY, start_half=True)
    scene.agency.leave(scene.iris, FRIDAY, status="requested")
    capacity = {one.name: one.diary.capacity(FRIDAY) for one in scene.seen(scene.priya).people}
    assert capacity == {"Devon": 195, "Iris": 390, "Oscar": 300, "Priya": 300}


def test_marks_say_what_is_late_and_what_a_mark_put_there(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, MONDAY, status="complete")
    scene.agency.step(scene.shop, scene.devon, MONDAY, status="in_progress")
    scene.agency.behind(scene.shop)
    done, overdue, delayed = scene.seen(scene.priya).steps[scene.devon.id]
    assert (done.is_late, done.is_overdue(FRIDAY), done.is_delayed) == (1, False, False)
    assert (overdue.is_late, overdue.is_overdue(FRIDAY), overdue.is_delayed) == (0, True, False)
    assert (delayed.first, delayed.is_delayed) == ("2026-01-30", True)
    false_alarm(scene.agency.system(), scene.agency.key(), scene.shop.id)
    assert len(scene.seen(scene.priya).steps[scene.devon.id]) == 2


def test_it_is_narrowed_by_person_client_status_and_kind(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, status="in_progress")
    scene.agency.step(scene.shop, scene.devon, FRIDAY)
    scene.agency.step(scene.shop, scene.iris, FRIDAY, kind="design")
    scene.agency.block(scene.bolt, scene.iris, FRIDAY, FRIDAY)
    whole = scene.seen(scene.priya)
    assert whole.narrowed(ScheduleFilter()) == whole
    of_iris = whole.narrowed(ScheduleFilter(person_id=scene.iris.id))
    assert ([one.name for one in of_iris.people], list(of_iris.steps)) == (["Iris"], [scene.iris.id])
    assert (titles(whole.narrowed(ScheduleFilter(slug="acme"))), len(of_iris.blocks)) == (["Homepage"], 1)
    begun = whole.narrowed(ScheduleFilter(status=StepStatus.IN_PROGRESS))
    assert (titles(begun), begun.blocks, len(begun.people)) == (["Homepage"], (), 4)
    designed = whole.narrowed(ScheduleFilter(kind=StepKind.DESIGN))
    assert [bar.kind for bars in designed.steps.values() for bar in bars] == [StepKind.DESIGN]
    assert titles(whole.narrowed(ScheduleFilter(slug="nobody"))) == []


# ---- finding what is to be placed


def test_a_step_is_found_by_words_of_its_client_and_title_or_by_number(scene: Scene) -> None:
    dated = scene.agency.step(scene.homepage, scene.devon, FRIDAY)
    waiting = scene.agency.step(scene.homepage)
    shop = scene.agency.step(scene.shop)
    scene.agency.step(scene.shop, scene.devon, FRIDAY, status="complete")
    desk = scene.agency.desk(scene.priya)
    assert [one.id for one in steps_to_place(desk, "acme home")] == [waiting, dated]
    assert [one.id for one in steps_to_place(desk, f"#{scene.shop.number}")] == [shop]
    assert [one.id for one in steps_to_place(desk, "", "bolt")] == [shop]
    assert steps_to_place(desk, "%") == ()
    assert [one.id for one in steps_to_place(scene.agency.desk(scene.oscar), "")] == [waiting, dated]


def test_versions_are_told_of_steps_in_reach_alone(scene: Scene) -> None:
    own, other = scene.agency.step(scene.homepage), scene.agency.step(scene.shop)
    assert step_versions(scene.agency.desk(scene.oscar), (own, other)) == ((own, 1),)
    assert step_versions(scene.agency.desk(scene.priya), (other, own)) == ((own, 1), (other, 1))
