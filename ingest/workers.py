"""Reading and parsing in processes of their own: a crash, a bomb or an endless file costs its document only."""

import os
import pickle
import resource
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from queue import LifoQueue
from typing import TYPE_CHECKING, Protocol, TypeVar

from ingest.parsing import parse
from ingest.reading import SourceText, read
from rag.errors import UnreadableFile
from rag.minutes import Meeting
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.stores.embedding import Vectors

_WORKERS = 2
_AHEAD = 16  # files given out before the first outcome is asked for: one that takes long holds nobody up
_LIFE = 500  # files that a process reads before another takes its place: libraries keep some memory of each
_COMMAND = [sys.executable, "-P", "-c", "from ingest.workers import serve; serve()"]
_EXHAUSTED = 77  # exit code of a worker that was refused memory
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file to read: the document's name in the ledger, the file's own name, and its bytes."""

    name: str
    file: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What reading and parsing made of a file."""

    source: SourceText
    meetings: tuple[Meeting, ...]


class Workers(Protocol):
    """Where files are read and passages embedded, if not on this machine: without any, `parsed` and the embedder do it.

    Nothing is written there, so that what was done twice is there once. `documents` says how many documents' passages
    are best given at once.
    """

    documents: int

    def parsed(self, files: Iterable[tuple[T, Given]]) -> Generator[tuple[T, Parsed | UnreadableFile], None, None]:
        """What each file holds, as the function of that name gives it; raises ServiceLost."""

    def embedded(self, batches: Sequence[Sequence[str]]) -> "Iterator[Vectors]":
        """The vectors of each batch of texts, in their order, one row a text; raises ServiceLost."""


def parsed(
    files: Iterable[tuple[T, Given]], settings: Settings
) -> Generator[tuple[T, Parsed | UnreadableFile], None, None]:
    """What each file holds, or why it can't be read, in the order of the files and with what each was given with.

    Close the generator where it isn't read to its end: that ends the processes.
    """
    workers = [Worker(settings.max_seconds, settings.max_memory_mb) for _ in range(_WORKERS)]
    idle: LifoQueue[Worker] = LifoQueue()  # the last one used comes first: a single file starts a single process
    for worker in workers:
        idle.put(worker)

    def ask(given: Given) -> Parsed | UnreadableFile:
        worker = idle.get()
        try:
            return worker.ask(given)
        finally:
            idle.put(worker)

    waiting: deque[tuple[T, Future[Parsed | UnreadableFile]]] = deque()
    threads = ThreadPoolExecutor(_WORKERS)
    try:
        for key, given in files:
            waiting.append((key, threads.submit(ask, given)))
            if len(waiting) > _AHEAD:
                key, future = waiting.popleft()
                yield key, future.result()
        while waiting:
            key, future = waiting.popleft()
            yield key, future.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        threads.shutdown()
        for worker in workers:
            worker.close()


class Worker:
    """A process that reads one file at a time; made when first needed, and again when it came to its end.

    A file may take so many seconds, for each megabyte of it that is begun, and megabytes of memory.
    """

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._ended = False

    def ask(self, given: Given) -> Parsed | UnreadableFile:
        """What the file holds, or why it can't be read; asked once more where something killed the process."""
        seconds = self._seconds * max(ceil(len(given.data) / 1e6), 1)
        for may_ask_again in (True, False):
            if self._read == _LIFE or (self._process and self._process.poll() is not None):
                self.close()
            process = self._process = self._process or _started()
            assert process.stdin
            assert process.stdout
            self._read += 1
            try:
                pickle.dump((given, seconds, self._megabytes), process.stdin)
                process.stdin.flush()
                outcome: Parsed | UnreadableFile = pickle.load(process.stdout)
                return outcome
            except (EOFError, OSError, pickle.UnpicklingError):
                self.close()
            if self._ended or process.returncode != -signal.SIGKILL or not may_ask_again:
                break
        return self._end(given.file, process.returncode, seconds)

    def _end(self, file: str, code: int, seconds: float) -> UnreadableFile:
        if code == -signal.SIGALRM:
            way_out = "split it, or raise MINUTEBOOK_MAX_SECONDS, and ingest it again"
            return UnreadableFile(f"{file!r} takes more than {seconds:g} seconds to read: {way_out}")
        if code in (_EXHAUSTED, -signal.SIGKILL):
            way_out = "split it, or raise MINUTEBOOK_MAX_MEMORY_MB, and ingest it again"
            there_is = f"than there is, or than {self._megabytes} MB"
            return UnreadableFile(f"{file!r} needs more memory to be read {there_is}: {way_out}")
        cause = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return UnreadableFile(
            f"{file!r} makes its reader crash ({cause}): open it where it was made, save it anew and ingest that"
        )

    def kill(self) -> None:
        """End the process at once, also while it reads; who waits for its outcome hears that it ended."""
        self._ended = True
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the process, if there is one, and let go of it."""
        process, self._process, self._read = self._process, None, 0
        if process:
            with suppress(OSError), process:
                pass  # leaving closes what an idle process reads from, which ends it, and waits for that


def _started() -> "subprocess.Popen[bytes]":
    # a group of its own: Ctrl-C reaches this process only, which then ends the others
    path = os.pathsep.join(sys.path)
    return subprocess.Popen(
        _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0, env={**os.environ, "PYTHONPATH": path}
    )


def serve() -> None:
    """The worker's side: files come in, outcomes go out, until the other side closes or is gone.

    The system itself ends the process at the time limit, whatever it is doing and whether or not anybody waits for it.
    """
    files, outcomes = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not come among the outcomes
    while True:
        try:
            given, seconds, megabytes = pickle.load(files)
        except EOFError:
            return
        _limit_memory(megabytes * 2**20)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        outcome = _outcome(given)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            outcomes.write(outcome)
            outcomes.flush()
        except BrokenPipeError:  # nobody is left to tell
            os._exit(0)


def _limit_memory(bytes_: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (bytes_ if most == resource.RLIM_INFINITY else min(bytes_, most), most))


def _outcome(given: Given) -> bytes:
    try:
        source = read(given.file, given.data)
        return pickle.dumps(Parsed(source=source, meetings=parse(source, given.name)))
    except Exception as error:
        if _for_lack_of_memory(error):
            os._exit(_EXHAUSTED)
        if not isinstance(error, UnreadableFile):  # a fault of ours, which must not cost the other documents
            cause = f"{type(error).__name__}: {error}".strip(": ")
            way_out = "save it anew and ingest that, or report it"
            error = UnreadableFile(f"{given.file!r} could not be read ({cause}): {way_out}")
        return pickle.dumps(error)


def _for_lack_of_memory(error: BaseException | None) -> bool:
    """Whether a failure began as a refusal of memory, which a reader may have taken for damage of the file."""
    while error is not None and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return error is not None
