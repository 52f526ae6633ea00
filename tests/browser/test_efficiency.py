"""Efficiency in a real browser: a click on a square narrows the figures, and a figure opens its ledger lines."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn
from tests.browser.servers import Server

SLUG = "efficient-ltd"


def figure(page: Page, title: str) -> Locator:
    metric = page.get_by_test_id("stMetric").filter(has=page.get_by_text(title, exact=True))
    return metric.first.get_by_test_id("stMetricValue")


def test_a_square_narrows_the_rest_and_the_step_is_undone(page: Page, sign_in: SignIn, server: Server) -> None:
    agency = server.agency
    client = agency.client(SLUG, plan=agency.plan("growth"), name="Efficient Ltd")
    someone = agency.person("Effie", key="effie")
    work = agency.task(client, "Win and loss", [("design", "M"), ("development", "S")])
    agency.log(someone, work.requirements["design"], 150)
    agency.log(someone, work.requirements["development"], 180)
    sign_in(page, "morgan", f"/efficiency?eff_client={SLUG}")
    expect(figure(page, "Net")).to_have_text("+1h")
    square = page.locator(".st-key-efficiency-kinds .js-plotly-plot").get_by_text("+2h", exact=True)
    expect(square).to_be_visible()
    square.click(force=True)
    expect(page).to_have_url(re.compile("eff_type=design&eff_size=M"))
    expect(figure(page, "Net")).to_have_text("+2h")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(figure(page, "Net")).to_have_text("+1h")
    expect(page).not_to_have_url(re.compile("eff_type"))
    page.get_by_test_id("stColumn").filter(has_text="Overage").get_by_role("button", name="Requirements").first.click()
    row = page.get_by_role("dialog").get_by_role("link", name=f"#{work.number}", exact=True)
    expect(row).to_have_attribute("href", re.compile(f"client={SLUG}.*section=ledger.*lines=overage"))
