"""The country that most places of a file lie in, where its rows name none; and what is known of one end besides.

Told by the units that rows name, by their points, or by the name of the file and its title, in this order: names are
then looked up among the towns of that country first. It decides nothing alone: a name has to be there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo.gazetteer.units import country_code, country_name, governorate_pcode
from geo.intake.abroad import listed_countries, unit_of
from geo.intake.boundaries import countries_at
from geo.intake.flows.questions import End
from geo.intake.values import parse_coordinate

_MOST = 0.6
_AT_LEAST = 2
_POINTS, _UNITS = 400, 60
"""So many say enough."""
_PCODE = re.compile(r"([A-Za-z]{2})\d{2,}")
_OWN = "SY"
"""The country whose names are looked up anyway."""


@dataclass(frozen=True, slots=True)
class Home:
    """An ISO 3166-1 alpha-2 code and why it is taken."""

    country: str
    why: str

    @property
    def words(self) -> str:
        return f"{country_name(self.country)}, {self.why}"


def home_of(ends: Sequence[End], words: str) -> Home | None:
    """The country of the ends that name none themselves; None where it is not clear, or is Syria."""
    open_ = [end for end in map(placed_by_words, ends) if end.country is None]
    units = sorted({end.admin1 for end in open_ if end.admin1})[:_UNITS]
    found = _by_units(units) or _by_points(open_) or (_by_words(words) if open_ else None)
    return None if found is None or found.country == _OWN else found


def placed_by_words(end: End) -> End:
    """The end with the country that its p-code begins with, or that stands in the column of its unit."""
    if end.country:
        return end
    code = _PCODE.fullmatch((end.pcode or end.unit or "").strip())
    if code and (country := country_code(code[1])) not in {None, _OWN}:
        return replace(end, country=country)
    if end.admin1 and governorate_pcode(end.admin1) is None and (country := country_code(end.admin1)) is not None:
        return end if end.admin1 == end.name else replace(end, country=country, admin1=None)
    return end


def _by_units(names: Collection[str]) -> Home | None:
    """The one country that has most of these units; at least two, and more than any other country."""
    if len(names) < _AT_LEAST:
        return None
    counts = Counter({code: sum(unit_of(code, name) is not None for name in names) for code in listed_countries()})
    counts[_OWN] = sum(governorate_pcode(name) is not None for name in names)
    return _leading(counts, len(names), "by the units that its rows name")


def _by_points(ends: Iterable[End]) -> Home | None:
    points = []
    for end in ends:
        lon, lat = parse_coordinate(end.lon or "", "lon")[0], parse_coordinate(end.lat or "", "lat")[0]
        if lon is not None and lat is not None and (lon or lat):
            points.append((lon, lat))
        if len(points) == _POINTS:
            break
    if len(points) < _AT_LEAST:
        return None
    counts = Counter(countries_at(np.array(points)))
    return _leading(counts, len(points), "by most of its points")


def _leading(counts: Counter[str], of: int, why: str) -> Home | None:
    first, second = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    enough = first[1] >= max(_AT_LEAST, _MOST * of) and first[1] > second[1]
    return Home(first[0], f"{why} ({first[1]} of {of})") if enough else None


def _by_words(text: str) -> Home | None:
    """The one country that the name of the file, or a title in it, names."""
    words = re.findall(r"[^\W\d_]+", text)
    runs = {" ".join(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words) - n + 1)}
    # A code of two or three letters in a name may be anything else.
    found = {code for run in runs if len(run) > 3 and (code := country_code(run)) is not None}
    return Home(found.pop(), "by the name of the file or its title") if len(found) == 1 else None
