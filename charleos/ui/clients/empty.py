"""What the client list says when there is nothing to list."""

from __future__ import annotations

import streamlit as st


def show_no_clients(*, may_create: bool) -> None:
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.subheader(":material/groups: No clients yet", anchor=False, text_alignment="center")
        said = (
            "Create the first one with **New client**: a name, the day it starts, and a plan or project-only work."
            if may_create
            else "A Manager creates clients and says who looks after them. Yours will appear here."
        )
        st.markdown(said, text_alignment="center")


def show_no_match() -> None:
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(":material/search_off: **No client matches.**", text_alignment="center")
        st.caption("Search for less, or set status, CSM and plan back.", text_alignment="center")
