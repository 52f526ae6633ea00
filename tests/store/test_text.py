"""What no database can hold is left out of people's text, wherever it is written and whatever is looked for."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.actions.quote_talk import Audience, comment_on_quote
from charleos.actions.quotes import NewQuote, Wanted, create_quote
from charleos.actions.rag import Due, save_draft
from charleos.reads.quote_detail import quote
from charleos.reads.quotes import QuoteFilter, quotes
from charleos.reads.rag import rag_cards
from charleos.rules.access import Role
from charleos.rules.rag import Draft, Rag
from charleos.store.engine import Database
from tests.build import Build

ODD = "Caf\0é \ud800日本"
KEPT = "Café 日本"


@pytest.fixture
def agency(db: Database) -> Build:
    return Build(db)


def test_what_no_database_holds_is_left_out_of_what_is_written_and_of_what_is_looked_for(agency: Build) -> None:
    clara = agency.person("Clara", roles={Role.CSM})
    agency.client("acme", plan=agency.plan(), csm=clara, start=date(2025, 11, 5))
    desk = agency.desk(clara)
    create_quote(desk, agency.key(), "acme", NewQuote(ODD, (Wanted("design", ODD),), ODD))
    (line,) = quotes(desk, QuoteFilter(text="Ca\0fé")).lines
    comment_on_quote(desk, agency.key(), quote(desk, line.number).id, Audience.INTERNAL, ODD)
    save_draft(desk, agency.key(), Due("acme", date(2026, 1, 26), None), Draft(Rag.AMBER, ODD, ODD))
    seen, (card,) = quote(desk, line.number), rag_cards(desk)
    assert (seen.title, seen.description, seen.pieces[0].brief, seen.comments[0].text) == (KEPT,) * 4
    assert card.draft == Draft(Rag.AMBER, KEPT, KEPT)
