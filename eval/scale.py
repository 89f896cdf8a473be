"""How building and answering grow: homes of more and more made paragraphs, asked the same questions."""

import json
import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import groupby, islice, product
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import ParamSpec, TypeVar

import numpy as np

from eval.questions import GoldQuestion
from eval.speed import Speed, measure_speed
from eval.synthetic import Made, Pool, documents, pool
from ingest.passages import word_entries
from rag.assistant import open_assistant
from rag.home import opened
from rag.settings import Settings
from rag.stores.indexes import settle_indexes, vector_index, word_index

P = ParamSpec("P")
T = TypeVar("T")

_TOGETHER = 128  # documents indexed at a time
_RESULTS = "scale.jsonl"


class Place(StrEnum):
    """Where a home's indexes lie."""

    FILES = "files"
    MILVUS = "milvus-lite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A home of some size: what it took to build it, and what questions take in a process of their own.

    Attributes:
        building_mb: the most memory that building held, in megabytes; the paragraphs that it is made of count.
        asking_mb: the most that answering held.
        megabytes: on disk, of the ledger and of each index.
    """

    place: Place
    paragraphs: int
    built_s: float
    building_mb: float
    asking_mb: float
    megabytes: Mapping[str, float]
    speed: Speed


def grow(
    source: Settings, sizes: Iterable[int], places: Iterable[Place], questions: Sequence[GoldQuestion], out: Path
) -> Iterator[Grown]:
    """Homes of these sizes made of a home's own paragraphs, smallest first, each asked every question once.

    What was measured stands in a file of the folder `out` as soon as it is, and is given back from there without being
    measured again; the homes themselves go.
    """
    measured = {(one.place, one.paragraphs): one for one in results(out)}
    for size, place in sorted(product(set(sizes), set(places))):
        if (place, size) not in measured:
            with TemporaryDirectory(dir=out, ignore_cleanup_errors=True) as folder:
                measured[place, size] = _measured(source, Path(folder), place, size, questions)
            with (out / _RESULTS).open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(measured[place, size])) + "\n")
        yield measured[place, size]


def results(out: Path) -> list[Grown]:
    """What was measured into a folder so far."""
    file = out / _RESULTS
    lines = map(json.loads, file.read_text(encoding="utf-8").splitlines()) if file.exists() else ()
    return [Grown(**{**line, "place": Place(line["place"]), "speed": Speed(**line["speed"])}) for line in lines]


def _measured(
    source: Settings, folder: Path, place: Place, paragraphs: int, questions: Sequence[GoldQuestion]
) -> Grown:
    milvus = str(folder / "milvus.db") if place is Place.MILVUS else None
    settings = source.model_copy(update={"home": folder / "home", "milvus": milvus})
    built_s, building_mb = _alone(_build_from, source, paragraphs, settings)
    speed, asking_mb = _alone(_asked, settings, questions)
    stores = {"ledger": "home/ledger.sqlite", "words": "home/words", "dense": "home/dense", "milvus": "milvus.db"}
    sizes = {name: _megabytes(folder / path) for name, path in stores.items() if (folder / path).exists()}
    return Grown(
        place=place,
        paragraphs=paragraphs,
        built_s=built_s,
        building_mb=building_mb,
        asking_mb=asking_mb,
        megabytes=sizes,
        speed=speed,
    )


def _alone(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, float]:
    """What it gives in a process of its own, and the most megabytes that this process held."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        given = alone.submit(do, *args, **kwargs).result()
        return given, alone.submit(_peak_mb).result()


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _build_from(source: Settings, paragraphs: int, settings: Settings) -> float:
    """The seconds that building takes, without reading what is recombined."""
    made_of = real(source)
    started = perf_counter()
    build(documents(made_of, paragraphs), settings)
    return perf_counter() - started


def real(settings: Settings) -> Pool:
    """What a home has to be recombined."""
    with opened(settings) as ledger, vector_index(ledger, settings) as dense:
        return pool(ledger, dense)


def build(made: Iterable[Made], settings: Settings) -> None:
    """A home of made documents, indexed without embedding anything."""
    left = iter(made)
    with opened(settings, create=True) as ledger:
        settle_indexes(ledger, settings)
        with word_index(ledger, settings) as words, vector_index(ledger, settings) as dense:
            ledger.note("embedder", settings.embedder)
            while some := list(islice(left, _TOGETHER)):
                for one in some:
                    ledger.put(one.document)
                    words.put(word_entries(ledger.paragraphs_of(one.document.name)))
                ids = [f"{p.id}:0" for one in some for p in one.document.meeting.paragraphs]
                dense.put(ids, np.concatenate([one.vectors for one in some]))
                names = [one.document.name for one in some]
                ledger.indexed("words", names)
                ledger.indexed("dense", names)
            words.commit()


