"""Two services of one council, and a worker: `python -m tests.benchmarks.together [ASKERS] [MINUTES]`, by hand.

All three have a home of their own and share a ledger on PostgreSQL and the indexes of a Milvus (Milvus Lite's server
here). The worker takes documents in and out again, as `minutebook ingest` and `remove` do, while a crowd asks both
services about the sample's minutes and somebody at each asks for what the worker did last. A question is stale where it
was begun after the worker was done, and doesn't know of it. Prints what the crowd met, and the longest staleness. An
answer that says how many meetings were looked through is another one while the worker's document is in: changed
answers are listed, and no fault.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from ingest.job import ingest
from ingest.takedown import take_down
from rag.home import opened
from rag.settings import Settings
from tests import postgres
from tests.benchmarks.crowd import alone_at, asked, crowded

PROJECT = Path(__file__).parents[2]
SAMPLE = PROJECT / "eval" / "data"
MINUTES = """Ferry Committee

Minutes of the meeting held on 14 October 2025

Present: Cllr Mabel Stroud (Chairman)

1. {name} footbridge

The Clerk reported that the {name} footbridge was mended in September at a cost of £{cost}.
"""
QUESTION = "What did mending the {name} footbridge cost?"
_STARTING = 900.0  # seconds that a service may take to be ready
_QUESTIONS = 24  # that the crowd asks
_APART = 4.0  # seconds that a document stays, and stays away
_SYLLABLES = ("zor", "vik", "tam", "bel", "quo", "lin", "dru", "pes")


@dataclass(slots=True)
class Done:
    """When the worker began and ended to take each document in and out, in seconds of the clock."""

    entered: dict[str, float] = field(default_factory=dict)
    leaving: dict[str, float] = field(default_factory=dict)
    left: dict[str, float] = field(default_factory=dict)


def work(settings: Settings) -> None:
    """Do the worker's part: the sample first; from the first line on stdin to its end one document after another."""
    with opened(settings, create=True) as ledger, ledger.working():
        ingest([SAMPLE / "minutes"], ledger, settings)
    print("ready", flush=True)
    sys.stdin.readline()
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0))).start()
    files = settings.home / "files"
    files.mkdir()
    for number in range(10_000):
        name = "".join(_SYLLABLES[number // 8**place % 8] for place in (0, 1, 2)).capitalize()
        file = files / f"{name}.txt"
        file.write_text(MINUTES.format(name=name, cost=1_000 + number), encoding="utf-8")
        with opened(settings) as ledger, ledger.working():
            assert not ingest([file], ledger, settings).failed
        _say("entered", name)
        file.unlink()
        _say("leaving", name)
        with opened(settings) as ledger, ledger.working():
            assert take_down(file.name, ledger, settings).left == ()
        _say("left", name)


def _say(event: str, name: str) -> None:
    print(json.dumps({"event": event, "name": name, "at": time.time()}), flush=True)
    time.sleep(_APART if event != "leaving" else 0)


def look(address: str, until: float, done: Done, told: dict[str, list[float]], failed: list[str]) -> None:
    """Ask a service for what the worker did last, again and again; `told` are seconds of staleness by event."""
    with httpx.Client(base_url=address, timeout=120.0) as client:
        client.get("/")
        while time.monotonic() < until:
            time.sleep(0.2)
            for name in list(done.entered)[-2:]:
                begun = time.time()
                # what it was before the question, and stayed until after it
                is_in = name not in done.leaving
                was_out = name in done.left
                try:
                    record = asked(client, QUESTION.format(name=name))["record"]
                except (httpx.HTTPError, KeyError, ValueError) as error:
                    failed.append(f"{name}: {error!r}")
                    continue
                knows = any(one["document"] == f"{name}.txt" for one in record["citations"])
                if is_in and name not in done.leaving:
                    told["entered"].append(0.0 if knows else begun - done.entered[name])
                if was_out:
                    told["left"].append(begun - done.left[name] if knows else 0.0)


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command, env={**os.environ, **environment}, cwd=PROJECT, text=True, **options) as running:
        try:
            yield running
        finally:
            running.terminate()


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.HTTPError:
        return False


def _wait_for(what: str, there: Callable[[], bool]) -> None:
    end = time.monotonic() + _STARTING
    while not there():
        if time.monotonic() > end:
            sys.exit(f"{what} isn't ready after {_STARTING:g} seconds")
        time.sleep(1.0)


def main(askers: int = 20, minutes: float = 10.0) -> int:
    """Print the figures; how many questions failed, were crossed or stale by more than nothing."""
    with TemporaryDirectory() as folder, postgres.server() as ledger, ExitStack() as parts:
        milvus, services = _port(), [f"http://127.0.0.1:{_port()}" for _ in range(2)]
        environment = {
            "MINUTEBOOK_LEDGER": ledger,
            "MINUTEBOOK_COUNCIL": "orrin",
            "MINUTEBOOK_MILVUS": f"http://127.0.0.1:{milvus}",
            "MINUTEBOOK_QUESTIONS_A_MINUTE": "1000000",
        }
        lite = [str(Path(sys.executable).parent / "milvus-lite"), "server", "--host", "127.0.0.1", "--port"]
        parts.enter_context(
            _running([*lite, str(milvus), "--data-dir", f"{folder}/milvus"], {}, stderr=subprocess.DEVNULL)
        )
        _wait_for("Milvus Lite", lambda: _listens(milvus))
        worker = parts.enter_context(
            _running(
                [sys.executable, "-m", "tests.benchmarks.together", "worker"],
                environment | {"MINUTEBOOK_HOME": f"{folder}/worker"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        )
        assert worker.stdin
        assert worker.stdout
        if worker.stdout.readline() != "ready\n":
            sys.exit("The worker could not take the sample in; it says above why.")
        for number, address in enumerate(services):
            command = [sys.executable, "app.py", "--home", f"{folder}/service{number}", "--port"]
            parts.enter_context(_running([*command, address.rpartition(":")[2]], environment))
        for address in services:
            _wait_for(address, partial(_is_ready, address))
        alone = alone_at(services[0], SAMPLE / "sample.jsonl", _QUESTIONS)
        done, failed, told = Done(), list[str](), {"entered": list[float](), "left": list[float]()}

        def follow() -> None:
            for line in worker.stdout or ():
                said = json.loads(line)
                getattr(done, said["event"])[said["name"]] = said["at"]

        until = time.monotonic() + 60 * minutes
        lookers = [threading.Thread(target=look, args=(one, until, done, told, failed)) for one in services]
        for thread in (threading.Thread(target=follow, daemon=True), *lookers):
            thread.start()
        worker.stdin.write("go\n")
        worker.stdin.flush()
        met = crowded(services, alone, askers, minutes)
        for thread in lookers:
            thread.join()
        ended = worker.poll()
    print(
        f"{len(done.entered)} documents taken in, {len(done.left)} taken out" + (f"; worker: {ended}" if ended else "")
    )
    for event, stale in told.items():
        print(
            f"{event:<8} {len(stale)} questions, {sum(map(bool, stale))} stale, longest {max(stale, default=0):.1f} s"
        )
    print(*failed[:5], sep="\n")
    return len(met.failed) + len(met.crossed) + len(failed) + (ended is not None)


if __name__ == "__main__":
    if sys.argv[1:] == ["worker"]:
        work(Settings())
    else:
        sys.exit(main(*map(int, sys.argv[1:2]), *map(float, sys.argv[2:])) > 0)
