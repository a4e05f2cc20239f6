"""What the store answers by SQL is what plain Python makes of the same events.

The data are the shipped records beside two imported data sets with every kind of trouble.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imported_data import two_data_sets

from geo.figures import totals
from geo.filter import Filter
from geo.model import Event
from geo.paths import DATA_DIR
from geo.store import Bar, Store, open_store
from geo.store.datasets import accept_duplicate
from geo.vocab import EVENT_TYPES, GRADES, STANCES

MANY = settings(max_examples=40, suppress_health_check=list(HealthCheck))
_DAYS = st.one_of(
    st.none(), st.dates(date(2009, 1, 1), date(2021, 1, 1)), st.dates(date(2017, 4, 20), date(2017, 6, 20))
)


@st.composite
def choices(draw: st.DrawFn) -> Filter:
    """Filters that match something more often than not."""

    def some(values: list[str]) -> tuple[str, ...]:
        return tuple(draw(st.one_of(st.just([]), st.just([]), st.lists(st.sampled_from(values), max_size=4))))

    start, end = draw(_DAYS), draw(_DAYS)
    if start and end and start > end:
        start, end = end, start
    return Filter(
        types=some(list(EVENT_TYPES)), date_from=start, date_to=end, grades=some(list(GRADES)),
        stances=some(list(STANCES)),
        places=some(["azaz", "short:p1", "long:p2", "short:p12", "near-sy01", "qaboun", "east-ghouta"]),
        admins=some(["SY01", "SY02", "SY0700", "SY07"]), claimants=some(["Claimant 1", "US-led Coalition"]),
        datasets=some(["short", "long", "source-briefing-2017-05-16"]), sensitivities=some(["restricted", "internal"]),
        text=draw(st.sampled_from([None, None, None, "الباب", "bab hit", "Place 7"])),
        min_killed=draw(st.sampled_from([None, None, 0, 10])),
        as_of=draw(st.sampled_from([None, None, date(2017, 5, 15)])),
        bbox=draw(st.sampled_from([None, None, (36.0, 33.0, 38.0, 37.0), (179.0, -10.0, -179.0, 20.0)])),
    )  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    workspace = tmp_path_factory.mktemp("both")
    two_data_sets(workspace)
    accept_duplicate(workspace, "short:e3", "long:e5")
    accept_duplicate(workspace, "short:e7", "short:e8")
    accept_duplicate(workspace, "short:e9", "gone:e8")
    held = open_store(DATA_DIR, workspace)
    assert held.problems == ()
    yield held
    held.close()


def at_home(event: Event, country: str | None) -> bool:
    return any(at.place.has_point and at.place.country == country for at in event.places)


@MANY
@given(choices())
def test_count(both: Store, chosen: Filter) -> None:
    events, count = both.events(chosen), both.count(chosen)
    assert count.shown == len(events)
    assert count.without_point == sum(not event.has_point for event in events)
    assert count.abroad == sum(event.has_point and not at_home(event, count.country) for event in events)
    off = both.off_map(chosen, limit=1000)
    assert [e.id for e in off.without_point] == [e.id for e in events if not e.has_point]
    assert [e.id for e in off.abroad] == [e.id for e in events if e.has_point and not at_home(e, count.country)]
    assert [each.id for page in both.pages(chosen) for each in page] == [event.id for event in events]
    assert all(both.shows(chosen, event.id) for event in events[:3])


@MANY
@given(choices())
def test_totals(both: Store, chosen: Filter) -> None:
    assert both.totals(chosen, listed=None) == totals(both.events(chosen))
    few = both.totals(chosen, listed=2)
    assert few.excluded == totals(both.events(chosen)).excluded[:2]


@MANY
@given(choices())
def test_types(both: Store, chosen: Filter) -> None:
    every = both.events(replace(chosen, types=()))
    assert both.type_counts(chosen) == Counter(event.type for event in every)


@MANY
@given(choices())
def test_facets(both: Store, chosen: Filter) -> None:
    found = both.facets(chosen)

    def counted(key: str) -> Counter[str]:
        return Counter({facet.value: facet.n for facet in found[key]})

    def shown(attribute: str) -> list[Event]:
        return both.events(replace(chosen, **{attribute: ()}))

    whole = {
        key: both.event(event.id, chosen) or event for event in both.events(replace(chosen, claimants=(), stances=()))
        for key in [event.id]
    }  # fmt: skip
    assert counted("type") == Counter(event.type for event in shown("types"))
    assert counted("grade") == Counter(event.grade for event in shown("grades") if event.grade)
    assert counted("dataset") == Counter(event.dataset for event in shown("datasets"))
    placed = Counter(each for event in shown("places") for each in {at.place.id for at in event.places})
    assert counted("place") == placed
    admins = ({at.place.pcode[:4] for at in event.places if at.place.pcode} for event in shown("admins"))
    assert counted("admin") == Counter(each for held in admins for each in held)
    for key, attribute in (("claimant", "claimants"), ("stance", "stances")):
        said = (
            {getattr(claim, key) for claim in whole[event.id].claims} for event in shown(attribute) if event.id in whole
        )
        assert counted(key) == Counter(each for held in said for each in held)


BEGINS = {
    "day": lambda day: day,
    "week": lambda day: day - timedelta(days=day.weekday()),
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}


@MANY
@given(choices())
def test_timeline(both: Store, chosen: Filter) -> None:
    events, bars = both.events(chosen), both.timeline(chosen)
    precise = [e for e in events if e.date_precision in ("day", "days")]
    dated = [(e.date_start, e.date_end, e.type) for e in precise if e.date_start and e.date_end]
    exact = [(start, end, kind) for start, end, kind in dated if (end - start).days <= 31]
    assert both.n_undated(chosen) == len(events) - len(exact)
    assert len({bar.bucket for bar in bars}) == (1 if exact else 0)
    if exact:
        begins = BEGINS[bars[0].bucket]
        touched: Counter[tuple[date, str]] = Counter()
        for start, end, kind in exact:
            days = {begins(start + timedelta(days=n)) for n in range((end - start).days + 1)}
            touched.update((day, kind) for day in days)
        assert {(bar.day, bar.type): bar.n for bar in bars} == touched
        assert len({bar.day for bar in bars}) <= 450
    days = [day for e in events for day in (e.date_start or e.date_end, e.date_end or e.date_start) if day]
    assert both.date_span(chosen) == (min(days, default=None), max(days, default=None))


def test_spans_choose_the_bucket(both: Store) -> None:
    assert {bar.bucket for bar in both.timeline(Filter(datasets=("short",)))} == {"day"}
    assert {bar.bucket for bar in both.timeline(Filter(datasets=("long",)))} == {"month"}
    assert both.timeline(Filter(datasets=("none",))) == []
    assert Bar(date(2017, 5, 14), "siege", 1).bucket == "day"


@MANY
@given(choices())
def test_every_point_opens_with_its_events(both: Store, chosen: Filter) -> None:
    events = both.events(chosen)
    places = {at.place.id: at.place for event in events for at in event.places}
    for place in list(places.values())[:4]:

        def here(event: Event, place_id: str = place.id) -> bool:
            own = places[place_id]
            if own.has_point:
                spot = (own.lon, own.lat, own.is_area)
                return any((at.place.lon, at.place.lat, at.place.is_area) == spot for at in event.places)
            return any(at.place.id == place_id for at in event.places)

        wanted = [event.id for event in events if here(event)]
        first = both.at(chosen, place.id)
        assert first.n_events == len(wanted)
        assert [e.id for n in range(first.n_pages) for e in both.at(chosen, place.id, n).events] == wanted
        assert first.place is not None
