"""A step that takes longer than agreed, from the screen: what it bills and moves, who is told, and the false alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from charleos.rules.access import Role
from charleos.store.schema import Subtask
from tests.browser.conftest import SignIn
from tests.browser.servers import CHEAP, Server
from tests.build import TODAY, Account, Build, Someone, Work
from tests.planning import MONDAY, TUESDAY

BORROWS = "The task runs behind: 40m of overage is billed from the headroom of its other requirements."
GIVES_BACK = "Less is borrowed on this task now: 40m is given back to the retainer."
_numbers = count(1)


@dataclass(frozen=True)
class Overrun:
    """Booking is 3h into a development that bills 2h at most, with 40m of headroom on its design: 7h 20m billable.

    Whoever does it begins Search on Monday.
    """

    agency: Build
    pm: Someone
    worker: Someone
    client: Account
    booking: Work
    step: int

    def days(self) -> list[tuple[str, date | None, date | None]]:
        """Of every step that counts."""
        rows = self.agency.system().all(
            sa.select(Subtask.kind, Subtask.start, Subtask.end_on)
            .where(Subtask.client_id == self.client.id, Subtask.cleared_at.is_(None))
            .order_by(Subtask.id)
        )
        return [tuple(row) for row in rows]

    @property
    def task(self) -> str:
        return f"/client_detail?client={self.client.slug}&section=work&task={self.booking.number}"

    def day(self, day: date) -> str:
        """The worker's day on the Schedule."""
        return f"/schedule?schedule_person={self.worker.id}&schedule_open_day={self.worker.id}.{day}"


@pytest.fixture
def overrun(server: Server) -> Overrun:
    agency, number = server.agency, next(_numbers)
    pm = agency.person(f"Petra Behind {number}", roles={Role.PM}, discipline="pm", password_hash=CHEAP)
    worker = agency.person(f"Wim Behind {number}")
    client = agency.client(f"behind-{number}", plan=agency.plan(f"behind-{number}"), name=f"Behind {number}")
    wanted = [("design", "M", None), ("development", "S", worker)]
    booking = agency.task(client, f"Booking {number}", wanted, pm=pm)
    development = booking.requirements["development"]
    step = agency.step(booking, worker, TODAY, minutes=75, requirement=development, status="in_progress")
    agency.log(worker, booking.requirements["design"], 320)
    agency.log(worker, development, 180, step=step)
    search = agency.task(client, f"Search {number}", [("development", "M", worker)], pm=pm)
    agency.step(search, worker, MONDAY, minutes=240)
    return Overrun(agency, pm, worker, client, booking, step)


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def panel(page: Page) -> Locator:
    return page.locator(".st-key-client_panel")


def act(page: Page, step: int, label: str) -> None:
    """One of the things that can be done with the step, in the menu beside it."""
    page.locator(f".st-key-step-{step}").get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name=label).or_(page.get_by_role("option", name=label)).click()
    expect(dialog(page)).to_be_visible()


def send(page: Page, label: str, receipt: str) -> None:
    dialog(page).get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_test_id("stToast").filter(has_text=receipt)).to_be_visible()
    expect(dialog(page)).to_have_count(0)


def told_at_home(page: Page, overrun: Overrun) -> Locator:
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("heading", name="Hello, Petra")).to_be_visible()
    return page.locator(".st-key-running_behind").get_by_role("link", name=f"#{overrun.booking.number} Booking")


def test_running_behind_borrows_moves_and_tells_and_a_false_alarm_takes_all_of_it_back(
    page: Page, sign_in: SignIn, overrun: Overrun
) -> None:
    before = overrun.days()
    assert before == [("development", TODAY, TODAY), ("development", MONDAY, MONDAY)]
    sign_in(page, overrun.pm.key, overrun.task)
    expect(panel(page).get_by_role("link", name="7h 20m", exact=True)).to_be_visible()
    figures = panel(page).text_content() or ""

    act(page, overrun.step, "Running behind…")
    dialog(page).get_by_label("How much more time?").fill("3h")
    why = dialog(page).get_by_label("Why?")
    why.fill("Scope")
    expect(page.get_by_role("option", name="Scope underestimated")).to_have_count(1)
    why.press("Enter")
    send(page, "It runs behind", "runs behind by 3h; 40m is borrowed.")
    expect(panel(page).get_by_role("link", name="8h", exact=True)).to_be_visible()
    panel(page).get_by_role("link", name="40m", exact=True).click()
    expect(page.get_by_text("1 line moved it; together 40m borrowed, the figure of the month.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=BORROWS)).to_have_count(1)
    moved = ("development", TUESDAY, TUESDAY)
    assert overrun.days() == [before[0], moved, ("delayed", MONDAY, MONDAY)]
    expect(told_at_home(page, overrun)).to_be_visible()
    page.goto(overrun.day(TUESDAY))
    expect(dialog(page)).to_contain_text("Search")

    page.goto(overrun.task)
    act(page, overrun.step, "False alarm…")
    send(page, "It was a false alarm", "false alarm")
    expect(panel(page).get_by_role("link", name="8h", exact=True)).to_have_count(0)
    expect(panel(page)).to_have_text(figures)
    assert overrun.days() == before
    panel(page).get_by_role("link", name="7h 20m", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=BORROWS)).to_have_count(1)
    expect(page.get_by_role("row").filter(has_text=GIVES_BACK)).to_have_count(1)
    page.goto(overrun.day(TUESDAY))
    expect(dialog(page).get_by_text("Nothing is planned: the day is free.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(told_at_home(page, overrun)).to_have_count(0)
