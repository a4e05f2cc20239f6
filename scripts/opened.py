"""Opens one exported file in the programs that people use, and answers what is wrong with it: a line per fault.

Needs qpdf, poppler-utils, gdal-bin, LibreOffice, the system's QGIS for Python (/usr/bin/python3) and Chromium;
KHARITA_LIBHXL names a Python that has libhxl. What is missing is a fault too: nothing passes unseen.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import docx
import geopandas
import pptx
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Error, Request

AXE = Path(__file__).resolve().parent.parent / "tests" / "_assets" / "axe.min.js"
SCREENS = (((1280, 900), "light"), ((390, 844), "dark"))
GRAVE = ("serious", "critical")
MARGIN = {
    "country": r"Syria", "number and version": r"Map 1.{0,3} · version 1",
    "summary": r"\d[\d,]* events?[ :(]|No event matches", "filters": r"Filters:? ", "as of": r"as of|as-of date",
    "produced": r"Produced on", "legend": r"Legend", "scale bar": r"\bkm\b|\bm\b",
    "scale": r"Scale 1:|scale bar is true",
    "north": r"north|\bN\b", "projection": r"Lambert|Mercator", "datum": r"WGS ?84", "locator": r"locat(?:ion|or)",
    "sources": r"Sources", "licences": r"Base map: ", "counts": r"shown / [\d,]+ total / [\d,]+ not mappable",
    "grades": r"Grades included in totals", "precision": r"facility|settlement|area|no event is drawn|precision",
    "disclaimer": r"Boundaries and names shown do not imply endorsement", "producer": r"Producer|PRODUCER",
    "contact": r"Contact",
}  # fmt: skip
"""What section 5 of the domain guide asks of each map, as patterns; case does not matter."""


def run(*command: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    """Exit status and all that a program says."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=None if env is None else os.environ | env)
    except FileNotFoundError:
        return 127, f"{command[0]} is not installed"
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def unsaid(text: str, title: str) -> list[str]:
    """Which items of the margin a text lacks."""
    told = " ".join(text.split())
    items = MARGIN | {"title": re.escape(title)}
    return [f"no {name}" for name, want in items.items() if not re.search(want, told, re.IGNORECASE)]


def pdf(path: Path, title: str, arabic: Iterable[str]) -> list[str]:
    code, told = run("qpdf", "--check", str(path))
    faults = [] if code == 0 else [told[-200:]]
    _, fonts = run("pdffonts", str(path))
    faults += [f"font not embedded: {line}" for line in fonts.splitlines()[2:] if " yes yes " not in line]
    _, first = run("pdftotext", "-l", "1", str(path), "-")
    _, every = run("pdftotext", str(path), "-")
    every = re.sub("[\u200e\u200f\u202a-\u202e]", "", every)
    return faults + unsaid(first, title) + [f"Arabic not found: {name}" for name in arabic if name not in every]


def png(path: Path, title: str) -> list[str]:
    with Image.open(path) as picture:
        picture.load()
        told = " ".join(str(text) for key, text in picture.info.items() if isinstance(text, str) and key != "kharita")
        dpi = picture.info.get("dpi")
    return unsaid(told, title) + ([] if dpi else ["no resolution"])


def pptx_file(path: Path, title: str) -> list[str]:
    deck = pptx.Presentation(str(path))
    told = []
    for slide in deck.slides:
        for shape in slide.shapes:
            told.append(shape.text_frame.text if shape.has_text_frame else "")
            told += [each.get("descr") or "" for each in shape.element.iter() if each.tag.endswith("}cNvPr")]
            if getattr(shape, "has_table", False):
                told += [cell.text for row in shape.table.rows for cell in row.cells]
        told.append(slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else "")
    return unsaid("\n".join(told), title) + office(path)


