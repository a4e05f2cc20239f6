"""Date intervals with their precision in words. Dates carry no time zone and are never shifted."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
UNKNOWN = "date not known"


def day_in_words(day: date) -> str:
    """
    >>> day_in_words(date(2017, 5, 6))
    '6 May 2017'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def interval_in_words(start: date | None, end: date | None, precision: str) -> str:
    """The interval as people read it, no finer than `precision` (one of geo.vocab.DATE_PRECISIONS).

    >>> interval_in_words(date(2017, 5, 14), date(2017, 5, 15), "days")
    '14–15 May 2017'
    >>> interval_in_words(date(2017, 2, 1), date(2017, 5, 16), "month")
    'February – May 2017'
    >>> interval_in_words(date(2011, 1, 1), date(2015, 12, 31), "year")
    '2011–2015'
    >>> interval_in_words(date(2013, 1, 1), None, "open")
    'since 1 January 2013, end not known'
    """
    one = _COARSE.get(precision, day_in_words)
    if start is None:
        return UNKNOWN if end is None else f"until {one(end)}, start not known"
    if end is None:
        return f"since {one(start)}, end not known"
    if one(start) == one(end):
        return one(start) if precision != "week" else f"week of {one(start)}"
    if precision == "year":
        return f"{start.year}–{end.year}"
    return _months(start, end) if precision == "month" else _days(start, end)


def with_source_words(words: str, own: str | None) -> str:
    """The interval in words, with how the source puts it where that says something else or more.

    >>> with_source_words("15 May 2017", "Monday 15 May 2017")
    'Monday 15 May 2017'
    >>> with_source_words("until August 2013, start not known", "until August 2013")
    'until August 2013, start not known'
    >>> with_source_words("14–15 May 2017", "two days")
    '14–15 May 2017 (in the source: two days)'
    """
    if not own or own in words:
        return words
    return own if words in own else f"{words} (in the source: {own})"


def said_in_words(day: date | None, precision: str | None) -> str:
    """When something was said, no finer than it is known.

    >>> said_in_words(date(2017, 5, 8), "week")
    'week of 8 May 2017'
    >>> said_in_words(None, None)
    'date not known'
    """
    return UNKNOWN if day is None else interval_in_words(day, day, precision or "day")


def _months(start: date, end: date) -> str:
    first = _MONTHS[start.month - 1] if start.year == end.year else _month_in_words(start)
    return f"{first} – {_month_in_words(end)}"


def _days(start: date, end: date) -> str:
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_in_words(end)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {day_in_words(end)}"
    return f"{day_in_words(start)} – {day_in_words(end)}"


def _month_in_words(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _year_in_words(day: date) -> str:
    return str(day.year)


_COARSE = {"month": _month_in_words, "year": _year_in_words}