def _asked(settings: Settings, questions: Sequence[GoldQuestion]) -> Speed:
    with open_assistant(settings) as assistant:
        return measure_speed(assistant, questions, len(questions))


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def table(homes: Sequence[Grown]) -> Iterator[str]:
    """The homes in Markdown, a line each."""
    yield (
        "| indexes | paragraphs | built in | memory for it | ledger | indexes | finding p50 | p95 | question p50 | p95 "
        "| memory for it |"
    )
    yield "|---" * 11 + "|"
    for one in homes:
        indexes = sum(size for name, size in one.megabytes.items() if name != "ledger")
        yield (
            f"| {one.place} | {one.paragraphs:,} | {one.built_s:,.0f} s | {one.building_mb:,.0f} MB "
            f"| {one.megabytes['ledger']:,.0f} MB | {indexes:,.0f} MB "
            f"| {one.speed.finding_p50_ms:,.0f} ms | {one.speed.finding_p95_ms:,.0f} ms "
            f"| {one.speed.p50_ms:,.0f} ms | {one.speed.p95_ms:,.0f} ms | {one.asking_mb:,.0f} MB |"
        )


_PANELS: Mapping[str, Sequence[Callable[[Grown], float]]] = {
    "finding, ms: p50, and p95 dashed": (lambda one: one.speed.finding_p50_ms, lambda one: one.speed.finding_p95_ms),
    "a question, ms: p50, and p95 dashed": (lambda one: one.speed.p50_ms, lambda one: one.speed.p95_ms),
    "memory, MB: for answering, and for building dashed": (lambda one: one.asking_mb, lambda one: one.building_mb),
    "on disk, MB": (lambda one: sum(one.megabytes.values()),),
    "built in, s": (lambda one: one.built_s,),
}
_COLOURS = {Place.FILES: "#1f5fa8", Place.MILVUS: "#b0413e"}
_DASHES = ("", "5 4")
_WIDTH, _HEIGHT, _MARGIN, _KEY = 420, 260, 55, 20


def plot(homes: Sequence[Grown]) -> str:
    """What grows with the number of paragraphs, as an SVG picture: powers of ten on both axes, a panel a figure."""
    key = "   ".join(f'<tspan fill="{colour}">{place}</tspan>' for place, colour in _COLOURS.items())
    size = f"0 0 {_WIDTH} {_HEIGHT * len(_PANELS) + _KEY}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="{_MARGIN}" y="16" xml:space="preserve">{key}</text>',
    ]
    for number, (title, figures) in enumerate(_PANELS.items()):
        panel = _panel(homes, figures)
        heading = f'<text x="{_MARGIN}" y="18">{title}</text>'
        parts += [f'<g transform="translate(0,{number * _HEIGHT + _KEY})">', heading, *panel, "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _panel(homes: Sequence[Grown], figures: Sequence[Callable[[Grown], float]]) -> Iterator[str]:
    values = [[max(figure(one), 0.1) for figure in figures] for one in homes]
    across = _axis([one.paragraphs for one in homes], _MARGIN, _WIDTH - _MARGIN)
    upward = _axis([value for some in values for value in some], _HEIGHT - 30, 40)
    yield f'<path d="M{_MARGIN},40 V{_HEIGHT - 30} H{_WIDTH - _MARGIN}" fill="none" stroke="black"/>'
    for paragraphs in sorted({one.paragraphs for one in homes}):
        yield f'<text x="{across(paragraphs):.0f}" y="{_HEIGHT - 12}" text-anchor="middle">{paragraphs:,}</text>'
    by_place = sorted(zip(homes, values, strict=True), key=lambda one: (one[0].place, one[0].paragraphs))
    for place, some in groupby(by_place, lambda one: one[0].place):
        row = list(some)
        for n, dashes in zip(range(len(figures)), _DASHES, strict=False):
            points = [(across(home.paragraphs), upward(taken[n])) for home, taken in row]
            drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            yield (
                f'<polyline points="{drawn}" fill="none" stroke="{_COLOURS[place]}" stroke-width="2" '
                f'stroke-dasharray="{dashes}"/>'
            )
            for (x, y), (_, taken) in zip(points, row, strict=True):
                yield f'<text x="{x:.0f}" y="{y - 5:.0f}" text-anchor="middle">{taken[n]:,.0f}</text>'


def _axis(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    """Where a value stands between two places, by its power of ten."""
    low, high = np.log10(min(values)), np.log10(max(values))
    return lambda value: float(start + (end - start) * (np.log10(value) - low) / (high - low or 1.0))
