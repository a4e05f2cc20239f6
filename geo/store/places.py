"""Places by id, read from the store when they are asked for: a data set may hold a million of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from geo import codes
from geo.mercator import to_mercator
from geo.model import Place

KEPT = 20_000
_BATCH = 500
Rows = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]


def place_row(number: int, place: Place, record: str) -> tuple[Any, ...]:
    """A row of the table `places`."""
    x, y = (None, None) if place.lon is None or place.lat is None else to_mercator(place.lon, place.lat)
    return (
        number, place.id, place.name, place.admin1_pcode, place.admin1_name, place.pcode,
        codes.country_code(place.country), place.lon, place.lat, x, y, place.is_area,
        codes.code(codes.SENSITIVITIES, place.sensitivity), place.publish_as, place.sensitivity == "public", record,
    )  # fmt: skip


def place_of(record: str) -> Place:
    """The Place of a row's record."""
    raw = json.loads(record)
    for key in ("aliases", "covers_pcodes"):
        raw[key] = tuple(raw.get(key) or ())
    return Place(**raw)


def among(column: str, numbers: Sequence[int]) -> str:
    """A condition for a few numbers: DuckDB 2.0 answers for one in half the time that it takes for a list of one."""
    return f"{column} = ?" if len(numbers) == 1 else f"{column} IN (SELECT unnest(?::UINTEGER[]))"


def bound(numbers: Sequence[int]) -> list[Any]:
    """The values for `among`."""
    return [numbers[0]] if len(numbers) == 1 else [list(numbers)]


class PlaceNumbers:
    """The numbers of places by id and back. To find an id takes a scan over all places; a number is found at once.

    An id with the prefix of its data set stands in that data set alone, once; what the map was asked about by number is
    therefore remembered. Any other id may stand in several files.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._known: dict[str, int] = {}

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """The ids of places by their numbers."""
        if not numbers:
            return {}
        sql = f"SELECT q.place, q.id FROM places q WHERE {among('q.place', numbers)}"
        found: dict[int, str] = dict(self._rows(sql, bound(numbers)))
        self._remember({place_id: number for number, place_id in found.items()})
        return found

    def of(self, ids: Sequence[str]) -> list[int]:
        """The numbers of all places with these ids, the lowest first."""
        known = self._known
        missing = [each for each in ids if each not in known]
        found = [known[each] for each in ids if each in known]
        if missing:
            sql = "SELECT q.id, q.place FROM places q WHERE q.id IN (SELECT unnest(?::VARCHAR[]))"
            asked = self._rows(sql, [missing])
            self._remember(dict(asked))
            found += [number for _, number in asked]
        return sorted(found)

    def _remember(self, numbers: dict[str, int]) -> None:
        held = {place_id: number for place_id, number in numbers.items() if ":" in place_id}
        self._known = held if len(self._known) > KEPT else self._known | held


class PlaceBook(Mapping[str, Place]):
    """Places by id: with `published`, only those that may be; else each as it was recorded.

    Asks the store for what it does not hold, and forgets all when it holds more than KEPT. Iterating reads every place.
    """

    def __init__(self, rows: Rows, numbers: PlaceNumbers, *, published: bool) -> None:
        self._rows = rows
        self._numbers = numbers
        self._shown = "shown" if published else "TRUE"
        self._held: dict[str, Place | None] = {}
        self._admins: dict[str, str] | None = None

    def __getitem__(self, key: str) -> Place:
        held = self._held
        found = held[key] if key in held else self.fetch([key])[key]
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(
            [row[0] for row in self._rows(f"SELECT DISTINCT id FROM places WHERE {self._shown} ORDER BY id", [])]
        )

    def __len__(self) -> int:
        return int(self._rows(f"SELECT count(DISTINCT id) FROM places WHERE {self._shown}", [])[0][0])

    def values(self) -> Any:
        """All places, read at once."""
        rows = self._rows(
            f"SELECT id, min_by(record, place) FROM places WHERE {self._shown} GROUP BY id ORDER BY id", []
        )
        return [place_of(record) for _, record in rows]

    def fetch(self, keys: Iterable[str]) -> Mapping[str, Place | None]:
        """The places of these ids, None where there is none, among others; asks few questions for what is not held."""
        wanted, known = list(dict.fromkeys(keys)), self._held
        missing = [key for key in wanted if key not in known]
        if not missing:
            return known
        full = len(known) + len(missing) > KEPT
        held = {key: known[key] for key in wanted if key in known} if full else dict(known)
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            numbers = self._numbers.of(batch)
            sql = f"""SELECT id, record FROM places
                      WHERE {self._shown} AND {among("place", numbers)} ORDER BY place DESC"""
            found: dict[str, str] = dict(self._rows(sql, bound(numbers)))
            held |= {key: place_of(found[key]) if key in found else None for key in batch}
        self._held = held
        return held

    def admin_names(self) -> Mapping[str, str]:
        """The names of governorates by p-code, of all places."""
        if self._admins is None:
            sql = """SELECT admin1_pcode, min_by(admin1_name, place) FROM places
                     WHERE admin1_pcode IS NOT NULL AND admin1_name IS NOT NULL GROUP BY admin1_pcode"""
            self._admins = dict(self._rows(sql, []))
        return self._admins
