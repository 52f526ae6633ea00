"""Settings in AppTest: what would change is shown before it is saved, and the second editor is told."""

from __future__ import annotations

from typing import Any

import pytest

from charleos.reads.settings import agency as agency_details
from charleos.reads.settings import plans_kept, policies_kept
from charleos.rules.access import Role
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone


@pytest.fixture
def morgan(agency: Build) -> Someone:
    agency.client("acme", plan=agency.plan("growth", hours=60, pounds=5000))
    return agency.person("Morgan", roles={Role.MANAGER})


def fill(tab: Tab, **typed: str) -> None:
    for label, text in typed.items():
        wanted = label.replace("_", " ")
        next(one for one in tab.at.text_input if one.label == wanted).set_value(text)
    tab.run()


def save(tab: Tab) -> Any:
    return next(one for one in tab.at.button if one.label.startswith("Save from"))


@pytest.mark.parametrize("role", [Role.DELIVERY, Role.PM, Role.CSM])
def test_only_managers_open_settings(screens: Screens, agency: Build, role: Role) -> None:
    tab = screens.open(agency.person("Ana", roles={role}), "settings", settings="Plans")
    assert tab.title != "Settings"
    assert not any(one.label.startswith("Save from") for one in tab.at.button)


def test_a_plan_shows_whom_a_change_concerns_and_then_saves_it(
    screens: Screens, agency: Build, morgan: Someone
) -> None:
    tab = screens.open(morgan, "settings", settings="Plans")
    assert save(tab).disabled
    fill(tab, Hours_a_month="100h", Monthly_cost="£7,000")
    assert "|51h → **85h**|£5,000 → **£7,000**|" in tab.words
    assert "Every month before February 2026 stays exactly as it is" in tab.words
    assert len(plans_kept(agency.desk(morgan))[0].versions) == 1
    save(tab).click()
    tab.run()
    assert [version.minutes for version, _ in plans_kept(agency.desk(morgan))[0].versions] == [3600, 6000]
    assert "100h" in tab.at.toast[0].value
    assert "changes in February 2026" in tab.words


def test_a_figure_that_cannot_be_read_stays_typed_and_cannot_be_saved(
    screens: Screens, agency: Build, morgan: Someone
) -> None:
    tab = screens.open(morgan, "settings", settings="Plans")
    fill(tab, Hours_a_month="a lot")
    assert "is not a duration" in tab.at.error[0].value
    assert save(tab).disabled
    assert "a lot" in [one.value for one in tab.at.text_input]


def test_a_new_plan_is_made_and_a_plan_is_archived(screens: Screens, agency: Build, morgan: Someone) -> None:
    tab = screens.open(morgan, "settings", settings="Plans")
    next(one for one in tab.at.button if one.label == "Archive this plan").click()
    tab.run()
    assert plans_kept(agency.desk(morgan))[0].archived
    tab.at.button_group(key="settings:plan").set_value(0)
    tab.run()
    for label, text in {"Name": "Starter", "Hours a month": "20h", "Monthly cost": "2000"}.items():
        next(one for one in tab.at.text_input if one.label == label).set_value(text)
    next(one for one in tab.at.button if one.label == "Create the plan").click()
    tab.run()
    assert {plan.key for plan in plans_kept(agency.desk(morgan))} == {"growth", "starter"}


def test_the_second_editor_is_told_keeps_what_was_typed_and_may_save_again(
    screens: Screens, agency: Build, morgan: Someone
) -> None:
    mia = agency.person("Mia", roles={Role.MANAGER})
    tab, other = (screens.open(person, "settings", settings="Policy") for person in (morgan, mia))
    fill(other, **{"Project manager's share": "10%"})
    save(other).click()
    other.run()
    fill(tab, **{"Project manager's share": "12%"})
    save(tab).click()
    tab.run()
    assert "Mia saved another version" in tab.at.error[0].value
    assert "12%" in [one.value for one in tab.at.text_input]
    assert len(policies_kept(agency.desk(morgan))) == 2
    save(tab).click()
    tab.run()
    assert [one.policy.pm_share for one in policies_kept(agency.desk(morgan))] == [150_000, 100_000, 120_000]


def test_the_pm_share_shows_every_clients_month_before_and_after(
    screens: Screens, agency: Build, morgan: Someone
) -> None:
    tab = screens.open(morgan, "settings", settings="Policy")
    fill(tab, **{"Project manager's share": "10%"})
    assert "- Project manager's share: 15% → **10%**" in tab.words
    assert "|Acme|Feb\N{NO-BREAK SPACE}2026|51h → **54h**|" in tab.words


def test_bands_that_do_not_rise_are_refused_at_their_place(screens: Screens, morgan: Someone) -> None:
    tab = screens.open(morgan, "settings", settings="Policy")
    fill(tab, Goal_from="£900")
    assert tab.at.error[0].value.replace("\\", "") == "The bands must rise: under target, then goal, then amazing."
    assert save(tab).disabled


def test_a_size_is_widened_added_and_taken_out(screens: Screens, agency: Build, morgan: Someone) -> None:
    tab = screens.open(morgan, "settings", settings="Sizes")
    [one for one in tab.at.text_input if one.label == "To (maximum)"][2].set_value("7h")
    next(one for one in tab.at.button if one.label == "Remove").click()
    next(one for one in tab.at.button if one.label == "Add a size").click()
    tab.run()
    rows = [one for one in tab.at.text_input if one.label in ("Size", "From", "To (maximum)", "Use for")]
    for field, text in zip(rows[-4:], ("huge", "130h", "300h", "a product"), strict=True):
        field.set_value(text)
    tab.run()
    assert "|**M**|3h-6h, average 4h 30m, maximum 6h|3h-7h, average 5h, maximum 7h|" in tab.words
    save(tab).click()
    tab.run()
    held = policies_kept(agency.desk(morgan))[-1].policy
    assert [size.code for size in held.sizes] == ["S", "M", "L", "XL", "XXL", "HUGE"]
    assert held.size("M").maximum == 420
    assert "sizes" in policies_kept(agency.desk(morgan))[-1].changed


def test_the_agency_is_renamed(screens: Screens, agency: Build, morgan: Someone) -> None:
    tab = screens.open(morgan, "settings", settings="Agency")
    next(one for one in tab.at.text_input if one.label == "Name").set_value("North & Co")
    next(one for one in tab.at.button if one.label == "Save").click()
    tab.run()
    assert agency_details(agency.desk(morgan)).name == "North & Co"
