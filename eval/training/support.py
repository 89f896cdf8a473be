"""Learn the support head from claims with their evidence, and measure it on sources that were left out."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.calibrating import Judged
from eval.planting import Pair
from rag.grounding.support import SupportHead, SupportScorer
from rag.grounding.verify import Checker, Verdict
from rag.minutes import CitedParagraph

SIGNS = {"bias": 0, "mean": 1, "tenth": 1, "uncovered": -1, "names": -1, "figures": -1, "run": -1}
"""Which way each feature must point: what is learned of one source's chance goes wrong on the next."""
_RIDGE = 0.01
_MEASURE = 0.5  # supported claims and others weigh alike in the training; marks tuned on one source fit others worse
_PASSED = 0.01  # of the unsupported claims, each source counting alike
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A pair with its features, and whether the strict checks find nothing against it."""

    pair: Pair
    features: Mapping[str, float]
    sound: bool

    @property
    def group(self) -> str:
        """What it is left out with: its file, or the folder of the minutes that it was planted in."""
        return self.pair.source


class _Sure:
    """A scorer that leaves all to the strict checks."""

    gate = measure = 0.0

    def score(self, sentence: str, evidence: Sequence[CitedParagraph]) -> float:
        """Nothing below 1."""
        return 1.0


def seen(scorer: SupportScorer, pairs: Sequence[Pair]) -> list[Seen]:
    """The pairs as the head sees them."""
    strict = Checker(_Sure())
    return [
        Seen(
            pair=pair,
            features=scorer.features(pair.claim, pair.evidence),
            sound=strict.verdict(pair.claim, pair.evidence) is Verdict.PROVED,
        )
        for pair in pairs
    ]


def train(rows: Sequence[Seen]) -> SupportHead:
    """The head learned from these pairs; each source counts alike, and in it the supported claims and the others.

    Planted claims only set the gate: they are false by one word, which the strict checks see, and would teach the score
    to mistrust what matches well.
    """
    weights = _weights([one for one in rows if not one.pair.kind])
    head = SupportHead(weights=weights, gate=1.0, measure=_MEASURE)
    scores = np.array([head.score(one.features) for one in rows])
    return SupportHead(weights=weights, gate=max(_MEASURE, _gate(rows, scores)), measure=_MEASURE)


def left_out(rows: Sequence[Seen], groups: Mapping[str, str]) -> list[Judged]:
    """Each pair as a head judges it that was trained on the other groups; `groups` names the group of each source."""
    judged = []
    for group in dict.fromkeys(groups.values()):
        head = train([one for one in rows if groups[one.group] != group])
        judged += [judge(head, one) for one in rows if groups[one.group] == group]
    return judged


def dealt(rows: Sequence[Seen]) -> dict[str, str]:
    """The group of each source: a file by itself, the folders of planted claims in two."""
    folders = sorted({one.group for one in rows if one.pair.kind})
    groups = {one.group: one.group for one in rows}
    return groups | {folder: f"planted {n % 2 + 1}" for n, folder in enumerate(folders)}


def judge(head: SupportHead, one: Seen) -> Judged:
    """What the checker with this head makes of a pair."""
    score = head.score(one.features)
    return Judged(pair=one.pair, shown=one.sound and score >= head.gate, score=score, counted=score >= head.measure)


def keep(head: SupportHead, folder: Path) -> None:
    """Write the head into a folder of models."""
    kept = {"weights": dict(head.weights), "gate": head.gate, "measure": head.measure}
    (folder / "support.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _weights(rows: Sequence[Seen]) -> dict[str, float]:
    """Logistic regression with each weight on its side of zero."""
    from scipy.optimize import minimize

    names = list(SIGNS)
    data = np.array([[one.features[name] for name in names] for one in rows])
    spread = np.where(data.std(axis=0) > 0, data.std(axis=0), 1.0)
    scaled, importance = data / spread, _importance(rows)
    side = np.array([1.0 if one.pair.supported else -1.0 for one in rows])
    pull = np.array([0.0 if name == "bias" else _RIDGE for name in names])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        # scaled to one spread, so that the pull towards zero is the same for all
        margin = side * (scaled @ weights)
        slope = -importance * side / (1 + np.exp(margin))
        value = importance @ np.logaddexp(0, -margin) + pull @ weights**2
        return float(value), scaled.T @ slope + 2 * pull * weights

    bounds = [{0: (None, None), 1: (0, None), -1: (None, 0)}[SIGNS[name]] for name in names]
    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", bounds=bounds)
    return {name: round(float(w), 4) for name, w in zip(names, found.x / spread, strict=True)}


def _importance(rows: Sequence[Seen]) -> Matrix:
    counts = Counter((one.pair.kind != "", one.pair.kind or one.group, one.pair.supported) for one in rows)
    kinds = Counter((planted, supported) for planted, _, supported in counts)
    weights = [
        1
        / counts[one.pair.kind != "", one.pair.kind or one.group, one.pair.supported]
        / kinds[one.pair.kind != "", one.pair.supported]
        for one in rows
    ]
    return np.array(weights) / sum(weights)


def _gate(rows: Sequence[Seen], scores: Matrix) -> float:
    """The lowest mark at which no more unsupported claims pass than may, each source counting alike."""
    importance = _importance(rows)
    false = [n for n, one in enumerate(rows) if not one.pair.supported]
    passing = sorted((n for n in false if rows[n].sound), key=lambda n: -scores[n])
    room = _PASSED * float(importance[false].sum())
    for n in passing:
        room -= importance[n]
        if room < 0:
            return round(float(scores[n]) + 0.001, 3)
    return _MEASURE
