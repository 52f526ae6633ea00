from __future__ import annotations

import pytest

from charleos.rules.phases import PHASE_OF, Phase, Piece, Stage, StepKind, StepStatus, phase_of

OPEN = Piece("development", False, False)
BEGUN = Piece("development", True, False)
DONE = Piece("development", True, True)


def stages(**steps: StepStatus) -> list[Stage]:
    return [Stage(StepKind(kind), status) for kind, status in steps.items()]


@pytest.mark.parametrize(
    ("steps", "pieces", "is_planned", "expected"),
    [
        ({}, [], False, Phase.BACKLOG),
        ({}, [OPEN], False, Phase.BACKLOG),
        ({}, [OPEN], True, Phase.PLANNED),
        ({"development": StepStatus.SCHEDULED}, [OPEN], False, Phase.PLANNED),
        ({"development": StepStatus.IN_PROGRESS}, [OPEN], True, Phase.DEVELOPMENT),
        (
            {"development": StepStatus.COMPLETE, "internal_qa_review": StepStatus.NOT_SCHEDULED},
            [BEGUN],
            True,
            Phase.INTERNAL_QA,
        ),
        ({"development": StepStatus.COMPLETE, "deployment": StepStatus.COMPLETE}, [BEGUN], True, Phase.DEPLOYMENT),
        ({}, [BEGUN, DONE], False, Phase.DEVELOPMENT),
        ({}, [Piece("design", True, False), OPEN], False, Phase.DESIGN),
        ({"development": StepStatus.SCHEDULED}, [DONE], True, Phase.COMPLETE),
    ],
)
def test_a_task_stands_where_its_steps_are(
    steps: dict[str, StepStatus], pieces: list[Piece], *, is_planned: bool, expected: Phase
) -> None:
    assert phase_of(stages(**steps), pieces, is_planned=is_planned) is expected


def test_every_kind_of_step_belongs_to_a_phase_and_has_a_name() -> None:
    assert set(PHASE_OF) == set(StepKind)
    assert [kind.title for kind in StepKind][3:6] == ["Internal QA review", "Internal QA fixes", "External QA review"]
    assert [status.title for status in StepStatus][:2] == ["Not scheduled", "Scheduled"]
