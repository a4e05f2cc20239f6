"""A Filter in words: the clauses that a reader of a map or an export needs to know what was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from geo.dates import day_in_words, interval_in_words
from geo.filter import Filter
from geo.model import Place
from geo.vocab import EVENT_TYPES, GROUPS, MOVES, SENSITIVITIES, STANCES, label, short

Places = Mapping[str, Place]


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _place_names(held: tuple[str, ...], places: Places) -> str:
    return _list([places[each].name if each in places else each for each in held])


@runtime_checkable
class NamesAdmins(Protocol):
    """Places that know the names of their governorates without reading every place; those of a store do."""

    def admin_names(self) -> Mapping[str, str]: ...


def _admin_names(held: tuple[str, ...], places: Places) -> str:
    if isinstance(places, NamesAdmins):
        names: Mapping[str, str | None] = places.admin_names()
    else:
        names = {place.admin1_pcode: place.admin1_name for place in places.values() if place.admin1_pcode}
    return _list([f"{names[each]} ({each})" if names.get(each) else each for each in held])


def _bbox(held: tuple[float, float, float, float]) -> str:
    west, south, east, north = held
    return f"inside {west:g}, {south:g} to {east:g}, {north:g} (longitude, latitude)"


_WORDS: dict[str, Callable[[Any, Places], str]] = {
    "types": lambda held, _: _list([short(EVENT_TYPES, each).lower() for each in held]),
    "places": lambda held, places: f"at {_place_names(held, places)}",
    "admins": lambda held, places: f"in {_admin_names(held, places)}",
    "claimants": lambda held, _: f"with a claim by {_list(list(held))}",
    "stances": lambda held, _: f"where someone {_list([short(STANCES, each) for each in held])}",
    "grades": lambda held, _: f"graded {_list(list(held))}",
    "datasets": lambda held, _: f"data set {_list(list(held))}",
    "text": lambda held, _: f"text “{held}”",
    "min_killed": lambda held, _: f"at least {held:,} killed by the lower figure",
    "bbox": lambda held, _: _bbox(held),
    "as_of": lambda held, _: f"as known on {day_in_words(held)}",
    "origins": lambda held, places: f"from {_place_names(held, places)}",
    "destinations": lambda held, places: f"to {_place_names(held, places)}",
    "groups": lambda held, _: _list([short(GROUPS, each).lower() for each in held]),
    "ends": lambda held, places: f"from or to {_place_names(held, places)}",
    "moves": lambda held, _: _list([label(MOVES, each).split(",")[0].lower() for each in held]),
    "min_people": lambda held, _: f"at least {held:,} people moved by the lower figure",
    "sensitivities": lambda held, _: (
        f"including {_list([short(SENSITIVITIES, each).lower() for each in held])} records"
    ),
}


def clauses(chosen: Filter, places: Places) -> list[str]:
    """One clause per field that is set, dates first; [] for the empty filter.

    >>> clauses(Filter(types=("airstrike",)), {})
    ['airstrike']
    """
    given = ((say, getattr(chosen, name)) for name, say in _WORDS.items())
    return [*_dates(chosen), *(say(held, places) for say, held in given if held not in ((), None))]


def _dates(chosen: Filter) -> Iterator[str]:
    start, end = chosen.date_from, chosen.date_to
    if start and end:
        yield interval_in_words(start, end, "days")
    elif start:
        yield f"from {day_in_words(start)}"
    elif end:
        yield f"until {day_in_words(end)}"


def in_words(chosen: Filter, places: Places) -> str:
    """The filter as one phrase: "14–16 May 2017, airstrike"; "no filter" for the empty one."""
    return ", ".join(clauses(chosen, places)) or "no filter"


def describe(chosen: Filter, count: Any, places: Places) -> str:
    """What is shown, of how much: "Showing 12 of 15 events, 3 without a point, 14–16 May 2017, airstrike".

    `count` is a geo.store.protocol.Count. What selects only movements is not said: it left no event out.
    """
    parts = [f"Showing {count.shown:,} of {count.total:,} events"]
    if count.without_point:
        parts.append(f"{count.without_point:,} without a point")
    if count.abroad:
        parts.append(f"{count.abroad:,} outside the country")
    if count.withheld:
        parts.append(f"{count.withheld:,} internal withheld")
    if count.coarsened:
        parts.append(f"{count.coarsened:,} shown at a coarser place for safety")
    return ", ".join([*parts, *clauses(chosen.of_events(), places)])
