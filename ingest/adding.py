"""Minutes added and taken out while a service runs on the home: one thing at a time, in a thread of its own."""

import logging
import re
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import Lock, Thread
from typing import Any
from unicodedata import normalize

from ingest.archives import ARCHIVES, is_archive
from ingest.indexing import Progress, follow
from ingest.job import ingest
from ingest.reading import SUFFIXES
from ingest.sources import writable
from ingest.work import WORKS
from rag.errors import HomeLocked, MinutebookError, StorageFailure, WrongUse
from rag.ledger import Ledger
from rag.page.adding import Added, Standing
from rag.settings import Settings
from rag.streaming import streamed

_MOST_FILES = 500  # a batch
_LONGEST = 150  # bytes of a file's name, its suffix left out: systems take 255
_KEPT_OUT = frozenset('<>:"|?*')  # Windows has them in no name, and the folder may come to lie there
_UNFORESEEN = "Something went wrong here, not in your files: see the window where Minutebook runs."
_log = logging.getLogger(__name__)


class HomeAdding:
    """Takes files into a home that a service has open, and out of it; the files are kept in the home.

    The ledger is opened a second time in this process: what reads it sees each document whole or not at all.
    """

    kinds = tuple(sorted(SUFFIXES | ARCHIVES))

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.home.absolute() / "added"
        self._incoming = self._folder / "incoming"
        shutil.rmtree(self._incoming, ignore_errors=True)  # of a service that ended before it took them in
        self._working = Lock()
        self._standing = Standing()
        self._added: Added | None = None  # what came of the last files

    @property
    def standing(self) -> Standing:
        """How far the work is, or what came of the last one."""
        return self._standing

    def place(self, batch: str, name: str) -> Path:
        """Where a file of a batch is to be written; raises WrongUse where it isn't taken, StorageFailure."""
        folder, name = self._batch(batch), safe_name(name)
        with _storing():
            folder.mkdir(parents=True, exist_ok=True)
            there = {file.name.casefold() for file in folder.iterdir()}
        if len(there) >= _MOST_FILES:
            raise WrongUse(f"More than {_MOST_FILES} files at once aren't taken: add the rest after these.")
        stem, suffix = name.rsplit(".", 1)
        names = (name, *(f"{stem} ({number}).{suffix}" for number in range(2, _MOST_FILES + 2)))
        return folder / next(one for one in names if one.casefold() not in there)

    def take_in(self, batch: str) -> None:
        """Begin to take in the files of a batch.

        Raises WrongUse where there are none, HomeLocked where other work goes on.
        """
        incoming = self._batch(batch)
        if not incoming.is_dir():
            raise WrongUse("No file came in: choose some and add them again.")

        def work(ledger: Ledger) -> Added:
            folder = self._folder / f"{datetime.now():%Y-%m-%d %H.%M.%S.%f}"
            incoming.rename(folder)
            try:
                report = ingest([folder], ledger, self._settings, self._telling())
            finally:
                self._tidy(folder, ledger)
            refused = [*report.failed, *report.passed_over]
            return Added(
                new=report.new,
                changed=report.changed,
                unchanged=report.unchanged,
                refused=tuple((PurePosixPath(one.document).name, one.reason) for one in refused),
                odd=tuple((one.of, one.what) for one in report.looks_wrong),
            )

        self._begin(work)

    def take_out(self, documents: Sequence[str]) -> None:
        """Begin to take out documents that were added here; raises as `take_in`."""

        def work(ledger: Ledger) -> Added:
            sources = {row["name"]: row["source"] for row in ledger.documents()}
            sources |= {one.document: one.source for one in ledger.failures()}
            ours = [name for name in dict.fromkeys(documents) if self.can_take_out(sources.get(name, ""))]
            if len(ours) < len(set(documents)):
                raise WrongUse(
                    "Only what was added here can be taken out here: `minutebook remove DOCUMENT` takes out others."
                )
            for name in ours:
                ledger.remove(name)
            follow(ledger, self._settings, self._telling())
            for name in ours:
                self._tidy(self._folder / Path(sources[name]).relative_to(self._folder.resolve()).parts[0], ledger)
            return Added(removed=tuple(ours))

        self._begin(work)

    def work(self, name: str, asked: bytes) -> Generator[Mapping[str, Any], None, None]:
        """How far work is that a command asks of the service, again and again, and last what came of it as `made`.

        Closing the iterator stops the work. Raises what the work raises, and HomeLocked where other work goes on.
        """
        if (work := WORKS.get(name)) is None:
            raise WrongUse(f"The service doesn't know the work {name!r}: stop it, and start it as the same version.")

        def run(give: Callable[[Mapping[str, Any]], None]) -> None:
            with self._taken(), self._ledger() as ledger:
                made = work.run(work.asked.validate_json(asked), ledger, self._settings, self._telling(give))
            give({"made": work.made.dump_python(made, mode="json")})

        return streamed(run)

    def can_take_out(self, source: str) -> bool:
        """Whether a document from this source was added here."""
        return source.startswith(f"{writable(self._folder.resolve())}/")

    def _batch(self, batch: str) -> Path:
        if not re.fullmatch(r"[a-z0-9]{8,40}", batch):
            raise WrongUse("That can't be read here: load the page again.")
        return self._incoming / batch

    def _begin(self, work: Callable[[Ledger], Added]) -> None:
        taken = ExitStack()
        taken.enter_context(self._taken())
        Thread(target=self._run, args=(work, taken), name="adding", daemon=True).start()

    def _run(self, work: Callable[[Ledger], Added], taken: ExitStack) -> None:
        with taken:
            try:
                with self._ledger() as ledger, _storing():
                    self._added = work(ledger)
            except MinutebookError as error:
                self._added = Added(fault=str(error))
            except Exception:  # the service goes on
                _log.exception("Minutes could not be taken in or out")
                self._added = Added(fault=_UNFORESEEN)

    @contextmanager
    def _taken(self) -> Iterator[None]:
        """The turn to change the home; raises HomeLocked where somebody has it."""
        if not self._working.acquire(blocking=False):
            raise HomeLocked("Other minutes are being taken in or out just now: wait until that is done.")
        self._standing = Standing(step="beginning")
        try:
            yield
        finally:
            self._standing = Standing(added=self._added)
            self._working.release()

    @contextmanager
    def _ledger(self) -> Iterator[Ledger]:
        with closing(Ledger(self._settings.home, server=self._settings.server)) as ledger, ledger.working():
            yield ledger

    def _telling(self, give: Callable[[Mapping[str, Any]], None] = lambda _: None) -> Progress:
        """A progress that is seen in what stands, and is given away."""

        @contextmanager
        def telling(what: str, total: int) -> Iterator[Callable[[int], object]]:
            done = 0

            def advance(more: int) -> None:
                nonlocal done
                done += more
                self._standing = Standing(step=what, done=done, total=total)
                give({"step": what, "done": done, "total": total})

            advance(0)
            yield advance

        return telling

    def _tidy(self, folder: Path, ledger: Ledger) -> None:
        """Delete the files of a folder that the ledger knows nothing of, and the folder where that is empty then."""
        known = {row["source"] for row in ledger.documents()} | {one.source for one in ledger.failures()}
        for file in folder.iterdir():
            place = writable(file.resolve())
            if not any(one == place or one.startswith(f"{place}/") for one in known):
                file.unlink()
        with suppress(OSError):  # it isn't empty
            folder.rmdir()


def safe_name(name: str) -> str:
    """A file's name as it may stand in our folder: the last part of its path, without what could act or mislead.

    Raises:
        WrongUse: files of its kind aren't taken.
    """
    last = re.split(r"[/\\]", normalize("NFC", name))[-1]
    kept = "".join(letter if letter.isprintable() and letter not in _KEPT_OUT else "_" for letter in last).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if not dot or not stem.strip(" ._~$") or (f".{suffix.lower()}" not in SUFFIXES and not is_archive(kept)):
        raise WrongUse(f"{last!r} is of a kind that isn't read: save it as .docx or PDF, and add that.")
    return f"{stem.lstrip('~$').encode()[:_LONGEST].decode(errors='ignore').strip(' .')}.{suffix}"


@contextmanager
def _storing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageFailure(
            f"The files can't be kept in the home ({error.strerror}): make room and add them again."
        ) from error
