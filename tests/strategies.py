"""What Hypothesis draws: estimates, work on them, rollover policies, months."""

from __future__ import annotations

from hypothesis import strategies as st

from charleos.periods import Month
from charleos.rules.billing import Estimate
from charleos.rules.policy import (
    Bands,
    Policy,
    Rollover,
    Size,
    Unused,
)
from charleos.rules.retainer import Allocation, Usage
from charleos.units import Minutes, Pence

minutes = st.integers(0, 12_000).map(Minutes)
entry_minutes = st.integers(1, 720).map(Minutes)
months = st.integers(int(Month.parse("1990-01")), int(Month.parse("2100-12"))).map(Month)


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    average = draw(st.integers(0, 5000))
    return Estimate(Minutes(average), Minutes(average + draw(st.integers(0, 5000))))


parts = st.lists(st.tuples(estimates(), st.one_of(st.just(Minutes(0)), minutes)), min_size=1, max_size=6)


@st.composite
def allocations(draw: st.DrawFn) -> Allocation:
    gross = draw(st.integers(1, 20_000))
    pm = draw(st.integers(0, gross))
    return Allocation(Minutes(gross), Minutes(pm), Minutes(gross - pm), Pence(draw(st.integers(0, 5_000_000))))


rollovers = st.builds(
    Rollover,
    st.booleans(),
    st.sampled_from(Unused),
    st.integers(1, 4),
)


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    """Sums of lines: any that obey the law, negative ones of a correction too."""
    logged = draw(st.integers(-500, 5000))
    banked, overage = draw(st.integers(-500, 2000)), draw(st.integers(-500, 2000))
    borrowed = draw(st.integers(0, 300))
    return Usage(
        Minutes(logged), Minutes(logged + banked - overage), Minutes(banked), Minutes(overage), Minutes(borrowed)
    )


@st.composite
def size_tables(draw: st.DrawFn) -> tuple[Size, ...]:
    codes = draw(st.lists(st.sampled_from(["XS", "S", "M", "L", "XL", "XXL", "HUGE"]), min_size=1, unique=True))
    maxima = sorted(draw(st.sets(st.integers(30, 600_000), min_size=len(codes), max_size=len(codes))))
    return tuple(draw(_sizes(code, maximum)) for code, maximum in zip(codes, maxima, strict=True))


def _sizes(code: str, maximum: int) -> st.SearchStrategy[Size]:
    drawn = st.builds(
        Size,
        st.just(code),
        st.integers(0, maximum - 1).map(Minutes),
        st.just(Minutes(maximum)),
        st.text(max_size=20),
    )
    return drawn.filter(lambda size: 0 < size.average <= size.maximum)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    under, goal, amazing = sorted(draw(st.sets(st.integers(1, 10**7), min_size=3, max_size=3)))
    day = st.integers(0, 1440).map(Minutes)
    return Policy(
        sizes=draw(size_tables()),
        pm_share=draw(st.integers(0, 1_000_000)),
        feedback_share=draw(st.integers(0, 1_000_000)),
        billing_day=Minutes(draw(st.integers(1, 1440))),
        capacity=draw(st.dictionaries(st.sampled_from(["development", "design", "qa", "pm"]), day)),
        other_capacity=draw(day),
        bands=Bands(Pence(amazing), Pence(goal), Pence(under)),
        rollover=draw(rollovers),
        underused_share=draw(st.integers(0, 1_000_000)),
    )
