"""My work as people use it: time in a tap, a double click, the form for anything else, entries mended."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Locator, Page, expect

from charleos.store.schema import TimeEntry
from charleos.ui.handover import COOKIE
from charleos.units import Minutes, hours
from tests.browser.servers import Server, sign_in_of
from tests.build import TODAY, Build, Someone, Work

YESTERDAY = TODAY - timedelta(days=1)
PHONE = {"width": 390, "height": 844}


@dataclass
class Worker:
    """Somebody new with work of their own, so that tests on one server do not meet."""

    agency: Build
    person: Someone
    checkout: Work

    def stored(self) -> list[tuple[date, int, str]]:
        """Their entries that count."""
        rows = self.agency.system().all(
            sa.select(TimeEntry.work_date, TimeEntry.minutes, TimeEntry.note)
            .where(TimeEntry.person_id == self.person.id, TimeEntry.voided_at.is_(None))
            .order_by(TimeEntry.id)
        )
        return [(row.work_date, row.minutes, row.note) for row in rows]


@pytest.fixture
def worker(server: Server, request: pytest.FixtureRequest) -> Worker:
    agency = server.agency
    name = request.node.name.removeprefix("test_")[:60]
    person = agency.person(f"Worker of {name}")
    client = agency.client(f"client-of-{name.replace('_', '-')}", plan=None, name=f"Client of {name}")
    return Worker(agency, person, agency.task(client, "Checkout", [("development", "M", person)]))


@pytest.fixture
def tab(server: Server, worker: Worker, page: Page) -> Page:
    """The worker's own browser at My work."""
    return opened(server, worker, page.context, page)


def opened(server: Server, worker: Worker, context: BrowserContext, page: Page, query: str = "") -> Page:
    context.add_cookies([{"name": COOKIE, "value": sign_in_of(server, worker.person), "url": server.url}])
    page.goto(f"/my_work{query}")
    expect(page.get_by_role("heading", name="My work", exact=True)).to_be_visible()
    return page


def row(tab: Page, worker: Worker) -> Locator:
    return tab.locator(f".st-key-work-{worker.checkout.only}")


def amount(tab: Page, worker: Worker, label: str) -> Locator:
    return row(tab, worker).get_by_role("button", name=label, exact=True)


def toast(tab: Page, text: str) -> Locator:
    return tab.get_by_test_id("stToast").filter(has_text=text)


def dialog(tab: Page) -> Locator:
    return tab.get_by_role("dialog")


def other(tab: Page, worker: Worker) -> Locator:
    row(tab, worker).get_by_role("button", name="Other", exact=True).click()
    expect(dialog(tab).get_by_label("Time", exact=True)).to_be_visible()
    return dialog(tab)


def test_an_hour_is_logged_with_one_click_in_under_ten_seconds(tab: Page, worker: Worker) -> None:
    began = time.monotonic()
    amount(tab, worker, "1h").click()
    expect(toast(tab, "1h logged on Checkout (development): 1h used of 4h 30m")).to_be_visible()
    assert time.monotonic() - began < 10
    expect(row(tab, worker)).to_contain_text("already 1h today")
    assert worker.stored() == [(TODAY, 60, "")]


def test_a_double_click_logs_once(tab: Page, worker: Worker) -> None:
    amount(tab, worker, "30m").dblclick()
    expect(row(tab, worker)).to_contain_text("already 30m today")
    amount(tab, worker, "15m").click(click_count=2, delay=120)
    expect(row(tab, worker)).to_contain_text("already 45m today")
    amount(tab, worker, "2h").click()
    expect(row(tab, worker)).to_contain_text("already 2h 45m today")
    assert [minutes for _, minutes, _ in worker.stored()] == [30, 15, 120]


