"""What a person sees of their own work, and of nobody else's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from charleos.actions.time import void_entry
from charleos.desk import Desk
from charleos.errors import Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.my_day import last_worked_day, my_day, my_entry, my_week
from charleos.reads.my_work import ahead, clients_to_log_for, find_work, my_work, people_to_log_for
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.store.engine import Database
from charleos.store.schema import Client, Requirement, TimeEntry
from tests.build import TODAY, Build

YESTERDAY = TODAY - timedelta(days=1)


class Ground:
    """Two clients, three people; Devon is assigned Checkout and once logged on Search, which is Iris's."""

    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.devon = agency.person("Devon")
        self.iris = agency.person("Iris", discipline="design")
        self.morgan = agency.person("Morgan", roles={Role.MANAGER}, discipline="management")
        self.clara = agency.person("Clara", roles={Role.CSM}, discipline="csm")
        plan = agency.plan()
        self.acme = agency.client("acme", plan=plan, csm=self.clara)
        self.globex = agency.client("globex", plan=plan, name="Globex 50%_off")
        self.checkout = agency.task(self.acme, "Checkout", [("development", "M", self.devon)])
        self.search = agency.task(self.globex, "Search", [("design", "S", self.iris)])
        agency.log(self.devon, self.search.only, 30, date(2026, 1, 20))
        agency.log(self.devon, self.checkout.only, 60)

    def desk(self, person: str = "devon") -> Desk:
        return self.agency.desk(getattr(self, person))

    def set_requirement(self, requirement_id: int, **changes: object) -> None:
        with self.agency.system().writing() as session:
            requirement = session.get(Requirement, requirement_id)
            for name, value in changes.items():
                setattr(requirement, name, value)

    def archive(self, client_id: int) -> None:
        with self.agency.system().writing() as session:
            client = session.get(Client, client_id)
            client.status, client.archived_on = "archived", TODAY


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


def test_my_work_is_what_i_am_assigned_or_logged_on_with_the_latest_first(ground: Ground) -> None:
    first, second = my_work(ground.desk(), TODAY)
    assert (first.work.client, first.work.task, first.work.type, first.work.size) == (
        "Acme",
        "Checkout",
        "development",
        "M",
    )
    assert (first.work.actual, first.on_day, first.is_assigned, first.last_worked) == (60, 60, True, TODAY)
    assert (first.work.estimate.average, first.work.estimate.maximum, first.routed) == (270, 360, None)
    assert (second.work.task, second.on_day, second.is_assigned) == ("Search", 0, False)
    assert [one.work.task for one in my_work(ground.desk("iris"), TODAY)] == ["Search"]
    assert my_work(ground.desk("morgan"), TODAY) == ()


def test_complete_not_required_and_archived_work_is_not_offered(ground: Ground) -> None:
    ground.set_requirement(ground.checkout.only, completed_on=TODAY)
    assert [one.work.task for one in my_work(ground.desk(), TODAY)] == ["Search"]
    ground.archive(ground.globex.id)
    assert my_work(ground.desk(), TODAY) == ()
    ground.agency.task(ground.acme, "Nothing", [("qa", None, ground.devon)])
    assert my_work(ground.desk(), TODAY) == ()


def test_time_taken_out_no_longer_counts_on_the_day(ground: Ground) -> None:
    (entry,) = my_day(ground.desk(), TODAY)
    void_entry(ground.desk(), "v", entry.id, "typed twice")
    checkout = next(one for one in my_work(ground.desk(), TODAY) if one.work.task == "Checkout")
    assert (checkout.on_day, checkout.last_worked, checkout.work.actual) == (0, None, 0)


def test_a_closed_month_is_named_before_saving(ground: Ground) -> None:
    with ground.agency.system().writing() as session:
        session.get(Client, ground.acme.id).open_from = Month.parse("2026-02")
    sentence = "January 2026 is closed for this client: the time counts in February 2026."
    assert next(one.routed for one in my_work(ground.desk(), TODAY) if one.work.client == "Acme") == sentence
    assert ahead(ground.desk(), ground.checkout.only, TODAY).routed == sentence
    assert ahead(ground.desk(), ground.search.only, TODAY).routed is None


