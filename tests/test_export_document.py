"""The printed map: every item of the margin, both sides at one size, proper documents for empty and distant filters."""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from pyproj import Geod

from geo.export import EXPORTS, Options
from geo.export.frame import Frame, bar, fitted
from geo.export.scene import scene
from geo.export.selection import gather
from geo.export.setting import with_dpi
from geo.export.sites import sites
from geo.filter import Filter, View, parse
from geo.store.embedded import EmbeddedStore

OPTIONS = Options(
    produced_on=date(2017, 5, 17),
    title="Marginalia test",
    subtitle="A subtitle",
    author="An Office",
    contact="desk@example.org",
    map_number="12",
    version="3",
)
needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")


def text_of(data: bytes, *more: str) -> str:
    done = subprocess.run(["pdftotext", *more, "-", "-"], input=data, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


MARGINALIA = (
    "Marginalia test", "A subtitle", "Syria", "Map 12", "version 3", "15 events: 2",
    "40 claims; 1 denies, 4 dispute, 3 could not verify", "Filters: none",
    "Situation as of 16 May 2017", "Produced on 17 May 2017", "LEGEND", "PRECISION", "100", "200 km",
    "Lambert azimuthal",
    "WGS 84", "Scale 1:", "LOCATION", "Sources:", "Data:", "Made with Natural Earth",
    "15 shown / 15 total / 2 not mappable",
    "Grades included in totals", "Boundaries and names shown do not imply endorsement or acceptance",
    "Producer: An Office", "Contact: desk@example.org", "NOT ON THIS MAP", "Geneva", "from 4 events",
    "Left out of the totals",
    "Lines join origin and destination; they are not routes", "share of each destination unknown", "more than 3,000",
    "A facility: its own point", "Inset", " N ",
)  # fmt: skip


@needs_pdftotext
def test_marginalia_stand_on_the_map_page(store: EmbeddedStore) -> None:
    told = text_of(EXPORTS["pdf"].make(store, Filter(), OPTIONS), "-f", "1", "-l", "1")
    assert [item for item in MARGINALIA if item not in told] == []


@needs_pdftotext
@pytest.mark.parametrize("language", ["both", "ar"])
@pytest.mark.parametrize("layout", [(), ("-layout",)])
def test_arabic_is_found_as_it_is_read(store: EmbeddedStore, language: str, layout: tuple[str, ...]) -> None:
    options = replace(OPTIONS, language=language)
    held = gather(store, Filter(), options)
    told = re.sub("[\u200e\u200f\u202a-\u202e]", "", text_of(EXPORTS["pdf"].make(store, Filter(), options), *layout))
    panels = [panel for panel in (scene(held).main, scene(held).inset) if panel]
    drawn = {line for panel in panels for text in panel.texts for line in (text.text, text.sub)}
    listed = {at.place.name_ar for event in held.events for at in event.places}
    names = {name for name in drawn | listed if name and re.fullmatch("[\u0621-\u064a ]+", name)}
    assert len(names) > 25
    assert {name for name in names if name not in told} == set()


@needs_pdftotext
def test_claims_and_denials_stand_behind(store: EmbeddedStore) -> None:
    told = text_of(EXPORTS["pdf"].make(store, Filter(types=("airstrike",)), OPTIONS), "-f", "2")
    for item in (
        "up to 60 killed",
        "12 women killed",
        "US-led Coalition",
        "denies, about who did it",
        "Who denies, disputes",
    ):
        assert item in told
    assert not re.search(r"\b(nan|None|null)\b", told)


def test_html_carries_the_same_margin(store: EmbeddedStore) -> None:
    page = EXPORTS["html"].make(store, Filter(), OPTIONS).decode()
    missing = [
        item
        for item in ("Marginalia test", "Map 12 · version 3", "Situation as of 16 May 2017", "17 May 2017",
                     "Filters: none", "15 shown / 15 total", "Grades included", "An Office", "Web Mercator",
                     "do not imply endorsement", "desk@example.org", "Locator map", "are not routes")
        if item not in page
    ]  # fmt: skip
    assert missing == []
    assert len(page.encode()) < 3_000_000
    assert "default-src &#x27;none&#x27;" in page
    assert not re.search(r"(src|href)=[\"'](https?:)?//", page.split("<script")[0])


@needs_pdftotext
def test_missing_producer_is_not_invented(store: EmbeddedStore) -> None:
    told = text_of(EXPORTS["pdf"].make(store, Filter(), Options(produced_on=date(2017, 5, 17))), "-l", "1")
    assert "Producer not given" in told
    assert "Contact not given" in told


@needs_pdftotext
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("type=abduction", "No event matches the filters"),
        ("place=azaz", "1 shown / 15 total"),
        ("place=geneva", "Geneva"),
        ("type=statement", "Syria: no point"),
    ],
)
def test_small_selections(store: EmbeddedStore, query: str, words: str) -> None:
    assert words in text_of(EXPORTS["pdf"].make(store, parse(query).filter, OPTIONS), "-l", "1")


