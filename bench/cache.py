"""Where the benchmarks keep what is dear to make: generated files, libraries of the peers, workspaces with events.

`KHARITA_BENCH_CACHE` names the folder, else the user's cache folder. Never inside the repository. What is there may be
thrown away at any time: it is made again.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs


def cache_dir(*parts: str) -> Path:
    """A folder of the cache, made if it is not there."""
    named = os.environ.get("KHARITA_BENCH_CACHE")
    root = Path(named).expanduser() if named else Path(platformdirs.user_cache_dir("kharita-bench", appauthor=False))
    folder = root.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write to; what was written takes the name `path` only when all went well."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def shared_dir() -> Path:
    """The folder with real files, which may be absent: $KHARITA_SHARED, else ../shared beside the checkout."""
    named = os.environ.get("KHARITA_SHARED")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "shared"


def sizes_of(text: str) -> tuple[int, ...]:
    """Numbers of events out of an option, smallest first.

    >>> sizes_of("1e4,1000")
    (1000, 10000)
    """
    return tuple(sorted({int(float(part)) for part in text.split(",") if part.strip()}))


def as_power(rows: int) -> str:
    """A number of events in words for tables.

    >>> as_power(100000), as_power(16566)
    ('10⁵', '16,566')
    """
    text = f"{rows:e}"
    mantissa, exponent = text.split("e")
    if float(mantissa) != 1.0:
        return f"{rows:,}"
    return "10" + str(int(exponent)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def size_options(
    doc: str | None, default: tuple[int, ...], full: tuple[int, ...], words: str
) -> argparse.ArgumentParser:
    """The options that benchmarks of many sizes share: `--sizes`, and `--full` with `words` as its help."""
    asked = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    asked.add_argument("--sizes", type=sizes_of, default=default)
    asked.add_argument("--full", action="store_const", const=full, dest="sizes", help=words)
    return asked