def docx_file(path: Path, title: str) -> list[str]:
    document = docx.Document(str(path))
    told = [node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")]
    told += [node.get("descr") or "" for node in document.element.body.iter() if node.tag.endswith("}docPr")]
    told += [paragraph.text for part in document.sections for paragraph in part.footer.paragraphs]
    return unsaid(" ".join(told), title) + office(path)


def office(path: Path, _title: str = "") -> list[str]:
    """Whether LibreOffice makes a PDF of it."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _, told = run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path))
        made = Path(folder) / f"{path.stem}.pdf"
        return [] if made.is_file() and made.stat().st_size > 1_000 else [f"LibreOffice: {told[-200:]}"]


_QGIS = """
import sys
from qgis.core import QgsApplication, QgsVectorLayer, QgsMapSettings, QgsMapRendererParallelJob
from PyQt5.QtCore import QSize
QgsApplication.setPrefixPath('/usr', True); app = QgsApplication([], False); app.initQgis()
path, out = sys.argv[1:3]
top = QgsVectorLayer(path, 'top', 'ogr')
layers = []
for line in top.dataProvider().subLayers():
    name = line.split('!!::!!')[1]
    layer = QgsVectorLayer(f'{path}|layername={name}', name, 'ogr')
    if not layer.isValid(): print('FAULT not valid:', name); continue
    if layer.isSpatial() and layer.featureCount():
        layers.append(layer)
        kind = layer.renderer().type()
        print(name, layer.featureCount(), kind)
        if kind == 'singleSymbol' and layer.renderer().symbol().symbolLayer(0).layerType() == 'SimpleMarker':
            print('FAULT not styled:', name)
settings = QgsMapSettings(); settings.setLayers(layers); settings.setOutputSize(QSize(1100, 800))
if layers:
    extent = layers[0].extent()
    for layer in layers: extent.combineExtentWith(layer.extent())
    extent.grow(max(extent.width(), extent.height(), 0.2) * 0.08); settings.setExtent(extent)
    job = QgsMapRendererParallelJob(settings); job.start(); job.waitForFinished(); job.renderedImage().save(out)
"""


def gpkg(path: Path, _title: str, picture: Path | None = None) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        out = picture or Path(folder) / "map.png"
        code, told = run("/usr/bin/python3", "-c", _QGIS, str(path), str(out), env={"QT_QPA_PLATFORM": "offscreen"})
        faults = [line for line in told.splitlines() if line.startswith("FAULT")]
        if code not in (0, -11, 139):  # QGIS ends with a fault of its own after the work is done
            faults.append(f"QGIS: {told[-300:]}")
        code, listed = run("ogrinfo", "-so", "-al", str(path))
        return faults + ([] if code == 0 and "ERROR" not in listed else [f"ogrinfo: {listed[-200:]}"])


def geojson(path: Path, _title: str) -> list[str]:
    """RFC 7946: lon before lat within bounds, no crs, three members of a feature, rings closed."""
    told = json.loads(path.read_bytes(), parse_constant=lambda text: f"NOT JSON {text}")
    faults = ["not a FeatureCollection"] if told.get("type") != "FeatureCollection" else []
    faults += ["a crs member"] if "crs" in told else []
    for feature in told["features"]:
        if feature.get("type") != "Feature" or not {"geometry", "properties"} <= feature.keys():
            faults.append(f"{feature.get('id')}: no Feature")
        for lon, lat in _points(feature.get("geometry")):
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                faults.append(f"{feature.get('id')}: {lon}, {lat}")
    code, said = run("ogrinfo", "-so", "-al", str(path))
    return faults + ([] if code == 0 else [said[-200:]])


def _points(shape: Any) -> Iterable[tuple[float, float]]:
    held = [] if shape is None else shape.get("coordinates", [g["coordinates"] for g in shape.get("geometries", [])])
    stack = [held]
    while stack:
        each = stack.pop()
        if each and isinstance(each[0], (int, float)):
            yield each[0], each[1]
        else:
            stack.extend(each)


def kml(path: Path, _title: str) -> list[str]:
    code, told = run("ogrinfo", "-so", "-al", str(path))
    return [] if code == 0 and "ERROR" not in told else [f"GDAL: {told[-200:]}"]


def parquet(path: Path, _title: str) -> list[str]:
    held = geopandas.read_parquet(path)
    return [] if held.crs is not None and held.crs.to_epsg() in (4326, None) else [f"GeoParquet in {held.crs}"]


def hxl(path: Path, _title: str) -> list[str]:
    python = os.environ.get("KHARITA_LIBHXL", "python3")
    asked = (
        "import sys, hxl; d = hxl.data(sys.argv[1], hxl.InputOptions(allow_local=True)); print(d.columns, len(list(d)))"
    )
    code, told = run(python, "-c", asked, str(path))
    return [] if code == 0 and "#" in told else [f"libhxl: {told[-200:]}"]


def csv(path: Path, _title: str) -> list[str]:
    held = path.read_bytes()
    faults = [] if held.startswith(b"\xef\xbb\xbf") else ["no byte order mark"]
    return faults + [f"a formula: {cell[:40]!r}" for cell in re.findall(rb'(?:^|,|\n)"?([=+@][^,"\n]*)', held[3:])][:3]


def zipped(path: Path, _title: str) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        return [f"damaged: {name}"] if (name := packed.testzip()) else []


def in_browser(browser: Browser, path: Path, title: str) -> list[str]:
    """SVG and HTML in Chromium with the network off: no request, no error, the margin, no grave finding of axe."""
    faults: list[str] = []

    def sent(request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            faults.append(f"request: {request.url[:80]}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text[:160]}")

    def failed(error: Error) -> None:
        faults.append(f"script: {error}")

    for size, scheme in SCREENS:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, color_scheme=scheme)
        page = context.new_page()
        page.on("pageerror", failed)
        page.on("request", sent)
        page.on("console", said)
        page.goto(path.as_uri())
        if path.suffix == ".svg":
            texts = page.evaluate(
                "() => [...document.querySelectorAll('title, desc')].map(e => e.textContent).join(' ')"
            )
            faults += unsaid(texts, title)
        else:
            page.wait_for_selector("#map .leaflet-pane", timeout=30_000, state="attached")
            faults += unsaid(page.inner_text("body"), title)
            faults += _axe(page)
            wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            faults += [f"{size[0]} px: {wide} px too wide"] if wide > 1 else []
        context.close()
    return faults


def _axe(page: Any) -> list[str]:
    if not AXE.is_file():
        return ["axe is not there: python scripts/build_assets.py --tests"]
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [f"axe: {each['id']} {each['nodes'][0]['target']}" for each in found if each["impact"] in GRAVE]


OPEN: dict[str, Callable[[Path, str], list[str]]] = {
    "png": png, "png-web": png, "pptx": pptx_file, "docx": docx_file, "xlsx": office, "flowmap": office, "gpkg": gpkg,
    "flows-gpkg": gpkg, "geojson": geojson, "flows-geojson": geojson, "kml": kml, "kmz": kml, "hxl": hxl,
    "parquet": parquet,
    "flows-hxl": hxl, "csv": csv, "claims-csv": csv, "flows-csv": csv, "package": zipped,
}  # fmt: skip
"""By name of the export; pdf, svg and html are looked at apart."""
