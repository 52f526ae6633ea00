"""How to choose a size: the table of the day, and the smallest size that holds an expectation."""

from __future__ import annotations

import streamlit as st

from charleos.errors import BadInput
from charleos.reads.plans import SizeTable
from charleos.rules.policy import Policy
from charleos.ui import words
from charleos.ui.parts.table import Column, text_table, unbroken
from charleos.ui.words import plain, share, span, time
from charleos.units import parse_duration

EXPECTED = "simulator:expected"


def show_guide(table: SizeTable) -> None:
    st.subheader("Size guide", anchor=False, help=words.help("size"))
    asked, answer = st.columns([1, 3], vertical_alignment="bottom")
    typed = asked.text_input(
        "How long could it take?", key=EXPECTED, live=True, placeholder="5h 30m", autocomplete="off"
    )
    with answer:
        _answer(table.policy, typed or "")
    _show_sizes(table)
    feedback = share(table.policy.feedback_share)
    st.caption(
        f"In force since {table.since.name}. The average is what is quoted and billed at least; the maximum is billed "
        f"at most. QA and feedback are {feedback} of the average, rounded up to 15 minutes; the smallest size has none."
    )


def _answer(policy: Policy, typed: str) -> None:
    if not typed.strip():
        st.markdown("Take the smallest size whose maximum holds the longest time you would expect.")
        return
    try:
        minutes = parse_duration(typed)
    except BadInput as refused:
        st.error(plain(refused.sentence), icon=":material/error:")
        return
    size = policy.size_that_holds(minutes)
    if size is None:
        st.warning("Not even the largest size holds that: split the work into several requirements.")
    else:
        billed = f"bills {time(size.average)} at least and {time(size.maximum)} at most"
        st.success(f"**{size.code}** is the smallest that holds {time(minutes)}. It {billed}.")


def _show_sizes(table: SizeTable) -> None:
    figures = [Column(title, figures=True) for title in ("Average", "Maximum", "Core work", "QA and feedback")]
    rows = [
        [
            f"**{size.code}**",
            unbroken(span(size.minimum, size.maximum)),
            plain(size.use_for),
            *(time(minutes) for minutes in (size.average, size.maximum, split.core)),
            time(split.feedback) if split.feedback else "none",
        ]
        for size, split in table.sizes
    ]
    text_table([Column("Size"), Column("Range"), Column("Use for"), *figures], rows, key="size-guide")
