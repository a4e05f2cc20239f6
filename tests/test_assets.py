"""The web files: there, unaltered, and inlined without a link left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo import assets
from geo.errors import BadInput


def test_all_files_are_there_and_unaltered() -> None:
    assert assets.check() == ()
    assets.require()


def test_own_scripts_are_all_listed() -> None:
    web = Path(__file__).parent.parent / "web"
    assert {p.name for p in web.glob("*.js")} == set(assets.OWN_SCRIPTS)
    assert {p.name for p in web.glob("*.css")} == set(assets.OWN_STYLES)


def test_an_altered_file_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_BROUGHT", tmp_path)
    (tmp_path / "leaflet.js").write_text("alert(1)")
    found = {problem.what: problem for problem in assets.check()}
    assert "SHA-256 db49d009c841…" in found["web file leaflet.js"].want
    assert found["web file"].cure.startswith("In a checkout run")
    with pytest.raises(BadInput, match="build_assets"):
        assets.require()


@pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd", "leaflet.js/../../errors.py", "", "nope.js"])
def test_only_listed_names_are_read(name: str) -> None:
    with pytest.raises(BadInput):
        assets.read(name)


@pytest.mark.parametrize("name", [*assets.SCRIPTS, *assets.STYLES])
def test_inlined_text_cannot_end_its_tag_or_link(name: str) -> None:
    text = assets.inline(name)
    assert "</script" not in text.lower()
    assert "</style" not in text.lower()
    assert "<!--" not in text
    assert not re.findall(r"url\((?!data:|#|\"|\()", text)


def test_addresses_change_with_the_file() -> None:
    assert assets.url("leaflet.js", "/x/") == f"/x/assets/leaflet.js?v={assets.version('leaflet.js')}"


def test_fonts_are_truetype() -> None:
    fonts = sorted(assets.fonts_dir().glob("*.ttf"))
    assert len(fonts) == 5
    assert all(font.read_bytes()[:4] == b"\x00\x01\x00\x00" for font in fonts)


def test_the_lock_names_no_registry() -> None:
    lock = (Path(__file__).parent.parent / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "http" not in lock
