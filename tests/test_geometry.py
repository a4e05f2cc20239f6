"""Geometry: properties that hold everywhere, and the fork compared with the one the browser draws."""

from __future__ import annotations

import json
import shutil
import subprocess
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import geometry

WEB = Path(__file__).parent.parent / "web"
LON = st.floats(-180, 180)
LAT = st.floats(-84, 84)
PIXEL = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000))


@given(LON, LAT, LON, LAT)
def test_distance_is_symmetric_and_bounded(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    there = geometry.distance_m((lon1, lat1), (lon2, lat2))
    assert there == pytest.approx(geometry.distance_m((lon2, lat2), (lon1, lat1)))
    assert 0 <= there <= 20_016_000


@given(LON, LON)
def test_the_short_way_is_at_most_half_a_turn(start: float, end: float) -> None:
    moved = geometry.short_way(start, end)
    assert abs(moved - start) <= 180 + 1e-9
    assert (moved - end) % 360 == pytest.approx(0, abs=1e-9) or (moved - end) % 360 == pytest.approx(360)


@given(LON, st.floats(-70, 70), st.floats(10, 1_000_000))
def test_every_point_of_a_ring_lies_at_its_radius(lon: float, lat: float, radius_m: float) -> None:
    ring = geometry.ring((lon, lat), radius_m, n=16)
    assert ring[0] == ring[-1]
    assert len(ring) == 17
    for point in ring:
        assert geometry.distance_m((lon, lat), point) == pytest.approx(radius_m, rel=1e-4, abs=0.05)
        assert abs(point[0] - lon) <= 180


@pytest.mark.parametrize("radius", [0.0, -1.0, float("nan"), float("inf")])
def test_a_ring_without_a_radius_is_empty(radius: float) -> None:
    assert geometry.ring((36.0, 33.0), radius) == []


@given(PIXEL, st.lists(PIXEL, min_size=1, max_size=5), st.floats(1, 100))
def test_a_fork_joins_its_ends(origin: geometry.Point, ends: list[geometry.Point], least: float) -> None:
    found = geometry.fork(origin, ends, least=least)
    assert len(found.branches) == len(ends)
    start = found.trunk[-1] if found.trunk else origin
    for branch, end in zip(found.branches, ends, strict=True):
        assert branch.path[0] == pytest.approx(start)
        assert branch.path[-1] == pytest.approx(branch.end)
        assert hypot(branch.end[0] - origin[0], branch.end[1] - origin[1]) >= least * 0.999
        assert branch.stretched == (hypot(end[0] - origin[0], end[1] - origin[1]) < least)
        if not branch.stretched:
            assert branch.end == end


def test_opposite_destinations_still_have_a_trunk() -> None:
    found = geometry.fork((0, 0), [(100, 0), (-100, 0)], least=10)
    assert found.trunk == ((0, 0), pytest.approx((0, 45)))


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=20))
def test_bounds_hold_every_point(points: list[geometry.Point]) -> None:
    found = geometry.bounds(points)
    assert found is not None
    west, south, east, north = found
    assert east - west <= 360
    for lon, lat in points:
        assert south <= lat <= north
        assert any(west - 1e-9 <= lon + turn <= east + 1e-9 for turn in (0, 360))


def test_bounds_across_the_antimeridian_are_narrow() -> None:
    assert geometry.bounds([(179, 0), (-179, 1)]) == (179, 0, 181, 1)
    assert geometry.bounds([]) is None


def test_a_label_point_lies_inside_a_bent_area() -> None:
    bent = {"type": "Polygon", "coordinates": [[[0, 0], [9, 0], [9, 1], [1, 1], [1, 9], [0, 9], [0, 0]]]}
    lon, lat = geometry.label_point(bent) or (9, 9)
    assert lon < 1.01
    assert lat < 1.01
    assert geometry.label_point({"type": "Point", "coordinates": [0, 0]}) is None


def run_node(script: str) -> object:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize("least", [1, 60])
def test_the_browser_forks_alike(least: int) -> None:
    cases = [[[0, 0], [[10, -300], [20, 3]]], [[5, 5], [[5, 5], [90, 40], [-30, 70]]], [[0, 0], [[300, 200]]]]
    script = (
        f"require({json.dumps(str(WEB / 'kharita-arcs.js'))});"
        f"console.log(JSON.stringify({json.dumps(cases)}.map(([o, d]) => Kharita.fork(o, d, {least}))))"
    )
    for (origin, ends), drawn in zip(cases, run_node(script), strict=True):  # type: ignore[arg-type, call-overload]
        found = geometry.fork(tuple(origin), [tuple(end) for end in ends], least=least)
        assert [list(p) for p in found.trunk] == [pytest.approx(p) for p in drawn["trunk"]]
        for branch, other in zip(found.branches, drawn["branches"], strict=True):
            assert branch.stretched == other["stretched"]
            assert [list(p) for p in branch.path] == [pytest.approx(p, abs=1e-9) for p in other["path"]]


def test_the_browser_moves_symbols_apart_and_always_alike() -> None:
    items = [{"x": 100 + i % 3, "y": 100 + i // 3, "r": 14} for i in range(11)] + [{"x": 400, "y": 400, "r": 14}]
    script = (
        f"require({json.dumps(str(WEB / 'kharita-declutter.js'))});const items = {json.dumps(items)};"
        "console.log(JSON.stringify([Kharita.declutter(items), Kharita.declutter(items)]))"
    )
    first, second = run_node(script)  # type: ignore[misc, has-type]
    assert first == second
    assert first[-1] == [0, 0]
    at = [(item["x"] + dx, item["y"] + dy) for item, (dx, dy) in zip(items, first, strict=True)]
    gaps = [hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(at) for b in at[:i]]
    assert min(gaps) >= 24
    assert max(hypot(*offset) for offset in first) < 90
