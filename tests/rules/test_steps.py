"""What a requirement is cut into, and how a step moves on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import Conflict
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.policy import DEFAULT_POLICY, Policy
from charleos.rules.steps import StepAct, acts_on, moved_on, status_with_dates, step_key, steps_of
from tests.strategies import policies


@pytest.mark.parametrize(
    ("size", "minutes"),
    [
        ("XS", [15, 0]),
        ("S", [60, 15, 15, 0]),
        ("M", [210, 30, 30, 0]),
        ("L", [570, 75, 75, 0]),
        ("XL", [1530, 195, 195, 0]),
    ],
)
def test_development_is_cut_into_core_reviews_and_a_deployment(size: str, minutes: list[int]) -> None:
    found = steps_of("development", DEFAULT_POLICY.size(size), DEFAULT_POLICY)
    assert [step.minutes for step in found] == minutes
    assert (found[0].kind, found[-1].kind) == (StepKind.DEVELOPMENT, StepKind.DEPLOYMENT)
    reviews = [StepKind.INTERNAL_QA_REVIEW, StepKind.EXTERNAL_QA_REVIEW] if len(minutes) == 4 else []
    assert [step.kind for step in found[1:-1]] == reviews


def test_an_odd_quarter_of_an_hour_goes_to_the_internal_review() -> None:
    """A fifth of an average of 3 h 30 m, rounded up, is three quarters of an hour."""
    size = DEFAULT_POLICY.size("M")._replace(minimum=60)
    found = steps_of("development", size, DEFAULT_POLICY)
    assert [step.minutes for step in found] == [165, 30, 15, 0]


def test_design_and_other_work_are_one_step_of_the_whole_average() -> None:
    size = DEFAULT_POLICY.size("M")
    assert steps_of("design", size, DEFAULT_POLICY) == ((StepKind.DESIGN, 270),)
    assert steps_of("seo", size, DEFAULT_POLICY) == ((StepKind.DEVELOPMENT, 270),)


def test_what_is_not_required_has_no_steps() -> None:
    assert steps_of("development", None, DEFAULT_POLICY) == ()


@given(policies(), st.sampled_from(["design", "development", "seo"]))
def test_the_steps_add_up_to_the_average_in_any_agency(policy: Policy, work_type: str) -> None:
    for size in policy.sizes:
        found = steps_of(work_type, size, policy)
        assert sum(step.minutes for step in found) == size.average
        assert all(step.minutes > 0 for step in found if step.kind is not StepKind.DEPLOYMENT)


@given(st.lists(st.sampled_from(StepKind), max_size=12))
def test_every_step_of_a_task_gets_a_key_of_its_own(kinds: list[StepKind]) -> None:
    keys: list[str] = []
    for kind in kinds:
        keys.append(step_key(kind, keys))
    assert len(set(keys)) == len(keys)


def test_delayed_steps_are_numbered_from_the_first() -> None:
    assert step_key(StepKind.DELAYED, ["delayed-1", "delayed"]) == "delayed-2"


def test_from_start_to_finish_with_changes_requested() -> None:
    status = StepStatus.SCHEDULED
    for act in (StepAct.START, StepAct.SUBMIT, StepAct.REQUEST_CHANGES, StepAct.SUBMIT, StepAct.APPROVE):
        status = moved_on(status, act)
    assert status is StepStatus.COMPLETE
    assert moved_on(status, StepAct.REOPEN) is StepStatus.IN_PROGRESS


@given(st.sampled_from(StepStatus), st.sampled_from(StepAct))
def test_only_what_is_offered_can_be_done(status: StepStatus, act: StepAct) -> None:
    if act in acts_on(status):
        assert moved_on(status, act) is not status
        return
    with pytest.raises(Conflict) as refused:
        moved_on(status, act)
    assert refused.value.sentence.startswith(f"This step is {status.title.lower()} and cannot be ")


@given(st.sampled_from(StepStatus), st.booleans())
def test_dates_schedule_a_step_that_has_not_begun(status: StepStatus, is_dated: bool) -> None:  # noqa: FBT001
    found = status_with_dates(status, is_dated=is_dated)
    if status.has_begun:
        assert found is status
    else:
        assert found is (StepStatus.SCHEDULED if is_dated else StepStatus.NOT_SCHEDULED)
