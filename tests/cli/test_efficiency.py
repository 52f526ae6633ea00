"""`charleos efficiency` and `scores` as a program reads them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Command

COLUMNS = [
    "key",
    "requirements",
    "quoted_minutes",
    "actual_minutes",
    "billable_minutes",
    "banked_minutes",
    "overage_minutes",
    "net_minutes",
    "efficiency_percent",
    "provisional_banked_minutes",
]
SPAN = ("--from", "2026-01", "--to", "2026-03", "--json")


def test_every_kind_of_row_has_the_same_columns_and_adds_up_to_the_statements(sample: Command) -> None:
    totals = set()
    for by in ("type", "size", "client", "person", "month"):
        rows = sample("efficiency", *SPAN, "--by", by).document
        assert rows
        assert all(list(row) == COLUMNS for row in rows), by
        assert all(row["net_minutes"] == row["banked_minutes"] - row["overage_minutes"] for row in rows)
        totals.add(tuple(sum(row[name] for row in rows) for name in (*COLUMNS[3:8], COLUMNS[9])))
    assert len(totals) == 1
    slugs = [row["key"] for row in sample("efficiency", *SPAN, "--by", "client").document]
    stated = [month for slug in slugs for month in sample("statement", slug, *SPAN).document]
    logged, billable, banked, overage, _, _ = totals.pop()
    assert (logged, billable) == (
        sum(one["logged_minutes"] for one in stated),
        sum(one["billable_minutes"] for one in stated),
    )
    assert (banked, overage) == (
        sum(one["banked_minutes"] for one in stated),
        sum(one["overage_minutes"] for one in stated),
    )


def test_one_client_s_rows_are_of_its_own_work(sample: Command) -> None:
    rows = sample("efficiency", *SPAN, "--by", "client").document
    for row in rows:
        own = sample("efficiency", *SPAN, "--by", "client", "--client", row["key"]).document
        assert own == [row]
        by_month = sample("efficiency", *SPAN, "--by", "month", "--client", row["key"]).document
        assert sum(one["net_minutes"] for one in by_month) == row["net_minutes"]


def test_nothing_completed_has_no_percentage(sample: Command) -> None:
    rows = sample("efficiency", *SPAN, "--by", "month").document
    assert all((row["efficiency_percent"] is None) is (row["requirements"] == 0) for row in rows)
    assert sample("efficiency", "--from", "2019-01", "--to", "2019-02", "--json").document == []


def test_a_table_ends_in_the_whole(sample: Command) -> None:
    answer = sample("efficiency", *SPAN[:4], "--by", "size")
    assert answer.status == 0
    assert answer.out.splitlines()[-1].startswith("all ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "2026-03", "--to", "2026-01"), "--to 2026-01 is before --from 2026-03"),
        (("--from", "1900-01", "--to", "2100-01"), "more than a hundred years"),
        (("--from", "2026-1", "--to", "2026-02"), "is not a month"),
        (("--from", "2026-01", "--to", "2026-02", "--client", "nobody"), "There is no client “nobody”"),
        (("--from", "2026-01", "--to", "2026-02", "--by", "colour"), "colour"),
    ],
)
def test_what_cannot_be_listed_is_refused_in_a_sentence(sample: Command, arguments: tuple[str, ...], said: str) -> None:
    answer = sample("efficiency", *arguments, "--json")
    assert answer.status == 2
    assert said in answer.complaint


def test_scores_are_of_types_with_their_confidence(sample: Command) -> None:
    slugs = [row["key"] for row in sample("efficiency", *SPAN, "--by", "client").document]
    found = [one for slug in slugs for one in sample("scores", slug, "--json").document]
    assert found
    assert all(list(one) == ["type", "score", "count", "confidence"] for one in found)
    assert all(one["score"] > 0 and round(one["score"], 2) == one["score"] for one in found)
    assert {one["confidence"] for one in found if one["count"] < 5} == {"Low"}
    assert sample("scores", slugs[0]).status == 0
    assert "There is no client" in sample("scores", "nobody", "--json").complaint
