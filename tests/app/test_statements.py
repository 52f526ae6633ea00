"""How many statements a page sends, whoever opens it: at most a dozen, with the one that recognises the viewer.

The process has the clients' months at hand, as it has once anybody looked at them.
"""

from __future__ import annotations

import pytest

from charleos.rules.access import Role
from charleos.store.engine import Database
from charleos.ui import ground
from charleos.ui.client_detail.address import Section
from tests.app.screens import PAGES, Screens
from tests.app.test_doors import ROLES
from tests.counting import counted
from tests.stories import Story, tell

MOST = 12
CLIENT = {"client": "acme"}
VIEWS = [
    *((stem, CLIENT) for stem in PAGES),
    *(("client_detail", CLIENT | {"section": section.value}) for section in Section),
    ("client_detail", CLIENT | {"section": "work", "task": "1"}),
    ("efficiency", {"eff_section": "people"}),
    ("month_end", {"end_view": "checks"}),
    ("month_end", {"end_view": "types"}),
    ("my_work", {"work_section": "schedule"}),
    ("quotes", {"quote": "1"}),
    ("rag", {"rag_view": "week"}),
    ("rag", {"rag_view": "history"}),
    ("schedule", {"schedule_section": "steps"}),
    ("schedule", {"schedule_section": "clients"}),
    ("schedule", {"schedule_open_day": "6.2026-02-06"}),
]


@pytest.fixture
def story(sqlite_db: Database, screens: Screens, monkeypatch: pytest.MonkeyPatch) -> Story:
    told = tell(sqlite_db, 5, steps=80)
    monkeypatch.setenv("CHARLEOS_TODAY", told.agency.today.isoformat())
    return told


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(sorted(roles)))
def test_no_page_sends_more_than_a_dozen_statements(story: Story, screens: Screens, roles: frozenset[Role]) -> None:
    tab = screens.open(next(one for one in story.people if one.roles == roles))
    sent_by = {}
    for stem, query in VIEWS:
        with counted(ground.database()) as sent:
            tab.go(stem, query)
        sent_by[stem, *query.items()] = len(sent)
        assert sent, "it asked the database nothing, so nothing was counted"
    assert {view: count for view, count in sent_by.items() if count > MOST} == {}
