"""How loaded people are, how well months are planned, and what somebody does on a day."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.errors import BadInput, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.day import PersonDay, person_day
from charleos.reads.health import client_health, team_health
from charleos.reads.load import DayLoad, team_load
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.store.engine import Database
from tests.build import Build, Someone

FRIDAY, MONDAY, TUESDAY = date(2026, 1, 30), date(2026, 2, 2), date(2026, 2, 3)
JANUARY = Month.parse("2026-01")


class Scene:
    """Two clients with a task each, of which Oscar answers for the first; Devon works on both."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.oscar = agency.person("Oscar", roles={Role.CSM})
        self.priya = agency.person("Priya", roles={Role.PM})
        growth = agency.plan("growth", hours=60)
        self.acme = agency.client("acme", plan=growth, csm=self.oscar)
        self.bolt = agency.client("bolt", plan=growth)
        self.homepage = agency.task(self.acme, "Homepage", [("development", "M", self.devon)])
        self.shop = agency.task(self.bolt, "Shop", [("development", "L", self.devon)])

    def day(self, viewer: Someone, day: date = FRIDAY, of: Someone | None = None) -> PersonDay:
        return person_day(self.agency.desk(viewer), (of or self.devon).id, day)


@pytest.fixture
def scene(db: Database) -> Scene:
    return Scene(db)


# ---- load


def test_everybody_sees_how_loaded_everybody_is(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, MONDAY, minutes=300)
    scene.agency.step(scene.shop, scene.devon, FRIDAY, minutes=200)
    scene.agency.step(scene.shop, scene.priya, TUESDAY, minutes=45)
    expected = (
        DayLoad(scene.devon.id, FRIDAY, 350),
        DayLoad(scene.devon.id, MONDAY, 150),
        DayLoad(scene.priya.id, TUESDAY, 45),
    )
    for viewer in (scene.devon, scene.oscar, scene.priya):
        desk = scene.agency.desk(viewer)
        assert team_load(desk, date(2026, 1, 1), date(2026, 2, 28)) == expected
        assert team_load(desk, MONDAY, MONDAY) == expected[1:2]
        assert team_load(desk, FRIDAY, TUESDAY, scene.priya.id) == expected[2:]
        assert team_load(desk, date(2026, 1, 1), date(2026, 1, 29)) == ()


def test_what_is_complete_done_or_without_dates_loads_no_day(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=100, status="complete")
    done = scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=60)
    scene.agency.log(scene.devon, scene.homepage.only, 60, step=done)
    scene.agency.step(scene.homepage, scene.devon)
    scene.agency.step(scene.homepage, None, FRIDAY)
    scene.agency.block(scene.acme, scene.devon, FRIDAY, FRIDAY, status="completed")
    assert team_load(scene.agency.system(), FRIDAY, TUESDAY) == ()


def test_late_work_waits_for_the_next_day_on_which_somebody_works(scene: Scene) -> None:
    late = scene.agency.step(scene.homepage, scene.devon, date(2026, 1, 26), date(2026, 1, 27), minutes=300)
    scene.agency.log(scene.devon, scene.homepage.only, 120, step=late)
    scene.agency.leave(scene.devon, FRIDAY)
    assert team_load(scene.agency.system(), FRIDAY, TUESDAY) == (DayLoad(scene.devon.id, MONDAY, 180),)


def test_a_block_and_the_clients_own_work_are_not_counted_twice(scene: Scene) -> None:
    scene.agency.block(scene.acme, scene.devon, FRIDAY, MONDAY, minutes=400)
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=150)
    scene.agency.step(scene.shop, scene.devon, FRIDAY, minutes=100)
    assert team_load(scene.agency.system(), FRIDAY, MONDAY) == (
        DayLoad(scene.devon.id, FRIDAY, 300),
        DayLoad(scene.devon.id, MONDAY, 200),
    )


# ---- health


def test_a_months_health_counts_whole_estimates_where_they_fall(scene: Scene) -> None:
    """2,660 minutes within January, 210 over its end (105 of them in it), nothing for a Delayed step or a block."""
    scene.agency.step(scene.homepage, scene.devon, date(2026, 1, 5), date(2026, 1, 29), minutes=2000, status="complete")
    scene.agency.step(scene.homepage, None, date(2026, 1, 12), minutes=660)
    scene.agency.step(scene.homepage, scene.devon, date(2026, 1, 29), TUESDAY, minutes=210)
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=500, kind="delayed")
    scene.agency.step(scene.homepage, scene.devon, minutes=500)
    scene.agency.block(scene.acme, scene.devon, FRIDAY, FRIDAY, minutes=600)
    found = client_health(scene.agency.system(), "acme", JANUARY)
    assert (found.slug, found.name) == ("acme", "Acme")
    assert [(str(one.month), one.allocated, one.scheduled, one.status.value) for one in found.months] == [
        ("2026-01", 3060, 2766, "on_track"),
        ("2026-02", 3060, 104, "under"),
        ("2026-03", 3060, 0, "under"),
    ]


