"""Watching a folder: what settles in it is taken in; between rounds the home is anybody's."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.indexing import Progress, silent
from ingest.job import ingest
from ingest.report import Report
from ingest.sources import find
from rag.errors import HomeLocked, WrongUse
from rag.home import opened
from rag.ledger import LedgerSummary
from rag.settings import Settings

_PAUSE = 2.0  # seconds: a file that stays as it is for so long is no longer being copied


def watch(
    folder: Path,
    settings: Settings,
    progress: Progress = silent,
    pause: Callable[[], object] | None = None,
    *,
    prune: bool = False,
) -> Iterator[tuple[Report, LedgerSummary]]:
    """Takes in what the folder holds, and again whenever that changed and settled; a round's report each time.

    With `prune` documents leave the home when their files leave the folder.

    Raises WrongUse where there is no such folder. A home in use is waited for. Ends when whoever reads it does.
    """
    if not folder.is_dir():
        raise WrongUse(f"{str(folder)!r} is no folder to watch; give one that exists.")
    seen, done = None, None
    while True:
        now = _state(folder)
        if now == seen and now != done and now:
            try:
                with opened(settings, create=True) as ledger, ledger.working():
                    report, summary = ingest([folder], ledger, settings, progress, prune=prune), ledger.summary()
            except HomeLocked:
                pass  # a question is being answered: the next round will do
            else:
                done = now
                yield report, summary
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
