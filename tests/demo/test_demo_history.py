"""The demo agency as a generator: the same for a seed and a date, and plausible."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median
from typing import NamedTuple

import pytest

from charleos.errors import BadInput
from charleos.imports.agency_file import AgencyFile, FileEntry, FileTask
from charleos.imports.agency_plans import FileStep
from charleos.imports.agency_rules import AgencyRules
from charleos.imports.demo import Demand, demo_agency
from charleos.imports.demo_diary import days_for
from charleos.periods import Month, days
from charleos.rules.access import Role
from charleos.rules.entries import Activity
from charleos.rules.leave import LeaveStatus
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.policy import DEFAULT_POLICY
from charleos.rules.working_days import is_working_day
from charleos.units import Minutes

TODAY = date(2026, 11, 24)
USUAL = Demand()
DAYS = (TODAY, date(2026, 11, 1), date(2026, 3, 2), date(2027, 1, 1), date(2028, 2, 29))


class Told(NamedTuple):
    head: AgencyFile
    tasks: tuple[FileTask, ...]
    time: tuple[FileEntry, ...]
    instalments: tuple[AgencyFile, ...]
    steps: tuple[FileStep, ...]

    def worked(self) -> Counter[tuple[str, str]]:
        """Minutes of each requirement."""
        minutes: Counter[tuple[str, str]] = Counter()
        for entry in self.time:
            if entry.task and entry.requirement:
                minutes[entry.task, entry.requirement] += entry.minutes
        return minutes


def told(today: date = TODAY, demand: Demand = USUAL) -> Told:
    head, instalments = demo_agency(today, demand)
    parts = tuple(instalments)
    tasks = tuple(task for part in parts for task in part.tasks)
    steps = tuple(step for part in parts for step in part.steps)
    return Told(head, tasks, tuple(entry for part in parts for entry in part.time), parts, steps)


@pytest.fixture(scope="module")
def usual() -> Told:
    return told()


def test_the_same_seed_and_date_tell_the_same_history(usual: Told) -> None:
    assert told() == usual
    assert told(demand=Demand(seed=2)).time != usual.time
    assert told(demand=Demand(seed=2)).head.people == usual.head.people


def test_every_process_and_machine_tells_the_same(usual: Told) -> None:
    """A later change of the generator changes these figures, and everybody's screenshots."""
    assert (len(usual.tasks), len(usual.time), sum(entry.minutes for entry in usual.time)) == (2746, 11849, 970825)
    assert (len(usual.steps), sum(step.minutes for step in usual.steps)) == (1981, 297705)


def test_it_has_the_people_and_clients_that_are_promised(usual: Told) -> None:
    people = {person.key: person for person in usual.head.people}
    assert len(people) == 18
    assert {person.discipline for person in people.values()} == {
        *("management", "pm", "csm", "development", "design", "qa", "content", "seo")
    }
    roles = {key: {str(role) for role in person.roles} for key, person in people.items()}
    assert roles["morgan"] == {Role.MANAGER}
    assert (roles["priya"], roles["clara"], roles["oscar"]) == ({Role.PM}, {Role.CSM}, {Role.CSM})
    assert roles["dana"] == {Role.PM, Role.CSM}
    assert all(roles[key] == {Role.DELIVERY} for key in ("devon", "iris", "quinn"))
    clients = usual.head.clients
    assert len({client.slug for client in clients}) == 24
    assert sum(client.terms[-1].plan is None for client in clients) == 3
    assert sum(client.is_archived for client in clients) == 2
    assert [client.slug for client in clients if client.csm is None] == ["harbour-lights-theatre"]
    assert sum(client.terms[-1].agreed.is_custom for client in clients) >= 2
    assert max(len(client.name) for client in clients) > 80
    assert sum(not client.name.isascii() for client in clients) >= 4
    assert len({client.terms[-1].agreed.rollover_unused for client in clients}) == 4
    assert any(len(client.terms) == 2 for client in clients)


def test_months_are_closed_up_to_two_before_the_running_one(usual: Told) -> None:
    assert usual.head.closed_to == Month.parse("2026-09")
    assert len(usual.instalments) == 14
    assert usual.time[0].day >= date(2025, 10, 1)
    assert usual.time[-1].day == TODAY


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("seed", [1, 7])
def test_its_rows_fit_together_on_any_day(today: date, seed: int) -> None:
    history = told(today, Demand(seed=seed))
    rules = AgencyRules(history.head, today=today, policy=DEFAULT_POLICY)
    for part in history.instalments:
        rules.check_instalment(part)
    assert all(is_working_day(entry.day) for entry in history.time)
    busiest = _beyond_capacity(history)
    assert busiest == {("devon", minutes) for _, minutes in busiest}
    assert {minutes for _, minutes in busiest} <= {420}


