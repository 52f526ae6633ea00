"""The schedule in a real browser: days and steps opened by a click, work placed and taken back, several steps moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from charleos.reads.team_schedule import team_schedule
from charleos.rules.timeline import Span
from tests.browser.conftest import SignIn
from tests.browser.servers import Server
from tests.build import Build, Someone, Work

FRIDAY = date(2026, 1, 30)
_numbers = count(1)


@dataclass(frozen=True)
class Desk:
    """Somebody with a task of their own, and where their days are looked at."""

    agency: Build
    person: Someone
    task: Work

    @property
    def days(self) -> str:
        return f"/schedule?schedule_person={self.person.id}"

    def starts(self) -> dict[int, str]:
        """The first day of each step."""
        seen = team_schedule(self.agency.system(), FRIDAY, Span.QUARTER)
        return {bar.id: bar.first for bar in seen.steps.get(self.person.id, ())}


@pytest.fixture
def desk(server: Server) -> Desk:
    agency, number = server.agency, next(_numbers)
    person = agency.person(f"Robin {number}")
    client = agency.client(f"planned-{number}", plan=agency.plan("growth"), name=f"Planned {number}")
    return Desk(agency, person, agency.task(client, f"Harbour {number}", [("development", "M", person)]))


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def letters(page: Page, said: str) -> Locator:
    """What is written in the chart."""
    return page.locator(".st-key-schedule-chart text").filter(has_text=said).first


def open_by_click(page: Page, mark: Locator) -> None:
    """Click on a mark of the chart. While the chart is being drawn, marks come and go: so it is tried again."""
    for _ in range(8):
        try:
            mark.wait_for()
            mark.scroll_into_view_if_needed()
            if box := mark.bounding_box():
                page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                dialog(page).wait_for(timeout=6_000)
                return
        except Error:
            continue
    raise AssertionError("no click on the chart opened anything")


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)


def test_a_day_opens_by_a_click_also_when_it_is_empty_and_again_after_it_was_closed(
    page: Page, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(page, "priya", desk.days)
    for _ in range(2):
        open_by_click(page, letters(page, "free"))
        expect(dialog(page).get_by_text("Nothing is planned: the day is free.")).to_be_visible()
        page.wait_for_url(f"**schedule_open_day={desk.person.id}.2026-01-30**")
        close(page)


def test_items_of_a_day_change_places_and_a_bar_opens_its_step(page: Page, sign_in: SignIn, desk: Desk) -> None:
    first = desk.agency.step(desk.task, desk.person, FRIDAY, minutes=60)
    second = desk.agency.step(desk.task, desk.person, FRIDAY, minutes=120)
    sign_in(page, "priya", desk.days)
    open_by_click(page, letters(page, "3h of 6h 30m"))
    dialog(page).locator(f".st-key-order-{second}-arrow_upward button").filter(visible=True).click()
    expect(dialog(page).get_by_text("is number 1 of")).to_be_visible()
    close(page)
    open_by_click(page, letters(page, "Planned"))
    expect(dialog(page).get_by_text("Fri 30 Jan with")).to_be_visible()
    page.wait_for_url("**schedule_open_step=*")
    assert int(page.url.split("schedule_open_step=")[1].split("&")[0]) in (first, second)


def test_work_is_found_placed_where_it_fits_soonest_and_taken_back(page: Page, sign_in: SignIn, desk: Desk) -> None:
    desk.agency.leave(desk.person, FRIDAY)
    waiting = desk.agency.step(desk.task, desk.person, minutes=240)
    sign_in(page, "priya", desk.days)
    page.get_by_role("button", name="Add scheduled work", exact=True).click()
    dialog(page).get_by_label("Find the work").fill(f"#{desk.task.number}")
    expect(dialog(page).get_by_text("Nothing moves, and no day holds too much.")).to_be_visible()
    dialog(page).get_by_role("button", name="Schedule", exact=True).click()
    expect(dialog(page)).to_have_count(0)
    assert desk.starts()[waiting] == "2026-02-02"
    page.get_by_role("button", name="Undo", exact=True).click()
    dialog(page).get_by_role("button", name="Undo it", exact=True).click()
    expect(dialog(page)).to_have_count(0)
    assert waiting not in desk.starts()


def test_ticked_steps_move_together(page: Page, sign_in: SignIn, desk: Desk) -> None:
    steps = [desk.agency.step(desk.task, desk.person, FRIDAY, minutes=60) for _ in range(2)]
    sign_in(page, "priya", f"{desk.days}&schedule_section=steps")
    table = page.get_by_test_id("stDataFrame")
    table.locator("canvas").first.wait_for()
    corner = table.bounding_box()
    assert corner is not None
    page.mouse.click(corner["x"] + 16, corner["y"] + 16)
    page.get_by_role("button", name="Move 2 steps…").click()
    days = dialog(page).get_by_role("spinbutton")
    days.fill("1")
    days.press("Tab")
    dialog(page).get_by_role("button", name="Move", exact=True).click()
    expect(dialog(page)).to_have_count(0)
    assert [desk.starts()[one] for one in steps] == ["2026-02-02", "2026-02-02"]


def test_a_phone_lists_everybodys_day_instead_of_a_chart(page: Page, sign_in: SignIn, desk: Desk) -> None:
    desk.agency.step(desk.task, desk.person, FRIDAY, minutes=120)
    sign_in(page, "priya", desk.days)
    page.set_viewport_size({"width": 390, "height": 844})
    listed = page.locator(".st-key-schedule-list")
    expect(listed.get_by_text("2h of 6h 30m")).to_be_visible()
    expect(page.locator(".st-key-schedule-chart")).to_be_hidden()
    listed.get_by_role("button").filter(visible=True).last.click()
    expect(dialog(page).get_by_text("For today only.")).to_be_visible()
