"""A quote's life as a table, and what it comes to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.rules.access import Capability, Role, Viewer
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.quotes import (
    MOVES,
    NEEDS,
    Act,
    Piece,
    QuoteStatus,
    Rate,
    after_words,
    after_work,
    check_act,
    check_note,
    check_quote,
    check_text,
    check_worth,
    price_of,
    rate_of,
    total_of,
)
from charleos.rules.retainer import NO_ALLOCATION
from charleos.store.schema import QUOTE_STATES
from charleos.units import Minutes, Pence

S = QuoteStatus
OPEN = Piece(False, False)
DRAFT = Piece(True, False)
DONE = Piece(True, True)
NOT_REQUIRED = Piece(True, True, is_required=False)


def test_the_statuses_are_those_of_the_table() -> None:
    assert tuple(S) == QUOTE_STATES
    assert [one for one in S if not one.is_open] == [S.APPROVED, S.CANCELLED]
    assert [one.title for one in S][:3] == ["Awaiting quote", "In progress", "Awaiting CSM review"]


POSSIBLE = {
    (S.AWAITING_QUOTE, Act.EDIT),
    (S.AWAITING_QUOTE, Act.SIZE),
    (S.AWAITING_QUOTE, Act.CANCEL),
    (S.IN_PROGRESS, Act.EDIT),
    (S.IN_PROGRESS, Act.SIZE),
    (S.IN_PROGRESS, Act.CANCEL),
    (S.AWAITING_CSM_REVIEW, Act.EDIT),
    (S.AWAITING_CSM_REVIEW, Act.SIZE),
    (S.AWAITING_CSM_REVIEW, Act.SEND),
    (S.AWAITING_CSM_REVIEW, Act.CANCEL),
    (S.AWAITING_CLIENT_APPROVAL, Act.APPROVE),
    (S.AWAITING_CLIENT_APPROVAL, Act.REQUEST_CHANGES),
    (S.AWAITING_CLIENT_APPROVAL, Act.CANCEL),
    (S.CHANGES_REQUESTED, Act.EDIT),
    (S.CHANGES_REQUESTED, Act.SIZE),
    (S.CHANGES_REQUESTED, Act.CANCEL),
    (S.CANCELLED, Act.REOPEN),
}


@pytest.mark.parametrize("status", S)
@pytest.mark.parametrize("act", Act)
def test_what_may_happen_in_which_status(status: QuoteStatus, act: Act) -> None:
    if (status, act) in POSSIBLE:
        check_act("Q-1", status, act)
        return
    with pytest.raises(BadInput, match=r"^Q-1 .+\.$"):
        check_act("Q-1", status, act)


@pytest.mark.parametrize(
    ("status", "act", "words"),
    [
        (S.APPROVED, Act.CANCEL, "can no longer be cancelled"),
        (S.CANCELLED, Act.APPROVE, "Reopen it, then it can be approved"),
        (S.IN_PROGRESS, Act.REOPEN, "is open already"),
        (S.AWAITING_CLIENT_APPROVAL, Act.SEND, "was already sent"),
        (S.AWAITING_QUOTE, Act.SEND, "once every requirement is estimated"),
        (S.AWAITING_CLIENT_APPROVAL, Act.SIZE, "changes are requested"),
        (S.AWAITING_CSM_REVIEW, Act.APPROVE, "once it was sent"),
    ],
)
def test_a_refusal_says_what_to_do(status: QuoteStatus, act: Act, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_act("Q-1", status, act)


def test_where_an_act_leads() -> None:
    assert MOVES[Act.SEND] == {S.AWAITING_CSM_REVIEW: S.AWAITING_CLIENT_APPROVAL}
    assert MOVES[Act.APPROVE] == {S.AWAITING_CLIENT_APPROVAL: S.APPROVED}
    assert set(MOVES[Act.CANCEL].values()) == {S.CANCELLED}
    assert [one for one in S if one.is_being_sized] == [
        S.AWAITING_QUOTE,
        S.IN_PROGRESS,
        S.AWAITING_CSM_REVIEW,
        S.CHANGES_REQUESTED,
    ]


def test_who_may_do_what_to_a_quote() -> None:
    may = {role: {act for act in Act if Viewer(1, "Ana", frozenset({role})).can(NEEDS[act])} for role in Role}
    assert may[Role.DELIVERY] == {Act.SIZE}
    assert may[Role.PM] == set(Act) - {Act.APPROVE}
    assert may[Role.CSM] == may[Role.MANAGER] == set(Act)
    assert NEEDS[Act.SEND] is Capability.EDIT_QUOTES


@pytest.mark.parametrize(
    ("status", "pieces", "passed"),
    [
        (S.AWAITING_QUOTE, [OPEN, OPEN], ()),
        (S.AWAITING_QUOTE, [DRAFT, OPEN], (S.IN_PROGRESS,)),
        (S.AWAITING_QUOTE, [NOT_REQUIRED], (S.IN_PROGRESS, S.AWAITING_CSM_REVIEW)),
        (S.IN_PROGRESS, [DONE, OPEN], ()),
        (S.IN_PROGRESS, [DONE, DONE], (S.AWAITING_CSM_REVIEW,)),
        (S.IN_PROGRESS, [OPEN], (S.AWAITING_QUOTE,)),
        (S.AWAITING_CSM_REVIEW, [DONE, DRAFT], (S.IN_PROGRESS,)),
        (S.AWAITING_CSM_REVIEW, [DONE, DONE], (S.IN_PROGRESS, S.AWAITING_CSM_REVIEW)),
        (S.CHANGES_REQUESTED, [DONE, DRAFT], (S.IN_PROGRESS,)),
        (S.CHANGES_REQUESTED, [OPEN], (S.IN_PROGRESS,)),
        (S.CHANGES_REQUESTED, [DONE], (S.IN_PROGRESS, S.AWAITING_CSM_REVIEW)),
    ],
)
def test_the_estimates_decide_where_a_quote_stands(
    status: QuoteStatus, pieces: list[Piece], passed: tuple[QuoteStatus, ...]
) -> None:
    assert after_work(status, pieces) == passed


def test_another_title_moves_only_a_quote_that_the_client_wants_changed() -> None:
    assert after_words(S.AWAITING_CSM_REVIEW, [DONE]) == ()
    assert after_words(S.CHANGES_REQUESTED, [DONE]) == (S.IN_PROGRESS, S.AWAITING_CSM_REVIEW)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [([], "0 of 0"), ([DONE, DRAFT], r"1 of 2"), ([NOT_REQUIRED, NOT_REQUIRED], "nothing to agree")],
)
def test_a_quote_that_is_worth_nothing_is_not_sent_or_approved(pieces: list[Piece], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_worth("Q-1", pieces)
    check_worth("Q-1", [DONE, NOT_REQUIRED])


@pytest.mark.parametrize(
    ("title", "types", "field"),
    [
        ("", ["design"], "title"),
        ("x" * 201, ["design"], "title"),
        ("T", [], "requirements"),
        ("T", [""], "requirements"),
    ],
)
def test_a_quote_is_written_as_the_task_it_may_become(title: str, types: list[str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_quote(title, "", types)
    assert refused.value.field == field
    check_quote("x" * 200, "x" * 10_000, ["design"])


def test_what_is_written_is_kept_within_its_length() -> None:
    assert check_text("  as agreed ", "scope", field="scope") == "as agreed"
    with pytest.raises(BadInput, match="Write the comment"):
        check_text(" ", "comment", field="text", needed=True)
    with pytest.raises(BadInput, match="10,001"):
        check_text("x" * 10_001, "scope", field="scope")
    with pytest.raises(BadInput, match="501"):
        check_note("x" * 501, "Say why.")
    assert check_note(" by phone ", "Say why.") == "by phone"


def test_a_client_without_gross_hours_or_rate_has_no_price() -> None:
    assert rate_of(NO_ALLOCATION, Pence(9000)) is None
    assert rate_of(None, None) is None
    assert total_of([]) == (0, 0, 0)


sizes = st.lists(st.sampled_from([*DEFAULT_POLICY.sizes, None]), max_size=12)


@given(sizes, st.integers(0, 10**9), st.integers(1, 600_000))
def test_a_price_is_rounded_once_and_its_range_holds_the_average(
    chosen: list[object], pence: int, minutes: int
) -> None:
    total = total_of(chosen)  # type: ignore[arg-type]
    assert total.least <= total.average <= total.most
    price = price_of(total, Rate(Pence(pence), Minutes(minutes)))
    assert price.least <= price.average <= price.most
    for paid, time in zip(price, total, strict=True):
        assert abs(paid - Fraction(pence * time, minutes)) <= Fraction(1, 2)
