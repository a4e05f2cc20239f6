"""Every export, byte by byte: the same in any process, and no single changed byte passes for untouched."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from conftest import DATA

from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.export.checking import verify
from geo.export.checking.manifests import manifest_in
from geo.export.checking.verify import CHANGED
from geo.export.manifest import SEAL, is_sealed, manifest, sealed
from geo.filter import parse
from geo.store.embedded import EmbeddedStore

QUERY = "place=abu-kamal&type=airstrike"
OF_MOVEMENTS = "type=forced_displacement"
OPTIONS = Options(produced_on=date(2017, 5, 17), title="Bytes", dpi=72)
FLIPS = 40
_DIGESTS = """
import hashlib, json, sys
from datetime import date
from pathlib import Path
from geo.export import EXPORTS, Options
from geo.filter import parse
from geo.store import open_store
store, options = open_store(Path(sys.argv[1]), None), Options(produced_on=date(2017, 5, 17), title="Bytes", dpi=72)
chosen = parse(sys.argv[2]).filter
print(json.dumps({name: hashlib.sha256(EXPORTS[name].make(store, chosen, options)).hexdigest() for name in EXPORTS}))
"""


def test_any_process_makes_the_same_bytes() -> None:
    """Sets and dicts of another hash seed, another time zone and language of the system change nothing."""
    command = [sys.executable, "-c", _DIGESTS, str(DATA), "type=airstrike&type=forced_displacement"]
    settings = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Damascus", "LC_ALL": "C"},
    ]
    started = [
        subprocess.Popen(command, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True) for own in settings
    ]
    one, other = (json.loads(process.communicate(timeout=300)[0]) for process in started)
    assert list(one) == list(EXPORTS)
    assert one == other


@pytest.fixture
def made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same question of a manifest is answered once: forty checks of one file make it again once."""
    module = sys.modules["geo.export.checking.verify"]
    make, held = module._made, dict[str, bytes]()  # type: ignore[attr-defined]

    def again(asked: Any, store: EmbeddedStore) -> bytes:
        key = f"{asked.export} {asked.chosen} {asked.options} {asked.about.get('formats')}"
        if key not in held:
            held[key] = make(asked, store)
        return held[key]

    monkeypatch.setattr(module, "_made", again)


@pytest.mark.usefixtures("made_once")
@pytest.mark.parametrize("name", EXPORTS)
def test_one_changed_byte_is_never_taken_for_untouched(store: EmbeddedStore, name: str) -> None:
    """Wherever it is: in texts, heads, paddings, check sums, free pages, behind the end."""
    chosen = parse(OF_MOVEMENTS if name.startswith("flow") else QUERY).filter
    content = EXPORTS[name].make(store, chosen, OPTIONS)
    carried = manifest_in(content) is not None
    beside = None if carried else json.dumps(manifest(store, chosen, OPTIONS, name)).encode()
    assert carried or name.endswith(("csv", "hxl"))
    assert verify(content, store, beside).same
    some = random.Random(name)
    for at in (0, len(content) - 1, *(some.randrange(len(content)) for _ in range(FLIPS))):
        changed = bytearray(content)
        changed[at] ^= 1 << some.randrange(8)
        told = told_of(bytes(changed), store, beside)
        assert any(word in told for word in ("changed", "damaged")), (at, told)
    for other in (content + b"\0", content[:-1], content + content[-1:]):
        assert any(word in told_of(other, store, beside) for word in ("changed", "damaged"))


def told_of(content: bytes, store: EmbeddedStore, beside: bytes | None) -> str:
    """What is said of a file that is not as it was made: as a verdict, or as a refusal of what is no file any more."""
    try:
        verdict = verify(content, store, beside)
    except BadInput as error:
        return str(error)
    assert not verdict.same
    return " ".join(verdict.told)


@pytest.mark.parametrize("name", ["geojson", "svg", "html"])
def test_a_manifest_that_was_written_again_is_compared_all_the_same(store: EmbeddedStore, name: str) -> None:
    """Who changes the manifest and its seal has changed the file: it is no longer what the data give."""
    content = EXPORTS[name].make(store, parse(QUERY).filter, OPTIONS)
    about = manifest_in(content)
    assert about is not None
    forged = sealed(about | {"producer": "Somebody else"})
    assert is_sealed(forged)
    told = told_of(content.replace(about[SEAL].encode(), forged[SEAL].encode()), store, None)
    assert CHANGED in told


@pytest.mark.parametrize("part", ["datasets", "software", "filter", "options", "records", "formats", "files"])
@pytest.mark.parametrize("value", [None, 7, "x", [7], {"x": 7}])
def test_a_broken_manifest_is_told_without_a_traceback(store: EmbeddedStore, part: str, value: object) -> None:
    name = "package" if part in ("formats", "files") else "geojson"
    about = manifest(store, parse(QUERY).filter, OPTIONS, name) | {part: value}
    text = json.dumps({"type": "FeatureCollection", "kharita": about, "features": []}).encode()
    assert any(word in told_of(text, store, None) for word in ("changed", "damaged"))
