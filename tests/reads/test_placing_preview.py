"""What a placing would do, before it is done: the days that fit soonest, what moves, and who is free."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.health import client_health
from charleos.reads.load import team_load
from charleos.reads.placing_ground import AHEAD, placing_ground
from charleos.reads.placing_preview import PlacingGround, Preview, Wanted
from charleos.rules.access import Role
from charleos.store.engine import Database
from charleos.units import Minutes
from tests.build import Build, Someone

FRIDAY, MONDAY, TUESDAY = date(2026, 1, 30), date(2026, 2, 2), date(2026, 2, 3)


class Scene:
    """Homepage waits for its days. Oscar answers for Acme alone; Devon also works for Bolt."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.ben = agency.person("Ben")
        self.iris = agency.person("Iris", discipline="design")
        self.oscar = agency.person("Oscar", roles={Role.CSM}, discipline="csm")
        self.priya = agency.person("Priya", roles={Role.PM}, discipline="pm")
        growth = agency.plan("growth", hours=60)
        self.acme = agency.client("acme", plan=growth, csm=self.oscar)
        self.bolt = agency.client("bolt", plan=growth)
        self.homepage = agency.task(self.acme, "Homepage", [("development", "M", self.devon)])
        self.shop = agency.task(self.bolt, "Shop", [("development", "L", self.devon)])
        self.step = agency.step(self.homepage, minutes=240)

    def ground(self, viewer: Someone) -> PlacingGround:
        return placing_ground(self.agency.desk(viewer), self.step)

    def preview(self, viewer: Someone, wanted: Wanted) -> Preview:
        desk = self.agency.desk(viewer)
        health = client_health(desk, "acme", Month.of(FRIDAY), 3).months
        return self.ground(viewer).preview(team_load(desk, FRIDAY, FRIDAY + AHEAD), health, wanted)

    def soonest(self, viewer: Someone, wanted: Wanted) -> tuple[date, date] | None:
        loads = team_load(self.agency.desk(viewer), FRIDAY, FRIDAY + AHEAD)
        return self.ground(viewer).soonest(loads, wanted)


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


def test_it_fits_soonest_where_nothing_else_is_whoever_that_is_for(scene: Scene) -> None:
    scene.agency.step(scene.shop, scene.devon, FRIDAY, minutes=390)
    for viewer in (scene.priya, scene.oscar):
        assert scene.soonest(viewer, Wanted(scene.devon.id)) == (MONDAY, MONDAY)
        assert scene.soonest(viewer, Wanted(scene.devon.id, minutes=Minutes(600))) == (MONDAY, TUESDAY)
        assert scene.soonest(viewer, Wanted(scene.ben.id)) == (FRIDAY, FRIDAY)
    assert scene.soonest(scene.priya, Wanted()) is None


def test_a_step_does_not_stand_in_its_own_way(scene: Scene) -> None:
    scene.step = scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=390)
    assert scene.soonest(scene.priya, Wanted(scene.devon.id)) == (FRIDAY, FRIDAY)
    assert scene.preview(scene.priya, Wanted(scene.devon.id, FRIDAY, FRIDAY)).effect.warnings == ()


def test_what_is_pushed_is_named_where_it_is_the_viewers_to_know(scene: Scene) -> None:
    scene.agency.step(scene.shop, scene.devon, FRIDAY, minutes=300)
    wanted = Wanted(scene.devon.id, FRIDAY, FRIDAY)
    known = scene.preview(scene.priya, wanted).effect
    assert [push.sentence for push in known.pushed] == [
        f"#{scene.shop.number} Shop: Development moves by 1 working day, to 2 February 2026."
    ]
    assert known.too_full == ()
    unknown = scene.preview(scene.oscar, wanted).effect
    assert unknown.pushed == ()
    assert [(day.day, day.minutes, day.capacity) for day in unknown.too_full] == [(FRIDAY, 540, 390)]


def test_months_are_told_before_and_after(scene: Scene) -> None:
    scene.step = scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=210)
    moved = scene.preview(scene.priya, Wanted(scene.devon.id, FRIDAY, MONDAY, Minutes(400)))
    assert [(str(after.month), before.scheduled, after.scheduled) for before, after in moved.health] == [
        ("2026-01", 210, 200),
        ("2026-02", 0, 200),
    ]


@pytest.mark.parametrize(
    ("start", "end", "field", "said"),
    [
        (MONDAY, FRIDAY, "end", "is before the start"),
        (date(2026, 1, 31), date(2026, 2, 1), "start", "holds no working day"),
        (date(2026, 2, 4), date(2026, 2, 4), "start", "Devon is on leave"),
    ],
)
def test_what_cannot_be_says_why_and_at_which_field(
    scene: Scene, start: date, end: date, field: str, said: str
) -> None:
    scene.agency.leave(scene.devon, date(2026, 2, 4))
    refused = scene.preview(scene.priya, Wanted(scene.devon.id, start, end)).refused
    assert refused is not None
    assert (refused.field, said in refused.sentence) == (field, True)


def test_who_is_of_the_trade_and_has_room_and_did_it_before_comes_first(scene: Scene) -> None:
    scene.agency.task(scene.acme, "Earlier", [("development", "S", scene.ben)], completed_on=date(2026, 1, 9))
    desk = scene.agency.desk(scene.priya)
    found = scene.ground(scene.priya).candidates(team_load(desk, FRIDAY, FRIDAY), FRIDAY, FRIDAY)
    assert [(one.name, one.free, one.done) for one in found[:2]] == [("Ben", 390, 1), ("Devon", 390, 0)]
    scene.agency.step(scene.shop, scene.ben, FRIDAY, minutes=300)
    found = scene.ground(scene.priya).candidates(team_load(desk, FRIDAY, FRIDAY), FRIDAY, FRIDAY)
    assert [(one.name, one.free, one.planned) for one in found[:2]] == [("Devon", 390, 0), ("Ben", 90, 300)]


def test_days_that_are_over_are_not_free(scene: Scene) -> None:
    desk = scene.agency.desk(scene.priya)
    loads = team_load(desk, date(2026, 1, 28), MONDAY)
    found = scene.ground(scene.priya).candidates(loads, date(2026, 1, 28), MONDAY)
    assert [(one.name, one.free, one.capacity) for one in found[:2]] == [("Ben", 780, 780), ("Devon", 780, 780)]
    over = scene.ground(scene.priya).candidates(loads, date(2026, 1, 28), date(2026, 1, 29))
    assert {(one.free, one.capacity) for one in over} == {(0, 0)}


def test_a_step_out_of_reach_is_not_there(scene: Scene) -> None:
    scene.step = scene.agency.step(scene.shop)
    with pytest.raises(NotFound):
        scene.ground(scene.oscar)
