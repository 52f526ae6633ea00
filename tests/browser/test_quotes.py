"""A quote in a real browser, by those whose turn it is: asked for, sized, sent, approved, and the task it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Locator, Page, expect

from charleos.rules.access import Role
from charleos.store.schema import Person
from tests.browser.conftest import SignIn
from tests.browser.servers import Server
from tests.build import Account, Build, Someone

_numbers = count(1)


@pytest.fixture
def agency(server: Server) -> Build:
    return server.agency


@pytest.fixture
def cedar(agency: Build) -> Account:
    """A client of Clara's, on 60h for £5,000."""
    number = next(_numbers)
    row = agency.system().one(sa.select(Person.id, Person.name).where(Person.key == "clara"))
    clara = Someone(row.id, "clara", row.name, frozenset({Role.CSM}))
    plan = agency.plan(f"cedar-{number}", hours=60, pounds=5000)
    return agency.client(f"cedar-{number}", plan=plan, name=f"Cedar {number}", csm=clara)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def choose(page: Page, label: str, typed: str) -> None:
    field = dialog(page).get_by_label(label)
    field.fill(typed)
    field.press("Enter")


def press(page: Page, opener: str, label: str) -> None:
    """Open a dialog, and do what it offers."""
    page.get_by_role("button", name=opener, exact=True).click()
    dialog(page).get_by_role("button", name=label, exact=True).click()
    expect(dialog(page)).to_have_count(0)


def test_a_quote_goes_from_the_first_ask_to_a_task(
    page: Page, new_browser: Callable[..., BrowserContext], sign_in: SignIn, cedar: Account
) -> None:
    sign_in(page, "priya", f"/client_detail?client={cedar.slug}&section=quotes")
    page.get_by_role("button", name="Add quote", exact=True).click()
    dialog(page).get_by_label("Title").fill("Landing page")
    choose(page, "Type of work", "Design")
    choose(page, "Who sizes it", "Iris")
    dialog(page).get_by_label("Brief").fill("Two drafts")
    dialog(page).get_by_role("button", name="Ask for the quote", exact=True).click()
    expect(dialog(page)).to_have_count(0)
    asked = page.get_by_role("link", name=re.compile(r"Q-\d+ Landing page"))
    number = re.search(r"Q-(\d+)", asked.inner_text())
    assert number
    called = number[0]

    iris = new_browser().new_page()
    sign_in(iris, "iris", "/quotes")
    iris.get_by_role("link", name=f"{called} Landing page").click()
    iris.get_by_role("button", name="Estimate", exact=True).click()
    dialog(iris).get_by_role("radio", name="M", exact=True).click()
    expect(dialog(iris).get_by_text("3h-6h: standard feature")).to_be_visible()
    dialog(iris).get_by_label("What is counted in").fill("One round of changes")
    dialog(iris).get_by_role("button", name="This is my estimate", exact=True).click()
    expect(dialog(iris)).to_have_count(0)
    expect(iris.get_by_role("button", name="Estimate again", exact=True)).to_be_visible()
    expect(iris.get_by_text("£")).to_have_count(0)

    clara = new_browser().new_page()
    sign_in(clara, "clara", f"/quotes?quote={number[1]}")
    expect(clara.get_by_text("One round of changes")).to_be_visible()
    expect(clara.get_by_text("£375", exact=True)).to_be_visible()
    press(clara, "Send to client…", "Send to client")
    clara.get_by_role("button", name="Approve…", exact=True).click()
    dialog(clara).get_by_role("button", name="Approve", exact=True).click()
    expect(dialog(clara).get_by_text("Say whose word it is")).to_be_visible()
    dialog(clara).get_by_label("Whose word").fill("Sam Poole, by phone")
    dialog(clara).get_by_role("button", name="Approve", exact=True).click()
    expect(dialog(clara)).to_have_count(0)
    clara.get_by_role("link", name=re.compile(r"Task #\d+")).click()
    expect(clara.get_by_role("heading", name=cedar.name)).to_be_visible()
    expect(clara.get_by_text(f"From {called}", exact=True)).to_be_visible()
    expect(clara.get_by_role("cell", name="M: 3h-6h")).to_be_visible()


def test_what_is_typed_outlives_a_refusal_and_a_double_click_asks_once(
    page: Page, sign_in: SignIn, agency: Build, cedar: Account
) -> None:
    sign_in(page, "morgan", "/quotes")
    page.get_by_role("button", name="New quote", exact=True).click()
    dialog(page).get_by_label("Title").fill("Shop")
    dialog(page).get_by_label("Brief").fill("A small one")
    dialog(page).get_by_role("button", name="Ask for the quote", exact=True).click()
    expect(dialog(page).get_by_text("Choose the client.")).to_be_visible()
    choose(page, "Client", cedar.name)
    choose(page, "Type of work", "Development")
    expect(dialog(page).get_by_label("Title")).to_have_value("Shop")
    expect(dialog(page).get_by_label("Brief")).to_have_value("A small one")
    dialog(page).get_by_role("button", name="Ask for the quote", exact=True).dblclick()
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile(r"Q-\d+ Shop"))).to_have_count(1)
