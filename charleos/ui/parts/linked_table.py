"""A table whose first column leads somewhere: a click on it opens what the row is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import streamlit as st

from charleos.ui.links import Link
from charleos.ui.parts.table import Column

TALLEST = 760
ROW = 38


def linked_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    links: Sequence[Link],
    *,
    key: str,
    special: Mapping[str, Any] | None = None,
) -> None:
    """Cells are text as it is. special: columns drawn in a way of their own, by title.

    Call it on every run, since a click is seen before the table is drawn.
    """
    clicked = st.session_state.get(f"{key}:clicked")
    shown: Sequence[Link] = st.session_state.get(f"{key}:links", ())
    if clicked is not None and clicked["row"] < len(shown):
        link = shown[clicked["row"]]
        st.switch_page(link.page, query_params=link.query)
    st.session_state[f"{key}:links"] = tuple(links)
    cells = {column.title: [row[place] for row in rows] for place, column in enumerate(columns)}
    st.dataframe(
        pa.table(cells),
        column_config={one.title: _column(one, is_first=not place, key=key) for place, one in enumerate(columns)}
        | dict(special or {}),
        hide_index=True,
        row_height=ROW,
        height="content" if ROW * len(rows) < TALLEST else TALLEST,
        key=f"{key}:table",
        alt=f"{len(rows)} rows by {columns[0].title}",
    )


def _column(column: Column, *, is_first: bool, key: str) -> Any:
    if is_first:
        return st.column_config.ButtonColumn(
            column.title, type="tertiary", alignment="left", pinned=True, width=200, key=f"{key}:clicked"
        )
    return st.column_config.TextColumn(column.title, alignment="right" if column.figures else "left")
