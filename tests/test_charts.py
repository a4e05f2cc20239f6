"""The rows and specifications of the timeline."""

from __future__ import annotations

from datetime import date

import pytest

from geo import charts
from geo.store import Bar

DAY = date(2016, 2, 1)


@pytest.mark.parametrize(
    ("bucket", "end"),
    [("day", "2016-02-02"), ("week", "2016-02-08"), ("month", "2016-03-01"), ("year", "2017-02-01")],
)
def test_a_bar_ends_where_the_next_begins(bucket: str, end: str) -> None:
    rows = charts.day_rows([Bar(DAY, "siege", 2, bucket), Bar(DAY, "other", 3, bucket)])
    assert rows["end"].tolist() == [end, end]
    assert rows[["low", "high"]].to_numpy().tolist() == [[0, 2], [2, 5]]


@pytest.mark.parametrize("bucket", ["day", "week", "month", "year"])
def test_every_bucket_has_one_specification_with_a_brush(bucket: str) -> None:
    spec = charts.timeline(bucket)
    assert charts.timeline(bucket) == spec
    assert [param["name"] for param in spec["params"]] == [charts.BRUSH]
    assert "data" not in spec
