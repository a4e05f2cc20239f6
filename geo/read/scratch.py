"""A folder for what is unpacked or dropped here; it goes with its last user, at the latest with the process."""

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
        _here.add(self)

    def keep(self, path: Path) -> Path:
        """`path`, inside the folder."""
        return path

    def remove(self) -> None:
        """Now, whoever still holds it."""
        self._end()


_here: weakref.WeakSet[Scratch] = weakref.WeakSet()


def remove_all() -> None:
    """Ends every folder of this process. A server ended by a signal (uvicorn 0.54 raises it again) has no other end."""
    for each in list(_here):
        each.remove()
