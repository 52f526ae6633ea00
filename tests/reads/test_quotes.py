"""What a list of quotes, one quote and the waiting ones say, and to whom they say what a quote costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from charleos.actions.quote_approval import approve_quote
from charleos.desk import Desk
from charleos.errors import Forbidden, NotFound
from charleos.reads.quote_detail import QuoteDetail, quote, quotes_to_size
from charleos.reads.quotes import PAGE, QuoteFilter, QuotesShown, quotes, quotes_in_hand
from charleos.reads.task_view import task_view
from charleos.rules.access import Role
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.quotes import Price, QuoteStatus, Total
from charleos.store.engine import Database
from charleos.units import Minutes, Pence
from tests.build import Build

TWO_SIZED = Total(Minutes(660), Minutes(990), Minutes(1320))


class Ground:
    def __init__(self, db: Database) -> None:
        self.agency = agency = Build(db)
        self.morgan = agency.person("Morgan", roles={Role.MANAGER})
        self.clara = agency.person("Clara", roles={Role.CSM})
        self.oscar = agency.person("Oscar", roles={Role.CSM})
        self.iris = agency.person("Iris", discipline="design")
        plan = agency.plan("growth", hours=60, pounds=5000)
        self.acme = agency.client("acme", plan=plan, csm=self.clara)
        self.bolt = agency.client("bolt", plan=None, csm=self.oscar, hourly_rate=Pence(90_00))
        self.cedar = agency.client("cedar", plan=None, csm=self.clara)

    def of(self, who: Any, **wanted: Any) -> list[int]:
        return [one.number for one in quotes(self.agency.desk(who), QuoteFilter(**wanted)).lines]

    def one(self, who: Any, number: int) -> QuoteDetail:
        return quote(self.agency.desk(who), number)


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


def sized(ground: Ground, client: Any, title: str = "Landing page", **more: Any) -> int:
    return ground.agency.quote(client, title, [("design", "M", ground.iris), ("development", "L", None)], **more)


def test_a_price_is_that_of_the_clients_hours(ground: Ground) -> None:
    for client in (ground.acme, ground.bolt, ground.cedar):
        sized(ground, client)
    lines = quotes(ground.agency.desk(ground.morgan), QuoteFilter()).lines
    assert [one.total for one in lines] == [TWO_SIZED] * 3
    assert [one.price for one in lines] == [
        Price(Pence(91_667), Pence(137_500), Pence(183_333)),
        Price(Pence(99_000), Pence(148_500), Pence(198_000)),
        None,
    ]
    assert [ground.one(ground.morgan, number).price for number in (1, 2, 3)] == [one.price for one in lines]


def test_what_is_not_sized_yet_is_in_no_total(ground: Ground) -> None:
    ground.agency.quote(ground.acme, "Half", [("design", "M", ground.iris), ("seo", None, None)])
    (line,) = quotes(ground.agency.desk(ground.clara), QuoteFilter()).lines
    assert (line.sized, len(line.requirements), line.total.average) == (1, 2, 270)
    assert [(one.type, one.size and one.size.code, one.is_done) for one in ground.one(ground.clara, 1).pieces] == [
        ("design", "M", True),
        ("seo", None, False),
    ]


def test_a_list_is_narrowed_by_client_status_and_words(ground: Ground) -> None:
    sized(ground, ground.acme, "Ünder Landing")
    sized(ground, ground.cedar, "Shop", status="awaiting_client_approval")
    sized(ground, ground.cedar, "100% organic", status="cancelled")
    sized(ground, ground.bolt, "Shop")
    assert ground.of(ground.clara) == [1, 2]
    assert ground.of(ground.morgan, shown=QuotesShown.ALL) == [1, 2, 4, 3]
    assert ground.of(ground.morgan, shown=QuotesShown.CANCELLED) == [3]
    assert ground.of(ground.morgan, slug="cedar") == [2]
    for text, found in (("shop", [2, 4]), ("shop bolt", [4]), ("q-4", [4]), ("1", [1]), ("ünder", [1]), ("%", [])):
        assert ground.of(ground.morgan, text=text) == found
    seen = quotes(ground.agency.desk(ground.clara), QuoteFilter())
    assert [one.slug for one in seen.clients] == ["acme", "cedar"]


def test_pages_hold_so_many_and_the_one_beyond_is_the_last(ground: Ground) -> None:
    assert quotes(ground.agency.desk(ground.morgan), QuoteFilter()).lines == ()
    for number in range(PAGE + 1):
        ground.agency.quote(ground.acme, f"Page {number}", [("design", None)])
    seen = quotes(ground.agency.desk(ground.morgan), QuoteFilter(page=9))
    assert (seen.page, seen.pages, seen.count, [one.number for one in seen.lines]) == (2, 2, PAGE + 1, [PAGE + 1])
    assert quotes(ground.agency.desk(ground.morgan), QuoteFilter(text="nothing of that name")).count == 0


def test_who_sizes_sees_what_they_are_asked_and_no_price(ground: Ground) -> None:
    sized(ground, ground.acme, comments=[("internal", "Which font?")])
    sized(ground, ground.acme, "Not theirs")
    seen = ground.one(ground.iris, 1)
    assert [one.type for one in seen.pieces] == ["design"]
    assert (seen.in_reach, seen.price, seen.history, seen.client) == (False, None, (), "Acme")
    assert [one.text for one in seen.comments] == ["Which font?"]
    with pytest.raises(Forbidden):
        quotes(ground.agency.desk(ground.iris), QuoteFilter())


def test_a_csm_who_sizes_for_anothers_client_sees_no_price_either(ground: Ground) -> None:
    ground.agency.quote(ground.bolt, "Help", [("strategy", "S", ground.clara), ("design", "S", ground.iris)])
    seen = ground.one(ground.clara, 1)
    assert (seen.in_reach, seen.price, len(seen.pieces)) == (False, None, 1)
    assert ground.of(ground.clara) == []


def test_a_quote_that_is_not_ones_own_is_as_absent_as_none(ground: Ground) -> None:
    ground.agency.quote(ground.acme, "Secret", [("design", None)])
    for who in (ground.oscar, ground.iris):
        for number in (1, 99):
            with pytest.raises(NotFound, match=f"There is no quote Q-{number}, or it is not yours to see"):
                ground.one(who, number)


def test_what_is_due_to_be_sized_comes_first(ground: Ground) -> None:
    sized(ground, ground.acme, "Done", status="awaiting_csm_review")
    ground.agency.quote(ground.bolt, "Due", [("design", None, ground.iris), ("seo", None, ground.clara)])
    ground.agency.quote(ground.bolt, "Gone", [("design", None, ground.iris)], status="cancelled")
    found = quotes_to_size(ground.agency.desk(ground.iris))
    assert [(one.title, one.type, one.is_due) for one in found] == [("Due", "design", True), ("Done", "design", False)]
    assert [one.title for one in quotes_to_size(ground.agency.desk(ground.clara))] == ["Due"]


def test_what_waits_for_whom(ground: Ground) -> None:
    for status in ("awaiting_csm_review", "awaiting_client_approval", "changes_requested", "in_progress"):
        sized(ground, ground.acme, status, status=status)
        sized(ground, ground.bolt, status, status=status)
    waiting = quotes_in_hand(ground.agency.desk(ground.clara))
    groups = (waiting.to_review, waiting.with_client, waiting.to_change)
    assert [[one.number for one in group] for group in groups] == [[1], [3], [5]]
    assert len(quotes_in_hand(ground.agency.desk(ground.morgan)).to_review) == 2


def test_an_approved_quote_is_never_priced_again(ground: Ground) -> None:
    number = sized(ground, ground.acme, status="awaiting_client_approval")
    desk: Desk = ground.agency.desk(ground.clara)
    agreed = ground.one(ground.clara, number)
    approve_quote(desk, "key", agreed.id, agreed.version, "Sam")
    ground.agency.terms(ground.acme, since="2026-02", plan=ground.agency.plan("growth", hours=10, pounds=9000))
    sizes = tuple(size._replace(maximum=size.maximum + 60) for size in DEFAULT_POLICY.sizes)
    fields = {name: getattr(DEFAULT_POLICY, name) for name in type(DEFAULT_POLICY).__slots__ if name != "sizes"}
    ground.agency.policy(type(DEFAULT_POLICY)(sizes=sizes, **fields), since="2026-01")
    ground.agency = ground.agency.at(ground.agency.today + timedelta(days=40))
    later = ground.one(ground.clara, number)
    assert (later.total, later.price) == (agreed.total, agreed.price)
    assert (later.status, later.task_number) == (QuoteStatus.APPROVED, 1)
    assert (later.history[-1].who, later.history[-1].word, later.history[-1].note) == ("Clara", "agency", "Sam")


def test_a_size_that_is_no_longer_in_the_table_is_to_be_chosen_again(ground: Ground) -> None:
    number = sized(ground, ground.acme, status="awaiting_csm_review")
    fields = {name: getattr(DEFAULT_POLICY, name) for name in type(DEFAULT_POLICY).__slots__ if name != "sizes"}
    without_m = tuple(size for size in DEFAULT_POLICY.sizes if size.code != "M")
    ground.agency.policy(type(DEFAULT_POLICY)(sizes=without_m, **fields), since="2026-01")
    seen = ground.one(ground.clara, number)
    assert [(one.size and one.size.code, one.is_done) for one in seen.pieces] == [(None, False), ("L", True)]
    (line,) = quotes(ground.agency.desk(ground.clara), QuoteFilter()).lines
    assert (line.sized, line.total) == (1, seen.total)


def test_task_and_quote_name_each_other(ground: Ground) -> None:
    ground.agency.task(ground.acme, "Of its own", [("design", "S")])
    number = sized(ground, ground.acme, status="awaiting_client_approval")
    asked = ground.one(ground.clara, number)
    approve_quote(ground.agency.desk(ground.clara), "key", asked.id, asked.version, "Sam")
    desk = ground.agency.desk(ground.clara)
    assert [task_view(desk, "acme", task).quote for task in (1, 2)] == [None, number]
    assert ground.one(ground.clara, number).task_number == 2
