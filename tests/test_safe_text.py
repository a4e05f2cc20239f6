"""Hostile text at the border to folium, and the canary for the second Jinja compilation."""

from __future__ import annotations

from pathlib import Path

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import layers_safe
from geo.safe_text import for_folium, printable, web_address

PAYLOADS = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "`${alert(1)}`",
    "{{ 7*7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "\\u003cscript\\u003e",
    "a\u2028b\u2029c\r\nd\x00e\x1bf",
    "abc\u202egnp.exe",
    "</script><script>alert(1)",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_live_is_left(payload: str) -> None:
    safe = for_folium(payload)
    assert not set(safe) & set("<>\"'`{}$\\\n\r\u2028\u2029\u202e\x00")


@given(st.text())
def test_any_text_is_made_harmless(text: str) -> None:
    assert not set(for_folium(text)) & set("<>\"'`{}$\\\n\r\t\u2028\u2029\u202e\u2066")


@given(st.text())
def test_printable_is_stable_and_encodable(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    once.encode("utf-8")


def test_arabic_stays_as_it_is() -> None:
    assert for_folium("قلعة المضيق") == "قلعة المضيق"
    assert printable("می\u200cخواهم") == "می\u200cخواهم"


NO_LINKS = ["javascript:alert(1)", "data:text/html,x", "//x", "http://a b", "file:///etc", None, ""]


@pytest.mark.parametrize("bad", NO_LINKS)
def test_only_web_links_are_links(bad: str | None) -> None:
    assert web_address(bad) is None


def test_web_links_pass() -> None:
    assert web_address(" https://example.org/a?b=c ") == "https://example.org/a?b=c"


def test_rendered_text_is_never_compiled_again(tmp_path: Path) -> None:
    """The canary: without `install` this template would write a file on the server."""
    canary = tmp_path / "canary"
    evil = "{{ cycler.__init__.__globals__.os.system('touch " + str(canary) + "') }}"
    layers_safe.install()
    chart = folium.Map(tiles=None)
    folium.GeoJson(
        {"type": "Feature", "properties": {"name": evil}, "geometry": {"type": "Point", "coordinates": [36, 33]}},
        name=evil,
    ).add_to(chart)
    folium.Marker([33, 36], popup=folium.Popup(evil), tooltip=evil).add_to(chart)
    text = chart.get_root().render()
    assert not canary.exists()
    assert "cycler" in text


def test_install_twice_is_the_same() -> None:
    layers_safe.install()
    layers_safe.install()
    assert folium.Popup.render is layers_safe.render_popup_once
