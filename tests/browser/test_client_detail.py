"""A client's page in a real browser: acting on work, time and months, and staying live under somebody's typing."""

from __future__ import annotations

import re
from datetime import date
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, WebSocket, expect

from tests.browser.conftest import SignIn
from tests.browser.servers import Server
from tests.build import Account, Build, Someone

_numbers = count(1)


@pytest.fixture
def agency(server: Server) -> Build:
    return server.agency


@pytest.fixture
def devon(agency: Build) -> Someone:
    return agency.person("Devon Clarke", key=f"devon-{next(_numbers)}")


@pytest.fixture
def bolt(agency: Build) -> Account:
    """A client of the test's own, on 51h net, since December."""
    number = next(_numbers)
    plan = agency.plan(f"bolt-{number}", hours=60, pounds=5000)
    return agency.client(f"bolt-{number}", plan=plan, name=f"Bolt {number}", start=date(2025, 12, 1))


def opened(page: Page, sign_in: SignIn, client: Account, section: str = "overview", more: str = "") -> Page:
    sign_in(page, "morgan", f"/client_detail?client={client.slug}&month=2026-01&section={section}{more}")
    expect(page.get_by_role("heading", name=client.name)).to_be_visible()
    return page


def panel(page: Page) -> Locator:
    return page.locator(".st-key-client_panel")


def remaining(page: Page) -> Locator:
    return panel(page).get_by_test_id("stMetricValue")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def choose(page: Page, label: str, option: str, number: int = 0) -> None:
    dialog(page).get_by_label(label).nth(number).click()
    page.get_by_role("option", name=option, exact=True).click()


def act(page: Page, what: str) -> None:
    """An option of the task's menu; the dialog is there afterwards."""
    page.get_by_role("button", name="Actions").first.click()
    page.get_by_role("menuitem", name=what).or_(page.get_by_role("option", name=what)).click()
    expect(dialog(page)).to_be_visible()


def test_somebody_elses_time_shows_within_five_seconds(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    task = agency.task(bolt, "Checkout", [("development", "M", devon)])
    opened(page, sign_in, bolt)
    expect(remaining(page)).to_have_text("51h")
    agency.log(devon, task.only, 60)
    expect(remaining(page)).to_have_text("46h 30m", timeout=5000)


def test_what_is_typed_in_a_dialog_survives_somebody_elses_time(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    task = agency.task(bolt, "Checkout", [("development", "M", devon)])
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket))  # noqa: PLW0108 - Playwright wants a function
    opened(page, sign_in, bolt)
    page.get_by_role("button", name="Add task").click()
    title, description = (dialog(page).get_by_label(label) for label in ("Title", "Description"))
    title.fill("A title that was sent")
    title.press("Tab")
    description.press_sequentially("and a text that was not")
    agency.log(devon, task.only, 60)
    for _ in range(4):  # what the page sends unasked: it looks whether something changed, twice at least
        sockets[-1].wait_for_event("framesent")
    expect(title).to_have_value("A title that was sent")
    expect(description).to_have_value("and a text that was not")
    description.press_sequentially(" yet")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(remaining(page)).to_have_text("46h 30m", timeout=5000)


