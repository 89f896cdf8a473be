"""What a thread of its own gives, as it comes: for a model that streams, and for whoever watches an answer made."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")

_LOOK = 0.1  # seconds between two looks whether anybody still listens
_LISTENING = ThreadPoolExecutor(64, "listening")  # a thread for each stream that is taken at the same time
_left: ContextVar[Event | None] = ContextVar("left", default=None)  # set once nobody listens to the thread at work


class NobodyListens(Exception):
    """Whoever asked for the stream has left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    error: BaseException | None


def streamed(run: Callable[[Callable[[T], None]], None], seconds: float | None = None) -> Generator[T, None, None]:
    """What `run` gives to the function that it is called with, one by one, as it comes.

    `run` works in a thread of its own. Where the iterator is closed, or its time is up, `run` meets NobodyListens as it
    next gives something; so does every stream that `run` itself listens to.

    Raises:
        TimeoutError: `run` isn't done within `seconds`.
        NobodyListens: nobody listens to the thread that listens here.
        Exception: whatever `run` raises.
    """
    given: SimpleQueue[T | _End] = SimpleQueue()
    left, outer = Event(), _left.get()
    until = None if seconds is None else time.monotonic() + seconds

    def give(one: T) -> None:
        if left.is_set():
            raise NobodyListens
        given.put(one)

    def work() -> None:
        _left.set(left)
        try:
            run(give)
        except BaseException as error:  # it is raised where it can be dealt with: in the thread that listens
            given.put(_End(error=error))
        else:
            given.put(_End(error=None))

    Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        while True:
            if outer and outer.is_set():
                raise NobodyListens
            if until and time.monotonic() > until:
                raise TimeoutError
            try:
                one = given.get(timeout=_LOOK if until is None else max(0.0, min(_LOOK, until - time.monotonic())))
            except Empty:
                continue
            if not isinstance(one, _End):
                yield one
            elif one.error:
                raise one.error
            else:
                return
    finally:
        left.set()


def _next(stream: Generator[T, None, None], left: Event) -> T | None:
    one = next(stream, None)
    if left.is_set():  # meanwhile, when it could not be closed
        stream.close()
    return one


async def taken(stream: Generator[T, None, None]) -> AsyncGenerator[T, None]:
    """What a stream gives, for who waits for several things at once; raises what it raises.

    Whoever leaves it, or is cancelled, leaves the stream as soon as that looks whether anybody still listens.
    """
    left = Event()
    context = copy_context()
    context.run(_left.set, left)
    loop = asyncio.get_running_loop()
    try:
        while (one := await loop.run_in_executor(_LISTENING, context.run, _next, stream, left)) is not None:
            yield one
    finally:
        left.set()
        with suppress(ValueError):  # a thread is in it still, and closes it
            stream.close()
