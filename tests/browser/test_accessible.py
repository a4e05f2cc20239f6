"""axe finds nothing serious or critical: on every page of the app, and in the exported page with the network off."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from axe import grave
from driver import PAGES, NewReader
from playwright.sync_api import expect
from test_every_page import opened

from geo.export import EXPORTS, Options
from geo.filter import parse
from geo.store.embedded import EmbeddedStore

SCHEMES = ("light", "dark")
NOT_OURS = (".brush_brush", ".brush_brush_bg")
"""The empty rectangles in which Vega keeps what is selected: it gives them a role and no way to name them."""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_exported_page_is_accessible_offline(
    store: EmbeddedStore, reader_at: NewReader, tmp_path: Path, scheme: str
) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(EXPORTS["html"].make(store, parse("").filter, Options(produced_on=date(2017, 5, 17))))
    reader = reader_at("http://no-host-at-all", offline=True, color_scheme=scheme)
    reader.page.goto(path.as_uri())
    expect(reader.page.locator("#map button.kharita-marker").first).to_be_visible()
    assert grave(reader.page) == []
    reader.page.locator('#map [data-place="abu-kamal"]').click()
    expect(reader.page.locator("#panel h2")).to_contain_text("Abu Kamal")
    assert grave(reader.page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_app_is_accessible(reader_at: NewReader, app: str, name: str, scheme: str) -> None:
    reader = reader_at(app, color_scheme=scheme)
    opened(reader, name)
    assert grave(reader.page, without=NOT_OURS) == []
