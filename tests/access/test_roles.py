"""Who may do what, as one table to read. A change of rights shows here as a changed line."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import charleos.actions
import charleos.reads
from charleos.rules.access import GRANTS, Capability, Reach, Role, Viewer

MATRIX = """
                    delivery  pm    csm       manager
reach               none      all   assigned  all

use                 yes       yes   yes       yes
log_own_time        yes       yes   yes       yes
complete_own_work   yes       yes   yes       yes
own_schedule        yes       yes   yes       yes
view_load           yes       yes   yes       yes
size_quotes         yes       yes   yes       yes
simulate            yes       yes   yes       yes
view_clients        -         yes   yes       yes
view_rates          -         yes   yes       yes
edit_work           -         yes   yes       yes
schedule            -         yes   yes       yes
edit_quotes         -         yes   yes       yes
view_efficiency     -         yes   yes       yes
record_rag          -         yes   yes       yes
order_days          -         yes   -         yes
approve_quotes      -         -     yes       yes
approve_leave       -         -     -         yes
view_people         -         -     -         yes
edit_clients        -         -     -         yes
manage              -         -     -         yes
manage_people       -         -     -         yes
close_months        -         -     -         yes
resize              -         -     -         yes
correct_any_time    -         -     -         yes
view_as             -         -     -         yes
"""


def rows() -> dict[str, list[str]]:
    lines = [line.split() for line in MATRIX.splitlines() if line.strip()]
    return {name: cells for name, *cells in lines[1:]}


def test_the_matrix_has_a_line_for_every_capability_and_a_column_for_every_role() -> None:
    heading, _, *_ = [line.split() for line in MATRIX.splitlines() if line.strip()]
    assert heading == list(Role)
    assert set(rows()) == {"reach", *Capability}


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_and_may_do_what_the_matrix_says(role: Role) -> None:
    column = list(Role).index(role)
    reach, capabilities = GRANTS[role]
    assert reach.name.lower() == rows()["reach"][column]
    assert set(capabilities) == {name for name, cells in rows().items() if cells[column] == "yes"}


def test_a_csm_who_is_a_project_manager_sees_all_clients_but_edits_none() -> None:
    both = Viewer(1, "Dana", frozenset({Role.PM, Role.CSM}))
    assert both.reach is Reach.ALL
    assert not both.can(Capability.EDIT_CLIENTS)


def test_no_capability_is_without_a_use() -> None:
    """Every one is asked for by some read or action."""
    asked = set()
    for package in (charleos.reads, charleos.actions):
        for module in pkgutil.iter_modules(package.__path__):
            names = vars(importlib.import_module(f"{package.__name__}.{module.name}")).values()
            asked |= {thing.needs for thing in names if hasattr(thing, "needs")}
    assert asked == set(Capability)
