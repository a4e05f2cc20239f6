"""Made-up events in the columns of ACLED (31 of them), of any number: a CSV for importers, a Parquet for the peers.

In come a number of rows and a seed, out comes a file in the cache; the same numbers give the same bytes. Nothing here
is a record of anything that happened: every note says so, actors and sources have no names.

The mixture follows UCDP's events in Syria in what matters for speed:
- one town for about eight events (100 to 50,000 towns), visited by Zipf's law with exponent 0.8: the first point holds
  some 3 to 5 %, the first ten about a fifth (UCDP: 841 and 3,520 of 16,566);
- 73 % of the events stand on the point of a town, 27 % on a point of their own within about four kilometres of it;
- towns lie inside the real outlines of the 14 governorates and of the neighbours (data/basemap), half of them close to
  one of the region's centres; each region has its own mix of types;
- ten years of days in waves, newest first; most events without deaths, a few with hundreds.

    python bench/generate.py 1e5 1e6
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import shapely
from cache import cache_dir, whole

BASEMAP = Path(__file__).resolve().parents[1] / "data" / "basemap"
EDITION = 1
"""To be counted up when a change here changes the files."""
SEED = 7
BATCH = 100_000
OWN_POINT_SHARE = 0.27
ZIPF = 0.8
FIRST_DAY, DAYS = np.datetime64("2014-01-01"), 3652
BOX = (34.0, 30.0, 44.0, 38.5)
NEIGHBOURS = {"IQ": ("Iraq", 368), "LB": ("Lebanon", 422), "JO": ("Jordan", 400), "TR": ("Turkey", 792)}
SYRIA = ("Syria", 760)
SYRIA_SHARE = 0.82

TYPES = (  # disorder type, event type, sub-event type, share in a thousand
    ("Political violence", "Battles", "Armed clash", 220),
    ("Political violence", "Battles", "Government regains territory", 15),
    ("Political violence", "Battles", "Non-state actor overtakes territory", 10),
    ("Political violence", "Explosions/Remote violence", "Shelling/artillery/missile attack", 330),
    ("Political violence", "Explosions/Remote violence", "Air/drone strike", 170),
    ("Political violence", "Explosions/Remote violence", "Remote explosive/landmine/IED", 80),
    ("Political violence", "Explosions/Remote violence", "Grenade", 10),
    ("Political violence", "Explosions/Remote violence", "Suicide bomb", 5),
    ("Political violence", "Violence against civilians", "Attack", 50),
    ("Political violence", "Violence against civilians", "Abduction/forced disappearance", 35),
    ("Demonstrations", "Protests", "Peaceful protest", 35),
    ("Demonstrations", "Riots", "Violent demonstration", 10),
    ("Strategic developments", "Strategic developments", "Arrests", 12),
    ("Strategic developments", "Strategic developments", "Looting/property destruction", 10),
    ("Strategic developments", "Strategic developments", "Agreement", 4),
    ("Strategic developments", "Strategic developments", "Other", 4),
)
KILLED = (np.arange(6), np.array([0.62, 0.14, 0.08, 0.05, 0.03, 0.02]))
_ACTORS = ["Military forces", *(f"Armed group {n}" for n in range(1, 31)), *(f"Militia {n}" for n in range(1, 10))]
_SOURCES = [*(f"Newsroom {n:02}" for n in range(1, 25)), *(f"Newsroom {n:02}; Monitor {n % 5}" for n in range(1, 9))]
_FIRST = ("Tell", "Kafr", "Deir", "Ain", "Beit", "Jisr", "Qalaat", "Khan", "Ras", "Wadi", "Umm", "Al")
_LAST = ("safra", "rumman", "hajar", "zeitun", "nahr", "tin", "qamar", "shams", "ward", "jadid", "gharbi", "sharqi")
_WORDS = (
    "road bridge north south east west school market well tower fields houses damaged reported families left later "
    "evening morning convoy checkpoint stopped repaired closed opened smoke heard twice no figure given number unclear"
)


@dataclass(frozen=True, slots=True)
class Towns:
    """Where events can be: the towns of a file, the most visited first, and the mix of types by region."""

    lon: np.ndarray
    lat: np.ndarray
    name: pa.Array
    region: np.ndarray
    reach: np.ndarray  # cumulated shares of the towns
    admin1: pa.Array  # by region
    country: pa.Array
    iso: np.ndarray
    capital: np.ndarray  # town of each region that stands for the whole region
    mix: np.ndarray  # cumulated shares of the types, by region


def path_of(rows: int, suffix: str, seed: int = SEED) -> Path:
    return cache_dir("events") / f"acled-like-{rows}-s{seed}-e{EDITION}.{suffix}"


def generated(rows: int, seed: int = SEED) -> Path:
    """The CSV of `rows` events, made if it is not there; `path_of(rows, "parquet")` is beside it."""
    target = path_of(rows, "csv", seed)
    if not (target.exists() and path_of(rows, "parquet", seed).exists()):
        towns = _towns(rows, seed)
        with whole(target) as draft, whole(path_of(rows, "parquet", seed)) as narrow:
            _write(draft, narrow, (_batch(towns, rows, start, seed) for start in range(0, rows, BATCH)))
    return target


def _write(csv: Path, narrow: Path, batches: Iterator[pa.Table]) -> None:
    first = next(batches)
    few = ["longitude", "latitude", "sub_event_type"]
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    with (
        pyarrow.csv.CSVWriter(str(csv), first.schema, write_options=options) as out,
        pq.ParquetWriter(narrow, first.select(few).schema) as beside,
    ):
        for table in chain([first], batches):
            out.write_table(table)
            beside.write_table(table.select(few))


def _regions() -> tuple[list[shapely.Geometry], list[str], list[tuple[str, int]]]:
    """Outlines, names and countries: the governorates first, then the neighbours within the box."""
    shapes, names, countries = [], [], []
    for feature in json.loads((BASEMAP / "governorates.geojson").read_text("utf-8"))["features"]:
        shapes.append(shapely.from_geojson(json.dumps(feature["geometry"])))
        names.append(feature["properties"]["name"])
        countries.append(SYRIA)
    for feature in json.loads((BASEMAP / "countries.geojson").read_text("utf-8"))["features"]:
        if country := NEIGHBOURS.get(feature["properties"]["iso2"]):
            shapes.append(shapely.clip_by_rect(shapely.from_geojson(json.dumps(feature["geometry"])), *BOX))
            names.append(country[0])
            countries.append(country)
    return shapes, names, countries


def _towns(rows: int, seed: int) -> Towns:
    rng = np.random.default_rng([seed, 0])
    shapes, names, countries = _regions()
    number = int(np.clip(rows // 8, 100, 50_000))
    syrian = np.array([country is SYRIA for country in countries])
    area = np.sqrt([shape.area for shape in shapes])
    share = np.where(syrian, SYRIA_SHARE * area / area[syrian].sum(), (1 - SYRIA_SHARE) * area / area[~syrian].sum())
    region = rng.choice(len(shapes), number, p=share)
    region[: len(shapes)] = rng.permutation(len(shapes))  # every region has a town that stands for it
    lon, lat = np.empty(number), np.empty(number)
    for index, shape in enumerate(shapes):
        here = np.flatnonzero(region == index)
        lon[here], lat[here] = _points(rng, shape, len(here))
    weight = np.arange(1, number + 1) ** -ZIPF
    shares = np.array([kind[3] for kind in TYPES]) * rng.lognormal(0, 0.6, (len(shapes), len(TYPES)))
    return Towns(
        lon.round(4), lat.round(4), pa.array(_names(rng, number)), region, np.cumsum(weight / weight.sum()),
        pa.array(names), pa.array([name for name, _ in countries]), np.array([code for _, code in countries]),
        np.array([np.flatnonzero(region == index)[0] for index in range(len(shapes))]),
        np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1),
    )  # fmt: skip


def _points(rng: np.random.Generator, shape: shapely.Geometry, number: int) -> tuple[np.ndarray, np.ndarray]:
    """`number` points inside `shape`, half of them close to a few centres."""
    west, south, east, north = shape.bounds
    centres = _uniform(rng, shape, 4)
    found = np.empty((0, 2))
    while len(found) < number:
        wide = rng.uniform((west, south), (east, north), (number + 8, 2))
        near = centres[rng.integers(0, 4, number + 8)] + rng.normal(0, 0.12, (number + 8, 2))
        tried = np.where(rng.random((number + 8, 1)) < 0.5, near, wide)
        found = np.concatenate([found, tried[shapely.contains_xy(shape, tried)]])
    return found[:number, 0], found[:number, 1]


def _uniform(rng: np.random.Generator, shape: shapely.Geometry, number: int) -> np.ndarray:
    west, south, east, north = shape.bounds
    found = np.empty((0, 2))
    while len(found) < number:
        tried = rng.uniform((west, south), (east, north), (64, 2))
        found = np.concatenate([found, tried[shapely.contains_xy(shape, tried)]])
    return found[:number]


def _names(rng: np.random.Generator, number: int) -> list[str]:
    first, last = rng.integers(0, len(_FIRST), number), rng.integers(0, len(_LAST), (number, 2))
    return [f"{_FIRST[a]} {_LAST[b].title()}{_LAST[c]}" for a, (b, c) in zip(first, last, strict=True)]


def _batch(towns: Towns, rows: int, start: int, seed: int) -> pa.Table:
    """Rows start + 1 … of the file. Each batch has its own dice, so none depends on another."""
    number = min(BATCH, rows - start)
    rng = np.random.default_rng([seed, 1, start])
    town = np.searchsorted(towns.reach, rng.random(number)).clip(0, len(towns.lon) - 1)
    geo = rng.choice([1, 2, 3], number, p=[0.70, 0.25, 0.05])
    town = np.where(geo == 3, towns.capital[towns.region[town]], town)
    region = towns.region[town]
    kind = (rng.random(number)[:, None] > towns.mix[region]).sum(axis=1).clip(0, len(TYPES) - 1)
    day = _days(rng, rows, start, number)
    own = (rng.random(number) < OWN_POINT_SHARE) & (geo != 3)
    away = np.where(own[:, None], rng.normal(0, 0.018, (number, 2)), 0)
    killed = _killed(rng, number)
    return _table(rng, towns, start, {
        "town": town, "region": region, "kind": kind, "geo": geo, "day": day, "killed": killed,
        "lon": (towns.lon[town] + away[:, 0]).round(5), "lat": (towns.lat[town] + away[:, 1]).round(5),
    })  # fmt: skip


def _days(rng: np.random.Generator, rows: int, start: int, number: int) -> np.ndarray:
    """Days in waves, the newest first over the whole file."""
    t = np.arange(DAYS) / DAYS
    busy = np.cumsum(1.2 + np.sin(9 * t) * 0.7 + np.sin(61 * t) * 0.25)
    part = 1 - (start + np.sort(rng.random(number)) * number) / rows
    return FIRST_DAY + np.searchsorted(busy / busy[-1], part).clip(0, DAYS - 1)


def _killed(rng: np.random.Generator, number: int) -> np.ndarray:
    values, shares = KILLED
    few = rng.choice([*values, -1], number, p=[*shares, 1 - shares.sum()])
    return np.where(few >= 0, few, (6 + rng.lognormal(1.6, 1.1, number)).astype(int).clip(6, 800))


def _table(rng: np.random.Generator, towns: Towns, start: int, drawn: dict[str, np.ndarray]) -> pa.Table:
    number, region, kind, day = len(drawn["town"]), drawn["region"], drawn["kind"], drawn["day"]
    disorder, event, sub = (pa.array([row[n] for row in TYPES]).take(kind) for n in range(3))
    name, admin1 = towns.name.take(drawn["town"]), towns.admin1.take(region)
    date = pc.cast(pa.array(day.astype("datetime64[D]")), pa.string())
    one, two = (rng.integers(0, len(_ACTORS), number) for _ in range(2))
    alone = np.isin(kind, [10, 11, 12, 13, 14, 15])
    actors, civil = pa.array(_ACTORS), np.isin(kind, [8, 9])
    stamp = (day.astype("datetime64[s]").astype(np.int64)) + rng.integers(86_400, 30 * 86_400, number)
    blank = pa.array([""]).take(np.zeros(number, np.int64))
    return pa.table({
        "event_id_cnty": _joined("GEN", pc.cast(pa.array(np.arange(start, start + number) + 1), pa.string())),
        "event_date": date, "year": pc.utf8_slice_codeunits(date, 0, 4),
        "time_precision": pa.array(rng.choice([1, 2, 3], number, p=[0.88, 0.10, 0.02])),
        "disorder_type": disorder, "event_type": event, "sub_event_type": sub,
        "actor1": actors.take(one), "assoc_actor_1": blank, "inter1": pa.array(1 + one % 8),
        "actor2": pc.if_else(pa.array(alone), "", actors.take(two)), "assoc_actor_2": blank,
        "inter2": pa.array(np.where(alone, 0, 1 + two % 8)),
        "interaction": pa.array((1 + one % 8) * 10 + np.where(alone, 0, 1 + two % 8)),
        "civilian_targeting": pc.if_else(pa.array(civil), "Civilian targeting", ""),
        "iso": pa.array(towns.iso[region]), "region": pc.if_else(pa.array(region >= 0), "Middle East", ""),
        "country": towns.country.take(region), "admin1": admin1, "admin2": blank, "admin3": blank, "location": name,
        "latitude": pa.array(drawn["lat"]), "longitude": pa.array(drawn["lon"]),
        "geo_precision": pa.array(drawn["geo"]),
        "source": pa.array(_SOURCES).take(rng.integers(0, len(_SOURCES), number)),
        "source_scale": pc.if_else(pa.array(one % 3 == 0), "National", "Subnational"),
        "notes": _notes(rng, date, sub, name, admin1), "fatalities": pa.array(drawn["killed"]), "tags": blank,
        "timestamp": pa.array(stamp),
    })  # fmt: skip


def _notes(rng: np.random.Generator, date: pa.Array, sub: pa.Array, name: pa.Array, admin1: pa.Array) -> pa.Array:
    """80 to 200 characters each; each begins by saying that it is made up."""
    pool = np.random.default_rng(11)
    tails = pa.array([" ".join(pool.choice(_WORDS.split(), pool.integers(4, 16))) + "." for _ in range(5_000)])
    tail = tails.take(rng.integers(0, len(tails), len(date)))
    what = pc.utf8_lower(sub)
    text = _joined("Made up for a benchmark: on ", date, ", ", what, " at ", name, " (", admin1, "), ", tail)
    return pc.utf8_slice_codeunits(text, 0, 200)


def _joined(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


if __name__ == "__main__":
    for asked in sys.argv[1:]:
        print(generated(int(float(asked))))
