"""Quotes in AppTest: who sees which, with which figures, and what each may do with one."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from charleos.actions.quote_approval import approve_quote
from charleos.reads.quote_detail import quote
from charleos.rules.access import Role
from charleos.store.schema import QuoteComment
from tests.app.screens import Screens, Tab
from tests.build import Account, Build, Someone


@pytest.fixture
def clara(agency: Build) -> Someone:
    return agency.person("Clara", roles={Role.CSM})


@pytest.fixture
def priya(agency: Build) -> Someone:
    return agency.person("Priya", roles={Role.PM})


@pytest.fixture
def iris(agency: Build) -> Someone:
    return agency.person("Iris", discipline="design")


@pytest.fixture
def acme(agency: Build, clara: Someone) -> Account:
    return agency.client("acme", plan=agency.plan("growth", hours=60, pounds=5000), csm=clara)


def said(tab: Tab) -> str:
    links = [f"[{link.proto.label}]" for link in tab.at.get("page_link")]
    return "\n".join([tab.words, *links]).replace("\\", "").replace("\N{WORD JOINER}", "")


def labels(tab: Tab) -> set[str]:
    menus = [option for menu in tab.at.get("menu_button") for option in menu.proto.options]
    return {button.label for button in tab.at.main.button} | set(menus)


def ask(agency: Build, client: Account, iris: Someone, title: str = "Landing *page*", **more: object) -> int:
    return agency.quote(client, title, [("design", "M", iris), ("development", "L", None)], **more)  # type: ignore[arg-type]


def test_the_list_says_what_each_quote_comes_to_and_where_it_stands(
    agency: Build, screens: Screens, priya: Someone, acme: Account, iris: Someone
) -> None:
    ask(agency, acme, iris, status="awaiting_csm_review")
    words = said(screens.open(priya, "quotes"))
    for shown in (
        "[**Q-1** Landing *page*]",
        "Acme · 2 of 2 sized: Design M, Development L",
        "16h 30m (11h-22h) · £1,375 (£916.67-£1,833.33)",
        "Awaiting CSM review]",
    ):
        assert shown in words


def test_a_list_is_a_link(agency: Build, screens: Screens, priya: Someone, acme: Account, iris: Someone) -> None:
    bolt = agency.client("bolt", plan=None)
    ask(agency, acme, iris)
    ask(agency, bolt, iris, "Shop", status="approved", task=agency.task(bolt, "Shop", [("design", "M")]))
    for query, shown in (
        ({}, {1}),
        ({"quotes_status": "approved"}, {2}),
        ({"quotes_status": "all", "quotes_client": "bolt"}, {2}),
        ({"quotes_status": "all", "quotes_find": "landing"}, {1}),
        ({"quotes_status": "nonsense", "quotes_page": "x"}, {1}),
    ):
        words = said(screens.open(priya, "quotes", **query))
        assert {number for number in (1, 2) if f"**Q-{number}**" in words} == shown
    words = said(screens.open(priya, "quotes", quotes_client="nowhere"))
    assert "No quote matches" in words


def test_no_quotes_yet_says_what_to_do(screens: Screens, priya: Someone, iris: Someone) -> None:
    assert "Ask for one with **New quote**" in said(screens.open(priya, "quotes"))
    words = said(screens.open(iris, "quotes"))
    assert "When somebody asks you to size a piece of work" in words
    assert "New quote" not in words


def test_who_sizes_sees_their_part_and_no_money(agency: Build, screens: Screens, acme: Account, iris: Someone) -> None:
    agency.quote(acme, "Shop", [("design", None, iris), ("seo", "L", None)])
    ask(agency, acme, agency.person("Devon"), "Secret")
    tab = screens.open(iris, "quotes")
    assert "[**Design** of Q-1 Shop]" in said(tab)
    tab = screens.open(iris, "quotes", quote="1")
    words = said(tab)
    assert "Estimate" in labels(tab)
    for hidden in ("£", "Seo", "SEO", "Secret", "Add requirement", "History", "For the client"):
        assert hidden not in words
    assert "There is no quote Q-2" in said(screens.open(iris, "quotes", quote="2"))


@pytest.mark.parametrize("number", ["2", "999999999", "0"])
def test_a_quote_of_somebody_elses_client_is_as_absent_as_none(
    agency: Build, screens: Screens, acme: Account, iris: Someone, number: str
) -> None:
    oscar = agency.person("Oscar", roles={Role.CSM})
    ask(agency, acme, iris)
    ask(agency, acme, iris, "Secret")
    words = said(screens.open(oscar, "quotes", quote=number))
    assert f"There is no quote Q-{number}, or it is not yours to see." in words
    assert "Secret" not in words


@pytest.mark.parametrize(
    ("status", "pm", "csm"),
    [
        ("awaiting_quote", {"Edit title and description…", "Cancel the quote…", "Add requirement"}, set()),
        ("awaiting_csm_review", {"Send to client…", "Edit title and description…", "Cancel the quote…"}, set()),
        ("awaiting_client_approval", {"Changes requested…", "Cancel the quote…"}, {"Approve…"}),
        ("cancelled", {"Reopen…"}, set()),
    ],
)
def test_what_can_be_done_depends_on_status_and_rights(
    agency: Build,
    screens: Screens,
    priya: Someone,
    clara: Someone,
    acme: Account,
    iris: Someone,
    status: str,
    pm: set[str],
    csm: set[str],
) -> None:
    ask(agency, acme, iris, status=status)
    acts = {"Send to client…", "Approve…", "Reopen…", "Changes requested…", "Cancel the quote…"}
    assert pm <= labels(screens.open(priya, "quotes", quote="1"))
    assert labels(screens.open(priya, "quotes", quote="1")) & acts == pm & acts
    assert labels(screens.open(clara, "quotes", quote="1")) & acts == (pm | csm) & acts


def test_an_approved_quote_leads_to_its_task(
    agency: Build, screens: Screens, clara: Someone, acme: Account, iris: Someone
) -> None:
    ask(agency, acme, iris, status="awaiting_client_approval")
    asked = quote(agency.desk(clara), 1)
    approve_quote(agency.desk(clara), agency.key(), asked.id, asked.version, "Sam, by phone")
    words = said(screens.open(clara, "quotes", quote="1"))
    assert "[Task #1]" in words
    assert "Clara, 30 January 2026" in words
    assert "on the client's word (Sam, by phone)" in words
    assert "Q-1" in said(screens.open(clara, "client_detail", client="acme", section="work", task="1"))


def test_a_comment_is_kept_as_it_was_typed_and_an_empty_one_refused(
    agency: Build, screens: Screens, clara: Someone, acme: Account, iris: Someone
) -> None:
    ask(agency, acme, iris)
    tab = screens.open(clara, "quotes", quote="1")
    tab.at.text_area[0].set_value("**Bold** <b>?</b>\n:smile:")
    next(one for one in tab.at.button if one.label == "Comment").click()
    tab.run()
    assert [row.text for row in agency.system().all(sa.select(QuoteComment.text))] == ["**Bold** <b>?</b>\n:smile:"]
    assert "**Bold** <b>?</b>\n:smile:" in [one.value for one in tab.at.text]
    assert tab.at.text_area[0].value == ""
    next(one for one in tab.at.button if one.label == "Comment").click()
    tab.run()
    assert "Write the comment first" in tab.at.error[0].value


def test_a_clients_quotes_are_on_its_page(
    agency: Build, screens: Screens, clara: Someone, acme: Account, iris: Someone
) -> None:
    ask(agency, acme, iris)
    ask(agency, acme, iris, "Dropped", status="cancelled")
    tab = screens.open(clara, "client_detail", client="acme", section="quotes")
    assert "[**Q-1** Landing *page*]" in said(tab)
    assert "Dropped" not in said(tab)
    assert "Add quote" in labels(tab)
    tab = screens.open(clara, "client_detail", client="acme", section="quotes", quotes="cancelled")
    assert "Dropped" in said(tab)


def test_an_archived_client_is_asked_for_nothing(
    agency: Build, screens: Screens, clara: Someone, iris: Someone
) -> None:
    gone = agency.client("gone", plan=None, csm=clara, archived_on=date(2026, 1, 20))
    ask(agency, gone, iris, status="awaiting_csm_review")
    tab = screens.open(clara, "client_detail", client="gone", section="quotes")
    assert next(one for one in tab.at.button if one.label == "Add quote").disabled
    tab = screens.open(clara, "quotes", quote="1")
    assert "is archived: the quote can only be cancelled" in said(tab)
    assert labels(tab) & {"Send to client…", "Cancel the quote…", "Add requirement"} == {"Cancel the quote…"}


def test_home_says_what_waits_for_whom(
    agency: Build, screens: Screens, clara: Someone, acme: Account, iris: Someone
) -> None:
    ask(agency, acme, iris, "Look over", status="awaiting_csm_review")
    ask(agency, acme, iris, "At the client", status="awaiting_client_approval")
    agency.quote(acme, "To be sized", [("design", None, iris)])
    words = said(screens.open(clara))
    assert "Quotes to look over and send" in words
    assert "[**Q-1** Look over]" in words
    assert "Quotes with the client" in words
    assert "To be sized" not in words
    assert "[Design of **Q-3** To be sized]" in said(screens.open(iris))
