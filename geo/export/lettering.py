"""How much paper a name takes: widths and heights in ems and millimetres, estimated without a font engine.

Widths follow Noto Sans Bold by classes of letters, a little on the wide side, so that a name never runs into its
neighbour. Heights are those of label.typ: capitals, then a step of leading per line, then room for descenders.
"""

from __future__ import annotations

PT_MM = 0.3528
"""Millimetres in one point."""
LEADING = 0.24
CAPS = 0.72
"""Height of a capital in ems."""
TAIL, TAIL_ARABIC = 0.2, 0.42
SUB_SIZE = 0.9
"""Size of the second line against the first."""
WRAP = 17
"""Longest name in one line; the key that stands before it takes about four characters."""
_WIDTHS = {
    **dict.fromkeys("iIjlJ.,:;'’!|()-[] ", 0.31),
    **dict.fromkeys("ftr", 0.45),
    **dict.fromkeys("mwMW", 0.95),
    **dict.fromkeys("sczESLFY", 0.56),
}
_CAPITAL, _OTHER, _ARABIC = 0.72, 0.62, 0.52


def width_em(text: str) -> float:
    """The width of one line in ems.

    >>> width_em("Damascus") > width_em("Illicit")
    True
    """
    return sum(_letter_em(c) for c in text)


def _letter_em(c: str) -> float:
    if "\u0600" <= c <= "\u06ff":
        return _ARABIC
    return _WIDTHS.get(c, _CAPITAL if c.isupper() else _OTHER)


def size_mm(text: str, sub: str, size_pt: float) -> tuple[float, float]:
    """Width and height of a name of one or more lines with its second name below."""
    em = size_pt * PT_MM
    lines = text.split("\n")
    wide = max(*(width_em(line) for line in lines), width_em(sub) * SUB_SIZE) if sub else max(map(width_em, lines))
    high = CAPS + (len(lines) - 1) * (CAPS + LEADING)
    return wide * em, (high + (LEADING + SUB_SIZE * (CAPS + TAIL_ARABIC) if sub else TAIL)) * em


def spoken(name: str, name_ar: str, language: str) -> tuple[str, str]:
    """The first and the second line of a name in "en", "ar" or "both"; the other language where one lacks.

    >>> spoken("Azaz", "أعزاز", "ar"), spoken("Azaz", "أعزاز", "both"), spoken("Azaz", "", "ar")
    (('أعزاز', ''), ('Azaz', 'أعزاز'), ('Azaz', ''))
    """
    if language == "both" and name:
        return name, name_ar
    return ((name_ar or name) if language == "ar" else (name or name_ar)), ""


def wrapped(name: str, limit: int = WRAP) -> str:
    """A name of more than `limit` characters in two lines of about the same length.

    >>> wrapped("Mezzeh military airbase")
    'Mezzeh\\nmilitary airbase'
    """
    gaps = [i for i, c in enumerate(name) if c == " "]
    if len(name) <= limit or not gaps:
        return name
    at = min(gaps, key=lambda i: abs(i + 4 - len(name) / 2))
    return f"{name[:at]}\n{name[at + 1 :]}"
