"""The month that a workbook is about, where names of file and sheets, or else the titles above its matrices, say it.

Where two of them contradict each other there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.errors import Problem

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NUMBERED = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def months_in(text: str) -> set[int]:
    """The months that a text names in English, long or by their first three letters.

    >>> months_in("December_IDPflow"), months_in("dec 2019"), months_in("mayor")
    ({12}, {12}, set())
    """
    words = re.findall(r"[a-z]+", text.lower())
    return {number for word in words for number, month in enumerate(_MONTHS, 1) if word in (month, month[:3])}


def dated_in(text: str) -> set[tuple[int, int]]:
    """Months with their year beside them in a title.

    >>> dated_in("Movements of March 2020, as of 5 April 2020"), dated_in("2019"), dated_in("IDPs, 2021-02")
    ({(2020, 3), (2020, 4)}, set(), {(2021, 2)})
    """
    pairs = re.findall(r"([a-z]+)[\s,.'-]{1,3}(20\d\d)(?!\d)", text.lower())
    found = {(int(year), month) for word, year in pairs for month in months_in(word)}
    return found | {(int(year), int(month)) for year, month in _NUMBERED.findall(text)}


def dated(name: str, titles: Sequence[str], told: list[Problem], said: Sequence[str] = ()) -> str | None:
    """The month as "2019-12"; None where there is none, or several. Either is told. `said` stands above matrices."""
    of_file = {(int(year), int(month)) for year, month in _NUMBERED.findall(name)}
    years = {int(year) for year in _YEAR.findall(name)} or {int(y) for title in titles for y in _YEAR.findall(title)}
    of_sheets = {month for title in titles for month in months_in(title)}
    named = of_file or {(year, month) for year in years for month in (months_in(name) or of_sheets)}
    by = "names of the file and its sheets"
    if not named:
        named, by = {each for text in said for each in dated_in(text)}, "titles above the matrices"
    months = {month for _, month in named}
    if len(named) == 1 and (not of_sheets or of_sheets == months):
        ((year, month),) = named
        got = f"{year}-{month:02d} by the {by}"
        cure = "Check it: the cells themselves carry no date."
        told.append(Problem("note", "date of the movements", got, "a date in the cells", name, cure))
        return f"{year}-{month:02d}"
    got = "no month, or several, in the names of the file and its sheets and in the titles above the matrices"
    cure = "Give the file a name with the month, such as movements-2019-12.xlsx; the movements have no date now."
    told.append(Problem("warning", "date of the movements", got, "one month and year", name, cure))
    return None
