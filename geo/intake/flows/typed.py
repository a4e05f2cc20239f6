"""Lists of places in one row (IDMC), each typed as origin or destination: names, points, types parted by semicolons."""

from __future__ import annotations

import re

from geo.intake.flows.questions import End
from geo.intake.values import parse_pair

_PARTS = re.compile(r"\s*;\s*")


def sides(names: str | None, points: str | None, kinds: str | None) -> tuple[list[End], list[End]]:
    """(origins, destinations); a place typed as both is in both lists. Lists of different lengths give none.

    >>> [len(side) for side in sides("A; B", "35.1, 36.2; 35.9, 36.6", "Origin; Destination")]
    [1, 1]
    >>> sides("A; B", None, "Origin")
    ([], [])
    """
    held = [_PARTS.split(text.strip().strip("[]")) if text else [] for text in (names, points, kinds)]
    n_names, n_points, n_kinds = map(len, held)
    if not n_kinds or n_names != n_kinds:
        return [], []
    found: tuple[list[End], list[End]] = [], []
    for at, kind in enumerate(held[2]):
        lon, lat, problem = parse_pair(held[1][at]) if n_points == n_kinds else (None, None, None)
        point = (None, None) if problem or lon is None else (str(lon), str(lat))
        end = End(held[0][at] or None, None, None, None, None, *point)
        said = kind.lower()
        for side, word in zip(found, ("origin", "destination"), strict=True):
            if word in said or "both" in said:
                side.append(end)
    return found


def moves(names: str | None, points: str | None, kinds: str | None) -> bool:
    """Whether both ends are typed and are not the same places: people who stayed where they were are an event.

    >>> moves("A; B", None, "Origin; Destination"), moves("A", None, "Both"), moves("A", None, "Origin")
    (True, False, False)
    """
    origins, destinations = sides(names, points, kinds)
    return bool(origins and destinations) and set(origins) != set(destinations)
