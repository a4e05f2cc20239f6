"""The manifest inside documents and pictures, where `geo.export.checking.manifests` looks for it."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

from geo.export.manifest import manifest_of
from geo.export.options import Options
from geo.export.selection import Selection
from geo.export.setting import with_chunk
from geo.store.protocol import Store

MEMBER = "kharita-manifest.json"
MAX_RECORDS = 2_000
"""Up to so many records are listed with their digests; of more the file as a whole is compared."""


def manifest_text(store: Store, held: Selection, name: str, options: Options) -> str:
    """The manifest of the file that the export `name` makes of `held`, as JSON in one line; `options` as asked for."""
    listed = [event for _, event in islice(held.listable(), MAX_RECORDS + 1)]
    records = listed if len(listed) <= MAX_RECORDS else None
    about = manifest_of(replace(held, options=options), store, name, records)
    return json.dumps(about, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def in_png(picture: bytes, manifest: str, title: str, words: str) -> bytes:
    """The picture with manifest, title and all words of its margin as international text.

    Keywords are those of https://www.w3.org/TR/png-3/#11keywords, so that programs show them; the chunk is #11iTXt.
    """
    told = {"kharita": manifest, "Title": title, "Description": words}
    bodies = (f"{key}\0\0\0\0\0{text}".encode("utf-8", "replace") for key, text in told.items())
    return with_chunk(picture, b"iTXt", *bodies)
