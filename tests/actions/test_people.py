"""Adding people, changing what they may do, archiving them: by whom, once, and never without a Manager left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from charleos.actions.links import LinkKind, issue_link
from charleos.actions.people import (
    add_person,
    archive_person,
    edit_person,
    restore_person,
    set_password,
    sign_person_out,
)
from charleos.actions.sign_in import recognise, sign_in
from charleos.errors import BadInput, Conflict, Forbidden, NotFound
from charleos.reads.people import colleagues, people, person_named, person_to_look_as
from charleos.rules.access import Role
from charleos.rules.people import Profile
from charleos.store.engine import Database
from charleos.store.schema import Audit, OneTimeLink, Submission
from charleos.units import Minutes
from tests.access.test_sign_in import CHEAP, PASSWORD
from tests.build import Build, Someone

ANA = Profile("Ana Silva", frozenset({Role.PM, Role.CSM}), "pm", Minutes(240))


@pytest.fixture
def agency(db: Database) -> Build:
    return Build(db)


@pytest.fixture
def morgan(agency: Build) -> Someone:
    return agency.person("Morgan", roles={Role.MANAGER}, discipline="management")


@pytest.fixture
def devon(agency: Build) -> Someone:
    return agency.person("Devon")


def test_somebody_new_is_there_and_has_no_password_yet(agency: Build, morgan: Someone) -> None:
    told = add_person(agency.desk(morgan), "k", "ana", ANA)
    assert told == "Ana Silva was added as Project Manager, CSM."
    row = person_named(agency.desk(morgan), "ana")
    assert (row.profile, row.is_active, row.has_password) == (ANA, True, False)


def test_a_double_click_adds_one(agency: Build, morgan: Someone) -> None:
    told = {add_person(agency.desk(morgan), "k", "ana", ANA) for _ in range(2)}
    assert len(told) == 1
    assert [row.key for row in people(agency.desk(morgan))] == ["ana", "morgan"]


@pytest.mark.parametrize("key", ["morgan", "Morgan", "ana silva", ""])
def test_a_name_that_is_taken_or_hard_to_type_is_refused_at_its_field(agency: Build, morgan: Someone, key: str) -> None:
    agency.person("Other", key="Ana")
    with pytest.raises(BadInput) as refused:
        add_person(agency.desk(morgan), "k", key, ANA)
    assert refused.value.field == "key"
    with pytest.raises(BadInput, match="already"):
        add_person(agency.desk(morgan), "k2", "ana", ANA)


@pytest.mark.parametrize("roles", [{Role.DELIVERY}, {Role.PM}, {Role.CSM}, {Role.PM, Role.CSM}])
def test_nobody_but_a_manager_manages_people(agency: Build, morgan: Someone, devon: Someone, roles: set[Role]) -> None:
    desk = agency.desk(agency.person("Eve", roles=roles))
    for attempt in (
        lambda: add_person(desk, "k", "ana", ANA),
        lambda: edit_person(desk, "k", devon.id, ANA, 1),
        lambda: archive_person(desk, "k", devon.id),
        lambda: restore_person(desk, "k", devon.id),
        lambda: set_password(desk, "k", devon.id, "four green herons"),
        lambda: sign_person_out(desk, "k", devon.id),
        lambda: issue_link(desk, "k", devon.id, LinkKind.RESET, "s"),
        lambda: people(desk),
        lambda: person_to_look_as(desk, morgan.id),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert {one.name for one in colleagues(desk)} == {"Morgan", "Devon", "Eve"}


def test_a_change_says_what_changed(agency: Build, morgan: Someone, devon: Someone) -> None:
    lead = Profile("Devon", frozenset({Role.DELIVERY, Role.PM}), "development", Minutes(300))
    told = edit_person(agency.desk(morgan), "k", devon.id, lead, 1)
    assert told == (
        "Devon was changed: roles from Delivery Team to Delivery Team, Project Manager; "
        "daily capacity from that of development to 5h."
    )
    assert edit_person(agency.desk(morgan), "k2", devon.id, lead, 2) == "Nothing about Devon was different."
    line = agency.system().one(sa.select(Audit.actor_id, Audit.subject, Audit.detail))
    assert tuple(line) == (morgan.id, "person:devon", told)


def test_the_second_of_two_editors_is_told_who_was_first(agency: Build, morgan: Someone, devon: Someone) -> None:
    olive = agency.person("Olive", roles={Role.MANAGER})
    edit_person(agency.desk(olive), "k", devon.id, Profile("Devon Clarke", devon.roles, "development"), 1)
    late = replace(agency.desk(morgan), now=agency.now + timedelta(minutes=3))
    with pytest.raises(Conflict) as refused:
        edit_person(late, "k2", devon.id, ANA, 1)
    assert refused.value.sentence == (
        "Olive was first, 3 minutes ago: Devon Clarke was changed: name from Devon to Devon Clarke. "
        "Look again, then save."
    )
    assert person_named(late, "devon").profile.name == "Devon Clarke"


def test_the_only_manager_stays_one(agency: Build, morgan: Someone) -> None:
    system = agency.system()
    with pytest.raises(BadInput, match="only Manager"):
        edit_person(system, "k", morgan.id, replace(ANA, roles=frozenset({Role.PM})), 1)
    with pytest.raises(BadInput, match="only Manager"):
        archive_person(system, "k2", morgan.id)
    gone = agency.person("Gone", roles={Role.MANAGER}, status="archived")
    with pytest.raises(BadInput, match="only Manager"):  # one who is archived is none
        archive_person(system, "k3", morgan.id)
    restore_person(system, "k4", gone.id)
    archive_person(system, "k5", morgan.id)
    assert not person_named(system, "morgan").is_active


def test_nobody_archives_themselves(agency: Build, morgan: Someone) -> None:
    agency.person("Olive", roles={Role.MANAGER})
    with pytest.raises(BadInput, match="another Manager"):
        archive_person(agency.desk(morgan), "k", morgan.id)


def test_archiving_names_the_clients_that_lose_their_csm(agency: Build, morgan: Someone) -> None:
    clara = agency.person("Clara", roles={Role.CSM})
    agency.client("acme", csm=clara)
    told = archive_person(agency.desk(morgan), "k", clara.id)
    assert told.startswith("Clara was archived and can no longer sign in. Still")
    assert "Acme" in told


def test_archiving_ends_links_and_signing_out_ends_browsers(agency: Build, morgan: Someone) -> None:
    ana = agency.person("Ana", password_hash=CHEAP)
    issue_link(agency.desk(morgan), "k", ana.id, LinkKind.RESET, "secret")
    sign_in(agency.system(), "ana", PASSWORD, "token")
    sign_person_out(agency.desk(morgan), "k2", ana.id)
    assert recognise(agency.system(), "token") is None
    archive_person(agency.desk(morgan), "k3", ana.id)
    assert agency.system().one(sa.select(OneTimeLink.used_at)).used_at == agency.now
    with pytest.raises(NotFound):
        issue_link(agency.desk(morgan), "k4", ana.id, LinkKind.RESET, "another")


def test_nobody_there_is_not_found(agency: Build, morgan: Someone) -> None:
    with pytest.raises(NotFound):
        archive_person(agency.desk(morgan), "k", 4711)
    with pytest.raises(NotFound):
        person_named(agency.desk(morgan), "nobody")


def test_no_password_and_no_secret_is_stored_anywhere(agency: Build, morgan: Someone, devon: Someone) -> None:
    set_password(agency.desk(morgan), "k", devon.id, "four green herons")
    issue_link(agency.desk(morgan), "k2", devon.id, LinkKind.RESET, "the-secret-of-the-link")
    stored = [
        *agency.system().all(sa.select(Submission.payload, Submission.receipt)),
        *agency.system().all(sa.select(Audit.detail, Audit.subject)),
        *agency.system().all(sa.select(OneTimeLink.id, OneTimeLink.purpose)),
    ]
    assert len(stored) == 5
    assert not any("herons" in text or "the-secret" in text for row in stored for text in row)
    same = {row.payload for row in agency.system().all(sa.select(Submission.payload))}
    set_password(agency.desk(morgan), "k", devon.id, "five white geese now")  # the key is spent: the first one stays
    assert {row.payload for row in agency.system().all(sa.select(Submission.payload))} == same