def test_the_same_work_on_the_same_day_is_hinted_at(ground: Ground) -> None:
    said = ahead(ground.desk(), ground.checkout.only, TODAY)
    assert said.already == "You already have 1h on Checkout (development) today."
    assert (said.work.client, said.work.actual) == ("Acme", 60)
    earlier = ahead(ground.desk(), ground.search.only, date(2026, 1, 20))
    assert earlier.already == "You already have 30m on Search (design) on 20 January 2026."
    assert ahead(ground.desk(), ground.checkout.only, YESTERDAY).already is None


def test_the_hint_for_somebody_else_names_them_and_is_for_managers(ground: Ground) -> None:
    said = ahead(ground.desk("morgan"), ground.checkout.only, TODAY, ground.devon.id)
    assert said.already == "Devon already has 1h on Checkout (development) today."
    with pytest.raises(Forbidden):
        ahead(ground.desk(), ground.checkout.only, TODAY, ground.morgan.id)
    with pytest.raises(NotFound):
        ahead(ground.desk("iris"), ground.checkout.only, TODAY)


def test_the_week_adds_up_my_days_against_my_capacity(ground: Ground) -> None:
    ground.agency.log(ground.devon, ground.checkout.only, 30, YESTERDAY)
    ground.agency.log(ground.iris, ground.search.only, 45)
    week = my_week(ground.desk(), TODAY)
    assert [one.logged for one in week.days] == [0, 0, 0, 30, 60, 0, 0]
    assert (week.monday, week.sunday) == (date(2026, 1, 26), date(2026, 2, 1))
    assert (week.logged, week.capacity) == (90, 5 * 390)
    assert my_week(ground.desk("morgan"), TODAY).capacity == 5 * 270
    assert my_week(ground.desk("morgan"), date(2026, 4, 3)).capacity == 4 * 270


def test_a_persons_own_capacity_wins_over_the_disciplines(ground: Ground) -> None:
    half = ground.agency.person("Half", capacity=200)
    assert my_week(ground.agency.desk(half), TODAY).of(TODAY).capacity == 200


def test_the_system_has_no_week(ground: Ground) -> None:
    with pytest.raises(NotFound):
        my_week(ground.agency.system(), TODAY)


def test_the_day_lists_my_entries_and_keeps_what_was_taken_out(ground: Ground) -> None:
    ground.agency.log(ground.devon, None, 15, activity=Activity.ADMIN, note="Post")
    first, second = my_day(ground.desk(), TODAY)
    assert (first.client, first.task, first.type, first.minutes) == ("Acme", "Checkout", "development", 60)
    assert (second.client, second.task, second.activity, second.note) == (None, None, Activity.ADMIN, "Post")
    void_entry(ground.desk(), "v", first.id, "typed twice")
    gone = my_day(ground.desk(), TODAY)[0]
    assert (gone.taken_out, gone.can_change) == ("typed twice", False)
    assert my_day(ground.desk("iris"), TODAY) == ()


def test_an_entry_can_be_changed_while_its_month_is_open_or_by_who_may_always(ground: Ground) -> None:
    ground.agency.log(ground.morgan, ground.checkout.only, 15)
    assert [one.can_change for one in my_day(ground.desk(), TODAY)] == [True]
    with ground.agency.system().writing() as session:
        session.get(Client, ground.acme.id).open_from = Month.parse("2026-02")
    assert [one.can_change for one in my_day(ground.desk(), TODAY)] == [False]
    assert [one.can_change for one in my_day(ground.desk("morgan"), TODAY)] == [True]


def test_one_entry_of_somebody_else_does_not_exist(ground: Ground) -> None:
    (entry,) = my_day(ground.desk(), TODAY)
    assert my_entry(ground.desk(), entry.id) == entry
    with pytest.raises(NotFound):
        my_entry(ground.desk("morgan"), entry.id)


