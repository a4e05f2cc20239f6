"""The shapes of arrows: there and back side by side, never too short to see, and the same in the browser."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_geometry import run_node

from geo import style
from geo.flows import Arc, arc_between
from geo.flows.arcs import aside_of

WEB = Path(__file__).parents[1] / "web"
ENDS = st.tuples(st.floats(-900, 900), st.floats(-900, 900))
WIDTHS = st.floats(*style.FLOW_WIDTHS_PX)


def left_of(arc: Arc, start: tuple[float, float], end: tuple[float, float]) -> list[float]:
    """How far each point of an arrow, its head too, lies to the left of the axis from `start` to `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    return [((x - start[0]) * dy - (y - start[1]) * dx) / length for x, y in (*arc.path, *arc.head)]


@given(ENDS, ENDS, WIDTHS, st.floats(0, 12))
def test_an_arrow_stays_on_its_own_side(
    start: tuple[float, float], end: tuple[float, float], width: float, gap: float
) -> None:
    if math.dist(start, end) < 1:
        return
    arc = arc_between(start, end, width=width, gaps=(gap, gap), aside=aside_of(width), least=34)
    *line, _tip, _left, right = left_of(arc, start, end)
    assert min(line) >= width / 2, "an arrow that comes back would touch it"
    assert right >= 0


@given(ENDS, ENDS, WIDTHS, st.floats(0, 12))
def test_a_short_arrow_is_long_enough_and_says_so(
    start: tuple[float, float], end: tuple[float, float], width: float, gap: float
) -> None:
    arc = arc_between(start, end, width=width, gaps=(gap, gap), least=34)
    assert arc.stretched == (math.dist(start, end) < 34)
    assert math.dist(start, arc.head[0]) >= 16.9
    assert math.dist(arc.path[0], arc.head[0]) >= 16.9
    if not arc.stretched:
        assert math.dist(arc.head[0], end) <= gap + 1e-6


def test_the_browser_draws_arrows_alike() -> None:
    cases = [
        [[0, 0], [200, 50], {"width": 6, "gaps": [5, 7], "aside": 4, "least": 34}],
        [[10, 10], [10, 10], {"width": 1.2, "gaps": [0, 0], "aside": 0, "least": 34}],
        [[500, -20], [490, -30], {"width": 13, "gaps": [12, 12], "aside": 13, "least": 34}],
    ]
    script = (
        f"require({json.dumps(str(WEB / 'kharita-arcs.js'))});"
        f"console.log(JSON.stringify({json.dumps(cases)}.map((each) => Kharita.arcBetween(...each))))"
    )
    for (start, end, options), drawn in zip(cases, run_node(script), strict=True):  # type: ignore[arg-type, call-overload]
        made = arc_between(tuple(start), tuple(end), **{**options, "gaps": tuple(options["gaps"])})  # type: ignore[arg-type]
        assert made.stretched == drawn["stretched"]
        for ours, theirs in ((made.path, drawn["path"]), (made.head, drawn["head"])):
            assert [list(point) for point in ours] == [pytest.approx(point, abs=1e-9) for point in theirs]


def test_the_browser_measures_widths_as_the_style_does() -> None:
    figures = [0, 1, 7, 19, 20, 999, 18_832, 110_925, 5_000_000]
    script = (
        f"require({json.dumps(str(WEB / 'kharita-flow-marks.js'))});"
        f"const px = {json.dumps(style.FLOW_WIDTHS_PX)}, all = {json.dumps(figures)};"
        "const { scaleTop, widthFor } = Kharita;"
        "console.log(JSON.stringify(all.map((n) => [scaleTop(n), widthFor(px, n, scaleTop(n))])))"
    )
    for people, (top, width) in zip(figures, run_node(script), strict=True):  # type: ignore[call-overload]
        assert top == style.scale_top(people)
        assert width == pytest.approx(style.flow_width_px(people, top))


def test_flows_take_the_short_way_and_lie_side_by_side() -> None:
    flows = [
        {"origins": [0], "destinations": [1]}, {"origins": [1], "destinations": [0]},
        {"origins": [0], "destinations": [1]}, {"origins": [2], "destinations": [1]},
    ]  # fmt: skip
    script = (
        f"require({json.dumps(str(WEB / 'kharita-arcs.js'))});"
        f"require({json.dumps(str(WEB / 'kharita-flow-marks.js'))});"
        f"const flows = {json.dumps(flows)};"
        "const found = Kharita.lanes(flows, () => 4);"
        "const ways = [Kharita.shortWay(255, 2), Kharita.shortWay(1, 254)];"
        "console.log(JSON.stringify([...ways, flows.map((each) => found.get(each))]))"
    )
    there, back, asides = run_node(script)  # type: ignore[misc]
    assert (there, back) == (258, -2)
    assert asides[0] == asides[1] == pytest.approx(aside_of(4))
    assert asides[2] >= asides[0] + 2 * aside_of(4)
    assert asides[3] == 0
