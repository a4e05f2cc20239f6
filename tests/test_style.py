"""The style table: contrast, shapes that differ, colours that stay apart for colour-blind readers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence

import pytest

from geo import style
from geo.vocab import EVENT_TYPES, MOVES, PLACE_PRECISIONS

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB:
# https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
MACHADO = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
PAIRS = list(itertools.combinations(style.FAMILY_COLORS.items(), 2))


def linear(color: str) -> list[float]:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def luminance(color: str) -> float:
    r, g, b = linear(color)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(color: str, seen: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """CIELAB (D65) of a colour as it is seen through a matrix on linear RGB."""
    rgb = linear(color)
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in seen)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_every_type_and_precision_has_a_style() -> None:
    assert list(style.TYPE_STYLES) == list(EVENT_TYPES)
    assert list(style.PRECISION_STYLES) == list(PLACE_PRECISIONS)


def test_shapes_are_never_shared() -> None:
    assert len({s.shape for s in style.TYPE_STYLES.values()}) == len(EVENT_TYPES)
    assert len({s.path for s in style.TYPE_STYLES.values()}) == len(EVENT_TYPES)


@pytest.mark.parametrize("one", style.TYPE_STYLES.values(), ids=lambda s: s.slug)
def test_paths_stay_in_their_box(one: style.TypeStyle) -> None:
    assert re.fullmatch(r"(M[-\d. L]+Z)+", one.path)
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", one.path)]
    assert max(map(abs, numbers)) <= 10
    assert len(numbers) % 2 == 0


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("color", style.FAMILY_COLORS.values())
def test_colours_reach_three_to_one(color: str, theme: str) -> None:
    assert contrast(color, style.PALETTES[theme].land) >= 3
    assert contrast(color, style.GLYPH) >= 3
    assert contrast(color, style.PALETTES[theme].plate) >= 3


@pytest.mark.parametrize("sight", MACHADO)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0][0]}-{pair[1][0]}")
def test_families_stay_apart(pair: tuple[tuple[str, str], tuple[str, str]], sight: str) -> None:
    (_, one), (_, other) = pair
    assert math.dist(lab(one, MACHADO[sight]), lab(other, MACHADO[sight])) >= 11


@pytest.mark.parametrize("palette", style.PALETTES.values(), ids=style.PALETTES)
def test_words_and_lines_are_readable(palette: style.Palette) -> None:
    assert contrast(palette.label, palette.land) >= 7
    assert contrast(palette.label_minor, palette.land) >= 4.5
    for mark in (
        palette.hatch,
        palette.selection,
        palette.flow,
        palette.flow_unknown,
        palette.flow_return,
        palette.flow_other,
    ):
        assert contrast(mark, palette.land) >= 4.5
    assert contrast(palette.border, palette.land) >= 3


def test_legend_holds_what_is_shown_once() -> None:
    entries = style.legend(["siege", "airstrike", "airstrike"], ["town", "village", "governorate"])
    assert [e.slug for e in entries] == ["airstrike", "siege", "round", "hollow"]
    assert style.legend([], []) == ()


def test_areas_are_never_filled_plates() -> None:
    for slug in ("area", "subdistrict", "district", "governorate", "country"):
        assert style.precision_style(slug).plate == "hollow"


def test_unknown_slugs_fall_back() -> None:
    assert style.type_style("never-seen").slug == "other"
    assert style.precision_style("never-seen").slug == "unknown"


def test_sizes_are_bounded_and_monotonic() -> None:
    radii = [style.marker_radius_px(n) for n in range(2000)]
    assert radii == sorted(radii)
    assert radii[0] == 12
    assert radii[-1] == 18
    assert style.trunk_width_px(None, 3000) == style.trunk_width_px(0, 3000) == 3
    assert style.trunk_width_px(3000, 3000) == 12 > style.trunk_width_px(1300, 3000) > 3


def test_trunk_widths_are_linear_between_their_ends() -> None:
    assert style.trunk_width_px(1500, 3000) == pytest.approx(6)


def test_arrows_follow_one_bound_linearly_below_a_round_figure() -> None:
    for largest in (1, 3, 9, 10, 11, 3_000, 18_832, 110_925, 7_000_000):
        top = style.scale_top(largest)
        assert largest <= top <= 5 * largest / 2 or largest == 1
        assert style.flow_width_px(top, top) == style.FLOW_WIDTHS_PX[1]
        assert style.flow_width_px(top // 2, top) <= style.FLOW_WIDTHS_PX[1] / 2 + 1
    assert style.flow_width_px(None, 10) == style.flow_width_px(0, 10) == style.FLOW_WIDTHS_PX[0]


def test_each_kind_of_movement_has_its_own_colour() -> None:
    assert [*style.MOVE_COLORS] == [*MOVES]
    for palette in style.PALETTES.values():
        assert len({getattr(palette, name) for name in style.MOVE_COLORS.values()}) == len(MOVES)


def test_the_map_numbers_types_as_the_store_does() -> None:
    """Cells carry types as numbers in the order of the vocabulary; the map reads them in the order of style.json."""
    assert [*style.style_json()["types"]] == [*EVENT_TYPES]
