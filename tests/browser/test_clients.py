"""Clients in a real browser: made, edited by two, opened from the table, taken away, jumped to."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from charleos.periods import Month
from charleos.reads.clients import ClientsAsked, client_card, clients
from charleos.reads.statements import statements
from tests.browser.conftest import SignIn
from tests.browser.servers import Server

NewBrowser = Callable[..., BrowserContext]
JANUARY, FEBRUARY = Month.parse("2026-01"), Month.parse("2026-02")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def fill(page: Page, label: str, text: str) -> None:
    """As a person does: type, and go on to the next field."""
    box = dialog(page).get_by_role("textbox", name=label, exact=True)
    box.fill(text)
    box.press("Tab")


def choose(page: Page, label: str, option: str) -> None:
    dialog(page).get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()


def press(page: Page, label: str) -> None:
    dialog(page).get_by_role("button", name=label, exact=True).click()


def edit(page: Page, item: str) -> None:
    page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Edit", exact=True).click()
    page.get_by_text(item, exact=False).click()


def test_a_new_client_keeps_what_was_typed_when_refused_and_opens_when_made(
    page: Page, server: Server, sign_in: SignIn
) -> None:
    sign_in(page, "morgan", "/clients")
    page.get_by_role("button", name="New client").click()
    fill(page, "Name", "Émile & Söhne")
    expect(dialog(page).get_by_role("textbox", name="Short name in links")).to_have_value("émile-söhne")
    press(page, "Create client")
    expect(dialog(page).get_by_text("Choose a plan, or project-only work.")).to_be_visible()
    choose(page, "Plan", "Growth")
    fill(page, "Monthly hours", "lots")
    press(page, "Create client")
    expect(dialog(page).get_by_text("is not a duration")).to_be_visible()
    expect(dialog(page).get_by_role("textbox", name="Name", exact=True)).to_have_value("Émile & Söhne")
    fill(page, "Monthly hours", "80h")
    expect(dialog(page).get_by_text("68h a month for work")).to_be_visible()
    press(page, "Create client")
    page.wait_for_url("**/client_detail?client=**")
    made = statements(server.agency.system(), "émile-söhne", JANUARY, JANUARY).of(JANUARY)
    assert made.available == 68 * 60


def test_the_second_of_two_editors_is_told_and_keeps_their_text(
    new_browser: NewBrowser, server: Server, sign_in: SignIn
) -> None:
    server.agency.client("two-editors", plan=None, name="Two Editors")
    first, second = new_browser().new_page(), new_browser().new_page()
    for page in (first, second):
        sign_in(page, "morgan", "/client_detail?client=two-editors")
        edit(page, "Edit client")
        expect(dialog(page).get_by_role("textbox", name="Name", exact=True)).to_have_value("Two Editors")
    fill(first, "Name", "First was here")
    press(first, "Save")
    expect(first.get_by_text("First was here is saved")).to_be_visible()
    fill(second, "Name", "Second was here")
    press(second, "Save")
    expect(dialog(second).get_by_text("Morgan Lee changed this client just now")).to_be_visible()
    expect(dialog(second).get_by_text("from Two Editors to First was here")).to_be_visible()
    expect(dialog(second).get_by_role("textbox", name="Name", exact=True)).to_have_value("Second was here")
    press(second, "Save")
    expect(second.get_by_text("Second was here is saved")).to_be_visible()
    assert client_card(server.agency.system(), "two-editors").name == "Second was here"


def test_terms_change_from_a_month_on_and_a_client_is_archived(page: Page, server: Server, sign_in: SignIn) -> None:
    server.agency.client("changing", plan=server.agency.plan("growth"), name="Changing Ltd")
    sign_in(page, "morgan", "/client_detail?client=changing")
    edit(page, "Change terms")
    choose(page, "From", "February 2026")
    fill(page, "PM share", "0")
    press(page, "Change terms")
    expect(page.get_by_text("From February 2026 on, Changing Ltd is agreed at Growth")).to_be_visible()
    of = statements(server.agency.system(), "changing", JANUARY, FEBRUARY)
    assert [one.available for one in of.months] == [3060, 3600]
    edit(page, "Archive")
    press(page, "Archive")
    expect(page.get_by_text("Changing Ltd is archived")).to_be_visible()
    assert client_card(server.agency.system(), "changing").archived_on == date(2026, 1, 30)


def test_a_name_opens_the_client_and_a_head_sorts_the_list(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "morgan", "/clients?clients_find=acme")
    table = page.get_by_test_id("stDataFrame")
    table.wait_for()
    corner = table.bounding_box()
    assert corner is not None
    page.mouse.click(corner["x"] + 590, corner["y"] + 16)
    page.wait_for_url("**clients_sort=**")
    table.locator("canvas").first.wait_for()
    page.mouse.click(corner["x"] + 40, corner["y"] + 55)
    page.wait_for_url("**/client_detail?client=acme-corp**")


def test_the_file_holds_what_is_shown(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "morgan", "/clients?clients_find=acme")
    with page.expect_download() as started:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    content = Path(started.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    shown = clients(server.agency.system(), JANUARY).narrowed(ClientsAsked(text="acme"))
    assert [row["Short name"] for row in rows] == [one.client.slug for one in shown]
    assert rows[0]["Remaining hours"] == "30.5"


def test_the_jump_box_finds_a_client_as_one_types(page: Page, server: Server, sign_in: SignIn) -> None:
    sign_in(page, "morgan")
    page.get_by_placeholder("Client or #123").press_sequentially("acme c")
    page.get_by_test_id("stSidebar").get_by_role("link", name="Acme Corp").click()
    page.wait_for_url("**/client_detail?client=acme-corp")
