"""The contract of a Store, on the shipped data: what each question answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import filters

from geo.filter import Filter, parse
from geo.store import PAGE_SIZE, Store

ABU_KAMAL, AKAYRSH = "abu-kamal-airstrike-2017-05-15", "akayrsh-airstrike-2017-05-14"
HOSPITAL, SUMMARY = "ahli-hospital-labour-strike-2017-05-16", "us-attacks-north-east-syria-2017"
REMOVALS = "qaboun-forced-removals-2017-05-14"

SPELLINGS = {
    "sednaya": "Sednaya, Saydnaya, Saidnaya, Sidnaya, Seidnaya, صيدنايا",
    "mezzeh": "Mezzeh, Mazzeh, Mezze, al-Mazzah, المزة",
    "abu-kamal": "Abu Kamal, Albu Kamal, Al-Bukamal, Bukamal, Boukamal, البوكمال, أبو كمال",
    "ahli-hospital": "Azaz, A'zaz, Aazaz, I'zaz, Ezaz, أعزاز, اعزاز, عزاز",
    "qaboun": "Qaboun, Qabun, Al-Qabun, Kaboun, القابون",
    "barzeh": "Barzeh, Barza, Berzeh, Barzah, برزة",
    "tishreen": "Tishreen, Teshreen, Tishrin, حي تشرين",
    "hamouriya-strike": "East Ghouta, Eastern Ghouta, Ghota, Ghutah, الغوطة الشرقية",
    "hamouriya": "Hamouriya, Hammura, Hamoryah, Hamouria, Hamoria, Hammuriyah, حمورية",
    "qaboun-forced": "Idlib, Idleb, Edlib, إدلب, ادلب",
    "akayrsh": "Akayrsh, Akeirshi, Ukayrishi, 'Ukayrishah, Okayrshi, Akershi, العكيرشي, عكيرشي",
    "capitulations": "Darayya, Daraya, Darya, داريا",
    "damascus-capitulations": "Moadamiya, Muadamiyat al-Sham, Madamiyet Elsham, Moadamiyeh, معضمية الشام, المعضمية",
    "damascus-cap": "Wadi Barada, Barada Valley, وادي بردى",
    "qalaat": "Qalaat al-Madiq, Qalat al-Mudiq, Madiq Castle, قلعة المضيق",
}


def ids(store: Store, query: str) -> set[str]:
    parsed = parse(query)
    assert parsed.problems == ()
    return {event.id for event in store.events(parsed.filter)}


def test_the_shipped_data_has_no_findings(store: Store) -> None:
    assert store.problems == ()
    assert len(store.events(Filter())) == 15


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=airstrike", {ABU_KAMAL, AKAYRSH}),
        ("type=forced_displacement", {REMOVALS}),
        ("place=azaz", {HOSPITAL}),
        ("place=abu-kamal", {ABU_KAMAL}),
        ("admin=SY11", {AKAYRSH}),
        ("admin=SY02", {HOSPITAL}),
        ("type=airstrike&from=2017-05-15", {ABU_KAMAL}),
        ("type=airstrike&to=2017-05-14", {AKAYRSH}),
        ("min_killed=5000", {"sednaya-hangings-2011-2015", "caesar-photographs-until-2013-08"}),
        ("min_killed=12&type=airstrike", {AKAYRSH}),
        ("q=Coalition Abu", {ABU_KAMAL}),
        ("q=zzzz", set()),
        ("bbox=40,34,41,35", {ABU_KAMAL}),
        ("place=abu-kamal&type=diplomacy", set()),
    ],
)
def test_filters(store: Store, query: str, expected: set[str]) -> None:
    assert ids(store, query) == expected


def test_a_labour_strike_is_never_an_airstrike(store: Store) -> None:
    for query in ("type=airstrike", "type=strike_unspecified", "type=shelling", "type=airstrike&q=Azaz"):
        assert HOSPITAL not in ids(store, query)


def test_denials_are_found_and_are_of_the_perpetrator(store: Store) -> None:
    denied = store.events(Filter(stances=("denies",)))
    assert ABU_KAMAL in {event.id for event in denied}
    assert all(any(claim.stance == "denies" for claim in event.claims) for event in denied)
    claim = next(c for event in denied if event.id == ABU_KAMAL for c in event.claims if c.stance == "denies")
    assert (claim.claimant, claim.about) == ("US-led Coalition", "perpetrator")


@pytest.mark.parametrize(
    ("part", "spelling"), [(part, each) for part, held in SPELLINGS.items() for each in held.split(", ")]
)
def test_search_finds_every_spelling(store: Store, part: str, spelling: str) -> None:
    found = {event.id for event in store.events(Filter(text=spelling))}
    assert any(part in each for each in found), found
    assert {event.id for event in store.events(Filter(text=spelling.upper()))} == found


@pytest.mark.parametrize("spelling", ["Ghutah", "الغوطة الشرقية", "Edlib", "ادلب", "Kaboun"])
def test_search_finds_movements_by_their_ends(store: Store, spelling: str) -> None:
    assert len(store.movements(Filter(text=spelling))) == 2


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2017-05-14", "2017-05-15", True),
        ("2017-05-15", "2017-05-20", True),
        ("2017-05-10", "2017-05-14", True),
        ("2017-05-15", None, True),
        (None, "2017-05-14", True),
        ("2017-05-16", None, False),
        (None, "2017-05-13", False),
    ],
)
def test_dates_select_by_overlap(store: Store, start: str | None, end: str | None, shown: bool) -> None:
    query = "&".join(f"{key}={day}" for key, day in (("from", start), ("to", end)) if day)
    assert (REMOVALS in ids(store, query)) is shown


def test_an_open_end_overlaps_all_that_comes_after(store: Store) -> None:
    assert "mezzeh-burning-allegation-since-2013" in ids(store, "from=2020-01-01")
    assert "caesar-photographs-until-2013-08" in ids(store, "to=2001-01-01")


def test_a_box_across_the_antimeridian(store: Store) -> None:
    around_the_back = ids(store, "bbox=100,-90,0,90")
    assert ABU_KAMAL not in around_the_back
    assert ABU_KAMAL in ids(store, "bbox=39,-90,-179,90")
    assert ABU_KAMAL in ids(store, "bbox=170,-90,41,90")


def test_the_airstrikes_sum_up_with_both_bounds(store: Store) -> None:
    killed = store.totals(Filter(types=("airstrike",))).kinds["killed"]
    assert (killed.min, killed.max, killed.n_events, killed.n_without_figure) == (12, 72, 2, 0)
    assert (killed.lower_bound_incomplete, killed.upper_bound_incomplete) == (True, False)


def test_the_summary_is_left_out_and_named(store: Store) -> None:
    sums = store.totals(Filter())
    assert SUMMARY in {each.id for each in sums.excluded}
    title = next(event.title for event in store.events(Filter()) if event.id == SUMMARY)
    assert title in sums.sentences()[-1]


def test_counts_tell_what_the_map_cannot_show(store: Store) -> None:
    count = store.count(Filter())
    assert (count.shown, count.total, count.country, count.withheld, count.coarsened) == (15, 15, "SY", 0, 1)
    events = store.events(Filter())
    assert count.without_point == sum(not event.has_point for event in events)
    assert count.abroad == 1


def test_markers_are_places_and_hold_every_event_with_a_point(store: Store) -> None:
    markers = store.markers(Filter())
    assert len(markers) >= 11
    assert len({marker.place.id for marker in markers}) == len(markers)
    assert [marker.n for marker in markers] == sorted((marker.n for marker in markers), reverse=True)
    held = {each for marker in markers for each in marker.event_ids}
    assert held == {event.id for event in store.events(Filter()) if event.has_point}


def test_events_are_newest_first_and_pages_hold_all(store: Store) -> None:
    events = store.events(Filter())
    ends = [event.date_end for event in events if event.date_end]
    assert ends == sorted(ends, reverse=True)
    assert [e.id for n in range(0, 15, 4) for e in store.events(Filter(), limit=4, offset=n)] == [e.id for e in events]
    page = store.at(Filter(), "qaboun", 99)
    assert page.number == 0
    assert page.n_pages == 1
    assert page.n_events == len(page.events) <= PAGE_SIZE
    assert store.at(Filter(), "nowhere").events == ()


def test_facets_count_what_choosing_them_would_show(store: Store) -> None:
    chosen = Filter(stances=("asserts",))
    attributes = {"type": "types", "place": "places", "admin": "admins", "claimant": "claimants", "grade": "grades"}
    for key, attribute in attributes.items():
        for facet in store.facets(chosen)[key]:
            narrowed = Filter(stances=("asserts",), **{attribute: (facet.value,)})
            if key != "place":  # a place that is an area holds others, and counts them once it is chosen
                assert store.count(narrowed).shown == facet.n, facet
            assert facet.label


def test_a_facet_disregards_its_own_choice(store: Store) -> None:
    everything = store.facets(Filter())["type"]
    assert store.facets(Filter(types=("siege",)))["type"] == everything


def test_the_timeline_counts_days_that_are_known(store: Store) -> None:
    bars = store.timeline(Filter(types=("forced_displacement",)))
    assert [(bar.day.isoformat(), bar.n) for bar in bars] == [("2017-05-14", 1), ("2017-05-15", 1)]
    assert all(bar.day.year == 2017 for bar in store.timeline(Filter()))


def test_one_event_by_id_whatever_the_filter(store: Store) -> None:
    event = store.event(ABU_KAMAL)
    assert event is not None
    assert event.killed is not None
    assert (event.killed.min, event.killed.max, event.killed.qualifier) == (None, 60, "up to")
    assert store.event("nothing") is None


def test_movements_by_origin_destination_date_and_group(store: Store) -> None:
    def count(query: str) -> int:
        return len(store.movements(parse(query).filter))

    assert count("origin=qaboun") == 2
    assert count("origin=azaz") == 0
    assert count("dest=east-ghouta") == 2
    assert count("dest=qaboun") == 0
    assert count("to=2017-05-14") == 1
    assert count("group=mixed") == 2
    assert count("group=fighters") == 0
    assert count("type=forced_displacement") == 2
    assert count("type=airstrike") == 0


def test_unknown_ids_are_told(store: Store) -> None:
    chosen = Filter(places=("atlantis",), claimants=("nobody",), datasets=("x",), origins=("y",), destinations=("z",))
    assert sorted(problem.what for problem in store.check(chosen)) == [
        "unknown claimant", "unknown dataset", "unknown dest", "unknown origin", "unknown place",
    ]  # fmt: skip
    assert store.check(Filter(places=("azaz",), origins=("qaboun",), claimants=("US-led Coalition",))) == []


def test_claims_said_later_are_not_known_yet(store: Store) -> None:
    event = next(e for e in store.events(parse("as_of=2017-05-15").filter) if e.id == ABU_KAMAL)
    assert all(claim.said_on is None or claim.said_on.day <= 15 for claim in event.claims)
    assert len(event.claims) < len(store.event(ABU_KAMAL).claims)  # type: ignore[union-attr]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(filters())
def test_any_filter_is_answered(store: Store, chosen: Filter) -> None:
    count = store.count(chosen)
    assert count.shown == len(store.events(chosen)) <= count.total
    assert store.totals(chosen)
    assert store.facets(chosen)
    assert store.timeline(chosen) is not None
    assert sum(marker.n for marker in store.markers(chosen)) >= 0
    assert len(store.movements(chosen)) <= 2
    assert store.check(chosen) is not None


def test_a_claim_made_later_is_not_known_yet(store: Store) -> None:
    early = parse("as_of=2017-05-15&place=sednaya-prison").filter
    said = {claim.said_on for event in store.events(early) for claim in event.claims if claim.said_on}
    assert said
    assert max(said) <= date(2017, 5, 15)
    whole = parse("as_of=2017-05-15&claimant=" + "Daily briefing (source of this data set)").filter
    assert store.events(whole) == []