@pytest.mark.parametrize(
    ("minutes", "status"), [(2753, "under"), (2754, "on_track"), (3366, "on_track"), (3367, "over")]
)
def test_ninety_and_a_hundred_and_ten_percent_to_the_minute(scene: Scene, minutes: int, status: str) -> None:
    scene.agency.step(scene.homepage, scene.devon, date(2026, 1, 5), FRIDAY, minutes=minutes)
    assert client_health(scene.agency.system(), "acme", JANUARY, 1).months[0].status.value == status


def test_half_a_day_off_weighs_half_in_its_month(scene: Scene) -> None:
    scene.agency.leave(scene.devon, FRIDAY, start_half=True)
    scene.agency.leave(scene.devon, MONDAY, status="requested")
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, MONDAY, minutes=300)
    found = client_health(scene.agency.system(), "acme", JANUARY, 2)
    assert [one.scheduled for one in found.months] == [100, 200]


def test_a_client_that_starts_mid_month_is_planned_against_its_whole_allocation(scene: Scene) -> None:
    agency = scene.agency
    late = agency.client("late", plan=agency.plan("starter", hours=20), start=date(2026, 1, 19))
    agency.step(agency.task(late, "Site", [("seo", "M")]), scene.devon, date(2026, 1, 20), minutes=1020)
    (before, begun) = client_health(agency.system(), "late", JANUARY.previous, 2).months
    assert (before.allocated, before.status.value) == (None, "not_applicable")
    assert (begun.allocated, begun.ratio, begun.gap) == (1020, 1, 0)


def test_project_only_clients_have_no_health(scene: Scene) -> None:
    museum = scene.agency.client("museum", plan=None)
    scene.agency.step(scene.agency.task(museum, "Site", [("seo", "M")]), scene.devon, FRIDAY, minutes=90)
    (month,) = client_health(scene.agency.system(), "museum", JANUARY, 1).months
    assert (month.allocated, month.scheduled, month.ratio, month.status.value) == (None, 90, None, "not_applicable")


def test_the_worst_planned_client_in_reach_comes_first(scene: Scene) -> None:
    agency = scene.agency
    agency.client("museum", plan=None, csm=scene.oscar)
    agency.client("gone", plan=agency.plan("growth"), archived_on=FRIDAY)
    for month in ((2026, 1), (2026, 2), (2026, 3)):
        agency.step(scene.shop, scene.devon, date(*month, 5), minutes=3060)
    agency.step(scene.homepage, scene.devon, FRIDAY, minutes=2 * 3060)
    seen = team_health(agency.desk(scene.priya), JANUARY)
    assert [one.slug for one in seen] == ["acme", "bolt", "museum"]
    assert seen[0] == client_health(agency.desk(scene.priya), "acme", JANUARY)
    assert [one.slug for one in team_health(agency.desk(scene.oscar), JANUARY)] == ["acme", "museum"]
    nobodys = agency.person("Clara", roles={Role.CSM})
    assert team_health(agency.desk(nobodys), JANUARY) == ()


def test_a_client_out_of_reach_has_no_health_to_see(scene: Scene) -> None:
    with pytest.raises(NotFound, match="There is no client “bolt”"):
        client_health(scene.agency.desk(scene.oscar), "bolt", JANUARY)


# ---- a day


def told(day: PersonDay) -> list[tuple[str, int, int]]:
    return [(item.task, item.allocated, item.queued) for item in day.items]


def test_a_day_is_filled_in_order_and_says_why(scene: Scene) -> None:
    agency = scene.agency
    agency.step(scene.homepage, scene.devon, FRIDAY, MONDAY, minutes=300)
    begun = agency.step(scene.shop, scene.devon, date(2026, 1, 28), minutes=300, status="in_progress")
    agency.log(scene.devon, scene.shop.only, 50, date(2026, 1, 28), step=begun)
    day = scene.day(scene.priya)
    assert (day.person, day.capacity, day.allocated, day.queued, day.others, day.is_past) == (
        *("Devon", 390, 390, 160, 0, False),
    )
    assert told(day) == [("Shop", 250, 0), ("Homepage", 140, 160)]
    first, second = day.items
    assert (first.priority, first.subtask, first.task_key, first.task_number) == (
        *(197, "built-development-1", scene.shop.key, scene.shop.number),
    )
    assert (first.step_id, first.client, first.slug, first.start) == (begun, "Bolt", "bolt", date(2026, 1, 28))
    assert second.why == "Begins today and lasts until 2 February 2026."
    assert told(scene.day(scene.priya, MONDAY)) == [("Homepage", 160, 0)]


