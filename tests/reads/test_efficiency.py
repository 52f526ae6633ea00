"""Efficiency against the ledger: by whatever it is listed, it comes to the same minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.actions.months import close_month
from charleos.actions.tasks import NewSize, complete_requirement, reopen_requirement, resize_requirement
from charleos.actions.time import void_entry
from charleos.cli.efficiency import By, _rows
from charleos.desk import Desk, system_desk
from charleos.errors import Forbidden, NotFound
from charleos.imports.demo import Demand
from charleos.imports.demo_loading import load_demo
from charleos.imports.load import load_agency
from charleos.periods import Month
from charleos.reads.efficiency import client_work, sold_months, team_available, work_cube, work_totals
from charleos.reads.efficiency_board import Board, Chosen, window
from charleos.reads.efficiency_people import PeopleAsked, people_to_choose, people_work, person_cells
from charleos.reads.month_end import month_end
from charleos.reads.requirements_behind import BehindAsked, Figure, requirements_behind
from charleos.reads.scores import scores
from charleos.reads.statements import day_rates, statements
from charleos.rules.access import Role
from charleos.rules.billing import Case
from charleos.rules.efficiency import Period, Work, added, together
from charleos.store.engine import Database
from charleos.store.schema import ClosedMonth, Leave, LedgerLine, Requirement, TimeEntry
from charleos.units import Minutes
from tests.build import Build, golden_month
from tests.load.agencies import TODAY as FILE_TODAY
from tests.load.agencies import small_agency
from tests.stories import tell

JANUARY = Month.parse("2026-01")
FEBRUARY = JANUARY.next


def by_hand(desk: Desk, first: Month, last: Month) -> tuple[int, ...]:
    """logged, billable, banked, overage and provisional of the months, line by line."""
    lines = desk.all(
        sa.select(LedgerLine, Requirement.completed_on)
        .outerjoin(Requirement, Requirement.id == LedgerLine.requirement_id)
        .where(LedgerLine.month >= first, LedgerLine.month <= last)
    )
    rows = [
        (line.minutes, line.billable, line.banked, line.overage, line.banked if done is None else 0)
        for line, done in lines
    ]
    return tuple(sum(column) for column in zip(*rows, strict=True)) or (0, 0, 0, 0, 0)


def minutes_of(work: Work) -> tuple[int, ...]:
    return (work.logged, work.billable, work.banked, work.overage, work.provisional)


def agree(desk: Desk, first: Month, last: Month) -> None:
    """Every list, every grouping and every view comes to what the ledger says."""
    expected = by_hand(desk, first, last)
    for by in By:
        assert minutes_of(together(work for _, work in _rows(desk, first, last, by, None))) == expected, by
    assert minutes_of(work_totals(desk, first, last).total) == expected
    assert minutes_of(added(work_cube(desk, first, last).cells)) == expected
    ends = [month_end(desk, Month(month)).total.use for month in range(first, last + 1)]
    of_months = [(one.logged, one.billable, one.banked, one.overage) for one in ends]
    assert tuple(map(sum, zip(*of_months, strict=True))) == expected[:4]
    by_client = [client_work(desk, one.slug, first, last) for one in work_cube(desk, first, last).clients]
    assert minutes_of(added(cell for cube in by_client for cell in cube.cells)) == expected
    for figure, value in (
        (Figure.LOGGED, expected[0]),
        (Figure.BILLABLE, expected[1]),
        (Figure.BANKED, expected[2]),
        (Figure.OVERAGE, expected[3]),
        (Figure.PROVISIONAL, expected[4]),
        (Figure.NET, expected[2] - expected[3]),
    ):
        assert requirements_behind(desk, first, last, BehindAsked(figure)).total == value, figure


def people_agree(desk: Desk, first: Month, last: Month) -> None:
    """One person's cells add up to their part, and every month's parts to the month."""
    for one in people_work(desk, first, last, PeopleAsked()):
        assert added(person_cells(desk, one.id, first, last)) == one.work


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_the_ledger_on_random_histories(sqlite_db: Database, seed: int) -> None:
    desk = tell(sqlite_db, seed).agency.system()
    begin, end = Month.parse("2025-08"), Month.parse("2026-03")
    agree(desk, begin, end)
    people_agree(desk, begin, end)
    for month in range(begin, end + 1):
        agree(desk, Month(month), Month(month))


def test_it_agrees_on_both_databases(db: Database) -> None:
    desk = tell(db, 11, steps=60).agency.system()
    agree(desk, Month.parse("2025-09"), JANUARY)
    people_agree(desk, JANUARY, JANUARY)


@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_on_loaded_agency_files(sqlite_db: Database, seed: int) -> None:
    desk = system_desk(sqlite_db, FILE_TODAY, datetime(2026, 1, 30, 12, tzinfo=UTC))
    load_agency(desk, small_agency(seed, closed_to=Month.parse("2025-11") if seed else None))
    agree(desk, Month.parse("2025-10"), JANUARY)
    agree(desk, JANUARY, JANUARY)


def test_it_agrees_on_the_demo_and_its_closed_months(sqlite_db: Database) -> None:
    desk = system_desk(sqlite_db, date(2026, 1, 30), datetime(2026, 1, 30, 12, tzinfo=UTC))
    load_demo(desk, Demand())
    agree(desk, JANUARY.plus(-2), JANUARY)
    closed = desk.all(sa.select(ClosedMonth.banked, ClosedMonth.overage).where(ClosedMonth.month == JANUARY.plus(-2)))
    then = work_totals(desk, JANUARY.plus(-2), JANUARY.plus(-2)).total
    assert closed
    assert (then.banked, then.overage) == tuple(map(sum, zip(*closed, strict=True)))
    assert requirements_behind(desk, JANUARY, JANUARY, BehindAsked(Figure.COMPLETED)).count == sum(
        work.completed for _, work in _rows(desk, JANUARY, JANUARY, By.TYPE, None)
    )


def test_the_golden_month(sqlite_db: Database) -> None:
    agency = Build(sqlite_db)
    acme, devon = golden_month(agency)
    rows = dict(_rows(agency.system(), JANUARY, JANUARY, By.SIZE, acme.slug))
    assert [(size, work.banked, work.overage) for size, work in rows.items()] == [
        ("S", 0, 30),
        ("M", 60, 0),
        ("L", 0, 0),
    ]
    assert together(rows.values()).net == 30
    assert [one.work.net for one in people_work(agency.system(), JANUARY, JANUARY, PeopleAsked())] == [30]
    assert devon.key == people_work(agency.system(), JANUARY, JANUARY, PeopleAsked())[0].key


class Cast:
    """Two who worked on a client's requirements, one of them complete."""

    def __init__(self, db: Database) -> None:
        self.agency = Build(db, today=date(2026, 1, 30))
        self.ana = self.agency.person("Ana", key="ana")
        self.ben = self.agency.person("Ben", key="ben")
        self.clara = self.agency.person("Clara", roles={Role.CSM})
        self.manager = self.agency.person("Morgan", roles={Role.MANAGER})
        plan = self.agency.plan("growth", hours=60, pounds=5000)
        self.acme = self.agency.client("acme", plan=plan, csm=self.clara)
        self.other = self.agency.client("other", plan=None)
        self.work = self.agency.task(self.acme, "Shop", [("design", "M"), ("development", "S")])

    @property
    def desk(self) -> Desk:
        return self.agency.system()

    def later(self, day: date) -> None:
        self.agency = self.agency.at(day)


