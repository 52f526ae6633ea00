"""Steps and the blocks they were planned in."""

from __future__ import annotations

from datetime import date

import pytest

from charleos.rules.blocks import BlockKind
from charleos.rules.in_block import Reserved, leaves_its_block
from charleos.rules.phases import StepKind, StepStatus
from charleos.rules.placing import Placement
from charleos.units import Minutes

MONDAY, TUESDAY, THURSDAY, FRIDAY = (date(2026, 2, day) for day in (2, 3, 5, 6))
BLOCK = Reserved(BlockKind.DEVELOPMENT, MONDAY, THURSDAY)
NOWHERE = Placement(1, None, None, Minutes(60), StepStatus.NOT_SCHEDULED)


def on(start: date, end: date) -> Placement:
    return NOWHERE.moved_to(1, start, end)


@pytest.mark.parametrize(
    ("kind", "before", "after", "leaves"),
    [
        (StepKind.DEVELOPMENT, on(MONDAY, TUESDAY), on(THURSDAY, FRIDAY), True),
        (StepKind.DEVELOPMENT, on(MONDAY, TUESDAY), on(TUESDAY, THURSDAY), False),
        (StepKind.DEVELOPMENT, on(THURSDAY, FRIDAY), on(FRIDAY, FRIDAY), False),
        (StepKind.DEVELOPMENT, on(MONDAY, MONDAY), NOWHERE, True),
        (StepKind.DELAYED, on(MONDAY, TUESDAY), on(FRIDAY, FRIDAY), True),
        (StepKind.DESIGN, on(MONDAY, TUESDAY), on(FRIDAY, FRIDAY), False),
        (StepKind.EXTERNAL_QA_REVIEW, on(MONDAY, TUESDAY), on(FRIDAY, FRIDAY), False),
    ],
)
def test_a_step_leaves_the_block_of_its_kind_when_it_stood_wholly_in_it(
    kind: StepKind, before: Placement, after: Placement, *, leaves: bool
) -> None:
    assert leaves_its_block(kind, before, after, [BLOCK]) is leaves
