"""Which passwords and names will do, and how long a name rests after failures."""

from datetime import timedelta
from itertools import pairwise

import pytest

from charleos.errors import BadInput
from charleos.rules.access import Role
from charleos.rules.passwords import as_bytes, check_password, check_sign_in_name, wait_after
from charleos.rules.people import Profile, changes, check_profile
from charleos.units import Minutes

PM = frozenset({Role.PM})


def test_the_wait_begins_at_five_failures_and_becomes_a_lock_at_ten() -> None:
    waits = [wait_after(failures) for failures in range(12)]
    assert waits[:5] == [timedelta(0)] * 5
    assert all(earlier < later for earlier, later in pairwise(waits[4:11]))
    assert waits[10] == waits[11] == timedelta(minutes=15)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "a" * 73,
        "é" * 37,
        " correct horse battery",
        "correct horse\tbattery",
        "aaaaabbbbb",
        "password123",
        "Retainer2026",
        "priya.n2026",
        "Priya Nair!",
    ],
)
def test_a_password_that_anybody_would_guess_or_bcrypt_would_cut_is_refused(password: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_password(password, known=("priya.n", "Priya Nair", ""))
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", ["correct horse battery", "é" * 12 + "abcdef", "priya and the nine clients", "密码は長いほうがいいです"]
)
def test_a_long_phrase_in_any_script_is_taken(password: str) -> None:
    check_password(password, known=("priya", "Priya"))
    assert len(as_bytes(password)) <= 72


@pytest.mark.parametrize("name", ["", "Ana", "ana b", "-ana", "ana.", "a" * 41, "ana\n", "émile"])
def test_a_sign_in_name_that_is_hard_to_type_is_refused(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_sign_in_name(name)
    assert refused.value.field == "key"


@pytest.mark.parametrize("name", ["a", "ana", "ana.b", "a-1_b", "a" * 40])
def test_a_plain_sign_in_name_is_taken(name: str) -> None:
    check_sign_in_name(name)
    assert name == name.lower()


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (Profile("", PM, "pm"), "name"),
        (Profile(" Ana", PM, "pm"), "name"),
        (Profile("A" * 201, PM, "pm"), "name"),
        (Profile("Ana\nB", PM, "pm"), "name"),
        (Profile("Ana", frozenset(), "pm"), "roles"),
        (Profile("Ana", PM, ""), "discipline"),
        (Profile("Ana", PM, "pm", Minutes(0)), "capacity"),
        (Profile("Ana", PM, "pm", Minutes(1441)), "capacity"),
    ],
)
def test_what_is_wrong_with_a_person_is_said_at_its_field(profile: Profile, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_profile(profile)
    assert refused.value.field == field


def test_a_change_says_what_was_and_what_is() -> None:
    before = Profile("Ana", PM, "pm", Minutes(240))
    check_profile(before)
    assert changes(before, before) == ""
    after = Profile("Ana Silva", PM, "management")
    assert changes(before, after) == (
        "name from Ana to Ana Silva; discipline from pm to management; daily capacity from 4h to that of management"
    )
