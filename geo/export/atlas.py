"""The maps of one document: one of all events, and for an atlas one more per governorate or per day.

Each map is the part of the selection that a narrower filter shows, with the numbers of the whole, its own counts and
totals, and its own frame.
"""

from __future__ import annotations

from dataclasses import replace

from geo.dates import day_in_words
from geo.errors import BadInput
from geo.export import basemap
from geo.export.options import Options
from geo.export.selection import Selection, part
from geo.filter import Filter
from geo.store.protocol import Store

MAX_MAPS = 40


def maps(store: Store, held: Selection) -> list[Selection]:
    """The selections to draw, the whole first; raises BadInput for more than MAX_MAPS."""
    parts = {"admin": _by_governorate, "day": _by_day}.get(held.options.atlas)
    if parts is None:
        return [held]
    asked = parts(store, held)
    if len(asked) > MAX_MAPS:
        cure = "Narrow the filter, or make one map per governorate."
        raise BadInput("maps of an atlas", got=len(asked), want=f"at most {MAX_MAPS}", where="the atlas", cure=cure)
    whole = replace(held, options=replace(held.options, map_number=f"{held.options.map_number}.0"))
    return [whole, *(part(store, held, chosen, options) for chosen, options in asked)]


def _by_governorate(store: Store, held: Selection) -> list[tuple[Filter, Options]]:
    """One map per governorate with an event, in the order of most events; those without an outline have no map."""
    outlined = {p["pcode"] for _, p in basemap.layer("governorates").shapes}
    found = store.facets(held.chosen)["admin"]
    pcodes = [facet for facet in found if facet.value in outlined and facet.n]
    if held.chosen.admins:
        pcodes = [facet for facet in pcodes if facet.value in held.chosen.admins]
    return [
        (
            replace(held.chosen, admins=(facet.value,)),
            _named(held.options, number, _governorate(facet.value), area=facet.value),
        )
        for number, facet in enumerate(pcodes, 1)
    ]


def _governorate(pcode: str) -> str:
    return next(str(p["name"]) for _, p in basemap.layer("governorates").shapes if p["pcode"] == pcode)


def _by_day(store: Store, held: Selection) -> list[tuple[Filter, Options]]:
    """One map per day that an event is dated to."""
    days = sorted({bar.day for bar in store.timeline(held.chosen) if bar.bucket == "day"})
    return [
        (replace(held.chosen, date_from=day, date_to=day), _named(held.options, number, day_in_words(day)))
        for number, day in enumerate(days, 1)
    ]


def _named(options: Options, number: int, name: str, area: str = "") -> Options:
    named = replace(options, title=f"{options.title}: {name}", map_number=f"{options.map_number}.{number}")
    return replace(named, area=area, box=None) if area else named
