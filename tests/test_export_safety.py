"""Nothing restricted leaves, and no text runs or breaks a page."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from incoming import event, imported, place
from unsaid import assert_unsaid, unpacked

from geo import assets
from geo.export import EXPORTS, Options
from geo.export.safe import NotPublishableError, assert_places_publishable, assert_publishable
from geo.filter import Filter
from geo.paths import DATA_DIR
from geo.store import open_store
from geo.store.embedded import EmbeddedStore

SECRET = ("36.512345", "37.098765")
OWN_SCRIPTS = sorted((Path(__file__).resolve().parent.parent / "geo" / "export").glob("*.js"))
OPTIONS = Options(produced_on=date(2017, 5, 17))
PAYLOADS = {
    "markup": "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
    "end of script": "</script><script>document.title='owned'</script><!--",
    "typst": '#panic("owned") $x$ #import "x" `raw` *b* _i_ @ref // \\ #{}',
    "jinja": "{{ 7 * 7 }} {% raw %} ${document.title='owned'} `x`",
    "formula": '=HYPERLINK("http://owned.example","x")',
    "lines": "a\u2028b\u2029c\u0085d\re\x0bf",
    "long": "W" * 5000,
    "bidi": "\u202egnp.exe\u202c \u2067abc\u2069",
    "null": "a\x00b\x1bc\ufffe\ufeff",
    "quotes": "\"'`\\\"'",
    "percent": "%%DATA%% %s {0} &amp; &lt;",
    "other scripts": "中文 עברית 😀 שלום",
    "surrogate": "x\ud800y",
}
Change = Callable[[str, Callable[[dict[str, Any]], object]], None]


@pytest.fixture
def secret(records: Path, change: Change) -> Iterator[EmbeddedStore]:
    """The shipped events, with the hospital at an exact point of its own that must stay inside."""

    def alter(held: dict[str, Any]) -> None:
        place = next(f for f in held["features"] if f["properties"]["id"] == "ahli-hospital-azaz")
        lat, lon = (float(text) for text in SECRET)
        place["properties"] |= {"lat": lat, "lon": lon, "precision": "facility"}
        place["geometry"] = {"type": "Point", "coordinates": [lon, lat]}

    change("places.geojson", alter)
    held = open_store(records, None)
    yield held
    held.close()


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("chosen", [Filter(), Filter(sensitivities=("restricted", "internal"))])
def test_exact_points_stay_inside(
    secret: EmbeddedStore, store: EmbeddedStore, name: str, chosen: Filter, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = secret.events(Filter(sensitivities=("restricted",), types=("labour_action",)))
    assert {(p.place.lat, p.place.lon) for event in exact for p in event.places} == {(36.512345, 37.098765)}
    made = EXPORTS[name].make(secret, chosen, OPTIONS)
    assert_unsaid(made, SECRET)
    # What differs for certain is the digest of the record files, which hold the point.
    monkeypatch.setattr(secret, "_datasets", store._datasets)
    made = EXPORTS[name].make(secret, chosen, OPTIONS)
    public = EXPORTS[name].make(store, chosen, OPTIONS)
    assert made.replace(secret.revision.encode(), store.revision.encode()) == public, "the hidden point shows somehow"


DATA_EXPORTS = [name for name, export in EXPORTS.items() if not export.whole]


@pytest.fixture(scope="module")
def imported_secret(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """Beside the shipped events imported ones at a hospital, a house and a town, some of them restricted."""
    workspace = tmp_path_factory.mktemp("secret")
    lat, lon = (float(text) for text in SECRET)
    exact = {"lat": lat, "lon": lon, "admin1_pcode": "SY02", "admin1_name": "Aleppo"}
    rows = [
        place(key=1, name="Secrethouse", precision="facility", sensitivity="restricted", **exact),
        place(key=2, name="Secretward", precision="facility", sensitivity="restricted", publish_key=3, **exact),
        place(key=3, name="A town", precision="town", lat=36.5, lon=37.0),
        place(key=4, name="Quiet street", precision="neighbourhood", **exact),
    ]
    events = [
        event(row=key + 1, id=f"e{key}", fingerprint=key, place_key=key, title=f"Event {key}",
              sensitivity="restricted" if key == 4 else "public")
        for key in range(1, 5)
    ]  # fmt: skip
    imported(workspace, events, rows)
    held = open_store(DATA_DIR, workspace)
    yield held
    held.close()


@pytest.mark.parametrize("name", DATA_EXPORTS)
def test_exact_points_of_imported_events_stay_inside(imported_secret: EmbeddedStore, name: str) -> None:
    made = EXPORTS[name].make(imported_secret, Filter(), OPTIONS)
    assert_unsaid(made, SECRET)
    held = made + b"".join(unpacked(made))
    assert b"Secrethouse" not in held
    assert b"Secretward" not in held
    assert b"Quiet street" not in held
    if name in ("csv", "geojson", "gpkg", "xlsx", "parquet", "package", "kml"):
        assert b"A town" in held
        assert all(f"Event {key}".encode() in held for key in range(1, 5))


def test_the_search_for_hidden_points_finds_public_ones(imported_secret: EmbeddedStore) -> None:
    """Else it could look in the wrong place."""
    for name in ("gpkg", "parquet", "xlsx", "kmz", "package", "csv", "geojson"):
        with pytest.raises(AssertionError):
            assert_unsaid(EXPORTS[name].make(imported_secret, Filter(), OPTIONS), ["36.58487"])


def test_the_check_is_independent(store: EmbeddedStore) -> None:
    event = store.events(Filter(types=("allegation",)))[0]
    at = event.places[0]
    assert_publishable([event])
    for bad in (
        replace(event, sensitivity="internal"),
        replace(event, sensitivity="restricted"),
        replace(event, places=(replace(at, place=replace(at.place, sensitivity="restricted")),)),
        replace(event, places=(replace(at, place=replace(at.place, sensitivity="internal", precision="town")),)),
    ):
        with pytest.raises(NotPublishableError):
            assert_publishable([bad])
    with pytest.raises(NotPublishableError):
        assert_places_publishable([replace(at.place, sensitivity="restricted")])


N_LONG = 3
"""So many events and sources hold the payload that is longer than a page: in all, it makes a book of each export."""


@pytest.fixture(params=PAYLOADS)
def hostile(request: pytest.FixtureRequest, records: Path, change: Change) -> Iterator[tuple[str, EmbeddedStore]]:
    """A store in which every free text is one payload."""
    text = PAYLOADS[request.param]
    most = N_LONG if request.param == "long" else None

    def events(held: dict[str, Any]) -> None:
        held["dataset"]["title"] = text
        for row in held["events"][:most]:
            row |= {"title": text, "summary_text": text, "grade_reason": text, "date_text": text}
            for claim in row["claims"]:
                claim |= {"claimant": text, "claimant_role": text, "text": text, "quote": text}
        for source in held["sources"][:most]:
            source |= {"publisher": text, "title": text, "author": text}

    def places(held: dict[str, Any]) -> None:
        for feature in held["features"]:
            feature["properties"] |= {"name": text, "name_ar": text}

    change("events.json", events)
    change("places.geojson", places)
    held = open_store(records, None)
    yield text, held
    held.close()


def test_hostile_texts(hostile: tuple[str, EmbeddedStore]) -> None:
    text, store = hostile
    n_events = len(store.events(Filter()))
    if not n_events:
        assert text == PAYLOADS["surrogate"]
        pytest.skip("the store refuses lone surrogates, which tests/test_store.py looks at")
    words = replace(OPTIONS, title=text, subtitle=text, author=text)
    options = replace(words, contact=text, map_number=text, version=text)
    made = {name: export.make(store, Filter(), options) for name, export in EXPORTS.items()}
    assert len(json.loads(made["geojson"])["features"]) == n_events
    page = made["html"].decode()
    assert page.count("<script>") == len(OWN_SCRIPTS) + len(assets.SCRIPTS)
    assert "<script>document.title" not in page
    assert "<img src=x" not in page
    assert len(json.loads(page.split('id="kharita-data">')[1].split("</script>")[0])["events"]) == n_events
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-f", "1", "-l", "1", "-", "-"]
        told = subprocess.run(command, input=made["pdf"], capture_output=True, check=True).stdout.decode()
        assert "Boundaries and names shown" in told
        assert "Scale 1:" in told


def test_hostile_words_of_the_options_alone(store: EmbeddedStore) -> None:
    """Lone surrogates never come out of the store, but a title may hold them."""
    options = Options(produced_on=date(2017, 5, 17), title=PAYLOADS["surrogate"])
    assert all(export.make(store, Filter(), options) for export in EXPORTS.values())
