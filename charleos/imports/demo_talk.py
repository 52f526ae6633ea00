"""What the demo agency does beside its tasks: calls with clients, support, meetings and office work."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from random import Random

from charleos.imports.agency_file import FileEntry
from charleos.imports.demo_cast import Cast, Member, Story
from charleos.imports.demo_diary import NO_DAY, Diary
from charleos.imports.demo_words import OTHER_NOTES
from charleos.periods import Month
from charleos.rules.entries import Activity
from charleos.units import NOTHING

OFFICE = ("pm", "csm", "management")
USUAL_PER_CLIENT, USUAL_PER_PERSON = 4.2, 10.0
"""About how many such entries a client and a person make in a month."""


def write_talk(diary: Diary, who: Cast, month: Month, running: Month, *, share: float, rng: Random) -> None:
    """Enter a month's calls and meetings. share: of what is usual."""
    weeks = [list(week) for _, week in groupby(_working_days(diary, month), lambda n: diary.days[n].isocalendar()[:2])]
    callers = [one for one in who.members if one.part.story is not Story.GOLDEN or month != running.previous]
    for week in weeks:
        for person, one in enumerate(who.people):
            _write_meetings(diary, person, week, is_office=one.discipline in OFFICE, share=share, rng=rng)
        for member in callers:
            _write_calls(diary, who, member, week, share=share, rng=rng)


def _working_days(diary: Diary, month: Month) -> Iterator[int]:
    return (n for n in diary.working_days(month.first, month.last) if n <= diary.last)


def _write_meetings(diary: Diary, person: int, week: list[int], *, is_office: bool, share: float, rng: Random) -> None:
    """A team meeting on the first day of the week, and office work on every day for those whose work it is."""
    if rng.random() < share:
        diary.write_if_free(person, week[0], rng.choice((30, 45, 60)), _entry(Activity.INTERNAL_MEETING, rng))
    for position in week if is_office else ():
        if rng.random() < share:
            minutes = rng.choice((45, 60, 90, 120, 150))
            diary.write_if_free(person, position, minutes, _entry(Activity.ADMIN, rng))


def _write_calls(diary: Diary, who: Cast, member: Member, week: list[int], *, share: float, rng: Random) -> None:
    client = member.client
    for activity, discipline, usual, lengths in (
        (Activity.CLIENT_CALL, "csm", 0.7, (30, 30, 45, 60)),
        (Activity.SUPPORT, "development", 0.3, (15, 20, 30, 45)),
    ):
        position = rng.choice(week)
        day = diary.days[position]
        is_client = client.start <= day and (client.archived is None or day <= client.archived)
        if not is_client or rng.random() >= usual * share:
            continue
        able = [n for n in member.team if who.people[n].discipline == discipline]
        caller = next((n for n in able if who.people[n].key == client.csm), None) or rng.choice(able)
        entry = _entry(activity, rng)._replace(client=client.slug)
        diary.write_if_free(caller, position, rng.choice(lengths), entry)


def _entry(activity: Activity, rng: Random) -> FileEntry:
    """Its person, day and minutes are filled in by the diary."""
    return FileEntry("", NO_DAY, NOTHING, activity, rng.choice(OTHER_NOTES[activity]))
