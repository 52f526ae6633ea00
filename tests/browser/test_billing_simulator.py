"""The simulator in a real browser: typing and sliding in step, the address that reproduces it, and the way back."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn

TASK = "/billing_simulator?scenario=2026-01-15__behind_M.300.Design_S.180.Build"


def figure(page: Page, title: str) -> Locator:
    metric = page.get_by_test_id("stMetric").filter(has=page.get_by_text(title, exact=True))
    return metric.first.get_by_test_id("stMetricValue")


def typed(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Typed time").first


def type_over(page: Page, text: str) -> None:
    typed(page).press("Control+a")
    typed(page).press_sequentially(text)


def test_typed_time_and_slider_follow_each_other_while_typing(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "iris", "/billing_simulator")
    expect(figure(page, "Billable")).to_have_text("4h 30m")
    type_over(page, "7h")
    expect(figure(page, "Overage")).to_have_text("1h")
    expect(page).to_have_url(re.compile(r"_M\.420\.Requirement"))
    type_over(page, "7 bananas")
    expect(page.get_by_test_id("stAlert")).to_contain_text("“7 bananas” is not a duration")
    expect(figure(page, "Overage")).to_have_text("1h")
    type_over(page, "3h 20m")
    expect(page.get_by_text("MIN(6h, MAX(4h 30m, 3h 20m)) = 4h 30m")).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    page.get_by_role("slider").first.press("ArrowRight")
    expect(typed(page)).not_to_have_value("3h 20m")


def test_a_link_reproduces_the_scenario_and_the_browsers_back_undoes(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "iris", TASK)
    expect(figure(page, "Task billable of cap")).to_have_text("8h of 8h")
    page.get_by_text("Running behind", exact=True).click()
    expect(figure(page, "Task billable of cap")).to_have_text("7h of 8h")
    page.go_back()
    expect(figure(page, "Task billable of cap")).to_have_text("8h of 8h")
    page.reload()
    expect(figure(page, "Borrowed")).to_have_text("1h")
    expect(page.get_by_role("textbox", name="Name", exact=True).first).to_have_value("Design")
