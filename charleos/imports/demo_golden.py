"""The worked example of the demo: one month of Acme Corp that everybody can check by hand.

Growth, 51h net             size   worked   billable   remaining
Homepage Redesign           M       3h 30m     4h 30m     46h 30m
Product Page Update         S       2h 30m     2h         44h 30m
Blog Integration            L      14h        14h         30h 30m
"""

from __future__ import annotations

from collections.abc import Iterator

from charleos.imports.agency_file import FileEntry
from charleos.imports.demo_cast import PEOPLE, Member
from charleos.imports.demo_diary import NO_DAY, Diary
from charleos.imports.demo_work import Ask, Piece
from charleos.periods import Month
from charleos.rules.entries import Activity
from charleos.units import NOTHING, Minutes

MONTH = (
    ("Homepage Redesign", "design", "M", "iris", ((2, 210, "Two concepts, one chosen"),)),
    ("Product Page Update", "development", "S", "devon", ((5, 150, "Took longer: variants had no images"),)),
    (
        "Blog Integration",
        "development",
        "L",
        "devon",
        ((8, 420, "Feeds, templates, import of old posts"), (9, 420, "Search, tags and redirects")),
    ),
)
"""Title, type, size, who, and the entries: the how-manyth working day of the month, minutes, note."""


def golden_tasks(diary: Diary, member: Member, month: Month) -> Iterator[Ask]:
    """The month's tasks, done; their time is in the diary afterwards. Whoever did it did nothing else that day."""
    working = diary.working_days(month.first, month.last)
    keys = [person.key for person in PEOPLE]
    for number, (title, work_type, size, key, entries) in enumerate(MONTH, start=1):
        task = f"{member.client.slug}/{month}/{number}"
        person = keys.index(key)
        total = Minutes(sum(minutes for _, minutes, _ in entries))
        for day, minutes, note in entries:
            entry = FileEntry("", NO_DAY, NOTHING, Activity.TASK, note, task, work_type)
            diary.write(person, working[day], minutes, entry)
            diary.free[person][working[day]] = 0
        piece = Piece(work_type, work_type, size, total, person, logged=total, is_complete=True)
        piece.first, piece.last = working[entries[0][0]], working[entries[-1][0]]
        yield Ask(task, member.client.slug, title, [piece])