def test_a_double_click_on_a_forms_button_logs_once(tab: Page, worker: Worker) -> None:
    form = other(tab, worker)
    form.get_by_label("Time", exact=True).fill("3h 20m")
    form.get_by_label("Note").fill("Payment page")
    form.get_by_role("button", name="Log time").dblclick()
    expect(toast(tab, "3h 20m logged on Checkout")).to_be_visible()
    expect(dialog(tab)).to_be_hidden()
    expect(row(tab, worker)).to_contain_text("already 3h 20m today")
    assert worker.stored() == [(TODAY, 200, "Payment page")]


def test_a_reload_in_the_middle_of_saving_doubles_nothing_and_shows_what_is_stored(tab: Page, worker: Worker) -> None:
    for _ in range(3):
        amount(tab, worker, "15m").click(no_wait_after=True)
        tab.reload()
        expect(amount(tab, worker, "15m")).to_be_visible()
    amount(tab, worker, "1h").click()
    expect(toast(tab, "1h logged on Checkout")).to_be_visible()
    minutes = [minutes for _, minutes, _ in worker.stored()]
    assert minutes.count(60) == 1
    assert minutes.count(15) <= 3
    expect(row(tab, worker)).to_contain_text(f"already {hours(Minutes(sum(minutes)))} today")


def test_ninety_asks_whether_it_is_minutes_or_hours_and_keeps_what_was_typed(tab: Page, worker: Worker) -> None:
    form = other(tab, worker)
    form.get_by_label("Note").fill("Kept")
    form.get_by_label("Time", exact=True).fill("90")
    form.get_by_role("button", name="Log time").click()
    expect(form.get_by_role("alert")).to_have_text(re.compile("Is “90” minutes or hours"))
    expect(form.get_by_role("button", name="90 hours")).to_be_disabled()
    assert worker.stored() == []
    form.get_by_role("button", name="90 minutes").click()
    expect(toast(tab, "1h 30m logged")).to_be_visible()
    assert worker.stored() == [(TODAY, 90, "Kept")]


def test_what_is_no_time_is_said_at_the_field_and_nothing_typed_is_lost(tab: Page, worker: Worker) -> None:
    form = other(tab, worker)
    form.get_by_label("Note").fill("Kept")
    for typed, sentence in (
        ("-1h", "is negative"),
        ("0", "Log at least one minute"),
        ("721m", "An entry holds at most 12h"),
        ("NaN", "is not a duration"),
        ("", "No time is given"),
    ):
        form.get_by_label("Time", exact=True).fill(typed)
        form.get_by_role("button", name="Log time").click()
        expect(form.get_by_role("alert")).to_contain_text(sentence)
        expect(form.get_by_label("Time", exact=True)).to_have_value(typed)
        expect(form.get_by_label("Note")).to_have_value("Kept")
    assert worker.stored() == []


def test_a_note_of_ten_thousand_characters_is_kept_on_screen_and_refused(tab: Page, worker: Worker) -> None:
    form = other(tab, worker)
    form.get_by_label("Time", exact=True).fill("1h")
    form.get_by_label("Note").fill("x" * 10_000)
    form.get_by_role("button", name="Log time").click()
    expect(form.get_by_role("alert")).to_contain_text("The note has 10,000 characters")
    expect(form.get_by_label("Note")).to_have_value("x" * 10_000)
    form.get_by_label("Note").fill("short")
    form.get_by_role("button", name="Log time").click()
    expect(toast(tab, "1h logged")).to_be_visible()
    assert worker.stored() == [(TODAY, 60, "short")]


def test_time_for_anything_else_is_found_by_searching(tab: Page, worker: Worker) -> None:
    tab.get_by_role("button", name="Log other time").click()
    form = dialog(tab)
    form.get_by_label("Find the requirement").fill(f"checkout #{worker.checkout.number}")
    expect(form.get_by_text("0h used of 4h 30m")).to_be_visible()
    form.get_by_label("Time", exact=True).fill("45m")
    form.get_by_label("Time", exact=True).press("Enter")
    expect(toast(tab, "45m logged on Checkout")).to_be_visible()
    tab.get_by_role("button", name="Log other time").click()
    form.get_by_text("Internal", exact=True).click()
    expect(form.get_by_label("Find the requirement")).to_be_hidden()
    form.get_by_label("Time", exact=True).fill("30m")
    form.get_by_role("button", name="Log time").click()
    expect(toast(tab, "30m logged on internal work (internal meeting); it is not billed.")).to_be_visible()
    assert [minutes for _, minutes, _ in worker.stored()] == [45, 30]


