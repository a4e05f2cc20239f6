"""A date or interval as files write it → first day, last day, precision. Never shifted by a time zone, never guessed.

Day and month in an order that cannot be known ("03/04/2017" alone) give no date but the word "order", so that a person
can choose. Years from 1900 to 2100 count. Sources of month names: CLDR 46 (en, fr, es, ar, ar-SY).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from geo.intake.values.months import months_as_numbers
from geo.intake.values.script import is_missing, plain

Day = tuple[date, date, str]

_TIME = re.compile(
    r"(?<=\d)[T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)? ?([ap]\.?m\.?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$", re.IGNORECASE
)
_WEEKDAY = re.compile(
    r"^((mon|tues?|wed(nes)?|thu(rs)?|fri|sat(ur)?|sun)(day)?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes"
    r"|martes|miércoles|jueves|viernes|sábado|domingo|الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد)\.?،?,? ",
    re.IGNORECASE,
)
_FILLER = re.compile(r"(?<=\d)(st|nd|rd|th|er|º)\b|\b(de|del|of|le|el|года|року)\b|\bг\.?$", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})$")
_ISO_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})$")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.](\d{4})$")
_YEAR = re.compile(r"(\d{4})(\.0)?$")
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$")
_SERIAL = re.compile(r"([2-7]\d{4})(\.\d+)?$")
_NAMED = (
    re.compile(r"(?P<d>\d{1,2})[ \-./]*@(?P<m>\d+)@[ \-./,]*(?P<y>\d{4}|\d{2})$"),
    re.compile(r"@(?P<m>\d+)@[ \-./]*(?P<d>\d{1,2})[ \-./,]+(?P<y>\d{4})$"),
    re.compile(r"(?P<y>\d{4})[ \-./]*@(?P<m>\d+)@[ \-./]*(?P<d>\d{1,2})$"),
    re.compile(r"@(?P<m>\d+)@[ \-./,]*(?P<y>\d{4})$"),
    re.compile(r"(?P<y>\d{4})[ \-./,]*@(?P<m>\d+)@$"),
)
_BETWEEN = re.compile(
    r" ?(?:[–—]| - |\bto\b|\buntil\b|\bau\b|\bal\b|\bhasta\b|إلى|/(?=\d{4}-\d{2}-\d{2}$)) ?", re.IGNORECASE
)
_YEARS = re.compile(r"((?:19|20)\d{2})-((?:19|20)\d{2})$")
_DAYS_OF_MONTH = re.compile(r"(\d{1,2}) ?[-–—] ?(\d{1,2})([ ]*@\d+@.*)$")
_OPEN_START = re.compile(r"^(since|from|after|depuis|desde|منذ)\b ?", re.IGNORECASE)
_OPEN_END = re.compile(r"^(until|till|by|before|jusqu'en|jusqu'à|hasta|حتى)\b ?", re.IGNORECASE)
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class DateRead:
    """`problem` is None, "order" (day or month first is not known), or what is wrong; then there is no date."""

    start: date | None = None
    end: date | None = None
    precision: str = "day"
    problem: str | None = None


def day_month_order(texts: Iterable[str]) -> str | None:
    """ "dmy" or "mdy", as the numeric dates of one column prove it; "mixed" where they prove both; None where neither.

    >>> day_month_order(["03/04/2017", "15/05/2017"]), day_month_order(["03/04/2017"])
    ('dmy', None)
    """
    proved = set()
    for text in texts:
        found = _NUMERIC.match(_TIME.sub("", plain(text)))
        if found and int(found[1]) > 12 >= int(found[2]):
            proved.add("dmy")
        elif found and int(found[2]) > 12 >= int(found[1]):
            proved.add("mdy")
    return "mixed" if len(proved) > 1 else next(iter(proved), None)


def parse_date(text: str, order: str | None = None) -> DateRead:
    """The interval that `text` names; `order` ("dmy", "mdy") settles numeric dates.

    >>> parse_date("15 May 2017").start, parse_date("2017-05").end, parse_date("2017-05").precision
    (datetime.date(2017, 5, 15), datetime.date(2017, 5, 31), 'month')
    >>> parse_date("october-7-2023").start
    datetime.date(2023, 10, 7)
    >>> parse_date("2023-11-06T23:30:00.000Z").start
    datetime.date(2023, 11, 6)
    >>> parse_date("03/04/2017").problem, parse_date("03/04/2017", "dmy").start
    ('order', datetime.date(2017, 4, 3))
    >>> parse_date("30 February 2017").problem
    'no such day'
    >>> parse_date("14–15 May 2017").end, parse_date("since 2013").precision
    (datetime.date(2017, 5, 15), 'open')
    """
    if _DAY.match(text):
        with suppress(ValueError):
            day = date.fromisoformat(text)
            if 1900 <= day.year <= 2100:
                return DateRead(day, day)
    if is_missing(text):
        return DateRead()
    cleaned = _cleaned(text)
    try:
        return _open(cleaned, order) or _interval(cleaned, order) or _single(cleaned, order)
    except _Unreadable as error:
        return DateRead(problem=str(error))


class _Unreadable(ValueError):
    pass


def _cleaned(text: str) -> str:
    held = months_as_numbers(_WEEKDAY.sub("", plain(text)))
    return _FILLER.sub("", _TIME.sub("", held)).replace("  ", " ").strip(" ,")


def _open(text: str, order: str | None) -> DateRead | None:
    if found := _OPEN_START.match(text):
        return DateRead(_one(text[found.end() :], order)[0], None, "open")
    if found := _OPEN_END.match(text):
        return DateRead(None, _one(text[found.end() :], order)[1], "open")
    return None


def _interval(text: str, order: str | None) -> DateRead | None:
    if found := _YEARS.match(text):
        return _joined(_year(int(found[1])), _year(int(found[2])))
    if found := _DAYS_OF_MONTH.match(text):
        return _joined(_one(found[1] + found[3], order), _one(found[2] + found[3], order))
    parts = _BETWEEN.split(text)
    if len(parts) != 2 or not all(parts):
        return None
    last = _one(parts[1], order)
    first = parts[0] if re.search(r"\d{4}", parts[0]) else f"{parts[0]} {last[1].year}"
    return _joined(_one(first, order), last)


def _joined(first: Day, last: Day) -> DateRead:
    if first[0] > last[1]:
        raise _Unreadable("ends before it starts")
    precision = "days" if first[2] == last[2] == "day" else last[2]
    return DateRead(first[0], last[1], precision)


def _single(text: str, order: str | None) -> DateRead:
    return DateRead(*_one(text, order))


def _one(text: str, order: str | None) -> Day:
    text = text.strip(" ,")
    if found := _ISO.match(text) or _COMPACT.match(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.match(text):
        return _numeric(int(found[1]), int(found[2]), found[3], order)
    return _coarse(text) or _named(text)


def _coarse(text: str) -> Day | None:
    if found := _YEAR.match(text):
        return _year(int(found[1]))
    if found := _ISO_MONTH.match(text):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_YEAR.match(text):
        return _month(int(found[2]), int(found[1]))
    if found := _SERIAL.match(text):
        start = _EXCEL_EPOCH + timedelta(days=int(found[1]))
        return start, start, "day"
    return None


def _named(text: str) -> Day:
    for pattern in _NAMED:
        if found := pattern.match(text):
            held = found.groupdict()
            year, month = _full_year(held["y"]), int(held["m"])
            return _day(year, month, int(held["d"])) if held.get("d") else _month(year, month)
    raise _Unreadable("not read as a date")


def _numeric(one: int, other: int, year: str, order: str | None) -> Day:
    if one > 12 or order == "dmy" or one == other:
        return _day(_full_year(year), other, one)
    if other > 12 or order == "mdy":
        return _day(_full_year(year), one, other)
    raise _Unreadable("order")


def _full_year(text: str) -> int:
    """Two digits as POSIX reads them: 69 to 99 are 1969 to 1999."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= 69 else 2000)


def _day(year: int, month: int, day: int) -> Day:
    _check_year(year)
    try:
        held = date(year, month, day)
    except ValueError:
        raise _Unreadable("no such day") from None
    return held, held, "day"


def _month(year: int, month: int) -> Day:
    _check_year(year)
    if not 1 <= month <= 12:
        raise _Unreadable("no such month")
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1), "month"


def _year(year: int) -> Day:
    _check_year(year)
    return date(year, 1, 1), date(year, 12, 31), "year"


def _check_year(year: int) -> None:
    if not 1900 <= year <= 2100:
        raise _Unreadable("a year outside 1900 to 2100")
