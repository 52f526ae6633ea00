"""A client's page in AppTest: what it says to whom, in any month and section, and how little it asks the database."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.actions.months import close_month
from charleos.actions.tasks import NewSize, complete_requirement, resize_requirement
from charleos.periods import Month
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.rules.policy import Rollover, Unused
from charleos.ui import ground
from charleos.units import Pence
from tests.app.screens import Screens, Tab
from tests.build import Account, Build, Someone, golden_month
from tests.counting import counted

SECTIONS = ("overview", "work", "schedule", "time", "ledger", "intelligence")
JANUARY = Month.parse("2026-01")


@pytest.fixture
def morgan(agency: Build) -> Someone:
    return agency.person("Morgan", roles={Role.MANAGER})


@pytest.fixture
def priya(agency: Build) -> Someone:
    return agency.person("Priya", roles={Role.PM})


@pytest.fixture
def acme(agency: Build) -> Account:
    return golden_month(agency)[0]


def client(screens: Screens, who: Someone, slug: str = "acme-corp", **query: str) -> Tab:
    tab = screens.open(who)
    tab.go("client_detail", {"client": slug} | query)
    return tab


def said(tab: Tab) -> str:
    """The words on screen as they are read: without escapes, hard spaces and hyphens as plain ones."""
    links = [f"[{link.proto.label}]" for link in tab.at.get("page_link")]
    bars = [bar.proto.text for bar in tab.at.get("progress")]
    changes = [metric.delta for metric in tab.at.metric]
    words = "\n".join([tab.words, *links, *bars, *changes]).replace("\\", "")
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NON-BREAKING HYPHEN}", "-")


def labels(tab: Tab) -> set[str]:
    return {button.label for button in tab.at.main.button}


def offered(tab: Tab) -> str:
    """Every option of every menu."""
    return "\n".join(option for menu in tab.at.get("menu_button") for option in menu.proto.options).replace("\\", "")


def figures(tab: Tab) -> dict[str, str]:
    return {metric.label: metric.value for metric in tab.at.metric}


# The golden month


def test_the_golden_month_is_in_the_panel_with_its_deduction_spelled_out(
    screens: Screens, morgan: Someone, acme: Account
) -> None:
    tab = client(screens, morgan, month="2026-01")
    words = said(tab)
    assert tab.title == "Acme Corp"
    assert figures(tab) == {"Remaining": "30h 30m", "Actual": "£640.63", "Net": ":green[+30m]"}
    for figure in ("60h - 9h project management = 51h", "40% used", "£5,000", "£625", "+£15.63 (+3% of sold)"):
        assert figure in words


def test_the_ledger_runs_down_to_the_figure_of_the_panel(screens: Screens, morgan: Someone, acme: Account) -> None:
    words = said(client(screens, morgan, month="2026-01", section="ledger"))
    remaining = [words.index(f"**{figure}**") for figure in ("46h 30m", "44h 30m", "32h 30m", "30h 30m")]
    assert remaining == sorted(remaining)
    assert "First entry on an M: the average of 4h 30m is deducted." in words
    assert "51h available - 20h 30m billable = :blue[**30h 30m remaining**]" in words


@pytest.mark.parametrize(
    ("moved", "told", "shown"),
    [
        ("banked", "1 line moved it; together **1h** banked", "Homepage Redesign"),
        ("overage", "1 line moved it; together **30m** overage", "Product Page Update"),
        ("billable", "4 lines moved it; together **20h 30m** billable", "Blog Integration"),
        ("borrowed", "0 lines moved it; together **0h** borrowed", "51h available"),
    ],
)
def test_a_figure_opens_the_lines_it_is_made_of(
    screens: Screens, morgan: Someone, acme: Account, moved: str, told: str, shown: str
) -> None:
    words = said(client(screens, morgan, month="2026-01", section="ledger", lines=moved))
    assert told in words
    assert shown in words


def test_work_shows_range_figures_case_and_who(agency: Build, screens: Screens, morgan: Someone, acme: Account) -> None:
    words = said(client(screens, morgan, month="2026-01", section="work"))
    for shown in ("S: 1h-2h", ":red[30m]", ":red-badge[Overrun]", ":green-badge[Fast]", ":blue-badge[Normal]", "Devon"):
        assert shown in words


def test_a_task_that_runs_behind_shows_its_borrowing_on_a_row_of_its_own(
    agency: Build, screens: Screens, morgan: Someone
) -> None:
    devon = agency.person("Devon")
    shop = agency.client("shop", plan=agency.plan())
    task = agency.task(shop, "Shop", [("design", "M", devon), ("development", "S", devon)])
    agency.log(devon, task.requirements["design"], 300)
    agency.log(devon, task.requirements["development"], 180)
    agency.behind(task, 90)
    tab = client(screens, morgan, "shop", section="work")
    words = said(tab)
    assert "Running behind by 1h 30m" in words
    assert ":violet[Borrowed from headroom]" in words
    assert "scope underestimated" in words
    assert "False alarm…" in offered(tab)


# Addresses that lead nowhere, or elsewhere


def test_someone_elses_client_is_as_absent_as_one_that_is_not_there(agency: Build, screens: Screens) -> None:
    clara, oscar = (agency.person(name, roles={Role.CSM}) for name in ("Clara", "Oscar"))
    agency.client("theirs", plan=agency.plan(), csm=clara, name="Secret Ltd")
    told = []
    for slug in ("theirs", "nowhere"):
        tab = client(screens, oscar, slug, section="ledger")
        told.append(said(tab).replace(slug, "…"))
        assert "There is no client" in told[-1]
        assert "Back to Clients" in told[-1]
        assert "Secret" not in told[-1]
    assert told[0] == told[1]
    assert client(screens, clara, "theirs").title == "Secret Ltd"


def test_without_a_client_the_page_says_so(screens: Screens, morgan: Someone) -> None:
    assert "No client is chosen" in said(screens.open(morgan, "client_detail"))


@pytest.mark.parametrize(
    ("month", "told"),
    [
        ("2020-05", "Acme Corp starts in January 2026; there is no May 2020. This is January 2026."),
        ("2031-05", "May 2031 is still to come. This is January 2026."),
        ("2026-13", "“2026-13” is not a month; write it as 2026-01. This is January 2026."),
        ("<b>x</b>", "“<b>x</b>” is not a month"),
    ],
)
def test_a_month_there_is_not_gets_a_sentence_and_the_nearest(
    screens: Screens, morgan: Someone, acme: Account, month: str, told: str
) -> None:
    tab = client(screens, morgan, month=month)
    assert told in said(tab)
    assert figures(tab)["Remaining"] == "30h 30m"


@pytest.mark.parametrize(
    "query",
    [
        {"section": "nonsense"},
        {"section": "work", "tasks": "nonsense", "page": "-1"},
        {"section": "work", "page": "99999999999999999999"},
        {"section": "time", "person": "999", "type": "<i>", "activity": "Sleeping", "from": "x", "to": "2026-02-30"},
        {"section": "time", "from": "2026-02-01", "to": "2026-01-01", "find": "%_'\"", "counted": "?", "page": "7"},
        {"section": "ledger", "lines": "nonsense", "page": "12"},
    ],
)
def test_nonsense_in_the_address_is_left_aside(
    screens: Screens, morgan: Someone, acme: Account, query: dict[str, str]
) -> None:
    assert figures(client(screens, morgan, month="2026-01", **query))["Remaining"] == "30h 30m"


# Months that look odd


def test_excess_is_red_and_carried(agency: Build, screens: Screens, morgan: Someone) -> None:
    devon = agency.person("Devon")
    small = agency.client("small", plan=agency.plan("small", hours=10), start=date(2025, 12, 1))
    task = agency.task(small, "Big", [("development", "L", devon)])
    agency.log_long(devon, task.only, 720, date(2025, 12, 9))
    december = client(screens, morgan, "small", month="2025-12")
    assert figures(december)["Remaining"] == ":red[-3h 30m]"
    assert "3h 30m excess" in {metric.delta for metric in december.at.metric}
    january = said(client(screens, morgan, "small", month="2026-01"))
    for shown in ("Excess carried in", "-3h 30m", "Available", "5h"):
        assert shown in january


def test_unused_time_is_carried_where_the_terms_allow_it(agency: Build, screens: Screens, morgan: Someone) -> None:
    agency.client(
        "saver",
        plan=agency.plan("saver", hours=10),
        start=date(2025, 12, 1),
        pm_share=0,
        rollover=Rollover(excess_carried=True, unused=Unused.ALL),
    )
    words = said(client(screens, morgan, "saver", month="2026-01"))
    for shown in (
        "10h, nothing taken off for project management",
        "Unused carried in",
        "+10h",
        "unused time is carried on",
    ):
        assert shown in words


def test_a_project_only_client_is_shown_sensibly(agency: Build, screens: Screens, morgan: Someone) -> None:
    devon = agency.person("Devon")
    one_off = agency.client("one-off", hourly_rate=Pence(9500))
    agency.log(devon, agency.task(one_off, "Site", [("design", "M", devon)]).only, 200)
    tab = client(screens, morgan, "one-off", month="2026-01")
    words = said(tab)
    assert set(figures(tab)) == {"Net"}
    for shown in (":violet-badge[Project-only]", "work is priced per quote", "£95", "4h 30m"):
        assert shown in words
    assert "Billable in all: **4h 30m**" in said(client(screens, morgan, "one-off", section="ledger"))


def test_a_month_billed_without_logged_time_says_why(agency: Build, screens: Screens, morgan: Someone) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    task = agency.task(acme, "Page", [("design", "M", devon)])
    agency.log(devon, task.only, 60, date(2025, 12, 9))
    resize_requirement(agency.desk(morgan), agency.key(), task.only, NewSize("L", "It grew", 1))
    words = said(client(screens, morgan, "acme", month="2026-01"))
    assert "7h 30m is billable without logged time" in words
    assert "Re-sized" in said(client(screens, morgan, "acme", month="2026-01", section="ledger"))


def test_a_month_that_banks_less_than_nothing_says_why(agency: Build, screens: Screens, morgan: Someone) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan(), start=date(2025, 12, 1))
    task = agency.task(acme, "Page", [("design", "M", devon)])
    agency.log(devon, task.only, 60, date(2025, 12, 9))
    agency.log(devon, task.only, 120, date(2026, 1, 9))
    words = said(client(screens, morgan, "acme", month="2026-01"))
    assert "Banked is -2h: work that an earlier month counted as banked went on" in words


def test_provisional_banked_time_stands_apart_from_realised(agency: Build, screens: Screens, morgan: Someone) -> None:
    devon, acme = agency.person("Devon"), agency.client("acme", plan=agency.plan())
    tasks = [agency.task(acme, title, [("design", "M", devon)]) for title in ("Done", "Not done")]
    for task, minutes in zip(tasks, (200, 100), strict=True):
        agency.log(devon, task.only, minutes)
    complete_requirement(agency.system(), agency.key(), tasks[0].only)
    words = said(client(screens, morgan, "acme"))
    for shown in ("of it realised", ":gray[1h 10m]", "of it provisional", ":gray[2h 50m]", "135%"):
        assert shown in words


def test_a_new_and_an_archived_client_have_their_empty_states(agency: Build, screens: Screens, morgan: Someone) -> None:
    agency.client("fresh", plan=agency.plan())
    agency.client("gone", plan=agency.plan(), start=date(2025, 6, 1), archived_on=date(2025, 11, 3))
    told = {
        "work": "No task is open. “Add task” agrees the next one.",
        "time": "No entry matches.",
        "ledger": "Nothing moved January 2026 yet.",
        "overview": "No requirement with time was completed in the month.",
    }
    for section, sentence in told.items():
        assert sentence in said(client(screens, morgan, "fresh", section=section))
    gone = client(screens, morgan, "gone")
    assert "No hours: the client is archived" in said(gone)
    assert gone.at.button(key="client_detail:add_task").disabled


# The head


def test_badges_name_plan_custom_terms_and_csm(agency: Build, screens: Screens, morgan: Someone) -> None:
    clara = agency.person("Clara Bell", roles={Role.CSM})
    agency.client("acme", plan=agency.plan(), csm=clara, name="A *B* <c>", hours=80, notes="Call *before* ten")
    tab = client(screens, morgan, "acme")
    for shown in (":green-badge[Active]", ":blue-badge[Growth]", ":orange-badge[Custom]", ">CB</div>", "Clara Bell"):
        assert shown in said(tab)
    assert tab.title == r"A \*B\* \<c\>"
    assert "Call *before* ten" in tab.words
    agency.client("nobodys", plan=agency.plan())
    assert "No CSM yet" in said(client(screens, morgan, "nobodys"))


def test_what_can_be_done_follows_the_viewers_rights(
    agency: Build, screens: Screens, morgan: Someone, priya: Someone, acme: Account
) -> None:
    may = {}
    for who in (morgan, priya):
        tab = client(screens, who, month="2026-01", section="time")
        work = client(screens, who, month="2026-01", section="work", tasks="all")
        options = offered(work)
        may[who.name] = (
            "Void…" in labels(tab),
            "Add task" in labels(tab),
            "Edit client" in options,
            "Re-size" in options,
            "Complete" in options,
            "Running behind" in options,
        )
    assert may == {"Morgan": (True,) * 6, "Priya": (False, True, False, False, True, True)}


def test_closing_is_offered_when_it_is_the_months_turn(agency: Build, screens: Screens, morgan: Someone) -> None:
    agency.client("acme", plan=agency.plan(), start=date(2025, 11, 1))

    def closing(month: str) -> set[str]:
        return {label for label in labels(client(screens, morgan, "acme", month=month)) if "2025" in label}

    assert closing("2025-11") == {"Close November 2025…"}
    assert closing("2025-12") == set()
    assert "November 2025 is next" in said(client(screens, morgan, "acme", month="2025-12"))
    close_month(agency.system(), agency.key(), "acme", Month.parse("2025-11"))
    assert closing("2025-11") == {"Reopen November 2025…"}
    assert closing("2025-12") == {"Close December 2025…"}
    assert "Closed" in said(client(screens, morgan, "acme", month="2025-11"))


# Time


def test_client_time_without_a_requirement_stands_apart(
    agency: Build, screens: Screens, morgan: Someone, acme: Account
) -> None:
    call = agency.person("Clara", roles={Role.CSM})
    agency.log(call, None, 45, client=acme, activity=Activity.CLIENT_CALL, note="Kick-off")
    words = said(client(screens, morgan, month="2026-01", section="time"))
    assert "On requirements **20h**" in words
    assert "Client time, not billed **45m**" in words
    only = said(client(screens, morgan, month="2026-01", section="time", counted="client time"))
    assert "1-1 of 1 entry" in only
    assert "Kick-off" in only


def test_a_control_writes_the_address(screens: Screens, morgan: Someone, acme: Account) -> None:
    tab = client(screens, morgan, month="2026-01", section="time", page="3")
    tab.at.selectbox(key="client_detail:activity").set_value("Support")
    tab.run()
    assert tab.at.query_params.get("activity") == "Support"
    assert "page" not in tab.at.query_params
    assert "No entry matches." in said(tab)
    tab.at.selectbox(key="client_detail:activity").set_value("")
    tab.run()
    assert "activity" not in tab.at.query_params


def test_view_hours_opens_the_time_of_the_same_month(screens: Screens, morgan: Someone, acme: Account) -> None:
    tab = client(screens, morgan, month="2026-01")
    tab.at.button(key="client_detail:hours").click()
    tab.run()
    assert tab.at.query_params["section"] == "time"
    assert tab.at.query_params["month"] == "2026-01"
    assert "On requirements **20h**" in said(tab)


# Speed


@pytest.mark.parametrize("section", SECTIONS)
def test_a_run_of_the_page_asks_little_and_only_for_the_open_section(
    screens: Screens, morgan: Someone, acme: Account, section: str
) -> None:
    tab = client(screens, morgan, month="2026-01", section=section)
    with counted(ground.database()) as seen:
        tab.run()
    assert 0 < len(seen) <= 12, "\n".join(" ".join(one.split())[:150] for one in seen)
    asked = "\n".join(seen)
    assert ("FROM subtask" in asked) == (section in ("work", "schedule", "intelligence"))
    assert ("void_reason" in asked) == (section == "time")
