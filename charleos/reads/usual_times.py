"""How long steps usually take for their client, by the scores of its completed work: for planning days alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from charleos.desk import Desk, needs
from charleos.errors import NotFound
from charleos.periods import Month
from charleos.reads.scores import done_of
from charleos.rules.access import Capability
from charleos.rules.billing import Estimate
from charleos.rules.intelligence import Done, Score, parts_to_schedule, score
from charleos.rules.phases import StepStatus
from charleos.rules.policy import Policy, Rulebook, Size
from charleos.rules.steps import steps_of
from charleos.store.rulebook import STAMP, current_rulebook
from charleos.store.schema import Requirement, Subtask, Task
from charleos.units import Minutes


@dataclass(frozen=True, slots=True)
class StepUsual:
    """What a step usually takes for its client. score: of its type of work; None of nothing."""

    type: str
    minutes: Minutes
    score: Score | None


@needs(Capability.SCHEDULE)
def step_usual(desk: Desk, subtask_id: int) -> StepUsual | None:
    """What to schedule for the step, by the score of its client's work of that type; None where no size says.

    Only steps that a size is cut into are known by it: fixes, delays and steps that were added are not.
    """
    with desk.reading() as session:
        step = session.execute(_STEP, {"step": subtask_id}).one_or_none()
        if step is None:
            raise NotFound("There is no such step, or it is not yours to see.")
        rulebook = current_rulebook(session, stamp=(step.policies, step.plans))
        parts = _parts(step, rulebook)
        same = session.execute(_OF_ITS_KIND, {"requirement": step.requirement_id, "kind": step.kind}).scalar_one()
        if not parts.get(step.kind) or same != 1:
            return None
        rows = session.execute(_OF_ITS_TYPE, {"client": step.client_id, "type": step.type}).all()
    known = score([done_of(row) for row in rows])
    return StepUsual(step.type, _shares(step, parts, known)[step.kind], known)


@needs(Capability.SCHEDULE)
def usual_minutes(desk: Desk, month: Month) -> Mapping[int, Minutes]:
    """What the steps without dates in the month's planners usually take, by step.

    Only of steps that are as long as their size made them: where somebody estimated otherwise, that stays.
    """
    with desk.reading() as session:
        steps = session.execute(_UNDATED, {"month": month}).all()
        rows = session.execute(_COMPLETED, {"clients": {step.client_id for step in steps}}).all() if steps else ()
        rulebook = current_rulebook(session, stamp=(steps[0].policies, steps[0].plans)) if steps else desk.rulebook()
    done: dict[tuple[int, str], list[Done]] = defaultdict(list)
    for row in rows:
        done[row.client_id, row.type].append(done_of(row))
    known = {key: score(of) for key, of in done.items()}
    same = Counter((step.requirement_id, step.kind) for step in steps)
    found: dict[int, Minutes] = {}
    for step in steps:
        parts = _parts(step, rulebook)
        if step.estimate and parts.get(step.kind) == step.estimate and same[step.requirement_id, step.kind] == 1:
            found[step.id] = _shares(step, parts, known.get((step.client_id, step.type)))[step.kind]
    return found


def _shares(step: Any, parts: Mapping[str, Minutes], known: Score | None) -> dict[str, Minutes]:
    whole = Estimate(Minutes(step.average), Minutes(step.maximum))
    return dict(zip(parts, parts_to_schedule(list(parts.values()), whole, known), strict=True))


def _parts(step: Any, rulebook: Rulebook) -> dict[str, Minutes]:
    """The steps that the requirement's size was cut into when it was agreed, by kind; none where it no longer says."""
    policy = next((one for _, stored, one in rulebook.policies if stored == step.policy_id), None)
    size = _size(policy, step.size) if policy else None
    if policy is None or size is None or size.average != step.average:
        return {}
    return {one.kind.value: one.minutes for one in steps_of(step.type, size, policy)}


def _size(policy: Policy, code: str | None) -> Size | None:
    return next((size for size in policy.sizes if size.code == code), None)


_AGREED = (
    Subtask.client_id,
    Subtask.requirement_id,
    Subtask.kind,
    Requirement.type,
    Requirement.size,
    Requirement.policy_id,
    Requirement.average,
    Requirement.maximum,
    *STAMP,
)
_STEP = (
    sa.select(*_AGREED)
    .outerjoin(Requirement, Requirement.id == Subtask.requirement_id)
    .where(Subtask.id == sa.bindparam("step"), Subtask.cleared_at.is_(None))
)
_UNDATED = (
    sa.select(Subtask.id, Subtask.estimate, *_AGREED)
    .join(Task, Task.id == Subtask.task_id)
    .join(Requirement, Requirement.id == Subtask.requirement_id)
    .where(
        Task.target_month == sa.bindparam("month"),
        Subtask.start.is_(None),
        Subtask.status == StepStatus.NOT_SCHEDULED.value,
        Subtask.cleared_at.is_(None),
        Requirement.completed_on.is_(None),
    )
    .order_by(Subtask.id)
)
_DONE = (
    sa.select(Requirement.client_id, Requirement.type, Requirement.average, Requirement.actual)
    .where(Requirement.completed_on.is_not(None), Requirement.actual > 0, Requirement.average > 0)
    .order_by(Requirement.completed_on.desc(), Requirement.id.desc())
)
_COMPLETED = _DONE.where(Requirement.client_id.in_(sa.bindparam("clients", expanding=True)))
_OF_ITS_TYPE = _DONE.where(Requirement.client_id == sa.bindparam("client"), Requirement.type == sa.bindparam("type"))
_OF_ITS_KIND = sa.select(sa.func.count(Subtask.id)).where(
    Subtask.requirement_id == sa.bindparam("requirement"), Subtask.kind == sa.bindparam("kind")
)
