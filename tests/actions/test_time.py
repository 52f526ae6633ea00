"""Logging, voiding and correcting time, on both databases: what is stored, what is said, what is refused and where."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from charleos.actions.months import close_month
from charleos.actions.time import Entry, correct_entry, log_time, void_entry
from charleos.errors import BadInput, Forbidden, NotFound
from charleos.periods import Month
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.store.engine import Database
from charleos.store.schema import Audit, Client, LedgerLine, Person, Requirement, TimeEntry
from tests.build import TODAY, Build, Someone, Work

JANUARY = Month.parse("2026-01")


class Ground:
    """Devon works on an M of Acme; Iris on nothing; Morgan manages."""

    def __init__(self, db: Database, *, start: date = date(2026, 1, 1)) -> None:
        self.agency = Build(db)
        self.devon = self.agency.person("Devon")
        self.iris = self.agency.person("Iris", discipline="design")
        self.morgan = self.agency.person("Morgan", roles={Role.MANAGER})
        self.acme = self.agency.client("acme", plan=self.agency.plan(), start=start)
        self.checkout = self.agency.task(self.acme, "Checkout", [("development", "M", self.devon)])

    def entry(self, minutes: object = 60, **changes: object) -> Entry:
        said = {"work_date": TODAY, "minutes": minutes, "activity": Activity.TASK} | changes
        said.setdefault("requirement_id", self.checkout.only)
        return Entry(**said)  # type: ignore[arg-type]

    def log(self, minutes: object = 60, *, by: Someone | None = None, key: str | None = None, **changes: object) -> str:
        return log_time(self.agency.desk(by or self.devon), key or self.agency.key(), self.entry(minutes, **changes))

    def entries(self) -> list[TimeEntry]:
        with self.agency.system().reading() as session:
            return list(session.scalars(sa.select(TimeEntry).order_by(TimeEntry.id)))

    def actual(self, work: Work | None = None) -> int:
        row = self.agency.system().one(
            sa.select(Requirement.actual).where(Requirement.id == (work or self.checkout).only)
        )
        return int(row.actual)

    def close(self, *months: str) -> None:
        for month in months:
            close_month(self.agency.system(), self.agency.key(), "acme", Month.parse(month))


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


def test_the_receipt_says_what_the_entry_did_to_its_requirement(ground: Ground) -> None:
    ground.log(150)
    assert ground.log(120) == "2h logged on Checkout (development): 4h 30m used of 4h 30m-6h."
    assert ground.actual() == 270


def test_the_same_key_records_one_row_and_gives_the_same_receipt(ground: Ground) -> None:
    first = ground.log(60, key="double-click")
    assert ground.log(60, key="double-click") == first
    assert len(ground.entries()) == 1
    assert ground.actual() == 60


def test_the_same_key_with_other_content_is_refused(ground: Ground) -> None:
    ground.log(60, key="once")
    with pytest.raises(BadInput, match="already sent"):
        ground.log(61, key="once")
    assert ground.actual() == 60


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (0, "at least one minute"),
        (-5, "at least one minute"),
        (721, "at most 12h; split this one of 12h 01m"),
        (float("nan"), "whole number of minutes"),
        (30.5, "whole number of minutes"),
        (True, "whole number of minutes"),
        ("60", "whole number of minutes"),
    ],
)
def test_what_is_no_length_of_an_entry_is_refused_at_its_field(ground: Ground, minutes: object, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as refused:
        ground.log(minutes)
    assert refused.value.field == "minutes"
    assert ground.entries() == []


def test_the_longest_and_the_shortest_entry_are_taken(ground: Ground) -> None:
    ground.log(720)
    ground.log(1)
    assert ground.actual() == 721


def test_a_future_day_is_refused_and_today_is_not(ground: Ground) -> None:
    with pytest.raises(BadInput, match="31 January 2026 is in the future") as refused:
        ground.log(work_date=TODAY + timedelta(days=1))
    assert refused.value.field == "work_date"
    assert ground.log(work_date=TODAY).startswith("1h logged")


def test_work_before_the_clients_start_is_refused(db: Database) -> None:
    ground = Ground(db, start=date(2026, 1, 12))
    with pytest.raises(BadInput, match="Work on Acme starts on 12 January 2026") as refused:
        ground.log(work_date=date(2026, 1, 11))
    assert refused.value.field == "work_date"
    assert ground.log(work_date=date(2026, 1, 12)).startswith("1h logged")


def test_an_archived_client_takes_no_time(ground: Ground) -> None:
    with ground.agency.system().writing() as session:
        client = session.get(Client, ground.acme.id)
        client.status, client.archived_on = "archived", TODAY
    with pytest.raises(BadInput, match="Acme is archived") as refused:
        ground.log()
    assert refused.value.field == "client"
    with pytest.raises(BadInput, match="Acme is archived"):
        ground.log(by=ground.morgan, requirement_id=None, client_id=ground.acme.id)
    assert ground.entries() == []


def test_a_note_of_ten_thousand_characters_is_refused_and_one_of_two_thousand_kept(ground: Ground) -> None:
    with pytest.raises(BadInput, match="The note has 10,000 characters") as refused:
        ground.log(note="x" * 10_000)
    assert refused.value.field == "note"
    ground.log(note=f"  {'é' * 2000}  ")
    assert ground.entries()[0].note == "é" * 2000


def test_a_note_keeps_every_script_and_loses_only_what_cannot_be_stored(ground: Ground) -> None:
    ground.log(note="安全\0 – 🙂\nsecond line")
    assert ground.entries()[0].note == "安全 – 🙂\nsecond line"


def test_a_day_holds_twenty_four_hours_per_person(ground: Ground) -> None:
    ground.log(720)
    ground.log(720)
    with pytest.raises(BadInput, match="Devon has 24h on 30 January 2026; another 1m is more than a day holds"):
        ground.log(1)
    ground.log(1, by=ground.morgan)
    assert ground.actual() == 1441


def test_time_taken_out_frees_the_day_again(ground: Ground) -> None:
    ground.log(720)
    ground.log(720)
    void_entry(ground.agency.desk(ground.devon), ground.agency.key(), ground.entries()[0].id, "Typed twice")
    assert "logged on Checkout" in ground.log(720)


def test_time_of_a_closed_month_counts_in_the_earliest_open_one_and_the_receipt_says_so(db: Database) -> None:
    ground = Ground(db, start=date(2025, 11, 1))
    ground.close("2025-11", "2025-12")
    told = ground.log(60, work_date=date(2025, 11, 20))
    assert told.endswith("November 2025 is closed for this client: the time counts in January 2026.")
    line = ground.agency.system().one(sa.select(LedgerLine.month, LedgerLine.work_date))
    assert (line.month, line.work_date) == (JANUARY, date(2025, 11, 20))


def test_client_time_without_a_requirement_never_bills(ground: Ground) -> None:
    told = ground.log(by=ground.morgan, requirement_id=None, client_id=ground.acme.id, activity=Activity.CLIENT_CALL)
    assert told == "1h logged on Acme (client call); it is not billed."
    assert ground.agency.system().all(sa.select(LedgerLine.id)) == []


def test_internal_time_needs_no_client(ground: Ground) -> None:
    told = ground.log(requirement_id=None, activity=Activity.ADMIN)
    assert told == "1h logged on internal work (admin); it is not billed."


def test_a_requirement_that_is_not_ones_work_does_not_exist(ground: Ground) -> None:
    with pytest.raises(NotFound) as refused:
        ground.log(by=ground.iris)
    assert refused.value.field == "work"
    with pytest.raises(NotFound):
        ground.log(by=ground.iris, requirement_id=None, client_id=ground.acme.id)
    assert ground.entries() == []


def test_a_requirement_of_another_client_than_the_one_named_does_not_exist(ground: Ground) -> None:
    other = ground.agency.client("other", plan=None)
    with pytest.raises(NotFound):
        ground.log(by=ground.morgan, client_id=other.id)


def test_work_logged_on_before_stays_ones_own_after_it_is_reassigned(ground: Ground) -> None:
    ground.log()
    with ground.agency.system().writing() as session:
        session.get(Requirement, ground.checkout.only).assignee_id = ground.iris.id
    assert "2h used" in ground.log()
    assert "3h used" in ground.log(by=ground.iris)


def test_only_a_manager_logs_for_another_person(ground: Ground) -> None:
    with pytest.raises(Forbidden):
        ground.log(person_id=ground.iris.id)
    ground.log(by=ground.morgan, person_id=ground.devon.id)
    (entry,) = ground.entries()
    assert (entry.person_id, entry.created_by) == (ground.devon.id, ground.morgan.id)


def test_nobody_logs_for_a_person_who_left(ground: Ground) -> None:
    gone = ground.agency.person("Gone", status="archived")
    with pytest.raises(NotFound) as refused:
        ground.log(by=ground.morgan, person_id=gone.id)
    assert refused.value.field == "person"


def test_looking_as_another_person_stores_nothing(ground: Ground) -> None:
    with pytest.raises(Forbidden, match="You are looking as Devon"):
        log_time(ground.agency.desk(ground.devon, read_only=True), "k", ground.entry())
    assert ground.entries() == []


def test_a_void_keeps_the_entry_readable_and_says_what_is_left(ground: Ground) -> None:
    ground.log(120)
    ground.log(60)
    told = void_entry(ground.agency.desk(ground.devon), "v", ground.entries()[0].id, " typed twice ")
    assert told == "2h of 30 January 2026 taken out of Checkout (development): 1h used of 4h 30m-6h."
    voided = ground.entries()[0]
    assert (voided.minutes, voided.void_reason, voided.voided_by) == (120, "typed twice", ground.devon.id)
    assert ground.actual() == 60


def test_an_entry_is_taken_out_once(ground: Ground) -> None:
    ground.log(120)
    desk, entry_id = ground.agency.desk(ground.devon), ground.entries()[0].id
    first = void_entry(desk, "same", entry_id, "typed twice")
    assert void_entry(desk, "same", entry_id, "typed twice") == first
    with pytest.raises(BadInput, match="already taken out"):
        void_entry(desk, "another", entry_id, "typed twice")
    assert ground.actual() == 0


@pytest.mark.parametrize(("reason", "sentence"), [("  ", "Say why"), ("x" * 2001, "2,001 characters")])
def test_taking_out_needs_a_reason_of_sensible_length(ground: Ground, reason: str, sentence: str) -> None:
    ground.log()
    with pytest.raises(BadInput, match=sentence) as refused:
        void_entry(ground.agency.desk(ground.devon), "v", ground.entries()[0].id, reason)
    assert refused.value.field == "reason"
    assert ground.actual() == 60


def test_a_correction_is_a_void_and_a_new_entry_that_names_the_old_one(ground: Ground) -> None:
    ground.log(120)
    told = correct_entry(
        ground.agency.desk(ground.devon), "c", ground.entries()[0].id, ground.entry(90), "It was shorter"
    )
    assert told == "Corrected: 1h 30m logged on Checkout (development): 1h 30m used of 4h 30m-6h."
    old, new = ground.entries()
    assert (old.voided_at is not None, new.replaces_id, new.minutes) == (True, old.id, 90)


def test_a_correction_that_is_refused_leaves_the_entry_as_it_was(ground: Ground) -> None:
    ground.log(120)
    with pytest.raises(BadInput, match="at most 12h"):
        correct_entry(ground.agency.desk(ground.devon), "c", ground.entries()[0].id, ground.entry(721), "Longer")
    assert [entry.voided_at for entry in ground.entries()] == [None]
    assert ground.actual() == 120


def test_a_correction_may_move_time_to_another_requirement_and_day(ground: Ground) -> None:
    search = ground.agency.task(ground.acme, "Search", [("development", "S", ground.devon)])
    ground.log(120)
    moved = ground.entry(120, requirement_id=search.only, work_date=date(2026, 1, 29))
    told = correct_entry(ground.agency.desk(ground.devon), "c", ground.entries()[0].id, moved, "Wrong task")
    assert told == "Corrected: 2h logged on Search (development): 2h used of 1h 30m-2h."
    assert (ground.actual(), ground.actual(search)) == (0, 120)


def test_own_entries_are_changed_while_their_month_is_open_and_by_a_manager_after(db: Database) -> None:
    ground = Ground(db, start=date(2025, 12, 1))
    ground.log(60, work_date=date(2025, 12, 10))
    ground.log(60, requirement_id=None, client_id=ground.acme.id, work_date=date(2025, 12, 10))
    ground.close("2025-12")
    for entry in ground.entries():
        with pytest.raises(BadInput, match="December 2025 is closed; ask a Manager"):
            void_entry(ground.agency.desk(ground.devon), ground.agency.key(), entry.id, "Late")
    told = void_entry(ground.agency.desk(ground.morgan), "m", ground.entries()[0].id, "Late")
    assert told.endswith("December 2025 is closed for this client: the time counts in January 2026.")


def test_another_persons_entry_is_changed_by_a_manager_only(ground: Ground) -> None:
    ground.log(60)
    entry_id = ground.entries()[0].id
    csm = ground.agency.person("Clara", roles={Role.PM})
    for person in (ground.iris, csm):
        with pytest.raises(NotFound):
            void_entry(ground.agency.desk(person), ground.agency.key(), entry_id, "Mine now")
        with pytest.raises(NotFound):
            correct_entry(ground.agency.desk(person), ground.agency.key(), entry_id, ground.entry(30), "Mine now")
    correct_entry(ground.agency.desk(ground.morgan), "m", entry_id, ground.entry(30), "Agreed with Devon")
    assert [entry.person_id for entry in ground.entries()] == [ground.devon.id] * 2
    assert ground.actual() == 30


def test_a_manager_corrects_the_time_of_a_person_who_left(ground: Ground) -> None:
    ground.log(60)
    with ground.agency.system().writing() as session:
        session.get(Person, ground.devon.id).status = "archived"
    correct_entry(ground.agency.desk(ground.morgan), "m", ground.entries()[0].id, ground.entry(30), "Agreed")
    assert ground.actual() == 30


def test_every_change_leaves_its_line_in_the_audit_of_the_client(ground: Ground) -> None:
    ground.log(60)
    void_entry(ground.agency.desk(ground.devon), "v", ground.entries()[0].id, "typed twice")
    rows = ground.agency.system().all(
        sa.select(Audit.action, Audit.client_id, Audit.actor_id, Audit.detail)
        .where(Audit.action.in_(["log_time", "void_entry"]))
        .order_by(Audit.id)
    )
    assert [(row.action, row.client_id, row.actor_id) for row in rows] == [
        ("log_time", ground.acme.id, ground.devon.id),
        ("void_entry", ground.acme.id, ground.devon.id),
    ]
    assert rows[1].detail.endswith("Reason: typed twice")
