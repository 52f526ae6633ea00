"""Who is in the demo agency: its people, plans and clients, and how each client's months go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import Enum, auto
from itertools import product
from random import Random
from typing import NamedTuple

from charleos.imports.agency_file import FileClient, FilePerson, FilePlan, FileTerms
from charleos.imports.demo_words import FIRST_NAMES, LAST_NAMES, PLACES, TRADES
from charleos.periods import Month
from charleos.rules.access import Role
from charleos.rules.policy import Bands, Unused
from charleos.rules.retainer import Terms
from charleos.units import Minutes, Pence

PLANS = (
    FilePlan("starter", "Starter", Minutes(20 * 60), Pence(2_000_00)),
    FilePlan("growth", "Growth", Minutes(60 * 60), Pence(5_000_00)),
    FilePlan("scale", "Scale", Minutes(120 * 60), Pence(9_000_00)),
    FilePlan("enterprise", "Enterprise", Minutes(200 * 60), Pence(14_000_00)),
)
BANDS = Bands(amazing=Pence(760_00), goal=Pence(620_00), under_target=Pence(500_00))
"""Day rates that fit the plans above, which sell a day for £525 to £750."""

DELIVERY = frozenset({Role.DELIVERY})
PEOPLE = (
    FilePerson("morgan", "Morgan Ashworth", frozenset({Role.MANAGER}), "management"),
    FilePerson("priya", "Priya Raghunathan", frozenset({Role.PM}), "pm"),
    FilePerson("pavel", "Pavel Novák", frozenset({Role.PM}), "pm"),
    FilePerson("clara", "Clara Beaumont", frozenset({Role.CSM}), "csm"),
    FilePerson("oscar", "Oscar Lindqvist", frozenset({Role.CSM}), "csm"),
    FilePerson("dana", "Dana Okonkwo", frozenset({Role.PM, Role.CSM}), "csm"),
    FilePerson("devon", "Devon Clarke", DELIVERY, "development"),
    FilePerson("amara", "Amara Nwosu", DELIVERY, "development"),
    FilePerson("tomasz", "Tomasz Wiśniewski", DELIVERY, "development"),
    FilePerson("yuki", "Yuki Takahashi", DELIVERY, "development"),
    FilePerson("grace", "Grace Mbeki-Thornton", DELIVERY, "development", Minutes(240)),
    FilePerson("iris", "Iris van der Meer", DELIVERY, "design"),
    FilePerson("leo", "Leo Fontaine", DELIVERY, "design"),
    FilePerson("mei", "Mei-Ling Chen", DELIVERY, "design"),
    FilePerson("quinn", "Quinn Farrell", DELIVERY, "qa"),
    FilePerson("noor", "Noor Haddad", DELIVERY, "qa"),
    FilePerson("seren", "Seren Prydderch", DELIVERY, "content"),
    FilePerson("rafael", "Rafael Duarte", DELIVERY, "seo"),
)
SIGN_INS = ("morgan", "priya", "clara", "oscar", "dana", "devon", "iris", "quinn")
POD = 24
"""Clients that one such team serves; a larger agency has several."""


class Story(Enum):
    """How a client's months go."""

    STEADY = auto()
    GOLDEN = auto()  # the last full month is the worked example
    OVER = auto()  # beyond its hours in the last full month, and the excess is carried on
    UNDER = auto()  # under 60% in the last two full months
    BRISK = auto()  # work never takes longer than agreed
    SLOW = auto()  # work usually takes longer than its average


INHERITED = Terms(since=0, plan_id=None)


def usable_for(months: int) -> Terms:
    return INHERITED._replace(rollover_unused=Unused.MONTHS, rollover_amount=months)


def capped_at(minutes: int) -> Terms:
    return INHERITED._replace(rollover_unused=Unused.CAP, rollover_amount=minutes)


def custom(hours: int, pounds: int) -> Terms:
    return INHERITED._replace(minutes=Minutes(hours * 60), cost=Pence(pounds * 100))


class Part(NamedTuple):
    """A client of the demo before it has dates. joined, left, since: months before the running one.

    plan None: project-only. since: from when the second plan or the agreed terms hold; None: from the start.
    """

    slug: str
    name: str
    plan: str | None
    csm: str | None = None
    joined: int = 99
    story: Story = Story.STEADY
    agreed: Terms = INHERITED
    before: str | None = None
    since: int | None = None
    left: int | None = None
    notes: str = ""


