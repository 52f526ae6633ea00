"""The end of a month in a real browser: its warnings, closing it for all, and the client's statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import BrowserContext, expect
from pypdf import PdfReader

from charleos.periods import Month
from charleos.reads.month_end import month_end
from tests.browser.conftest import SignIn
from tests.browser.servers import serving, small_agency
from tests.conftest import Databases


def test_a_month_is_looked_at_closed_and_told_to_the_client(
    databases: Databases, tmp_path: Path, new_browser: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    with databases.fresh("sqlite") as db:
        agency = small_agency(db)
        agency.client("first", plan=agency.plan(), name="A first client", start=date(2025, 12, 1))
        with serving(agency, tmp_path / "log") as server:
            page = new_browser(server.url).new_page()
            sign_in(page, "morgan", "/month_end?end_month=2025-12")
            page.get_by_role("button", name="Close 1 client").click()
            dialog = page.get_by_role("dialog")
            expect(dialog.get_by_text("weeks that no RAG report covers")).to_be_visible()
            dialog.get_by_role("button", name="Close December 2025").dblclick()
            expect(page.get_by_text("December 2025 closed for 1 clients.")).to_be_visible()
            expect(page.get_by_role("button", name="Close 1 client")).to_have_count(0)
            assert [one.is_closed for one in month_end(agency.system(), Month.parse("2025-12")).clients] == [True]
            table = page.get_by_test_id("stDataFrame")
            table.wait_for()
            box = table.bounding_box()
            assert box is not None
            page.mouse.click(box["x"] + 16, box["y"] + 36 + 19)
            with page.expect_download() as waiting:
                page.get_by_role("button", name="Statement PDF").click()
            file = tmp_path / "statement.pdf"
            waiting.value.save_as(file)
            page.context.close()
            assert "A first client" in PdfReader(file).pages[0].extract_text()
