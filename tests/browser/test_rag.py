"""Recording a week in a real browser: what was written outlives the server, and is locked once submitted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from charleos.reads.rag import rag_cards
from charleos.rules.access import Role
from charleos.rules.rag import Draft, Rag
from tests.browser.conftest import SignIn
from tests.browser.servers import CHEAP, serving, small_agency
from tests.conftest import Databases


def write(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("textbox", name=label)
    box.fill(text)
    box.press("Tab")


def test_a_draft_outlives_the_server_and_a_submitted_week_is_locked(
    databases: Databases, tmp_path: Path, new_browser: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    with databases.fresh("sqlite") as db:
        agency = small_agency(db)
        rosa = agency.person("Rosa", key="rosa", roles={Role.CSM}, password_hash=CHEAP)
        agency.client("solo", plan=None, csm=rosa, name="Solo", start=date(2025, 11, 3))
        with serving(agency, tmp_path / "first") as first:
            page = new_browser(first.url).new_page()
            sign_in(page, "rosa", "/rag")
            write(page, "How is it going?", "They ask for more than they buy")
            expect(page.get_by_text("Draft kept at")).to_be_visible()
            page.context.close()
        with serving(agency, tmp_path / "second") as second:
            page = new_browser(second.url).new_page()
            sign_in(page, "rosa", "/rag")
            expect(page.get_by_role("textbox", name="How is it going?")).to_have_value(
                "They ask for more than they buy"
            )
            page.get_by_role("radio", name="Amber").click()
            expect(page.get_by_text("still needs a next step")).to_be_visible()
            page.get_by_role("button", name="Submit 1 report").click()
            expect(page.get_by_text("Not complete yet: Solo (next step).")).to_be_visible()
            write(page, "Next step", "Offer the larger plan")
            expect(page.get_by_text("1 of 1")).to_be_visible()
            page.get_by_role("button", name="Submit 1 report").dblclick()
            expect(page.get_by_text("This week is recorded for 1 client.")).to_be_visible()
            page.context.close()
        (card,) = rag_cards(agency.desk(rosa))
        assert card.told == Draft(Rag.AMBER, "They ask for more than they buy", "Offer the larger plan")
