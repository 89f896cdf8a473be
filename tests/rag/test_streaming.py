import threading
from collections.abc import Callable

import pytest

from rag.streaming import NobodyListens, streamed

Give = Callable[[int], None]


def test_what_is_given_comes_in_order_from_another_thread():
    threads = []

    def run(give: Give) -> None:
        threads.append(threading.current_thread())
        for n in range(3):
            give(n)

    assert list(streamed(run)) == [0, 1, 2]
    assert threads != [threading.current_thread()]


def test_what_goes_wrong_is_raised_where_it_is_listened_to():
    def run(give: Give) -> None:
        give(1)
        raise ValueError("gone")

    stream = streamed(run)
    assert next(stream) == 1
    with pytest.raises(ValueError, match="gone"):
        next(stream)


def test_who_is_too_slow_is_left():
    ended = threading.Event()

    def run(give: Give) -> None:
        give(1)
        ended.wait(5)

    stream = streamed(run, seconds=0.2)
    assert next(stream) == 1
    with pytest.raises(TimeoutError):
        next(stream)
    ended.set()


def test_who_is_left_stops_and_so_does_everything_that_it_listens_to():
    stopped, running = [threading.Event(), threading.Event()], threading.Event()

    def inner(give: Give) -> None:
        try:
            while True:
                running.wait(0.01)
                give(1)
        except NobodyListens:
            stopped[0].set()
            raise

    def outer(give: Give) -> None:
        try:
            give(0)
            for _ in streamed(inner):
                pass  # it gives nothing on, and so can only be told
        except NobodyListens:
            stopped[1].set()
            raise

    stream = streamed(outer)
    assert next(stream) == 0
    stream.close()
    assert all(one.wait(5) for one in stopped)
