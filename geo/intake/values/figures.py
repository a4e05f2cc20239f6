"""A number of people as files write it → bounds, best, qualifier, own words. Vague words stay words, 0 stays 0.

"several" is text without a number; "up to 60" has no minimum; "N/A" is no figure at all. A fraction of a person, an
infinity or a number below 0 is a problem, never rounded or cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.intake.values.script import is_missing, plain

MAX_PEOPLE = 10**9

_GROUPED = r"\d{1,3}(?:[ ,.'’]\d{3})+"
_NUMBER = rf"(?:{_GROUPED}|\d+)(?:\.0{{1,2}}(?!\d)|\.0{{4,}})?"
_PLAIN = re.compile(rf"{_NUMBER}$")
_AMBIGUOUS = re.compile(r"\d{1,3}\.\d{3}$")
_RANGE = re.compile(
    rf"(?:between|entre|de|from|من|بين)? ?({_NUMBER}) ?(?:-|–|—|to|and|à|a|et|y|إلى|و) ?({_NUMBER})$", re.IGNORECASE
)
_MINIMUM = (
    "at least",
    "no fewer than",
    "no less than",
    "minimum",
    "min",
    "≥",
    ">=",
    "au moins",
    "al menos",
    "por lo menos",
    "على الأقل",
    "ما لا يقل عن",
)
_MORE = ("more than", "over", "upwards of", ">", "plus de", "más de", "mas de", "أكثر من")
_MAXIMUM = (
    "up to",
    "at most",
    "no more than",
    "maximum",
    "max",
    "≤",
    "<=",
    "jusqu'à",
    "au plus",
    "hasta",
    "como máximo",
    "ما يصل إلى",
    "حتى",
)
_FEWER = ("fewer than", "less than", "under", "<", "moins de", "menos de", "أقل من")
_ABOUT = (
    "about",
    "around",
    "approximately",
    "approx.",
    "approx",
    "roughly",
    "some",
    "nearly",
    "almost",
    "circa",
    "ca.",
    "c.",
    "~",
    "≈",
    "environ",
    "près de",
    "unos",
    "unas",
    "alrededor de",
    "aproximadamente",
    "cerca de",
    "حوالي",
    "نحو",
    "قرابة",
)
_BEHIND = re.compile(rf"({_NUMBER}) ?(\+|or more|ou plus|o más|على الأقل)$", re.IGNORECASE)
_UNIT = re.compile(
    r" (people|persons?|civilians?|dead|deaths?|killed|injured|wounded|displaced|fatalities|victims?|casualties|idps?|"
    r"individuals?|personnes|morts|blessés|personas|muertos|heridos|قتيل|قتلى|شهيد|شهداء|جريح|جرحى|شخص|أشخاص|مدني|مدنيين)$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class FigureRead:
    """`text` is set where the words say more than the numbers; `problem` where the figure cannot be used."""

    min: int | None = None
    best: int | None = None
    max: int | None = None
    qualifier: str | None = None
    text: str | None = None
    problem: str | None = None


def parse_figure(text: str) -> FigureRead:
    """
    >>> parse_figure("1,300").best, parse_figure("4.0").best, parse_figure("٣").best
    (1300, 4, 3)
    >>> parse_figure("up to 60"), parse_figure("12+").min
    (FigureRead(min=None, best=None, max=60, qualifier='up to', text='up to 60', problem=None), 12)
    >>> parse_figure("5-10").max, parse_figure("several").text, parse_figure("several").best
    (10, 'several', None)
    >>> parse_figure("-3").problem, parse_figure("inf").problem, parse_figure("2.5").problem
    ('below 0', 'not finite', 'not a whole number')
    """
    if is_missing(text):
        return FigureRead()
    said = plain(text)
    held = _UNIT.sub("", said.lower())
    read = _exact(held) or _bounded(held, said) or _wrong(held)
    if read is not None:
        return _checked(read)
    if _DIGIT.search(held):
        return FigureRead(text=said, problem="not read as a number")
    return FigureRead(text=said)


def _exact(held: str) -> FigureRead | None:
    if _AMBIGUOUS.match(held):
        return FigureRead(problem="a thousands point or a decimal point")
    return FigureRead(best=_whole(held)) if _PLAIN.match(held) else None


def _bounded(held: str, said: str) -> FigureRead | None:
    if found := _RANGE.match(held):
        return FigureRead(min=_whole(found[1]), max=_whole(found[2]), text=said)
    if found := _BEHIND.match(held):
        return FigureRead(min=_whole(found[1]), qualifier="at least", text=said)
    if (number := _after(held, _MINIMUM)) is not None:
        return FigureRead(min=number, qualifier="at least", text=said)
    if (number := _after(held, _MAXIMUM)) is not None:
        return FigureRead(max=number, qualifier="up to", text=said)
    return _strict(held, said)


def _strict(held: str, said: str) -> FigureRead | None:
    if (number := _after(held, _MORE)) is not None:
        return FigureRead(min=number, qualifier="more than", text=said)
    if (number := _after(held, _FEWER)) is not None:
        return FigureRead(max=max(number - 1, 0), text=said)
    if (number := _after(held, _ABOUT)) is not None:
        return FigureRead(best=number, qualifier="about", text=said)
    return None


def _after(held: str, words: tuple[str, ...]) -> int | None:
    for word in words:
        rest = held[len(word) :].strip(" :")
        if held.startswith(word) and _PLAIN.match(rest) and not _AMBIGUOUS.match(rest):
            return _whole(rest)
    return None


def _wrong(held: str) -> FigureRead | None:
    if re.match(r"[+-]?(inf|infinity|∞)$", held):
        return FigureRead(problem="not finite")
    if re.match(rf"-({_NUMBER}|\d+[.,]\d+)$", held):
        return FigureRead(problem="below 0")
    if re.match(r"\d+[.,]\d+$", held):
        return FigureRead(problem="not a whole number")
    return None


def _checked(read: FigureRead) -> FigureRead:
    given = [bound for bound in (read.min, read.best, read.max) if bound is not None]
    if any(bound > MAX_PEOPLE for bound in given):
        return FigureRead(text=read.text, problem="more people than can be")
    if given != sorted(given):
        return FigureRead(text=read.text, problem="a minimum above its maximum")
    return read


def _whole(text: str) -> int:
    return int(re.sub(r"[ ,.'’]", "", re.sub(r"\.0{1,2}$|\.0{4,}$", "", text)))
