"""The sign-in form, one-time links, the first Manager, and the demo's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import bcrypt
import pytest
import sqlalchemy as sa

from charleos.actions.links import (
    LinkKind,
    create_first_manager,
    has_people,
    issue_first_manager_token,
    issue_link,
)
from charleos.actions.sign_in import REFUSED
from charleos.desk import Desk
from charleos.rules.access import Role
from charleos.rules.passwords import DEMO_PASSWORD
from charleos.store.schema import Agency, Person, SignIn
from charleos.ui import handover
from charleos.ui.ground import now
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone

PASSWORD = "three blue parrots"
NEW = "four green herons"


def cheap(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


@pytest.fixture
def clara(agency: Build) -> Someone:
    return agency.person("Clara", roles={Role.CSM}, password_hash=cheap(PASSWORD))


@pytest.fixture
def morgan(agency: Build) -> Someone:
    return agency.person("Morgan", roles={Role.MANAGER}, password_hash=cheap(PASSWORD))


def at_work(agency: Build, person: Someone | None, ago: timedelta = timedelta(0)) -> Desk:
    """By the real clock: a screen goes by it too. None is the system."""
    desk = agency.desk(person) if person else agency.system()
    return replace(desk, now=now() - ago)


def fill(tab: Tab, **typed: str) -> None:
    for label, text in typed.items():
        field = next(one for one in tab.at.text_input if one.label == label.replace("_", " "))
        field.set_value(text)


def press(tab: Tab, label: str) -> None:
    next(one for one in tab.at.button if one.label.startswith(label)).click()
    tab._screens.front = tab
    tab.at.run()
    assert not tab.at.exception, tab.at.exception[0].message


def sign_in_by_form(tab: Tab, name: str, password: str) -> None:
    next(one for one in tab.at.text_input if one.label == "Sign-in name").set_value(name)
    fill(tab, Password=password)
    press(tab, "Sign in")


def handed_over(tab: Tab) -> str:
    """The token in the cookie that the screen gives the browser."""
    (note,) = [e.proto.body for e in tab.at.get("html") if "charleos-handover" in e.proto.body]
    return str(note.split(f'data-cookie="{handover.COOKIE}=')[1].split(";")[0])


def errors(tab: Tab) -> str:
    return " ".join(error.value for error in tab.at.error).replace("\\", "")


def sign_ins(agency: Build) -> int:
    return len(agency.system().all(sa.select(SignIn.id)))


def test_the_right_password_hands_over_a_cookie_and_the_page_asked_for_is_next(
    agency: Build, screens: Screens, clara: Someone
) -> None:
    tab = screens.open(None, "account", month="2026-01")
    sign_in_by_form(tab, " Clara ", PASSWORD)
    assert not tab.is_signed_in  # not before the browser presents the cookie
    after = screens.open_with(handed_over(tab), "account")
    assert after.title == "Account"


def test_the_library_keeps_nothing_in_the_session(agency: Build, screens: Screens, clara: Someone) -> None:
    tab = screens.open(None)
    sign_in_by_form(tab, "clara", PASSWORD)
    for key in ("authentication_status", "username", "name", "email", "roles", "logout"):
        assert key not in tab.at.session_state


@pytest.mark.parametrize(("name", "password"), [("clara", "wrong"), ("nobody", "wrong"), ("", ""), ("clara", "x" * 90)])
def test_a_refusal_says_the_same_for_every_reason(
    agency: Build, screens: Screens, clara: Someone, name: str, password: str
) -> None:
    tab = screens.open(None)
    sign_in_by_form(tab, name, password)
    assert [error.value for error in tab.at.error] == [REFUSED]
    assert sign_ins(agency) == 0


def test_the_form_locks_a_name(agency: Build, screens: Screens, clara: Someone) -> None:
    tab = screens.open(None)
    for _ in range(5):
        sign_in_by_form(tab, "clara", "wrong")
    sign_in_by_form(tab, "clara", PASSWORD)
    assert [error.value for error in tab.at.error] == [REFUSED]
    assert sign_ins(agency) == 0


def test_the_demo_is_entered_with_one_click(agency: Build, screens: Screens) -> None:
    agency.person("Dana", roles={Role.PM}, password_hash=cheap(DEMO_PASSWORD))
    with agency.system().writing() as session:
        session.get(Agency, 1).demo = 1
    tab = screens.open(None)
    press(tab, "Dana")
    assert screens.open_with(handed_over(tab)).is_signed_in


def test_no_other_agency_lists_its_people(agency: Build, screens: Screens, clara: Someone) -> None:
    tab = screens.open(None)
    assert "Clara" not in tab.words
    assert DEMO_PASSWORD not in tab.words


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_lets_its_person_choose_a_password_once(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone, kind: LinkKind
) -> None:
    before = screens.sign_in(clara)
    issue_link(at_work(agency, morgan), "k", clara.id, kind, "s3cret")
    tab = screens.open(None, link="s3cret")
    assert "Clara" in tab.words
    fill(tab, New_password=NEW, The_same_again=NEW + "?")
    press(tab, "Choose and sign in")
    assert "differ" in errors(tab)
    fill(tab, New_password="short", The_same_again="short")
    press(tab, "Choose and sign in")
    assert "at least 10 characters" in errors(tab)
    fill(tab, New_password=NEW, The_same_again=NEW)
    press(tab, "Choose and sign in")
    assert screens.open_with(handed_over(tab)).is_signed_in
    assert screens.open_with(before).is_at_the_door
    again = screens.open(None, link="s3cret")
    assert "used before or has expired" in again.words
    assert not again.at.text_input


@pytest.mark.parametrize(("kind", "days"), [(LinkKind.INVITE, 7), (LinkKind.RESET, 1)])
def test_a_link_expires(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone, kind: LinkKind, days: int
) -> None:
    for age, works in ((timedelta(days=days, minutes=-5), True), (timedelta(days=days), False)):
        issue_link(at_work(agency, morgan, age), agency.key(), clara.id, kind, f"secret-{works}")
        tab = screens.open(None, link=f"secret-{works}")
        assert bool(tab.at.text_input) is works


def test_a_new_link_ends_the_one_before(agency: Build, screens: Screens, morgan: Someone, clara: Someone) -> None:
    desk = at_work(agency, morgan)
    for secret in ("first", "second"):
        issue_link(desk, agency.key(), clara.id, LinkKind.RESET, secret)
    assert not screens.open(None, link="first").at.text_input
    assert screens.open(None, link="second").at.text_input


@pytest.mark.parametrize("secret", ["made-up", "", "' or 1=1 --", "x" * 3000])
def test_a_made_up_link_opens_nothing(agency: Build, screens: Screens, clara: Someone, secret: str) -> None:
    tab = screens.open(None, link=secret)
    assert "Clara" not in tab.words
    assert "New password" not in tab.words


def test_somebody_who_is_signed_in_still_sees_what_a_link_is_for(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone
) -> None:
    desk = at_work(agency, morgan)
    issue_link(desk, "k", clara.id, LinkKind.INVITE, "s3cret")
    tab = screens.open(morgan, link="s3cret")
    assert "Welcome, Clara" in tab.words
    assert not tab.is_signed_in


def test_an_agency_without_people_asks_for_the_token_that_the_server_printed(agency: Build, screens: Screens) -> None:
    tab = screens.open(None, "clients")
    typed = {"Your_name": "Ana Silva", "Sign-in_name": "ana", "New_password": NEW, "The_same_again": NEW}
    fill(tab, Token="guess", **typed)
    press(tab, "Create and sign in")
    assert "not the token" in errors(tab)
    assert not has_people(agency.system())
    old = issue_first_manager_token(at_work(agency, None))
    token = issue_first_manager_token(at_work(agency, None))
    fill(tab, Token=old)
    press(tab, "Create and sign in")
    assert "not the token" in errors(tab)  # a server that starts again prints a new one
    fill(tab, Token=token)
    press(tab, "Create and sign in")
    after = screens.open_with(handed_over(tab), "account")
    assert "Ana Silva" in after.words
    row = agency.system().one(sa.select(Person.key, Person.roles, Person.discipline))
    assert tuple(row) == ("ana", "manager", "management")


def test_the_first_manager_is_created_once(agency: Build) -> None:
    token = issue_first_manager_token(agency.system())
    create_first_manager(agency.system(), token, "Ana", "ana", NEW, token="a")
    another = issue_first_manager_token(agency.system())
    for secret in (token, another):
        with pytest.raises(ValueError, match="people here already"):
            create_first_manager(agency.system(), secret, "Eve", "eve", NEW, token="b")
    assert [row.key for row in agency.system().all(sa.select(Person.key))] == ["ana"]


def test_the_first_managers_token_is_no_link_to_a_password(agency: Build, screens: Screens) -> None:
    token = issue_first_manager_token(agency.system())
    clara = agency.person("Clara")
    tab = screens.open(None, link=token)
    assert clara.name not in tab.words
    assert not tab.at.text_input


def test_a_database_that_is_not_ready_is_a_sentence_at_the_door(
    agency: Build, screens: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHARLEOS_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    for token in (None, "any"):
        tab = Tab(screens, token)
        screens.front = tab
        tab.at.run()
        assert not tab.at.exception
        assert "charleos migrate" in errors(tab)
