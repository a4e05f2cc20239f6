"""Hypothesis strategies for the values of the model, shared by the property tests."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from geo.filter import MAX_ZOOM, Filter, View
from geo.model import Event, Figure
from geo.steps import UNITS, Step
from geo.text import words
from geo.vocab import EVENT_TYPES, GRADES, GROUPS, MOVES, QUALIFIERS, STANCES

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
IDS = PRINTABLE.filter(str.isprintable)
FREE_TEXT = st.text(max_size=40).map(lambda t: " ".join(t.split())).filter(lambda t: bool(words(t)))
TRANSMITTABLE = FREE_TEXT.filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t))
LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)


def some(values: object) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values if isinstance(values, st.SearchStrategy) else st.sampled_from(list(values)), max_size=4).map(  # type: ignore[call-overload]
        tuple
    )


def _bbox(west: float, east: float, lats: list[float]) -> tuple[float, float, float, float]:
    south, north = sorted(lats)
    return west + 0.0, south + 0.0, east + 0.0, north + 0.0


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    days = sorted(draw(st.lists(DAYS, min_size=2, max_size=2)))
    return Filter(
        types=draw(some(EVENT_TYPES)),
        date_from=draw(st.sampled_from([None, days[0]])),
        date_to=draw(st.sampled_from([None, days[1]])),
        places=draw(some(IDS)),
        admins=draw(some(IDS)),
        claimants=draw(some(IDS)),
        stances=draw(some(STANCES)),
        grades=draw(some(GRADES)),
        datasets=draw(some(IDS)),
        sensitivities=draw(some(["restricted", "internal"])),
        text=draw(st.none() | TRANSMITTABLE),
        min_killed=draw(st.none() | st.integers(0, 999_999_999)),
        bbox=draw(st.none() | st.builds(_bbox, LON, LON, st.lists(LAT, min_size=2, max_size=2))),
        as_of=draw(st.none() | DAYS),
        origins=draw(some(IDS)),
        destinations=draw(some(IDS)),
        groups=draw(some(GROUPS)),
        ends=draw(some(IDS)),
        moves=draw(some(MOVES)),
        min_people=draw(st.none() | st.integers(0, 999_999_999)),
    )


VIEWS = st.builds(
    View,
    at=st.none()
    | st.tuples(LAT.map(lambda v: v + 0.0), LON.map(lambda v: v + 0.0), st.floats(0, MAX_ZOOM).map(lambda v: v + 0.0)),
    event=st.none() | IDS,
    place_sel=st.none() | IDS,
    movement=st.none() | IDS,
    tiles=st.none() | IDS,
    step=st.none() | st.builds(Step, st.sampled_from(list(UNITS)), DAYS),
)

BOUND = st.none() | st.integers(0, 10**6)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    bounds = sorted(draw(st.lists(st.integers(0, 10**6), min_size=3, max_size=3)))
    low, best, high = (draw(st.sampled_from([None, bound])) for bound in bounds)
    return Figure(low, best, high, draw(st.sampled_from([None, *QUALIFIERS])), draw(st.none() | PRINTABLE))


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Events with links among themselves: parts and copies point only backwards, so that there is no circle."""
    held: list[Event] = []
    for number in range(draw(st.integers(0, 8))):
        earlier = [None, *(event.id for event in held)]
        held.append(
            Event(
                id=f"e{number}",
                title=f"Event {number}",
                type=draw(st.sampled_from(list(EVENT_TYPES))),
                dataset="d",
                killed=draw(st.none() | figures()),
                part_of=draw(st.sampled_from(earlier)),
                duplicate_of=draw(st.sampled_from(earlier)),
                is_summary=draw(st.booleans()),
            )
        )
    return held
