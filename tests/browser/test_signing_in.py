"""Signing in and out in a real browser, under the server's policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from charleos.actions.links import LinkKind, issue_link
from charleos.actions.people import archive_person
from charleos.desk import Desk
from charleos.rules.access import SYSTEM
from charleos.store.schema import Person
from charleos.ui.handover import COOKIE
from tests.browser.conftest import SignIn, wait_at_the_door, wait_signed_in
from tests.browser.servers import CHEAP, Server, serving, small_agency
from tests.build import Build
from tests.conftest import Databases

NewBrowser = Callable[..., BrowserContext]


@pytest.fixture(params=["charleos", "streamlit"])
def fresh_server(databases: Databases, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """One that nobody has asked anything yet; no demo. As it is meant to be run, and by Streamlit's own command."""
    with databases.fresh("sqlite") as db:
        agency = small_agency(db, demo=False)
        with serving(agency, tmp_path / "log", by=request.param) as running:
            yield running


def system(agency: Build) -> Desk:
    return Desk(SYSTEM, agency.today, datetime.now(UTC), agency.db)


def test_a_deep_link_to_a_fresh_server_asks_for_the_sign_in_and_then_opens(
    fresh_server: Server,
    chromium,
    sign_in: SignIn,  # type: ignore[no-untyped-def]
) -> None:
    context = chromium.new_context(base_url=fresh_server.url)
    page = context.new_page()
    page.goto("/account?kept=yes")
    wait_at_the_door(page)
    expect(page.get_by_text("Morgan")).to_have_count(0)
    sign_in(page, "morgan", "/account?kept=yes")
    expect(page.get_by_role("heading", name="Account")).to_be_visible()
    assert page.url == f"{fresh_server.url}/account?kept=yes"
    page.reload()
    wait_signed_in(page)
    expect(page.get_by_role("heading", name="Account")).to_be_visible()
    context.close()


def test_the_cookie_is_out_of_reach_of_scripts(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "iris", "/account")
    (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert 11.9 < (cookie["expires"] - datetime.now(UTC).timestamp()) / 3600 <= 12
    assert COOKIE not in page.evaluate("document.cookie")


def test_a_wrong_password_says_so_and_keeps_the_name(page: Page) -> None:
    page.goto("/account")
    page.get_by_label("Sign-in name").fill("nobody.here")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("do not go together")).to_be_visible()
    expect(page.get_by_label("Sign-in name")).to_have_value("nobody.here")


def test_signing_out_in_one_tab_ends_the_others_within_seconds(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "dana", "/account")
    other = page.context.new_page()
    other.goto("/my_work")
    wait_signed_in(other)
    page.get_by_role("button", name="Sign out", exact=True).click()
    wait_at_the_door(page)
    assert page.url.rstrip("/") == page.url[: page.url.index("/", 8)]  # the address of before is gone
    assert [one["name"] for one in page.context.cookies() if one["name"] == COOKIE] == []
    expect(other.get_by_label("Sign-in name")).to_be_visible(timeout=10_000)
    expect(other.get_by_role("heading", name="My work")).to_have_count(0)


def test_a_demo_person_comes_in_with_one_click(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Priya Nair").click()
    wait_signed_in(page)
    expect(page.get_by_text("Priya Nair", exact=True)).to_be_visible()


def test_somebody_archived_is_out_within_seconds(server: Server, page: Page, sign_in: SignIn) -> None:
    leaver = server.agency.person("Lee Leaver", key="leaver", password_hash=CHEAP)
    sign_in(page, "leaver", "/account")
    archive_person(system(server.agency), server.agency.key(), leaver.id)
    expect(page.get_by_label("Sign-in name")).to_be_visible(timeout=10_000)


def test_a_new_password_signs_the_other_browser_out_and_keeps_this_one(
    server: Server, new_browser: NewBrowser, sign_in: SignIn
) -> None:
    server.agency.person("Pat Changer", key="pat", password_hash=CHEAP)
    here, there = new_browser().new_page(), new_browser().new_page()
    sign_in(here, "pat", "/account")
    sign_in(there, "pat", "/account")
    here.get_by_role("textbox", name="Present password").fill("retainer")
    here.get_by_role("textbox", name="New password").fill("four green herons")
    here.get_by_role("textbox", name="The same again").fill("four green herons")
    here.get_by_role("button", name="Change password").click()
    expect(here.get_by_text("Your password is changed")).to_be_visible()
    expect(there.get_by_label("Sign-in name")).to_be_visible(timeout=10_000)
    wait_signed_in(here)


def test_an_invitation_is_accepted_once(server: Server, new_browser: NewBrowser) -> None:
    nina = server.agency.person("Nina Neu", key="nina")
    issue_link(system(server.agency), server.agency.key(), nina.id, LinkKind.INVITE, "an-invitation-for-nina")
    page = new_browser().new_page()
    page.goto("/?link=an-invitation-for-nina")
    expect(page.get_by_role("heading", name="Welcome, Nina Neu")).to_be_visible()
    page.get_by_role("textbox", name="New password").fill("four green herons")
    page.get_by_role("textbox", name="The same again").fill("four green herons")
    page.get_by_role("button", name="Choose and sign in").click()
    wait_signed_in(page)
    assert "link=" not in page.url
    again = new_browser().new_page()
    again.goto("/?link=an-invitation-for-nina")
    expect(again.get_by_text("used before or has expired")).to_be_visible()


def test_a_manager_looks_as_somebody_and_stops(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "morgan", "/account")
    person = page.get_by_role("combobox", name="Person")
    person.press_sequentially("Clara")
    expect(page.get_by_role("option", name="Clara Díaz")).to_be_visible()
    person.press("Enter")
    expect(person).to_have_value(re.compile("^Clara Díaz"))
    page.get_by_role("button", name="Look as them").click()
    expect(page.get_by_text("You are looking as Clara Díaz")).to_be_visible()
    page.get_by_role("link", name="Account").click()
    expect(page.get_by_role("button", name="Sign out everywhere")).to_be_disabled()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("You are looking as")).to_have_count(0)


def test_the_first_manager_comes_in_with_the_printed_token(
    databases: Databases, tmp_path: Path, new_browser: NewBrowser
) -> None:
    with databases.fresh("sqlite") as db:
        agency = Build(db)
        with serving(agency, tmp_path / "log") as running:
            token = running.log.read_text().split("first Manager", 1)[1].splitlines()[1].strip()
            page = new_browser(running.url).new_page()
            page.goto("/account")
            page.get_by_role("textbox", name="Token").fill(token)
            page.get_by_label("Your name").fill("Ana Silva")
            page.get_by_label("Sign-in name").fill("ana")
            page.get_by_role("textbox", name="New password").fill("four green herons")
            page.get_by_role("textbox", name="The same again").fill("four green herons")
            page.get_by_role("button", name="Create and sign in").click()
            wait_signed_in(page)
            expect(page.get_by_role("heading", name="Account")).to_be_visible()
            assert [row.key for row in agency.system().all(sa.select(Person.key))] == ["ana"]
            page.context.close()
