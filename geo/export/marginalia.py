"""The words that every map and document carries around its picture (domain guide, section 5), as plain values.

In comes a Selection; out come short texts and lists, cleaned but not cut for any one page. A missing producer or
contact is told as not given. Typst, the HTML page and the office formats all take their words from here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import geo
from geo.dates import day_in_words
from geo.export import basemap
from geo.export.counted import claims_and_against, events_by_type, n_of
from geo.export.masks import LEAST_M, MOST_M
from geo.export.safe import printable
from geo.export.selection import Selection
from geo.figures import movement_totals
from geo.model import Dataset
from geo.vocab import FIGURE_KINDS, GRADES, short

DISCLAIMER = "Boundaries and names shown do not imply endorsement or acceptance."
FLOW_RULE = "Lines join origin and destination; they are not routes."
METHOD = (
    "Every figure is as its source gave it, with its qualifier; an unknown figure is never counted as 0. Totals keep "
    "both bounds and leave out summaries, parts and copies of other events, which are named. Denials, disputes and "
    "failures to verify stand beside the claim that they answer, each with its own date. Grades: confirmed (the party "
    "accepted responsibility, or it is on record), fair (two or more credible, independent origins), weak (a single "
    "origin), contested (competing claims), discounted. Medical facilities, shelters and witnesses are published at "
    "town level or coarser. Colour tells the family of an event type and never a side."
)


@dataclass(frozen=True, slots=True)
class Marginalia:
    """The texts, one per item of the list in the domain guide."""

    title: str
    subtitle: str
    country: str
    number: str
    summary: str
    filters: str
    as_of: str
    produced: str
    shown: str
    totals: tuple[str, ...]
    grades: str
    sources: str
    licences: str
    producer: str
    contact: str
    disclaimer: str
    software: str


def marginalia(held: Selection) -> Marginalia:
    """The Marginalia of a selection."""
    options = held.options
    return Marginalia(
        title=printable(options.title) or "Conflict events",
        subtitle=printable(options.subtitle),
        country=printable(basemap.country_name(held.country)),
        number=f"Map {printable(options.map_number, 20)} · version {printable(options.version, 20)}",
        summary=_summary(held),
        filters=f"Filters: {printable(held.words) if held.chosen.pairs() else 'none (all published events)'}",
        as_of=f"Situation as of {day_in_words(held.as_of)}" if held.as_of else "Situation: as-of date not given",
        produced=f"Produced on {day_in_words(options.produced_on)}",
        shown=_shown(held),
        totals=tuple(printable(sentence) for sentence in _totals(held)),
        grades=_grades(held),
        sources=_sources(held),
        licences=_licences(held),
        producer=f"Producer: {printable(options.author)}" if options.author.strip() else "Producer not given",
        contact=f"Contact: {printable(options.contact)}" if options.contact.strip() else "Contact not given",
        disclaimer=DISCLAIMER,
        software=f"Made with Kharita {geo.__version__}",
    )


def _summary(held: Selection) -> str:
    """What is shown in a sentence or two; movements that are no part of an event have one of their own."""
    apart = [movement for movement in held.movements if movement.event_id is None]
    moved = f"{n_of(len(apart), 'movement')}." if apart else ""
    if not held.events:
        return moved or "No event matches the filters."
    return " ".join(filter(None, (_of_events(held), moved)))


def _of_events(held: Selection) -> str:
    kinds = events_by_type(event.type for event in held.events)
    events = f"{n_of(len(held.events), 'event')}: {kinds}." if len(held.events) > 1 else f"1 event ({kinds})."
    return f"{events} {claims_and_against(claim.stance for event in held.events for claim in event.claims)}."


def _shown(held: Selection) -> str:
    count = held.count
    parts = [f"{count.shown:,} shown / {count.total:,} total / {count.without_point:,} not mappable (no point)"]
    if count.abroad:
        parts.append(f"{count.abroad:,} outside {basemap.country_name(count.country)}")
    if count.coarsened:
        parts.append(f"{count.coarsened:,} shown at a coarser place for safety")
    if held.n_masked:
        parts.append(f"{held.n_masked:,} of them at a masked point, {LEAST_M / 1000:g} to {MOST_M / 1000:g} km off")
    if count.withheld:
        parts.append(f"{count.withheld:,} internal withheld")
    return "; ".join(parts)


def _totals(held: Selection) -> list[str]:
    """The sentences of the totals; kinds that no event gives anything for are one sentence together."""
    silent = [kind for kind, total in held.totals.kinds.items() if total.n_events == 0]
    told = [total.sentence() for total in held.totals.kinds.values() if total.n_events]
    if silent:
        told.append(f"{', '.join(FIGURE_KINDS[kind] for kind in silent)}: no figure given")
    told += [text for text in held.totals.sentences() if text.startswith("Left out")]
    apart = [movement for movement in held.movements if movement.event_id is None]
    for total in movement_totals(apart).kinds.values() if apart else ():
        told += [f"movements of people: {total.sentence('movement')}"] if total.n_events else []
    return [f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in told]


def _grades(held: Selection) -> str:
    if not held.events:
        return "Grades included in totals: none"
    listed = ", ".join(f"{short(GRADES, grade).lower()} ({n})" for grade, n in held.grades())
    return f"Grades included in totals: {listed or 'none'}"


def _sources(held: Selection) -> str:
    """Publishers once each, most often named first."""
    names = Counter(printable(s.publisher or s.title or s.id).replace("; ", ", ") for s in held.sources())
    return f"Sources: {'; '.join(name for name, _ in names.most_common()) or 'none'}"


def _licences(held: Selection) -> str:
    sets = [f"{printable(d.title, 80)} ({_licence(d)})" for d in held.datasets]
    return f"Data: {'; '.join(sets) or 'none'}. Base map: {' '.join(basemap.attributions()) or 'none'}"


def _licence(dataset: Dataset) -> str:
    return printable(dataset.licence, 60) if dataset.licence else "licence not given"


def projection(lon: float, lat: float, scale: str) -> str:
    """The projection, datum and scale in words; `scale` is a sentence."""
    east, north = ("E" if lon >= 0 else "W"), ("N" if lat >= 0 else "S")
    centre = f"{abs(lat):.2f}° {north}, {abs(lon):.2f}° {east}"
    return f"Projection: Lambert azimuthal equal-area, centred on {centre}; datum WGS 84. {scale}"