def _beyond_capacity(history: Told) -> set[tuple[str, int]]:
    """Only the worked example asks more of a day than it has: its 14 hours are two entries."""
    usual = {one.key: one.capacity or DEFAULT_POLICY.capacity_of(one.discipline) for one in history.head.people}
    days: Counter[tuple[str, date]] = Counter()
    for entry in history.time:
        days[entry.person, entry.day] += entry.minutes
    return {(person, minutes) for (person, _), minutes in days.items() if minutes > usual[person]}


def test_work_is_skewed_as_real_work_is(usual: Told) -> None:
    sizes = Counter(one.size for task in usual.tasks for one in task.requirements)
    assert sizes["S"] > sizes["L"] > sizes["XL"] > 0
    assert sizes["XS"] > sizes["L"]
    assert sizes[None] > 0
    worked = usual.worked()
    ratios = sorted(
        worked[task.key, one.key] / DEFAULT_POLICY.size(one.size).average
        for task in usual.tasks
        for one in task.requirements
        if one.size is not None and one.key in task.complete
    )
    middle = median(ratios)
    assert 0.85 < middle < sum(ratios) / len(ratios) < 1.1
    assert ratios[-len(ratios) // 20] - middle > middle - ratios[len(ratios) // 20] > 0.2
    assert 0.08 < sum(ratio > 4 / 3 for ratio in ratios) / len(ratios) < 0.3


def test_something_is_under_way_waiting_delayed_and_written_about(usual: Told) -> None:
    worked = usual.worked()
    running = usual.instalments[-1].tasks
    open_work = [(task.key, one.key) for task in running for one in task.requirements if one.key not in task.complete]
    assert any(worked[key] for key in open_work)
    assert any(not worked[key] for key in open_work)
    assert all(worked[task.key, key] > 0 for task in usual.tasks for key in task.complete)
    assert sum(task.is_delayed for task in usual.tasks) > 20
    assert 0.2 < sum(bool(entry.note) for entry in usual.time) / len(usual.time) < 0.8
    assert {entry.activity for entry in usual.time} == set(Activity)
    assert all((entry.task is None) == (entry.activity is not Activity.TASK) for entry in usual.time)


def test_recent_and_coming_work_is_cut_into_steps_of_every_kind_and_status(usual: Told) -> None:
    assert {step.status for step in usual.steps} == set(StepStatus)
    made = {step.kind for step in usual.steps}
    assert made >= {StepKind.DESIGN, StepKind.INTERNAL_QA_FIXES, StepKind.EXTERNAL_QA_REVIEW, StepKind.DEPLOYMENT}
    named = [entry for entry in usual.time if entry.step is not None]
    assert named
    assert {Month.of(entry.day) for entry in named} >= {Month.parse("2026-09"), Month.parse("2026-11")}
    recent = {step.task for step in usual.steps}
    assert not any(task.key in recent for part in usual.instalments[:-3] for task in part.tasks)
    assert all(Month.of(step.start) <= Month.parse("2027-02") for step in usual.steps if step.start)


def test_what_is_begun_or_done_lies_behind_and_what_is_planned_ahead(usual: Told) -> None:
    for step in usual.steps:
        if step.start is None or step.end is None:
            continue
        if step.status is StepStatus.COMPLETE:
            assert step.end <= TODAY
        elif step.status is StepStatus.SCHEDULED:
            assert step.start >= TODAY
        else:
            assert step.start <= TODAY <= step.end


def test_each_kind_of_work_is_done_by_who_can_do_it(usual: Told) -> None:
    trade = {person.key: person.discipline for person in usual.head.people}
    reviews = (StepKind.INTERNAL_QA_REVIEW, StepKind.EXTERNAL_QA_REVIEW)
    assert {trade[step.assignee] for step in usual.steps if step.assignee and step.kind in reviews} == {"qa"}
    assert {trade[step.assignee] for step in usual.steps if step.assignee and step.kind is StepKind.DESIGN} == {
        "design"
    }


def test_the_months_to_come_have_tasks_that_wait_in_their_planners(usual: Told) -> None:
    months = Counter(str(task.target) for task in usual.tasks if task.target)
    assert set(months) == {"2026-11", "2026-12", "2027-01"}
    assert 5 <= months["2026-11"] <= 15
    assert all(10 <= months[month] <= 25 for month in ("2026-12", "2027-01"))


@pytest.mark.parametrize("today", DAYS)
def test_work_that_is_begun_is_recent_and_the_rest_of_the_past_is_done(today: date) -> None:
    history = told(today)
    worked = history.worked()
    opened = [
        (task, one) for task in history.tasks for one in task.requirements if one.size and one.key not in task.complete
    ]
    last = {(entry.task, entry.requirement): entry.day for entry in history.time}
    begun = [last[task.key, one.key] for task, one in opened if worked[task.key, one.key]]
    assert len(begun) < 80
    assert all((today - day).days <= 40 for day in begun)
    months = {task.key.split("/")[1] for task, _ in opened}
    assert min(months) >= str(Month.of(today).previous)
    assert max(Counter(one.assignee for _, one in opened if one.assignee).values()) <= 30


def test_what_is_worked_on_now_or_soon_is_numbered_after_what_is_far_ahead(usual: Told) -> None:
    months = [task.key.split("/")[1] for task in usual.instalments[-1].tasks]
    assert len(set(months)) == 3
    assert months == sorted(months, reverse=True)


def test_blocks_hold_whole_quarters_from_two_to_sixteen_hours_and_fit_into_their_days(usual: Told) -> None:
    blocks = [block for part in usual.instalments for block in part.blocks]
    assert len(blocks) > 30
    for block in blocks:
        assert block.minutes % 15 == 0
        assert 120 <= block.minutes <= 960
        assert block.minutes <= 390 * sum(map(is_working_day, days(block.start, block.end)))


def test_a_step_has_about_as_many_days_as_its_minutes_need(usual: Told) -> None:
    away = [leave for leave in usual.head.leave if leave.status is LeaveStatus.APPROVED]
    full = {one.key: one.capacity or DEFAULT_POLICY.capacity_of(one.discipline) for one in usual.head.people}
    for step in usual.steps:
        if step.start and step.end and step.assignee:
            off = {day for one in away if one.person == step.assignee for day in days(one.start, one.end)}
            worked = [day for day in days(step.start, step.end) if is_working_day(day) and day not in off]
            assert len(worked) <= 1.4 * days_for(step.minutes, full[step.assignee]) + 2


def test_people_are_away_now_and_then(usual: Told) -> None:
    assert {leave.status for leave in usual.head.leave} == {
        LeaveStatus.APPROVED,
        LeaveStatus.REQUESTED,
        LeaveStatus.REFUSED,
    }
    halves = [leave for leave in usual.head.leave if leave.start_half or leave.end_half]
    assert halves
    assert all(leave.start == leave.end and leave.start_half != leave.end_half for leave in halves)
    assert all(is_working_day(day) for leave in usual.head.leave for day in (leave.start, leave.end))
    assert len({leave.person for leave in usual.head.leave}) > 12


def test_the_golden_month_stands_in_its_order(usual: Told) -> None:
    month = Month.parse("2026-10")
    acme = {task.key: task.title for task in usual.tasks if task.client == "acme-corp"}
    entries = [entry for entry in usual.time if Month.of(entry.day) == month]
    golden = [(acme[entry.task], entry.minutes) for entry in entries if entry.task in acme]
    assert golden == [
        ("Homepage Redesign", Minutes(210)),
        ("Product Page Update", Minutes(150)),
        ("Blog Integration", Minutes(420)),
        ("Blog Integration", Minutes(420)),
    ]
    assert not [entry for entry in entries if entry.client == "acme-corp"]


@pytest.mark.parametrize(
    "demand",
    [
        Demand(clients=30, years=2, entries=40_000),
        Demand(clients=50, years=3, entries=9_000),
        Demand(clients=5, years=1, entries=800),
    ],
)
def test_it_grows_to_what_is_asked_for(demand: Demand) -> None:
    history = told(TODAY, demand)
    assert len(history.head.clients) == demand.clients
    assert len(history.head.people) == 18 * -(-demand.clients // 24)
    assert len(history.instalments) == 12 * (demand.years or 0)
    assert abs(len(history.time) / (demand.entries or 1) - 1) < 0.15
    assert max(entry.minutes for entry in history.time) <= 720
    csms = {person.key for person in history.head.people if Role.CSM in person.roles}
    assert {client.csm for client in history.head.clients} <= csms | {None}


@pytest.mark.parametrize("demand", [Demand(clients=0), Demand(years=0), Demand(entries=-5), Demand(clients=1001)])
def test_what_nobody_could_want_is_refused(demand: Demand) -> None:
    with pytest.raises(BadInput, match="The demo agency takes 1 to"):
        demo_agency(TODAY, demand)
