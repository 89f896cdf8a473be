"""Work that changes a home: done here, or by the service that runs on the home, which takes it as JSON."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from ingest.indexing import Progress, silent
from ingest.indexing import rebuild as rebuild_indexes
from ingest.job import ingest
from ingest.manifest import Entry
from ingest.report import Report
from ingest.takedown import Takedown, take_down
from ingest.workers import Workers
from rag.errors import SettingsError
from rag.home import opened
from rag.ledger import Ledger, LedgerSummary
from rag.service.client import running
from rag.settings import Settings

G = TypeVar("G")
M = TypeVar("M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be taken in: the arguments of `ingest`.

    Attributes:
        ray: the address of the Ray cluster that reads and embeds, or "" for one of this machine; None for none.
    """

    paths: tuple[Path, ...]
    entries: tuple[Entry, ...] = ()
    manifest: Path | None = None
    retry: bool = False
    prune: bool = False
    ray: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a run did, and what the ledger holds since."""

    report: Report
    summary: LedgerSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[G, M]):
    """One kind of work.

    Attributes:
        run: does it, given what is asked, on a ledger that nobody else works on.
        asked, made: what it is asked and what comes of it, as JSON.
    """

    name: str
    run: Callable[[G, Ledger, Settings, Progress], M]
    asked: TypeAdapter[G]
    made: TypeAdapter[M]


def _ingest(order: Order, ledger: Ledger, settings: Settings, progress: Progress) -> TakenIn:
    with _cluster(order.ray, settings) as workers:
        report = ingest(
            order.paths,
            ledger,
            settings,
            progress,
            entries=order.entries,
            manifest=order.manifest,
            retry=order.retry,
            prune=order.prune,
            workers=workers,
        )
    return TakenIn(report=report, summary=ledger.summary())


def _cluster(ray: str | None, settings: Settings) -> AbstractContextManager[Workers | None]:
    """The workers of a Ray cluster, where one is asked for; raises SettingsError where Ray isn't installed."""
    if ray is None:
        return nullcontext()
    try:
        from ingest.ray_workers import cluster
    except ImportError as error:
        raise SettingsError(
            "--ray needs the package ray; run `pip install 'minutebook[cluster]'`, or leave it out."
        ) from error
    return cluster(ray, settings)


def _rebuild(_asked: None, ledger: Ledger, settings: Settings, progress: Progress) -> int:
    rebuild_indexes(ledger, settings, progress)
    return ledger.summary().paragraphs


INGEST = Work(name="ingest", run=_ingest, asked=TypeAdapter(Order), made=TypeAdapter(TakenIn))
REMOVE = Work(name="remove", run=take_down, asked=TypeAdapter(str), made=TypeAdapter(Takedown))
REBUILD = Work(name="rebuild", run=_rebuild, asked=TypeAdapter(type(None)), made=TypeAdapter(int))
WORKS: Mapping[str, Work[Any, Any]] = {work.name: work for work in (INGEST, REMOVE, REBUILD)}


def done(work: Work[G, M], asked: G, settings: Settings, progress: Progress = silent, *, create: bool = False) -> M:
    """What comes of a piece of work on a home; `create` is whether the home may be made for it.

    The service that runs on the home does it, with its own settings, where there is one. Raises what the work raises,
    HomeLocked where other work goes on there, or ServiceLost.
    """
    if service := running(settings.home):
        lines = service.work(work.name, work.asked.dump_json(_from_anywhere(asked)))
        return work.made.validate_python(_last(lines, progress))
    with opened(settings, create=create) as ledger, ledger.working():
        return work.run(asked, ledger, settings, progress)


def _from_anywhere(asked: G) -> G:
    """The same for a process that works in another folder."""
    if not isinstance(asked, Order):
        return asked
    return replace(
        asked,
        paths=tuple(path.absolute() for path in asked.paths),
        entries=tuple(replace(entry, near=entry.near.absolute()) for entry in asked.entries),
        manifest=asked.manifest and asked.manifest.absolute(),
    )


def _last(lines: Iterable[Mapping[str, Any]], progress: Progress) -> Any:
    """What the last line says was made; the lines before it say how far the work is, which is shown."""
    made, step, shown = None, None, 0
    with ExitStack() as bar:
        for line in lines:
            if "made" in line:
                made = line["made"]
                continue
            if line["step"] != step:
                step, shown = line["step"], 0
                bar.close()
                advance = bar.enter_context(progress(line["step"], line["total"]))
            advance(line["done"] - shown)
            shown = line["done"]
    return made