def test_the_last_worked_day_is_found_over_a_weekend_and_says_what_is_not_repeated(ground: Ground) -> None:
    monday = date(2026, 2, 2)
    found = last_worked_day(ground.desk(), monday)
    assert found is not None
    assert (found.day, [one.minutes for one in found.offered]) == (TODAY, [60])
    ground.agency.at(monday).log(ground.devon, ground.checkout.only, 60, monday)
    again = last_worked_day(ground.desk(), monday)
    assert again is not None
    assert ([one.instead for one in again.entries], again.offered) == (["already there"], ())
    assert last_worked_day(ground.desk("morgan"), monday) is None


def test_complete_work_and_archived_clients_are_not_repeated(ground: Ground) -> None:
    monday = date(2026, 2, 2)
    ground.set_requirement(ground.checkout.only, completed_on=TODAY)
    found = last_worked_day(ground.desk(), monday)
    assert found is not None
    assert [one.instead for one in found.entries] == ["complete"]
    ground.archive(ground.acme.id)
    found = last_worked_day(ground.desk(), monday)
    assert found is not None
    assert [one.instead for one in found.entries] == ["client archived"]


def test_work_is_found_by_client_title_type_and_number_within_ones_own(ground: Ground) -> None:
    def titles(person: str, text: str) -> list[str]:
        return [one.task for one in find_work(ground.desk(person), text)]

    assert titles("devon", "acme check") == ["Checkout"]
    assert titles("devon", f"#{ground.search.number}") == ["Search"]
    assert titles("devon", "DESIGN") == ["Search"]
    assert titles("devon", "") == titles("devon", "zebra") == []
    assert titles("iris", "checkout") == []
    assert titles("clara", "checkout") == ["Checkout"]
    assert titles("clara", "search") == []
    assert titles("morgan", "se") == ["Search"]


def test_signs_that_mean_something_to_a_database_are_searched_as_typed(ground: Ground) -> None:
    assert [one.client for one in find_work(ground.desk("morgan"), "50%_off")] == ["Globex 50%_off"]
    assert find_work(ground.desk("morgan"), "5_%off") == ()
    assert find_work(ground.desk("morgan"), "#99999999999999999999") == ()


def test_open_work_is_found_before_complete_work(ground: Ground) -> None:
    ground.agency.task(ground.acme, "Checkout again", [("development", "M")], completed_on=TODAY)
    found = find_work(ground.desk("morgan"), "checkout")
    assert [(one.task, one.completed_on) for one in found] == [("Checkout", None), ("Checkout again", TODAY)]


def test_clients_to_choose_from_are_those_in_reach_or_of_ones_own_work(ground: Ground) -> None:
    def names(person: str) -> list[str]:
        return [one.name for one in clients_to_log_for(ground.desk(person))]

    assert names("devon") == ["Acme", "Globex 50%_off"]
    assert names("iris") == ["Globex 50%_off"]
    assert names("clara") == ["Acme"]
    ground.archive(ground.acme.id)
    assert names("morgan") == ["Globex 50%_off"]


def test_people_to_log_for_are_asked_for_by_managers_only(ground: Ground) -> None:
    ground.agency.person("Gone", status="archived")
    assert [one.name for one in people_to_log_for(ground.desk("morgan"))] == ["Clara", "Devon", "Iris", "Morgan"]
    with pytest.raises(Forbidden):
        people_to_log_for(ground.desk())


def test_my_entries_stay_mine_when_the_client_is_no_longer_in_my_work(ground: Ground) -> None:
    ground.agency.log(ground.clara, None, 15, client=ground.acme, activity=Activity.CLIENT_CALL)
    with ground.agency.system().writing() as session:
        session.get(Client, ground.acme.id).csm_id = None
    (entry,) = my_day(ground.desk("clara"), TODAY)
    assert (entry.client, entry.client_id, entry.minutes) == (None, ground.acme.id, 15)
    assert len(ground.agency.system().all(sa.select(TimeEntry.id))) == 3
