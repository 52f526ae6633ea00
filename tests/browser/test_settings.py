"""Settings in a real browser: what would change is there before it is saved, and a double click saves it once."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from charleos.reads.settings import PlanRecord, plans_kept
from tests.browser.conftest import SignIn
from tests.browser.servers import Server


def plan(server: Server, key: str) -> PlanRecord:
    return next(one for one in plans_kept(server.agency.system()) if one.key == key)


def fill(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("textbox", name=label, exact=True)
    box.fill(text)
    box.press("Tab")


def test_a_plan_is_made_once_by_a_double_click_then_changed_after_its_effects_were_read(
    page: Page, server: Server, sign_in: SignIn
) -> None:
    sign_in(page, "morgan", "/settings?settings=Plans")
    page.get_by_test_id("stMainBlockContainer").get_by_text("New plan", exact=True).click()
    expect(page.get_by_role("button", name="Create the plan")).to_be_visible()
    fill(page, "Name", "Browser plan")
    fill(page, "Hours a month", "10h")
    fill(page, "Monthly cost", "900")
    page.get_by_role("button", name="Create the plan").dblclick()
    expect(page.get_by_text("Browser plan (10h at £900 a month) can be sold")).to_be_visible()
    page.get_by_test_id("stMainBlockContainer").get_by_role("radio", name="Browser plan").click()
    expect(page.get_by_role("button", name="Create the plan")).to_have_count(0)
    expect(page.get_by_role("button", name="Save from February 2026 on")).to_be_visible()
    expect(page.get_by_role("textbox", name="Hours a month", exact=True)).to_have_value("10h")
    fill(page, "Hours a month", "12h")
    expect(page.get_by_text("No client's month changes.")).to_be_visible()
    assert len(plan(server, "browser-plan").versions) == 1
    page.get_by_role("button", name="Save from February 2026 on").dblclick()
    expect(page.get_by_text("is Browser plan (12h at £900 a month)")).to_be_visible()
    kept = plan(server, "browser-plan")
    assert [version.minutes for version, _ in kept.versions] == [600, 720]
