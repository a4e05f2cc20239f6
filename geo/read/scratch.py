"""A folder for what a reader has to unpack; it goes with its last user, at the latest with the process."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path


class Scratch:
    """A folder of our own. Closures of a table that call `keep` keep it alive; nothing has to be closed by hand."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="kharita-"))
        self._end = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def keep(self, path: Path) -> Path:
        """`path`, inside the folder."""
        return path
