"""Recording clients' weeks: what is refused, what is kept, what is locked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from charleos.actions.rag import Due, save_draft, submit_reports
from charleos.desk import Desk
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.clients import clients
from charleos.reads.rag import Card, Followed, rag_cards, rag_followed
from charleos.reads.rag_history import rag_history, rag_week
from charleos.rules.access import Role
from charleos.rules.rag import Draft, Rag
from charleos.store.engine import Database
from charleos.store.schema import Audit
from tests.build import Build

MONDAY = date(2026, 1, 26)
GREEN = Draft(Rag.GREEN)
AMBER = Draft(Rag.AMBER, "Scope grows", "Agree a smaller first release")


def badges(desk: Desk) -> dict[str, Rag]:
    """As they stand on the client list."""
    everyone = [one.client for one in clients(desk, Month.of(MONDAY)).clients]
    return {one.slug: one.rag for one in everyone if one.rag is not None}


class Ground:
    """Two clients of two CSMs, on Friday 30 January 2026."""

    def __init__(self, db: Database, *, today: date = date(2026, 1, 30)) -> None:
        self.agency = Build(db, today=today)
        self.clara = self.agency.person("Clara", roles={Role.CSM})
        self.oscar = self.agency.person("Oscar", roles={Role.CSM})
        self.priya = self.agency.person("Priya", roles={Role.PM})
        self.devon = self.agency.person("Devon")
        plan = self.agency.plan()
        self.agency.client("acme", plan=plan, csm=self.clara, name="Acme", start=date(2025, 11, 5))
        self.agency.client("bolt", plan=plan, csm=self.oscar, name="Bolt", start=date(2025, 11, 5))

    def desk(self, who: str = "clara", *, weeks_on: int = 0) -> Desk:
        agency = self.agency.at(self.agency.today + timedelta(days=7 * weeks_on))
        return agency.desk(getattr(self, who))

    def key(self) -> str:
        return self.agency.key()

    def card(self, desk: Desk, slug: str = "acme") -> Card:
        return next(card for card in rag_cards(desk) if card.slug == slug)

    def due(self, desk: Desk, slug: str = "acme") -> Due:
        card = self.card(desk, slug)
        assert card.due is not None
        return Due(slug, card.due, card.version)

    def save(self, desk: Desk, draft: Draft, slug: str = "acme") -> str:
        return save_draft(desk, self.key(), self.due(desk, slug), draft)

    def record(self, desk: Desk, draft: Draft, slug: str = "acme") -> str:
        self.save(desk, draft, slug)
        return submit_reports(desk, self.key(), (self.due(desk, slug),))


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


def test_a_draft_is_kept_as_it_is_written_and_goes_on_from_there(ground: Ground) -> None:
    desk = ground.desk()
    assert ground.save(desk, Draft(None, "half a thought")) == "Draft for Acme kept."
    ground.save(desk, Draft(Rag.AMBER, "half a thought", "call"))
    card = ground.card(desk)
    assert (card.due, card.draft, card.version) == (MONDAY, Draft(Rag.AMBER, "half a thought", "call"), 2)
    assert (card.saved_by, card.is_ready, card.last) == ("Clara", True, None)
    assert badges(desk) == {}


def test_a_submitted_report_is_locked_and_gives_the_badge(ground: Ground) -> None:
    desk = ground.desk()
    due = ground.due(desk)
    assert ground.record(desk, AMBER) == "1 report submitted and locked."
    assert badges(desk) == {"acme": Rag.AMBER}
    assert ground.card(desk).is_recorded
    with pytest.raises(BadInput, match="is locked; what was recorded stays"):
        save_draft(desk, ground.key(), due, GREEN)
    with pytest.raises(BadInput, match="is locked"):
        submit_reports(desk, ground.key(), (due,))
    (week,) = rag_history(desk, "acme").weeks
    assert (week.recorded.status, week.note, week.completed_by) == (Rag.AMBER, "Scope grows", "Clara")
    (mine,) = rag_week(desk, date(2026, 1, 28))
    assert (mine.slug, mine.report, mine.before, mine.completed_by) == ("acme", AMBER, None, "Clara")
    said = desk.all(sa.select(Audit.detail).where(Audit.action == "submit_report"))
    assert [row.detail for row in said] == ["Acme's week of 26 January 2026 is amber."]


def test_no_week_is_skipped(ground: Ground) -> None:
    ground.record(ground.desk(), GREEN)
    later = ground.desk(weeks_on=2)
    assert ground.card(later).due == date(2026, 2, 2)
    with pytest.raises(BadInput, match="week of 2 February 2026 is not recorded yet"):
        save_draft(later, ground.key(), Due("acme", date(2026, 2, 9), None), GREEN)
    ground.record(later, GREEN)
    ground.record(later, GREEN)
    assert [week.recorded.week for week in rag_history(later, "acme").weeks] == [
        MONDAY,
        date(2026, 2, 2),
        date(2026, 2, 9),
    ]


def test_two_steps_at_once_are_refused(ground: Ground) -> None:
    ground.record(ground.desk(), GREEN)
    later = ground.desk(weeks_on=1)
    with pytest.raises(BadInput, match="red is two steps away; choose amber") as told:
        ground.save(later, Draft(Rag.RED, "lost", "call"))
    assert told.value.field == "status"
    ground.record(later, AMBER)
    ground.record(ground.desk(weeks_on=2), Draft(Rag.RED, "lost", "call"))
    history = rag_history(ground.desk(), "acme")
    assert [concern.sentence for concern in history.concerns] == ["Went from amber to red"]


def test_an_incomplete_report_is_refused_and_nothing_is_submitted(ground: Ground) -> None:
    desk = ground.desk("priya")
    ground.save(desk, GREEN, "acme")
    ground.save(desk, Draft(Rag.AMBER, "slow"), "bolt")
    both = (ground.due(desk, "acme"), ground.due(desk, "bolt"))
    with pytest.raises(BadInput, match=r"Not complete yet: Bolt \(next step\). Nothing was submitted."):
        submit_reports(desk, ground.key(), both)
    assert badges(desk) == {}
    with pytest.raises(BadInput, match=r"Not complete yet: Acme \(status\)"):
        submit_reports(ground.desk(weeks_on=1), ground.key(), (Due("acme", date(2026, 2, 2), None),))
    with pytest.raises(BadInput, match="There is nothing to submit"):
        submit_reports(desk, ground.key(), ())


def test_another_ones_client_is_not_there_to_record(ground: Ground) -> None:
    desk = ground.desk("oscar")
    assert [card.slug for card in rag_cards(desk)] == ["bolt"]
    for act in (
        lambda: save_draft(desk, ground.key(), Due("acme", MONDAY, None), GREEN),
        lambda: submit_reports(desk, ground.key(), (Due("acme", MONDAY, None),)),
        lambda: rag_history(desk, "acme"),
    ):
        with pytest.raises(NotFound, match="There is no client “acme”"):
            act()
    with pytest.raises(Forbidden):
        rag_cards(ground.desk("devon"))


def test_the_second_of_two_writers_is_told(ground: Ground) -> None:
    desk = ground.desk()
    opened = ground.due(desk)
    ground.save(ground.desk("priya"), AMBER)
    with pytest.raises(Conflict, match="Priya wrote about Acme's week of 26 January 2026 meanwhile"):
        save_draft(desk, ground.key(), opened, GREEN)
    assert ground.card(desk).draft == AMBER


def test_two_who_submit_at_once_record_it_once(ground: Ground) -> None:
    ground.save(ground.desk(), GREEN)
    due = ground.due(ground.desk())

    def submit(who: str) -> str:
        try:
            return submit_reports(ground.desk(who), f"submit-{who}", (due,))
        except CharleosError as refused:
            return refused.sentence

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(submit, ("clara", "priya")))
    assert told[0] == "1 report submitted and locked."
    assert "is locked" in told[1] or "Somebody else changed this" in told[1]
    assert len(rag_history(ground.desk(), "acme").weeks) == 1


def test_what_the_figures_suggested_is_kept_with_the_report(ground: Ground) -> None:
    """Nothing was logged since the start, and nothing is scheduled in two months: amber."""
    ground.record(ground.desk(), AMBER)
    ground.record(ground.desk("oscar"), GREEN, "bolt")
    (week,) = rag_history(ground.desk(), "acme").weeks
    assert week.suggested is not None
    assert "Nothing was logged so far" in [point.reason for point in week.points]
    assert rag_followed(ground.desk("priya")).suggested == 2
    assert rag_followed(ground.desk()) == Followed(int(week.suggested is Rag.AMBER), 1)


def test_a_double_click_submits_once(ground: Ground) -> None:
    desk = ground.desk()
    ground.save(desk, GREEN)
    due = ground.due(desk)
    assert submit_reports(desk, "twice", (due,)) == submit_reports(desk, "twice", (due,))
