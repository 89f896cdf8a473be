"""Ingestion on a Ray cluster against the local one: the time of both, and runs in which a worker is killed.

    python -m tests.benchmarks.ray_kills [--runs N] [--rounds N] [PATH...]

A round takes the paths (the sample minutes without any) in locally and by a Ray that is started for the run, each into
a new home and with nothing embedded before. Then come runs on one Ray, in each of which one of the processes that read
or embed is killed at a random moment. Each run must end in the ledger of the local one, its indexes must agree, and
what was embedded must be the same.
"""

import argparse
import ctypes
import os
import re
import resource
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from threading import Event, Thread

from ingest.indexing import disagreements
from ingest.job import ingest
from rag.home import opened
from rag.settings import Settings
from tests.benchmarks.kills import PROJECT, hashed

_COMMAND = [sys.executable, "-c", "import app; app.main()", "ingest"]
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux: what is left of a run becomes this process's to wait for
_HELD = "ingest.workers"  # in the command line of a process in which a worker reads
_WORKER = re.compile("the process within|ray::Map")  # others of Ray keep its books; an agent takes its node with it


def undisturbed(place: Path, paths: Sequence[Path], *options: str) -> tuple[Settings, float, float]:
    """What the home of a finished run is set to, the seconds that it took, and those of processors."""
    settings = Settings(home=place / "home", cache=place / "cache")
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "MINUTEBOOK_CACHE": str(settings.cache)}
    command = [*_COMMAND, "--home", str(settings.home), *options, *(str(path.resolve()) for path in paths)]
    began, used = time.perf_counter(), _used()
    done = subprocess.run(command, env=env, cwd=PROJECT, stdout=subprocess.DEVNULL)
    assert done.returncode in (0, 1)  # 1 where a file failed
    return settings, time.perf_counter() - began, _used() - used


def _used() -> float:
    """Seconds of processors that all processes below this one took, so far as they ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of_children.ru_utime + of_children.ru_stime


def ended(settings: Settings, local: Settings) -> str:
    """How a home and its embeddings compare with those of the local run."""
    if hashed(settings.home) != hashed(local.home):
        return "another ledger"
    with opened(settings.home) as ledger:
        if disagreements(ledger, settings) or ledger.summary().unindexed:
            return "indexes that disagree"
    return "the same" if embedded_in(settings.cache) == embedded_in(local.cache) else "other embeddings"


def embedded_in(cache: Path) -> list[tuple[bytes, bytes]]:
    """The digests of the texts in a cache, and their vectors."""
    with closing(sqlite3.connect(cache / "embeddings.sqlite")) as base:
        return base.execute("SELECT digest, vector FROM vectors ORDER BY digest").fetchall()


def workers(root: int) -> list[tuple[int, str]]:
    """The processes below one that read or embed, each with what it is called."""
    parents, called = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            called[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ").strip()

    def below(process: int) -> bool:
        while process in parents and process != root:
            process = parents[process]
        return process == root

    names = {process: "the process within" if _HELD in name else name for process, name in called.items()}
    return [(one, name) for one, name in sorted(names.items()) if _WORKER.match(name) and below(one)]


def kills(runs: int, folder: Path, paths: Sequence[Path], local: Settings, seed: int = 7) -> Counter[str]:
    """What was killed how often, and how the runs ended."""
    from ingest.ray_workers import cluster

    random, found = Random(seed), Counter[str]()

    def kill_one(after: float, at_work: Event) -> None:
        """Kill one of those that read or embed, once there are any after so many seconds."""
        at_work.wait(after)
        while not at_work.wait(0.05):
            if there := workers(os.getpid()):
                process, name = random.choice(there)
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                    found[f"killed: {name}"] += 1
                return

    with cluster("local", local) as there:
        lasts = 0.0
        for number in range(runs + 1):  # the first is undisturbed, to start Ray and see how long one lasts
            settings = Settings(home=folder / f"killed{number}" / "home", cache=folder / f"killed{number}" / "cache")
            ended_yet, began = Event(), time.perf_counter()
            killer = Thread(target=kill_one, args=(random.random() * lasts, ended_yet))
            if number:
                killer.start()
            with opened(settings.home, create=True) as ledger:
                ingest(paths, ledger, settings, workers=there)
            ended_yet.set()
            lasts = time.perf_counter() - began
            if number:
                killer.join()
                found[how := f"ended: {ended(settings, local)}"] += 1
                print(number, how, dict(found), flush=True)
    return found


def main(arguments: Sequence[str]) -> None:
    """Print the times of the rounds, and how the runs ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, default=[PROJECT / "eval" / "data" / "minutes"])
    parser.add_argument("--runs", type=int, default=50, help="runs with a killed worker")
    parser.add_argument("--rounds", type=int, default=1, help="times that each kind of run is measured")
    given = parser.parse_args(arguments)
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    with tempfile.TemporaryDirectory() as folder:
        local = None
        taken: dict[str, list[tuple[float, float]]] = {"local": [], "--ray": []}
        for number, kind in enumerate([*taken] * given.rounds):
            options = ["--ray", "local"] if kind == "--ray" else []
            settings, *seconds = undisturbed(Path(folder) / str(number), given.paths, *options)
            taken[kind].append((seconds[0], seconds[1]))
            local = local or settings
            print(f"{kind}: {seconds[0]:.1f} s, {seconds[1]:.1f} s of processors, {ended(settings, local)}", flush=True)
        assert local
        for what, (base, ray) in {"time": _middles(taken, 0), "processors": _middles(taken, 1)}.items():
            print(f"{what}: {ray:.1f} s against {base:.1f} s, {ray / base:.2f} of it")
        if given.runs:
            print(dict(kills(given.runs, Path(folder), given.paths, local)))


def _middles(taken: Mapping[str, Sequence[tuple[float, float]]], which: int) -> tuple[float, float]:
    local, ray = (statistics.median(one[which] for one in taken[kind]) for kind in ("local", "--ray"))
    return local, ray


if __name__ == "__main__":
    main(sys.argv[1:])
