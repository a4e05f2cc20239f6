"""Every two event types can be told apart by readers with protanopia, deuteranopia, tritanopia, and on a grey print.

Two types may share a colour where their shapes differ, and the shapes are compared as drawn: the share of the two
outlines that does not overlap. The colour table is that of the screen and of print (geo.style).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from test_style import MACHADO, lab

from geo import style
from geo.style import TypeStyle

GREY = ((0.2126, 0.7152, 0.0722),) * 3
"""Relative luminance (WCAG 2.2, Rec. 709) in each channel: what a grey printer keeps."""
SIGHTS = {**MACHADO, "greyscale": GREY}
COLOUR_APART = 11.0
"""Difference in CIELAB (CIE 1976) from which two colours count as told apart."""
SHAPES_APART = 0.3
"""Share of two outlines, laid over each other, that only one of them covers."""


@cache
def outline(path: str) -> BaseGeometry:
    """The shape that an SVG path of straight lines fills by the even-odd rule."""
    filled: BaseGeometry = shapely.Polygon()
    for run in filter(None, path.replace("M", "").split("Z")):
        ring = [tuple(map(float, point.split())) for point in run.split("L")]
        filled = filled.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
    return filled


def apart(one: str, other: str) -> float:
    first, second = outline(one), outline(other)
    return float(first.symmetric_difference(second).area / first.union(second).area)


def alike(types: Iterable[TypeStyle], sight: str) -> list[tuple[str, str]]:
    """Pairs of types that neither shape nor colour tells apart."""
    return [
        (one.slug, other.slug)
        for one, other in itertools.combinations(types, 2)
        if apart(one.path, other.path) < SHAPES_APART
        and math.dist(lab(one.color, SIGHTS[sight]), lab(other.color, SIGHTS[sight])) < COLOUR_APART
    ]


@pytest.mark.parametrize("sight", SIGHTS)
def test_every_two_types_are_told_apart(sight: str) -> None:
    assert alike(style.TYPE_STYLES.values(), sight) == []


@pytest.mark.parametrize("sight", SIGHTS)
def test_two_types_of_one_look_would_be_found(sight: str) -> None:
    plane = style.TYPE_STYLES["airstrike"]
    grown = style.TYPE_STYLES["siege"]
    assert alike([plane, replace(grown, path=plane.path)], sight) == [("airstrike", "siege")]


def test_colour_alone_does_not_carry_a_grey_print() -> None:
    """Why shapes are needed: on grey some families fall together."""
    pairs = itertools.combinations(style.FAMILY_COLORS.values(), 2)
    assert any(math.dist(lab(a, GREY), lab(b, GREY)) < COLOUR_APART for a, b in pairs)


def test_simulated_sights_keep_grey_grey() -> None:
    """A published matrix keeps neutral colours: each row sums to 1."""
    for matrix in SIGHTS.values():
        for row in matrix:
            assert sum(row) == pytest.approx(1, abs=1e-5)
