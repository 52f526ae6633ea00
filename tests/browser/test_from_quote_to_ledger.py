"""A piece of work through the whole agency, in a browser: asked for, estimated, agreed, planned, done and billed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from charleos.rules.access import Role
from tests.browser.conftest import SignIn
from tests.browser.servers import CHEAP, Server
from tests.build import Account, Someone

_numbers = count(1)


@dataclass(frozen=True)
class Office:
    """A client with nothing logged, its project manager, its CSM and a designer: all new."""

    client: Account
    pm: Someone
    csm: Someone
    designer: Someone


@pytest.fixture
def office(server: Server) -> Office:
    agency, number = server.agency, next(_numbers)

    def hired(name: str, role: Role, discipline: str) -> Someone:
        called = f"{name} Journey {number}"
        return agency.person(called, roles={role}, discipline=discipline, password_hash=CHEAP)

    csm = hired("Cleo", Role.CSM, "csm")
    plan = agency.plan(f"journey-{number}", hours=60, pounds=5000)
    client = agency.client(f"journey-{number}", plan=plan, csm=csm, name=f"Journey {number}")
    return Office(client, hired("Paula", Role.PM, "pm"), csm, hired("Dina", Role.DELIVERY, "design"))


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def receipt(page: Page, said: str) -> None:
    """What was done is said, and the dialog in which it was done is gone."""
    expect(page.get_by_test_id("stToast").filter(has_text=said)).to_be_visible()
    expect(dialog(page)).to_have_count(0)


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def send(page: Page, label: str) -> None:
    dialog(page).get_by_role("button", name=label, exact=True).click()


def choose(page: Page, label: str, typed: str) -> None:
    field = dialog(page).get_by_label(label, exact=True)
    field.fill(typed)
    expect(page.get_by_role("option", name=typed).first).to_be_visible()
    field.press("Enter")
    expect(page.get_by_role("option")).to_have_count(0)


def section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def figure(page: Page, value: str) -> Locator:
    """A figure of the panel beside the sections that leads to its lines."""
    return page.locator(".st-key-client_panel").get_by_role("link", name=value, exact=True)


def test_work_goes_from_a_quote_to_the_ledger(
    page: Page, new_browser: Callable[..., BrowserContext], sign_in: SignIn, office: Office
) -> None:
    client, designer = office.client, office.designer
    sign_in(page, office.pm.key, f"/client_detail?client={client.slug}")
    press(page, "Add quote")
    dialog(page).get_by_label("Title").fill("Spring menu")
    choose(page, "Type of work", "Design")
    choose(page, "Who sizes it", designer.name)
    send(page, "Ask for the quote")
    receipt(page, "Spring menu")
    section(page, "Quotes")
    page.get_by_role("link", name=re.compile(r"^Q-\d+ Spring menu")).click()
    expect(page.get_by_text(f"Still to be estimated: Design ({designer.name}).")).to_be_visible()

    sizing = new_browser().new_page()
    sign_in(sizing, designer.key)
    sizing.get_by_role("link", name=re.compile(r"Q-\d+ Spring menu")).click()
    press(sizing, "Estimate")
    dialog(sizing).get_by_role("radio", name="M", exact=True).click()
    expect(dialog(sizing).get_by_text("3h-6h: standard feature")).to_be_visible()
    send(sizing, "This is my estimate")
    receipt(sizing, "Spring menu")

    agreeing = new_browser().new_page()
    sign_in(agreeing, office.csm.key, "/quotes")
    agreeing.get_by_role("link", name=re.compile(r"^Q-\d+ Spring menu")).click()
    press(agreeing, "Send to client…")
    send(agreeing, "Send to client")
    receipt(agreeing, "Spring menu")
    press(agreeing, "Approve…")
    dialog(agreeing).get_by_label("Whose word").fill("Sam Poole, by phone")
    send(agreeing, "Approve")
    receipt(agreeing, "It is task #")

    page.get_by_role("link", name=client.name, exact=True).click()
    section(page, "Work")
    page.get_by_role("link", name="Spring menu").click()
    expect(page.get_by_role("heading", name="Spring menu")).to_be_visible()
    expect(page.get_by_text("No target month")).to_be_visible()
    expect(page.get_by_text(f"PM {office.pm.name}")).to_be_visible()
    expect(figure(page, "4h 30m")).to_have_count(0)

    section(page, "Schedule")
    press(page, "Add from backlog…")
    expect(dialog(page).get_by_role("combobox", name="Task")).to_have_value(re.compile("Spring menu · 4h 30m"))
    send(page, "Add to January 2026")
    receipt(page, "Spring menu is planned for January 2026.")
    page.locator(".st-key-planner").get_by_role("link", name="Spring menu").click()
    expect(page.get_by_text("For January 2026", exact=True)).to_be_visible()

    press(page, "Schedule…")
    choose(page, "Who does it", designer.name)
    expect(dialog(page).get_by_text("Nothing moves, and no day holds too much.")).to_be_visible()
    expect(dialog(page).get_by_text(re.compile(r"January 2026: 0% → .*9% scheduled"))).to_be_visible()
    send(page, "Schedule")
    receipt(page, f"with {designer.name}, 30 January 2026")
    press(page, "Start")
    receipt(page, "is in progress")
    press(page, "Complete…")
    dialog(page).get_by_label("Your time on it", exact=True).fill("3h 15m")
    send(page, "It is complete")
    receipt(page, "It was the last open step")
    expect(page.get_by_role("button", name="Reopen…", exact=True)).to_be_visible()
    expect(page.locator("[class*=st-key-steps-]")).to_contain_text("complete")
    page.get_by_role("link", name="All tasks").click()
    expect(page.get_by_text("No task is open.")).to_be_visible()

    expect(figure(page, "4h 30m")).to_have_count(1)
    figure(page, "4h 30m").click()
    expect(page.get_by_text("1 line moved it; together 4h 30m billable, the figure of the month.")).to_be_visible()
    line = page.get_by_role("row").filter(has_text="Spring menu")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("First entry on an M: the average of 4h 30m is deducted.")
    expect(line).to_contain_text(office.pm.name)
