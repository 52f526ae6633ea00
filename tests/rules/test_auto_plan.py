"""Planning a month at one stroke: where each step goes, what finds no place and why, and the laws of all of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.periods import Month
from charleos.rules.auto_plan import Anchor, Colleague, Placed, Proposal, Reserved, Waiting, propose
from charleos.rules.blocks import BlockKind
from charleos.rules.diary import DaysOff, Diary
from charleos.rules.load import Booking, load_by_day
from charleos.rules.phases import StepKind
from charleos.rules.work_order import Stage
from charleos.units import NOTHING, Minutes

FEBRUARY = Month.parse("2026-02")
TODAY = date(2026, 1, 30)
DAY = Minutes(390)
ACME, BOLT = 1, 2


def feb(day: int) -> date:
    return date(2026, 2, day)


def person(id_: int, name: str, discipline: str, *off: DaysOff, **more: object) -> tuple[int, Colleague]:
    return id_, Colleague(name, discipline, Diary(id_, DAY, off), **more)  # type: ignore[arg-type]


TEAM = dict(
    [
        person(1, "Devon", "development"),
        person(2, "Amara", "development"),
        person(3, "Iris", "design"),
        person(4, "Quinn", "qa"),
    ]
)


def step(
    id_: int,
    kind: StepKind = StepKind.DEVELOPMENT,
    minutes: int = 300,
    *,
    work: str = "development",
    to: int | None = None,
    task: int = 1,
    requirement: int | None = 1,
    client: int = ACME,
    since: date = date(2025, 1, 1),
) -> Waiting:
    return Waiting(id_, client, task, Stage(task, requirement, kind, work), Minutes(minutes), to, since)


def plan(*steps: Waiting, team: dict[int, Colleague] | None = None, today: date = TODAY, **more: object) -> Proposal:
    return propose(steps, TEAM if team is None else team, month=FEBRUARY, today=today, **more)  # type: ignore[arg-type]


def where(proposal: Proposal) -> list[tuple[int, int, int, int]]:
    return [(one.subtask_id, one.assignee_id, one.start.day, one.end.day) for one in proposal.placed]


def why(proposal: Proposal) -> list[str]:
    return [one.reason for one in proposal.unplaced]


def test_work_goes_to_whoever_of_the_trade_finishes_it_first() -> None:
    busy = TEAM | dict([person(1, "Devon", "development", elsewhere={feb(2): DAY})])
    assert where(plan(step(7), team=busy)) == [(7, 2, 2, 2)]


def test_of_those_who_finish_together_the_one_who_did_most_of_it_goes_first() -> None:
    known = TEAM | dict([person(2, "Amara", "development", done={"development": 3})])
    assert where(plan(step(7), team=known)) == [(7, 2, 2, 2)]
    assert where(plan(step(7))) == [(7, 1, 2, 2)]


def test_who_has_it_already_keeps_it() -> None:
    assert where(plan(step(7, to=4))) == [(7, 4, 2, 2)]
    assert why(plan(step(7, to=99))) == ["who it is assigned to no longer works here"]


def test_each_step_of_a_requirement_begins_when_the_one_before_has_ended() -> None:
    chain = (
        step(5, StepKind.DEPLOYMENT, 0),
        step(4, StepKind.EXTERNAL_QA_REVIEW, 30),
        step(3, StepKind.INTERNAL_QA_REVIEW, 30),
        step(2, StepKind.DEVELOPMENT, 780),
        step(1, StepKind.DESIGN, 100, work="design", requirement=2),
    )
    expected = [(1, 3, 2, 2), (2, 1, 3, 4), (3, 4, 5, 5), (4, 4, 6, 6), (5, 1, 6, 6)]
    assert where(plan(*chain)) == expected


def test_other_requirements_of_a_task_need_not_wait_but_for_design_and_checking() -> None:
    build, words = step(1), step(2, work="seo", requirement=2, minutes=60, to=3)
    check = step(3, work="qa", requirement=3, minutes=60)
    assert where(plan(build, words, check)) == [(1, 1, 2, 2), (2, 3, 2, 2), (3, 4, 3, 3)]


def test_steps_that_have_dates_are_worked_round() -> None:
    designed = Anchor(Stage(1, 2, StepKind.DESIGN, "design"), feb(2), feb(5))
    tested = Anchor(Stage(1, 1, StepKind.INTERNAL_QA_REVIEW, "development"), feb(11), feb(11))
    other = Anchor(Stage(9, 9, StepKind.DESIGN, "design"), feb(2), feb(25))
    assert where(plan(step(7), anchors=(designed, tested, other))) == [(7, 1, 6, 6)]
    between = "no day is left for it in February 2026 between the steps before and after it"
    assert why(plan(step(7), anchors=(designed, tested._replace(start=feb(6), end=feb(6))))) == [between]
    assert why(plan(step(7, minutes=1500), anchors=(designed, tested))) == [
        "it needs 25h; nobody in development has more than 19h 30m free from 6 February 2026 to 10 February 2026"
    ]


def test_what_comes_after_a_step_without_a_place_has_none_either() -> None:
    proposal = plan(step(1, minutes=60_000), step(2, StepKind.INTERNAL_QA_REVIEW, 30), step(3, task=2, requirement=2))
    assert [one.subtask_id for one in proposal.unplaced] == [1, 2]
    assert why(proposal)[1] == "it comes after the step Development, which finds no place"
    assert where(proposal) == [(3, 1, 2, 2)]


def test_nothing_is_planned_before_today_or_before_the_clients_start() -> None:
    assert where(plan(step(7), today=feb(17))) == [(7, 1, 17, 17)]
    assert where(plan(step(7, since=feb(19)))) == [(7, 1, 19, 19)]
    assert why(plan(step(7), today=date(2026, 3, 2)))[0].startswith("no day is left for it in February 2026")


def test_a_clients_block_of_the_kind_comes_first() -> None:
    block = Reserved(ACME, BlockKind.DEVELOPMENT, 2, feb(9), feb(13))
    busy = TEAM | dict(
        [person(2, "Amara", "development", bookings=(Booking(ACME, feb(9), feb(13), Minutes(1950), is_block=True),))]
    )
    (placed,) = plan(step(7), team=busy, blocks=[block]).placed
    assert placed == Placed(7, 2, feb(9), feb(9), in_block=True)


@pytest.mark.parametrize(
    "block",
    [
        Reserved(BOLT, BlockKind.DEVELOPMENT, 2, feb(9), feb(13)),
        Reserved(ACME, BlockKind.DESIGN, 2, feb(9), feb(13)),
        Reserved(ACME, BlockKind.DEVELOPMENT, 3, feb(9), feb(13)),
        Reserved(ACME, BlockKind.DEVELOPMENT, 2, date(2026, 1, 5), date(2026, 1, 9)),
    ],
)
def test_a_block_of_another_client_kind_person_or_time_does_not_matter(block: Reserved) -> None:
    assert where(plan(step(7), blocks=[block])) == [(7, 1, 2, 2)]


def test_what_is_reserved_for_another_client_is_not_free() -> None:
    reserved = {1: TEAM[1]._replace(bookings=(Booking(BOLT, feb(2), feb(3), Minutes(780), is_block=True),))}
    assert where(plan(step(7), team=reserved)) == [(7, 1, 4, 4)]
    assert where(plan(step(7, client=BOLT), team=reserved)) == [(7, 1, 2, 2)]


def test_a_day_that_holds_too_much_takes_nothing_more_even_in_a_block() -> None:
    reserved = Booking(ACME, feb(2), feb(2), Minutes(400), is_block=True)
    over = {1: TEAM[1]._replace(bookings=(reserved,))}
    assert where(plan(step(7, minutes=30), team=over)) == [(7, 1, 3, 3)]


def test_leave_is_never_worked() -> None:
    away = {1: Colleague("Devon", "development", Diary(1, DAY, (DaysOff(feb(2), feb(4), end_half=True),)))}
    assert where(plan(step(7, minutes=190), team=away)) == [(7, 1, 4, 4)]


def test_why_something_has_no_place_names_who_and_how_much() -> None:
    devon = {1: TEAM[1]}
    assert why(plan(step(7, minutes=8000), team=devon)) == [
        "it needs 133h 20m; Devon has 130h free from 1 February 2026 to 28 February 2026"
    ]
    holes = {feb(day): Minutes(390) for day in range(3, 28, 2)} | {feb(day): Minutes(200) for day in range(2, 28, 2)}
    scattered = {1: devon[1]._replace(elsewhere=holes)}
    assert why(plan(step(7, minutes=300), team=scattered)) == [
        "it needs 5h on days in a row; what is free from 1 February 2026 to 28 February 2026 is scattered"
    ]
    assert why(plan(step(7, StepKind.DESIGN, work="design"), team=devon)) == ["nobody here does design"]
    assert why(plan(step(7, StepKind.INTERNAL_QA_REVIEW), team=devon)) == ["nobody here does QA"]


@pytest.mark.parametrize(
    ("kind", "work", "trade"),
    [
        (StepKind.DESIGN, "development", 3),
        (StepKind.CLIENT_DESIGN_FEEDBACK, "design", 3),
        (StepKind.DEVELOPMENT, "development", 1),
        (StepKind.DEVELOPMENT, "strategy", 1),
        (StepKind.DEVELOPMENT, "qa", 4),
        (StepKind.INTERNAL_QA_REVIEW, "development", 4),
        (StepKind.EXTERNAL_QA_REVIEW, "development", 4),
        (StepKind.INTERNAL_QA_FIXES, "development", 1),
        (StepKind.EXTERNAL_QA_FIXES, "development", 1),
        (StepKind.DEPLOYMENT, "development", 1),
    ],
)
def test_a_step_is_for_the_trade_that_does_such_work(kind: StepKind, work: str, trade: int) -> None:
    (placed,) = plan(step(7, kind, work=work)).placed
    assert placed.assignee_id == trade


kinds = st.sampled_from([kind for kind in StepKind if kind is not StepKind.DELAYED])
days_of_month = st.integers(-20, 40).map(lambda n: feb(1) + timedelta(days=n))


@st.composite
def agencies(draw: st.DrawFn) -> tuple[tuple[Waiting, ...], dict[int, Colleague], dict[str, object]]:
    """Steps of a few tasks, three people with some work, days off and reservations, and steps that have dates."""

    def dates() -> tuple[date, date]:
        first = draw(days_of_month)
        return first, first + timedelta(days=draw(st.integers(0, 8)))

    def booking(*, is_block: bool) -> Booking:
        return Booking(draw(st.integers(1, 3)), *dates(), Minutes(draw(st.integers(0, 1500))), is_block=is_block)

    team = {}
    for id_, trade in enumerate(("design", "development", "development", "qa"), 1):
        off = tuple(DaysOff(*dates(), draw(st.booleans()), draw(st.booleans())) for _ in range(draw(st.integers(0, 1))))
        diary = Diary(id_, Minutes(draw(st.sampled_from([240, 390]))), off)
        held = tuple(booking(is_block=draw(st.booleans())) for _ in range(draw(st.integers(0, 3))))
        elsewhere = {feb(2): Minutes(draw(st.integers(0, 500)))}
        team[id_] = Colleague(f"P{id_}", trade, diary, held, elsewhere, {"development": draw(st.integers(0, 2))})
    steps = []
    for id_ in range(draw(st.integers(1, 9))):
        task = draw(st.integers(1, 2))
        of = draw(st.sampled_from([None, 10 * task, 10 * task + 1]))
        work = "design" if of == 10 * task else "development"
        minutes = draw(st.sampled_from([0, 15, 200, 390, 1500, 4000]))
        to, since = draw(st.sampled_from([None, None, 1, 2, 9])), draw(st.sampled_from([feb(1), feb(10)]))
        steps.append(step(id_, draw(kinds), minutes, work=work, to=to, task=task, requirement=of, since=since))
    anchors = [Anchor(Stage(1, 10, draw(kinds), "design"), *dates()) for _ in range(draw(st.integers(0, 2)))]
    blocks = [Reserved(1, draw(st.sampled_from(BlockKind)), draw(st.integers(1, 4)), *dates()) for _ in range(2)]
    today = draw(st.sampled_from([TODAY, feb(12)]))
    return tuple(steps), team, {"anchors": anchors, "blocks": blocks, "today": today}


def loads(team: dict[int, Colleague], id_: int, today: date, more: list[Booking]) -> dict[date, Minutes]:
    who = team[id_]
    found = load_by_day([*who.bookings, *more], who.diary, today)
    return {day: found.get(day, NOTHING) + who.elsewhere.get(day, NOTHING) for day in {*found, *who.elsewhere}}


@given(agencies())
def test_the_laws_of_a_proposal(agency: tuple[tuple[Waiting, ...], dict[int, Colleague], dict[str, object]]) -> None:
    steps, team, more = agency
    today: date = more["today"]  # type: ignore[assignment]
    proposal = plan(*steps, team=team, **more)  # type: ignore[arg-type]
    by_id = {one.subtask_id: one for one in steps}
    assert sorted([one.subtask_id for one in (*proposal.placed, *proposal.unplaced)]) == sorted(by_id)
    assert plan(*reversed(steps), team=dict(reversed(team.items())), **more) == proposal  # type: ignore[arg-type]
    for one in proposal.placed:
        waited = by_id[one.subtask_id]
        assert max(today, feb(1), waited.not_before) <= one.start <= one.end <= FEBRUARY.last
        assert waited.assignee_id in (None, one.assignee_id)
        diary = team[one.assignee_id].diary
        assert diary.halves(one.start)
        assert diary.halves(one.end)
    for id_ in team:
        mine = [one for one in proposal.placed if one.assignee_id == id_]
        added = [
            Booking(by_id[one.subtask_id].client_id, one.start, one.end, by_id[one.subtask_id].minutes) for one in mine
        ]
        before, after = loads(team, id_, today, []), loads(team, id_, today, added)
        for day, minutes in after.items():
            assert minutes <= max(team[id_].diary.capacity(day), before.get(day, NOTHING))
    _check_order(by_id, proposal, more["anchors"])  # type: ignore[arg-type]


def _check_order(by_id: dict[int, Waiting], proposal: Proposal, anchors: list[Anchor]) -> None:
    dated = [Anchor(by_id[one.subtask_id].stage, one.start, one.end) for one in proposal.placed]
    for one in proposal.placed:
        waited = by_id[one.subtask_id]
        for other in (*dated, *anchors):
            if waited.stage.follows(other.stage):
                assert one.start > other.end or (one.start == other.end and not waited.minutes)
            if other in anchors and other.stage.follows(waited.stage):
                assert one.end < other.start
