"""A worker whose reader does whatever the content of a file asks for; given a signal, a run that ends itself by it."""

import os
import signal
import sys
import time
from collections.abc import Callable

from ingest import workers
from ingest.reading import SourceText, read
from ingest.workers import Given, parsed
from rag.errors import UnreadableFile
from rag.settings import Settings


def _run_until(end: int) -> None:
    """Ends itself while one of its workers reads an endless file."""
    workers._COMMAND = [sys.executable, __file__]
    files = [(content, Given(name="a.txt", file="a.txt", data=content.encode())) for content in ("process", "endless")]
    for _ in parsed(files, Settings(max_seconds=300 if end == signal.SIGINT else 1)):
        os.kill(os.getpid(), end)


def _read(name: str, data: bytes) -> SourceText:
    content = data.decode().strip()
    behaviour = _BEHAVIOURS.get(content.partition(" ")[0] if content.startswith("process") else content)
    if behaviour is None:
        return read(name, data)
    return SourceText(text=behaviour() or "Minutes", format="text")


def _crash() -> str:
    os.kill(os.getpid(), signal.SIGSEGV)
    return ""


def _leave() -> str:
    os._exit(0)


def _endless() -> str:
    while True:
        pass


def _deaf() -> str:
    """Stands in C code, where Python's own handlers of signals wouldn't be called."""
    return str(sum(range(10**12)))


def _grow() -> str:
    return str(len(bytearray(10**9)))


def _mistaken() -> str:
    try:
        return _grow()
    except Exception as error:
        raise UnreadableFile("damaged") from error


def _fault() -> str:
    raise KeyError("x")


def _noise() -> str:
    print("noise" * 9000, flush=True)
    os.write(1, b"noise")
    return ""


def _slow() -> str:
    started = time.monotonic()
    while time.monotonic() - started < 0.9:
        pass
    return ""


_BEHAVIOURS: dict[str, Callable[[], str]] = {
    "crash": _crash,
    "leave": _leave,
    "endless": _endless,
    "deaf": _deaf,
    "grow": _grow,
    "grow, mistaken for damage": _mistaken,
    "fault": _fault,
    "noise": _noise,
    "slow": _slow,
    "process": lambda: str(os.getpid()),
}

if __name__ == "__main__":
    if len(sys.argv) > 1:
        _run_until(int(sys.argv[1]))
    else:
        vars(workers)["read"] = _read
        workers.serve()
