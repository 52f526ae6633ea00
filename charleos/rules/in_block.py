"""Whether a step stands in the time that a block reserves for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from charleos.rules.blocks import BlockKind
from charleos.rules.phases import StepKind
from charleos.rules.placing import Placement

_FILLED_BY = {StepKind.CLIENT_DESIGN_FEEDBACK: StepKind.DESIGN, StepKind.DELAYED: StepKind.DEVELOPMENT}


def block_for(kind: StepKind) -> BlockKind | None:
    """The kind of block that a step of this kind is work of; an external review has none: the client does it.

    >>> block_for(StepKind.DELAYED).title, block_for(StepKind.EXTERNAL_QA_REVIEW)
    ('Development', None)
    """
    value = _FILLED_BY.get(kind, kind).value
    return BlockKind(value) if value in set(BlockKind) else None


class Reserved(NamedTuple):
    kind: BlockKind
    start: date
    end: date


def leaves_its_block(kind: StepKind, before: Placement, after: Placement, blocks: Iterable[Reserved]) -> bool:
    """Whether a step that stood within a block of its client and kind no longer stands within any.

    blocks: the client's, with whoever does the step.
    """
    wanted = block_for(kind)
    of_kind = [block for block in blocks if block.kind is wanted]
    return _is_within(before, of_kind) and not _is_within(after, of_kind)


def _is_within(place: Placement, blocks: Iterable[Reserved]) -> bool:
    if place.start is None or place.end is None:
        return False
    return any(block.start <= place.start and place.end <= block.end for block in blocks)
