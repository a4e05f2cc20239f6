"""The server prepares itself without holding up or breaking anything."""

import sys
import threading

from apart import run

from geo.filter import parse
from geo.map_data import answer, wait_for_a_question
from geo.warm import lifespan


def test_it_imports_what_it_is_told_and_survives_what_is_not_there() -> None:
    async def start() -> None:
        async with lifespan(["kharita_has_no_such_module"], ["colorsys"], running=lambda: True)(None):
            pass

    sys.modules.pop("colorsys", None)
    run(start())
    for thread in threading.enumerate():
        if thread.name == "kharita-warm":
            thread.join(timeout=60)
    assert "colorsys" in sys.modules


def test_a_question_of_a_map_ends_the_wait() -> None:
    asked = threading.Timer(0.01, lambda: answer("places", parse(""), {}))
    asked.start()
    assert wait_for_a_question(60)
    asked.join()
    assert not wait_for_a_question(0)