def test_ones_own_day_holds_whatever_is_ones_own(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=60)
    scene.agency.step(scene.shop, scene.devon, FRIDAY, minutes=90)
    assert told(scene.day(scene.devon)) == [("Homepage", 60, 0), ("Shop", 90, 0)]
    assert scene.day(scene.devon).others == 0


def test_who_does_not_schedule_sees_nobody_elses_day(scene: Scene) -> None:
    with pytest.raises(Forbidden):
        scene.day(scene.devon, of=scene.oscar)


def test_a_csm_learns_of_other_clients_work_only_how_much_it_is(scene: Scene) -> None:
    """It is held back from the work that they see."""
    scene.agency.step(scene.homepage, scene.devon, date(2026, 1, 28), FRIDAY, minutes=300)
    scene.agency.step(scene.shop, scene.devon, FRIDAY, MONDAY, minutes=400)
    scene.agency.block(scene.bolt, scene.devon, FRIDAY, MONDAY, minutes=500)
    day = scene.day(scene.oscar)
    assert (told(day), day.others) == ([("Homepage", 140, 160)], 250)
    assert told(scene.day(scene.oscar, MONDAY)) == [("Homepage", 140, 20)]
    assert "Shop" not in repr(day)
    assert scene.day(scene.priya).others == 0


def test_a_reservation_for_another_client_holds_time_back(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=300)
    scene.agency.block(scene.bolt, scene.devon, FRIDAY, FRIDAY, minutes=200)
    assert told(scene.day(scene.priya)) == [("Homepage", 190, 110)]


def test_a_day_on_leave_holds_nothing_and_half_a_day_half(scene: Scene) -> None:
    scene.agency.leave(scene.devon, FRIDAY, MONDAY, start_half=True)
    scene.agency.step(scene.homepage, scene.devon, FRIDAY, minutes=300)
    assert told(scene.day(scene.priya)) == [("Homepage", 195, 105)]
    assert told(scene.day(scene.priya, MONDAY)) == [("Homepage", 0, 105)]
    assert scene.day(scene.priya, MONDAY).capacity == 0


def test_a_past_day_shows_what_was_logged(scene: Scene) -> None:
    agency, day = scene.agency, date(2026, 1, 29)
    step = agency.step(scene.shop, scene.devon, day, minutes=300)
    agency.log(scene.devon, scene.shop.only, 50, day, step=step)
    agency.log(scene.devon, scene.shop.only, 25, day, step=step)
    agency.log(scene.devon, scene.homepage.only, 40, day)
    agency.log(scene.devon, None, 30, day, activity=Activity.INTERNAL_MEETING)
    seen = scene.day(scene.priya, day)
    assert told(seen) == [("Shop", 75, 0), ("Homepage", 40, 0), ("Internal meeting", 30, 0)]
    assert (seen.is_past, seen.allocated, seen.capacity) == (True, 145, 390)
    assert [(item.subtask, item.task_key, item.client, item.priority, item.why) for item in seen.items] == [
        ("built-development-1", scene.shop.key, "Bolt", None, None),
        (None, scene.homepage.key, "Acme", None, None),
        (None, None, None, None, None),
    ]
    assert told(scene.day(scene.devon, day)) == told(seen)
    assert told(scene.day(scene.oscar, day)) == [("Homepage", 40, 0)]


def test_a_day_tells_what_blocks_hold_beyond_the_steps_of_their_clients(scene: Scene) -> None:
    scene.agency.step(scene.homepage, scene.devon, MONDAY, minutes=60)
    scene.agency.block(scene.acme, scene.devon, MONDAY, MONDAY, minutes=200)
    scene.agency.block(scene.bolt, scene.devon, MONDAY, TUESDAY, minutes=80)
    assert scene.day(scene.priya, MONDAY).reserved == 140 + 40
    seen = scene.day(scene.oscar, MONDAY)
    assert (seen.allocated, seen.reserved, seen.others) == (60, 140, 40)
    assert scene.day(scene.priya, FRIDAY).reserved == 0


def test_there_is_no_day_of_nobody_and_none_beyond_two_years(scene: Scene) -> None:
    with pytest.raises(NotFound, match="There is no such person"):
        person_day(scene.agency.system(), 10**6, FRIDAY)
    with pytest.raises(BadInput, match="two years ahead"):
        scene.day(scene.priya, date(2028, 6, 1))
