"""The tables. Facts are stored; judgements (who is near the limit, which case applies) are computed by rules.

Minutes and pence are whole numbers; months are whole numbers (see MonthColumn); flags are 0 or 1.
"""

from charleos.store.schema.agency import (
    Agency,
    Audit,
    OneTimeLink,
    Person,
    Plan,
    PlanTerms,
    PolicyVersion,
    SignIn,
    Submission,
)
from charleos.store.schema.base import ClientOwned, Table
from charleos.store.schema.clients import Client, ClientTerms
from charleos.store.schema.ledger import ClientMonth, ClosedMonth, LedgerLine, PersonMonth, WorkMonth
from charleos.store.schema.planning import Block, Leave, ScheduleChange, ScheduleMove
from charleos.store.schema.quotes import QUOTE_STATES, Quote, QuoteComment, QuoteEvent, QuoteRequirement
from charleos.store.schema.rag import RagReport
from charleos.store.schema.work import STEP_STATES, Requirement, Subtask, Task, TimeEntry

__all__ = [
    "QUOTE_STATES",
    "STEP_STATES",
    "Agency",
    "Audit",
    "Block",
    "Client",
    "ClientMonth",
    "ClientOwned",
    "ClientTerms",
    "ClosedMonth",
    "Leave",
    "LedgerLine",
    "OneTimeLink",
    "Person",
    "PersonMonth",
    "Plan",
    "PlanTerms",
    "PolicyVersion",
    "Quote",
    "QuoteComment",
    "QuoteEvent",
    "QuoteRequirement",
    "RagReport",
    "Requirement",
    "ScheduleChange",
    "ScheduleMove",
    "SignIn",
    "Submission",
    "Subtask",
    "Table",
    "Task",
    "TimeEntry",
    "WorkMonth",
]