@pytest.fixture
def cast(sqlite_db: Database) -> Cast:
    return Cast(sqlite_db)


def test_a_requirement_is_shared_by_minutes_among_those_who_logged(cast: Cast) -> None:
    cast.agency.log(cast.ana, cast.work.requirements["design"], 140)
    cast.agency.log(cast.ben, cast.work.requirements["design"], 60)
    complete_requirement(cast.desk, cast.agency.key(), cast.work.requirements["design"])
    ana, ben = people_work(cast.desk, JANUARY, JANUARY, PeopleAsked())
    assert (ana.work.banked, ben.work.banked) == (49, 21)
    assert (ana.work.quoted, ben.work.quoted) == (189, 81)
    assert (ana.work.worked, ben.work.worked) == (140, 60)
    assert (ana.work.completed, ben.work.completed) == (1, 1)
    assert (ana.work.billable, ben.work.billable) == (189, 81)
    assert people_work(cast.desk, JANUARY, JANUARY, PeopleAsked(size="S")) == ()
    assert len(people_work(cast.desk, JANUARY, JANUARY, PeopleAsked((cast.acme.id,), "design", "M"))) == 2
    assert people_to_choose(cast.desk)[0] == (cast.ana.id, "Ana")


def test_what_was_all_voided_later_stays_with_whoever_logged_it(cast: Cast) -> None:
    cast.agency.log(cast.ana, cast.work.requirements["design"], 200)
    cast.later(date(2026, 2, 10))
    close_month(cast.desk, cast.agency.key(), "acme", JANUARY)
    entry = cast.desk.one(sa.select(TimeEntry.id)).id
    void_entry(cast.desk, cast.agency.key(), entry, "on the wrong client")
    for month, banked in ((JANUARY, 70), (FEBRUARY, -70)):
        (ana,) = people_work(cast.desk, month, month, PeopleAsked())
        assert ana.work.banked == banked
        agree(cast.desk, month, month)


