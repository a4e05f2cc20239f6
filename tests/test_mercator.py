"""Integer Web Mercator: there and back, in order, on the edge beyond its latitudes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.mercator import MAX_LAT, to_lon_lat, to_mercator

LON = st.floats(-180, 180, exclude_max=True)
LAT = st.floats(-85, 85)


@given(LON, LAT)
def test_there_and_back(lon: float, lat: float) -> None:
    assert to_lon_lat(*to_mercator(lon, lat)) == pytest.approx((lon, lat), abs=1e-6)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_point_has_an_unsigned_32_bit_position(lon: float, lat: float) -> None:
    for value in to_mercator(lon, lat):
        assert 0 <= value < 2**32


@given(LON, LON, LAT, LAT)
def test_east_is_right_and_north_is_up(lon: float, lon2: float, lat: float, lat2: float) -> None:
    (x, y), (x2, y2) = to_mercator(lon, lat), to_mercator(lon2, lat2)
    assert (lon <= lon2) == (x <= x2) or abs(lon - lon2) < 1e-6
    assert (lat <= lat2) == (y >= y2) or abs(lat - lat2) < 1e-6


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [(0, 0, (2**31, 2**31)), (-180, MAX_LAT, (0, 0)), (180, -90, (2**32 - 1, 2**32 - 1)), (-180, 90, (0, 0))],
)
def test_known_points(lon: float, lat: float, expected: tuple[int, int]) -> None:
    assert to_mercator(lon, lat) == pytest.approx(expected, abs=2)
