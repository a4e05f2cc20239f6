"""The words of exports: counts in plain English, dates no finer than known, figures told once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo.export import EXPORTS, Options
from geo.export.counted import _NOUNS, events_by_type
from geo.export.map_page import _first
from geo.export.marginalia import marginalia
from geo.export.records import event_rows, movement_rows, said, when
from geo.export.selection import gather
from geo.filter import Filter, parse
from geo.model import Claim, Event
from geo.store import open_store
from geo.store.embedded import EmbeddedStore
from geo.vocab import EVENT_TYPES

OPTIONS = Options(produced_on=date(2017, 5, 17))
CLAIM = Claim("c", "Someone", "asserts", "occurrence", "It happened.")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "15 events: 2 "),
        ("", "and 5 of other types. 40 claims; 1 denies, 4 dispute, 3 could not verify."),
        ("type=airstrike", "2 events: 2 airstrikes. 6 claims; 1 denies."),
        ("place=azaz", "1 event (1 labour strike). 3 claims; none of them denies, disputes or doubts."),
        ("type=abduction", "No event matches the filters."),
    ],
)
def test_summary(store: EmbeddedStore, query: str, words: str) -> None:
    assert words in marginalia(gather(store, parse(query).filter, OPTIONS)).summary


def test_every_type_can_be_counted() -> None:
    assert set(_NOUNS) == set(EVENT_TYPES)
    assert events_by_type([]) == ""
    assert events_by_type(["new"]) == "1 event of the type “new”"
    assert events_by_type(list(EVENT_TYPES)[:9]).endswith(" and 2 of other types")


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("day", "said 8 May 2017"),
        (None, "said 8 May 2017"),
        ("week", "said in the week of 8 May 2017"),
        ("month", "said in May 2017"),
        ("year", "said in 2017"),
    ],
)
def test_said_is_no_finer_than_known(precision: str | None, words: str) -> None:
    assert said(replace(CLAIM, said_on=date(2017, 5, 8), said_precision=precision)) == words


def test_said_without_a_date() -> None:
    assert said(CLAIM) == "date not known"


@pytest.mark.parametrize("name", ["html", "csv"])
def test_a_week_never_prints_as_a_day(store: EmbeddedStore, name: str) -> None:
    told = EXPORTS[name].make(store, Filter(), OPTIONS).decode()
    assert "said in the week of 8 May 2017" in told
    assert "said 8 May 2017" not in told


def test_words_that_stand_for_several_kinds_stand_once(store: EmbeddedStore) -> None:
    row = next(row for row in event_rows(gather(store, Filter(), OPTIONS)) if "Hamouriya" in row["title"])
    assert len(row["figures"]) == 1
    assert row["figures"][0].startswith("several casualties")


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (None, "15 May 2017"),
        ("Monday", "15 May 2017 (in the source: Monday)"),
        ("Monday 15 May 2017", "Monday 15 May 2017"),
    ],
)
def test_a_day_of_the_week_has_its_date(own: str | None, words: str) -> None:
    day = date(2017, 5, 15)
    assert when(Event("e", "E", "airstrike", "d", date_start=day, date_end=day, date_text=own)) == words


def test_a_list_is_cut_between_its_items(store: EmbeddedStore) -> None:
    listed = "Sources: one; two; three; " + "; ".join("x" * 20 for _ in range(5))
    assert _first(listed, 90) == "Sources: one; two; three; and 5 more, listed in the PDF and the data files"
    sources = marginalia(gather(store, Filter(), OPTIONS)).sources
    assert "Video posted to a social media site, still image in the briefing" in sources


def test_the_margin_says_nothing_twice(store: EmbeddedStore) -> None:
    page = EXPORTS["html"].make(store, Filter(), replace(OPTIONS, author="An Office")).decode()
    about = page.split("<dl>")[1].split("</dl>")[0]
    assert '<dt>Producer</dt><dd dir="auto">An Office</dd>' in about
    assert '<dt>Contact</dt><dd dir="auto">not given</dd>' in about
    assert "Sources: " not in about


@pytest.mark.parametrize("absent", [True, False])
def test_an_event_needs_no_number(records: Path, change: Callable[..., None], absent: bool) -> None:
    def alter(held: dict[str, Any]) -> None:
        for event in held["events"]:
            event["number"] = None
            if absent:
                del event["number"]

    change("events.json", alter)
    with_none = open_store(records, None)
    assert len(with_none.events(Filter())) == 15
    made = json.loads(EXPORTS["geojson"].make(with_none, Filter(), OPTIONS))
    assert {feature["properties"]["number"] for feature in made["features"]} == {None}
    with_none.close()


def test_a_place_says_how_exactly_it_is_known_and_where_it_lies(store: EmbeddedStore) -> None:
    rows = {row["id"]: row for row in event_rows(gather(store, Filter(), OPTIONS))}
    told = {row["where"] for row in rows.values()}
    assert "near Abu Kamal (a town, Deir-ez-Zor)" in told
    assert "from Qaboun (a neighbourhood, Damascus)" in told
    assert "at Syria" in told


def test_a_movement_says_each_thing_once_and_no_route(store: EmbeddedStore) -> None:
    (row,) = movement_rows(gather(store, parse("type=forced_displacement").filter, OPTIONS))
    assert row["told"] == "more than 3,000 rebels and civilians; share of each destination unknown"
    assert row["way"] == "From Qaboun to East Ghouta or Idlib Governorate. Named on the way: Qalaat al-Madiq"
