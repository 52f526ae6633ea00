"""The simulator's controls, and the scenario they stand for.

Slider and typed time follow each other: whichever was moved decides, and what cannot be read stays as typed. The
scenario goes into the address on every run; an address that came from elsewhere is read into the controls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import streamlit as st

from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.reads.plans import SizeTable, size_table
from charleos.rules.policy import Size
from charleos.rules.scenario import (
    MOST_REQUIREMENTS,
    Part,
    Scenario,
    fitted,
    middling,
    name_of,
    read,
    tidy_name,
    usual,
    write,
)
from charleos.units import NOTHING, Minutes, hours, parse_duration

ADDRESS = "scenario"
DAY, PLAN, BEHIND, ADD, LOOK = (f"simulator:{name}" for name in ("day", "plan", "behind", "add", "look"))
NOT_STARTED, AT_AVERAGE, AT_MAXIMUM, REMOVE = "none", "average", "maximum", "remove"
_ROWS, _NEXT, _WRITTEN, _SEEN = (f"simulator:{name}" for name in ("rows", "next", "written", "seen"))
_FIELDS = ("name", "size", "slider", "typed")
_BUTTONS = (NOT_STARTED, AT_AVERAGE, AT_MAXIMUM, REMOVE)


class Row(NamedTuple):
    """One requirement's controls. refused: why its typed time cannot be read."""

    id: int
    part: Part
    size: Size
    refused: str

    def key(self, field: str) -> str:
        return _key(self.id, field)


@dataclass(frozen=True, slots=True)
class Board:
    """What the controls say, with the size table of that day. told: what could not be taken as it was asked."""

    scenario: Scenario
    rows: tuple[Row, ...]
    table: SizeTable
    told: str

    @property
    def looked_at(self) -> int:
        """The place of the requirement whose curve is shown: the one that was touched last."""
        ids = [row.id for row in self.rows]
        look = st.session_state.get(LOOK)
        return ids.index(look) if look in ids else 0

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_REQUIREMENTS


def board(desk: Desk) -> Board:
    """The controls as they stand, set up from the address where it is new; the address follows them."""
    asked = st.query_params.get(ADDRESS)
    told = _set_up(desk, asked) if _is_new(asked) else ""
    table = size_table(desk, st.session_state[DAY])
    now = _as_it_stands(table, told)
    text = write(now.scenario)
    if asked != text:
        st.query_params[ADDRESS] = text
    st.session_state[_WRITTEN] = text
    st.session_state[_SEEN] = _snapshot()
    return now


def _is_new(asked: str | None) -> bool:
    """No controls yet (or they were dropped with another page), or an address that we did not write.

    An address that lags behind a control being moved is our own, only older.
    """
    state = st.session_state
    if DAY not in state or any(_key(row, field) not in state for row in state[_ROWS] for field in _FIELDS):
        return True
    is_touched = _snapshot() != state.get(_SEEN) or any(state.get(key) for key in _buttons())
    return asked is not None and asked != state.get(_WRITTEN) and not is_touched


def _set_up(desk: Desk, asked: str | None) -> str:
    """Controls for the address, else for what was last looked at, else the usual ones. Returns what to say."""
    told = ""
    text = asked or st.session_state.get(_WRITTEN)
    try:
        scenario = read(text) if text else None
    except BadInput as refused:
        scenario, told = None, f"{refused.sentence} The usual scenario is shown instead."
    if scenario is None:
        table = size_table(desk, desk.today)
        on_sale = (plan.key for plan in table.plans if not plan.archived)
        scenario = usual(desk.today, table.policy.sizes, next(on_sale, ""))
    _fill(scenario)
    return told


def _fill(scenario: Scenario) -> None:
    state = st.session_state
    state[DAY], state[PLAN], state[BEHIND] = scenario.day, scenario.plan, scenario.behind
    state[_ROWS] = []
    for part in scenario.parts:
        _add(part)
    state[LOOK] = state[_ROWS][0]


