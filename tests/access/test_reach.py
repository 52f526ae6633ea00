"""What a viewer cannot see cannot affect what they see: every read, every role, the whole agency against a copy that
holds only the viewer's own part of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random

import pytest
import sqlalchemy as sa

from charleos.desk import Desk
from charleos.errors import Forbidden
from charleos.rules.access import Capability, Reach, Role
from charleos.store import scope
from charleos.store.engine import Database, open_database
from charleos.store.schema import Subtask
from charleos.store.scope import Lens
from tests.access.asking import Questions, Read, every_read, told
from tests.access.narrowed import narrow
from tests.build import Build, Someone
from tests.conftest import Databases
from tests.house.code import EVERYTHING, name_of, uses
from tests.stories import Story, tell

SOAK = os.environ.get("CHARLEOS_SOAK") == "1"
SEEDS = range(20) if SOAK else range(4)
CHECKS = 10_000 if SOAK else 1_250
READS = every_read()
ABOUT_LOAD = {"load.team_load", "day.person_day"}
"""The one declared read of how loaded everybody is, which adds up steps and blocks of clients out of reach, and what
is told by way of it."""


@dataclass
class Agency:
    """A whole agency, and for each of its people a copy narrowed to what is theirs to know."""

    story: Story
    whole: Database
    copies: Databases
    ending: ExitStack
    narrowed: dict[tuple[int, bool], Database] = field(default_factory=dict)

    def desks(self, person_id: int, read: Read) -> tuple[Desk, Desk]:
        """As the person, on the whole agency and on their part of it."""
        person = next(one for one in self.story.people if one.id == person_id)
        desk = self.story.agency.desk(person)
        return desk, Desk(desk.viewer, desk.today, desk.now, self._part_of(person, with_load=read.name in ABOUT_LOAD))

    def _part_of(self, person: Someone, *, with_load: bool) -> Database:
        if (person.id, with_load) not in self.narrowed:
            copy = self.ending.enter_context(self.copies.copy_of(self.whole))
            narrow(copy, person.viewer, with_load=with_load)
            part = self.narrowed[person.id, with_load] = open_database(copy)
            self.ending.callback(part.close)
        return self.narrowed[person.id, with_load]

    def questions(self) -> Questions:
        return Questions(self.story, READS)


def settled(databases: Databases, ending: ExitStack, kind: str, seed: int) -> Agency:
    whole = ending.enter_context(databases.fresh(kind))
    return Agency(tell(whole, seed), whole, databases, ending)


@pytest.fixture
def ending() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def pairs(agency: Agency, checks: int, random: Random) -> Iterator[tuple[int, Read]]:
    """Who asks what: everybody everything that they may, a few times, and then at random."""
    able = [(one.id, read) for one in agency.story.people for read in READS if one.viewer.can(read.needs)]
    in_order = [pair for pair in able for _ in range(3)][:checks]
    yield from in_order
    for _ in range(checks - len(in_order)):
        yield random.choice(able)


def mismatches(agency: Agency, checks: int, random: Random) -> list[str]:
    """The reads whose answer from the whole agency differed from that of the viewer's own part of it."""
    questions, differing = agency.questions(), []
    for person_id, read in pairs(agency, checks, random):
        whole, own = agency.desks(person_id, read)
        arguments = questions.draw(read, random)
        if told(read, whole, arguments) != told(read, own, arguments):
            differing.append(f"{read.name} asked by {whole.viewer.name} with {arguments}")
    return differing


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_viewer_cannot_see_cannot_affect_what_they_see(
    databases: Databases, ending: ExitStack, seed: int
) -> None:
    agency = settled(databases, ending, "sqlite", seed)
    assert mismatches(agency, CHECKS, Random(seed)) == []


