"""How Home looks: a link begins where the words above it do; on a phone what is said about it stands below it."""

from __future__ import annotations

import streamlit as st

_LINK = '[data-testid="stMain"] [data-testid="stPageLink"]'
_STYLE = f"""<style>
{_LINK} {{ margin-left: -0.5rem; }}
@media (max-width: 640px) {{
  [data-testid="stHorizontalBlock"] > :has(> [data-testid="stPageLink"]):first-child {{ flex: 1 0 100% !important; }}
}}
</style>"""


def show_look() -> None:
    st.html(_STYLE)
