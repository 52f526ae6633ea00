"""A table of text: words wrap, figures do not, and what is wider than its place scrolls inside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import streamlit as st

_KEY = "text-table-"
_STYLE = f"""<style>
[class*="st-key-{_KEY}"] [data-testid="stMarkdownContainer"] {{ overflow-x: auto; }}
[class*="st-key-{_KEY}"] table {{ width: 100%; font-size: 0.875rem; border: 0; margin: 0; }}
[class*="st-key-{_KEY}"] :is(th, td) {{ border-width: 0 0 1px 0; padding: 0.45rem 0.6rem; vertical-align: top; }}
[class*="st-key-{_KEY}"] th {{ font-weight: 500; opacity: 0.75; white-space: nowrap; }}
[class*="st-key-{_KEY}task-"] th:first-child {{ width: 40%; }}
[class*="st-key-{_KEY}task-"] td:nth-child(2) {{ white-space: nowrap; }}
[class*="st-key-{_KEY}ledger"] td:is(:nth-child(2), :nth-child(3)) {{ min-width: 8.5rem; }}
[class*="st-key-{_KEY}score-"]:not([class*="sizes"]) td:first-child {{ min-width: 9rem; }}
[class*="st-key-{_KEY}"] td:is([style*="right"], :last-child) {{ white-space: nowrap; }}
[class*="st-key-{_KEY}"]:is([class*="end-people"], [class*="rag-history"]) td:last-child {{ white-space: normal; }}
[class*="st-key-{_KEY}rag-history"] td {{ min-width: 9rem; }}
[class*="st-key-{_KEY}rag-history"] td:is(:nth-child(1), :nth-child(2)) {{ min-width: 0; white-space: nowrap; }}
[class*="st-key-{_KEY}auto-plan-"] td {{ min-width: 8rem; }}
[class*="st-key-{_KEY}auto-plan-"] td:first-child {{ min-width: 11rem; }}
[class*="st-key-{_KEY}auto-plan-"] td[style*="right"] {{ min-width: 0; }}
[class*="st-key-{_KEY}"] :is(th, td):first-child {{ padding-left: 0; }}
[class*="st-key-{_KEY}"] tr:last-child td {{ border-bottom: 0; }}
</style>"""


class Column(NamedTuple):
    """figures stand on the right and never wrap."""

    title: str
    figures: bool = False


def text_table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, key: str) -> None:
    """Cells are markdown: people's own words are escaped before."""
    head = [column.title for column in columns]
    align = ["--:" if column.figures else ":--" for column in columns]
    with st.container(key=f"{_KEY}{key}", gap=None):
        st.html(_STYLE)
        st.markdown("\n".join(f"|{'|'.join(row)}|" for row in (head, align, *rows)))


def unbroken(text: str) -> str:
    """Words that stay on one line, as a size's range should.

    >>> unbroken("M: 3h-6h")
    'M:\\xa03h\\u20116h'
    """
    kept = text.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{NON-BREAKING HYPHEN}")
    return kept.replace("–", "–\N{WORD JOINER}")
