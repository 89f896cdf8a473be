"""Ingestions killed at random moments, each finished by a second run: the ledger is that of an undisturbed one.

    python tests/benchmarks/kills.py [RUNS]      200 runs by default, over the sample minutes, with a fixed seed

Each run is a process forked from this one, which has imported what takes seconds to import and never works itself.
Every other run replaces an earlier ingestion, in which a third of the documents said something else.
"""

import hashlib
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from unittest.mock import patch

from ingest.indexing import disagreements
from ingest.job import ingest
from rag.home import opened
from rag.settings import Settings
from rag.stores.embedding import Embedder, SentenceTransformerEmbedder

PROJECT = Path(__file__).parents[2]
DOCUMENTS = 12
Run = Callable[[], object]


def hashed(home: Path) -> str:
    """All tables of a ledger, hashed, whatever the order of their rows."""
    with closing(sqlite3.connect(home / "ledger.sqlite")) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        rows = [(table, sorted(map(repr, base.execute(f"SELECT * FROM {table}")))) for table in tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def forked(run: Run, kill_after: float | None = None) -> int:
    """The exit code of a process that makes the run, or minus the signal that ended it."""
    process = os.fork()
    if process == 0:
        try:
            run()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kills(runs: int, folder: Path, embedder: Embedder, seed: int = 7) -> Counter[str]:
    """How many runs were killed, and how many of those ended as an undisturbed one, or otherwise, by name."""
    random, found = Random(seed), Counter[str]()
    minutes = folder / "minutes"
    shutil.copytree(PROJECT / "eval" / "data" / "minutes", minutes)
    for file in sorted(minutes.iterdir())[DOCUMENTS:]:
        file.unlink()

    def settings(home: str) -> Settings:
        return Settings(home=folder / home, cache=folder / "cache", embedder=embedder.name)

    def take_in(home: str) -> None:
        with opened(settings(home).home, create=True) as ledger:
            report = ingest([minutes], ledger, settings(home))
        assert not report.failed, report.failed

    def agree(home: str) -> None:
        with opened(settings(home).home) as ledger:
            assert not (wrong := disagreements(ledger, settings(home))), wrong
            assert ledger.summary().unindexed == 0

    def copied(earlier: str, home: str) -> None:
        shutil.rmtree(folder / home, ignore_errors=True)
        (folder / home).mkdir() if earlier == "nothing" else shutil.copytree(folder / earlier, folder / home)

    with patch("rag.stores.embedding.SentenceTransformerEmbedder", lambda _: embedder):
        changed = sorted(minutes.iterdir())[::3]
        now = {file: file.read_bytes() for file in changed}
        for file, other in zip(changed, [*changed[1:], changed[0]], strict=True):
            if file.suffix == other.suffix:
                file.write_bytes(now[other])
            else:
                file.unlink()
        assert forked(lambda: take_in("earlier")) == 0  # makes the embeddings, too
        for file, content in now.items():
            file.write_bytes(content)
        assert forked(lambda: take_in("warm")) == 0
        expected, lasts = {}, {}
        for earlier in ("nothing", "earlier"):
            copied(earlier, "undisturbed")
            started = time.perf_counter()
            assert forked(lambda: take_in("undisturbed")) == 0
            lasts[earlier] = time.perf_counter() - started
            expected[earlier] = hashed(folder / "undisturbed")
        while found["killed"] < runs:
            earlier = ("nothing", "earlier")[found["killed"] % 2]
            copied(earlier, "home")
            moment = random.random() * lasts[earlier]
            code = forked(lambda: take_in("home"), kill_after=moment)
            if code != -signal.SIGKILL:  # it was done before its moment came: runs have become quicker
                assert code == 0
                lasts[earlier] = min(lasts[earlier], moment)
                continue
            found["killed"] += 1
            if forked(lambda: take_in("home")):
                found["not finished by the second run"] += 1
            elif hashed(folder / "home") != expected[earlier]:
                found["another ledger"] += 1
            elif forked(lambda: agree("home")):
                found["indexes that disagree"] += 1
            else:
                found["as undisturbed"] += 1
    print(f"an undisturbed run takes {lasts['nothing']:.1f} s, over an earlier one {lasts['earlier']:.1f} s")
    return found


def _main(runs: int) -> None:
    import torch

    import rag.stores.dense
    import rag.stores.words  # noqa: F401

    torch.set_num_threads(1)  # no threads here that a forked process would miss
    model = SentenceTransformerEmbedder(Settings().embedder)
    _ = model.longest
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = kills(runs, Path(folder), model)
    print(f"{runs} killed runs in {time.perf_counter() - started:.0f} s:", dict(found))


if __name__ == "__main__":
    _main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
