"""How answering grows with the minutes: homes of more and more made paragraphs, asked the same questions."""

import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np

from eval.questions import GoldQuestion
from eval.speed import Speed, measure_speed
from eval.synthetic import Made, Pool, documents, pool
from ingest.passages import word_entries
from rag.assistant import open_assistant
from rag.home import opened
from rag.settings import Settings
from rag.stores.indexes import settle_indexes, vector_index, word_index

_TOGETHER = 128  # documents indexed at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """A home of some size: megabytes on disk, seconds to build, and what questions take in a process of their own."""

    paragraphs: int
    built_s: float
    ledger_mb: float
    words_mb: float
    dense_mb: float
    peak_mb: float
    speed: Speed


def real(settings: Settings) -> Pool:
    """What a home has to be recombined."""
    with opened(settings) as ledger, vector_index(ledger, settings) as dense:
        return pool(ledger, dense)


def grown(made_of: Pool, paragraphs: int, settings: Settings, questions: Sequence[GoldQuestion]) -> Grown:
    """A home of that many paragraphs, built where the settings say, and asked each question once."""
    started = perf_counter()
    build(documents(made_of, paragraphs), settings)
    built = perf_counter() - started
    # a process of its own: what building took is no part of what answering takes
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        speed, peak_mb = alone.submit(asked, settings, questions).result()
    sizes = {name: _megabytes(settings.home / name) for name in ("ledger.sqlite", "words", "dense")}
    return Grown(
        paragraphs=paragraphs,
        built_s=built,
        ledger_mb=sizes["ledger.sqlite"],
        words_mb=sizes["words"],
        dense_mb=sizes["dense"],
        peak_mb=peak_mb,
        speed=speed,
    )


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


def asked(settings: Settings, questions: Sequence[GoldQuestion]) -> tuple[Speed, float]:
    """How long the questions take, and the most memory that this process held, in megabytes."""
    with open_assistant(settings) as assistant:
        speed = measure_speed(assistant, questions, len(questions))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return speed, peak / (1e6 if sys.platform == "darwin" else 1e3)


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def table(homes: Sequence[Grown]) -> Iterator[str]:
    """The homes in Markdown, a line each."""
    yield "| paragraphs | p50 | p95 | longest | peak memory | ledger | words | vectors | built in |"
    yield "|---" * 9 + "|"
    for one in homes:
        yield (
            f"| {one.paragraphs:,} "
            f"| {one.speed.p50_ms:.0f} ms | {one.speed.p95_ms:.0f} ms | {one.speed.longest_ms:.0f} ms "
            f"| {one.peak_mb:,.0f} MB | {one.ledger_mb:,.0f} MB | {one.words_mb:,.0f} MB | {one.dense_mb:,.0f} MB "
            f"| {one.built_s:,.0f} s |"
        )


_WIDTH, _HEIGHT, _MARGIN = 560, 320, 60


def plot(homes: Sequence[Grown]) -> str:
    """p50 and p95 by the number of paragraphs, in powers of ten, as an SVG picture; of at least two sizes."""
    exponents = [float(np.log10(one.paragraphs)) for one in homes]
    top = max(one.speed.p95_ms for one in homes) * 1.1

    def place(exponent: float, ms: float) -> tuple[float, float]:
        share = (exponent - exponents[0]) / (exponents[-1] - exponents[0])
        return _MARGIN + share * (_WIDTH - 2 * _MARGIN), _HEIGHT - _MARGIN - ms / top * (_HEIGHT - 2 * _MARGIN)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<path d="M{_MARGIN},{_MARGIN} V{_HEIGHT - _MARGIN} H{_WIDTH - _MARGIN}" fill="none" stroke="black"/>',
        f'<text x="{_MARGIN}" y="{_MARGIN - 20}">milliseconds a question</text>',
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 12}" text-anchor="middle">paragraphs</text>',
    ]
    for one, exponent in zip(homes, exponents, strict=True):
        x, y = place(exponent, 0.0)
        parts.append(f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{one.paragraphs:,}</text>')
    for name, colour, values in (
        ("p50", "#1f5fa8", [one.speed.p50_ms for one in homes]),
        ("p95", "#b0413e", [one.speed.p95_ms for one in homes]),
    ):
        points = [place(exponent, ms) for exponent, ms in zip(exponents, values, strict=True)]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (x, y), ms in zip(points, values, strict=True):
            parts.append(
                f'<text x="{x:.0f}" y="{y - 6:.0f}" fill="{colour}" text-anchor="middle">{name} {ms:.0f}</text>'
            )
    return "\n".join([*parts, "</svg>", ""])
