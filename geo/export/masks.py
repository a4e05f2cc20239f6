"""Masked points of restricted places: one per place, moved by a secret amount, kept by the workspace.

Donut masking (Hampton et al., American Journal of Epidemiology 172(9), 2010, 1062–1069,
https://doi.org/10.1093/aje/kwq248): the point is moved in a random direction, by no less than a minimum and no more
than a maximum, evenly by area between the two. Moving again for each publication would let a reader average the moves
away (Zandbergen, Advances in Medicine 2014, 567049, https://doi.org/10.1155/2014/567049), so the point is drawn once
and stored; two records of one place, and places within SHARED_M metres, share one point.

The seed is random, made once and never leaves the workspace. The file of masks holds true points, as the workspace's
records do: whoever has it has both.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from math import pi, sqrt
from pathlib import Path

from geo.errors import BadInput
from geo.geometry import Point, distance_m, offset

LEAST_M, MOST_M = 2_000.0, 6_000.0
"""A masked point lies no nearer to its place than the first and no farther than the second, in metres."""
SHARED_M = 900.0
"""Places no farther than this from one that has a masked point share it."""
_DRAWN_M = 3_000.0, 5_000.0
"""What is drawn, so that LEAST_M and MOST_M hold for places that share a point and after rounding too."""
_DECIMALS = 3
"""About a hundred metres: a masked point looks no more exact than it is."""
FILE = "masks.json"
_EDITION = 1


@dataclass(slots=True)
class Masks:
    """The masked points of a workspace, as (true point, masked point), lon, lat in degrees (WGS84)."""

    path: Path
    seed: bytes
    held: list[tuple[Point, Point]] = field(default_factory=list)

    def of(self, true: Point) -> Point:
        """The masked point of a place, drawn and written down at its first use."""
        near = [(distance_m(true, own), masked) for own, masked in self.held]
        far, masked = min(near, default=(SHARED_M + 1, true))
        if far > SHARED_M:
            masked = drawn(self.seed, true)
            self.held.append((true, masked))
            _write(self)
        if not LEAST_M <= distance_m(true, masked) <= MOST_M:
            want, cure = f"{LEAST_M:,.0f} to {MOST_M:,.0f} m from its place", "Bring back the file from a backup."
            raise BadInput("masked point", got="one too near or too far", want=want, where=FILE, cure=cure)
        return masked


def drawn(seed: bytes, true: Point) -> Point:
    """The masked point that a seed gives a place: the same for the same place, and no guess without the seed.

    >>> round(distance_m((36.33, 33.66), drawn(b"seed", (36.33, 33.66)))) in range(2_900, 5_100)
    True
    """
    lon, lat = true
    digest = hmac.digest(seed, f"{lon:.6f} {lat:.6f}".encode(), hashlib.sha256)
    turn, far = (int.from_bytes(digest[n : n + 8], "big") / 2**64 for n in (0, 8))
    least, most = _DRAWN_M
    moved = offset(true, 2 * pi * turn, sqrt(least**2 + far * (most**2 - least**2)))
    return round((moved[0] + 180) % 360 - 180, _DECIMALS), round(moved[1], _DECIMALS)


def load(workspace: Path) -> Masks:
    """The masks of a workspace; the first time with a seed of its own. Raises BadInput for a damaged file."""
    path = workspace / FILE
    if not path.exists():
        workspace.mkdir(parents=True, exist_ok=True)
        draft = _draft(Masks(path, secrets.token_bytes(32)))
        with suppress(FileExistsError):  # another process was first: its seed holds
            os.link(draft, path)
        draft.unlink()
    try:
        told = json.loads(path.read_bytes())
        if told["masks"] != _EDITION:
            raise ValueError(f"edition {told['masks']}")
        held = [((float(a), float(b)), (float(c), float(d))) for (a, b), (c, d) in told["points"]]
        return Masks(path, bytes.fromhex(told["seed"]), held)
    except (ValueError, KeyError, TypeError) as error:
        cure = "Bring it back from a backup. A new one would move the points again, and two moves can be compared."
        raise BadInput(
            "masked points", got=str(error)[:80], want="the file as it was written", where=str(path.name), cure=cure
        ) from error


def _write(masks: Masks) -> None:
    _draft(masks).replace(masks.path)


def _draft(masks: Masks) -> Path:
    told = {"masks": _EDITION, "seed": masks.seed.hex(), "points": masks.held}
    draft = masks.path.with_name(f".{FILE}.{os.getpid()}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(told, out)
    return draft
