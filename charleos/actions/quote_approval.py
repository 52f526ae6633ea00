"""Approval: the quote becomes a task, once, in the same transaction."""

from __future__ import annotations

import sqlalchemy as sa

from charleos.actions.audit import record
from charleos.actions.quotes_held import HeldQuote, check_client, check_version, held, settle
from charleos.actions.submissions import once
from charleos.actions.tasks import NewRequirement, NewTask, agree_task
from charleos.desk import Desk, needs
from charleos.errors import Conflict
from charleos.periods import Month
from charleos.reads.quote_rates import rate_from, terms_of
from charleos.rules.access import Capability, manages_projects, parse_roles
from charleos.rules.quotes import Act, QuoteStatus, check_act, check_note, check_worth
from charleos.store.quoting import pieces_of
from charleos.store.rulebook import current_rulebook
from charleos.store.schema import Person, Quote, QuoteEvent, QuoteRequirement, Task
from charleos.store.scope import ScopedSession
from charleos.units import Minutes, hours


@needs(Capability.APPROVE_QUOTES)
def approve_quote(desk: Desk, key: str, quote_id: int, version: int, word: str) -> str:
    """On the client's word. word: whose, and how it was given. Returns the receipt, which names the task.

    version: the quote's as it was looked at.
    """
    with desk.writing() as session:

        def act() -> str:
            return _approve(session, desk, quote_id, version, word)

        return once(session, desk, key, "approve_quote", (quote_id, version, word), act=act)


def _approve(session: ScopedSession, desk: Desk, quote_id: int, version: int, word: str) -> str:
    quote = held(session, quote_id)
    if quote.status is QuoteStatus.APPROVED:
        raise Conflict(_told_already(session, quote))
    check_act(quote.called, quote.status, Act.APPROVE)
    check_client(quote.client)
    check_version(session, quote.row, version)
    check_worth(quote.called, pieces_of(session, quote_id))
    said = check_note(word, "Say whose word it is, and how it was given.")
    task, quoted = _convert(session, desk, quote)
    told = f"{quote.titled} is approved. It is task #{task.number} now, quoted {hours(quoted)}."
    record(session, desk, "create_task", f"task {task.id}", told, client_id=quote.client.id)
    passed = (QuoteStatus.APPROVED,)
    return settle(session, desk, quote, passed, "approve_quote", told, note=said, word="agency")


def _told_already(session: ScopedSession, quote: HeldQuote) -> str:
    first = session.execute(
        sa.select(Person.name, Task.number)
        .select_from(QuoteEvent)
        .join(Quote, Quote.id == QuoteEvent.quote_id)
        .join(Task, Task.id == Quote.task_id)
        .outerjoin(Person, Person.id == QuoteEvent.by_id)
        .where(QuoteEvent.quote_id == quote.row.id, QuoteEvent.status == QuoteStatus.APPROVED.value)
    ).one()
    return f"{first.name or 'Somebody else'} approved {quote.called} already; it is task #{first.number}."


def _convert(session: ScopedSession, desk: Desk, quote: HeldQuote) -> tuple[Task, Minutes]:
    """The task, its requirements with the figures of today's sizes, their steps; and the quote's link to it.

    A project manager who asked for the quote manages the task.
    """
    pieces = session.scalars(
        sa.select(QuoteRequirement).where(QuoteRequirement.quote_id == quote.row.id).order_by(QuoteRequirement.place)
    ).all()
    here = session.execute(sa.select(Person.id, Person.roles).where(Person.status == "active"))
    roles_of = {row.id: row.roles for row in here}
    wanted = tuple(
        NewRequirement(one.type, one.size, one.assignee_id if one.assignee_id in roles_of else None) for one in pieces
    )
    asked = quote.row.created_by
    pm_id = asked if manages_projects(parse_roles(roles_of.get(asked or 0, ""))) else None
    agreed = NewTask(quote.row.title, wanted, quote.row.description, pm_id=pm_id)
    task, quoted = agree_task(session, desk, quote.client, agreed)
    rulebook = current_rulebook(session)
    terms = session.execute(terms_of(quote.client.id)).all()
    rate = rate_from(quote.client, terms, rulebook, desk.today)
    quote.row.task_id = task.id
    quote.row.policy_id = rulebook.policy_version(Month.of(desk.today))[0]
    if rate is not None:
        quote.row.rate_pence, quote.row.rate_minutes = rate
    return task, quoted
