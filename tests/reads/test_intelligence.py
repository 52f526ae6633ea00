"""What completed work tells: scores, trends, sizes and QA rounds of the client asked about, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from charleos.desk import Desk
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.intelligence import intelligence, work_behind_score
from charleos.reads.scores import scores
from charleos.reads.usual_times import step_usual, usual_minutes
from charleos.rules.access import Role
from charleos.rules.billing import Case
from charleos.rules.intelligence import Confidence, Rounds
from charleos.store.engine import Database
from charleos.store.schema import Subtask, Task
from charleos.units import Minutes
from tests.build import Account, Build, Work

JANUARY, FEBRUARY = date(2026, 1, 5), Month.parse("2026-02")


class Cast:
    """Acme is Clara's, Bolt is nobody's."""

    def __init__(self, db: Database) -> None:
        self.agency = Build(db)
        self.devon = self.agency.person("Devon")
        self.clara = self.agency.person("Clara", roles={Role.CSM})
        plan = self.agency.plan("growth", hours=60)
        self.acme = self.agency.client("acme", plan=plan, csm=self.clara)
        self.bolt = self.agency.client("bolt", plan=plan)

    @property
    def desk(self) -> Desk:
        return self.agency.desk(self.clara)

    def done(
        self, client: Account, minutes: Sequence[int], *, of: str = "development", size: str = "M", since: int = 0
    ) -> list[Work]:
        """One completed requirement after the other, a day apart."""
        made = []
        for place, one in enumerate(minutes):
            day = JANUARY + timedelta(days=since + place)
            at = self.agency.at(day)
            work = at.task(client, f"{of} {place}", [(of, size, self.devon)], completed_on=day)
            at.log_long(self.devon, work.only, one)
            made.append(work)
        return made

    def steps(self, size: str, work_type: str = "development") -> tuple[Work, dict[str, int]]:
        """An open requirement, cut into steps as a size is. Their ids by kind."""
        work = self.agency.task(self.acme, "Next", [(work_type, size, self.devon)])
        kinds = ("development", "internal_qa_review", "external_qa_review", "deployment")
        return work, {kind: self.agency.step(work, minutes=60, kind=kind) for kind in kinds}

    def target(self, work: Work) -> None:
        with self.agency.system().writing() as session:
            session.get(Task, work.id).target_month = FEBRUARY

    def step(self, row: int, **changes: Any) -> None:
        with self.agency.system().writing() as session:
            for name, value in changes.items():
                setattr(session.get(Subtask, row), name, value)


@pytest.fixture
def cast(sqlite_db: Database) -> Cast:
    return Cast(sqlite_db)


def test_a_client_without_completed_work_has_no_scores(cast: Cast) -> None:
    cast.agency.log(cast.devon, cast.agency.task(cast.acme, "Open", [("design", "M", cast.devon)]).only, 60)
    found = intelligence(cast.desk, "acme")
    assert (found.types, found.count, found.rounds) == ((), 0, Rounds(0, 0, 0, 0))
    assert all(one.usual is None for one in found.usual[""])


def test_a_score_is_of_the_client_and_type_alone_the_newest_weighing_most(cast: Cast) -> None:
    cast.done(cast.acme, [270, 540])
    cast.done(cast.acme, [135], of="design")
    cast.done(cast.bolt, [720])
    design, development = intelligence(cast.desk, "acme").types
    assert design.score.value == Fraction(1, 2)
    assert development.score.value == (2 + Fraction(9, 10)) / (1 + Fraction(9, 10))
    assert development.score.confidence is Confidence.LOW
    assert [(one.hundredths, one.case) for one in development.finished] == [(100, Case.NORMAL), (200, Case.OVERRUN)]
    assert development.since == JANUARY
    assert [(one.type, one.score) for one in scores(cast.desk, "acme")] == [
        ("design", design.score),
        ("development", development.score),
    ]


def test_low_confidence_suggests_the_maximum_and_five_the_score(cast: Cast) -> None:
    cast.done(cast.acme, [310] * 4)
    (known,) = intelligence(cast.desk, "acme").types
    assert known.suggested == tuple(size.maximum for size in intelligence(cast.desk, "acme").sizes)
    cast.done(cast.acme, [310], since=10)
    (known,) = intelligence(cast.desk, "acme").types
    assert known.suggested == (30, 105, 315, 840, 2205, 5520)


def test_a_trend_sets_the_last_five_against_those_before(cast: Cast) -> None:
    cast.done(cast.acme, [540] * 5 + [270] * 4)
    assert intelligence(cast.desk, "acme").types[0].trend is None
    cast.done(cast.acme, [270], since=20)
    found = intelligence(cast.desk, "acme").types[0].trend
    assert found is not None
    assert (found.recent.hundredths, found.before.hundredths) == (100, 200)


def test_what_a_size_usually_takes_is_told_by_type_and_of_all(cast: Cast) -> None:
    cast.done(cast.acme, [100, 200, 300, 400, 500])
    cast.done(cast.acme, [600], of="design")
    found = intelligence(cast.desk, "acme").usual
    assert [one.size for one in found[""]] == ["XS", "S", "M", "L", "XL", "XXL"]
    of_all, development = found[""][2], found["development"][2]
    assert of_all.quoted == 270
    assert of_all.usual is not None
    assert (of_all.usual.median, of_all.usual.low, of_all.usual.high, of_all.usual.drawn_from) == (300, 100, 600, 6)
    assert development.usual is not None
    assert (development.usual.high, development.usual.is_telling) == (500, True)
    assert found["design"][2].usual is not None
    assert not found["design"][2].usual.is_telling


def test_qa_rounds_are_of_completed_tasks_that_were_reviewed(cast: Cast) -> None:
    back, clean, unreviewed = cast.done(cast.acme, [300, 300, 300])
    (elsewhere,) = cast.done(cast.bolt, [300])
    for work in (back, clean, elsewhere):
        cast.agency.step(work, kind="internal_qa_review", status="complete")
    cast.agency.step(back, kind="internal_qa_fixes", status="complete")
    cast.agency.step(elsewhere, kind="internal_qa_fixes", status="complete")
    cast.step(cast.agency.step(back, kind="external_qa_review", status="complete"), iterations=2)
    cast.step(cast.agency.step(unreviewed, status="complete"), iterations=3)
    still_open = cast.agency.task(cast.acme, "Open", [("development", "M", cast.devon)])
    cast.agency.step(still_open, kind="internal_qa_fixes")
    assert intelligence(cast.desk, "acme").rounds == Rounds(tasks=2, internal=1, external=2, clean=1)


def test_the_requirements_behind_a_score_are_listed_newest_first(cast: Cast) -> None:
    older, newer = cast.done(cast.acme, [270, 540])
    cast.done(cast.acme, [60], of="design")
    found = work_behind_score(cast.desk, "acme", "development")
    assert [(one.task_number, one.done.hundredths, one.size) for one in found.rows] == [
        (newer.number, 200, "M"),
        (older.number, 100, "M"),
    ]
    assert found.score == intelligence(cast.desk, "acme").types[1].score
    with pytest.raises(NotFound):
        work_behind_score(cast.desk, "acme", "seo")


def test_a_client_out_of_reach_is_not_found(cast: Cast) -> None:
    work = cast.done(cast.bolt, [270])[0]
    step = cast.agency.step(work, kind="development")
    for ask in (
        lambda: intelligence(cast.desk, "bolt"),
        lambda: work_behind_score(cast.desk, "bolt", "development"),
        lambda: step_usual(cast.desk, step),
    ):
        with pytest.raises(NotFound):
            ask()


def test_the_steps_of_a_size_share_what_is_suggested_for_it(cast: Cast) -> None:
    cast.done(cast.acme, [310] * 5)
    _, steps = cast.steps("M")
    found = {kind: known.minutes for kind, row in steps.items() if (known := step_usual(cast.desk, row)) is not None}
    assert found == {"development": 255, "internal_qa_review": 30, "external_qa_review": 30}
    assert sum(found.values()) == intelligence(cast.desk, "acme").types[0].suggested[2]


def test_a_step_is_suggested_the_same_however_long_it_is_planned(cast: Cast) -> None:
    """Taking the suggestion twice does not take the score twice."""
    cast.done(cast.acme, [310] * 5)
    _, steps = cast.steps("M")
    before = step_usual(cast.desk, steps["development"])
    cast.step(steps["development"], estimate=240)
    assert step_usual(cast.desk, steps["development"]) == before


def test_little_known_work_is_suggested_its_share_of_the_maximum(cast: Cast) -> None:
    _, steps = cast.steps("M")
    found = step_usual(cast.desk, steps["development"])
    assert found is not None
    assert (found.score, found.minutes) == (None, 285)
    cast.done(cast.acme, [200])
    found = step_usual(cast.desk, steps["development"])
    assert found is not None
    assert found.score is not None
    assert (found.score.confidence, found.minutes) == (Confidence.LOW, 285)


def test_steps_that_no_size_was_cut_into_are_suggested_nothing(cast: Cast) -> None:
    cast.done(cast.acme, [310] * 5)
    work, steps = cast.steps("M")
    fixes = cast.agency.step(work, kind="internal_qa_fixes")
    assert step_usual(cast.desk, fixes) is None
    cast.agency.step(work, kind="development")
    assert step_usual(cast.desk, steps["development"]) is None
    loose = cast.agency.task(cast.acme, "Two", [("design", "M", None), ("seo", "M", None)])
    assert step_usual(cast.desk, cast.agency.step(loose, kind="development")) is None


def test_the_work_of_a_type_without_reviews_is_one_step_of_it_all(cast: Cast) -> None:
    cast.done(cast.acme, [310] * 5, of="seo")
    work = cast.agency.task(cast.acme, "Words", [("seo", "M", cast.devon)])
    found = step_usual(cast.desk, cast.agency.step(work, minutes=270))
    assert found is not None
    assert found.minutes == Minutes(315)


def test_a_planner_s_steps_are_known_together_unless_somebody_estimated_them(cast: Cast) -> None:
    cast.done(cast.acme, [310] * 5)
    work, steps = cast.steps("M")
    for kind, minutes in (("development", 210), ("internal_qa_review", 30), ("external_qa_review", 45)):
        cast.step(steps[kind], estimate=minutes)
    cast.step(steps["deployment"], estimate=0)
    elsewhere = cast.agency.task(cast.bolt, "Other", [("seo", "S", None)])
    other = cast.agency.step(elsewhere, minutes=90)
    cast.target(work)
    cast.target(elsewhere)
    mine = {steps["development"]: 255, steps["internal_qa_review"]: 30}
    assert usual_minutes(cast.desk, FEBRUARY) == mine
    assert usual_minutes(cast.agency.system(), FEBRUARY) == mine | {other: 120}
    assert usual_minutes(cast.desk, FEBRUARY.next) == {}
