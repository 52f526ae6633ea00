"""Which steps of a task come before which."""

from __future__ import annotations

from typing import NamedTuple

from charleos.rules.phases import StepKind

_RANKS = {kind: rank for rank, kind in enumerate(StepKind)}
_LAST_OF_DESIGN = _RANKS[StepKind.CLIENT_DESIGN_FEEDBACK]
_CHECKING = _RANKS[StepKind.INTERNAL_QA_REVIEW]


class Stage(NamedTuple):
    """Where a step stands in the order of its task's work. requirement_id None: it is of the task as a whole."""

    task_id: int
    requirement_id: int | None
    kind: StepKind
    work_type: str

    @property
    def rank(self) -> int:
        """Checking that is agreed as a requirement of its own comes when the other work is checked."""
        return _CHECKING if self.is_checking else _RANKS[self.kind]

    @property
    def is_checking(self) -> bool:
        return self.work_type == "qa" and self.kind is StepKind.DEVELOPMENT

    def follows(self, other: Stage) -> bool:
        """Design, development, internal QA, external QA, deployment: each of a requirement ends before the next
        begins. Of different requirements of a task, only design comes before all else, and checking after it.

        >>> design, build = Stage(1, 1, StepKind.DESIGN, "design"), Stage(1, 2, StepKind.DEVELOPMENT, "development")
        >>> build.follows(design), design.follows(build), build.follows(build)
        (True, False, False)
        """
        if self.task_id != other.task_id or other.rank >= self.rank:
            return False
        is_one = self.requirement_id == other.requirement_id or None in (self.requirement_id, other.requirement_id)
        return is_one or other.rank <= _LAST_OF_DESIGN or self.is_checking
