"""Where a task stands, worked out from its steps."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class StepKind(StrEnum):
    """Kinds of steps, in the order in which they follow each other."""

    DESIGN = "design"
    CLIENT_DESIGN_FEEDBACK = "client_design_feedback"
    DEVELOPMENT = "development"
    INTERNAL_QA_REVIEW = "internal_qa_review"
    INTERNAL_QA_FIXES = "internal_qa_fixes"
    EXTERNAL_QA_REVIEW = "external_qa_review"
    EXTERNAL_QA_FIXES = "external_qa_fixes"
    DEPLOYMENT = "deployment"
    DELAYED = "delayed"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _TITLES.get(self, self.value.replace("_", " ").capitalize())


_TITLES = {
    StepKind.CLIENT_DESIGN_FEEDBACK: "Client design feedback",
    StepKind.INTERNAL_QA_REVIEW: "Internal QA review",
    StepKind.INTERNAL_QA_FIXES: "Internal QA fixes",
    StepKind.EXTERNAL_QA_REVIEW: "External QA review",
    StepKind.EXTERNAL_QA_FIXES: "External QA fixes",
}


class StepStatus(StrEnum):
    NOT_SCHEDULED = "not_scheduled"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    AWAITING_REVIEW = "awaiting_review"
    COMPLETE = "complete"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.replace("_", " ").capitalize()

    @property
    def has_begun(self) -> bool:
        return self in (StepStatus.IN_PROGRESS, StepStatus.AWAITING_REVIEW, StepStatus.COMPLETE)


class Phase(StrEnum):
    BACKLOG = "Backlog"
    PLANNED = "Planned"
    DESIGN = "Design"
    DEVELOPMENT = "Development"
    INTERNAL_QA = "Internal QA"
    EXTERNAL_QA = "External QA"
    DEPLOYMENT = "Deployment"
    COMPLETE = "Complete"


PHASE_OF: dict[StepKind, Phase] = {
    StepKind.DESIGN: Phase.DESIGN,
    StepKind.CLIENT_DESIGN_FEEDBACK: Phase.DESIGN,
    StepKind.DEVELOPMENT: Phase.DEVELOPMENT,
    StepKind.INTERNAL_QA_REVIEW: Phase.INTERNAL_QA,
    StepKind.INTERNAL_QA_FIXES: Phase.INTERNAL_QA,
    StepKind.EXTERNAL_QA_REVIEW: Phase.EXTERNAL_QA,
    StepKind.EXTERNAL_QA_FIXES: Phase.EXTERNAL_QA,
    StepKind.DEPLOYMENT: Phase.DEPLOYMENT,
    StepKind.DELAYED: Phase.DEVELOPMENT,
}
_ORDER = list(StepKind)


class Stage(NamedTuple):
    """A step as the phase sees it."""

    kind: StepKind
    status: StepStatus


class Piece(NamedTuple):
    """A requirement as the phase sees it: its type of work, whether time was logged, whether it is complete."""

    type: str
    has_time: bool
    is_complete: bool


def phase_of(stages: Sequence[Stage], pieces: Sequence[Piece], *, is_planned: bool) -> Phase:
    """Complete when every requirement is; else the earliest unfinished kind of step once any step has begun;
    else Planned when a step has dates or the task a target month; else Backlog.

    A task whose work was never cut into steps stands where its time was logged.

    >>> two = [Stage(StepKind.DESIGN, StepStatus.COMPLETE), Stage(StepKind.DEVELOPMENT, StepStatus.SCHEDULED)]
    >>> phase_of(two, [Piece("design", True, True), Piece("development", False, False)], is_planned=True)
    <Phase.DEVELOPMENT: 'Development'>
    """
    if pieces and all(piece.is_complete for piece in pieces):
        return Phase.COMPLETE
    if any(stage.status.has_begun for stage in stages):
        unfinished = [stage.kind for stage in stages if stage.status is not StepStatus.COMPLETE]
        return PHASE_OF[min(unfinished, key=_ORDER.index)] if unfinished else Phase.DEPLOYMENT
    worked_on = [piece for piece in pieces if piece.has_time and not piece.is_complete]
    if worked_on:
        return Phase.DESIGN if all(piece.type == "design" for piece in worked_on) else Phase.DEVELOPMENT
    dated = any(stage.status is StepStatus.SCHEDULED for stage in stages)
    return Phase.PLANNED if is_planned or dated else Phase.BACKLOG
