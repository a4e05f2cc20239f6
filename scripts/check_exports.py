"""Makes every export of some filters from the page in a browser and from the command line, compares and opens them.

`python scripts/check_exports.py [QUERY …] [--import FILE …] [--keep FOLDER] [--formats pdf,html]`: five filters if none
is given. The command runs in another time zone, locale and order of hashes than the page. Each file is made twice,
opened (scripts/opened.py), verified, and verified again after one of its bytes was changed. Exit status 1 where
anything is wrong, with a line per fault.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "scripts")]

import opened  # noqa: E402
from driver import Reader  # noqa: E402
from server import serving  # noqa: E402

from geo.export import EXPORTS  # noqa: E402

TITLE = "Conflict events"
FILTERS = (
    "q=البوكمال", "admin=SY09&stance=denies", "as_of=2017-05-15&type=airstrike", "bbox=36,33,37,34.2&from=2017-05-14",
    "type=abduction",
)  # fmt: skip
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "COLUMNS": "60"}


def main() -> int:
    asked = _asked()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(asked.keep or made)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["KHARITA_WORKSPACE"] = str(folder / "workspace")
        for path in asked.files:
            command("import", path, check=(0, 1))
        with sync_playwright() as play, serving(folder / "workspace") as address:
            browser = play.chromium.launch(
                executable_path=os.environ.get("KHARITA_CHROMIUM", "/usr/bin/chromium"), args=list(FLAGS)
            )
            faults = [
                line
                for n, query in enumerate(asked.queries or FILTERS)
                for line in checked(browser, address, query, folder / f"f{n}", asked.formats)
            ]
    print(f"{len(faults)} faults" if faults else "no fault", flush=True)
    return 1 if faults else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("queries", nargs="*")
    parser.add_argument("--import", dest="files", action="append", default=[])
    parser.add_argument("--keep")
    parser.add_argument("--formats", type=lambda text: text.split(","), default=list(EXPORTS))
    return parser.parse_args()


def command(*words: str, check: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[bytes]:
    """Runs `kharita` in another time zone, locale and order of hashes."""
    done = subprocess.run(
        [sys.executable, "-m", "geo.cli", *words],
        cwd=ROOT,
        env=os.environ | ELSEWHERE,
        capture_output=True,
        check=False,
    )
    if done.returncode not in check:
        raise RuntimeError(f"kharita {' '.join(words)}: {done.returncode}\n{done.stderr.decode()}")
    return done


def checked(browser: Browser, address: str, query: str, folder: Path, formats: list[str]) -> Iterator[str]:
    """A line per fault of any format of one filter."""
    folder.mkdir(parents=True, exist_ok=True)
    day = datetime.now().astimezone().date().isoformat()
    page = browser.new_page()
    expect.set_options(timeout=60_000)
    reader = Reader(page, address)
    reader.open(f"/Briefing?{query}")
    expect(page.get_by_test_id("stMain")).to_contain_text("into each file")
    for name in formats:
        path = folder / f"export{EXPORTS[name].suffix}"
        command("export", "-q", query, "-f", name, "-o", str(path), "--produced-on", day, "--manifest")
        faults = [*_as_page(reader, name, path), *_opened(browser, name, path), *_verified(name, path)]
        print(f"{query}: {name}: {path.stat().st_size:,} bytes: {'; '.join(faults) or 'ok'}", flush=True)
        yield from (f"{query}: {name}: {fault}" for fault in faults)
    page.close()


def _as_page(reader: Reader, name: str, path: Path) -> list[str]:
    if name.startswith("flow") or name == "flowmap":
        label = reader.page.get_by_test_id("stMain").get_by_text("Movements", exact=True)
        if not reader.page.locator(f".st-key-export-{name}").is_visible():
            label.click()
    elif not reader.page.locator(f".st-key-export-{name}").is_visible():
        reader.page.get_by_test_id("stMain").get_by_text("Events", exact=True).first.click()
    held = reader.page.locator(f".st-key-export-{name}").get_by_role("button")
    expect(held).to_be_visible()
    if held.is_disabled():
        return []
    other = path.with_name(f"page-{path.name}")
    reader.download(name).save_as(other)
    return [] if other.read_bytes() == path.read_bytes() else ["the page makes other bytes than the command"]


def _opened(browser: Browser, name: str, path: Path) -> list[str]:
    if name == "pdf":
        return opened.pdf(path, TITLE, ())
    if name in ("svg", "html"):
        return opened.in_browser(browser, path, TITLE)
    return opened.OPEN[name](path, TITLE)


def _verified(name: str, path: Path) -> list[str]:
    """verify: the same for the file, another verdict after a byte in its middle was changed."""
    done = command("verify", str(path), check=(0, 1, 2))
    faults = [] if done.returncode == 0 else [f"verify: {done.returncode} {done.stdout.decode()[:200]}"]
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    changed = path.with_name(f"changed-{path.name}")
    changed.write_bytes(held)
    beside = path.with_name(f"{path.name}.manifest.json")
    done = command("verify", str(changed), "--manifest", str(beside), check=(0, 1, 2))
    return faults + ([f"a changed byte is not seen in {name}"] if done.returncode == 0 else [])


if __name__ == "__main__":
    raise SystemExit(main())
