"""One import at work: a thread that prepares it, and what the page may ask of it meanwhile.

The thread touches nothing of Streamlit. A job ends as `prepared` (to be applied or discarded), as `error`, or
cancelled; in each case nothing of it is on the map until someone applies it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from geo.errors import BadInput, GeoError
from geo.intake import Cancelled, Prepared, Progress

Work = Callable[[Callable[[Progress], None], Callable[[], bool]], Prepared]


class Job:
    """Runs `work(progress, cancelled)` in a thread of its own."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stop = threading.Event()
        self.progress: Progress | None = None
        self.prepared: Prepared | None = None
        self.error: GeoError | None = None
        self._thread = threading.Thread(target=self._run, name="kharita-import", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it still reads."""
        return self._thread.is_alive()

    @property
    def cancelled(self) -> bool:
        """Whether someone asked it to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Asks it to stop; nothing of it stays."""
        self._stop.set()

    def wait(self, timeout_s: float) -> bool:
        """Whether it ended within `timeout_s` seconds."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def discard(self) -> None:
        """Stops it or throws away what it prepared."""
        self.cancel()
        if self.prepared is not None:
            self.prepared.discard()
            self.prepared = None

    def _run(self) -> None:
        try:
            prepared = self._work(self._tell, self._stop.is_set)
        except Cancelled:
            self._stop.set()
        except GeoError as error:
            self.error = error
        except Exception as error:  # a fault of ours must reach the page, not the terminal of the server
            self.error = _fault(error)
        else:
            if self._stop.is_set():
                prepared.discard()
            else:
                self.prepared = prepared

    def _tell(self, progress: Progress) -> None:
        self.progress = progress


def _fault(error: Exception) -> BadInput:
    return BadInput(
        "a fault of Kharita while it read the file",
        got=f"{type(error).__name__}: {error}",
        want="an import or a refusal in words",
        where="the import",
        cure="Nothing was loaded. Please report it with the file.",
    )
