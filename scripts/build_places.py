"""Redraws the polygons of ``data/places.geojson``; points and properties are kept as they stand.

In: geoBoundaries SYR ADM3 (CC BY 4.0), given as an argument, and ``data/basemap/governorates.geojson`` (Natural Earth).
Out: the same file with new geometry for ``AREAS`` and ``idlib-governorate``. It never moves a point.

Usage: ``python scripts/build_places.py --adm3 geoboundaries-syr-adm3.geojson``
"""

import argparse
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

REPO = Path(__file__).resolve().parents[1]
TOLERANCE_DEG = 0.002
DECIMALS = 5

# geoBoundaries has names and no p-codes: matched by position and overlap (at least 0.97 of the area).
AREAS: dict[str, dict[str, str]] = {
    "east-ghouta": {
        "SY030200": "Duma",
        "SY030105": "Kafr Batna",
        "SY030201": "Harasta",
        "SY030204": "Nashabiyeh",
        "SY030106": "Arbin",
        "SY030104": "Maliha",
    },
    "wadi-barada": {"SY030700": "Az-Zabdani", "SY030702": "Ein Elfijeh", "SY030703": "Madaya"},
}
INSIDE = {"east-ghouta": ("east-ghouta", "hamouriya"), "wadi-barada": ("wadi-barada",)}


def outline(adm3: gpd.GeoDataFrame, names: list[str]) -> BaseGeometry:
    """The union of the named subdistricts, simplified and rounded; every name must occur exactly once."""
    chosen = adm3[adm3.shapeName.isin(names)]
    if sorted(chosen.shapeName) != sorted(names):
        raise SystemExit(
            f"subdistricts: got {sorted(chosen.shapeName)}, wanted {sorted(names)}, in --adm3; give SYR ADM3"
        )
    joined = shapely.union_all(chosen.geometry.values)
    (simple,) = shapely.coverage_simplify([joined], TOLERANCE_DEG)
    solid = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(simple)])
    return shapely.orient_polygons(shapely.transform(solid, lambda xy: xy.round(DECIMALS)))


def check(slug: str, area: BaseGeometry, points: dict[str, Point]) -> None:
    """Stops when the outline is not valid or misses a point that must lie in it."""
    missing = [p for p in INSIDE[slug] if not area.contains(points[p])]
    if missing or not area.is_valid:
        raise SystemExit(
            f"{slug}: got an outline without {missing} (valid: {area.is_valid}), wanted them inside; check AREAS"
        )


def redraw(document: dict[str, Any], adm3: gpd.GeoDataFrame, governorates: dict[str, Any]) -> None:
    """Replaces the three polygons in the document."""
    features = {f["id"]: f for f in document["features"]}
    points = {
        i: Point(f["properties"]["lon"], f["properties"]["lat"])
        for i, f in features.items()
        if f["properties"]["lon"] is not None
    }
    for slug, subdistricts in AREAS.items():
        area = outline(adm3, list(subdistricts.values()))
        check(slug, area, points)
        features[slug]["geometry"] = json.loads(json.dumps(mapping(area)))
    idlib = next(f for f in governorates["features"] if f["properties"]["pcode"] == "SY07")
    features["idlib-governorate"]["geometry"] = idlib["geometry"]


def write(path: Path, document: dict[str, Any]) -> None:
    """GeoJSON with one feature per line, so that a change shows in a diff as the place that changed."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, allow_nan=False) for f in document.pop("features"))
    path.write_text(f'{json.dumps(document, ensure_ascii=False)[:-1]}, "features": [\n{lines}\n]}}\n', encoding="utf-8")


def main() -> None:
    """Reads the command line and rewrites the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--adm3", type=Path, required=True, help="geoBoundaries SYR ADM3 as GeoJSON")
    parser.add_argument("--governorates", type=Path, default=REPO / "data" / "basemap" / "governorates.geojson")
    parser.add_argument("--places", type=Path, default=REPO / "data" / "places.geojson")
    options = parser.parse_args()
    document = json.loads(options.places.read_text(encoding="utf-8"))
    redraw(document, gpd.read_file(options.adm3), json.loads(options.governorates.read_text(encoding="utf-8")))
    write(options.places, document)


if __name__ == "__main__":
    main()