LONG_NAME = "Greenfield & Whitcombe Chartered Surveyors and Planning Consultants LLP (Midlands and East Anglia)"
CLIENTS = (
    Part("acme-corp", "Acme Corp", "growth", "clara", story=Story.GOLDEN, notes="Prefers calls on Tuesday mornings."),
    Part("brightwater-leisure", "Brightwater Leisure", "growth", "oscar", story=Story.OVER, notes="Launch season."),
    Part("copper-and-pine", "Copper & Pine Interiors", "starter", "clara", story=Story.UNDER),
    Part("dunmore-distillery", "Dunmore Distillery", "growth", "dana", agreed=usable_for(2)),
    Part("ellery-books", "Ellery Books", "starter", "clara", story=Story.BRISK, agreed=capped_at(300)),
    Part("fjordlys", "Fjordlys Ísgerð ehf.", "scale", "oscar", joined=11),
    Part("tokyo-garden", "東京ガーデン株式会社", "growth", "dana", joined=9),
    Part("severny-veter", "Кофейня «Северный ветер»", "starter", "oscar"),
    Part("greenfield-whitcombe", LONG_NAME, "growth", "clara"),
    Part("harbour-lights-theatre", "Harbour Lights Theatre", "starter", joined=7, notes="A CSM is still to be named."),
    Part("ibis-cycling", "Ibis Cycling", "scale", "clara", story=Story.SLOW),
    Part("juniper-health", "Juniper Health", "enterprise", "dana", agreed=INHERITED._replace(pm_share=100_000)),
    Part("kestrel-analytics", "Kestrel Analytics", "growth", "oscar", agreed=custom(80, 6_400)),
    Part("lumen-energy", "Lumen Energy", "scale", "oscar", agreed=INHERITED._replace(cost=Pence(8_250_00))),
    Part("marlow-and-sons", "Marlow & Sons", "starter", "clara", agreed=INHERITED._replace(rollover_excess=False)),
    Part("nomad-coffee", "Nomad Coffee", "growth", "dana", before="starter", since=5),
    Part("orchard-academy-trust", "Orchard Academy Trust", "growth", "oscar", agreed=INHERITED._replace(pm_share=0)),
    Part("pebble-finance", "Pebble Finance", "scale", "dana", agreed=INHERITED._replace(rollover_unused=Unused.ALL)),
    Part("zaytoun-kitchen", "مطبخ زيتون", "starter", "clara", joined=5),
    Part("quayside-brewing", "Quayside Brewing", None, "oscar", agreed=INHERITED._replace(hourly_rate=Pence(95_00))),
    Part("rowan-museum", "Rowan Museum", None, "dana"),
    Part("saltmarsh-festival", "Saltmarsh Festival", None, "clara", joined=4, notes="Site is live from May to August."),
    Part("tidewater-yachts", "Tidewater Yachts", "growth", "oscar", left=5, notes="Moved its site in-house."),
    Part("upland-outfitters", "Upland Outfitters", "starter", "clara", left=2),
)


class Member(NamedTuple):
    """A client with its dates, and the team that serves it: positions in the list of people."""

    part: Part
    client: FileClient
    team: range


class Cast(NamedTuple):
    people: tuple[FilePerson, ...]
    members: tuple[Member, ...]


def cast(seed: int, first: Month, running: Month, clients: int) -> Cast:
    """The people and clients of an agency of that size, from the first month to the running one."""
    rng = Random(f"{seed}:cast")
    parts = (*CLIENTS[:clients], *_more_clients(rng, clients - len(CLIENTS)))
    pods = -(-len(parts) // POD)
    people = (*PEOPLE, *_more_people(rng, pods - 1))
    members = tuple(
        Member(part, _client(part, first, running, rng), range(pod * len(PEOPLE), (pod + 1) * len(PEOPLE)))
        for pod, part in ((number // POD, part) for number, part in enumerate(parts))
    )
    return Cast(people, members)


def _client(part: Part, first: Month, running: Month, rng: Random) -> FileClient:
    joined = max(first, running.plus(-part.joined))
    start = joined.first if joined == first else joined.first + timedelta(days=rng.randrange(0, 18))
    archived = None if part.left is None else running.plus(-part.left).last
    return FileClient(
        part.slug,
        part.name,
        start,
        tuple(_terms(part, joined, running)),
        csm=part.csm,
        notes=part.notes,
        is_archived=archived is not None,
        archived=archived,
        slack_channel=f"#client-{part.slug}"[:80],
    )


def _terms(part: Part, joined: Month, running: Month) -> Iterator[FileTerms]:
    if part.before is None or part.since is None or running.plus(-part.since) <= joined:
        yield FileTerms(part.plan, part.agreed._replace(since=int(joined)))
        return
    yield FileTerms(part.before, INHERITED._replace(since=int(joined)))
    yield FileTerms(part.plan, part.agreed._replace(since=int(running.plus(-part.since))))


def _more_clients(rng: Random, number: int) -> Iterator[Part]:
    names = [f"{place} {trade}" for place, trade in product(PLACES, TRADES)]
    for n, name in enumerate(rng.sample(names, max(0, number)), start=len(CLIENTS)):
        team = _team_key(n // POD, rng.choice(("clara", "oscar", "dana")))
        plan = rng.choices(("starter", "growth", "scale", "enterprise", None), (30, 38, 17, 4, 11))[0]
        story = rng.choices((Story.STEADY, Story.BRISK, Story.SLOW, Story.UNDER, Story.OVER), (80, 5, 5, 5, 5))[0]
        joined = 999 if rng.random() < 0.7 else rng.randrange(2, 13)
        left = rng.randrange(1, 9) if joined == 999 and rng.random() < 0.05 else None
        yield Part(name.lower().replace(" ", "-"), name, plan, team, joined, story, left=left)


def _more_people(rng: Random, pods: int) -> Iterator[FilePerson]:
    names = [(one, other) for one in FIRST_NAMES for other in LAST_NAMES]
    rng.shuffle(names)
    for pod in range(1, pods + 1):
        for person in PEOPLE:
            one, other = names.pop()
            yield person._replace(key=_team_key(pod, person.key), name=f"{one} {other}")


def _team_key(pod: int, key: str) -> str:
    return f"{key}-{pod + 1}" if pod else key
