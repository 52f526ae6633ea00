"""Posting, closing and correcting on real databases: the examples of the trade, to the minute."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.delays import false_alarm
from charleos.actions.months import close_all, close_month, reopen_month
from charleos.actions.time import Entry, correct_entry, log_time, void_entry
from charleos.actions.upkeep import check
from charleos.errors import BadInput, CharleosError, Conflict, NotFound
from charleos.periods import Month
from charleos.reads.ledger import explain
from charleos.reads.statements import statements
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.rules.retainer import Statement, Usage
from charleos.store.engine import Database
from charleos.store.schema import Audit, ClientMonth, ClosedMonth, LedgerLine, PersonMonth, TimeEntry, WorkMonth
from charleos.units import Minutes
from tests.build import Account, Build, Someone, Work

JANUARY, FEBRUARY, MARCH = (Month.parse(f"2026-0{n}") for n in (1, 2, 3))
MID_MARCH = date(2026, 3, 16)


@dataclass
class Scene:
    """An agency in the middle of March, with a client since January and an M nobody has begun."""

    agency: Build
    ana: Someone
    acme: Account
    work: Work

    @property
    def m(self) -> int:
        return self.work.only

    def lines(self) -> list[tuple[str, str, int]]:
        rows = self.agency.system().all(
            sa.select(LedgerLine.kind, LedgerLine.month, LedgerLine.billable).order_by(LedgerLine.id)
        )
        return [(row.kind, str(row.month), row.billable) for row in rows]

    def months(self, last: Month = MARCH) -> list[Statement]:
        return list(statements(self.agency.system(), self.acme.slug, JANUARY, last).months)

    def entries(self) -> list[int]:
        return [row.id for row in self.agency.system().all(sa.select(TimeEntry.id).order_by(TimeEntry.id))]

    def close(self, *months: Month) -> None:
        for month in months:
            close_month(self.agency.system(), self.agency.key(), self.acme.slug, month)

    def void(self, entry_id: int) -> str:
        return void_entry(self.agency.system(), self.agency.key(), entry_id, "typed twice")

    def agrees(self) -> bool:
        return check(self.agency.system()) == ()


@pytest.fixture
def scene(db: Database) -> Scene:
    agency = Build(db, today=MID_MARCH)
    ana = agency.person("Ana")
    acme = agency.client("acme", plan=agency.plan())
    return Scene(agency, ana, acme, agency.task(acme, "Homepage", [("design", "M", ana)]))


def test_time_is_deducted_as_it_is_logged(scene: Scene) -> None:
    for minutes in (1, 269, 30, 90):
        scene.agency.log(scene.ana, scene.m, minutes)
    assert [billable for _, _, billable in scene.lines()] == [270, 0, 30, 60]
    assert scene.months()[2].usage == (390, 360, 0, 30, 0)
    assert scene.agrees()


def test_an_entry_counts_in_the_month_of_its_work(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 200, date(2026, 1, 20))
    scene.agency.log(scene.ana, scene.m, 100, date(2026, 2, 3))
    assert scene.lines() == [("entry", "2026-01", 270), ("entry", "2026-02", 30)]


def test_voiding_january_posts_to_january_what_the_requirement_no_longer_needs(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 200, date(2026, 1, 20))
    scene.agency.log(scene.ana, scene.m, 100, date(2026, 2, 3))
    scene.void(scene.entries()[0])
    assert scene.lines()[-1] == ("void", "2026-01", -30)
    january, february, _ = scene.months()
    assert january.usage == (0, 240, 240, 0, 0)
    assert february.usage == (100, 30, -70, 0, 0)
    assert scene.agrees()


def test_a_month_may_hold_negative_banked_time_and_time_that_was_not_logged_in_it(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 60, date(2026, 1, 20))
    scene.agency.log(scene.ana, scene.m, 60, date(2026, 2, 3))
    february = scene.months()[1]
    assert (february.usage.logged, february.usage.billable, february.usage.banked) == (60, 0, -60)


def test_time_of_a_closed_month_counts_in_the_earliest_open_one_and_is_said_to(scene: Scene) -> None:
    scene.close(JANUARY)
    told = scene.agency.log(scene.ana, scene.m, 60, date(2026, 1, 20))
    assert told.endswith("January 2026 is closed for this client: the time counts in February 2026.")
    assert scene.lines() == [("entry", "2026-02", 270)]


def test_voiding_in_a_closed_month_is_routed_on(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 60, date(2026, 1, 20))
    scene.close(JANUARY, FEBRUARY)
    scene.void(scene.entries()[0])
    assert scene.lines() == [("entry", "2026-01", 270), ("void", "2026-03", -270)]
    assert [one.usage.billable for one in scene.months()] == [270, 0, -270]
    assert scene.agrees()


def test_reopening_moves_no_line_that_was_routed_on(scene: Scene) -> None:
    scene.close(JANUARY)
    scene.agency.log(scene.ana, scene.m, 60, date(2026, 1, 20))
    reopen_month(scene.agency.system(), scene.agency.key(), "acme", JANUARY, "a late timesheet")
    assert scene.lines() == [("entry", "2026-02", 270)]
    scene.agency.log(scene.ana, scene.m, 240, date(2026, 1, 21))
    assert scene.lines()[-1] == ("entry", "2026-01", 30)
    assert scene.agrees()


def test_a_correction_is_a_void_and_a_new_entry_that_names_what_it_replaces(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 400, date(2026, 1, 20))
    (first,) = scene.entries()
    corrected = Entry(date(2026, 1, 20), Minutes(300), Activity.TASK, requirement_id=scene.m)
    correct_entry(scene.agency.system(), scene.agency.key(), first, corrected, "wrong length")
    assert scene.lines() == [("entry", "2026-01", 360), ("void", "2026-01", -360), ("entry", "2026-01", 300)]
    rows = scene.agency.system().all(sa.select(TimeEntry.replaces_id, TimeEntry.voided_at).order_by(TimeEntry.id))
    assert [(row.replaces_id, row.voided_at is None) for row in rows] == [(None, False), (first, True)]


def test_a_correction_that_cannot_be_saved_voids_nothing(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 60)
    (first,) = scene.entries()
    too_long = Entry(MID_MARCH, Minutes(721), Activity.TASK, requirement_id=scene.m)
    with pytest.raises(BadInput):
        correct_entry(scene.agency.system(), scene.agency.key(), first, too_long, "longer")
    assert scene.lines() == [("entry", "2026-03", 270)]
    assert scene.agrees()


def test_an_entry_can_be_voided_once(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 60)
    scene.void(scene.entries()[0])
    with pytest.raises(BadInput, match="already taken out"):
        scene.void(scene.entries()[0])


def test_time_without_a_requirement_bills_nothing_and_is_in_no_month(scene: Scene) -> None:
    told = scene.agency.log(scene.ana, None, 60, client=scene.acme, activity=Activity.CLIENT_CALL)
    assert "not billed" in told
    assert scene.lines() == []
    assert scene.months()[2].usage.logged == 0


# ---- once, and only once


def test_sending_the_same_form_twice_records_it_once_and_tells_the_same(scene: Scene) -> None:
    entry = Entry(MID_MARCH, Minutes(60), Activity.TASK, requirement_id=scene.m)
    key, desk = scene.agency.key(), scene.agency.desk(scene.ana)
    told = [log_time(desk, key, entry) for _ in range(3)]
    assert len(set(told)) == 1
    assert len(scene.entries()) == 1


def test_a_key_that_comes_back_with_other_content_or_from_somebody_else_is_refused(scene: Scene) -> None:
    entry = Entry(MID_MARCH, Minutes(60), Activity.TASK, requirement_id=scene.m)
    key = scene.agency.key()
    log_time(scene.agency.desk(scene.ana), key, entry)
    with pytest.raises(BadInput, match="already sent with other content"):
        log_time(
            scene.agency.desk(scene.ana), key, Entry(MID_MARCH, Minutes(61), Activity.TASK, requirement_id=scene.m)
        )
    other = scene.agency.person("Bo", roles={Role.MANAGER})
    with pytest.raises(BadInput, match="already sent"):
        log_time(scene.agency.desk(other), key, entry)
    assert len(scene.entries()) == 1


def test_a_refused_form_may_be_sent_again_with_its_key(scene: Scene) -> None:
    """What was refused stored nothing, the key included."""
    key, desk = scene.agency.key(), scene.agency.desk(scene.ana)
    with pytest.raises(BadInput):
        log_time(desk, key, Entry(MID_MARCH, Minutes(721), Activity.TASK, requirement_id=scene.m))
    log_time(desk, key, Entry(MID_MARCH, Minutes(720), Activity.TASK, requirement_id=scene.m))
    assert len(scene.entries()) == 1


def test_many_senders_of_one_form_at_once_record_it_once(scene: Scene) -> None:
    entry = Entry(MID_MARCH, Minutes(60), Activity.TASK, requirement_id=scene.m)
    key, desk, told = scene.agency.key(), scene.agency.desk(scene.ana), list[str]()
    senders = [threading.Thread(target=lambda: told.append(log_time(desk, key, entry))) for _ in range(12)]
    for one in senders:
        one.start()
    for one in senders:
        one.join(60)
    assert len(told) == 12
    assert len(set(told)) == 1
    assert scene.lines() == [("entry", "2026-03", 270)]


# ---- borrowing


@pytest.fixture
def pair(scene: Scene) -> Scene:
    """A design M with an hour of headroom and a development S an hour over its maximum."""
    scene.work = scene.agency.task(scene.acme, "Shop", [("design", "M", scene.ana), ("development", "S", scene.ana)])
    scene.agency.log(scene.ana, scene.work.requirements["design"], 300, date(2026, 2, 10))
    scene.agency.log(scene.ana, scene.work.requirements["development"], 180, date(2026, 2, 11))
    return scene


def test_a_delayed_task_bills_its_combined_cap_and_no_more(pair: Scene) -> None:
    assert pair.months()[1].usage == (480, 420, 0, 60, 0)
    pair.agency.behind(pair.work)
    assert pair.lines()[-1] == ("borrowing", "2026-03", 60)
    assert pair.months()[2].usage == (0, 60, 0, -60, 60)
    pair.agency.log(pair.ana, pair.work.requirements["development"], 60)
    assert pair.lines()[-1] == ("entry", "2026-03", 0)
    assert pair.agrees()


def test_work_that_uses_the_headroom_itself_takes_back_what_was_lent(pair: Scene) -> None:
    pair.agency.behind(pair.work)
    pair.agency.log(pair.ana, pair.work.requirements["design"], 40)
    assert pair.lines()[-2:] == [("entry", "2026-03", 40), ("borrowing", "2026-03", -40)]
    assert pair.agrees()


def test_a_false_alarm_takes_it_back_in_the_same_month_if_open(pair: Scene) -> None:
    pair.agency.behind(pair.work)
    april = pair.agency.at(date(2026, 4, 2))
    false_alarm(april.system(), april.key(), pair.work.id)
    assert pair.lines()[-2:] == [("borrowing", "2026-03", 60), ("borrowing", "2026-03", -60)]
    assert pair.agrees()


def test_a_false_alarm_after_the_close_takes_it_back_in_the_earliest_open_month(pair: Scene) -> None:
    pair.agency.behind(pair.work)
    pair.agency = pair.agency.at(date(2026, 4, 2))
    pair.close(JANUARY, FEBRUARY, MARCH)
    false_alarm(pair.agency.system(), pair.agency.key(), pair.work.id)
    assert pair.lines()[-1] == ("borrowing", "2026-04", -60)
    with pytest.raises(BadInput, match="does not run behind"):
        false_alarm(pair.agency.system(), pair.agency.key(), pair.work.id)
    assert pair.agrees()


# ---- closing


def test_closing_freezes_the_months_figures(scene: Scene) -> None:
    scene.agency.log(scene.ana, scene.m, 100, date(2026, 1, 20))
    before = scene.months()
    scene.close(JANUARY)
    assert scene.months() == before
    scene.agency.plan("growth", hours=999, pounds=1, since="2020-01")
    assert scene.months()[0] == before[0]
    assert scene.months()[1] != before[1]


def test_an_open_month_follows_the_one_before_it_live_until_that_closes(scene: Scene) -> None:
    big = scene.agency.task(scene.acme, "Module", [("development", "XXL", scene.ana)])
    scene.agency.log(scene.ana, big.only, 60, date(2026, 1, 20))
    assert [one.available for one in scene.months()] == [3060, 3060 - 1740, 3060]
    scene.close(JANUARY)
    scene.void(scene.entries()[0])
    assert [one.available for one in scene.months()] == [3060, 1320, 3060]
    assert [one.usage.billable for one in scene.months()] == [4800, -4800, 0]


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (FEBRUARY, "close January 2026"),
        (MARCH, "has not ended"),
        (Month.parse("2025-12"), "There is no|starts on|no month"),
    ],
)
def test_a_month_closes_only_in_its_turn(scene: Scene, month: Month, said: str) -> None:
    with pytest.raises(CharleosError, match=said):
        scene.close(month)
    assert scene.agency.system().all(sa.select(ClosedMonth.month)) == []


def test_closing_all_closes_every_client_or_none(scene: Scene) -> None:
    scene.agency.client("late", start=date(2026, 2, 1))
    close_all(scene.agency.system(), scene.agency.key(), JANUARY)
    with pytest.raises(BadInput):
        close_all(scene.agency.system(), scene.agency.key(), MARCH)
    close_all(scene.agency.system(), scene.agency.key(), FEBRUARY)
    closed = scene.agency.system().all(sa.select(ClosedMonth.client_id, ClosedMonth.month))
    assert len(closed) == 3


def test_two_closers_at_once_close_the_month_once(scene: Scene) -> None:
    outcomes, together = list[str](), threading.Barrier(4)

    def closing() -> None:
        together.wait(10)
        try:
            outcomes.append(close_month(scene.agency.system(), scene.agency.key(), "acme", JANUARY))
        except (BadInput, Conflict) as refused:
            outcomes.append(f"refused: {refused.sentence}")

    closers = [threading.Thread(target=closing) for _ in range(4)]
    for one in closers:
        one.start()
    for one in closers:
        one.join(60)
    assert sum(not outcome.startswith("refused") for outcome in outcomes) == 1
    assert len(outcomes) == 4
    assert len(scene.agency.system().all(sa.select(ClosedMonth.month))) == 1


def test_a_month_closed_while_time_is_logged_loses_nothing(scene: Scene) -> None:
    """Each entry is in January as frozen, or was routed on: never in January after it froze."""
    together = threading.Barrier(5)
    works = [scene.agency.task(scene.acme, f"Part {n}", [("seo", "XS", scene.ana)]).only for n in range(4)]

    def logging(requirement: int) -> None:
        together.wait(10)
        for day in range(5, 15):
            scene.agency.log(scene.ana, requirement, 10, date(2026, 1, day))

    loggers = [threading.Thread(target=logging, args=(work,)) for work in works]
    for one in loggers:
        one.start()
    together.wait(10)
    scene.close(JANUARY)
    for one in loggers:
        one.join(60)
    assert len(scene.entries()) == 40
    assert scene.agrees()
    frozen = scene.agency.system().one(sa.select(ClosedMonth.logged)).logged
    lines = scene.agency.system().one(
        sa.select(sa.func.coalesce(sa.func.sum(LedgerLine.minutes), 0)).where(LedgerLine.month == JANUARY)
    )[0]
    assert frozen == lines


def test_reopening_needs_its_reason_and_gives_the_month_back(scene: Scene) -> None:
    scene.close(JANUARY)
    with pytest.raises(BadInput, match="Say why"):
        reopen_month(scene.agency.system(), scene.agency.key(), "acme", JANUARY, " ")
    reopen_month(scene.agency.system(), scene.agency.key(), "acme", JANUARY, "a late timesheet")
    assert scene.agency.system().all(sa.select(ClosedMonth.month)) == []
    told = scene.agency.system().all(sa.select(Audit.detail).where(Audit.action == "reopen_month"))
    assert "a late timesheet" in told[0].detail
    scene.close(JANUARY)


# ---- the books agree


def test_kept_sums_are_the_ledger_added_up(pair: Scene) -> None:
    pair.agency.behind(pair.work)
    pair.void(pair.entries()[0])
    desk = pair.agency.system()
    totals = tuple(sa.func.sum(getattr(LedgerLine, name)) for name in ("minutes", *Usage._fields[1:]))
    lines = tuple(desk.one(sa.select(*totals)))
    for table in (ClientMonth, WorkMonth):
        sums = tuple(desk.one(sa.select(*(sa.func.sum(getattr(table, name)) for name in Usage._fields))))
        assert sums == lines
    assert desk.one(sa.select(sa.func.sum(PersonMonth.minutes)))[0] == lines[0]


def test_every_figure_opens_into_the_lines_that_make_it_up(pair: Scene) -> None:
    pair.agency.behind(pair.work)
    for month in (JANUARY, FEBRUARY, MARCH):
        told = explain(pair.agency.system(), "acme", month)
        assert sum(line.change.billable for line in told.lines) == told.statement.usage.billable
        last = told.lines[-1].remaining_after if told.lines else told.statement.available
        assert last == told.statement.remaining


def test_a_delivery_person_cannot_log_on_work_that_is_not_theirs(scene: Scene) -> None:
    bo = scene.agency.person("Bo")
    with pytest.raises(NotFound):
        scene.agency.log_own(bo, scene.m, 30)
    assert scene.entries() == []


def test_what_was_logged_before_stays_in_reach_after_the_work_went_to_another(scene: Scene) -> None:
    bo = scene.agency.person("Bo")
    scene.agency.log(bo, scene.m, 30)
    scene.agency.log_own(bo, scene.m, 30)
    assert len(scene.entries()) == 2
