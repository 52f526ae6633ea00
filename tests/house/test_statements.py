"""How many statements a read sends: a screen's question costs at most four, however much there is."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from charleos.rules.access import Role
from charleos.store.engine import Database
from tests.access.asking import Questions, every_read, told
from tests.counting import counted
from tests.stories import Story, tell

READS = every_read()
MOST = 4


@pytest.fixture(scope="module")
def story(module_db: Database) -> Story:
    return tell(module_db, 5, steps=80)


@pytest.fixture(scope="module")
def questions(story: Story) -> Questions:
    return Questions(story, READS)


@pytest.mark.parametrize("read", READS, ids=lambda read: read.name)
def test_a_read_sends_at_most_four_statements(
    module_db: Database, story: Story, questions: Questions, read: Any
) -> None:
    random = Random(2)
    able = [one for one in story.people if one.viewer.can(read.needs) and one.roles & {Role.MANAGER, Role.CSM}]
    most: list[str] = []
    for _ in range(15):
        desk = story.agency.desk(random.choice(able))
        arguments = questions.draw(read, random)
        desk.rulebook()
        module_db.clients.clear()
        module_db.work.clear()
        with counted(module_db) as sent:
            told(read, desk, arguments)
        most = max(most, sent, key=len)
    assert most, "it asked the database nothing, so nothing was counted"
    assert len(most) <= MOST, "\n\n".join(most)
