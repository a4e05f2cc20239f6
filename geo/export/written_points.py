"""Coordinates as people write them into texts and links: found, so that a hidden place is not told by its words.

Known are pairs of decimal degrees (from two decimals on, about a kilometre; Arabic digits, signs, letters or names of
the axes beside them), degrees with minutes and seconds, UTM and metres of Web Mercator, MGRS, plus codes, and the ways
in which links to maps write a point. A pair with two decimals that reads as times or as days and months is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_D = r"[\d٠-٩۰-۹]"
_AXIS = r"(?:(?:[NSEWXY]|lat(?:itude)?|long?(?:itude)?|lng|خط العرض|خط الطول)\s{0,2}[:=.]?\s{0,2})?"
_DEGREES = rf"{_AXIS}[-+−]?{_D}{{1,3}}[.٫]{_D}{{2,}}(?!{_D}|[.٫]{_D})\s{{0,2}}°?\s{{0,2}}(?:[NSEW]\b)?"
_COMMAS = rf"(?<![\w.,])[-+−]?{_D}{{1,3}},{_D}{{4,}}"
_SEXAGESIMAL = (
    rf"(?:[NSEW]\s{{0,2}})?{_D}{{1,3}}(?:[.,]{_D}+)?\s{{0,2}}[°º]\s{{0,2}}(?:{_D}{{1,2}}(?:[.,]{_D}+)?\s{{0,2}}['′’ʹ]\s{{0,2}})?"
    rf"(?:{_D}{{1,2}}(?:[.,]{_D}+)?\s{{0,2}}(?:[\"″”]|''|′′|’’)\s{{0,2}})?(?:[NSEW]\b)?"
)
_BETWEEN = r"\s{0,2}(?:[,،;/|]|\band\b|\bو)?\s{0,2}"
_UNITS = r"(?!\s{0,2}(?:%|per\s?cent|million|billion|thousand|k[mg]\b|tons?\b|m\b|USD|[$€£]))"
_SIGNED = re.compile(rf"(?<![\w.$€£])(?P<one>{_DEGREES})[,،;/|\s]{{1,40}}(?P<two>{_DEGREES}){_UNITS}", re.IGNORECASE)
_OTHER = re.compile(
    rf"{_COMMAS}\s{{0,2}}[;/| ]\s{{0,2}}[-+−]?{_D}{{1,3}},{_D}{{4,}}|"
    rf"(?<![\w.,]){_D}{{6,7}}(?:\.{_D}+)?\s{{0,2}}(?:m?\s?E)?[\s,;/]{{1,40}}{_D}{{7}}(?:\.{_D}+)?(?![\w])(?:\s{{0,2}}m?N\b)?|"
    r"\b\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{3,5}\s?\d{3,5}\b|"
    r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b|"
    r"!3d-?\d+\.\d{2,}!4d-?\d+\.\d{2,}|"
    r"\bm?lat(?:itude)?=-?\d+\.\d{2,}&(?:amp;)?m?(?:lon|lng)(?:gitude)?=-?\d+\.\d{2,}"
)
_SEXAGESIMALS = re.compile(rf"(?<![\w.]){_SEXAGESIMAL}{_BETWEEN}{_SEXAGESIMAL}")
_MINUTES = re.compile(r"['′’ʹ]|[NSEW]")
_NUMBER = re.compile(rf"({_D}+)[.٫]({_D}+)")
HINT = rf"{_D}[.٫,]{_D}{{2}}|{_D}{{3}}[ \t]?{_D}{{3}}|[°º]|[2-9CFGHJMPQRVWX]\+[2-9CFGHJMPQRVWX]"
"""Every text with a pair matches it; written so that engines without look-around read it too."""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where coordinates stand in a text, in order and apart.

    >>> [text[a:b] for text in ["at 36.58487, 37.04316."] for a, b in spans(text)]
    ['36.58487, 37.04316']
    >>> list(spans("at 14.30, 15.45 on 14.05, 15.05; 12.50, 13.75 %; 11,798 killed"))
    []
    """
    found = [m.span() for m in _SIGNED.finditer(text) if _is_point(m["one"], m["two"])]
    found += [m.span() for m in _OTHER.finditer(text)]
    found += [m.span() for m in _SEXAGESIMALS.finditer(text) if _MINUTES.search(m.group())]
    end = 0
    for start, stop in sorted(found):
        if start >= end:
            yield start, stop
            end = stop


def without(text: str, words: str) -> str:
    """The text with `words` in place of each pair."""
    held, at = [], 0
    for start, stop in spans(text):
        held += [text[at:start], words]
        at = stop
    return "".join([*held, text[at:]])


def _is_point(one: str, two: str) -> bool:
    """Whether two decimal numbers can be degrees and are not rather times (14.30) or days and months (14.05)."""
    pairs = [found.groups() for found in (_NUMBER.search(one), _NUMBER.search(two)) if found]
    whole = [int(number) for number, _ in pairs]
    if max(whole) > 180 or min(whole) > 90:
        return False
    if any(len(decimals) > 2 for _, decimals in pairs):
        return True
    parts = [int(decimals) for _, decimals in pairs]
    times = all(hour < 24 and minute < 60 for hour, minute in zip(whole, parts, strict=True))
    days = all(0 < day <= 31 and 0 < month <= 12 for day, month in zip(whole, parts, strict=True))
    return not (times or days)