def test_what_moved_is_seen_at_once(cast: Cast) -> None:
    """Logging, completing, reopening and re-sizing each change what was kept."""
    design = cast.work.requirements["design"]
    assert work_totals(cast.desk, JANUARY, JANUARY).cells == ()
    cast.agency.log(cast.ana, design, 200)
    assert work_totals(cast.desk, JANUARY, JANUARY).total.provisional == 70
    complete_requirement(cast.desk, cast.agency.key(), design)
    assert work_totals(cast.desk, JANUARY, JANUARY).total[:3] == (1, 270, 200)
    assert work_totals(cast.desk, JANUARY, JANUARY).total.provisional == 0
    reopen_requirement(cast.desk, cast.agency.key(), design)
    assert work_totals(cast.desk, JANUARY, JANUARY).total[:3] == (0, 0, 0)
    version = cast.desk.one(sa.select(Requirement.version).where(Requirement.id == design)).version
    resize_requirement(cast.desk, cast.agency.key(), design, NewSize("S", "smaller than thought", version))
    assert {cell.size: cell.banked - cell.overage for cell in work_totals(cast.desk, JANUARY, JANUARY).cells} == {
        "S": -80
    }
    agree(cast.desk, JANUARY, JANUARY)


def test_a_csm_s_efficiency_is_that_of_their_clients(cast: Cast) -> None:
    elsewhere = cast.agency.task(cast.other, "Elsewhere", [("seo", "M")])
    cast.agency.log(cast.ana, elsewhere.only, 100)
    cast.agency.log(cast.ana, cast.work.requirements["design"], 200)
    mine = cast.agency.desk(cast.clara)
    assert work_totals(mine, JANUARY, JANUARY).total.banked == 70
    assert work_totals(cast.desk, JANUARY, JANUARY).total.banked == 240
    assert work_totals(mine, JANUARY, JANUARY).total.banked == 70
    assert [one.slug for one in work_cube(mine, JANUARY, JANUARY).clients] == ["acme"]
    assert requirements_behind(mine, JANUARY, JANUARY, BehindAsked(Figure.BANKED)).count == 1
    assert team_available(mine, JANUARY, JANUARY) == {}
    with pytest.raises(NotFound):
        client_work(mine, "other", JANUARY, JANUARY)
    with pytest.raises(NotFound):
        scores(mine, "other")
    with pytest.raises(Forbidden):
        people_work(mine, JANUARY, JANUARY, PeopleAsked())


def test_borrowing_stands_apart_from_types_and_sizes(cast: Cast) -> None:
    cast.agency.log(cast.ana, cast.work.requirements["design"], 300)
    cast.agency.log(cast.ana, cast.work.requirements["development"], 180)
    cast.agency.behind(cast.work)
    rows = dict(_rows(cast.desk, JANUARY, JANUARY, By.TYPE, None))
    assert (rows["borrowing"].billable, rows["borrowing"].overage, rows["borrowing"].net) == (60, -60, 60)
    assert rows["development"].overage == 60
    assert "borrowing" not in dict(_rows(cast.desk, JANUARY, JANUARY, By.CLIENT, None))
    assert dict(_rows(cast.desk, JANUARY, JANUARY, By.MONTH, None))["2026-01"].overage == 0
    behind = requirements_behind(cast.desk, JANUARY, JANUARY, BehindAsked(Figure.OVERAGE)).rows
    assert {(one.requirement_id is None, one.overage) for one in behind} == {(True, -60), (False, 60)}


def test_the_requirements_behind_are_those_of_the_choice(cast: Cast) -> None:
    design, development = cast.work.requirements["design"], cast.work.requirements["development"]
    cast.agency.log(cast.ana, design, 200)
    cast.agency.log(cast.ana, development, 180)
    complete_requirement(cast.desk, cast.agency.key(), design)

    def behind(**asked: Any) -> list[tuple[str, int]]:
        found = requirements_behind(cast.desk, JANUARY, JANUARY, replace(BehindAsked(), **asked))
        return [(one.type, one.net) for one in found.rows]

    assert behind() == [("design", 70), ("development", -60)]
    assert behind(figure=Figure.WORST) == [("development", -60)]
    assert behind(figure=Figure.BEST) == [("design", 70)]
    assert behind(figure=Figure.COMPLETED) == [("design", 70)]
    assert behind(figure=Figure.COMPLETED, case=Case.OVERRUN) == []
    assert behind(figure=Figure.LOGGED, type="development", size="S") == [("development", -60)]
    assert behind(client_ids=(cast.other.id,)) == []
    assert requirements_behind(cast.desk, JANUARY, JANUARY, BehindAsked(rows=1)).count == 2


def board(cast: Cast, **chosen: Any) -> Board:
    period = Period(JANUARY, JANUARY)
    span = window(period)
    return Board(
        work_cube(cast.desk, *span),
        sold_months(cast.desk, *span),
        team_available(cast.desk, *span),
        Chosen(period)._replace(**chosen),
        JANUARY,
    )


