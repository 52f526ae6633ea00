"""The demo agency in a database: what its screens are promised to show."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median

import bcrypt
import pytest
import sqlalchemy as sa

from charleos.actions.upkeep import check
from charleos.desk import Desk, system_desk
from charleos.errors import BadInput
from charleos.imports.demo import Demand
from charleos.imports.demo_cast import SIGN_INS
from charleos.imports.demo_loading import is_taken, load_demo
from charleos.periods import Month
from charleos.reads.auto_plan import month_to_plan
from charleos.reads.diaries import diaries
from charleos.reads.health import team_health
from charleos.reads.ledger import explain
from charleos.reads.load import team_load
from charleos.reads.my_work import my_work
from charleos.reads.rag import rag_cards
from charleos.reads.statements import ClientStatements, day_rates, statements
from charleos.reads.work import WorkFilter, work
from charleos.rules.access import Viewer, parse_roles
from charleos.rules.health import HealthStatus
from charleos.rules.phases import Phase
from charleos.rules.rag import Rag, may_follow
from charleos.rules.rates import Band
from charleos.rules.tasks import DelayReason
from charleos.rules.week import monday_of
from charleos.store.engine import Database
from charleos.store.schema import (
    Agency,
    Block,
    Client,
    LedgerLine,
    Person,
    Quote,
    QuoteComment,
    QuoteEvent,
    RagReport,
    ScheduleChange,
    Subtask,
)
from charleos.store.schema.quotes import QUOTE_STATES

TODAY = date(2026, 11, 24)
RUNNING = Month.parse("2026-11")
LAST = RUNNING.previous


@pytest.fixture(scope="module")
def desk(module_db: Database) -> Desk:
    at = system_desk(module_db, TODAY, datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert not is_taken(at)
    told: list[int] = []
    assert load_demo(at, Demand(), progress=told.append).entries > 10_000
    assert told == list(range(14))
    return at


def of(desk: Desk, slug: str, *, back: int = 13) -> ClientStatements:
    return statements(desk, slug, RUNNING.plus(-back), RUNNING)


def test_its_books_are_right(desk: Desk) -> None:
    assert check(desk) == ()


def test_acme_had_the_golden_month(desk: Desk) -> None:
    ledger = explain(desk, "acme-corp", LAST)
    assert [line.remaining_after for line in ledger.lines] == [2790, 2670, 1950, 1830]
    assert ledger.statement.remaining == 1830
    assert (ledger.statement.excess_in, ledger.statement.unused_in) == (0, 0)
    assert ledger.statement.allocation is not None
    assert ledger.statement.allocation.cost == 500_000
    assert not ledger.is_closed
    assert day_rates(desk, statements(desk, "acme-corp", LAST, LAST))[0].band is Band.GOAL


def test_one_client_is_beyond_its_hours_and_carries_it_on(desk: Desk) -> None:
    last, running = of(desk, "brightwater-leisure").months[-2:]
    assert last.excess > 0
    assert running.excess_in == last.excess


def test_one_client_used_less_than_six_tenths_for_two_months(desk: Desk) -> None:
    for month in of(desk, "copper-and-pine").months[-3:-1]:
        assert 0 < 10 * month.usage.billable < 6 * month.available


def test_one_client_is_always_quick_and_another_never(desk: Desk) -> None:
    assert all(month.usage.overage == 0 < month.usage.banked for month in of(desk, "ellery-books").months[-4:-1])
    assert all(month.usage.overage > 0 for month in of(desk, "ibis-cycling").months[-4:-1])


def test_every_kind_of_rollover_has_carried_something(desk: Desk) -> None:
    for slug in ("dunmore-distillery", "ellery-books", "pebble-finance"):
        assert any(month.unused_in > 0 for month in of(desk, slug).months)
    assert of(desk, "nomad-coffee").agreement.terms_in(RUNNING) != of(desk, "nomad-coffee").agreement.terms_in(LAST - 8)


def test_months_are_closed_up_to_two_before_the_running_one(desk: Desk) -> None:
    months = of(desk, "pebble-finance")
    assert [months.is_closed(month) for month in (LAST.previous, LAST, RUNNING)] == [True, False, False]


def test_delayed_tasks_have_borrowed(desk: Desk) -> None:
    borrowed = desk.all(
        sa.select(sa.func.count(sa.distinct(LedgerLine.task_id))).where(LedgerLine.kind == "borrowing")
    )[0][0]
    assert borrowed > 20


def test_every_band_is_to_be_seen(desk: Desk) -> None:
    slugs = ("acme-corp", "ellery-books", "ibis-cycling", "juniper-health", "lumen-energy", "kestrel-analytics")
    assert {rates.band for slug in slugs for rates in day_rates(desk, of(desk, slug))} >= set(Band)


def test_months_are_well_planned_too_full_and_too_empty(desk: Desk) -> None:
    found = [client.months for client in team_health(desk, RUNNING)]
    assert {of[month].status for of in found for month in range(3)} == set(HealthStatus)
    for month in range(3):
        status = Counter(of[month].status for of in found)
        assert set(status) >= set(HealthStatus) - {HealthStatus.OVER}
        assert 7 <= status[HealthStatus.ON_TRACK] <= 12
        assert status[HealthStatus.OVER] <= 3


def test_planners_hold_what_can_nearly_all_be_planned_at_one_stroke(desk: Desk) -> None:
    for ahead, (least, most) in enumerate(((5, 15), (10, 25), (10, 25))):
        month = RUNNING.plus(ahead)
        waits = month_to_plan(desk, month)
        assert least <= len({step.number for step in waits.steps}) <= most
        placed = waits.proposal(team_load(desk, max(TODAY, month.first), month.last)).placed
        assert len(placed) >= 0.9 * len(waits.steps)


def test_what_ran_behind_did_so_for_a_reason_of_the_trade(desk: Desk) -> None:
    marks = desk.all(sa.select(Subtask.cause, Subtask.notes).where(Subtask.kind == "delayed"))
    assert {mark.cause for mark in marks} == {reason.value for reason in DelayReason}
    assert all(mark.notes for mark in marks)


@pytest.mark.parametrize("key", ["devon", "iris", "quinn"])
def test_somebody_who_delivers_has_a_list_of_work_that_can_be_read(desk: Desk, key: str) -> None:
    person = desk.one(sa.select(Person.id, Person.name, Person.roles).where(Person.key == key))
    own = replace(desk, viewer=Viewer(person.id, person.name, parse_roles(person.roles)))
    assert 4 <= len(my_work(own, TODAY)) <= 35
    undated = sa.select(Subtask.id).where(Subtask.assignee_id == person.id, Subtask.start.is_(None))
    assert len(desk.all(undated)) <= 6


def test_delivery_is_busy_in_the_weeks_to_come_and_seldom_far_beyond_its_days(desk: Desk) -> None:
    last = RUNNING.next.last
    with desk.reading() as session:
        working = diaries(session, desk.rulebook(), TODAY, last)
    shares = [100 * one.minutes // working[one.person_id].capacity(one.day) for one in team_load(desk, TODAY, last)]
    assert len(shares) > 200
    assert 60 < median(shares) < 100
    assert sum(share > 120 for share in shares) < len(shares) // 20
    assert any(share > 100 for share in shares)


def test_blocks_of_every_kind_are_done_running_and_to_come(desk: Desk) -> None:
    rows = desk.all(sa.select(Block.kind, Block.round, Block.status))
    assert {row.kind for row in rows} == {"design", "development", "internal_qa_review", "deployment"}
    assert {row.status for row in rows} >= {"scheduled", "in_progress", "completed"}
    assert any(row.round == 2 for row in rows)


def test_two_steps_run_behind(desk: Desk) -> None:
    marks = desk.all(sa.select(Subtask.estimate, Subtask.status).where(Subtask.behind_id.is_not(None)))
    assert sorted(map(tuple, marks)) == [(120, "scheduled"), (240, "scheduled")]
    assert len(desk.all(sa.select(ScheduleChange.id).where(ScheduleChange.kind == "behind"))) == 2


def test_open_tasks_stand_in_every_phase(desk: Desk) -> None:
    slugs = [row.slug for row in desk.all(sa.select(Client.slug).where(Client.status == "active"))]
    pages = (work(desk, slug, RUNNING, WorkFilter(page=page)) for slug in slugs for page in range(1, 5))
    assert {task.phase for page in pages for task in page.tasks} == set(Phase) - {Phase.COMPLETE}


def test_quotes_of_every_status_have_a_history(desk: Desk) -> None:
    assert {row.status for row in desk.all(sa.select(Quote.status))} == set(QUOTE_STATES)
    assert {row.audience for row in desk.all(sa.select(QuoteComment.audience))} == {"internal", "client"}
    (approved,) = desk.all(sa.select(sa.func.count(Quote.id)).where(Quote.task_id.is_not(None)))
    assert approved[0] == 2
    days = {row.at.date() for row in desk.all(sa.select(QuoteEvent.at))}
    assert len(days) > 8


def test_everybody_signs_in_with_the_demo_password(desk: Desk) -> None:
    hashes = dict(desk.all(sa.select(Person.key, Person.password_hash)))
    assert set(SIGN_INS) <= set(hashes)
    assert len(set(hashes.values())) == 1
    assert bcrypt.checkpw(b"retainer", hashes["morgan"].encode())
    agency = desk.one(sa.select(Agency.name, Agency.demo))
    assert (agency.name, agency.demo) == ("Halyard & Finch", 1)


def test_it_does_not_go_into_a_database_with_people_in_it(desk: Desk) -> None:
    assert is_taken(desk)
    with pytest.raises(BadInput, match="only goes into an empty one"):
        load_demo(desk, Demand())


def test_every_client_that_is_served_has_weeks_that_follow_each_other_a_step_at_a_time(desk: Desk) -> None:
    rows = desk.all(
        sa.select(RagReport.client_id, RagReport.week, RagReport.status, RagReport.note)
        .where(RagReport.state == "complete")
        .order_by(RagReport.client_id, RagReport.week)
    )
    pairs = [(one, two) for one, two in pairwise(rows) if one.client_id == two.client_id]
    assert len({row.client_id for row in rows}) == 22
    assert all(two.week - one.week == timedelta(days=7) for one, two in pairs)
    assert all(may_follow(Rag(one.status), Rag(two.status)) for one, two in pairs)
    assert {row.status for row in rows} == {"green", "amber", "red"}
    assert all(bool(row.note) == (row.status != "green") for row in rows)
    due = Counter(card.due for card in rag_cards(desk))
    assert due == {monday_of(desk.today): 20, monday_of(desk.today) - timedelta(days=14): 2}
