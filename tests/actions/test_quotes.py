"""Asking for quotes, sizing them, sending them, and the one task that an approved quote becomes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from charleos.actions.clients import archive_client
from charleos.actions.people import archive_person
from charleos.actions.quote_approval import approve_quote
from charleos.actions.quote_sizing import Sizing, size_quote_requirement
from charleos.actions.quote_talk import (
    Audience,
    cancel_quote,
    comment_on_quote,
    reopen_quote,
    request_quote_changes,
    send_quote,
)
from charleos.actions.quotes import (
    NewQuote,
    QuoteWords,
    Wanted,
    add_quote_requirement,
    create_quote,
    edit_quote,
    edit_quote_requirement,
    remove_quote_requirement,
)
from charleos.errors import BadInput, CharleosError, Conflict, Forbidden, NotFound
from charleos.periods import Month
from charleos.reads.work import Shown, WorkFilter, work
from charleos.rules.access import Role
from charleos.rules.policy import DEFAULT_POLICY
from charleos.store.engine import Database
from charleos.store.schema import (
    Client,
    Person,
    PolicyVersion,
    Quote,
    QuoteComment,
    QuoteEvent,
    QuoteRequirement,
    Subtask,
    Task,
)
from tests.build import Account, Build, Someone

JANUARY = Month.parse("2026-01")
LANDING = NewQuote("Landing page", (Wanted("design", "Two drafts"), Wanted("development", "Responsive")))


class Ground:
    def __init__(self, db: Database) -> None:
        self.agency = Build(db)
        self.morgan = self.agency.person("Morgan", roles={Role.MANAGER})
        self.priya = self.agency.person("Priya", roles={Role.PM})
        self.clara = self.agency.person("Clara", roles={Role.CSM})
        self.oscar = self.agency.person("Oscar", roles={Role.CSM})
        self.iris = self.agency.person("Iris", discipline="design")
        self.devon = self.agency.person("Devon")
        plan = self.agency.plan("growth", hours=60, pounds=5000)
        self.acme = self.agency.client("acme", plan=plan, csm=self.clara)
        self.bolt = self.agency.client("bolt", plan=plan, csm=self.oscar)

    def do(self, act: Callable[..., str], by: Someone, *args: Any) -> str:
        return act(self.agency.desk(by), self.agency.key(), *args)

    def asked(self, client: Account | None = None, *, by: Someone | None = None) -> int:
        """A quote with a design for Iris and a development for Devon."""
        wanted = (Wanted("Design", "Two drafts", self.iris.id), Wanted("development", "Responsive", self.devon.id))
        self.do(create_quote, by or self.priya, (client or self.acme).slug, NewQuote("Landing  page", wanted, "Why"))
        return int(self.agency.system().one(sa.select(sa.func.max(Quote.id).label("newest"))).newest)

    def row(self, quote: int) -> Quote:
        return self.agency.system().one(sa.select(Quote).where(Quote.id == quote)).Quote

    def pieces(self, quote: int) -> list[QuoteRequirement]:
        query = sa.select(QuoteRequirement).where(QuoteRequirement.quote_id == quote).order_by(QuoteRequirement.place)
        return [row[0] for row in self.agency.system().all(query)]

    def size(
        self, by: Someone, piece: QuoteRequirement, size: str | None, scope: str = "", *, done: bool = True
    ) -> str:
        return self.do(size_quote_requirement, by, piece.id, Sizing(size, scope, done, piece.version))

    def sized(self, design: str | None = "M", development: str | None = "L") -> int:
        quote = self.asked()
        self.size(self.iris, self.pieces(quote)[0], design)
        self.size(self.devon, self.pieces(quote)[1], development)
        return quote

    def sent(self, design: str | None = "M", development: str | None = "L") -> int:
        quote = self.sized(design, development)
        self.do(send_quote, self.priya, quote, self.row(quote).version)
        return quote

    def approve(self, by: Someone, quote: int) -> str:
        return self.do(approve_quote, by, quote, self.row(quote).version, "Sam Poole, by e-mail")

    def history(self, quote: int) -> list[tuple[str, str | None, str]]:
        query = (
            sa.select(QuoteEvent.status, Person.name, QuoteEvent.note)
            .outerjoin(Person, Person.id == QuoteEvent.by_id)
            .where(QuoteEvent.quote_id == quote)
            .order_by(QuoteEvent.id)
        )
        return [tuple(row) for row in self.agency.system().all(query)]


@pytest.fixture
def ground(db: Database) -> Ground:
    return Ground(db)


# From the first ask to the task


def test_a_quote_is_asked_for_sized_sent_and_becomes_a_task(ground: Ground) -> None:
    quote = ground.sent()
    receipt = ground.approve(ground.clara, quote)
    assert receipt == "Q-1 Landing page is approved. It is task #1 now, quoted 16h 30m."
    assert ground.history(quote) == [
        ("awaiting_quote", "Priya", ""),
        ("in_progress", "Iris", "Design: size M"),
        ("awaiting_csm_review", "Devon", "Development: size L"),
        ("awaiting_client_approval", "Priya", ""),
        ("approved", "Clara", "Sam Poole, by e-mail"),
    ]
    (task,) = work(ground.agency.desk(ground.morgan), "acme", JANUARY, WorkFilter(Shown.ALL)).tasks
    assert (task.number, task.title, task.description, task.phase) == (1, "Landing page", "Why", "Backlog")
    assert task.pm == "Priya"
    assert [(one.type, one.size, *one.estimate, one.assignee) for one in task.requirements] == [
        ("design", "M", 270, 360, "Iris"),
        ("development", "L", 720, 960, "Devon"),
    ]
    row = ground.row(quote)
    assert (row.task_id, row.rate_pence, row.rate_minutes) == (task.id, 500_000, 3600)
    assert row.policy_id == ground.agency.system().one(sa.select(PolicyVersion.id)).id
    steps = ground.agency.system().all(
        sa.select(Subtask.kind, Subtask.estimate, Subtask.start, Subtask.status).order_by(Subtask.id)
    )
    assert [tuple(step) for step in steps] == [
        ("design", 270, None, "not_scheduled"),
        ("development", 570, None, "not_scheduled"),
        ("internal_qa_review", 75, None, "not_scheduled"),
        ("external_qa_review", 75, None, "not_scheduled"),
        ("deployment", 0, None, "not_scheduled"),
    ]


def test_what_a_csm_asked_for_has_no_project_manager_yet(ground: Ground) -> None:
    ground.do(create_quote, ground.clara, "acme", NewQuote("Menu", (Wanted("design", "Two drafts", ground.iris.id),)))
    quote = ground.agency.system().one(sa.select(Quote.id).where(Quote.title == "Menu")).id
    ground.size(ground.iris, ground.pieces(quote)[0], "M")
    ground.do(send_quote, ground.priya, quote, ground.row(quote).version)
    ground.approve(ground.clara, quote)
    (task,) = work(ground.agency.desk(ground.morgan), "acme", JANUARY, WorkFilter(Shown.ALL)).tasks
    assert (task.title, task.pm) == ("Menu", None)


def test_the_figures_are_those_of_the_day_of_approval_and_stay(ground: Ground) -> None:
    quote = ground.sent()
    first = DEFAULT_POLICY.sizes[2]._replace(minimum=300, maximum=420)  # type: ignore[arg-type]
    sizes = (*DEFAULT_POLICY.sizes[:2], first, *DEFAULT_POLICY.sizes[3:])
    fields = {name: getattr(DEFAULT_POLICY, name) for name in type(DEFAULT_POLICY).__slots__ if name != "sizes"}
    policy_id = ground.agency.policy(type(DEFAULT_POLICY)(sizes=sizes, **fields), since="2026-01")
    ground.approve(ground.clara, quote)
    (task,) = work(ground.agency.desk(ground.morgan), "acme", JANUARY, WorkFilter(Shown.ALL)).tasks
    assert [tuple(one.estimate) for one in task.requirements] == [(360, 420), (720, 960)]
    assert ground.row(quote).policy_id == policy_id


def test_what_is_not_required_is_in_the_task_and_has_no_steps(ground: Ground) -> None:
    ground.approve(ground.morgan, ground.sent(None, "S"))
    (task,) = work(ground.agency.desk(ground.morgan), "acme", JANUARY, WorkFilter(Shown.ALL)).tasks
    assert [one.size for one in task.requirements] == [None, "S"]
    kinds = {row.kind for row in ground.agency.system().all(sa.select(Subtask.kind))}
    assert "design" not in kinds


def test_somebody_who_left_meanwhile_is_not_assigned_the_task(ground: Ground) -> None:
    quote = ground.sent()
    archive_person(ground.agency.desk(ground.morgan), ground.agency.key(), ground.iris.id)
    ground.approve(ground.clara, quote)
    (task,) = work(ground.agency.desk(ground.morgan), "acme", JANUARY, WorkFilter(Shown.ALL)).tasks
    assert [one.assignee for one in task.requirements] == [None, "Devon"]


def test_quotes_are_numbered_over_all_clients(ground: Ground) -> None:
    ground.asked(ground.bolt, by=ground.oscar)
    receipt = ground.do(create_quote, ground.clara, "acme", LANDING)
    assert receipt == "Q-2 Landing page is asked for Acme."


# Who may


@pytest.mark.parametrize("slug", ["bolt", "nowhere"])
def test_a_client_out_of_reach_is_as_absent_as_none(ground: Ground, slug: str) -> None:
    with pytest.raises(NotFound):
        ground.do(create_quote, ground.clara, slug, LANDING)


def test_a_quote_out_of_reach_is_as_absent_as_none(ground: Ground) -> None:
    quote = ground.sent()
    for act, args in (
        (send_quote, (1,)),
        (approve_quote, (1, "Sam")),
        (cancel_quote, ("why",)),
        (request_quote_changes, ("why",)),
        (comment_on_quote, (Audience.INTERNAL, "hello")),
    ):
        with pytest.raises(NotFound):
            ground.do(act, ground.oscar, quote, *args)
        with pytest.raises(NotFound):
            ground.do(act, ground.oscar, 99, *args)


def test_only_who_is_asked_to_size_it_estimates(ground: Ground) -> None:
    quote = ground.asked()
    with pytest.raises(NotFound):
        ground.size(ground.devon, ground.pieces(quote)[0], "M")
    with pytest.raises(Forbidden, match="assigned to you"):
        ground.size(ground.priya, ground.pieces(quote)[0], "M")


def test_a_pm_sends_and_does_not_approve(ground: Ground) -> None:
    quote = ground.sent()
    with pytest.raises(Forbidden):
        ground.approve(ground.priya, quote)
    with pytest.raises(Forbidden):
        ground.do(create_quote, ground.iris, "acme", LANDING)


def test_who_sizes_comments_inside_the_agency_only(ground: Ground) -> None:
    quote = ground.asked()
    ground.do(comment_on_quote, ground.iris, quote, Audience.INTERNAL, " Is there a font? ")
    ground.do(comment_on_quote, ground.clara, quote, Audience.CLIENT, "You will have it on Friday.")
    with pytest.raises(Forbidden):
        ground.do(comment_on_quote, ground.iris, quote, Audience.CLIENT, "Hello")
    with pytest.raises(BadInput, match="Write the comment"):
        ground.do(comment_on_quote, ground.iris, quote, Audience.INTERNAL, "  ")
    rows = ground.agency.system().all(sa.select(QuoteComment.audience, QuoteComment.text).order_by(QuoteComment.id))
    assert [tuple(row) for row in rows] == [
        ("internal", "Is there a font?"),
        ("client", "You will have it on Friday."),
    ]


# Back and forth


def test_a_draft_begins_the_work_and_is_no_answer(ground: Ground) -> None:
    quote = ground.asked()
    ground.size(ground.iris, ground.pieces(quote)[0], "S", "One page", done=False)
    piece = ground.pieces(quote)[0]
    assert (piece.size, piece.scope, piece.done_at) == ("S", "One page", None)
    assert ground.row(quote).status == "in_progress"
    with pytest.raises(BadInput, match="once every requirement is estimated"):
        ground.do(send_quote, ground.priya, quote, ground.row(quote).version)


def test_an_estimate_says_something(ground: Ground) -> None:
    quote = ground.asked()
    piece = ground.pieces(quote)[0]
    for sizing, field in ((Sizing(None, " ", False, 1), "size"), (Sizing("HUGE", "", True, 1), "size")):
        with pytest.raises(BadInput) as refused:
            ground.do(size_quote_requirement, ground.iris, piece.id, sizing)
        assert refused.value.field == field
    assert ground.row(quote).status == "awaiting_quote"


def test_an_edited_requirement_takes_the_quote_back(ground: Ground) -> None:
    quote = ground.sized()
    piece = ground.pieces(quote)[1]
    wanted = Wanted("development", "With a shop", ground.devon.id)
    ground.do(edit_quote_requirement, ground.priya, piece.id, wanted, piece.version)
    assert ground.row(quote).status == "in_progress"
    piece = ground.pieces(quote)[1]
    assert (piece.brief, piece.size, piece.done_at) == ("With a shop", "L", None)
    ground.size(ground.devon, piece, "XL")
    assert ground.row(quote).status == "awaiting_csm_review"
    assert ground.history(quote)[-2:] == [
        ("in_progress", "Priya", "Development edited"),
        ("awaiting_csm_review", "Devon", "Development: size XL"),
    ]


def test_requirements_come_and_go_and_one_remains(ground: Ground) -> None:
    quote = ground.sized()
    ground.do(add_quote_requirement, ground.priya, quote, Wanted("SEO", "Keywords"))
    assert ground.row(quote).status == "in_progress"
    assert [one.type for one in ground.pieces(quote)] == ["design", "development", "seo"]
    for _ in range(2):
        piece = ground.pieces(quote)[-1]
        ground.do(remove_quote_requirement, ground.priya, piece.id, piece.version)
    assert ground.row(quote).status == "awaiting_csm_review"
    piece = ground.pieces(quote)[0]
    with pytest.raises(BadInput, match="only requirement"):
        ground.do(remove_quote_requirement, ground.priya, piece.id, piece.version)


@pytest.mark.parametrize(
    ("wanted", "field"), [(Wanted(" "), "type"), (Wanted("x" * 41), "type"), (Wanted("design", "", 999), "assignee")]
)
def test_a_requirement_that_cannot_be_is_refused_at_its_field(ground: Ground, wanted: Wanted, field: str) -> None:
    quote = ground.asked()
    piece = ground.pieces(quote)[0]
    for act, args in ((add_quote_requirement, (quote, wanted)), (edit_quote_requirement, (piece.id, wanted, 1))):
        with pytest.raises(BadInput) as refused:
            ground.do(act, ground.priya, *args)
        assert refused.value.field == field


def test_what_the_client_has_is_edited_after_changes_were_requested(ground: Ground) -> None:
    quote = ground.sent()
    words = QuoteWords("Landing pages", "Two", ground.row(quote).version)
    with pytest.raises(BadInput, match="is with the client"):
        ground.do(edit_quote, ground.priya, quote, words)
    with pytest.raises(BadInput, match="Say what the client wants changed"):
        ground.do(request_quote_changes, ground.priya, quote, " ")
    ground.do(request_quote_changes, ground.priya, quote, "Two of them")
    ground.do(edit_quote, ground.priya, quote, QuoteWords("Landing pages", "Two", ground.row(quote).version))
    assert [one[0] for one in ground.history(quote)][-3:] == ["changes_requested", "in_progress", "awaiting_csm_review"]
    assert (ground.row(quote).title, ground.row(quote).status) == ("Landing pages", "awaiting_csm_review")


def test_another_title_leaves_the_status_alone(ground: Ground) -> None:
    quote = ground.sized()
    ground.do(edit_quote, ground.priya, quote, QuoteWords("Landing pages", "", ground.row(quote).version))
    assert ground.row(quote).status == "awaiting_csm_review"
    assert len(ground.history(quote)) == 3


@pytest.mark.parametrize("stage", ["asked", "sized", "sent"])
def test_a_cancelled_quote_is_reopened_to_the_status_it_left(ground: Ground, stage: str) -> None:
    quote = getattr(ground, stage)()
    left = ground.row(quote).status
    with pytest.raises(BadInput, match="Say why"):
        ground.do(cancel_quote, ground.priya, quote, "")
    ground.do(cancel_quote, ground.priya, quote, "No budget")
    assert (ground.row(quote).status, ground.row(quote).left_status) == ("cancelled", left)
    with pytest.raises(BadInput, match="Reopen it"):
        ground.do(cancel_quote, ground.priya, quote, "Again")
    ground.do(reopen_quote, ground.priya, quote)
    assert (ground.row(quote).status, ground.row(quote).left_status) == (left, None)
    assert [one[2] for one in ground.history(quote)][-2:] == ["No budget", "Reopened"]


# What cannot become a task


def test_a_cancelled_quote_is_not_approved(ground: Ground) -> None:
    quote = ground.sent()
    ground.do(cancel_quote, ground.priya, quote, "No budget")
    with pytest.raises(BadInput, match="Reopen it, then it can be approved"):
        ground.approve(ground.clara, quote)
    assert ground.agency.system().all(sa.select(Task.id)) == []


def test_an_archived_client_gets_no_quote_and_no_task(ground: Ground) -> None:
    quote = ground.sent()
    version = ground.agency.system().one(sa.select(Client.version).where(Client.slug == "acme")).version
    archive_client(ground.agency.desk(ground.morgan), ground.agency.key(), "acme", version)
    for act in (
        partial(ground.approve, ground.clara, quote),
        partial(ground.do, create_quote, ground.clara, "acme", LANDING),
        partial(ground.do, request_quote_changes, ground.clara, quote, "Less"),
    ):
        with pytest.raises(BadInput, match="Acme is archived"):
            act()
    ground.do(cancel_quote, ground.clara, quote, "They left")
    assert ground.agency.system().all(sa.select(Task.id)) == []


def test_nothing_but_not_required_is_not_sent(ground: Ground) -> None:
    quote = ground.sized(None, None)
    with pytest.raises(BadInput, match="nothing to agree"):
        ground.do(send_quote, ground.priya, quote, ground.row(quote).version)


def test_a_quote_without_an_estimate_does_not_become_a_task(ground: Ground) -> None:
    """It cannot be sent like that; a file could hold one that was."""
    quote = ground.agency.quote(ground.acme, "Loaded", [("design", None)], status="awaiting_client_approval")
    with pytest.raises(BadInput, match="1 of 1"):
        ground.approve(ground.clara, quote)


def test_an_approval_names_whose_word_it_is(ground: Ground) -> None:
    quote = ground.sent()
    with pytest.raises(BadInput, match="whose word"):
        ground.do(approve_quote, ground.clara, quote, ground.row(quote).version, "  ")
    ground.approve(ground.clara, quote)
    words = ground.agency.system().all(sa.select(QuoteEvent.word).where(QuoteEvent.status == "approved"))
    assert [row.word for row in words] == ["agency"]


@pytest.mark.parametrize(
    ("quote", "field"),
    [
        (NewQuote(" ", LANDING.requirements), "title"),
        (NewQuote("x" * 201, LANDING.requirements), "title"),
        (NewQuote("T", ()), "requirements"),
        (NewQuote("T", (Wanted(""),)), "requirements"),
        (NewQuote("T", (Wanted("design", "x" * 10_001),)), "requirements"),
        (NewQuote("T", (Wanted("design", "", 999),)), "requirements"),
        (NewQuote("T", LANDING.requirements * 16), "requirements"),
        (NewQuote("T", LANDING.requirements, "x" * 10_001), "description"),
    ],
)
def test_a_quote_that_cannot_be_is_refused_at_its_field(ground: Ground, quote: NewQuote, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        ground.do(create_quote, ground.priya, "acme", quote)
    assert refused.value.field == field
    assert ground.agency.system().all(sa.select(Quote.id)) == []


# Twice, and two at once


def test_sending_a_form_twice_records_it_once(ground: Ground) -> None:
    desk = ground.agency.desk(ground.priya)
    assert len({create_quote(desk, "same-key", "acme", LANDING) for _ in range(2)}) == 1
    quote = ground.sent()
    version, clara = ground.row(quote).version, ground.agency.desk(ground.clara)
    assert len({approve_quote(clara, "approve-key", quote, version, "Sam") for _ in range(2)}) == 1
    assert len(ground.agency.system().all(sa.select(Task.id))) == 1


def test_the_second_editor_is_told_who_changed_what(ground: Ground) -> None:
    quote = ground.asked()
    opened = ground.row(quote).version
    ground.do(edit_quote, ground.priya, quote, QuoteWords("By Priya", "", opened))
    with pytest.raises(Conflict, match=r"Priya changed this quote meanwhile: Q-1 By Priya has its new title"):
        ground.do(edit_quote, ground.clara, quote, QuoteWords("By Clara", "", opened))
    assert ground.row(quote).title == "By Priya"
    piece = ground.pieces(quote)[0]
    ground.size(ground.iris, piece, "M")
    with pytest.raises(Conflict, match=r"Iris changed this requirement meanwhile: Q-1 By Priya. Design: size M"):
        ground.do(edit_quote_requirement, ground.priya, piece.id, Wanted("design", "New"), piece.version)
    with pytest.raises(Conflict):
        ground.do(remove_quote_requirement, ground.priya, piece.id, piece.version)


def test_what_was_removed_or_given_to_somebody_else_meanwhile_is_not_estimated(ground: Ground) -> None:
    quote = ground.asked()
    design, development = ground.pieces(quote)
    ground.do(remove_quote_requirement, ground.priya, design.id, design.version)
    with pytest.raises(NotFound, match="no such requirement"):
        ground.size(ground.iris, design, "M")
    wanted = Wanted("development", "Responsive", ground.iris.id)
    ground.do(edit_quote_requirement, ground.priya, development.id, wanted, development.version)
    with pytest.raises(NotFound):
        ground.size(ground.devon, development, "M")
    assert ground.row(quote).status == "awaiting_quote"


def test_what_was_sized_anew_meanwhile_is_looked_at_before_it_is_sent(ground: Ground) -> None:
    quote = ground.sized()
    seen = ground.row(quote).version
    ground.size(ground.iris, ground.pieces(quote)[0], "XL")
    assert ground.row(quote).status == "awaiting_csm_review"
    with pytest.raises(Conflict, match="Iris changed this quote"):
        ground.do(send_quote, ground.clara, quote, seen)


def at_once(*acts: Callable[[], str]) -> list[str | CharleosError]:
    start = Barrier(len(acts))

    def outcome(act: Callable[[], str]) -> str | CharleosError:
        start.wait(timeout=20)
        try:
            return act()
        except CharleosError as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as people:
        return [one.result(timeout=60) for one in [people.submit(outcome, act) for act in acts]]


def test_of_two_who_approve_at_once_one_makes_the_task_and_the_other_is_told(ground: Ground) -> None:
    quote = ground.sent()
    version = ground.row(quote).version
    told = at_once(
        *(partial(ground.do, approve_quote, one, quote, version, "Sam") for one in (ground.clara, ground.morgan))
    )
    (made,) = [one for one in told if isinstance(one, str)]
    (refused,) = [one for one in told if isinstance(one, Conflict)]
    assert "It is task #1 now" in made
    assert "approved Q-1 already; it is task #1." in refused.sentence
    assert len(ground.agency.system().all(sa.select(Task.id))) == 1


def test_the_last_two_estimates_at_once_both_count(ground: Ground) -> None:
    quote = ground.asked()
    design, development = ground.pieces(quote)
    told = at_once(partial(ground.size, ground.iris, design, "M"), partial(ground.size, ground.devon, development, "L"))
    assert all(isinstance(one, str) for one in told)
    assert ground.row(quote).status == "awaiting_csm_review"
