"""More time than was planned: when it can be spent, and why it is needed."""

from __future__ import annotations

from datetime import date

from charleos.errors import BadInput
from charleos.rules.diary import Diary
from charleos.rules.tasks import DelayReason
from charleos.units import NOTHING, Minutes, hours

MOST_EXTRA = Minutes(200 * 60)
"""What is longer than the largest size is another piece of work."""


def last_day(diary: Diary, start: date, minutes: Minutes) -> date:
    """The day on which so much work is done when nothing else is in the way. Who has no working time needs one day.

    >>> devon = Diary(1, Minutes(390))
    >>> last_day(devon, date(2026, 1, 30), Minutes(390)), last_day(devon, date(2026, 1, 30), Minutes(400))
    (datetime.date(2026, 1, 30), datetime.date(2026, 2, 2))
    """
    day, to_do = start, minutes - diary.capacity(start)
    while to_do > 0 and diary.full_day:
        day = diary.shift(day, 1)
        to_do -= diary.capacity(day)
    return day


def follows(diary: Diary, end: date | None, today: date) -> date:
    """The person's first working day after the end, or from today on where that is later.

    >>> devon = Diary(1, Minutes(390))
    >>> follows(devon, date(2026, 1, 30), date(2026, 1, 28)), follows(devon, date(2026, 1, 2), date(2026, 1, 30))
    (datetime.date(2026, 2, 2), datetime.date(2026, 1, 30))
    """
    earliest = diary.on_or_after(today)
    return earliest if end is None else max(earliest, diary.shift(end, 1))


def check_extra(minutes: Minutes) -> None:
    """Raises BadInput unless it is some time, and no more than a piece of work holds."""
    if minutes <= NOTHING:
        raise BadInput("Say how much more time is needed; at least one minute.", field="minutes")
    if minutes > MOST_EXTRA:
        sentence = f"{hours(minutes)} more is another piece of work; add at most {hours(MOST_EXTRA)}."
        raise BadInput(sentence, field="minutes")


def check_cause(cause: str) -> DelayReason:
    """Raises BadInput unless it is one of the reasons there are.

    >>> check_cause("Blocker").name
    'BLOCKER'
    """
    try:
        return DelayReason(cause.strip())
    except ValueError:
        raise BadInput("Choose why the task runs behind.", field="cause") from None
