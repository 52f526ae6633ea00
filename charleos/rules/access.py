"""Who may see and do what. Pure policy; `store.scope` turns reach into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto

from charleos.errors import BadInput


class Capability(StrEnum):
    """Something a person may do. Pages, reads and actions ask for these, never for roles."""

    USE = auto()  # be signed in: home, account, jump box, names of colleagues
    VIEW_CLIENTS = auto()
    VIEW_RATES = auto()  # clients' cost, sold and actual day rates
    EDIT_CLIENTS = auto()  # create, edit, archive, terms
    MANAGE = auto()  # plans, sizes, policy
    MANAGE_PEOPLE = auto()
    CLOSE_MONTHS = auto()
    EDIT_WORK = auto()  # tasks with sized requirements, completion in reach
    COMPLETE_OWN_WORK = auto()
    RESIZE = auto()
    LOG_OWN_TIME = auto()
    OWN_SCHEDULE = auto()  # see one's own days, start and finish own steps, Running Behind, ask for leave
    VIEW_LOAD = auto()  # how loaded each person is: person, day and minutes, whoever's work it is
    SCHEDULE = auto()  # steps, blocks and planner of clients in reach
    ORDER_DAYS = auto()  # move items within anybody's day
    APPROVE_LEAVE = auto()
    EDIT_QUOTES = auto()  # create and send quotes for clients in reach
    APPROVE_QUOTES = auto()  # on the client's word
    SIZE_QUOTES = auto()  # the pieces one is asked to size
    VIEW_EFFICIENCY = auto()  # efficiency and reports of clients in reach
    VIEW_PEOPLE = auto()  # efficiency by person
    RECORD_RAG = auto()
    CORRECT_ANY_TIME = auto()  # log, correct or void another person's time
    SIMULATE = auto()  # the billing simulator and plan list prices
    VIEW_AS = auto()  # look at the product as another person sees it, read-only


class Reach(IntEnum):
    """Whose clients. The widest role wins; one's own work is always in reach of its own reads."""

    NONE = 0
    ASSIGNED = 1
    ALL = 2


class Role(StrEnum):
    DELIVERY = "delivery"
    PM = "pm"
    CSM = "csm"
    MANAGER = "manager"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _TITLES[self]


_TITLES = {
    Role.DELIVERY: "Delivery Team",
    Role.PM: "Project Manager",
    Role.CSM: "CSM",
    Role.MANAGER: "Manager",
}

C = Capability
_EVERYBODY = frozenset(
    {C.USE, C.LOG_OWN_TIME, C.SIMULATE, C.COMPLETE_OWN_WORK, C.OWN_SCHEDULE, C.VIEW_LOAD, C.SIZE_QUOTES}
)
_CLIENT_WORK = _EVERYBODY | {
    C.VIEW_CLIENTS,
    C.VIEW_RATES,
    C.EDIT_WORK,
    C.SCHEDULE,
    C.EDIT_QUOTES,
    C.VIEW_EFFICIENCY,
    C.RECORD_RAG,
}

GRANTS: dict[Role, tuple[Reach, frozenset[Capability]]] = {
    Role.DELIVERY: (Reach.NONE, _EVERYBODY),
    Role.PM: (Reach.ALL, _CLIENT_WORK | {C.ORDER_DAYS}),
    Role.CSM: (Reach.ASSIGNED, _CLIENT_WORK | {C.APPROVE_QUOTES}),
    Role.MANAGER: (Reach.ALL, frozenset(Capability)),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as the rules see them: who, and with which roles.

    >>> both = Viewer(7, "Ana", frozenset({Role.PM, Role.CSM}))
    >>> both.reach.name, both.can(Capability.EDIT_CLIENTS)
    ('ALL', False)
    """

    person_id: int
    name: str
    roles: frozenset[Role]

    @property
    def reach(self) -> Reach:
        return max((GRANTS[role][0] for role in self.roles), default=Reach.NONE)

    def can(self, capability: Capability) -> bool:
        return any(capability in GRANTS[role][1] for role in self.roles)


SYSTEM = Viewer(0, "CharleOS", frozenset({Role.MANAGER}))
"""The named viewer that jobs and the command line run as; it is nobody's row in the people table."""


def parse_roles(text: str) -> frozenset[Role]:
    """Roles as stored: comma-separated, sorted. Raises BadInput for an unknown one."""
    return frozenset(_role(part) for part in text.split(",") if part)


def manages_projects(roles: frozenset[Role]) -> bool:
    """Whether work that somebody asks for becomes theirs to manage.

    >>> manages_projects(frozenset({Role.PM, Role.CSM})), manages_projects(frozenset({Role.MANAGER}))
    (True, False)
    """
    return Role.PM in roles


def roles_text(roles: frozenset[Role]) -> str:
    return ",".join(sorted(roles))


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        known = ", ".join(Role)
        raise BadInput(f"“{text[:40]}” is not a role; use one of {known}.", field="roles") from None