def test_what_is_typed_in_the_page_survives_somebody_elses_time(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    task = agency.task(bolt, "Checkout", [("development", "M", devon)])
    agency.log(devon, task.only, 15, date(2026, 1, 5))
    opened(page, sign_in, bolt, "time")
    find = page.get_by_label("Find", exact=True)
    find.press_sequentially("half a wo")
    agency.log(devon, task.only, 300)
    expect(remaining(page)).to_have_text("45h 45m", timeout=5000)
    expect(find).to_have_value("half a wo")
    expect(find).to_be_focused()


def test_a_task_is_added_with_several_requirements_and_nothing_is_lost_on_a_refusal(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    opened(page, sign_in, bolt, "work")
    page.get_by_role("button", name="Add task").click()
    dialog(page).get_by_label("Title").fill("Landing page")
    choose(page, "Type of work", "Design")
    choose(page, "Size", "M: 3h-6h")
    dialog(page).get_by_role("button", name="Add requirement").click()
    expect(dialog(page).get_by_label("Size")).to_have_count(2)
    choose(page, "Type of work", "Development", 1)
    dialog(page).get_by_role("button", name="Add task").click()
    expect(dialog(page).get_by_text("Choose the size of requirement 2")).to_be_visible()
    expect(dialog(page).get_by_label("Title")).to_have_value("Landing page")
    choose(page, "Size", "L: 8h-16h", 1)
    dialog(page).get_by_role("button", name="Add task").click()
    expect(page.get_by_text(re.compile(r"Landing page added to Bolt \d+, quoted 16h 30m\."))).to_be_visible()
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_role("cell", name="M: 3h-6h")).to_be_visible()
    expect(page.get_by_role("cell", name="L: 8h-16h")).to_be_visible()


def test_a_requirement_is_completed_reopened_and_given_another_size(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    task = agency.task(bolt, "Checkout", [("design", "L", devon)])
    agency.log(devon, task.only, 60)
    opened(page, sign_in, bolt, "work", "&tasks=all")
    act(page, "Complete Design…")
    dialog(page).get_by_role("button", name="It is complete").click()
    expect(page.get_by_text("(design) is complete.")).to_be_visible()
    act(page, "Reopen Design…")
    dialog(page).get_by_role("button", name="Reopen").click()
    expect(page.get_by_text("(design) is open again.")).to_be_visible()
    act(page, "Re-size Design…")
    dialog(page).get_by_role("button", name="Re-size").click()
    expect(dialog(page).get_by_text("Choose the new size.")).to_be_visible()
    choose(page, "New size", "M: 3h-6h")
    dialog(page).get_by_label("Why is it another size?").fill("Half of it was cut")
    dialog(page).get_by_role("button", name="Re-size").click()
    expect(page.get_by_text("is size M now, not size L: 7h 30m is given back.")).to_be_visible()
    expect(remaining(page)).to_have_text("46h 30m")


def test_a_task_runs_behind_and_the_false_alarm_takes_it_back(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    task = agency.task(bolt, "Shop", [("design", "M", devon), ("development", "S", devon)])
    agency.log(devon, task.requirements["design"], 300)
    agency.log(devon, task.requirements["development"], 180)
    opened(page, sign_in, bolt, "work")
    act(page, "Running behind…")
    dialog(page).get_by_label("How much more time?").fill("90x")
    choose(page, "Why?", "Blocker")
    dialog(page).get_by_role("button", name="It runs behind").click()
    expect(dialog(page).get_by_text("is not a duration")).to_be_visible()
    dialog(page).get_by_label("How much more time?").fill("1h 30m")
    dialog(page).get_by_role("button", name="It runs behind").click()
    expect(page.get_by_text("Running behind by 1h 30m")).to_be_visible()
    expect(page.get_by_role("cell", name="Borrowed from headroom")).to_be_visible()
    expect(remaining(page)).to_have_text("43h")
    act(page, "False alarm…")
    dialog(page).get_by_role("button", name="It was a false alarm").click()
    expect(page.get_by_text("1h of borrowing is taken back.")).to_be_visible()
    expect(remaining(page)).to_have_text("44h")


def pick_first_entry(page: Page) -> None:
    table = page.get_by_test_id("stDataFrame")
    table.scroll_into_view_if_needed()
    table.click(position={"x": 16, "y": 52}, force=True)
    expect(page.get_by_role("button", name="Correct…")).to_be_enabled()


def test_a_manager_corrects_and_voids_an_entry(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    task = agency.task(bolt, "Checkout", [("design", "S", devon)])
    agency.log(devon, task.only, 100)
    opened(page, sign_in, bolt, "time")
    pick_first_entry(page)
    page.get_by_role("button", name="Correct…").click()
    dialog(page).get_by_role("textbox", name="Time").fill("1h 50m")
    dialog(page).get_by_role("button", name="Correct", exact=True).click()
    expect(dialog(page).get_by_text("Say why the entry is taken out.")).to_be_visible()
    dialog(page).get_by_label("Why is it corrected?").fill("Typed wrong")
    dialog(page).get_by_role("button", name="Correct", exact=True).click()
    expect(page.get_by_text("1h 50m logged on Checkout (design)")).to_be_visible()
    expect(remaining(page)).to_have_text("49h 10m")
    expect(page.get_by_text("1-2 of 2 entries")).to_be_visible()
    expect(page.get_by_role("button", name="Void…")).to_be_disabled()
    pick_first_entry(page)
    page.get_by_role("button", name="Void…").click()
    dialog(page).get_by_label("Why is it voided?").fill("Another client's")
    dialog(page).get_by_role("button", name="Void", exact=True).click()
    expect(page.get_by_text("1h 50m of 30 January 2026 taken out of Checkout (design)")).to_be_visible()
    expect(remaining(page)).to_have_text("51h")
    with page.expect_download() as download:
        page.get_by_test_id("stDownloadButton").click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert '"Typed wrong"' in "".join(rows)


def test_a_month_is_closed_and_reopened_with_a_reason(
    page: Page, sign_in: SignIn, agency: Build, bolt: Account
) -> None:
    sign_in(page, "morgan", f"/client_detail?client={bolt.slug}&month=2025-12")
    page.get_by_role("button", name="Close December 2025…").click()
    dialog(page).get_by_role("button", name="Close December 2025").click()
    expect(panel(page).get_by_text("lock Closed").first).to_be_visible()
    page.get_by_role("button", name="Reopen December 2025…").click()
    dialog(page).get_by_role("button", name="Reopen December 2025").click()
    expect(dialog(page).get_by_text("Say why the month is reopened.")).to_be_visible()
    dialog(page).get_by_label("Why is it reopened?").fill("A late entry")
    dialog(page).get_by_role("button", name="Reopen December 2025").click()
    expect(page.get_by_role("button", name="Close December 2025…")).to_be_visible()


def test_every_view_is_a_link_and_the_browsers_back_goes_back(
    page: Page, sign_in: SignIn, agency: Build, devon: Someone, bolt: Account
) -> None:
    task = agency.task(bolt, "Checkout", [("development", "M", devon)])
    agency.log(devon, task.only, 60)
    opened(page, sign_in, bolt)
    panel(page).get_by_role("link", name="4h 30m", exact=True).click()
    expect(page.get_by_text("1 line moved it")).to_be_visible()
    expect(page).to_have_url(re.compile("section=ledger.*lines=billable"))
    panel(page).get_by_role("combobox").click()
    page.get_by_role("option", name="December 2025").click()
    expect(page.get_by_text("Nothing moved December 2025 yet.")).to_be_visible()
    expect(page).to_have_url(re.compile("month=2025-12"))
    page.get_by_role("radio", name="Time", exact=True).or_(page.get_by_role("button", name="Time", exact=True)).click()
    expect(page).to_have_url(re.compile("section=time"))
    page.go_back()
    expect(page.get_by_text("Nothing moved December 2025 yet.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Nothing moved December 2025 yet.")).to_be_visible()
    expect(panel(page).get_by_text("December 2025").first).to_be_visible()


def test_a_jump_from_client_to_client_is_in_the_address_too(page: Page, sign_in: SignIn, bolt: Account) -> None:
    opened(page, sign_in, bolt)
    page.get_by_role("searchbox", name="Jump to").press_sequentially("Acme")
    page.get_by_role("link", name="Acme Corp").click()
    expect(page.get_by_role("heading", name="Acme Corp")).to_be_visible()
    expect(page).to_have_url(re.compile("client=acme-corp"))
    page.go_back()
    expect(page.get_by_role("heading", name=bolt.name)).to_be_visible()


@pytest.mark.parametrize("section", ["overview", "work", "time", "ledger"])
def test_the_page_fits_a_phone(page: Page, sign_in: SignIn, section: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, "morgan", f"/client_detail?client=acme-corp&month=2026-01&section={section}&tasks=all")
    expect(remaining(page)).to_have_text("30h 30m")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
