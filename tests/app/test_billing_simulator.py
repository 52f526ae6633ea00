"""The billing simulator in AppTest: slider and typing in step, the task, the address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charleos.rules.access import Role
from charleos.rules.policy import DEFAULT_POLICY
from charleos.units import Minutes
from tests.app.screens import Screens, Tab
from tests.build import Build

BOTH = "2026-01-30_growth_behind_M.300.Design_S.180.Build"


def figures(tab: Tab) -> dict[str, str]:
    """Every figure by its title, without its colour; where a title stands twice, the first."""
    shown: dict[str, str] = {}
    for metric in tab.at.metric:
        value = metric.value.replace("]", "").split("[")
        shown.setdefault(metric.label, "".join(part.rsplit(":", 1)[0] if ":" in part else part for part in value))
    return shown


def opened(screens: Screens, agency: Build, scenario: str | None = None, role: Role = Role.DELIVERY) -> Tab:
    agency.plan("growth", hours=60, pounds=5000)
    person = agency.person("Devon", roles={role})
    query = {} if scenario is None else {"scenario": scenario}
    return screens.open(person, "billing_simulator", **query)


def address(tab: Tab) -> str:
    held = tab.at.query_params["scenario"]
    return held if isinstance(held, str) else held[0]


def labelled(tab: Tab, label: str, at: int = 0) -> object:
    return [one for one in tab.at.text_input if one.label == label][at]


def type_time(tab: Tab, text: str) -> None:
    next(one for one in tab.at.text_input if one.label == "Typed time").set_value(text)
    tab.run()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_what_a_requirement_bills_with_the_numbers_put_into_the_formula(
    screens: Screens, agency: Build, role: Role
) -> None:
    tab = opened(screens, agency, role=role)
    assert [figures(tab)[name] for name in ("Billable", "Banked", "Overage")] == ["4h 30m", "1h 10m", "0h"]
    assert tab.at.code[0].value == "MIN(6h, MAX(4h 30m, 3h 20m)) = 4h 30m"
    assert address(tab) == "2026-01-30_growth_ontime_M.200.Requirement 1"


def test_what_is_typed_moves_the_slider_and_the_slider_writes_what_would_be_typed(
    screens: Screens, agency: Build
) -> None:
    tab = opened(screens, agency)
    type_time(tab, "210m")
    assert tab.at.select_slider[0].value == 210
    assert address(tab).endswith("_M.210.Requirement 1")
    tab.at.select_slider[0].set_value(420)
    tab.run()
    assert labelled(tab, "Typed time").value == "7h"  # type: ignore[attr-defined]
    assert [figures(tab)[name] for name in ("Billable", "Banked", "Overage")] == ["6h", "0h", "1h"]


@pytest.mark.parametrize("typed", ["7 bananas", "-3h", "3h 75m", "nan", "", "10001h"])
def test_what_cannot_be_read_stays_as_typed_with_a_sentence_and_the_figures_stay(
    screens: Screens, agency: Build, typed: str
) -> None:
    tab = opened(screens, agency)
    type_time(tab, typed)
    assert labelled(tab, "Typed time").value == typed  # type: ignore[attr-defined]
    assert len(tab.at.error) == 1
    assert figures(tab)["Billable"] == "4h 30m"
    type_time(tab, "5h")
    assert not tab.at.error
    assert figures(tab)["Billable"] == "5h"


def test_a_link_shows_the_task_with_what_it_borrows_against_its_cap(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency, BOTH)
    shown = figures(tab)
    assert (shown["Task billable of cap"], shown["Borrowed"]) == ("8h of 8h", "1h")
    assert "All overage fits into the headroom of 1h" in tab.words
    assert address(tab) == BOTH
    tab.at.toggle[0].set_value(False)
    tab.run()
    shown = figures(tab)
    assert (shown["Task billable of cap"], shown["Borrowed"]) == ("7h of 8h", "0h")
    assert address(tab) == BOTH.replace("behind", "ontime")


def test_the_same_work_is_told_in_three_ways_and_the_month_it_leaves(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency, "2026-01-30_growth_ontime_M.420.Design")
    shown = figures(tab)
    assert [shown[way] for way in ("CharleOS", "Time and materials", "Fixed price")] == [
        "6h · £500",
        "7h · £583.33",
        "4h 30m · £375",
    ]
    assert [shown[name] for name in ("Net allocation", "Remaining", "Utilisation")] == ["51h", "45h", "12%"]


def test_a_task_larger_than_the_month_leaves_excess(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency, "2026-01-30_growth_ontime_XXL.4800.Rebuild")
    assert figures(tab)["Remaining"] == "-29h"
    assert "29h of excess is carried into the next month" in tab.words


def test_without_a_plan_only_hours_are_shown(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency, "2026-01-30__ontime_M.420.Design")
    assert figures(tab)["Time and materials"] == "7h"
    assert "£" not in "".join(metric.value for metric in tab.at.metric)


def test_requirements_are_added_not_started_and_taken_out(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency)
    tab.at.button(key="simulator:add").click()
    tab.run()
    assert address(tab).endswith("_M.200.Requirement 1_M.0.Requirement 2")
    assert figures(tab)["Billable"] == "0h"
    assert tab.at.code[0].value == "0h until something is logged, then MIN(6h, MAX(4h 30m, actual))"
    next(button for button in tab.at.button if button.label == "Remove").click()
    tab.run()
    assert address(tab).endswith("ontime_M.0.Requirement 2")
    next(button for button in tab.at.button if button.label == ":primary[Maximum 6h]").click()
    tab.run()
    assert figures(tab)["Billable"] == "6h"


def test_a_task_here_has_at_most_twelve_requirements(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency, "2026-01-30__ontime" + "_S.60.A" * 12)
    assert tab.at.button(key="simulator:add").disabled


@pytest.mark.parametrize(
    "garbage", ["<script>", "2026-01-30_growth_ontime_M.nan.A", "9999-01-01_x_behind_M.1.A", "_" * 500]
)
def test_garbage_in_the_address_shows_the_usual_scenario_and_says_so(
    screens: Screens, agency: Build, garbage: str
) -> None:
    tab = opened(screens, agency, garbage)
    assert tab.at.warning[0].value.startswith("This link cannot be read: ")
    assert tab.at.warning[0].value.endswith("The usual scenario is shown instead.")
    assert address(tab) == "2026-01-30_growth_ontime_M.200.Requirement 1"


def test_a_link_to_what_that_day_does_not_know_says_what_stands_in_its_place(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency, "2026-01-30_gone_ontime_HUGE.60.A")
    assert "has no HUGE; M stands in its place" in tab.at.warning[0].value
    assert "The plan of this link is not sold on that day" in tab.at.warning[0].value


def test_the_size_table_is_that_of_the_day_chosen(screens: Screens, agency: Build) -> None:
    wider = tuple(size._replace(maximum=Minutes(480)) if size.code == "M" else size for size in DEFAULT_POLICY.sizes)
    agency.policy(replace(DEFAULT_POLICY, sizes=wider), since="2026-02")
    tab = opened(screens, agency, "2026-02-01_growth_ontime_M.420.A")
    assert figures(tab)["Billable"] == "7h"
    tab.at.date_input[0].set_value(agency.today)
    tab.run()
    assert figures(tab)["Billable"] == "6h"


def test_the_guide_names_the_smallest_size_that_holds_an_expectation(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency)
    asked = labelled(tab, "How long could it take?")
    asked.set_value("5h 30m")  # type: ignore[attr-defined]
    tab.run()
    assert (
        tab.at.success[0].value == "**M** is the smallest that holds 5h 30m. It bills 4h 30m at least and 6h at most."
    )
    labelled(tab, "How long could it take?").set_value("200h")  # type: ignore[attr-defined]
    tab.run()
    assert "split the work" in tab.words
    assert "|standard feature|4h 30m|6h|3h 30m|1h|" in tab.words


def test_coming_back_from_another_page_finds_the_scenario_as_it_was_left(screens: Screens, agency: Build) -> None:
    tab = opened(screens, agency)
    type_time(tab, "5h")
    tab.go("my_work")
    tab.at.query_params.clear()
    tab.go("billing_simulator")
    assert labelled(tab, "Typed time").value == "5h"  # type: ignore[attr-defined]
