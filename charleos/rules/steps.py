"""The steps a requirement is cut into, and how a step moves on."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from charleos.errors import Conflict
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.policy import Policy, Size
from charleos.units import NOTHING, QUARTER, Minutes


class PlannedStep(NamedTuple):
    kind: StepKind
    minutes: Minutes


def steps_of(work_type: str, size: Size | None, policy: Policy) -> tuple[PlannedStep, ...]:
    """The steps of a requirement when it is agreed; size None is *Not required* and has none.

    Development is cut into core work, two reviews that share the feedback budget (an odd quarter of an hour goes to
    the internal one; no review without any) and a deployment of no minutes. Any other type of work
    is one step of the whole average.

    >>> from charleos.rules.policy import DEFAULT_POLICY
    >>> [step.minutes for step in steps_of("development", DEFAULT_POLICY.size("L"), DEFAULT_POLICY)]
    [570, 75, 75, 0]
    >>> [step.minutes for step in steps_of("design", DEFAULT_POLICY.size("L"), DEFAULT_POLICY)]
    [720]
    """
    if size is None:
        return ()
    if work_type != "development":
        kind = StepKind.DESIGN if work_type == "design" else StepKind.DEVELOPMENT
        return (PlannedStep(kind, size.average),)
    core, feedback = policy.split(size)
    return (
        PlannedStep(StepKind.DEVELOPMENT, core),
        *_reviews(feedback),
        PlannedStep(StepKind.DEPLOYMENT, NOTHING),
    )


def _reviews(feedback: Minutes) -> tuple[PlannedStep, ...]:
    external = Minutes(feedback // QUARTER // 2 * QUARTER)
    shares = ((StepKind.INTERNAL_QA_REVIEW, feedback - external), (StepKind.EXTERNAL_QA_REVIEW, external))
    return tuple(PlannedStep(kind, minutes) for kind, minutes in shares if minutes)


def step_key(kind: StepKind, taken: Collection[str]) -> str:
    """A key for a new step, its own within the task.

    >>> step_key(StepKind.DEVELOPMENT, {"development"}), step_key(StepKind.DELAYED, ())
    ('development-2', 'delayed-1')
    """
    if kind is not StepKind.DELAYED and kind.value not in taken:
        return kind.value
    number = 1 if kind is StepKind.DELAYED else 2
    while f"{kind.value}-{number}" in taken:
        number += 1
    return f"{kind.value}-{number}"


class StepAct(StrEnum):
    """What can be done to a step."""

    START = "start"
    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    COMPLETE = "complete"
    REOPEN = "reopen"


_S = StepStatus
_LEADS: dict[StepStatus, dict[StepAct, StepStatus]] = {
    _S.NOT_SCHEDULED: {StepAct.START: _S.IN_PROGRESS, StepAct.COMPLETE: _S.COMPLETE},
    _S.SCHEDULED: {StepAct.START: _S.IN_PROGRESS, StepAct.COMPLETE: _S.COMPLETE},
    _S.IN_PROGRESS: {StepAct.SUBMIT: _S.AWAITING_REVIEW, StepAct.COMPLETE: _S.COMPLETE},
    _S.AWAITING_REVIEW: {StepAct.APPROVE: _S.COMPLETE, StepAct.REQUEST_CHANGES: _S.IN_PROGRESS},
    _S.COMPLETE: {StepAct.REOPEN: _S.IN_PROGRESS},
}
_DONE = {
    StepAct.START: "started",
    StepAct.SUBMIT: "submitted for review",
    StepAct.REQUEST_CHANGES: "sent back for changes",
    StepAct.APPROVE: "approved",
    StepAct.COMPLETE: "completed",
    StepAct.REOPEN: "reopened",
}


def acts_on(status: StepStatus) -> tuple[StepAct, ...]:
    """What can be done to a step that stands there, the likeliest first."""
    return tuple(_LEADS[status])


def moved_on(status: StepStatus, act: StepAct) -> StepStatus:
    """Where a step stands afterwards. Raises Conflict where it cannot be done, with what can.

    >>> moved_on(StepStatus.AWAITING_REVIEW, StepAct.REQUEST_CHANGES).title
    'In progress'
    >>> moved_on(StepStatus.COMPLETE, StepAct.START)
    Traceback (most recent call last):
    charleos.errors.Conflict: This step is complete and cannot be started; it can be reopened.
    """
    if act in _LEADS[status]:
        return _LEADS[status][act]
    can = " or ".join(_DONE[one] for one in acts_on(status))
    raise Conflict(f"This step is {status.title.lower()} and cannot be {_DONE[act]}; it can be {can}.")


def status_with_dates(status: StepStatus, *, is_dated: bool) -> StepStatus:
    """Dates schedule a step, taking them away unschedules it; a step that has begun stays where it is.

    >>> status_with_dates(StepStatus.NOT_SCHEDULED, is_dated=True).title
    'Scheduled'
    """
    if status.has_begun:
        return status
    return StepStatus.SCHEDULED if is_dated else StepStatus.NOT_SCHEDULED
