from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import Month
from charleos.rules.billing import NOT_REQUIRED, Estimate, bill, task_bill
from charleos.rules.ledger import Change, Kind, Line, borrow, month_of_line, post, reason, resize
from charleos.rules.policy import DEFAULT_POLICY
from charleos.units import Minutes, hours
from tests.strategies import entry_minutes, estimates, minutes, months, parts

M = DEFAULT_POLICY.estimate("M")


def test_the_first_minute_deducts_the_average_and_nothing_more_until_it_is_passed() -> None:
    deducted = [post(M, Minutes(before), Minutes(after)).billable for before, after in ((0, 1), (1, 270), (270, 271))]
    assert deducted == [270, 0, 1]


def test_an_m_is_deducted_as_it_is_worked() -> None:
    totals = [0, 120, 240, 300, 420]
    lines = [post(M, Minutes(a), Minutes(b)) for a, b in pairwise(totals)]
    assert [line.billable for line in lines] == [270, 0, 30, 60]
    assert [line.overage for line in lines] == [0, 0, 0, 60]
    assert [line.banked for line in lines] == [150, -120, -30, 0]


def test_voiding_what_came_first_gives_back_only_what_the_rest_does_not_need() -> None:
    """200 in January and 100 in February on an M; January's entry is voided."""
    january, february = post(M, Minutes(0), Minutes(200)), post(M, Minutes(200), Minutes(300))
    assert (january.billable, february.billable) == (270, 30)
    assert post(M, Minutes(300), Minutes(100)).billable == -30


def test_voiding_the_only_entry_gives_everything_back() -> None:
    assert post(M, Minutes(200), Minutes(0)) == (-200, -270, -70, 0)


@given(estimates(), st.lists(entry_minutes, max_size=12), st.data())
def test_a_requirements_lines_add_up_to_its_bill(
    estimate: Estimate, entries: list[Minutes], data: st.DataObject
) -> None:
    """Entries in any order, some voided again."""
    total, lines, standing = Minutes(0), [], []
    for entry in entries:
        lines.append(post(estimate, total, total + entry))
        total += entry
        standing.append(entry)
        if data.draw(st.booleans()):
            gone = standing.pop(data.draw(st.integers(0, len(standing) - 1)))
            lines.append(post(estimate, total, total - gone))
            total -= gone
    owed = bill(estimate, total)
    assert [sum(column) for column in zip(*lines, (0, 0, 0, 0), strict=True)] == [
        owed.actual,
        owed.billable,
        owed.banked,
        owed.overage,
    ]


@given(estimates(), minutes, minutes)
def test_every_line_obeys_the_law(estimate: Estimate, before: Minutes, after: Minutes) -> None:
    line = post(estimate, before, after)
    assert line.billable == line.minutes + line.banked - line.overage


@given(estimates(), st.lists(st.tuples(entry_minutes, months), min_size=1, max_size=10), months)
def test_months_add_up_to_the_requirement(
    estimate: Estimate, entries: list[tuple[Minutes, Month]], first_open: Month
) -> None:
    total, by_month = Minutes(0), dict[Month, int]()
    for entry, work_month in entries:
        goes_to = month_of_line(work_month, first_open)
        by_month[goes_to] = by_month.get(goes_to, 0) + post(estimate, total, total + entry).billable
        total += entry
    assert sum(by_month.values()) == bill(estimate, total).billable
    assert min(by_month) >= first_open


@given(estimates(), estimates(), minutes)
def test_resizing_takes_everything_off_the_old_size_and_puts_it_on_the_new(
    old: Estimate, new: Estimate, actual: Minutes
) -> None:
    off, on = resize(old, new, actual)
    owed = bill(new, actual)
    assert off == tuple(-value for value in bill(old, actual)[1:])
    assert on == owed[1:]
    assert off.minutes + on.minutes == 0


@given(parts, st.integers(0, 5), entry_minutes)
def test_borrowing_lines_follow_what_the_task_borrows(
    of: list[tuple[Estimate, Minutes]], which: int, more: Minutes
) -> None:
    before = task_bill(of, delayed=True)
    estimate, actual = of[which % len(of)]
    grown = [*of]
    grown[which % len(of)] = (estimate, actual + more)
    after = task_bill(grown, delayed=True)
    own, lent = post(estimate, actual, actual + more), borrow(before.borrowed, after.borrowed)
    assert before.billable + own.billable + lent.billable == after.billable
    assert before.overage + own.overage + lent.overage == after.overage
    assert lent.billable == lent.minutes + lent.banked - lent.overage


