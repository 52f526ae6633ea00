"""A figure with its name: the name opens its meaning, and the figure the lines it is made of."""

from __future__ import annotations

import streamlit as st

from charleos.ui import words
from charleos.ui.links import FOLLOWED, Link


def figure(
    label: str, value: str, *, term: str, opens: Link | None = None, colour: str = "", strong: bool = False
) -> None:
    """One line: the name on the left with the glossary behind it, the value on the right.

    term: the word of the glossary. opens: where the lines behind the figure are. colour: of the value.
    """
    shown = f"**{value}**" if strong else value
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{label}**" if strong else label, help=words.help(term), width="content")
        shown = f":{colour}[{shown}]" if colour else shown
        if opens is None:
            st.markdown(shown, width="content", text_alignment="right")
        else:
            within(opens, shown)


def within(link: Link, label: str, *, icon: str = "") -> None:
    """A link to another view of the page it stands on."""
    st.page_link(link.page, label=label, query_params=link.query | {FOLLOWED: "1"}, icon=icon, width="content")


def badge(label: str, colour: str, icon: str = "") -> str:
    """Markdown of a badge; label is markdown too, so people's own words are escaped before."""
    return f":{colour}-badge[{icon}{' ' if icon else ''}{label}]"
