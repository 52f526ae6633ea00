"""Every page, by every role and by nobody; and what happens to an open tab when its person's rights change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import bcrypt
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from charleos.actions.account import sign_out_everywhere
from charleos.actions.people import archive_person, edit_person, set_password
from charleos.actions.sign_in import fingerprint, sign_out
from charleos.errors import Forbidden
from charleos.rules.access import Role
from charleos.rules.people import Profile
from charleos.store.schema import Person, SignIn
from charleos.ui import session
from charleos.ui.nav import PAGES as SPECS
from tests.app.screens import PAGES, ROOT, Screens, Tab
from tests.build import Build, Someone, golden_month

PASSWORD = "three blue parrots"
CHEAP = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
ROLES = [
    frozenset({Role.DELIVERY}),
    frozenset({Role.PM}),
    frozenset({Role.CSM}),
    frozenset({Role.MANAGER}),
    frozenset({Role.PM, Role.CSM}),
]


@pytest.fixture
def morgan(agency: Build) -> Someone:
    return agency.person("Morgan", roles={Role.MANAGER}, discipline="management", password_hash=CHEAP)


@pytest.fixture
def clara(agency: Build) -> Someone:
    return agency.person("Clara", roles={Role.CSM}, discipline="csm", password_hash=CHEAP)


def is_refused(tab: Tab) -> bool:
    return any("is not among the pages you may open" in warning.value for warning in tab.at.warning)


def test_every_file_in_pages_is_declared() -> None:
    assert set(PAGES) <= set(SPECS)


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(sorted(roles)))
@pytest.mark.parametrize("stem", PAGES)
def test_a_page_opens_for_those_who_may_and_says_so_to_the_others(
    agency: Build, screens: Screens, stem: str, roles: frozenset[Role]
) -> None:
    golden_month(agency)
    ana = agency.person("Ana", roles=roles)
    tab = screens.open(ana, stem, client="acme-corp")
    assert tab.is_signed_in
    assert is_refused(tab) is not ana.viewer.can(SPECS[stem].needs)
    if is_refused(tab):
        assert tab.title is None
        assert "Acme" not in tab.words


@pytest.mark.parametrize("stem", PAGES)
def test_a_page_by_nobody_is_the_sign_in(agency: Build, screens: Screens, morgan: Someone, stem: str) -> None:
    golden_month(agency)
    tab = screens.open(None, stem, client="acme-corp")
    assert tab.is_at_the_door
    assert "Acme" not in tab.words
    assert "Morgan" not in tab.words


@pytest.mark.parametrize("stem", PAGES)
def test_a_page_that_runs_without_app_py_shows_nobody_anything(
    agency: Build, screens: Screens, morgan: Someone, stem: str
) -> None:
    golden_month(agency)
    screens.open(None)
    at = AppTest.from_file(str(ROOT / f"pages/{stem}.py"), default_timeout=30).run()
    assert not at.exception
    assert [field.label for field in at.text_input] == ["Sign-in name", "Password"]
    assert not at.title
    assert not at.dataframe


@pytest.mark.parametrize(
    "token", ["", "made-up", "x" * 5000, "' or 1=1 --"], ids=["empty", "made up", "endless", "clever"]
)
def test_a_cookie_that_we_did_not_give_is_nobodys(agency: Build, screens: Screens, morgan: Someone, token: str) -> None:
    assert screens.open_with(token, "account").is_at_the_door


def test_the_stored_fingerprint_is_no_cookie(agency: Build, screens: Screens, morgan: Someone) -> None:
    token = screens.sign_in(morgan)
    assert screens.open_with(token).is_signed_in
    assert screens.open_with(fingerprint(token)).is_at_the_door


def test_a_session_of_streamlit_is_nothing_without_the_cookie(agency: Build, screens: Screens, morgan: Someone) -> None:
    tab = screens.open(morgan, "account")
    assert tab.is_signed_in
    tab.token = None  # somebody else brings the session back, over a connection of their own
    tab.run()
    assert tab.is_at_the_door
    assert "Morgan" not in tab.words


def test_a_session_of_streamlit_becomes_the_one_whose_cookie_it_is(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone
) -> None:
    tab = screens.open(morgan, "settings")
    tab.token = screens.sign_in(clara)
    tab.run()
    assert is_refused(tab)
    assert "Morgan" not in tab.words


def test_what_is_remembered_in_the_session_signs_nobody_in(agency: Build, screens: Screens, morgan: Someone) -> None:
    tab = screens.open(None)
    for key, value in {
        "authentication_status": True,
        "username": "morgan",
        "name": "Morgan",
        "roles": ["manager"],
        "person_id": morgan.id,
        "looking_as": morgan.id,
    }.items():
        tab.at.session_state[key] = value
    tab.run()
    assert tab.is_at_the_door


def test_signing_out_ends_the_other_tabs_too(agency: Build, screens: Screens, morgan: Someone) -> None:
    token = screens.sign_in(morgan)
    one, other = screens.open_with(token), screens.open_with(token, "account")
    one.at.sidebar.button(key="sign_out").click()
    one.run_leaving()
    assert other.is_signed_in
    other.run()
    assert other.is_at_the_door


def test_another_browser_of_the_same_person_stays(agency: Build, screens: Screens, morgan: Someone) -> None:
    here, there = screens.open(morgan), screens.open(morgan)
    sign_out(agency.system(), here.token or "")
    assert here.run()
    assert here.is_at_the_door
    there.run()
    assert there.is_signed_in


def test_a_role_taken_away_bites_at_the_next_click(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone
) -> None:
    tab = screens.open(clara, "clients")
    assert not is_refused(tab)
    profile = Profile("Clara", frozenset({Role.DELIVERY}), "csm")
    edit_person(agency.desk(morgan), agency.key(), clara.id, profile, version=1)
    tab.run()
    assert is_refused(tab)


@pytest.mark.parametrize("what", ["archived", "new password", "signed out everywhere", "expired"])
def test_a_sign_in_that_ended_bites_at_the_next_click(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone, what: str
) -> None:
    tab = screens.open(clara, "account")
    if what == "archived":
        archive_person(agency.desk(morgan), agency.key(), clara.id)
    elif what == "new password":
        set_password(agency.desk(morgan), agency.key(), clara.id, "four green herons")
    elif what == "signed out everywhere":
        sign_out_everywhere(agency.desk(clara), agency.key())
    else:
        with agency.system().writing() as session:
            row = session.scalars(sa.select(SignIn).where(SignIn.person_id == clara.id)).one()
            row.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    tab.run()
    assert tab.is_at_the_door
    assert "Clara" not in tab.words


def test_a_button_in_a_dialog_does_nothing_for_one_who_is_signed_out(
    agency: Build, screens: Screens, clara: Someone
) -> None:
    tab = screens.open(clara, "account")
    tab.at.button(key="sign_out_everywhere").click()
    tab.run()
    confirm = next(button for button in tab.at.button if button.label == "Sign out everywhere" and ":do" in button.key)
    version = agency.system().one(sa.select(Person.token_version).where(Person.id == clara.id)).token_version
    sign_out(agency.system(), tab.token or "")
    confirm.click()
    tab.run()
    assert tab.is_at_the_door
    now = agency.system().one(sa.select(Person.token_version).where(Person.id == clara.id)).token_version
    assert now == version


def test_a_file_is_not_made_after_the_sign_in_ended(
    agency: Build, screens: Screens, clara: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = screens.sign_in(clara)
    monkeypatch.setattr(session, "presented_token", lambda: token)
    made = session.at_click(lambda: "a,b")
    assert made() == "a,b"
    sign_out(agency.system(), token)
    with pytest.raises(Forbidden, match="sign in"):
        made()


def test_a_run_asks_once_who_is_looking_and_the_next_run_asks_again(
    agency: Build, screens: Screens, clara: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = session.recognise
    monkeypatch.setattr(session, "recognise", lambda desk, token: asked.append(token) or real(desk, token))
    tab = screens.open(clara)
    for runs in (1, 2, 3):
        assert asked == [tab.token] * runs
        tab.run()