@pytest.mark.parametrize("at", [(33.5, 36.3, 11.0), (0.0, 179.9, 3.0), (89.0, 0.0, 2.0), (-60.0, -120.0, 0.0)])
def test_views(store: EmbeddedStore, at: tuple[float, float, float]) -> None:
    options = replace(OPTIONS, view=View(at=at), dpi=72)
    assert EXPORTS["pdf"].make(store, Filter(), options).startswith(b"%PDF")
    assert EXPORTS["html"].make(store, Filter(), options)


def test_every_event_is_on_the_map_or_listed(store: EmbeddedStore) -> None:
    held = gather(store, Filter(), OPTIONS)
    drawn = scene(held)
    panels = [panel for panel in (drawn.main, drawn.inset) if panel]
    shown = {n for panel in panels for mark in panel.marks for n in mark.site.numbers}
    assert shown | {each.number for each in drawn.unmapped} == set(range(1, 16))
    for panel in panels:
        for mark in panel.marks:
            exact = panel.frame.xy([mark.site.lonlat])[0]
            assert mark.true == exact
    assert all(site.lonlat for site in sites(held))


def test_symbols_keep_apart_and_branches_share_nothing(store: EmbeddedStore) -> None:
    drawn = scene(gather(store, Filter(), OPTIONS))
    for panel in (drawn.main, drawn.inset):
        assert panel is not None
        marks = panel.marks
        pairs = [(a, b) for i, a in enumerate(marks) for b in marks[i + 1 :]]
        assert all((a.at[0] - b.at[0]) ** 2 + (a.at[1] - b.at[1]) ** 2 >= (a.radius + b.radius) ** 2 for a, b in pairs)
        for flow in panel.flows:
            trunk, *branches = flow.lines
            assert not trunk.dashed
            assert all(line.dashed and line.width < trunk.width for line in branches)
            assert flow.movement.part_of is None


def test_scale_bar_is_true_at_the_centre() -> None:
    frame = fitted([(35.7, 32.3), (42.4, 37.3)], (212, 141), min_width_m=1000)
    km, mm = bar(frame, 42)
    west, east = frame.back([(106 - mm / 2, 70.5), (106 + mm / 2, 70.5)])
    metres = Geod(ellps="WGS84").inv(*west, *east)[2]
    assert metres == pytest.approx(km * 1000, rel=0.002)


def test_antimeridian_is_no_edge() -> None:
    frame = fitted([(179.5, -17.0), (-179.5, -18.0)], (200, 100), min_width_m=1000)
    assert abs(frame.lon) > 179
    assert all(frame.holds(xy) for xy in frame.xy([(179.5, -17.0), (-179.5, -18.0)]))
    assert Frame(0, 0, 10, 10, 1000).scale == 1_000_000


def test_png_tells_its_resolution(store: EmbeddedStore) -> None:
    made = EXPORTS["png"].make(store, Filter(types=("airstrike",)), replace(OPTIONS, dpi=150))
    at = made.index(b"pHYs")
    assert struct.unpack(">IIB", made[at + 4 : at + 13]) == (5906, 5906, 1)
    assert made.count(b"pHYs") == 1
    assert with_dpi(made, 150) == made


@pytest.mark.parametrize("name", ["png", "png-web"])
def test_every_item_of_the_margin_is_in_the_text_of_the_picture(store: EmbeddedStore, name: str) -> None:
    """As any program finds it: the text chunks, not the manifest."""
    with Image.open(io.BytesIO(EXPORTS[name].make(store, Filter(), replace(OPTIONS, dpi=72)))) as picture:
        picture.load()
        words = picture.info
    assert words["Title"] == "Marginalia test"
    told = words["Description"].lower()
    missing = [item for item in MARGINALIA if item.lower() not in told]
    # What the print says by headings and signs alone is told in other words here.
    assert set(missing) <= {"40 claims; 1 denies, 4 dispute, 3 could not verify", " N ", "PRECISION", "100"}, missing
    assert "north arrow: n" in told
