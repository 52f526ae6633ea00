"""What the page shows, kept in its address alone: every view is a link, and so is every figure inside it.

The address is the one truth. A control is set from it before it is drawn and writes to it when it is moved, so that
links within the page, the browser's back button and the controls never disagree. (A widget bound to the address by
Streamlit keeps its own value on links within the same page, writes labels instead of codes, and drops defaults.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st

from charleos.desk import Desk
from charleos.errors import BadInput
from charleos.periods import Month, parse_day
from charleos.ui.session import own_desk

Option = TypeVar("Option", bound=StrEnum)

PAGE = "client_detail"


class Section(StrEnum):
    OVERVIEW = "overview"
    WORK = "work"
    TIME = "time"
    LEDGER = "ledger"

    @property
    def title(self) -> str:  # type: ignore[override]
        return self.value.capitalize()


def text(param: str) -> str:
    return st.query_params.get(param, "")


def month(param: str = "month") -> Month | None:
    """The month asked for; None when there is none, or it is not a month."""
    with suppress(BadInput):
        return Month.parse(text(param))
    return None


def day(param: str) -> date | None:
    with suppress(BadInput):
        return parse_day(text(param))
    return None


def number(param: str) -> int | None:
    written = text(param)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def option(param: str, options: type[Option], default: Option) -> Option:
    """What the address chooses; the default when it names nothing, or nothing there is."""
    with suppress(ValueError):
        return options(text(param))
    return default


def control(widget: Callable[..., Any], subject: object, param: str, value: Any, **options: Any) -> Any:
    """Draw a widget that stands at `value` and writes the address when it is moved. Returns what it stands at.

    subject: the widget's first argument, its label for all but a pagination.
    """
    key = f"{PAGE}:{param}"
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return widget(subject, key=key, on_change=_write, args=(param,), **options)


def choose(
    label: str, param: str, options: type[Option], default: Option, *, titles: Callable[[Option], str], **more: Any
) -> Option:
    """A segmented control over the options; unselecting one goes back to the default."""
    chosen = option(param, options, default)
    control(
        st.segmented_control,
        label,
        param,
        chosen.value,
        options=[one.value for one in options],
        format_func=lambda code: titles(options(code)),
        label_visibility="collapsed",
        **more,
    )
    return chosen


def select(label: str, param: str, codes: Sequence[str], chosen: str, *, titles: Callable[[str], str]) -> str:
    """A select box over codes; the empty code stands for no choice."""
    control(st.selectbox, label, param, chosen, options=list(codes), format_func=titles)
    return chosen


@own_desk(PAGE)
def go(_desk: Desk, section: Section) -> None:
    """Open a section of the same client and month."""
    st.query_params["section"] = section.value


@own_desk(PAGE)
def _write(_desk: Desk, param: str) -> None:
    """A control was moved: the address says so, and pages of a list start over."""
    moved = st.session_state[f"{PAGE}:{param}"]
    said = moved.isoformat() if isinstance(moved, date) else "" if moved in (None, False) else str(moved)
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in (param, "page")}
    st.query_params.from_dict(kept | ({param: said} if said else {}))  # at once: one step of the browser's history
