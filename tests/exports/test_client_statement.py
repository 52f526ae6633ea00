"""What a client receives of their month, as CSV and as PDF, and what they never do."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from pypdf import PdfReader

from charleos.exports.client_statement import ClientStatement, client_statement_csv
from charleos.exports.client_statement_pdf import FONTS, client_statement_pdf
from charleos.periods import Month
from charleos.reads.billed_tasks import billed_tasks
from charleos.reads.statements import statements
from charleos.store.engine import Database
from tests.build import Account, Build, golden_month

JANUARY = Month.parse("2026-01")


def told(agency: Build, slug: str, month: Month = JANUARY) -> ClientStatement:
    of = statements(agency.system(), slug, month, month)
    tasks = billed_tasks(agency.system(), slug, month)
    return ClientStatement("Charle", of.name, of.of(month), of.is_closed(month), tasks)


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def agency(sqlite_db: Database) -> Build:
    return Build(sqlite_db)


def rows_of(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))


def test_the_golden_month_as_the_client_sees_it(agency: Build) -> None:
    golden_month(agency)
    one = told(agency, "acme-corp")
    rows = rows_of(client_statement_csv(one))
    assert [(row[3], row[5], row[7]) for row in rows[1:4]] == [
        ("Homepage Redesign", "M: 3h-6h", "4h 30m"),
        ("Product Page Update", "S: 1h-2h", "2h"),
        ("Blog Integration", "L: 8h-16h", "14h"),
    ]
    assert [(row[3], row[7]) for row in rows[4:]] == [
        ("Monthly fee", "£5,000"),
        ("Hours for your work", "51h"),
        ("Hours used", "20h 30m"),
        ("Remaining", "30h 30m"),
        ("Used", "40%"),
    ]
    pdf = words_of(client_statement_pdf(one, date(2026, 1, 30)))
    for said in ("January 2026", "Homepage Redesign", "M: 3h-6h", "30h 30m", "£5,000", "the month is still open"):
        assert said in pdf


def test_nothing_of_how_long_who_or_what_was_gained_is_in_either_file(agency: Build) -> None:
    """3h 30m were worked on an M, so that an hour is banked; a third of an hour is logged beyond an S."""
    secretive = agency.person("Zebulon Quux")
    acme = agency.client("acme", plan=agency.plan(), name="Acme")
    work = agency.task(acme, "Homepage", [("design", "M", secretive), ("development", "S", secretive)])
    agency.log(secretive, work.requirements["design"], 211, note="Grumpy client")
    agency.log(secretive, work.requirements["development"], 141)
    one = told(agency, "acme")
    text = words_of(client_statement_pdf(one, date(2026, 1, 30))) + client_statement_csv(one).decode()
    for never in ("Zebulon", "Quux", "Grumpy", "3h 31m", "2h 21m", "59m", "21m", "anked", "verage", "fficien", "rate"):
        assert never not in text
    assert "6h 30m" in text


def test_excess_and_unused_time_are_said_in_the_clients_words(agency: Build) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan(hours=4), name="Acme", start=date(2025, 12, 1))
    work = agency.task(acme, "Homepage", [("design", "M", devon)])
    agency.log(devon, work.only, 270, date(2025, 12, 3))
    december, january = told(agency, "acme", Month.parse("2025-12")), told(agency, "acme")
    assert ["Deducted from next month", "1h 06m"] in [
        [row[3], row[7]] for row in rows_of(client_statement_csv(december))
    ]
    pdf = words_of(client_statement_pdf(january, date(2026, 1, 30)))
    assert "Used in advance last month" in pdf
    assert "Nothing was billed to this month." in pdf
    assert "-1h 06m" in pdf


def test_a_project_only_client_has_hours_used_and_no_fee(agency: Build) -> None:
    agency.client("solo", plan=None, name="Solo")
    assert rows_of(client_statement_csv(told(agency, "solo")))[1:] == [
        ["Solo", "2026-01", "", "Hours used", "", "", "", "0h"]
    ]


def test_every_script_and_any_length_of_name_makes_a_file(agency: Build) -> None:
    devon = agency.person("Devon")
    acme = agency.client("acme", plan=agency.plan(), name="Œuvre – Ψυχή – Привет – 株式会社 – ❤ " + "long " * 40)
    for n in range(40):
        work = agency.task(acme, f"Пример {n} <b>*_#&", [("design", "XS", devon)])
        agency.log(devon, work.only, 5)
    pdf = PdfReader(io.BytesIO(client_statement_pdf(told(agency, "acme"), date(2026, 1, 30))))
    assert len(pdf.pages) >= 2
    assert "Привет" in pdf.pages[0].extract_text()
    assert {path.suffix for path in FONTS.iterdir()} == {".ttf", ".txt"}


def test_closed_months_say_nothing_of_today(agency: Build) -> None:
    acme: Account = agency.client("acme", plan=agency.plan(), name="Acme")
    one = told(agency, acme.slug)
    closed = ClientStatement(one.agency, one.client, one.statement, True, one.tasks)
    assert "still open" not in words_of(client_statement_pdf(closed, date(2026, 1, 30)))
