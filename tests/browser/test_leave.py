"""Leave and one's own schedule as people use them: asked for and approved, a step started and completed, a file."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Locator, Page, expect

from charleos.store.schema import Leave, Subtask, TimeEntry
from charleos.ui.handover import COOKIE
from tests.browser.conftest import SignIn
from tests.browser.servers import Server, sign_in_of
from tests.build import TODAY, Someone

MONDAY = date(2026, 2, 2)


_NUMBERS = count(1)


@pytest.fixture
def worker(server: Server) -> Someone:
    """Somebody new, so that tests on one server do not meet."""
    return server.agency.person(f"Away Worker {next(_NUMBERS)}")


def opened(server: Server, person: Someone, context: BrowserContext, path: str) -> Page:
    context.add_cookies([{"name": COOKIE, "value": sign_in_of(server, person), "url": server.url}])
    page = context.new_page()
    page.goto(path)
    page.get_by_role("button", name="Sign out", exact=True).wait_for()
    return page


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def toast(page: Page, text: str) -> Locator:
    return page.get_by_test_id("stToast").filter(has_text=text)


def test_leave_is_asked_for_with_its_work_in_sight_and_approved(server: Server, page: Page, worker: Someone) -> None:
    agency = server.agency
    client = agency.client(f"leave-{worker.id}", plan=None, name=f"Client {worker.id}")
    task = agency.task(client, f"Launch {worker.id}", [("development", "M", worker)])
    agency.step(task, worker, TODAY, minutes=120)
    tab = opened(server, worker, page.context, "/leave")
    tab.get_by_role("button", name="Ask for leave", exact=True).click()
    expect(dialog(tab)).to_contain_text("1 day: 30 January 2026")
    expect(dialog(tab)).to_contain_text("must move")
    dialog(tab).get_by_label("Note").fill("A wedding")
    dialog(tab).get_by_role("button", name="Ask for leave", exact=True).dblclick()
    expect(toast(tab, "Asked for 30 January 2026 (1 day)")).to_be_visible()
    expect(dialog(tab)).to_have_count(0)
    expect(tab.get_by_label(f"{worker.name}: asks for 30 January")).to_be_visible()
    rows = agency.system().all(sa.select(Leave.status, Leave.note).where(Leave.person_id == worker.id))
    assert [tuple(row) for row in rows] == [("requested", "A wedding")]


def test_a_manager_decides_in_sight_of_what_must_move(
    server: Server, page: Page, worker: Someone, sign_in: SignIn
) -> None:
    agency = server.agency
    client = agency.client(f"decide-{worker.id}", plan=None, name=f"Client {worker.id}")
    task = agency.task(client, f"Launch {worker.id}", [("development", "M", worker)])
    agency.step(task, worker, MONDAY, minutes=120)
    leave = agency.leave(worker, MONDAY, status="requested", note="A wedding")
    sign_in(page, "morgan", "/leave?leave_month=2026-02")
    page.locator(f".st-key-decide-{leave} button").click()
    expect(dialog(page)).to_contain_text(f"Launch {worker.id}")
    expect(dialog(page)).to_contain_text("must move")
    dialog(page).get_by_role("button", name="Approve", exact=True).dblclick()
    expect(toast(page, "is approved. What is scheduled on these days has not moved.")).to_be_visible()
    expect(dialog(page)).to_have_count(0)
    expect(page.get_by_label(f"{worker.name}: away on 2 February")).to_be_visible()
    expect(page.locator(".st-key-stranded")).to_contain_text(f"Launch {worker.id}")


def test_a_step_is_started_and_completed_with_its_time_and_the_schedule_is_a_file(
    server: Server, page: Page, worker: Someone
) -> None:
    agency = server.agency
    client = agency.client(f"step-{worker.id}", plan=None, name=f"Client {worker.id}")
    task = agency.task(client, f"Launch {worker.id}", [("development", "M", worker)])
    step = agency.step(task, worker, TODAY, minutes=120)
    tab = opened(server, worker, page.context, "/my_work?work_section=schedule")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Calendar file", exact=True).click()
    (event,) = Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    assert str(event["uid"]) == f"step-{step}@charleos"
    tab.get_by_role("button", name="Start", exact=True).click()
    expect(toast(tab, "is in progress.")).to_be_visible()
    expect(tab.get_by_role("button", name="Start", exact=True)).to_have_count(0)
    tab.get_by_role("button", name="Complete…", exact=True).click()
    expect(dialog(tab).get_by_label("Your time on it", exact=True)).to_have_value("2h")
    dialog(tab).get_by_role("button", name="It is complete", exact=True).dblclick()
    expect(toast(tab, "is complete.")).to_be_visible()
    expect(dialog(tab)).to_have_count(0)
    expect(tab.get_by_text("Nothing is scheduled for you.")).to_be_visible()
    entries = agency.system().all(sa.select(TimeEntry.minutes).where(TimeEntry.subtask_id == step))
    assert [row.minutes for row in entries] == [120]
    assert agency.system().one(sa.select(Subtask.status).where(Subtask.id == step)).status == "complete"
