"""KML 2.2 and KMZ: a placemark per event in a folder per type, its words and claims in the balloon, all data beside.

A KMZ brings the symbols of the maps as pictures; a KML alone gives each type its colour. Neither fetches anything.
An area is marked by a hollow symbol and says so, never by a pin. See https://docs.ogc.org/is/12-007r2/12-007r2.html
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from geo.export import setting
from geo.export.data.columns import GEOMETRY
from geo.export.data.events import Tables
from geo.export.data.qml import symbol_svg
from geo.export.data.zips import member
from geo.model import Json
from geo.style import PRECISION_STYLES, TYPE_STYLES
from geo.vocab import FIGURE_KINDS, PLACE_PRECISIONS, label

SHOWN = (
    "id", "type_words", "date_words", "place_name", "place_name_ar", "all_places", "precision",
    *(f"{kind}_words" for kind in FIGURE_KINDS), "grade", "grade_reason", "claims", "sources", "left_out_of_totals",
    "part_of", "duplicate_of", "dataset", "dataset_licence",
)  # fmt: skip
_FIGURES = tuple(
    f"{kind}_{each}" for kind in FIGURE_KINDS for each in ("min", "best", "max", "qualifier", "text", "who")
)
_DATA = ("number", *SHOWN, "date_start", "date_end", "date_precision", *_FIGURES, "n_claims", "n_denials")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
_SIGNS = Path(__file__).with_name("signs.typ")
_ICON_PX, _SIGN_MM = 64, 24.0


def kml_of(held: Tables) -> bytes:
    """The file alone."""
    return _written(held, "kml", icons=False).encode("utf-8", "replace")


def kmz_of(held: Tables) -> bytes:
    """The file with its symbols, packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(member("doc.kml"), _written(held, "kmz", icons=True).encode("utf-8", "replace"))
        shown = _shown(held)
        for (kind, plate), picture in zip(shown, icons(shown), strict=True):
            archive.writestr(member(f"symbols/{kind}-{plate}.png"), picture)
    return out.getvalue()


def icons(pairs: Sequence[tuple[str, str]]) -> list[bytes]:
    """The symbols of these (type, plate) as PNG."""
    if not pairs:
        return []
    signs = [symbol_svg(kind, plate) for kind, plate in pairs]
    return setting.each(_SIGNS, {"signs": signs}, format="png", ppi=_ICON_PX / _SIGN_MM * 25.4)


def _shown(held: Tables) -> list[tuple[str, str]]:
    pairs = zip(held.events["type"].to_pylist(), held.events["precision"].to_pylist(), strict=True)
    return sorted({(kind, _plate(precision)) for kind, precision in pairs})


def _plate(precision: str | None) -> str:
    style = PRECISION_STYLES.get(precision or "unknown")
    return style.plate if style else "hollow"


def _written(held: Tables, name: str, *, icons: bool) -> str:
    about = held.manifest(name)
    words = "\n".join([about["filter"]["words"], about["filter"]["summary"], *about["totals"]["sentences"]])
    parts = [_HEAD, f"<name>{_text(about['title'])}</name><description>{_text(words)}</description>"]
    parts += [_style(kind, plate, icons=icons) for kind, plate in _shown(held)]
    manifest = json.dumps(about, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    folders: dict[str, list[str]] = {}
    for row in rows_of(held):
        folders.setdefault(row["type"], []).append(_placemark(row))
    for kind in sorted(folders, key=_order):
        title = label({slug: style.label for slug, style in TYPE_STYLES.items()}, kind)
        parts += [f"<Folder><name>{_text(title)}</name>", *folders[kind], "</Folder>\n"]
    parts.append(f'<ExtendedData><Data name="kharita"><value>{_text(manifest)}</value></Data></ExtendedData>')
    return "".join([*_ordered(parts), "</Document></kml>\n"])


def _ordered(parts: list[str]) -> list[str]:
    """ExtendedData stands before the features of a document."""
    at = next((n for n, part in enumerate(parts) if part.startswith("<Folder>")), len(parts) - 1)
    return [*parts[:at], parts[-1], *parts[at:-1]]


def _order(kind: str) -> int:
    kinds = list(TYPE_STYLES)
    return kinds.index(kind) if kind in kinds else len(kinds)


def rows_of(held: Tables) -> Iterator[Json]:
    """The events as dicts, some thousand at a time."""
    for batch in held.events.to_batches(max_chunksize=5000):
        yield from batch.to_pylist()


def _style(kind: str, plate: str, *, icons: bool) -> str:
    if icons:
        icon_style = f"<scale>0.8</scale><Icon><href>symbols/{kind}-{plate}.png</href></Icon>"
    else:
        color = TYPE_STYLES.get(kind, TYPE_STYLES["other"]).color.lstrip("#")
        icon_style = f"<color>ff{color[4:6]}{color[2:4]}{color[0:2]}</color>"
    return f'<Style id="{kind}-{plate}"><IconStyle>{icon_style}</IconStyle></Style>\n'


def _placemark(row: Json) -> str:
    precision = row["precision"] or "unknown"
    data = "".join(
        f'<Data name="{name}"><value>{_text(value)}</value></Data>'
        for name in _DATA
        if (value := row[name]) is not None
    )
    return (
        f'<Placemark id="e{row["number"]}"><name>{_text(row["title"])}</name>{_when(row)}'
        f"<styleUrl>#{row['type']}-{_plate(precision)}</styleUrl>"
        f"<description>{_text(_balloon(row))}</description><ExtendedData>{data}</ExtendedData>"
        f"{_geometry(row[GEOMETRY])}</Placemark>\n"
    )


def _balloon(row: Json) -> str:
    """What the balloon shows, as HTML whose every word is escaped; viewers take descriptions for HTML."""
    lines = [f"Place known to: {label(PLACE_PRECISIONS, row['precision'])}"]
    lines += [f"{name.removesuffix('_words').replace('_', ' ')}: {row[name]}" for name in SHOWN[1:] if row[name]]
    return "<br>".join(escape(line).replace("\n", "<br>") for line in lines)


def _when(row: Json) -> str:
    start, end = row["date_start"], row["date_end"]
    if start is None and end is None:
        return ""
    if start == end:
        return f"<TimeStamp><when>{start.isoformat()}</when></TimeStamp>"
    begun = f"<begin>{start.isoformat()}</begin>" if start else ""
    return f"<TimeSpan>{begun}{f'<end>{end.isoformat()}</end>' if end else ''}</TimeSpan>"


def _geometry(wkb: bytes | None) -> str:
    """The points of a MultiPoint; without any, nothing."""
    if wkb is None:
        return ""
    points = [struct.unpack_from("<dd", wkb, 9 + 21 * n + 5) for n in range(struct.unpack_from("<I", wkb, 5)[0])]
    held = "".join(_point(*point) for point in points)
    return held if len(points) == 1 else f"<MultiGeometry>{held}</MultiGeometry>"


def _point(lon: float, lat: float) -> str:
    return f"<Point><coordinates>{lon:.6f},{lat:.6f}</coordinates></Point>"


def _text(value: Any) -> str:
    told = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return escape(told, quote=True)
