"""What a page shows, kept in its address alone: every view is a link, and so is every figure inside it.

The address is the one truth. A control is set from it before it is drawn and writes to it when it is moved, so that
links within the page, the browser's back button and the controls never disagree. (A widget bound to the address by
Streamlit keeps its own value on links within the same page, writes labels instead of codes, and drops defaults.)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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


class Address:
    """The parameters of one page. prefix: of their names, since they stay in the address from page to page."""

    def __init__(self, page: str, prefix: str = "") -> None:
        self.page, self._prefix = page, prefix

    def name(self, param: str) -> str:
        """The parameter as it stands in the address."""
        return self._prefix + param

    def text(self, param: str) -> str:
        return st.query_params.get(self.name(param), "")

    def month(self, param: str = "month") -> Month | None:
        """The month asked for; None when there is none, or it is not a month."""
        with suppress(BadInput):
            return Month.parse(self.text(param))
        return None

    def day(self, param: str) -> date | None:
        with suppress(BadInput):
            return parse_day(self.text(param))
        return None

    def number(self, param: str) -> int | None:
        written = self.text(param)
        return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None

    def option(self, param: str, options: type[Option], default: Option) -> Option:
        """What the address chooses; the default when it names nothing, or nothing there is."""
        with suppress(ValueError):
            return options(self.text(param))
        return default

    def control(self, widget: Callable[..., Any], subject: object, param: str, value: Any, **options: Any) -> Any:
        """Draw a widget that stands at `value` and writes the address when it is moved. Returns what it stands at.

        subject: the widget's first argument, its label for all but a pagination.
        """
        key = f"{self.page}:{param}"
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value
        return widget(subject, key=key, on_change=own_desk(self.page)(self._write), args=(param,), **options)

    def choose(
        self,
        label: str,
        param: str,
        options: type[Option],
        default: Option,
        *,
        titles: Callable[[Option], str],
        without: Collection[Option] = (),
        **more: Any,
    ) -> Option:
        """A segmented control over the options; unselecting one goes back to the default, as does one left out."""
        chosen = self.option(param, options, default)
        chosen = default if chosen in without else chosen
        self.control(
            st.segmented_control,
            label,
            param,
            chosen.value,
            options=[one.value for one in options if one not in without],
            format_func=lambda code: titles(options(code)),
            label_visibility="collapsed",
            **more,
        )
        return chosen

    def select(
        self,
        label: str,
        param: str,
        codes: Sequence[str],
        chosen: str,
        *,
        titles: Callable[[str], str] = str,
        **more: Any,
    ) -> str:
        """A select box over codes; the empty code stands for no choice."""
        self.control(st.selectbox, label, param, chosen, options=list(codes), format_func=titles, **more)
        return chosen

    def go(self, **params: str) -> None:
        """Set these parameters, from a callback; an empty one is taken out."""
        named = {self.name(param): said for param, said in params.items()}
        kept = {name: said for name, said in st.query_params.to_dict().items() if name not in named}
        st.query_params.from_dict(kept | {name: said for name, said in named.items() if said})

    def _write(self, _desk: Desk, param: str) -> None:
        """A control was moved: the address says so at once, in one step of the browser's history; pages of a list
        start over."""
        moved = st.session_state[f"{self.page}:{param}"]
        said = moved.isoformat() if isinstance(moved, date) else "" if moved in (None, False) else str(moved)
        self.go(**({} if param == "page" else {"page": ""}), **{param: said})
