"""The events over time as bars stacked by type: shapes as SVG, and the words of the axis apart, in millimetres."""

from __future__ import annotations

from datetime import date, timedelta

from geo.dates import day_in_words
from geo.export import svg
from geo.export.selection import Selection
from geo.model import Json
from geo.store.protocol import Bar
from geo.style import PALETTES, type_style
from geo.vocab import EVENT_TYPES, label

WIDE_MM, HIGH_MM = 240.0, 34.0
EVENT_MM, WIDEST_MM = 7.0, 18.0
"""An event is at most so high, a bar at most so wide: two bars of one event are no third of a page."""
TICKS = 7
PRINT = PALETTES["print"]
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def timeline(held: Selection, width_mm: float = WIDE_MM) -> Json:
    """`{svg, width, height, ticks, most, bucket, types, undated, words}`; without any bar `svg` is ""."""
    bars, undated = held.bars, held.n_undated
    told: Json = {"svg": "", "width": width_mm, "height": HIGH_MM, "ticks": [], "most": 0, "types": []}
    told |= {"bucket": bars[0].bucket if bars else "day", "undated": undated, "rows": _rows(bars)}
    if bars:
        told |= _drawn(bars, width_mm)
    told["words"] = _words(bars, undated)
    return told


def _rows(bars: tuple[Bar, ...]) -> list[Json]:
    """What the bars say, by day: `{when, words, n}`."""
    days = dict.fromkeys(bar.day for bar in bars)
    held = []
    for day in days:
        own = [bar for bar in bars if bar.day == day]
        words = ", ".join(f"{label(EVENT_TYPES, bar.type)} {bar.n:,}" for bar in own)
        held.append({"when": _when(day, own[0].bucket), "words": words, "n": sum(bar.n for bar in own)})
    return held


def _words(bars: tuple[Bar, ...], undated: int) -> str:
    rest = f"{undated:,} further {'event is' if undated == 1 else 'events are'} known only to the month or year, or "
    rest += "with an open end, and have no bar." if undated else ""
    if not bars:
        return f"No event is known to the day. {rest if undated else ''}".strip()
    unit = bars[0].bucket
    whole = f"Events by {unit}; an event that lasts is counted in each {unit} that it touches."
    return f"{whole} {rest}" if undated else whole


def _drawn(bars: tuple[Bar, ...], width_mm: float) -> Json:
    slots = _slots(bars)
    step = min(width_mm / len(slots), WIDEST_MM)
    sums = {day: sum(bar.n for bar in bars if bar.day == day) for day in {bar.day for bar in bars}}
    most = max(sums.values())
    tall = min(HIGH_MM, EVENT_MM * most)
    order = [kind for kind in EVENT_TYPES if any(bar.type == kind for bar in bars)]
    order += sorted({bar.type for bar in bars} - set(order))
    place, content = {day: i for i, day in enumerate(slots)}, ""
    base = dict.fromkeys(slots, 0.0)
    for bar in sorted(bars, key=lambda each: order.index(each.type)):
        high = bar.n / most * tall
        at = place[bar.day] * step
        y = tall - base[bar.day] - high
        gap = 0.25 if step > 1.5 else 0.0
        content += svg.element(
            "rect", x=at + gap, y=y, width=step - 2 * gap, height=high,
            fill=type_style(bar.type).color, stroke="#ffffff", stroke_width=0.18 if high > 0.8 and gap else 0.0,
        )  # fmt: skip
        base[bar.day] += high
    every = max(1, -(-len(slots) // TICKS))
    ticks = [
        {"x": (i + 0.5) * step, "words": _when(day, bars[0].bucket)} for i, day in enumerate(slots) if i % every == 0
    ]
    axis = svg.shape(
        svg.through(((0, tall), (step * len(slots), tall))), fill="none", stroke=PRINT.label, stroke_width=0.25
    )
    picture = svg.picture(content + axis, width_mm, tall + 0.2, "none")
    return {
        "svg": picture,
        "height": tall,
        "ticks": ticks,
        "most": most,
        "types": [(kind, label(EVENT_TYPES, kind)) for kind in order],
    }


def _slots(bars: tuple[Bar, ...]) -> list[date]:
    """All days, weeks, months or years from the first bar to the last, those without a bar too."""
    first, last = min(bar.day for bar in bars), max(bar.day for bar in bars)
    bucket, held = bars[0].bucket, [first]
    while held[-1] < last:
        held.append(_next(held[-1], bucket))
    return held


def _next(day: date, bucket: str) -> date:
    if bucket == "year":
        return date(day.year + 1, 1, 1)
    if bucket == "month":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + timedelta(days=7 if bucket == "week" else 1)


def _when(day: date, bucket: str) -> str:
    """
    >>> _when(date(2017, 5, 15), "week"), _when(date(2017, 5, 1), "month")
    ('week of 15 May 2017', 'May 2017')
    """
    if bucket == "year":
        return str(day.year)
    if bucket == "month":
        return f"{_MONTHS[day.month - 1]} {day.year}"
    return f"week of {day_in_words(day)}" if bucket == "week" else day_in_words(day)