def test_a_choice_narrows_every_view_but_its_own(cast: Cast) -> None:
    cast.agency.log(cast.ana, cast.work.requirements["design"], 200)
    cast.agency.log(cast.ana, cast.work.requirements["development"], 180)
    elsewhere = cast.agency.task(cast.other, "Elsewhere", [("design", "S")])
    cast.agency.log(cast.ana, elsewhere.only, 30)
    whole = board(cast)
    assert whole.now.net == 70 - 60 + 60
    design = board(cast, type="design")
    assert (design.now.net, design.by_kind) == (130, whole.by_kind)
    assert {one.client.slug: one.work.net for one in design.by_client} == {"acme": 70, "other": 60}
    acme = board(cast, client=cast.acme.id)
    assert (acme.now.net, acme.by_client) == (10, whole.by_client)
    assert set(acme.by_kind) == {("design", "M"), ("development", "S")}
    assert (board(cast, plan="Growth").now.net, board(cast, plan="").now.net) == (10, 60)
    assert board(cast, size="S").now.net == 0
    assert whole.by_month[JANUARY].net == 70
    assert len(whole.by_month) == 12


def test_a_trend_holds_no_month_that_was_not_read_and_none_to_come(cast: Cast) -> None:
    quarter = Period(JANUARY, JANUARY.plus(2))
    span = window(quarter)
    cast.agency.log(cast.ana, cast.work.requirements["design"], 200)
    seen = Board(work_cube(cast.desk, *span), sold_months(cast.desk, *span), {}, Chosen(quarter), JANUARY)
    assert (min(seen.by_month), max(seen.by_month)) == (span.first, JANUARY)
    assert seen.by_month[JANUARY].banked == 70
    assert set(seen.rates_by_month) == set(seen.by_month)


def test_day_rates_are_those_of_the_statements_and_none_without_work(cast: Cast) -> None:
    assert (board(cast).rates.actual, board(cast).rates_by_client) == (None, ())
    cast.agency.log(cast.ana, cast.work.requirements["design"], 200)
    elsewhere = cast.agency.task(cast.other, "Project", [("design", "S")])
    cast.agency.log(cast.ana, elsewhere.only, 300)
    (expected,) = day_rates(cast.desk, statements(cast.desk, "acme", JANUARY, JANUARY))
    seen = board(cast)
    assert (seen.rates.sold, seen.rates.actual) == (expected.sold, expected.actual)
    assert [(one.client.slug, one.rates.actual, one.band) for one in seen.rates_by_client] == [
        ("acme", expected.actual, expected.band)
    ]
    assert seen.rates_by_month[JANUARY.previous].actual is None
    assert seen.rates_by_month[JANUARY].actual == expected.actual


def test_the_team_s_time_is_working_days_up_to_today_without_leave(cast: Cast) -> None:
    everybody = 4 * 390
    days = 21  # of January 2026 up to the 30th, without New Year's Day
    assert team_available(cast.desk, JANUARY, JANUARY)[int(JANUARY)] == days * everybody
    day = date(2026, 1, 29)
    with cast.desk.writing() as session:
        session.add(Leave(person_id=cast.ana.id, start=day, end_on=day, status="approved", created_at=cast.agency.now))
    assert team_available(cast.desk, JANUARY, JANUARY)[int(JANUARY)] == days * everybody - 390
    assert team_available(cast.desk, FEBRUARY, FEBRUARY)[int(FEBRUARY)] == 0
    cast.agency.log(cast.ana, cast.work.requirements["design"], 200)
    share = board(cast).utilisation(Period(JANUARY, JANUARY))
    assert share is not None
    assert share.worked == 200


def test_scores_take_the_newest_first_and_leave_out_what_was_not_quoted(cast: Cast) -> None:
    for day, minutes in ((12, 540), (20, 270)):
        cast.later(date(2026, 1, day))
        work = cast.agency.task(cast.acme, f"On the {day}th", [("design", "M"), ("design", None)])
        cast.agency.log(cast.ana, work.requirements["design"], minutes)
        cast.agency.log(cast.ana, work.requirements["design-2"], 30)
        for one in work.requirements.values():
            complete_requirement(cast.desk, cast.agency.key(), one)
    (found,) = scores(cast.desk, "acme")
    assert (found.type, found.score.drawn_from, found.score.hundredths) == ("design", 2, 147)
    assert scores(cast.desk, "other") == ()


def test_minutes_stay_whole(cast: Cast) -> None:
    cast.agency.log(cast.ana, cast.work.requirements["design"], 100)
    assert isinstance(work_totals(cast.desk, JANUARY, JANUARY).total.banked, Minutes)
