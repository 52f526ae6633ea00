"""Home: which retainers call for someone, who has no CSM, which months wait to be closed."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from charleos.actions.audit import record
from charleos.actions.months import close_month
from charleos.desk import Desk
from charleos.errors import Forbidden
from charleos.periods import Month
from charleos.reads.home import RetainersToday, office_today
from charleos.rules.access import Role
from charleos.rules.week import monday_of
from charleos.store.engine import Database
from charleos.store.schema import RagReport
from tests.build import Account, Build

PIECES = (("M", 270, 360), ("S", 90, 120), ("XS", 15, 30))


class Agency:
    """On 20 March; every plan without the PM's share, so that hours are what they seem."""

    def __init__(self, db: Database) -> None:
        self.build = Build(db, today=date(2026, 3, 20))
        self.morgan = self.build.person("Morgan", roles={Role.MANAGER})
        self.clara = self.build.person("Clara", roles={Role.CSM})
        self.devon = self.build.person("Devon")
        self.ten = self.build.plan("ten", hours=10, pounds=1000)
        self.forty = self.build.plan("forty", hours=40, pounds=4000)
        self.desk = self.build.desk(self.morgan)
        self.workers = count(1)

    def client(self, slug: str, *hours: float, plan: int | None = None, csm: bool = True) -> Account:
        """hours: billable in January, February and March, each on requirements between average and maximum."""
        csms = self.clara if csm else None
        client = self.build.client(slug, plan=plan or self.forty, pm_share=0, csm=csms)
        for month, billable in enumerate(hours, start=1):
            self.use(client, round(billable * 60), date(2026, month, 15))
        return client

    def use(self, client: Account, minutes: int, day: date) -> None:
        """Exactly so many billable minutes, in pieces that lie between the average and the maximum of a size."""
        while minutes > 0:
            worker = self.build.person(f"Worker {next(self.workers)}")
            size, piece = next((size, min(most, minutes)) for size, least, most in PIECES if minutes >= least)
            task = self.build.task(client, "Piece", [("development", size, worker)])
            self.build.log(worker, task.only, piece, day)
            minutes -= piece


@pytest.fixture
def agency(sqlite_db: Database) -> Agency:
    return Agency(sqlite_db)


def retainers(desk: Desk) -> RetainersToday:
    return office_today(desk).retainers


def _slugs(found: object) -> list[str]:
    return [one.client.slug for one in found]  # type: ignore[attr-defined]


def test_reached_and_near_begin_at_a_hundred_and_eighty_percent(agency: Agency) -> None:
    for slug, hours in (("calm", 7.5), ("near", 8), ("full", 10), ("beyond", 11)):
        agency.client(slug, 7, 7, hours, plan=agency.ten)
    today = retainers(agency.desk)
    assert (_slugs(today.reached), _slugs(today.near)) == (["beyond", "full"], ["near"])
    assert today.watched == 4


def test_two_quiet_months_running_start_a_conversation_with_the_plan_that_would_do(agency: Agency) -> None:
    agency.client("quiet", 9, 8)
    agency.client("quiet-once", 9, 30)
    agency.client("busy-now", 20, 20, 33)
    (busy, quiet) = sorted(retainers(agency.desk).quiet, key=lambda one: one.client.slug)
    assert (busy.client.slug, busy.smaller) == ("busy-now", None)
    assert (quiet.client.slug, quiet.smaller.name if quiet.smaller else None) == ("quiet", "Ten")
    assert [str(one.month) for one in quiet.months] == ["2026-01", "2026-02"]


def test_a_client_in_its_second_month_has_no_two_months_to_look_back_on(agency: Agency) -> None:
    agency.build.client("new", plan=agency.forty, start=date(2026, 2, 1), csm=agency.clara)
    assert retainers(agency.desk).quiet == ()


def test_excess_that_was_carried_in_is_told(agency: Agency) -> None:
    agency.client("acme", 10, 12, plan=agency.ten)
    (one,) = retainers(agency.desk).carried
    assert one.statement is not None
    assert (one.client.slug, one.statement.excess_in) == ("acme", 120)


def test_archived_and_project_only_clients_call_for_nobody(agency: Agency) -> None:
    gone = agency.build.client("gone", plan=agency.ten, csm=agency.clara, archived_on=date(2026, 3, 1))
    project = agency.build.client("project", plan=None, csm=agency.clara)
    agency.use(project, 30, date(2026, 3, 2))
    today = retainers(agency.desk)
    assert today.is_calm
    assert today.watched == 0
    assert gone.slug not in [head.slug for head in office_today(agency.desk).unassigned]


def test_an_agency_without_clients_is_calm(agency: Agency) -> None:
    assert retainers(agency.desk).is_calm
    assert (office_today(agency.desk).unassigned, office_today(agency.desk).to_close) == ((), ())


def test_a_csm_hears_of_their_own_clients_alone(agency: Agency) -> None:
    agency.client("hers", 0, 0, 11, plan=agency.ten)
    agency.client("nobodys", 0, 0, 11, plan=agency.ten, csm=False)
    assert _slugs(retainers(agency.build.desk(agency.clara)).reached) == ["hers"]
    assert [head.slug for head in office_today(agency.desk).unassigned] == ["nobodys"]


def test_only_who_may_act_is_asked_to_act(agency: Agency) -> None:
    agency.client("nobodys", 0, 0, 11, plan=agency.ten, csm=False)
    assert [head.slug for head in office_today(agency.desk).unassigned] == ["nobodys"]
    assert office_today(agency.build.desk(agency.clara)).unassigned == ()
    with pytest.raises(Forbidden):
        office_today(agency.build.desk(agency.devon))


def test_clients_without_a_report_of_this_week_are_due(agency: Agency) -> None:
    made = agency.client("acme")
    agency.client("other")
    monday = monday_of(agency.desk.today)
    with agency.desk.writing() as session:
        at = agency.desk.now
        done = {"status": "green", "state": "complete", "saved_at": at, "completed_at": at}
        session.add(RagReport(client_id=made.id, week=monday, **done))
        record(session, agency.desk, "submit_report", "week", "It is green.", client_id=made.id)
    assert [head.slug for head in office_today(agency.desk).unreported] == ["other"]


def test_months_wait_to_be_closed_in_order(agency: Agency) -> None:
    agency.client("acme")
    agency.client("other")
    close_month(agency.desk, "k", "acme", Month.parse("2026-01"))
    found = [(str(one.month), one.clients, one.ready) for one in office_today(agency.desk).to_close]
    assert found == [("2026-01", 1, 1), ("2026-02", 2, 1)]
