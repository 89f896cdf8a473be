"""Watching a folder: what settles in it is taken in; between rounds the home is anybody's."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.indexing import Progress, silent
from ingest.sources import find
from ingest.work import INGEST, Order, TakenIn, done
from rag.errors import HomeLocked, ServiceLost, WrongUse
from rag.settings import Settings

_PAUSE = 2.0  # seconds: a file that stays as it is for so long is no longer being copied


def watch(
    folder: Path,
    settings: Settings,
    progress: Progress = silent,
    pause: Callable[[], object] | None = None,
    *,
    prune: bool = False,
) -> Iterator[TakenIn]:
    """Takes in what the folder holds, and again whenever that changed and settled; what a round did each time.

    With `prune` documents leave the home when their files leave the folder.

    Raises WrongUse where there is no such folder. A home in use is waited for. Ends when whoever reads it does.
    """
    if not folder.is_dir():
        raise WrongUse(f"{str(folder)!r} is no folder to watch; give one that exists.")
    seen, taken = None, None
    while True:
        now = _state(folder)
        if now == seen and now != taken and now:
            try:
                round_ = done(INGEST, Order(paths=(folder,), prune=prune), settings, progress, create=True)
            except (HomeLocked, ServiceLost):
                pass  # a question is being answered, or the service was stopped: the next round will do
            else:
                taken = now
                yield round_
        seen = now
        (pause or _wait)()


def _wait() -> None:
    time.sleep(_PAUSE)


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of each file of minutes there."""
    state = {}
    for source in find([folder]).sources:
        try:
            status = source.path.stat()
        except OSError:  # it went while we looked
            continue
        state[source.place] = (status.st_size, status.st_mtime_ns)
    return state
