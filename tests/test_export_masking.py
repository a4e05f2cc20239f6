"""Masked points: far enough off, the same each time, called masked everywhere; the true point in no byte."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from incoming import event, imported, place
from unsaid import assert_point_unsaid, unpacked

from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.export.check import check
from geo.export.checking.manifests import manifest_in
from geo.export.checking.verify import verify
from geo.export.data.package import package
from geo.export.masks import FILE, LEAST_M, MOST_M, SHARED_M, drawn, load
from geo.filter import Filter
from geo.geometry import distance_m, offset
from geo.paths import DATA_DIR
from geo.store import open_store
from geo.store.embedded import EmbeddedStore

LAT, LON = "36.512345", "37.098765"
TRUE = (float(LON), float(LAT))
OPTIONS = Options(produced_on=date(2017, 5, 17), masked=True, dpi=72)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("masked")


@pytest.fixture(autouse=True)
def own_workspace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KHARITA_WORKSPACE", str(folder))
    return folder


@pytest.fixture(scope="module")
def secret(folder: Path) -> Iterator[EmbeddedStore]:
    """A hospital with a town, one without, a house of a restricted event, and a public town."""
    exact = {"lat": TRUE[1], "lon": TRUE[0], "admin1_pcode": "SY02", "admin1_name": "Aleppo"}
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
    imported(folder, events, rows)
    held = open_store(DATA_DIR, folder)
    yield held
    held.close()


CHOSEN = Filter(types=("shelling",))


@pytest.mark.parametrize("name", [name for name in EXPORTS if not name.startswith("flow")])
def test_the_true_point_is_in_no_byte_and_the_masked_one_is_called_so(
    secret: EmbeddedStore, own_workspace: Path, name: str
) -> None:
    made = EXPORTS[name].make(secret, CHOSEN, OPTIONS)
    assert_point_unsaid(made, LAT, LON)
    held = made + b"".join(unpacked(made))
    seed = load(own_workspace).seed
    assert seed not in held
    assert seed.hex().encode() not in held
    assert b"Secret" not in held
    if name not in ("pdf", "claims-csv"):
        assert b"masked point" in held.lower()


def test_events_stand_at_one_masked_point_with_their_ring(secret: EmbeddedStore) -> None:
    told = json.loads(EXPORTS["geojson"].make(secret, CHOSEN, OPTIONS))
    held = {f["id"].rpartition(":")[2]: f for f in told["features"]}
    points = {tuple(held[key]["geometry"]["coordinates"]) for key in ("e1", "e2", "e4")}
    assert len(points) == 1, "three records of one place would be averaged"
    assert LEAST_M <= distance_m(TRUE, points.pop()) <= MOST_M
    assert held["e3"]["geometry"]["coordinates"] == [37.0, 36.5]
    (at,) = held["e2"]["properties"]["places"]
    assert (at["name"], at["precision"], at["radius_m"]) == ("A town (masked point)", "area", MOST_M)
    excluded = next(each for each in told["kharita"]["exclusions"] if each["from"] == "exact points")
    assert excluded["masked"]["n"] == 3
    assert told["kharita"]["counts"]["without_point"] == 0
    plain = json.loads(EXPORTS["geojson"].make(secret, CHOSEN, replace(OPTIONS, masked=False)))
    assert plain["kharita"]["counts"]["without_point"] == 2
    assert "masked" not in json.dumps(plain)


def test_a_masked_file_is_verified_where_it_was_made(
    secret: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = package(secret, CHOSEN, OPTIONS, formats=("geojson", "csv"))
    assert verify(made, secret).same
    assert manifest_in(made) is not None
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path_factory.mktemp("elsewhere")))
    verdict = verify(made, secret)
    assert not verdict.same
    assert any("kept by the workspace" in words for words in verdict.told)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert "6 km" in packed.read("manifest.json").decode()


def test_the_check_tells_of_masked_points(secret: EmbeddedStore, store: EmbeddedStore, own_workspace: Path) -> None:
    (told,) = (each.words for each in check(secret, CHOSEN, OPTIONS) if each.key == "places")
    assert "3 of them at a masked point, 2 to 6 km off" in told
    (told,) = (each.words for each in check(store, Filter(), OPTIONS) if each.key == "places")
    assert "no masked point is needed" in told, "the hospital is recorded at its town"


def test_a_point_is_drawn_once_and_shared_by_what_is_near(tmp_path: Path) -> None:
    first = load(tmp_path).of(TRUE)
    assert load(tmp_path).of(TRUE) == first
    assert load(tmp_path).of(offset(TRUE, 1.0, SHARED_M - 10)) == first
    assert load(tmp_path).of(offset(TRUE, 1.0, 3_000.0)) != first
    assert len(load(tmp_path).held) == 2
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert drawn(b"another seed", TRUE) != drawn(load(tmp_path).seed, TRUE)


def test_points_lie_in_the_donut_all_around(tmp_path: Path) -> None:
    seed, far = load(tmp_path).seed, []
    for number in range(500):
        own = (-180 + number * 0.72, -80 + number * 0.32)
        point = drawn(seed, own)
        assert -180 <= point[0] <= 180
        far.append(distance_m(own, point))
    assert LEAST_M + SHARED_M <= min(far) <= max(far) <= MOST_M - SHARED_M
    outer = sum(each > 4_123 for each in far)
    assert 200 < outer < 300, "half of the area lies beyond 4,123 m"


def test_a_damaged_file_of_masks_is_refused(tmp_path: Path) -> None:
    load(tmp_path).of(TRUE)
    (tmp_path / FILE).write_text('{"masks": 1, "seed": "zz", "points": []}')
    with pytest.raises(BadInput, match="backup"):
        load(tmp_path)