def _add(part: Part) -> None:
    state = st.session_state
    row = state[_NEXT] = state.get(_NEXT, 0) + 1
    state[_ROWS] = [*state[_ROWS], row]
    state[_key(row, "name")], state[_key(row, "size")] = part.name, part.size
    state[_key(row, "slider")], state[_key(row, "typed")] = part.actual, typed_as(part.actual)
    state[_key(row, "part")] = part
    state[LOOK] = row


def _as_it_stands(table: SizeTable, told: str) -> Board:
    state = st.session_state
    sizes = {size.code: size for size in table.policy.sizes}
    kept = [row for row in state[_ROWS] if not state.get(_key(row, REMOVE))]
    state[_ROWS] = kept or state[_ROWS][:1]
    if state.get(ADD) and len(kept) < MOST_REQUIREMENTS:
        _add(Part(_free_name(), middling(table.policy.sizes).code, NOTHING))
    read_rows = [_row(row, sizes) for row in state[_ROWS]]
    asked = Scenario(state[DAY], state[PLAN] or "", bool(state[BEHIND]), tuple(part for _, part, _ in read_rows))
    scenario, missing = fitted(asked, table.policy.sizes, [plan.key for plan in table.plans])
    state[PLAN] = scenario.plan
    for (row, _, _), part in zip(read_rows, scenario.parts, strict=True):
        state[_key(row, "part")], state[_key(row, "size")] = part, part.size
    rows = (
        Row(row, part, sizes[part.size], refused)
        for (row, _, refused), part in zip(read_rows, scenario.parts, strict=True)
    )
    return Board(scenario, tuple(rows), table, f"{told} {missing}".strip())


def _row(row: int, sizes: dict[str, Size]) -> tuple[int, Part, str]:
    """What one row's controls say now, and why its typed time cannot be read."""
    state = st.session_state
    kept: Part = state[_key(row, "part")]
    code = state[_key(row, "size")] or kept.size
    slid, refused = _slid(row, kept, sizes.get(code)), ""
    if slid != kept.actual:
        actual = slid
        state[_key(row, "typed")] = typed_as(slid)
    else:
        actual, refused = _typed(row, kept)
    state[_key(row, "slider")] = actual
    part = Part(tidy_name(state[_key(row, "name")] or "") or kept.name, code, actual)
    if part != kept:
        state[LOOK] = row
    return row, part, refused


def _slid(row: int, kept: Part, size: Size | None) -> Minutes:
    """Where the slider stands, or where a button puts it."""
    state = st.session_state
    if size is not None:
        to = {NOT_STARTED: NOTHING, AT_AVERAGE: size.average, AT_MAXIMUM: size.maximum}
        pressed = next((at for button, at in to.items() if state.get(_key(row, button))), None)
        if pressed is not None:
            state[_key(row, "typed")] = typed_as(pressed)
            return pressed
    slid: Minutes = state[_key(row, "slider")]
    return kept.actual if slid is None else slid


def _typed(row: int, kept: Part) -> tuple[Minutes, str]:
    try:
        return parse_duration(st.session_state[_key(row, "typed")] or ""), ""
    except BadInput as refused:
        return kept.actual, refused.sentence


def typed_as(minutes: Minutes) -> str:
    """A time as a person would type it.

    >>> typed_as(Minutes(72_000)), typed_as(Minutes(200))
    ('1200h', '3h 20m')
    """
    return hours(minutes).replace(",", "")


def _free_name() -> str:
    state = st.session_state
    taken = {state[_key(row, "part")].name for row in state[_ROWS]}
    return next(name for number in range(1, MOST_REQUIREMENTS + 2) if (name := name_of(number)) not in taken)


def _snapshot() -> tuple[Any, ...]:
    """Every control's value, to see whether one was moved since the last run."""
    state = st.session_state
    keys = [DAY, PLAN, BEHIND, *(_key(row, field) for row in state.get(_ROWS, ()) for field in _FIELDS)]
    return tuple(state.get(key) for key in keys)


def _buttons() -> Iterator[str]:
    yield ADD
    for row in st.session_state.get(_ROWS, ()):
        yield from (_key(row, button) for button in _BUTTONS)


def _key(row: int, field: str) -> str:
    return f"simulator:{row}:{field}"
