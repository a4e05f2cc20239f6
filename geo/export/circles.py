"""Circles by figure on a map: what each place's figure is, and how large its disc and its ring are.

In come a Selection and its sites; out come amounts of people per place, radii whose area follows them, and the words of
the legend. The disc is the minimum, or the best estimate where no minimum is given; the ring is the maximum. No figure
is no circle. A figure of several places is never split, and what totals leave out is left out here too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from geo.export.options import CIRCLES
from geo.export.selection import Selection
from geo.export.sites import Site
from geo.figures import left_out, total, with_kind
from geo.model import Figure, Json
from geo.style import LegendEntry, type_style

LARGEST_MM, LARGEST_OF_MANY_MM = 11.0, 8.0
"""Radius of the largest circle on the virtual sheet; the second where more than MANY places are drawn."""
MANY = 40
SHARE = 0.11
"""At most this share of the map's height."""
LEAST_TOP = 20
"""A map of smaller figures is drawn as if this were the largest: one person is no giant circle."""
LEAST_MM = 0.5
"""Smaller circles are not drawn."""
NUMBERED = 4
"""Of so many events at a place the one that gives the figure is named by its number."""
STEP = 4
"""Each circle of the legend stands for about so many times fewer people than the one before."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The people of one place: `low` is drawn as a disc, `high` as a ring, each None where it is not known.

    `numbers` are the events that give them.
    """

    low: int | None
    high: int | None
    is_best: bool
    words: str
    numbers: tuple[int, ...]

    @property
    def most(self) -> int:
        return max(self.low or 0, self.high or 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one kind by number of event, without those of several places and those that totals leave out."""

    kind: str
    given: Mapping[int, Figure | None]
    n_scattered: int = 0
    n_left_out: int = 0

    def of(self, numbers: Sequence[int]) -> Amount | None:
        """The Amount of the events with these numbers; None where none gives a number.

        The least numbers are summed ("at least"); the largest only where every event with a figure gives one.
        """
        held = [(n, self.given[n]) for n in numbers if n in self.given]
        summed = total(self.kind, [figure for _, figure in held])
        if not summed.n_events:
            return None
        low = summed.best if summed.min is None else summed.min
        high = None if summed.upper_bound_incomplete else summed.max
        known = [(n, f) for n, f in held if f is not None and f.has_number]
        words = with_kind(replace(known[0][1], who=None), self.kind) if len(known) == 1 else summed.words
        if len(known) == 1 < len(numbers) <= NUMBERED:
            words = f"{known[0][0]}:\N{NO-BREAK SPACE}{words}"
        elif len(known) < len(numbers):
            words += f" in {len(known)} of {len(numbers)} events"
        own = tuple(n for n, _ in known)
        return Amount(low or None, high or None, summed.min is None and low is not None, words, own)


def figures(held: Selection, found: Iterable[Site]) -> Figures:
    """The Figures of the kind that the options name; empty where they name none."""
    kind = held.options.circles
    if not kind:
        return Figures("", {})
    times = Counter(n for site in found for n in site.numbers)
    skipped = {each.id for each in left_out(event for _, event in held.numbered())}
    known = [
        (n, event)
        for n, event in held.numbered()
        if (f := event.figure(kind)) is not None and f.has_number and times[n]
    ]
    scattered = [n for n, event in known if times[n] > 1 and event.id not in skipped]
    apart = {n for n, event in known if event.id in skipped} | set(scattered)
    given = {n: event.figure(kind) for n, event in held.numbered() if times[n] and n not in apart}
    return Figures(kind, given, len(scattered), len(apart) - len(scattered))


@dataclass(frozen=True, slots=True)
class Scale:
    """How large figures are drawn: `top` people have the radius `top_mm`, and the area follows the figure.

    A circle of less than `least_mm` is not drawn; `fewest` is the number that has it.
    """

    top: int
    top_mm: float
    least_mm: float = LEAST_MM

    def radius(self, people: int | None) -> float:
        """The radius in millimetres; 0 where nothing is drawn.

        >>> Scale(100, 10.0).radius(100), Scale(100, 10.0).radius(25), Scale(100, 10.0).radius(None)
        (10.0, 5.0, 0.0)
        """
        exact = self.top_mm * math.sqrt((people or 0) / self.top)
        return exact if exact >= self.least_mm else 0.0

    @property
    def fewest(self) -> int:
        """The smallest figure that has a circle."""
        return max(1, math.ceil(self.top * (self.least_mm / self.top_mm) ** 2))

    @property
    def steps(self) -> tuple[int, ...]:
        """Round figures for the legend, the largest first.

        >>> Scale(60, 13.0).steps, Scale(13_000, 13.0).steps
        ((20, 5, 1), (5000, 1000, 200))
        """
        held = [round_below(self.top * 0.6)]
        while len(held) < 3 and (lower := round_below(held[-1] / STEP)):
            held.append(lower)
        return tuple(n for n in held if self.radius(n))


def round_below(figure: float) -> int:
    """The largest of 1, 2 and 5 times a power of ten up to `figure`; 0 below 1.

    >>> round_below(36), round_below(7_800), round_below(0.4)
    (20, 5000, 0)
    """
    if figure < 1:
        return 0
    unit = 10 ** (len(str(int(figure))) - 1)
    return int(next(n * unit for n in (5, 2, 1) if n * unit <= figure))


def scale(amounts: Iterable[Amount | None], n_marks: int, height_mm: float) -> Scale | None:
    """The Scale of a map with `n_marks` symbols; None where no place has a figure."""
    top = max((amount.most for amount in amounts if amount is not None), default=0)
    if not top:
        return None
    return Scale(max(top, LEAST_TOP), min(LARGEST_MM if n_marks <= MANY else LARGEST_OF_MANY_MM, SHARE * height_mm))


def notes(held: Figures, shown: Scale, amounts: Sequence[Amount | None]) -> list[LegendEntry]:
    """The rows of the legend: what disc and ring stand for, of what is drawn, and what has no circle."""
    people = CIRCLES[held.kind].lower()
    given = [amount for amount in amounts if amount is not None]
    best = any(amount.is_best for amount in given)
    rows = []
    if any(shown.radius(amount.low) for amount in given):
        bound = "the minimum, else the best estimate" if best else "the minimum"
        rows.append(("figure-least", f"Filled circle: {people}, {bound}; the area follows the figure"))
    if any(shown.radius(amount.high) for amount in given):
        rows.append(("figure-most", f"Ring: {people}, the maximum; no ring: no maximum is said"))
    why = ["no figure"] + ([f"fewer than {shown.fewest:,}"] if shown.fewest > 1 else [])
    why += ["a figure for several places"] if held.n_scattered else []
    why += ["left out of totals"] if held.n_left_out else []
    rows.append(
        ("figure-none", f"No circle: {', '.join(why[:-1])} or {why[-1]}" if why[1:] else "No circle: no figure")
    )
    return [LegendEntry("note", slug, words) for slug, words in rows]


SCREEN_PX = 44.0
"""Radius of the largest circle on the page's map (circles.js)."""
MARKER_PX = 13.6
"""Circles below are hidden by the symbol of their place."""


def on_screen(held: Selection, found: Iterable[Site]) -> Json | None:
    """The same for the map of the HTML page: what circles.js draws; None where no place has a figure."""
    places = list(found)
    given = figures(held, places)
    amounts = [given.of(site.numbers) for site in places]
    shown = scale(amounts, 0, SCREEN_PX / SHARE)
    if shown is None:
        return None
    shown = replace(shown, top_mm=SCREEN_PX, least_mm=MARKER_PX)
    rows = [
        {
            "lon": site.lonlat[0], "lat": site.lonlat[1], "color": type_style(site.leading).color,
            "low": a.low if shown.radius(a.low) else None, "high": a.high if shown.radius(a.high) else None,
        }
        for site, a in zip(places, amounts, strict=True)
        if a is not None and shown.radius(a.most)
    ]  # fmt: skip
    words = [entry.label for entry in notes(given, shown, amounts)]
    steps = list(replace(shown, least_mm=LEAST_MM).steps)
    return {"words": CIRCLES[given.kind], "top": shown.top, "steps": steps, "notes": words, "rows": rows}
