"""Circles by figure: areas follow figures, unknown bounds are not drawn, no figure is no circle, legends say which."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from geo.cli import app
from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.export.circles import Figures, Scale, figures
from geo.export.drawing import told_by
from geo.export.map_page import map_page
from geo.export.marks import Mark
from geo.export.scene import Panel, Scene, scene
from geo.export.selection import gather
from geo.export.sites import sites
from geo.filter import parse
from geo.model import Figure
from geo.store.embedded import EmbeddedStore
from geo.style import type_style

OPTIONS = Options(produced_on=date(2017, 5, 17))


def drawn(store: EmbeddedStore, query: str, **choices: str) -> Scene:
    return scene(gather(store, parse(query).filter, replace(OPTIONS, **choices)))  # type: ignore[arg-type]


def marks_of(held: Scene) -> dict[str, Mark]:
    panels: list[Panel] = [held.main, *([held.inset] if held.inset else [])]
    return {mark.site.place.id: mark for panel in panels for mark in panel.marks}


def labels(held: Scene) -> list[str]:
    return [entry.label for entry in held.legend]


def test_area_follows_the_figure() -> None:
    shown = Scale(400, 10.0)
    assert shown.radius(400) ** 2 / shown.radius(100) ** 2 == pytest.approx(4)
    assert shown.radius(100) == pytest.approx(5)


def test_up_to_60_has_only_a_ring_and_12_has_both_of_one_size(store: EmbeddedStore) -> None:
    held = marks_of(drawn(store, "type=airstrike"))
    kamal, akayrsh = held["abu-kamal"], held["akayrsh"]
    assert kamal.disc == 0
    assert akayrsh.disc == akayrsh.ring > 0
    assert kamal.ring**2 / akayrsh.ring**2 == pytest.approx(60 / 12)


def test_more_than_3000_has_a_disc_and_no_ring(store: EmbeddedStore) -> None:
    held = drawn(store, "type=forced_displacement", circles="displaced")
    mark = marks_of(held)["qaboun"]
    assert mark.disc > 0
    assert mark.ring == 0
    assert not any(label.startswith("Ring: people displaced") for label in labels(held))
    texts = {text.text for text in held.main.texts}
    assert "Filled: the minimum" in texts
    assert "Ring: the maximum" not in texts


def test_no_figure_is_the_plain_symbol(store: EmbeddedStore) -> None:
    held = marks_of(drawn(store, ""))
    assert (held["hamouriya"].disc, held["hamouriya"].ring) == (0, 0)
    assert 0 < held["sednaya-prison"].disc < held["sednaya-prison"].ring
    none = drawn(store, "type=strike_unspecified")
    assert not any("circle" in label.lower() for label in labels(none))
    assert all("circle" not in text.text for text in none.main.texts)


def test_one_scale_for_map_and_inset_and_small_rings_are_not_hidden(store: EmbeddedStore) -> None:
    held = marks_of(drawn(store, ""))
    assert held["sednaya-prison"].ring ** 2 / held["abu-kamal"].ring ** 2 == pytest.approx(13_000 / 60)
    assert held["abu-kamal"].moved


def test_no_symbol_hides_a_small_circle(store: EmbeddedStore) -> None:
    held = drawn(store, "")
    for panel in (held.main, held.inset):
        assert panel
        small = [mark for mark in panel.marks if mark.reach]
        covered = [
            one for one in panel.marks for other in small if math.dist(one.at, other.true) < one.radius + other.reach
        ]
        assert covered == []
    assert any(mark.reach for mark in held.main.marks)


def test_legend_and_labels_say_bound_sizes_and_figure(store: EmbeddedStore) -> None:
    page = map_page(gather(store, parse("type=airstrike").filter, OPTIONS))
    told = told_by(page)
    for words in (
        "Filled circle: people killed, the minimum",
        "Ring: people killed, the maximum",
        "No circle: no figure",
    ):
        assert words in told
    texts = [text["text"] for text in page["main"]["texts"]]
    assert {"People killed", "20", "5", "1", "Filled: the minimum", "Ring: the maximum"} <= set(texts)
    assert any("up to 60 killed" in text for text in texts)
    without = map_page(gather(store, parse("type=airstrike").filter, replace(OPTIONS, circles="")))
    assert "circle" not in told_by(without).lower()


def test_sums_keep_bounds_and_best_is_said(store: EmbeddedStore) -> None:
    given = {1: Figure(max=60), 2: Figure(12, 12, 12), 3: None, 4: Figure(min=5), 5: Figure(best=7)}
    held = Figures("killed", given)
    one, both, open_, best = (held.of(n) for n in ((1,), (1, 2, 3), (2, 4), (5,)))
    assert one
    assert both
    assert open_
    assert best
    assert (one.low, one.high, one.words) == (None, 60, "up to 60 killed")
    assert (both.low, both.high) == (12, 72)
    assert both.words.endswith("in 2 of 3 events")
    assert (open_.low, open_.high) == (17, None)
    assert (best.low, best.high, best.is_best) == (7, None, True)
    assert held.of((3,)) is None


def test_a_figure_of_several_places_is_not_split(store: EmbeddedStore) -> None:
    held = gather(store, parse("").filter, OPTIONS)
    found = sites(held)
    many = {n for site in found for n in site.numbers if sum(n in other.numbers for other in found) > 1}
    given = figures(held, found).given
    assert many
    assert not any(given.get(n) for n in many if n in given and given[n] is not None and given[n].has_number)  # type: ignore[union-attr]


@pytest.mark.parametrize("form", ["svg", "pptx", "docx", "html"])
def test_every_map_says_what_its_circles_are(store: EmbeddedStore, form: str) -> None:
    content = EXPORTS[form].make(store, parse("type=airstrike").filter, OPTIONS)
    if form in ("pptx", "docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist() if name.endswith(".xml"))
    assert b"the area follows the figure" in content
    if form == "svg":
        assert b"circles by figure" in content.lower()
    if form == "html":
        found = re.search(rb'"circles":(\{.*?"rows":\[.*?\]\})', content)
        assert found
        rows = {row["high"]: row["low"] for row in json.loads(found[1])["rows"]}
        assert rows == {60: None, 12: 12}


def test_the_choice_is_checked_and_the_command_line_has_it() -> None:
    with pytest.raises(BadInput, match="circles"):
        replace(OPTIONS, circles="wounded")
    asked = ["export", "--query", "type=airstrike", "--format", "svg", "--out", "-", "--produced-on", "2017-05-17"]
    with_rings = CliRunner().invoke(app, asked)
    without = CliRunner().invoke(app, [*asked, "--circles", "none"])
    assert (with_rings.exit_code, without.exit_code) == (0, 0)
    assert "the area follows the figure" in with_rings.stdout
    assert "the area follows the figure" not in without.stdout
    refused = CliRunner().invoke(app, [*asked, "--circles", "wounded"])
    assert refused.exit_code == 2


def test_a_circle_tells_whose_figure_it_is(store: EmbeddedStore) -> None:
    """At Sednaya Prison an allegation stands beside hangings: the 5,000 to 13,000 are those of the hangings alone."""
    held = drawn(store, "place=sednaya-prison")
    prison = marks_of(held)["sednaya-prison"]
    assert prison.counted == ("execution",)
    circles = dict(held.main.layers)["Circles by figure"]
    symbols = dict(held.main.layers)["Events"]
    allegation, execution = type_style("allegation").color, type_style("execution").color
    assert execution in circles
    assert allegation not in circles
    assert execution in symbols
    assert allegation in symbols
    assert any("2:\N{NO-BREAK SPACE}5,000–13,000 killed" in text.text for text in held.main.texts)
    assert "Ring in several colours: the types of its events" in labels(held)
    assert "Ring in several colours: the types of its events" not in labels(drawn(store, "type=airstrike"))
