"""Takes the pictures of docs/pictures from the running app and its exports: `python scripts/pictures.py`.

With `pages` or `files` only the pictures of the app, or of what it hands out (three filters, each output).
Needs the test extra, Chromium (KHARITA_CHROMIUM or on the PATH), pdftoppm and LibreOffice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "scripts")]

from opened import QGIS  # noqa: E402
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
FILTERS = {
    "all": ("", "killed"),
    "airstrikes": ("type=airstrike", "killed"),
    "displacement": ("type=forced_displacement", "displaced"),
}
"""Name of a picture → query, and what circles follow."""


def main(asked: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        chromium = os.environ.get("KHARITA_CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
        if "files" not in asked:
            with serving(Path(folder) / "workspace") as root:
                for theme in ("light", "dark"):
                    for suffix, size in SIZES.items():
                        take(browser, root, theme, suffix, size)
        if "pages" not in asked:
            files(browser, Path(folder))


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


def files(browser: Browser, folder: Path) -> None:
    """Each output for three filters, as other programs show it."""
    store = open_store(DATA_DIR, None)
    for name, (query, circles) in FILTERS.items():
        options = Options(produced_on=date(2017, 5, 16), title="Syria, 16 May 2017", author="Kharita", circles=circles)
        made = {}
        for form in ("pdf", "png-web", "svg", "pptx", "docx", "html"):
            made[form] = folder / f"{name}{EXPORTS[form].suffix}"
            if form == "png-web":
                made[form] = OUT / f"png-{name}.png"
            made[form].write_bytes(EXPORTS[form].make(store, parse(query).filter, options))
        paged(made["pdf"], f"pdf-{name}", pages=2, dpi=90)
        for form, shown, pages in (("pptx", "slides", 2), ("docx", "text", 2)):
            convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(made[form])]
            subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            paged(made[form].with_suffix(".pdf"), f"{shown}-{name}", pages=pages, dpi=60)
        opened(browser, made["svg"], f"svg-{name}", (1190, 842))
        data_files(folder, name, lambda form, q=query, o=options: EXPORTS[form].make(store, parse(q).filter, o))
        opened(browser, made["html"], f"html-{name}", (1280, 1000))


def data_files(folder: Path, name: str, make: Callable[[str], bytes]) -> None:
    """The data formats as LibreOffice and QGIS show them, and what the package says of itself, as WebP."""
    made = {}
    for form in ("xlsx", "csv", "hxl", "gpkg", "kml", "flows-gpkg", "package"):
        made[form] = folder / f"{name}{EXPORTS[form].suffix}"
        made[form].write_bytes(make(form))
    printed(made["xlsx"], f"xlsx-{name}", 2)
    for form in ("csv", "hxl"):
        lines = made[form].read_text("utf-8-sig").splitlines()[:16]
        shown = folder / f"{form}-{name}.txt"
        shown.write_text("\n".join(f"{line[:106]} …\n" for line in lines), "utf-8-sig")
        printed(shown, f"{form}-{name}", 1)
    for form in ("gpkg", "kml", "flows-gpkg"):
        small(in_qgis(made[form], folder / f"{form}.png"), f"{form}-{name}")
    with zipfile.ZipFile(made["package"]) as packed:
        listed = "\n".join(f"{each.file_size:>12,}  {each.filename}" for each in packed.infolist())
        told = folder / f"{name}-package.txt"
        told.write_text(f"{listed}\n\n{packed.read('README.txt').decode()}", "utf-8-sig")
    printed(told, f"package-{name}", 1)


def printed(file: Path, name: str, pages: int) -> None:
    """The first pages that LibreOffice prints of a file."""
    convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(convert, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for page in range(1, pages + 1):
        out = file.parent / f"{name}-{page}"
        asked = ["pdftoppm", "-r", "60", "-png", "-f", str(page), "-l", str(page), "-singlefile"]
        subprocess.run([*asked, str(file.with_suffix(".pdf")), str(out)], check=True, stderr=subprocess.DEVNULL)
        small(out.with_suffix(".png"), name if page == 1 else f"{name}-{page}")


def in_qgis(file: Path, out: Path) -> Path:
    """The layers of a file as the system's QGIS draws them with the style that they bring, over the base map."""
    ground = str(DATA_DIR / "basemap" / "countries.geojson")
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(["/usr/bin/python3", "-c", QGIS, str(file), str(out), ground], check=False, env=env)
    return out


def small(picture: Path, name: str) -> None:
    if picture.is_file():
        with Image.open(picture) as held:
            held.convert("RGB").save(OUT / f"{name}.webp", quality=72, method=6)


def paged(file: Path, name: str, *, pages: int, dpi: int) -> None:
    """The first pages of a PDF: NAME.png, NAME-2.png …"""
    for page in range(1, pages + 1):
        out = OUT / (name if page == 1 else f"{name}-{page}")
        asked = [
            "pdftoppm",
            "-r",
            str(dpi),
            "-png",
            "-f",
            str(page),
            "-l",
            str(page),
            "-singlefile",
            str(file),
            str(out),
        ]
        subprocess.run(asked, check=False, stderr=subprocess.DEVNULL)


def opened(browser: Browser, file: Path, name: str, size: tuple[int, int]) -> None:
    """A file as Chromium shows it with the network off."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(file.as_uri())
    if file.suffix == ".html":
        expect(page.locator("#map button.kharita-marker").first).to_be_visible(timeout=30_000)
    page.screenshot(path=OUT / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
