"""Who gets in, for how long, and what ends it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import bcrypt
import pytest
import sqlalchemy as sa

from charleos.actions import passwords
from charleos.actions.account import change_password, sign_out_everywhere
from charleos.actions.passwords import HASH_OF_NOTHING, hashed, matches
from charleos.actions.people import archive_person, edit_person, restore_person, set_password
from charleos.actions.sign_in import REFUSED, demo_sign_ins, fingerprint, note_seen, recognise, sign_in, sign_out
from charleos.desk import Desk
from charleos.errors import BadInput, Forbidden
from charleos.reads.people import own_account, people, person_named
from charleos.rules.access import Role
from charleos.rules.people import Profile
from charleos.store.engine import Database
from charleos.store.schema import Agency, Person, SignIn
from tests.build import Build, Someone

PASSWORD = "three blue parrots"
CHEAP = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
NOTHING = bcrypt.hashpw(b"nothing", bcrypt.gensalt(4)).decode()
TOKEN = "token-of-this-browser"
OTHER = "token-of-another-browser"


@pytest.fixture
def agency(db: Database, monkeypatch: pytest.MonkeyPatch) -> Build:
    monkeypatch.setattr(passwords, "COST", 4)
    monkeypatch.setattr(passwords, "HASH_OF_NOTHING", NOTHING)
    return Build(db)


@pytest.fixture
def ana(agency: Build) -> Someone:
    return agency.person("Ana", roles={Role.CSM}, password_hash=CHEAP)


@pytest.fixture
def morgan(agency: Build) -> Someone:
    return agency.person("Morgan", roles={Role.MANAGER}, password_hash=CHEAP)


def later(desk: Desk, by: timedelta) -> Desk:
    return replace(desk, now=desk.now + by)


def recognised(desk: Desk, token: str = TOKEN) -> str | None:
    visitor = recognise(desk, token)
    return visitor.viewer.name if visitor else None


def refused(desk: Desk, name: str = "ana", password: str = "wrong") -> str:
    with pytest.raises(Forbidden) as answer:
        sign_in(desk, name, password, "token-that-gets-nothing")
    assert recognised(desk, "token-that-gets-nothing") is None
    return answer.value.sentence


def failures(agency: Build, who: Someone) -> tuple[int, datetime | None]:
    row = agency.system().one(sa.select(Person.failed_attempts, Person.next_attempt_at).where(Person.id == who.id))
    return row.failed_attempts, row.next_attempt_at


def test_the_right_password_signs_this_browser_in_and_no_other(agency: Build, ana: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    visitor = recognise(agency.system(), TOKEN)
    assert visitor is not None
    assert visitor.viewer == ana.viewer
    assert recognised(agency.system(), OTHER) is None
    assert recognised(agency.system(), fingerprint(TOKEN)) is None  # what the database holds opens nothing


@pytest.mark.parametrize("typed", ["ana", "  Ana ", "ANA"])
def test_a_name_is_found_however_it_is_capitalised(agency: Build, ana: Someone, typed: str) -> None:
    sign_in(agency.system(), typed, PASSWORD, TOKEN)
    assert recognised(agency.system()) == ana.name


def test_two_names_that_differ_by_capitals_are_two_people(agency: Build, ana: Someone) -> None:
    agency.person("Other", key="ANA", password_hash=CHEAP)
    sign_in(agency.system(), "ANA", PASSWORD, TOKEN)
    assert recognised(agency.system()) == "Other"
    assert refused(agency.system(), "Ana", PASSWORD) == REFUSED


def test_only_fingerprints_are_stored(agency: Build, ana: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    stored = agency.system().one(sa.select(SignIn.id))
    assert stored.id == fingerprint(TOKEN)
    assert TOKEN not in stored.id


def test_a_sign_in_ends_after_twelve_hours(agency: Build, ana: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    assert recognised(later(agency.system(), timedelta(hours=11, minutes=59))) == ana.name
    assert recognised(later(agency.system(), timedelta(hours=12))) is None


def test_being_active_does_not_prolong_it(agency: Build, ana: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    then = later(agency.system(), timedelta(hours=11))
    visitor = recognise(then, TOKEN)
    assert visitor is not None
    assert not visitor.seen_lately
    note_seen(then, visitor)
    again = recognise(then, TOKEN)
    assert again is not None
    assert again.seen_lately
    assert recognised(later(agency.system(), timedelta(hours=12))) is None


def test_signing_out_ends_it_on_the_server(agency: Build, ana: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    sign_in(agency.system(), "ana", PASSWORD, OTHER)
    sign_out(agency.system(), TOKEN)
    assert recognised(agency.system(), TOKEN) is None
    assert recognised(agency.system(), OTHER) == ana.name


@pytest.mark.parametrize("name", ["nobody", "", "ana' or '1'='1", "a" * 5000, "\ud800", "a\x00na"])
def test_a_name_that_does_not_exist_gets_the_same_answer(agency: Build, ana: Someone, name: str) -> None:
    assert refused(agency.system(), name) == refused(agency.system(), "ana")


@pytest.mark.parametrize("name", ["ana", "nobody", "archived", "invited", "waiting"])
def test_every_attempt_costs_one_comparison(
    agency: Build, ana: Someone, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.person("Archived", status="archived", password_hash=CHEAP)
    agency.person("Invited")
    waiting = agency.person("Waiting", password_hash=CHEAP)
    with agency.system().writing() as session:
        session.get(Person, waiting.id).next_attempt_at = agency.now + timedelta(minutes=1)
    compared: list[bytes] = []
    real = bcrypt.checkpw

    def counting(typed: bytes, stored: bytes) -> bool:
        compared.append(stored)
        return real(typed, stored)

    monkeypatch.setattr(passwords.bcrypt, "checkpw", counting)
    assert refused(agency.system(), name, "not the password") == REFUSED
    assert len(compared) == 1
    assert (compared[0] == CHEAP.encode()) is (name == "ana")


def test_what_stands_in_for_a_missing_hash_costs_as_much_as_a_real_one() -> None:
    assert passwords.COST == 12
    assert HASH_OF_NOTHING.startswith("$2b$12$")
    assert len(HASH_OF_NOTHING) == len(CHEAP)


def test_a_password_beyond_72_bytes_is_refused_and_not_cut(agency: Build, ana: Someone) -> None:
    exact = "x" * 72
    stored = hashed(exact)
    assert matches(exact, stored)
    assert not matches(exact + "y", stored)
    assert refused(agency.system(), "ana", "y" * 100_000) == REFUSED


def test_the_sixth_try_has_to_wait_even_with_the_right_password(agency: Build, ana: Someone) -> None:
    for _ in range(5):
        refused(agency.system())
    assert refused(agency.system(), "ana", PASSWORD) == REFUSED
    assert failures(agency, ana)[0] == 5  # a refused try is not counted
    sign_in(later(agency.system(), timedelta(seconds=15)), "ana", PASSWORD, TOKEN)
    assert failures(agency, ana) == (0, None)


def test_ten_failures_lock_the_name_for_a_quarter_of_an_hour(agency: Build, ana: Someone) -> None:
    desk = agency.system()
    for _ in range(10):
        refused(desk)
        desk = later(desk, timedelta(minutes=5))
    last = later(desk, timedelta(minutes=-5))
    assert failures(agency, ana) == (10, last.now + timedelta(minutes=15))
    assert refused(later(last, timedelta(minutes=14, seconds=59)), "ana", PASSWORD) == REFUSED
    assert person_named(last, "ana").locked_until == last.now + timedelta(minutes=15)
    sign_in(later(last, timedelta(minutes=15)), "ana", PASSWORD, TOKEN)
    assert recognised(later(last, timedelta(minutes=15))) == ana.name


def test_a_failure_is_counted_before_the_password_is_looked_at(
    agency: Build, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def look(_typed: bytes, _stored: bytes) -> bool:
        seen.append(failures(agency, ana)[0])
        return False

    monkeypatch.setattr(passwords.bcrypt, "checkpw", look)
    for _ in range(3):
        refused(agency.system())
    assert seen == [1, 2, 3]


def test_twenty_guesses_at_once_are_twenty_guesses(
    agency: Build, ana: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[bytes] = []
    all_there = Barrier(20)

    def look(_typed: bytes, stored: bytes) -> bool:
        looked_at.append(stored)
        return False

    def guess(number: int) -> None:
        all_there.wait()
        with pytest.raises(Forbidden):
            sign_in(agency.system(), "ana", f"guess {number}", f"token {number}")

    monkeypatch.setattr(passwords.bcrypt, "checkpw", look)
    with ThreadPoolExecutor(20) as people_guessing:
        list(people_guessing.map(guess, range(20)))
    assert len(looked_at) == 20
    assert looked_at.count(CHEAP.encode()) == 5  # the others were told to wait, and compared with nothing
    assert failures(agency, ana)[0] == 5


def test_an_archived_person_is_out_at_once_and_an_old_browser_stays_out(
    agency: Build, ana: Someone, morgan: Someone
) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    archive_person(agency.desk(morgan), agency.key(), ana.id)
    assert recognised(agency.system()) is None
    assert refused(agency.system(), "ana", PASSWORD) == REFUSED
    restore_person(agency.desk(morgan), agency.key(), ana.id)
    assert recognised(agency.system()) is None
    sign_in(agency.system(), "ana", PASSWORD, TOKEN + "2")
    assert recognised(agency.system(), TOKEN + "2") == ana.name


def test_a_change_of_roles_is_there_at_the_next_look(agency: Build, ana: Someone, morgan: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    profile = Profile("Ana", frozenset({Role.DELIVERY}), "qa")
    edit_person(agency.desk(morgan), agency.key(), ana.id, profile, version=1)
    visitor = recognise(agency.system(), TOKEN)
    assert visitor is not None
    assert visitor.viewer.roles == {Role.DELIVERY}


def test_a_new_password_ends_the_other_browsers_and_keeps_this_one(agency: Build, ana: Someone) -> None:
    for token in (TOKEN, OTHER):
        sign_in(agency.system(), "ana", PASSWORD, token)
    new = "four green herons"
    change_password(agency.desk(ana), agency.key(), PASSWORD, new, keep=fingerprint(TOKEN))
    assert recognised(agency.system(), TOKEN) == ana.name
    assert recognised(agency.system(), OTHER) is None
    assert refused(agency.system(), "ana", PASSWORD) == REFUSED
    sign_in(agency.system(), "ana", new, OTHER + "2")
    assert [browser.id for browser in own_account(agency.desk(ana)).sign_ins] != []


def test_a_browser_that_was_signed_out_is_not_brought_back_by_keeping_it(agency: Build, ana: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    sign_out_everywhere(agency.desk(ana), agency.key())
    change_password(agency.desk(ana), agency.key(), PASSWORD, "four green herons", keep=fingerprint(TOKEN))
    assert recognised(agency.system(), TOKEN) is None


def test_another_persons_browser_is_not_kept_by_ones_own_password(agency: Build, ana: Someone, morgan: Someone) -> None:
    sign_in(agency.system(), "morgan", PASSWORD, TOKEN)
    change_password(agency.desk(ana), agency.key(), PASSWORD, "four green herons", keep=fingerprint(TOKEN))
    assert recognised(agency.system(), TOKEN) == "Morgan"


def test_guessing_the_present_password_on_the_account_page_locks_like_signing_in(agency: Build, ana: Someone) -> None:
    desk = agency.desk(ana)
    for _ in range(5):
        with pytest.raises(BadInput) as wrong:
            change_password(desk, agency.key(), "wrong guess", "four green herons", keep="")
        assert wrong.value.field == "current"
    with pytest.raises(BadInput):
        change_password(desk, agency.key(), PASSWORD, "four green herons", keep="")
    assert failures(agency, ana)[0] == 5


def test_looking_as_somebody_does_not_try_out_their_password(agency: Build, ana: Someone) -> None:
    desk = agency.desk(ana, read_only=True)
    with pytest.raises(Forbidden):
        change_password(desk, agency.key(), "wrong guess", "four green herons", keep="")
    with pytest.raises(Forbidden):
        sign_out_everywhere(desk, agency.key())
    assert failures(agency, ana) == (0, None)


@pytest.mark.parametrize("new", ["short", "password99", PASSWORD, "x" * 80])
def test_a_new_password_has_to_be_a_good_one(agency: Build, ana: Someone, new: str) -> None:
    with pytest.raises(BadInput) as refusal:
        change_password(agency.desk(ana), agency.key(), PASSWORD, new, keep="")
    assert refusal.value.field == "password"
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)


def test_signing_out_everywhere_means_everywhere(agency: Build, ana: Someone, morgan: Someone) -> None:
    for token in (TOKEN, OTHER):
        sign_in(agency.system(), "ana", PASSWORD, token)
    sign_in(agency.system(), "morgan", PASSWORD, "morgans")
    assert len(own_account(agency.desk(ana)).sign_ins) == 2
    sign_out_everywhere(agency.desk(ana), agency.key())
    assert own_account(agency.desk(ana)).sign_ins == ()
    assert recognised(agency.system(), "morgans") == "Morgan"


def test_a_manager_sets_a_password_and_lifts_the_lock(agency: Build, ana: Someone, morgan: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    for _ in range(5):
        refused(agency.system())
    set_password(agency.desk(morgan), agency.key(), ana.id, "four green herons")
    assert recognised(agency.system()) is None
    sign_in(agency.system(), "ana", "four green herons", OTHER)
    assert [row.has_password for row in people(agency.desk(morgan))] == [True, True]


def test_the_demo_lists_its_sign_ins_and_no_other_agency_does(agency: Build, ana: Someone) -> None:
    agency.person("Invited")
    assert demo_sign_ins(agency.system()) == ()
    with agency.system().writing() as session:
        session.get(Agency, 1).demo = 1
    assert [(known.key, known.roles) for known in demo_sign_ins(agency.system())] == [("ana", "CSM")]


def test_nobody_but_the_system_signs_people_in(agency: Build, ana: Someone) -> None:
    with pytest.raises(Forbidden) as answer:
        sign_in(agency.desk(ana), "ana", PASSWORD, TOKEN)
    assert answer.value.sentence != REFUSED
    with pytest.raises(Forbidden):
        recognise(agency.desk(ana), TOKEN)


def test_rows_of_long_ago_are_swept_away(agency: Build, ana: Someone) -> None:
    sign_in(agency.system(), "ana", PASSWORD, TOKEN)
    sign_in(later(agency.system(), timedelta(days=31)), "ana", PASSWORD, OTHER)
    assert [row.id for row in agency.system().all(sa.select(SignIn.id))] == [fingerprint(OTHER)]
