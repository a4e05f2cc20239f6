"""Where the real data made by others lies, which is not part of the repository: tests that need it skip without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("KHARITA_SHARED") or Path(__file__).resolve().parent.parent.parent / "shared")


def shared(relative: str) -> Path:
    """The file or folder, or a skip that says what is missing."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"needs ../shared/{relative} (or KHARITA_SHARED), which is not here")
    return path
