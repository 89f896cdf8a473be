"""Reading, parsing and embedding as stages of Ray Data, on one machine or many; the only file that imports ray.

Files and texts go out, with nothing of the settings but the limits and the model's name; what was made of them comes
back in order to the one process that writes. What a worker was at when it died, another does again.
"""

import logging
import os
import pickle
import secrets
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain
from math import ceil
from typing import Any, TypeVar

import ray
import ray.data

from ingest.workers import Given, Parsed, Worker
from rag.errors import ServiceLost, SettingsError, UnreadableFile
from rag.settings import Settings
from rag.stores.embedders import open_embedder
from rag.stores.embedding import Vectors

_AHEAD = 16_000_000  # bytes of files for each processor that are given out at a time
_FILES = 4  # a task: few, so that the last ones end together; enough to be worth their scheduling
_DEATHS = 10  # of processes that load the model, one after the other: it is the model's fault then
# nothing is reported to its makers; not each worker that died, for which another works, is an error for people to see
_ENVIRONMENT = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
_OWN = "local"  # as Ray calls the address of one that is started for a run
T = TypeVar("T")
Row = dict[str, bytes]


@contextmanager
def cluster(address: str | None, settings: Settings) -> Iterator["RayWorkers"]:
    """Workers of the Ray cluster at an address; without one at RAY_ADDRESS, or of a Ray that is started for the run.

    It is asked for when there is something to do, and let go of at the end.
    """
    try:
        yield RayWorkers(address or os.environ.get("RAY_ADDRESS") or _OWN, settings)
    finally:
        ray.shutdown()


class RayWorkers:
    """A processor and its memory for each file that is read, a GPU for each model that embeds, or else a processor."""

    documents = 2_000

    def __init__(self, address: str, settings: Settings) -> None:
        self._address, self._embedder = address, settings.embedder
        self._seconds, self._megabytes = settings.max_seconds, settings.max_memory_mb

    def parsed(self, files: Iterable[tuple[T, Given]]) -> Generator[tuple[T, Parsed | UnreadableFile], None, None]:
        """What each file holds, or why it can't be read, in the order of the files and with what each was given with.

        Raises SettingsError where the cluster can't be used, ServiceLost where it breaks off.
        """
        files = iter(files)
        for first in files:
            most = _AHEAD * int(self._resources()["CPU"])
            portion = list(_portion(chain([first], files), most))
            limits = {"seconds": self._seconds, "megabytes": self._megabytes}
            given = [one for _, one in portion]
            outcomes = _made(given, _FILES, _read, fn_kwargs=limits, num_cpus=1, memory=self._megabytes * 2**20)
            yield from zip((key for key, _ in portion), outcomes, strict=True)

    def embedded(self, batches: Sequence[Sequence[str]]) -> Iterator[Vectors]:
        """The vectors of each batch of texts, in their order, one row a text.

        Raises SettingsError where the cluster can't be used, ServiceLost where it breaks off.
        """
        if not batches:
            return
        there_is = self._resources()
        needed = "GPU" if there_is.get("GPU") else "CPU"
        pool = ray.data.ActorPoolStrategy(size=min(int(there_is[needed]), len(batches)))
        yield from _made(
            batches, 1, _Embedding, fn_constructor_args=[self._embedder], compute=pool, **{f"num_{needed.lower()}s": 1}
        )

    def _resources(self) -> dict[str, float]:
        """What the cluster has of each resource; connected with before."""
        if not ray.is_initialized():
            _connect(self._address)
        if not any(node["Resources"].get("memory", 0) >= self._megabytes * 2**20 for node in ray.nodes()):
            raise SettingsError(
                f"No node of the Ray cluster has the {self._megabytes} MB that reading a file may take; "
                "lower MINUTEBOOK_MAX_MEMORY_MB, or add a larger node."
            )
        there_is: dict[str, float] = ray.cluster_resources()
        return there_is


def _connect(address: str) -> None:
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    own: dict[str, Any] = {}
    if address == _OWN:
        # its ports are open to the network: it takes work from this process only
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        own = {"include_dashboard": False}
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **own)
    except Exception as error:  # Ray raises this very class too
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise SettingsError(
            f"The Ray cluster at {address!r} can't be used ({said}); start one with `ray start --head`, "
            "or give --ray without an address."
        ) from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    context.max_consecutive_actor_init_deaths = _DEATHS


def _portion(files: Iterator[tuple[T, Given]], most: int) -> Iterator[tuple[T, Given]]:
    """As many of the next files as come to some bytes, one at least."""
    for file in files:
        yield file
        most -= len(file[1].data)
        if most <= 0:
            return


def _made(given: Sequence[Any], a_task: int, stage: Any, **how: Any) -> Iterator[Any]:
    """What a stage makes of each thing that it is given, in their order."""
    rows: list[Row] = [{"value": pickle.dumps(one)} for one in given]
    data = ray.data.from_items(rows, override_num_blocks=ceil(len(rows) / a_task))
    try:
        for row in data.map(stage, **how).iter_rows():
            yield pickle.loads(row["value"])
    except ray.exceptions.RayError as error:
        said = str(error).strip().rpartition("\n")[2].rstrip(".")
        raise ServiceLost(f"The Ray cluster broke off ({said}); run it again: what was taken in stays.") from error


@cache
def _reader(seconds: float, megabytes: int) -> Worker:
    """One process within each of Ray's, as hostile files may end it: they shall not be tried for ever."""
    return Worker(seconds, megabytes)


def _read(row: Row, seconds: float, megabytes: int) -> Row:
    return {"value": pickle.dumps(_reader(seconds, megabytes).ask(pickle.loads(row["value"])))}


class _Embedding:
    """The model, loaded once for each of Ray's processes that embeds."""

    def __init__(self, name: str) -> None:
        self._embedder = open_embedder(name, on_gpu=bool(ray.get_gpu_ids()))

    def __call__(self, row: Row) -> Row:
        return {"value": pickle.dumps(self._embedder.embed(pickle.loads(row["value"])))}
