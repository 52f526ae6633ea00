"""A Manager looks at the product as somebody else does: seeing what they see, changing nothing."""

from __future__ import annotations

import pytest

from charleos.actions.people import archive_person, edit_person
from charleos.errors import Forbidden
from charleos.rules.access import Role
from charleos.rules.people import Profile
from charleos.ui import session
from tests.app.screens import Screens, Tab
from tests.build import Build, Someone, golden_month


@pytest.fixture
def morgan(agency: Build) -> Someone:
    return agency.person("Morgan", roles={Role.MANAGER})


@pytest.fixture
def clara(agency: Build) -> Someone:
    return agency.person("Clara", roles={Role.CSM})


def looking(tab: Tab, person: Someone, stem: str = "account") -> Tab:
    tab.at.session_state["looking_as"] = person.id
    tab.go(stem)
    return tab


def is_looking(tab: Tab) -> bool:
    return "You are looking as" in tab.words


def test_a_manager_chooses_somebody_and_sees_what_they_see(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone
) -> None:
    golden_month(agency)
    tab = screens.open(morgan, "clients")
    assert "Acme Corp" in tab.words
    tab.go("account")
    tab.at.selectbox(key="look_as_whom").select_index(0)
    tab.run()
    tab.at.button(key="look_as").click()
    tab.run()
    assert is_looking(tab)
    tab.go("clients")
    assert is_looking(tab)
    assert "Acme Corp" not in tab.words  # not Clara's client
    tab.at.button(key="stop_looking").click()
    tab.run()
    assert not is_looking(tab)
    assert "Acme Corp" in tab.words


def test_every_write_is_refused_while_looking(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = looking(screens.open(morgan), clara)
    seen = []
    real = session.Seat.desk
    monkeypatch.setattr(session.Seat, "desk", lambda seat: seen.append(real(seat)) or seen[-1])
    tab.run()
    handed_out = [desk for desk in seen if desk.viewer == clara.viewer]
    assert handed_out
    assert all(desk.read_only for desk in handed_out)
    desk = handed_out[0]
    with pytest.raises(Forbidden, match="You are looking as Clara"), desk.writing():
        raise AssertionError("a read-only desk must not begin to write")
    disabled = {button.key for button in tab.at.button if button.disabled}
    assert "sign_out_everywhere" in disabled


@pytest.mark.parametrize("roles", [{Role.DELIVERY}, {Role.PM}, {Role.CSM}, {Role.PM, Role.CSM}])
def test_nobody_but_a_manager_is_heeded(agency: Build, screens: Screens, morgan: Someone, roles: set[Role]) -> None:
    eve = agency.person("Eve", roles=roles)
    tab = looking(screens.open(eve), morgan)
    assert not is_looking(tab)
    assert "Morgan" not in tab.words
    tab.go("settings")
    assert any("not among the pages" in warning.value for warning in tab.at.warning)


def test_looking_as_another_manager_changes_nothing_either(agency: Build, screens: Screens, morgan: Someone) -> None:
    other = agency.person("Olive", roles={Role.MANAGER})
    tab = looking(screens.open(morgan), other)
    assert is_looking(tab)
    assert not any(button.key == "look_as" for button in tab.at.button)  # no looking out of a look


def test_it_ends_when_the_manager_is_none_any_longer(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone
) -> None:
    other = agency.person("Olive", roles={Role.MANAGER})
    tab = looking(screens.open(morgan), clara)
    profile = Profile("Morgan", frozenset({Role.DELIVERY}), "qa")
    edit_person(agency.desk(other), agency.key(), morgan.id, profile, version=1)
    tab.run()
    assert not is_looking(tab)
    assert "Morgan" in tab.words


def test_it_ends_when_the_other_is_archived(agency: Build, screens: Screens, morgan: Someone, clara: Someone) -> None:
    tab = looking(screens.open(morgan), clara)
    archive_person(agency.desk(morgan), agency.key(), clara.id)
    tab.run()
    assert not is_looking(tab)


@pytest.mark.parametrize("forged", [0, -1, 10**6])
def test_somebody_who_does_not_exist_is_nobody_to_look_as(
    agency: Build, screens: Screens, morgan: Someone, forged: int
) -> None:
    tab = screens.open(morgan)
    tab.at.session_state["looking_as"] = forged
    tab.run()
    assert not is_looking(tab)
    assert tab.is_signed_in


def test_signing_out_while_looking_signs_the_manager_out_and_not_the_other(
    agency: Build, screens: Screens, morgan: Someone, clara: Someone
) -> None:
    claras = screens.open(clara)
    tab = looking(screens.open(morgan), clara)
    tab.at.sidebar.button(key="sign_out").click()
    tab.run_leaving()
    claras.run()
    assert claras.is_signed_in
