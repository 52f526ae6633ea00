from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charleos.errors import BadInput
from charleos.rules.access import SYSTEM, Capability, Reach, Role, Viewer, parse_roles, roles_text

role_sets = st.frozensets(st.sampled_from(Role))


@given(role_sets)
def test_roles_are_read_back_as_they_were_stored(roles: frozenset[Role]) -> None:
    assert parse_roles(roles_text(roles)) == roles


def test_an_unknown_role_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="delivery, pm, csm, manager"):
        parse_roles("manager,emperor")


@given(role_sets, role_sets)
def test_rights_add_up_and_the_widest_reach_wins(some: frozenset[Role], others: frozenset[Role]) -> None:
    one, other, both = (Viewer(1, "A", roles) for roles in (some, others, some | others))
    assert both.reach == max(one.reach, other.reach)
    for capability in Capability:
        assert both.can(capability) == (one.can(capability) or other.can(capability))


def test_nobody_without_a_role_may_do_or_see_anything() -> None:
    nobody = Viewer(1, "A", frozenset())
    assert nobody.reach is Reach.NONE
    assert not any(nobody.can(capability) for capability in Capability)


def test_the_system_is_no_person_and_may_do_what_a_manager_may() -> None:
    assert SYSTEM.person_id == 0
    assert SYSTEM.reach is Reach.ALL


def test_roles_have_the_names_the_trade_gives_them() -> None:
    assert [role.title for role in Role] == ["Delivery Team", "Project Manager", "CSM", "Manager"]
