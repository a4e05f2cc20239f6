"""Made-up movements between made-up places: what a map of very many flows is measured and pictured with."""

from __future__ import annotations

import random
from pathlib import Path

N_PLACES, N_PAIRS = 1_000, 10_000


def write_pairs(path: Path) -> Path:
    """A CSV of N_PAIRS movements over N_PLACES places around Syria, the same each time."""
    rng = random.Random(7)
    places = [(f"Place {n}", rng.uniform(35, 42), rng.uniform(32, 37)) for n in range(N_PLACES)]
    lines = ["id,origin,origin_lon,origin_lat,destination,destination_lon,destination_lat,people,date"]
    for n in range(N_PAIRS):
        ends = ",".join(f"{name},{lon:.5f},{lat:.5f}" for name, lon, lat in rng.sample(places, 2))
        lines.append(f"m{n},{ends},{rng.randint(1, 5000)},2017-05-{rng.randint(1, 28):02d}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
