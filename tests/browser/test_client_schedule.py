"""Planning on a client's page in a real browser: from the planner to the ledger, and a block that overlaps."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn
from tests.browser.servers import Server
from tests.build import Account, Build, Someone

_numbers = count(1)


@pytest.fixture
def agency(server: Server) -> Build:
    return server.agency


@pytest.fixture
def amara(agency: Build) -> Someone:
    number = next(_numbers)
    return agency.person(f"Amara Nwosu {number}", key=f"amara-{number}")


@pytest.fixture
def birch(agency: Build) -> Account:
    number = next(_numbers)
    return agency.client(f"birch-{number}", plan=agency.plan(f"birch-{number}"), name=f"Birch {number}")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def press(page: Page, label: str) -> None:
    """A button that opens a dialog, once it is there."""
    page.get_by_role("button", name=label, exact=True).first.click()
    expect(dialog(page)).to_be_visible()


def send(page: Page, label: str, receipt: str) -> None:
    """The dialog's button; what was done is said, and the dialog is gone."""
    dialog(page).get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_test_id("stToast").filter(has_text=receipt)).to_be_visible()
    expect(dialog(page)).to_have_count(0)


def choose(page: Page, label: str, option: str) -> None:
    """By typing, as one does in a long list."""
    field = dialog(page).get_by_label(label, exact=True)
    field.click()
    field.press_sequentially(option)
    expect(page.get_by_role("option", name=option)).to_have_count(1)
    field.press("Enter")


def test_a_task_goes_from_the_planner_to_the_ledger(
    page: Page, sign_in: SignIn, agency: Build, amara: Someone, birch: Account
) -> None:
    task = agency.task(birch, "Gift cards", [("development", "S", amara)])
    agency.step(task, minutes=90)
    sign_in(page, "priya", f"/client_detail?client={birch.slug}&section=schedule&month=2026-02")
    press(page, "Add from backlog…")
    expect(dialog(page).get_by_role("combobox", name="Task")).to_have_value(f"#{task.number} Gift cards · 1h 30m")
    send(page, "Add to February 2026", "Gift cards is planned for February 2026.")
    page.get_by_role("link", name="Gift cards").click()
    expect(page.get_by_role("heading", name="Gift cards")).to_be_visible()
    press(page, "Schedule…")
    choose(page, "Who does it", amara.name)
    expect(dialog(page).get_by_role("button", name="Schedule", exact=True)).to_be_enabled()
    send(page, "Schedule", f"with {amara.name}, 30 January 2026")
    page.get_by_role("button", name="Start", exact=True).click()
    press(page, "Complete…")
    dialog(page).get_by_role("textbox", name="Your time on it").fill("45m")
    send(page, "It is complete", "It was the last open step")
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Ledger of this task…").or_(
        page.get_by_role("option", name="Ledger of this task…")
    ).click()
    expect(dialog(page).get_by_text("Together 45m logged and 1h 30m billable.")).to_be_visible()


def test_a_block_that_overlaps_is_saved_once_that_is_ticked(
    page: Page, sign_in: SignIn, agency: Build, amara: Someone, birch: Account
) -> None:
    other = agency.client(f"fern-{birch.slug}", plan=agency.plan(), name="Fern & Sons")
    agency.block(other, amara, date(2026, 2, 2), date(2026, 2, 3), minutes=300)
    sign_in(page, "priya", f"/client_detail?client={birch.slug}&section=schedule&month=2026-02")
    press(page, "Add block…")
    choose(page, "Kind", "Internal QA review")
    choose(page, "With", amara.name)
    expect(dialog(page).get_by_text("Development for Fern & Sons")).to_be_visible()
    dialog(page).get_by_role("textbox", name="Time", exact=True).fill("2h")
    dialog(page).get_by_role("button", name="Add block", exact=True).click()
    expect(dialog(page).get_by_text("Tick that it may overlap, or choose other days.")).to_be_visible()
    dialog(page).get_by_text("It may overlap", exact=True).click()
    send(page, "Add block", "Internal QA review 1 in February 2026 is reserved: 2h")
    expect(page.get_by_text("2h reserved in 1 block.")).to_be_visible()