@given(months, months)
def test_a_line_goes_to_its_work_month_or_the_earliest_open_one(work_month: Month, first_open: Month) -> None:
    goes_to = month_of_line(work_month, first_open)
    assert goes_to in (work_month, first_open)
    assert goes_to >= first_open
    assert (goes_to == work_month) == (work_month >= first_open)


# ---- the sentence of each line


def sentence(
    kind: Kind, before: int, after: int, *, estimate: Estimate = M, size: str | None = "M", cause: str | None = None
) -> str:
    change = post(estimate, Minutes(before), Minutes(after))
    return reason(Line(kind, size, estimate, Minutes(before), Minutes(after), change, cause))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 120, "First entry on an M: the average of 4h 30m is deducted."),
        (0, 270, "First entry on an M: the average of 4h 30m is deducted."),
        (0, 300, "First entry on an M, past its average of 4h 30m: 5h is deducted."),
        (0, 420, "Past the maximum of 6h: 6h is deducted, 1h is overage that the agency absorbs."),
        (120, 240, "4h of the average of 4h 30m used: already deducted."),
        (240, 300, "Past the average of 4h 30m: the 30m beyond it is deducted."),
        (270, 330, "Between average and maximum: 1h is deducted as worked."),
        (330, 360, "Between average and maximum: 30m is deducted as worked."),
        (300, 420, "Past the maximum of 6h: 1h is deducted, 1h is overage that the agency absorbs."),
        (360, 420, "Already at the maximum of 6h: nothing is deducted, 1h is overage."),
    ],
)
def test_an_entrys_sentence_says_what_it_deducted_and_why(before: int, after: int, said: str) -> None:
    assert sentence(Kind.ENTRY, before, after) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (200, 100, "1h 40m voided: what is deducted for the requirement stays the same."),
        (200, 0, "3h 20m voided, nothing is logged any more: 4h 30m is given back."),
        (300, 100, "3h 20m voided, 1h 40m stays logged: 30m is given back."),
    ],
)
def test_a_voids_sentence_says_what_is_given_back(before: int, after: int, said: str) -> None:
    assert sentence(Kind.VOID, before, after) == said


def test_work_on_what_is_not_required_is_said_to_be_absorbed() -> None:
    said = sentence(Kind.ENTRY, 0, 30, estimate=NOT_REQUIRED, size=None)
    assert said == "Not required: 30m is overage that the agency absorbs."


@pytest.mark.parametrize(
    ("kind", "before", "after", "size", "cause", "said"),
    [
        (Kind.RESIZE_OFF, 300, 0, "M", "bigger than thought", "comes off the M (bigger than thought)."),
        (Kind.RESIZE_OFF, 300, 0, None, None, "comes off the old size."),
        (Kind.RESIZE_ON, 0, 300, "L", None, "5h of work now counts as an L."),
        (Kind.RESIZE_ON, 0, 300, "XL", "client asked", "counts as an XL (client asked)."),
        (Kind.RESIZE_ON, 0, 300, "BIG", None, "counts as a BIG."),
        (Kind.RESIZE_ON, 0, 300, None, None, "counts as a requirement that is not required."),
    ],
)
def test_a_resizings_sentences_name_the_size_and_the_reason(
    kind: Kind, before: int, after: int, size: str | None, cause: str | None, said: str
) -> None:
    assert sentence(kind, before, after, size=size, cause=cause).endswith(said)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 60, "The task runs behind: 1h of overage is billed from the headroom of its other requirements."),
        (60, 0, "Less is borrowed on this task now: 1h is given back to the retainer."),
    ],
)
def test_a_borrowings_sentence_says_which_way_it_went(before: int, after: int, said: str) -> None:
    change: Change = borrow(Minutes(before), Minutes(after))
    assert reason(Line(Kind.BORROWING, None, NOT_REQUIRED, Minutes(before), Minutes(after), change)) == said


@given(estimates(), minutes, entry_minutes)
def test_an_entrys_sentence_never_names_another_deduction_than_its_lines(
    estimate: Estimate, before: Minutes, more: Minutes
) -> None:
    change = post(estimate, before, before + more)
    said = reason(Line(Kind.ENTRY, "M", estimate, before, before + more, change))
    assert said.endswith(".")
    named = re.findall(r"(?:the |: |of )(?=\S)((?:[\d,]+h ?)?(?:\d+m)?) (?:is deducted|beyond it)", said)
    assert all(amount.strip() == hours(change.billable) for amount in named)
    silent = ("already deducted", "nothing is deducted", "Not required")
    assert bool(change.billable) <= (bool(named) or any(word in said for word in silent))
    assert not (change.billable and any(word in said for word in silent))
