"""Takes the pictures of docs/pictures from the running app and its exports: `python scripts/pictures.py`.

Needs the test extra, Chromium (KHARITA_CHROMIUM or on the PATH), pdftoppm and LibreOffice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from server import serving  # noqa: E402

from geo.export import EXPORTS, Options  # noqa: E402
from geo.filter import parse  # noqa: E402
from geo.paths import DATA_DIR  # noqa: E402
from geo.store import open_store  # noqa: E402

OUT = ROOT / "docs" / "pictures"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
PAGES = {
    "map": "/?place_sel=abu-kamal",
    "displacement": "/Displacement",
    "briefing": "/Briefing",
    "data": "/Data",
    "method": "/Method",
}
SIZES = {"": (1440, 900), "-phone": (390, 844)}
PRINTS = {"all": "", "airstrikes": "type=airstrike", "displacement": "type=forced_displacement"}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        chromium = os.environ.get("KHARITA_CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        with serving(Path(folder) / "workspace") as root:
            for theme in ("light", "dark"):
                for suffix, size in SIZES.items():
                    take(browser, root, theme, suffix, size)
        prints(Path(folder))


def take(browser: Browser, root: str, theme: str, suffix: str, size: tuple[int, int]) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    for name, path in PAGES.items():
        page.goto(root + path)
        settle(page, has_map=name in ("map", "displacement"))
        page.screenshot(path=OUT / f"{name}-{theme}{suffix}.png")
    context.close()


def settle(page: Page, *, has_map: bool) -> None:
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible(timeout=30_000)
    if has_map:
        frame = page.frame_locator('iframe[title="streamlit_folium.st_folium"]')
        expect(frame.locator(".leaflet-kharita-markers-pane button").first).to_be_visible(timeout=30_000)
    expect(page.locator('[data-testid="stSkeleton"], [data-testid="stSpinner"]')).to_have_count(0, timeout=30_000)
    page.evaluate("() => document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


def prints(folder: Path) -> None:
    """The first page of PDF, slides and text document for three filters, by other programs."""
    store = open_store(DATA_DIR, None)
    options = Options(produced_on=date(2017, 5, 16), title="Syria, 16 May 2017", author="Kharita")
    for name, query in PRINTS.items():
        for form, shown in (("pdf", "print"), ("pptx", "slides"), ("docx", "text")):
            file = folder / f"{name}-{shown}.{form}"
            file.write_bytes(EXPORTS[form].make(store, parse(query).filter, options))
            if form != "pdf":
                convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
                subprocess.run(convert, check=True, stdout=subprocess.DEVNULL)
            pages = ["pdftoppm", "-r", "110" if form == "pdf" else "70", "-png", "-f", "1", "-l", "1", "-singlefile"]
            subprocess.run([*pages, str(file.with_suffix(".pdf")), str(OUT / f"{shown}-{name}")], check=True)


if __name__ == "__main__":
    main()
