"""`charleos migrate`, `load` and `demo`: what the database holds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from charleos.cli.ground import open_desk
from charleos.cli.progress import ProgressBar
from charleos.cli.show import as_json, say, table
from charleos.environment import database_url
from charleos.periods import parse_day

Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def register(app: typer.Typer) -> None:
    for command in (migrate, load, demo):
        app.command()(command)


def migrate() -> None:
    """Bring the database to the present tables; nothing when it has them."""
    from charleos.store.migrate import migrate as bring_up

    bring_up(database_url())


def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An agency file, .json or .json.gz.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say whether it could be loaded.")] = False,
    json: Json = False,
) -> None:
    """Load an agency file: all of it, or nothing."""
    from charleos.imports.agency_file import read_agency_file
    from charleos.imports.load import load_agency

    with open_desk() as desk:
        agency = read_agency_file(file)
        with closing(ProgressBar("Posting", len(agency.time))) as bar:
            receipt = load_agency(desk, agency, dry_run=dry_run, progress=bar.show)
    if json:
        as_json(receipt._asdict())
        return
    say(receipt.sentence)


def demo(
    clients: Annotated[int, typer.Option(help="How many clients.")] = 24,
    years: Annotated[int | None, typer.Option(help="Years of work; fourteen months without it.")] = None,
    entries: Annotated[int | None, typer.Option(help="About how many time entries.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, another history.")] = 1,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day the history ends.")] = None,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when there is somebody already.")] = False,
) -> None:
    """Fill an empty database with the demo agency."""
    from charleos.imports.demo import Demand
    from charleos.imports.demo_loading import is_taken, load_demo

    with open_desk() as desk:
        if if_empty and is_taken(desk):
            return
        dated = desk if today is None else replace(desk, today=parse_day(today))
        demand = Demand(clients, years, entries, seed)
        with closing(ProgressBar("Writing the demo agency", len(demand.months(dated.today)))) as bar:
            receipt = load_demo(dated, demand, progress=bar.show)
    say(receipt.sentence)
    if not if_empty:  # whoever starts a server next is shown them by it
        _show_sign_ins()


def _show_sign_ins() -> None:
    from charleos.imports.demo_cast import PEOPLE, SIGN_INS
    from charleos.rules.passwords import DEMO_PASSWORD
    from charleos.rules.people import role_titles

    people = {person.key: person for person in PEOPLE}
    say("")
    rows = [(key, DEMO_PASSWORD, people[key].name, role_titles(people[key].roles)) for key in SIGN_INS]
    table(("sign-in name", "password", "name", "roles"), rows, text_columns=4)
