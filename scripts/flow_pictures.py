"""Takes the pictures of docs/pictures/flows: four sets of flows at three zooms, light and dark, from the running app.

`python scripts/flow_pictures.py [SET …]`. Needs the test extra and Chromium; sets whose file is not in the repository
are read from ../shared (or KHARITA_SHARED) and skipped with words where it is missing. Only pictures leave, no rows.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pictures import FLAGS, OUT, ROOT, settle
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "bench")]

from pairs import write_pairs  # noqa: E402
from server import serving  # noqa: E402

from geo.intake import prepare  # noqa: E402

FLOWS = OUT / "flows"
SHARED = Path(os.environ.get("KHARITA_SHARED") or ROOT.parent / "shared") / "data" / "flows"
SIZE = (1720, 1000)
QUALITY, REST_MS = 85, 700
FRAME = 'iframe[title="streamlit_folium.st_folium"]'


@dataclass(frozen=True, slots=True)
class FlowSet:
    """`views` are latitude, longitude and zoom: far, middle, near. `query` is what is shown beside the data set."""

    file: Callable[[Path], Path]
    query: str
    views: tuple[str, str, str]


SETS = {
    "15": FlowSet(
        lambda _: ROOT / "tests" / "data" / "flows" / "fifteen.csv",
        "",
        ("34.9,38.6,6.5", "33.6,36.35,9", "33.53,36.34,12"),
    ),
    "36": FlowSet(
        lambda _: SHARED / "ocha-syria-idp-movements-2019-12.xlsx",
        "move=displacement",
        ("35,38.6,6.5", "35.9,37.2,7.75", "36.2,37,9"),
    ),
    "2786": FlowSet(
        lambda _: SHARED / "unhcr-refugee-flows.csv.gz",
        "from=2005-01-01&to=2005-12-31",
        ("25,20,1.75", "48,15,4", "-2,30,5.5"),
    ),
    "10000": FlowSet(
        lambda base: write_pairs(base / "pairs.csv"), "", ("34.5,38.5,6.5", "34.5,38.5,8", "34.5,38.5,10")
    ),
}
"""Fifteen made-up movements; OCHA's matrix of December 2019; UNHCR's flows of 2005; 10,000 made-up pairs."""


def main(asked: list[str]) -> None:
    FLOWS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        base = Path(folder)
        chromium = os.environ.get("KHARITA_CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for name in asked or SETS:
            source = SETS[name].file(base)
            if source.exists():
                take_set(browser, name, source, base / name)
            else:
                print(f"{name}: not taken, {source} is missing")


def take_set(browser: Browser, name: str, source: Path, workspace: Path) -> None:
    with prepare(source, source.name, workspace=workspace) as prepared:
        shown = f"dataset={prepared.apply().id}&{SETS[name].query}".rstrip("&")
    with serving(workspace) as root:
        for theme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme=theme, reduced_motion="reduce"
            )
            page = context.new_page()
            for nth, at in enumerate(SETS[name].views, 1):
                page.goto(f"{root}/Displacement?{shown}&at={at}")
                take_map(page, FLOWS / f"{name}-{nth}-{theme}.webp")
            context.close()


def take_map(page: Page, out: Path) -> None:
    """The map alone when it has come to rest."""
    settle(page, has_map=True)
    shown, held = page.locator(FRAME), b""
    while (now := shown.screenshot()) != held:
        held = now
        page.wait_for_timeout(REST_MS)
    with Image.open(BytesIO(held)) as picture:
        picture.convert("RGB").save(out, quality=QUALITY, method=6)


if __name__ == "__main__":
    main(sys.argv[1:])