def test_an_entry_is_corrected_and_taken_out_with_reasons(tab: Page, worker: Worker) -> None:
    amount(tab, worker, "2h").click()
    correct = tab.locator("[class*=st-key-correct] button").first
    correct.click()
    form = dialog(tab)
    expect(form.get_by_label("Time", exact=True)).to_have_value("2h")
    form.get_by_label("Time", exact=True).fill("1h 15m")
    form.get_by_role("button", name="Save the correction").click()
    expect(form.get_by_role("alert")).to_contain_text("Say why")
    form.get_by_label("What was wrong?").fill("It was shorter")
    form.get_by_role("button", name="Save the correction").click()
    expect(toast(tab, "Corrected: 1h 15m logged on Checkout")).to_be_visible()
    expect(tab.get_by_text("Taken out: It was shorter")).to_be_visible()
    tab.locator("[class*=st-key-take_out] button").first.click()
    form.get_by_label("Why is it taken out?").fill("Not mine")
    form.get_by_role("button", name="Take out").click()
    expect(toast(tab, "1h 15m of 30 January 2026 taken out of Checkout")).to_be_visible()
    assert worker.stored() == []


def test_yesterday_is_previewed_and_repeated_once(server: Server, page: Page, worker: Worker) -> None:
    worker.agency.log(worker.person, worker.checkout.only, 120, YESTERDAY, note="Payment page")
    worker.agency.log(worker.person, None, 30, YESTERDAY)
    tab = opened(server, worker, page.context, page)
    tab.get_by_role("button", name="Repeat yesterday: 2 entries, 2h 30m").click()
    expect(dialog(tab)).to_contain_text("2h · Checkout · Development")
    dialog(tab).get_by_role("button", name="Log 2 entries, 2h 30m").dblclick()
    expect(toast(tab, "2 entries, 2h 30m, logged on 30 January 2026.")).to_be_visible()
    expect(tab.get_by_role("button", name="Repeat yesterday")).to_be_hidden()
    assert worker.stored()[2:] == [(TODAY, 120, "Payment page"), (TODAY, 30, "")]


def test_own_work_is_completed_here(tab: Page, worker: Worker) -> None:
    amount(tab, worker, "1h").click()
    expect(row(tab, worker)).to_contain_text("already 1h today")
    tab.locator(f".st-key-complete-{worker.checkout.only} button").first.click()
    expect(dialog(tab)).to_contain_text("3h 30m is banked")
    dialog(tab).get_by_role("button", name="It is complete").click()
    expect(toast(tab, "is complete")).to_be_visible()
    expect(row(tab, worker)).to_be_hidden()


def test_the_day_stands_in_the_address_and_survives_a_reload(tab: Page, worker: Worker) -> None:
    tab.locator(f".st-key-day-{YESTERDAY.isoformat()} button").first.click()
    expect(tab.get_by_text("Yesterday, Thursday 29 January", exact=True)).to_be_visible()
    expect(tab).to_have_url(re.compile(rf"work_day={YESTERDAY.isoformat()}"))
    tab.reload()
    expect(tab.get_by_text("Yesterday, Thursday 29 January", exact=True)).to_be_visible()
    amount(tab, worker, "1h").click()
    expect(row(tab, worker)).to_contain_text("already 1h on Thu 29 Jan")
    assert worker.stored() == [(YESTERDAY, 60, "")]


def test_on_a_phone_the_whole_week_and_every_amount_are_within_reach(
    server: Server, page: Page, worker: Worker
) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    tab = opened(server, worker, page.context, page)
    for reached in (amount(tab, worker, "4h"), tab.locator(".st-key-day-2026-02-01")):
        box = reached.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
