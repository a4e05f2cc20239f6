"""The server prepares itself, and pages wait for maps, without holding up or breaking anything."""

import gc
import sys
import threading

from apart import run

from geo.filter import parse
from geo.map_data import answer, awaited, wait_for_a_question
from geo.read.scratch import Scratch
from geo.warm import lifespan


def join() -> None:
    """Waits until the server has prepared itself."""
    for thread in threading.enumerate():
        if thread.name == "kharita-warm":
            thread.join(timeout=60)


def test_it_imports_what_it_is_told_and_survives_what_is_not_there() -> None:
    async def start() -> None:
        async with lifespan(["kharita_has_no_such_module"], ["colorsys"], running=lambda: True)(None):
            pass

    sys.modules.pop("colorsys", None)
    run(start())
    join()
    assert "colorsys" in sys.modules
    assert gc.get_freeze_count() > 0
    gc.unfreeze()


def test_what_was_dropped_goes_with_its_card_and_with_the_server() -> None:
    async def serve() -> None:
        async with lifespan([], [], running=lambda: True)(None):
            assert held.path.is_dir()

    dropped, held = Scratch(), Scratch()
    folder = dropped.path
    assert folder.is_dir()
    del dropped
    gc.collect()
    assert not folder.exists()
    run(serve())
    join()
    assert not held.path.exists()
    gc.unfreeze()


def test_a_question_of_a_map_ends_the_wait() -> None:
    heard = threading.Event()

    def ask() -> None:
        while not heard.wait(0.01):  # the first question may come before the wait has begun
            answer("places", parse(""), {})

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        assert wait_for_a_question(60)
    finally:
        heard.set()
        asking.join()
    assert not wait_for_a_question(0)


def test_a_page_waits_until_a_map_has_drawn_its_filter() -> None:
    asked = parse("type=siege")
    with awaited(asked.filter) as drawing:
        answer("places", asked, {})
        assert not drawing.wait(60, 60, 0), "asked for, but not drawn yet"
        told = threading.Timer(0.01, lambda: answer("drawn", asked, {}))
        told.start()
        assert drawing.wait(0, 0, 60)
        told.join()


def test_the_drawing_of_another_filter_is_not_taken_for_it() -> None:
    with awaited(parse("type=protest").filter) as drawing:
        for name in ("places", "drawn"):
            answer(name, parse("type=airstrike"), {})
        assert not drawing.wait(0, 60, 60), "no map has asked: the wait ends at once"
