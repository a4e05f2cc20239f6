"""A coordinate as files write it → degrees (WGS84). Decimal point or comma, degrees-minutes-seconds, any digits.

A value out of range is a problem and is never mended; the problem names what may have happened to it.
"""

from __future__ import annotations

import re

from geo.intake.values.script import is_missing, plain

Read = tuple[float | None, str | None]
"""Degrees or None, and what is wrong or None."""

_LIMIT = {"lat": 90.0, "lon": 180.0}
_DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d*)?°?$")
_HEMISPHERE = re.compile(
    r"(?<![^\W\d_])(north|south|east|west|nord|sud|est|ouest|norte|sur|este|oeste|شمالا|شمال|جنوبا|جنوب|شرقا|شرق|غربا|غرب"
    r"|[NSEWO])(?![^\W\d_])",
    re.IGNORECASE,
)
_SIDE = {
    **dict.fromkeys(("n", "north", "nord", "norte", "شمال", "شمالا"), ("lat", 1)),
    **dict.fromkeys(("s", "south", "sud", "sur", "جنوب", "جنوبا"), ("lat", -1)),
    **dict.fromkeys(("e", "east", "est", "este", "شرق", "شرقا"), ("lon", 1)),
    **dict.fromkeys(("w", "o", "west", "ouest", "oeste", "غرب", "غربا"), ("lon", -1)),
}
_PART = re.compile(r"\d+(?:[.,]\d+)?")
_ONLY = re.compile(r"[\s\d.,+\-°º˚�?'’′‘`´\"”″“:¨*_]|deg|degrees|min|minutes|sec|seconds|d|m|s", re.IGNORECASE)
_UNITS = re.compile(r"(\d) ?d(?:eg)?\.? ?(\d+) ?m(?:in)?\.? ?(\d+(?:[.,]\d+)?) ?s(?:ec)?\.?", re.IGNORECASE)
_WKT = re.compile(r"POINT ?Z? ?\( ?([+-]?[\d.]+) +([+-]?[\d.]+)(?: +[+-]?[\d.]+)? ?\)$", re.IGNORECASE)
_BRACKETS = re.compile(r"^[\[({]+|[\])}]+$")


_CUTS = (r" ?; ?", r" ?, +", r" ?\| ?", r"(?<=[\d.]),(?=[+-]?\d+\.)", r"(?<=[NSEWO]),? ?(?=[\d+-])", r",", r" +")


def parse_coordinate(text: str, axis: str) -> Read:
    """Degrees on `axis` ("lon" or "lat"), south and west below 0.

    >>> parse_coordinate("35,929", "lat"), parse_coordinate("36°38'07\\"E", "lon")[0]
    ((35.929, None), 36.63528)
    >>> parse_coordinate("4239.00416", "lat")
    (None, 'beyond 90: is its decimal point lost, or are these degrees and minutes run together?')
    >>> parse_coordinate("", "lat"), parse_coordinate("inf", "lon")[1]
    ((None, None), 'not read as degrees')
    """
    if is_missing(text):
        return None, None
    held = _UNITS.sub(r"\1°\2'\3 ", plain(text))
    value = float(held.rstrip("°").replace(",", ".")) if _DECIMAL.match(held) else _sexagesimal(held, axis)
    if isinstance(value, str):
        return None, value
    return _in_range(value, axis)


def _in_range(value: float, axis: str) -> Read:
    limit = _LIMIT[axis]
    if abs(value) <= limit:
        return round(value, 9), None
    if axis == "lat" and abs(value) <= 180:
        return None, "beyond 90: are latitude and longitude swapped?"
    return None, f"beyond {limit:.0f}: is its decimal point lost, or are these degrees and minutes run together?"


def _sexagesimal(held: str, axis: str) -> float | str:
    sides = [_SIDE[found[1].lower()] for found in _HEMISPHERE.finditer(held)]
    rest = _HEMISPHERE.sub(" ", held)
    parts = [float(each.replace(",", ".")) for each in _PART.findall(rest)]
    if len(sides) > 1 or not 1 <= len(parts) <= 3 or _ONLY.sub("", rest):
        return "not read as degrees"
    if sides and sides[0][0] != axis:
        return f"a {'longitude' if axis == 'lat' else 'latitude'} in the column of {axis}: are they swapped?"
    degrees, minutes, seconds = (*parts, 0.0, 0.0)[:3]
    if minutes >= 60 or seconds >= 60 or (len(parts) > 1 and degrees != int(degrees)):
        return "minutes or seconds of 60 or more"
    sign = -1 if (sides and sides[0][1] < 0) or rest.strip().startswith("-") else 1
    return round(sign * (degrees + minutes / 60 + seconds / 3600), 5 if len(parts) > 1 else 9)


def parse_pair(text: str) -> tuple[float | None, float | None, str | None]:
    """(lon, lat, problem) of a cell with both: "lat, lon" as people write it, WKT as lon lat, letters N S E W decide.

    >>> parse_pair("35.929, 36.635"), parse_pair("POINT (36.635 35.929)")
    ((36.635, 35.929, None), (36.635, 35.929, None))
    """
    if is_missing(text):
        return None, None, None
    held = _BRACKETS.sub("", plain(text)) if not _WKT.match(plain(text)) else plain(text)
    if found := _WKT.match(held):
        return _both(found[1], found[2])
    halves = _halves(held)
    if halves is None:
        return None, None, "not read as a pair of degrees"
    first, second = halves
    side = _HEMISPHERE.search(first)
    return _both(first, second) if side and _SIDE[side[1].lower()][0] == "lon" else _both(second, first)


def _halves(held: str) -> tuple[str, str] | None:
    for cut in _CUTS:
        parts = re.split(cut, held)
        if len(parts) == 2 and all(_PART.search(part) for part in parts):
            return parts[0], parts[1]
    return None


def _both(lon_text: str, lat_text: str) -> tuple[float | None, float | None, str | None]:
    lon, lon_problem = parse_coordinate(lon_text, "lon")
    lat, lat_problem = parse_coordinate(lat_text, "lat")
    problem = lat_problem or lon_problem
    return (None, None, problem) if problem or lon is None or lat is None else (lon, lat, None)
