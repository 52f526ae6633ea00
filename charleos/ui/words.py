"""How shares, rates, moments and people's own text are written on screen."""

from __future__ import annotations

import re
from unicodedata import bidirectional

from charleos.rules.policy import MILLION
from charleos.ui.glossary import GLOSSARY
from charleos.units import Minutes, Pence, hours, pounds, quotient_half_up

NOT_APPLICABLE = "n/a"


def help(term: str) -> str:  # noqa: A001 - reads as words.help("banked") where it is used
    """The sentence behind a term of the trade; raises KeyError for a word the glossary does not have.

    >>> help("unstarted")
    'Nothing is logged yet, so nothing is billed.'
    """
    return GLOSSARY[term]


def time(minutes: Minutes | None) -> str:
    """
    >>> time(Minutes(270)), time(None)
    ('4h 30m', 'n/a')
    """
    return NOT_APPLICABLE if minutes is None else hours(minutes)


def money(pence: Pence | None) -> str:
    """
    >>> money(Pence(62500)), money(None)
    ('£625', 'n/a')
    """
    return NOT_APPLICABLE if pence is None else pounds(pence)


def signed_time(minutes: Minutes) -> str:
    """A difference of time.

    >>> signed_time(Minutes(30)), signed_time(Minutes(-90)), signed_time(Minutes(0))
    ('+30m', '-1h 30m', '0h')
    """
    return f"+{hours(minutes)}" if minutes > 0 else hours(minutes)


def signed_money(pence: Pence) -> str:
    """A difference of money.

    >>> signed_money(Pence(1563)), signed_money(Pence(-1563)), signed_money(Pence(0))
    ('+£15.63', '-£15.63', '£0')
    """
    return f"+{pounds(pence)}" if pence > 0 else pounds(pence)


def percent(part: int, whole: int) -> str:
    """A share as a whole percentage, half up; n/a of nothing.

    >>> percent(1230, 3060), percent(3213, 3060), percent(-1, 200), percent(1, 0)
    ('40%', '105%', '0%', 'n/a')
    """
    return NOT_APPLICABLE if whole <= 0 else f"{quotient_half_up(part * 100, whole)}%"


def decimal(hundredths: int) -> str:
    """A ratio with two decimals.

    >>> decimal(115), decimal(5), decimal(1234)
    ('1.15', '0.05', '12.34')
    """
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}"


def share(parts_per_million: int) -> str:
    """A setting's share, exact to two decimals.

    >>> share(150_000), share(125_000), share(0)
    ('15%', '12.5%', '0%')
    """
    whole, rest = divmod(quotient_half_up(parts_per_million * 10_000, MILLION), 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%"


def span(least: Minutes, most: Minutes) -> str:
    """A size's range.

    >>> span(Minutes(180), Minutes(360)), span(Minutes(0), Minutes(30))
    ('3h-6h', '0-30m')
    """
    return f"{hours(least) if least else '0'}-{hours(most)}"


def work_type(text: str) -> str:
    """A kind of work as a label.

    >>> work_type("development"), work_type("qa"), work_type("SEO")
    ('Development', 'QA', 'SEO')
    """
    return text.upper() if len(text) <= 3 else text[:1].upper() + text[1:]


def apart(text: str) -> str:
    """Text among other words: what follows a name that is read from right to left still stands after it.

    >>> apart("Acme Corp"), len(apart("مطبخ")) - len("مطبخ")
    ('Acme Corp', 2)
    """
    if any(bidirectional(letter) in ("R", "AL") for letter in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text


def count(number: int, one: str, many: str | None = None) -> str:
    """
    >>> count(1, "client"), count(1200, "entry", "entries")
    ('1 client', '1,200 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def ago(minutes: int) -> str:
    """How long since something happened.

    >>> ago(0), ago(1), ago(59), ago(60), ago(60 * 24 * 2)
    ('just now', '1 minute ago', '59 minutes ago', '1 hour ago', '2 days ago')
    """
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{count(minutes, 'minute')} ago"
    return f"{count(minutes // 60, 'hour')} ago" if minutes < 60 * 24 else f"{count(minutes // (60 * 24), 'day')} ago"


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&^=@\"'])")
_SHORTCODE = re.compile(r":(?=[\w+-])")
_LINK = re.compile(r"(?<=www)(?=\.)|(?<=\w)(?=@\w)|(?<=https)(?=:)|(?<=http)(?=:)", re.IGNORECASE)
_JOINER = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Someone's own text, so that markdown shows it exactly as typed: no link, image, icon, colour or formula.

    Escaping alone leaves `:smile:` and `www.` alive, which the browser replaces after parsing; an invisible
    joiner breaks them.

    >>> plain("a *b*")
    'a \\\\*b\\\\*'
    """
    one_line = " ".join(text.split())
    broken = _LINK.sub(_JOINER, _SHORTCODE.sub(":" + _JOINER, one_line))
    return _SPECIAL.sub(r"\\\1", broken)
