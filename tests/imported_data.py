"""Two imported data sets with every kind of trouble, made by chance from a fixed seed, for tests of whole stores."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from incoming import claim, event, figure, imported, place

from geo.codes import DATE_PRECISIONS, GRADES, PLACE_PRECISIONS, STANCES, TYPES
from geo.store.ledger import About, Entry

N_PLACES, N_EVENTS = 40, 150
POINTS = [(36.3, 33.5), (36.30001, 33.5), (37.1, 36.2), (179.99, 10.0), (-179.99, 10.0), (0.0, 0.0), (40.9, 34.45)]
SOURCE = {"publisher": "Paper", "author": None, "title": "T", "url": "https://example.org/1"}
EMPTY = dict.fromkeys(("archive_url", "published_at", "language", "licence"))


def places(rng: random.Random) -> list[dict[str, Any]]:
    rows = []
    for key in range(1, N_PLACES + 1):
        lon, lat = rng.choice(POINTS) if rng.random() < 0.6 else (rng.uniform(35, 42), rng.uniform(32, 37))
        pointless = rng.random() < 0.1
        admin = f"SY{rng.choice((1, 2, 7)):02d}" if rng.random() < 0.8 else None
        rows.append(
            place(
                key=key, name=f"Place {key}", name_ar=rng.choice((None, "المكان")),
                precision=rng.choice(PLACE_PRECISIONS), lon=None if pointless else lon, lat=None if pointless else lat,
                country=rng.choice(("SY", "SY", "SY", "IQ", None)), admin1_pcode=admin,
                admin1_name=f"Governorate {admin}" if admin else None,
                admin2_pcode=f"{admin}00" if admin and rng.random() < 0.5 else None,
                sensitivity=rng.choices(("public", "restricted", "internal"), (8, 2, 1))[0],
                publish_key=rng.choice((None, rng.randint(1, N_PLACES))),
            )
        )  # fmt: skip
    return rows


def _figure(rng: random.Random) -> dict[str, Any] | None:
    low, best, high = sorted(rng.randint(0, 90) for _ in range(3))
    held = [value if rng.random() < 0.6 else None for value in (low, best, high)]
    qualifier = rng.choice((None, "more than", "up to", "about"))
    return rng.choice((None, figure(*held, qualifier=qualifier, text="some", who=rng.choice((None, "women")))))


def _claims(rng: random.Random) -> list[dict[str, Any]]:
    return [
        claim(
            claimant=f"Claimant {rng.randint(1, 5)}", stance=rng.choice(STANCES), source=rng.choice((None, 1)),
            said_on=rng.choice((None, date(2017, 5, rng.randint(1, 30)))), text=rng.choice(("Al-Bab hit", "قصف إدلب")),
        )
        for _ in range(rng.choice((0, 1, 1, 2, 3)))
    ]  # fmt: skip


def events(rng: random.Random, first_day: date, span: int) -> list[dict[str, Any]]:
    rows = []
    for number in range(N_EVENTS):
        start = first_day + timedelta(days=rng.randint(0, span))
        end = start + timedelta(days=rng.choice((0, 0, 0, 1, 5, 40)))
        rows.append(
            event(
                row=number + 2, id=f"e{number}", fingerprint=number, title=f"Event {number} at الباب",
                type=rng.choice(TYPES), tags=rng.choice(([], ["a tag"])), date_start=rng.choice((start, start, None)),
                date_end=rng.choice((end, end, None)), date_precision=rng.choice(DATE_PRECISIONS[:5]),
                place_key=rng.choice((None, *(rng.randint(1, N_PLACES) for _ in range(9)))),
                role=rng.choice(("location", "near")), precision="town", killed=_figure(rng), injured=_figure(rng),
                displaced=_figure(rng), grade=rng.choice((None, *GRADES)), is_summary=rng.random() < 0.1,
                sensitivity=rng.choices(("public", "restricted", "internal"), (8, 2, 1))[0],
                part_of=rng.choice((None, None, None, f"e{rng.randint(0, N_EVENTS + 5)}")),
                duplicate_of=rng.choice((None, None, None, f"e{rng.randint(0, N_EVENTS - 1)}")),
                claims=_claims(rng), sources=[SOURCE | EMPTY],
            )
        )  # fmt: skip
    return [row | {key: None for key in ("part_of", "duplicate_of") if row[key] == row["id"]} for row in rows]


def two_data_sets(workspace: Path) -> list[Entry]:
    """A short one around May 2017 and a long one over ten years."""
    rng = random.Random(20170516)
    spans = (("Short", date(2017, 5, 1), 30), ("Long", date(2010, 1, 1), 3650))
    return [
        imported(workspace, events(rng, day, span), places(rng), about=About(title, n_in=N_EVENTS, n_loaded=N_EVENTS))
        for title, day, span in spans
    ]
