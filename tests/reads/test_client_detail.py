"""What a client's page reads: its frame, its overview, its work, its time, and the stamp that keeps it live."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.delays import false_alarm
from charleos.actions.months import close_month
from charleos.actions.tasks import complete_requirement
from charleos.actions.time import void_entry
from charleos.errors import Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.client_detail import client_detail
from charleos.reads.entries import Counted, EntryFilter, correction, entries, entries_for_file
from charleos.reads.ledger import explain
from charleos.reads.overview import overview
from charleos.reads.stamps import client_stamp
from charleos.reads.work import PAGE, Shown, WorkFilter, task_choices, work
from charleos.rules.access import Role
from charleos.rules.billing import Case
from charleos.rules.entries import Activity
from charleos.store.engine import Database
from charleos.store.schema import TimeEntry
from charleos.units import Minutes
from tests.build import Account, Build, golden_month

JANUARY = Month.parse("2026-01")
EVERYTHING = WorkFilter(Shown.ALL)


@pytest.fixture
def agency(db: Database) -> Build:
    return Build(db)


def _entry_ids(agency: Build) -> list[int]:
    with agency.system().reading() as session:
        return list(session.execute(sa.select(TimeEntry.id).order_by(TimeEntry.id)).scalars())


# The frame


def test_the_golden_month_stands_in_the_frame(agency: Build) -> None:
    golden_month(agency)
    frame = client_detail(agency.system(), "acme-corp", JANUARY)
    one = frame.statement
    assert (one.allocation and one.allocation.net, one.usage.billable, one.remaining) == (3060, 1230, 1830)
    assert (frame.name, frame.plan, frame.is_custom, frame.csm, frame.is_running) == (
        "Acme Corp",
        "Growth",
        False,
        None,
        True,
    )
    assert explain(agency.system(), "acme-corp", JANUARY).lines[-1].remaining_after == one.remaining


def test_a_month_before_the_start_or_after_today_gives_the_nearest(agency: Build) -> None:
    agency.client("acme", plan=agency.plan(), start=date(2025, 11, 20))
    for asked, shown in (("2020-01", "2025-11"), ("2025-12", "2025-12"), ("2999-12", "2026-01")):
        frame = client_detail(agency.system(), "acme", Month.parse(asked))
        assert (str(frame.asked), str(frame.month)) == (asked, shown)
    assert [str(month) for month in frame.months] == ["2026-01", "2025-12", "2025-11"]


def test_a_client_that_starts_later_shows_its_first_month(agency: Build) -> None:
    agency.client("later", plan=agency.plan(), start=date(2026, 4, 2))
    frame = client_detail(agency.system(), "later", JANUARY)
    assert (str(frame.month), frame.statement.remaining, len(frame.months)) == ("2026-04", 3060, 1)


def test_history_holds_the_last_twelve_months_with_their_carry(agency: Build) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan(hours=10), start=date(2024, 1, 1))
    task = agency.task(acme, "Big", [("development", "L", devon)])
    agency.log_long(devon, task.only, 720, date(2025, 12, 3))
    months = client_detail(agency.system(), "acme", JANUARY).of.months
    assert (len(months), str(months[0].month), str(months[-1].month)) == (12, "2025-02", "2026-01")
    assert (months[-1].excess_in, months[-1].available) == (210, 300)


def test_closing_goes_in_order_and_only_the_last_closed_month_reopens(agency: Build) -> None:
    agency.client("acme", plan=agency.plan(), start=date(2025, 11, 1))
    close_month(agency.system(), agency.key(), "acme", Month.parse("2025-11"))
    found = {
        month: client_detail(agency.system(), "acme", Month.parse(month)) for month in ("2025-11", "2025-12", "2026-01")
    }
    assert {month: (one.is_closed, one.may_close, one.may_reopen) for month, one in found.items()} == {
        "2025-11": (True, False, True),
        "2025-12": (False, True, False),
        "2026-01": (False, False, False),
    }


def test_client_time_counts_apart_and_leaves_with_its_void(agency: Build) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan())
    agency.log(devon, None, 45, client=acme, activity=Activity.CLIENT_CALL)
    agency.log(devon, None, 30, date(2026, 1, 2), client=acme, activity=Activity.SUPPORT)
    frame = client_detail(agency.system(), "acme", JANUARY)
    assert (frame.client_time, frame.statement.usage.logged) == (75, 0)
    void_entry(agency.system(), agency.key(), _entry_ids(agency)[0], "Wrong client")
    assert client_detail(agency.system(), "acme", JANUARY).client_time == 30


def test_badges_of_the_head_follow_the_terms_of_the_month(agency: Build) -> None:
    clara = agency.person("Clara Bell", roles={Role.CSM})
    growth = agency.plan()
    acme = agency.client("acme", plan=growth, csm=clara, start=date(2025, 11, 1))
    agency.terms(acme, since="2025-12", plan=growth, hours=80)
    agency.terms(acme, since="2026-01", plan=None)
    found = [client_detail(agency.system(), "acme", Month.parse(m)) for m in ("2025-11", "2025-12", "2026-01")]
    assert [(one.plan, one.is_custom, one.statement.is_retained) for one in found] == [
        ("Growth", False, True),
        ("Growth", True, True),
        (None, False, False),
    ]
    assert {one.csm for one in found} == {"Clara Bell"}


def test_a_client_out_of_reach_is_as_absent_as_one_that_is_not_there(agency: Build) -> None:
    clara, oscar = (agency.person(name, roles={Role.CSM}) for name in ("Clara", "Oscar"))
    agency.client("acme", plan=agency.plan(), csm=clara)
    desk = agency.desk(oscar)
    told = set()
    for slug in ("acme", "nowhere"):
        for read in (
            lambda slug: client_detail(desk, slug, JANUARY),
            lambda slug: overview(desk, slug, JANUARY),
            lambda slug: work(desk, slug, JANUARY, EVERYTHING),
            lambda slug: entries(desk, slug, JANUARY, EntryFilter()),
            lambda slug: entries_for_file(desk, slug, JANUARY, EntryFilter()),
            lambda slug: client_stamp(desk, slug),
            lambda slug: explain(desk, slug, JANUARY),
        ):
            with pytest.raises(NotFound) as refused:
                read(slug)
            told.add(refused.value.sentence.replace(slug, "…"))
    assert told == {"There is no client “…”."}


def test_delivery_reads_none_of_it(agency: Build) -> None:
    devon = agency.person("Devon")
    agency.client("acme", plan=agency.plan())
    with pytest.raises(Forbidden):
        client_detail(agency.desk(devon), "acme", JANUARY)


# The stamp


def test_the_stamp_moves_with_the_client_and_not_with_others(agency: Build) -> None:
    devon = agency.person("Devon")
    acme, bolt = (agency.client(slug, plan=agency.plan(slug)) for slug in ("acme", "bolt"))
    seen = [client_stamp(agency.system(), "acme")]
    for client in (acme, bolt, acme):
        agency.log(devon, None, 15, client=client)
        seen.append(client_stamp(agency.system(), "acme"))
    assert (seen[0] < seen[1], seen[1] == seen[2], seen[2] < seen[3]) == (True, True, True)
    assert client_detail(agency.system(), "acme", JANUARY).stamp == seen[-1]


def test_the_stamp_keeps_moving_over_many_actions(agency: Build) -> None:
    devon, acme = agency.person("Devon"), agency.client("acme", plan=agency.plan())
    seen = []
    for _ in range(30):
        agency.log(devon, None, 1, client=acme)
        seen.append(client_stamp(agency.system(), "acme"))
    assert seen == sorted(set(seen))


# The overview


def test_the_overview_adds_up_day_by_day_to_the_month(agency: Build) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan())
    done, running = (agency.task(acme, title, [("design", "M", devon)]) for title in ("Done", "Running"))
    agency.log(devon, done.only, 200, date(2026, 1, 5))
    agency.log(devon, running.only, 60, date(2026, 1, 12))
    agency.log(devon, done.only, 10, date(2026, 1, 12))
    complete_requirement(agency.system(), agency.key(), done.only)
    seen = overview(agency.system(), "acme", JANUARY)
    assert [(point.day.day, point.billable) for point in seen.days] == [(5, 270), (12, 540), (30, 540)]
    assert (seen.banked, seen.provisional, seen.realised, seen.overage, seen.net) == (270, 210, 60, 0, 270)
    assert (seen.completed, seen.quoted, seen.worked) == (1, 270, 210)
    assert seen.days[-1].billable == client_detail(agency.system(), "acme", JANUARY).statement.usage.billable


def test_a_month_can_bank_less_than_nothing(agency: Build) -> None:
    devon, acme = agency.person("Devon"), agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    task = agency.task(acme, "Homepage", [("design", "M", devon)])
    agency.log(devon, task.only, 100, date(2025, 12, 10))
    agency.log(devon, task.only, 150, date(2026, 1, 10))
    seen = overview(agency.system(), "acme", JANUARY)
    assert (seen.banked, seen.provisional, seen.days[-1].billable) == (-150, -150, 0)


def test_work_of_a_closed_month_counts_from_the_first_day_on(agency: Build) -> None:
    devon, acme = agency.person("Devon"), agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    task = agency.task(acme, "Homepage", [("design", "M", devon)])
    close_month(agency.system(), agency.key(), "acme", Month.parse("2025-12"))
    agency.log(devon, task.only, 100, date(2025, 12, 10))
    points = overview(agency.system(), "acme", JANUARY).days
    assert [(point.day, point.billable) for point in points] == [(date(2026, 1, 1), 270), (date(2026, 1, 30), 270)]


def test_a_month_without_work_is_a_flat_line_and_one_to_come_has_none(agency: Build) -> None:
    agency.client("acme", plan=agency.plan())
    assert [point.billable for point in overview(agency.system(), "acme", JANUARY).days] == [0]
    assert overview(agency.system(), "acme", Month.parse("2026-03")).days == ()


# The work


def test_work_shows_each_requirement_billed_and_the_task_with_what_it_borrowed(agency: Build) -> None:
    devon, acme = agency.person("Devon"), agency.client("acme", plan=agency.plan())
    task = agency.task(acme, "Shop", [("design", "M", devon), ("development", "S", devon), ("seo", None)], delayed=True)
    agency.log(devon, task.requirements["design"], 300)
    agency.log(devon, task.requirements["development"], 180)
    (shown,) = work(agency.system(), "acme", JANUARY, WorkFilter()).tasks
    bills = [(one.bill.case, one.bill.billable, one.bill.overage) for one in shown.requirements]
    assert bills == [(Case.NORMAL, 300, 0), (Case.OVERRUN, 120, 60), (Case.UNSTARTED, 0, 0)]
    assert (shown.total.billable, shown.total.borrowed, shown.total.overage) == (480, 60, 0)
    assert (shown.delay, shown.marks[0].cause) == (60, "Scope underestimated")
    false_alarm(agency.system(), agency.key(), task.id)
    (after,) = work(agency.system(), "acme", JANUARY, WorkFilter()).tasks
    assert (after.marks, after.total.borrowed, after.total.overage) == ((), 0, 60)


def test_work_is_chosen_by_what_is_open_what_moved_the_month_or_all(agency: Build) -> None:
    devon, acme = agency.person("Devon"), agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    done = agency.task(acme, "Done", [("design", "M", devon)], completed_on=date(2026, 1, 2))
    agency.task(acme, "Open", [("design", "M", devon)])
    agency.task(acme, "Empty", [])
    agency.log(devon, done.only, 60)

    def titles(shown: Shown, month: Month) -> list[str]:
        return [one.title for one in work(agency.system(), "acme", month, WorkFilter(shown)).tasks]

    assert titles(Shown.OPEN, JANUARY) == ["Empty", "Open"]
    assert titles(Shown.MONTH, JANUARY) == ["Done"]
    assert titles(Shown.MONTH, Month.parse("2025-12")) == []
    assert titles(Shown.ALL, JANUARY) == ["Empty", "Open", "Done"]


def test_work_is_paged_by_task_and_a_page_beyond_the_last_is_the_last(agency: Build) -> None:
    acme = agency.client("acme", plan=agency.plan())
    for number in range(PAGE + 2):
        agency.task(acme, f"Task {number}", [("design", "S"), ("seo", "XS")])
    for asked, shown, on_it in ((1, 1, PAGE), (2, 2, 2), (99, 2, 2), (-5, 1, PAGE)):
        seen = work(agency.system(), "acme", JANUARY, WorkFilter(page=asked))
        assert (seen.page, len(seen.tasks), seen.count, seen.pages) == (shown, on_it, PAGE + 2, 2)
        assert all(len(task.requirements) == 2 for task in seen.tasks)


def test_a_new_task_chooses_from_who_works_here_and_todays_sizes(agency: Build) -> None:
    priya = agency.person("Priya", roles={Role.PM})
    agency.person("Gone", status="archived")
    choices = task_choices(agency.desk(priya))
    assert [person.name for person in choices.people] == ["Priya"]
    assert [size.code for size in choices.sizes] == ["XS", "S", "M", "L", "XL", "XXL"]


# The time


def _some_time(agency: Build) -> Account:
    devon, iris = agency.person("Devon"), agency.person("Iris", discipline="design")
    acme = agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    task = agency.task(acme, "Shop 100%", [("development", "L", devon), ("design", "M", iris)])
    agency.log(devon, task.requirements["development"], 60, date(2025, 12, 30), note="set_up")
    agency.log(devon, task.requirements["development"], 120, date(2026, 1, 5), note="Cart")
    agency.log(iris, task.requirements["design"], 90, date(2026, 1, 6), note="Sketches")
    agency.log(iris, None, 30, date(2026, 1, 7), client=acme, activity=Activity.CLIENT_CALL, note="Kick-off")
    agency.log(devon, task.requirements["development"], 15, date(2026, 1, 8), note="Mistake")
    void_entry(agency.system(), agency.key(), _entry_ids(agency)[-1], "Twice")
    return acme


def test_time_of_the_month_is_listed_with_client_time_apart(agency: Build) -> None:
    _some_time(agency)
    seen = entries(agency.system(), "acme", JANUARY, EntryFilter())
    assert [line.note for line in seen.lines] == ["Mistake", "Kick-off", "Sketches", "Cart"]
    assert (seen.count, seen.on_requirements, seen.client_time) == (4, 210, 30)
    assert [name for _, name in seen.people] == ["Devon", "Iris"]
    assert seen.types == ("design", "development")
    assert (seen.lines[0].void_reason, seen.lines[0].voided_at is not None) == ("Twice", True)


@pytest.mark.parametrize(
    ("chosen", "notes"),
    [
        (EntryFilter(type="design"), ["Sketches"]),
        (EntryFilter(activity=Activity.CLIENT_CALL), ["Kick-off"]),
        (EntryFilter(counted=Counted.CLIENT_TIME), ["Kick-off"]),
        (EntryFilter(counted=Counted.REQUIREMENTS, voided=False), ["Sketches", "Cart"]),
        (EntryFilter(first=date(2025, 12, 1), last=date(2026, 1, 5)), ["Cart", "set_up"]),
        (EntryFilter(text="cart"), ["Cart"]),
        (EntryFilter(text="100%", voided=False), ["Sketches", "Cart"]),
        (EntryFilter(first=date(2025, 12, 1), text="t_u"), ["set_up"]),
        (EntryFilter(text="_"), []),
        (EntryFilter(first=date(2026, 1, 9), last=date(2026, 1, 1)), []),
    ],
)
def test_time_is_filtered(agency: Build, chosen: EntryFilter, notes: list[str]) -> None:
    _some_time(agency)
    seen = entries(agency.system(), "acme", JANUARY, chosen)
    assert [line.note for line in seen.lines] == notes
    assert [line.note for line in entries_for_file(agency.system(), "acme", JANUARY, chosen)] == notes


def test_time_of_one_person(agency: Build) -> None:
    _some_time(agency)
    people = {name: i for i, name in entries(agency.system(), "acme", JANUARY, EntryFilter()).people}
    seen = entries(agency.system(), "acme", JANUARY, EntryFilter(person_id=people["Iris"]))
    assert (seen.count, seen.on_requirements, seen.client_time) == (2, 90, 30)


def test_an_entry_to_correct_comes_with_what_it_may_be_moved_to(agency: Build) -> None:
    acme = _some_time(agency)
    done = agency.task(acme, "Done", [("seo", "S")], completed_on=date(2026, 1, 2))
    agency.task(agency.client("bolt"), "Elsewhere", [("seo", "S")])
    entry_id = _entry_ids(agency)[1]
    seen = correction(agency.system(), entry_id)
    assert (seen.entry.note, seen.entry.minutes, seen.client_id) == ("Cart", Minutes(120), acme.id)
    assert {(one.task_title, one.type) for one in seen.choices} == {
        ("Shop 100%", "development"),
        ("Shop 100%", "design"),
    }
    assert done.only not in {one.id for one in seen.choices}
    with pytest.raises(NotFound):
        correction(agency.system(), 999)


def test_only_who_may_correct_any_time_opens_a_correction(agency: Build) -> None:
    _some_time(agency)
    priya = agency.person("Priya", roles={Role.PM})
    with pytest.raises(Forbidden):
        correction(agency.desk(priya), _entry_ids(agency)[0])
