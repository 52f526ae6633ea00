"""How Home looks: links begin where the words above them do; in a narrow column what is said stands below them."""

from __future__ import annotations

import streamlit as st

_LINK = '[data-testid="stMain"] [data-testid="stPageLink"]'
_STYLE = f"""<style>
{_LINK} {{ margin-left: -0.5rem; }}
[data-testid="stMain"] [data-testid="stColumn"] {{ container-type: inline-size; }}
@container (max-width: 34rem) {{
  [data-testid="stHorizontalBlock"] > :has(> [data-testid="stPageLink"]):first-child {{ flex: 1 0 100% !important; }}
}}
</style>"""


def show_look() -> None:
    st.html(_STYLE)