def test_it_holds_on_postgresql_too(databases: Databases, ending: ExitStack) -> None:
    agency = settled(databases, ending, "postgresql", 99)
    assert mismatches(agency, CHECKS // 3, Random(99)) == []


def test_every_read_gives_answers_to_compare(databases: Databases, ending: ExitStack) -> None:
    """A read that only ever refuses would prove nothing."""
    whole = ending.enter_context(databases.fresh("sqlite"))
    agency = Agency(tell(whole, 1), whole, databases, ending)
    manager = next(one for one in agency.story.people if Role.MANAGER in one.roles)
    desk, questions, random = agency.story.agency.desk(manager), agency.questions(), Random(1)
    silent = []
    for read in READS:
        asked = (told(read, desk, questions.draw(read, random))[0] for _ in range(500))
        if "answer" not in asked:
            silent.append(read.name)
    assert silent == []


def test_the_comparison_finds_every_read_that_forgets_its_viewer(
    databases: Databases, ending: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the filter off, each read about clients must be caught."""
    monkeypatch.setattr(scope, "_criteria", lambda _viewer, _lens: ())
    about_clients = [read for read in READS if read.needs in ABOUT_CLIENTS or read.name in OTHERS_TOO]
    unnoticed = about_clients
    for seed in (1, 2, 3):
        agency, random = settled(databases, ending, "sqlite", seed), Random(seed)
        unnoticed = [read for read in unnoticed if not _is_noticed(agency, read, random)]
        if {read.name for read in unnoticed} <= DO_NOT_NEED_THE_FILTER:
            break
    assert len(about_clients) >= 10
    assert {read.name for read in unnoticed} <= DO_NOT_NEED_THE_FILTER


def _is_noticed(agency: Agency, read: Read, random: Random) -> bool:
    """Not everything happens in every agency; what may never be noticed is asked only as often as it takes to know."""
    able = [one for one in agency.story.people if one.viewer.reach is not Reach.ALL and one.viewer.can(read.needs)]
    tries = 30 if read.name in DO_NOT_NEED_THE_FILTER else 300
    questions = agency.questions()
    return any(_differs(agency, questions, read, random.choice(able).id, random) for _ in range(tries))


def test_the_comparison_finds_a_load_that_tells_more_than_minutes(databases: Databases, ending: ExitStack) -> None:
    """Whose work it is, what kind of work, and how much for each client are not among what may be told."""
    agency = settled(databases, ending, "sqlite", 1)
    limited = next(one for one in agency.story.people if one.viewer.reach is Reach.ASSIGNED)
    minutes = sa.func.sum(Subtask.estimate)
    for column, is_told in ((Subtask.assignee_id, True), (Subtask.key, False), (Subtask.client_id, False)):
        query = sa.select(column, minutes).group_by(column).order_by(column)
        read = Read("load.team_load", lambda desk, query=query: desk.all(query, lens=Lens.LOAD), Capability.VIEW_LOAD)
        whole, own = agency.desks(limited.id, read)
        assert (told(read, whole, {}) == told(read, own, {})) is is_told


def test_everybodys_work_is_added_up_in_one_place() -> None:
    using = [name_of(file) for file in EVERYTHING for name, _ in uses(file) if name.endswith("Lens.LOAD")]
    assert set(using) == {"charleos/reads/load.py", "charleos/store/scope.py"}


def _differs(agency: Agency, questions: Questions, read: Read, person_id: int, random: Random) -> bool:
    whole, own = agency.desks(person_id, read)
    arguments = questions.draw(read, random)
    return told(read, whole, arguments) != told(read, own, arguments)


ABOUT_CLIENTS = {
    Capability.VIEW_CLIENTS,
    Capability.VIEW_RATES,
    Capability.EDIT_WORK,
    Capability.LOG_OWN_TIME,
    Capability.SCHEDULE,
    Capability.VIEW_EFFICIENCY,
    Capability.EDIT_QUOTES,
    Capability.SIZE_QUOTES,
}

OTHERS_TOO = {"day.person_day"}
"""Reads about clients for some and about one's own work for everybody."""

DO_NOT_NEED_THE_FILTER = {
    "my_day.last_worked_day",
    "my_day.my_day",
    "my_day.my_entry",
    "my_day.my_week",
    "my_work.my_work",
    "my_work.steps_to_log_on",
    "work.task_choices",
    "efficiency.team_available",
    "month_end.agency_name",
    "quote_detail.quotes_to_size",
}
"""Reads that would tell no more without it: they ask for the viewer's own rows by name, or for no client's."""


@pytest.mark.parametrize("read", READS, ids=lambda read: read.name)
def test_a_read_is_refused_to_whoever_lacks_what_it_needs(sqlite_db: Database, read: Read) -> None:
    agency = Build(sqlite_db)
    nobody = agency.desk(agency.person("Nobody", roles=()))
    with pytest.raises(Forbidden):
        read.ask(nobody, **dict.fromkeys(read.parameters))
