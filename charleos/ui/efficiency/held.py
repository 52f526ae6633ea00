"""What the page holds while it is looked at: the cube of its period, which clicks narrow without asking again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from charleos.desk import Desk
from charleos.periods import Month
from charleos.reads.efficiency import SoldMonths, WorkCube, sold_months, team_available, work_cube
from charleos.reads.efficiency_board import Board, Chosen, window
from charleos.reads.efficiency_people import people_to_choose, person_cells
from charleos.rules.access import Capability, Viewer
from charleos.rules.efficiency import Period
from charleos.rules.policy import DEFAULT_POLICY
from charleos.ui.efficiency.address import ADDRESS, NO_SIZE, PROJECT_ONLY, Asked, person_asked
from charleos.units import Minutes


@dataclass(frozen=True)
class Held:
    """viewer: whose reach and rights it was read by. person: whose part of the work it is; None is everybody's.

    people: who can be chosen, for who may look at people.
    """

    viewer: Viewer
    asked: Asked
    running: Month
    cube: WorkCube
    sold: SoldMonths
    available: dict[int, Minutes]
    people: tuple[tuple[int, str], ...]
    person: int | None
    shows_rates: bool

    @property
    def period(self) -> Period:
        return self.asked.period

    def is_for(self, desk: Desk, asked: Asked) -> bool:
        """Still what the viewer may see, and what the address asks for."""
        return (self.viewer, self.running) == (desk.viewer, Month.of(desk.today)) and (
            (self.asked, self.person) == (asked, self._wanted())
        )

    def _wanted(self) -> int | None:
        return _person(self.people)

    @property
    def types(self) -> list[str]:
        return sorted({cell.type for cell in self.cube.cells if cell.type})

    @property
    def sizes(self) -> list[str]:
        """In the order of the size table; then those that it no longer has, and *Not required*."""
        found = {cell.size for cell in self.cube.cells if cell.type}
        known = [size for size in self.sold.sizes if size in found]
        return [*known, *sorted(found - set(known) - {""}), *([""] if "" in found else [])]

    @property
    def chosen(self) -> Chosen:
        """What the address narrows to; a word that means nothing here is passed over."""
        slug, work_type, size, plan = (ADDRESS.text(name) for name in ("client", "type", "size", "plan"))
        client = next((one.id for one in self.cube.clients if one.slug == slug), None)
        at = ADDRESS.month("at")
        size_code = "" if size == NO_SIZE else size
        plan_name = "" if plan == PROJECT_ONLY else plan
        return Chosen(
            self.period,
            client,
            work_type if work_type in self.types else None,
            size_code if size and size_code in self.sizes else None,
            plan_name if plan and plan_name in ("", *self.sold.plans) else None,
            int(at) if at is not None and at in self.period and self.period.length > 1 else None,
        )

    @property
    def board(self) -> Board:
        return Board(self.cube, self.sold, self.available, self.chosen, self.running)


def hold(desk: Desk, asked: Asked) -> Held:
    span = window(asked.period)
    shows_rates = desk.viewer.can(Capability.VIEW_RATES)
    sold = sold_months(desk, *span) if shows_rates else SoldMonths({}, DEFAULT_POLICY.bands, ())
    people = people_to_choose(desk) if desk.viewer.can(Capability.VIEW_PEOPLE) else ()
    person = _person(people)
    cube = work_cube(desk, *span)
    if person is not None:
        cells = (*person_cells(desk, person, *asked.period.before), *person_cells(desk, person, *asked.period))
        cube = replace(cube, cells=cells, spots=())
    available = {} if person is not None else dict(team_available(desk, *span))
    return Held(desk.viewer, asked, Month.of(desk.today), cube, sold, available, people, person, shows_rates)


def _person(people: tuple[tuple[int, str], ...]) -> int | None:
    wanted = person_asked()
    return wanted if any(one == wanted for one, _ in people) else None
