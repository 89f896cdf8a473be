"""The whole training: every figure for a body comes from weights that saw no question of it.

The bodies' groups are dealt into parts. For each part a reranker and an encoder are trained on the others; what they
make of the part's own questions is what the heads learn from, each on the other parts. Of the models that come with the
project the reranker is trained on all parts, the encoder is the mean of the parts' encoders, and the head is trained on
what each encoder made of the part that it had not seen.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from eval.metrics.spread import bootstrap_interval
from eval.training.encoder import LateInteraction, List, States, keep_mean, train
from eval.training.examples import Example
from eval.training.head import Matches, matches, reading_of, train_head
from eval.training.listwise import most_likely
from rag.evidence import Ranked, Reading, weighed
from rag.reader.encoder import PieceEncoder
from rag.reader.local import windows_of

_RERANKED = 60  # passages that the reranker learns from
_LISTED = 24  # passages that the encoder learns from
_WINDOWS = 2  # windows of one passage among them


def train_all(made: Sequence[Example], parts: int, epochs: int, folder: Path) -> list[tuple[Matches, Reading]]:
    """Keep the models in a folder, those of each part in `part-N` below it; gives the readings by unseen models."""
    states: States = {}
    dealt = deal([one.group for one in made], parts)
    seen: list[tuple[int, Matches]] = []
    for part in range(parts):
        kept = folder / f"part-{part}"
        _train_below([one for one in made if dealt[one.group] != part], states, epochs, kept)
        own = [_reranked(one, _weights(kept)) for one in made if dealt[one.group] == part]
        seen += [(part, one) for one in matches(PieceEncoder(kept), own)]
    readings = []
    for part in range(parts):
        head = train_head([one for other, one in seen if other != part])
        head.keep(folder / f"part-{part}")
        readings += [(one, reading_of(head, one)) for other, one in seen if other == part]
    _train_reranker(made, folder)
    keep_mean([folder / f"part-{part}" for part in range(parts)], folder)
    train_head([one for _, one in seen]).keep(folder)
    return [(one, reading) for one, reading in readings if reading is not None]


def deal(groups: Sequence[str], parts: int) -> dict[str, int]:
    """The part of each group, the parts being of much the same number of questions."""
    sizes = [0] * parts
    dealt: dict[str, int] = {}
    for group in sorted(set(groups), key=lambda one: (-groups.count(one), one)):
        dealt[group] = sizes.index(min(sizes))
        sizes[dealt[group]] += groups.count(group)
    return dealt


def table(readings: Sequence[tuple[Matches, Reading]]) -> Iterator[str]:
    """By group left out: how often a proof comes first with its interval, by the reranker, the encoder and both."""
    groups = sorted({one.example.group for one, _ in readings})
    yield f"{'left out':44}{'n':>5}{'reranker':>10}{'encoder':>10}{'reader':>8}  95 %         {'one of 5':>8}{'AUC':>7}"
    for group in [*groups, "all"]:
        of = [pair for pair in readings if group in ("all", pair[0].example.group)]
        able = [pair for pair in of if pair[0].example.question.answerable]
        if not able:
            continue
        first = [float(_proves(one, reading.ranked[0])) for one, reading in able]
        interval = bootstrap_interval(first)
        yield (
            f"{group[:43]:44}{len(able):5}{_first(able, 'reranker'):10.3f}{_first(able, 'late'):10.3f}"
            f"{np.mean(first):8.3f}  {interval.low:.2f}-{interval.high:.2f}   "
            f"{np.mean([any(_proves(one, r) for r in reading.ranked[:5]) for one, reading in able]):8.3f}"
            f"{auc(of):7.3f}"
        )
    yield ""
    yield f"{'least answerable':>20}{'withheld though there':>24}{'answered though not there':>28}"
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        withheld = [reading.answerable < least for one, reading in readings if one.example.question.answerable]
        undue = [reading.answerable >= least for one, reading in readings if not one.example.question.answerable]
        yield f"{least:20.2f}{np.mean(withheld):24.3f}{np.mean(undue):28.3f}"


def auc(readings: Sequence[tuple[Matches, Reading]]) -> float:
    """How often an answerable question is given a higher probability than one that is not; nan where one kind lacks."""
    able = np.array([reading.answerable for one, reading in readings if one.example.question.answerable])
    unable = np.array([reading.answerable for one, reading in readings if not one.example.question.answerable])
    if not len(able) or not len(unable):
        return float("nan")
    return float(np.mean((able[:, None] > unable) + 0.5 * (able[:, None] == unable)))


def _train_below(made: Sequence[Example], states: States, epochs: int, folder: Path) -> None:
    """Train and keep a reranker and an encoder."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = _train_reranker(made, folder)
    listed = [made_list for one in made if (made_list := _list(_reranked(one, weights)))]
    texts = {one.question for one in listed}.union(*(dict((*one.proofs, *one.others)) for one in listed))
    states |= LateInteraction().states(sorted(texts - states.keys()))
    train(listed, states, epochs).save(folder / "encoder.safetensors")


def _train_reranker(made: Sequence[Example], folder: Path) -> dict[str, float]:
    lists = [([p.features for p in one.passages[:_RERANKED]], one.proofs[:_RERANKED]) for one in made]
    names = sorted({name for rows, _ in lists for row in rows for name in row})
    weights = most_likely(lists, names)
    (folder / "reranker.json").write_text(json.dumps(weights, indent=1) + "\n")
    return weights


def _reranked(one: Example, weights: Mapping[str, float]) -> Example:
    scored = [replace(p, score=weighed(weights, p.features)) for p in one.passages]
    return replace(one, passages=tuple(sorted(scored, key=lambda p: (-round(p.score, 6), p.cited.id))))


def _list(one: Example) -> List | None:
    places = (*one.question.gold, *one.question.also)
    proofs, others = list[tuple[str, float]](), list[tuple[str, float]]()
    for passage, proves in zip(one.passages[:_LISTED], one.proofs, strict=False):
        windows = [(window.text, passage.score) for window in windows_of(passage.cited)]
        holding = [pair for pair in windows if any(place.is_in(pair[0]) for place in places)]
        (proofs if proves else others).extend((holding or windows)[:_WINDOWS] if proves else windows[:_WINDOWS])
    if not proofs or len(others) < 5:
        return None
    return List(question=one.plan.standalone, proofs=tuple(proofs), others=tuple(others))


def _proves(one: Matches, passage: Ranked) -> bool:
    return passage.cited.id in one.example.proving


def _first(readings: Sequence[tuple[Matches, Reading]], feature: str) -> float:
    best = [max(reading.ranked, key=lambda r: r.features.get(feature, -1e9)) for _, reading in readings]
    return float(np.mean([_proves(one, passage) for (one, _), passage in zip(readings, best, strict=True)]))


def _weights(folder: Path) -> dict[str, float]:
    weights: dict[str, float] = json.loads((folder / "reranker.json").read_text())
    return weights
