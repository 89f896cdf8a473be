"""The support score: how well evidence supports a sentence, by late interaction and a small logistic head.

Each word piece of the sentence is held against those of the evidence; what of it is matched least, and which names,
figures and words stand nowhere, tell a sentence that is supported from one that only comes near. `python -m eval
train-support` makes the weights.
"""

import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rag.evidence import weighed
from rag.grounding.claims import unfounded
from rag.grounding.overlap import missing
from rag.minutes import CitedParagraph, readable
from rag.sentences import sentences

Floats = npt.NDArray[np.float32]

_WINDOW = 560  # characters that are encoded at once, some 140 word pieces
_MATCHED = 0.5  # the cosine from which a word piece counts as matched
_MOST_NAMES, _MOST_FIGURES, _LONGEST_RUN = 3, 2, 6  # from which on more make no difference
_NOT_FIGURES = frozenset(("name", "opening", "word", "date"))


class Pieces(Protocol):
    """The word pieces of a text: unit vectors, and how much each counts."""

    @property
    def vectors(self) -> Floats:
        """One row a piece."""

    @property
    def weights(self) -> Floats:
        """One number a piece, 0 for marks."""


class PiecesEncoder(Protocol):
    """Makes a vector and a weight of each word piece."""

    def encode(self, texts: Sequence[str]) -> Sequence[Pieces]:
        """The word pieces of each text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportHead:
    """The weights of the features in the score, and its two marks.

    Attributes:
        gate: the score from which a sentence may be shown.
        measure: the score from which a sentence counts as supported.
    """

    weights: Mapping[str, float]
    gate: float
    measure: float

    @classmethod
    def load(cls, folder: Path) -> "SupportHead":
        """The head kept in a folder of models."""
        return cls(**json.loads((folder / "support.json").read_text(encoding="utf-8")))

    def score(self, values: Mapping[str, float]) -> float:
        """The probability, 0 to 1, that these are the features of a supported sentence."""
        return 1 / (1 + math.exp(-weighed(self.weights, values)))


class SupportScorer:
    """Scores sentences against their evidence."""

    def __init__(self, encoder: PiecesEncoder, head: SupportHead) -> None:
        self._encoder, self._head = encoder, head
        self.gate, self.measure = head.gate, head.measure

    def score(self, sentence: str, evidence: Sequence[CitedParagraph]) -> float:
        """How likely the evidence supports the sentence, 0 to 1; 0 without evidence."""
        return self._head.score(self.features(sentence, evidence)) if evidence else 0.0

    def features(self, sentence: str, evidence: Sequence[CitedParagraph]) -> dict[str, float]:
        """What the score is made of, by name; there must be some evidence."""
        texts = [f"{_heading(cited)}\n\n{readable(cited.paragraph.text)}" for cited in evidence]
        [own] = self._encoder.encode([sentence])
        pieces = self._encoder.encode(list(dict.fromkeys(text for cited in evidence for text in _windows(cited))))
        best = np.max(np.concatenate([own.vectors @ one.vectors.T for one in pieces], axis=1), axis=1)
        weights, total = own.weights, float(own.weights.sum()) or 1.0
        absent = [claim.kind for claim in unfounded(sentence, texts)]
        runs = [len(run.split()) for run in missing(sentence, texts)]
        return {
            "bias": 1.0,
            "mean": float(best @ weights) / total,
            "tenth": float(np.quantile(best[weights >= weights.mean()], 0.1)),
            "uncovered": float(weights[best < _MATCHED].sum()) / total,
            "names": min(absent.count("name"), _MOST_NAMES) / _MOST_NAMES,
            "figures": min(sum(kind not in _NOT_FIGURES for kind in absent), _MOST_FIGURES) / _MOST_FIGURES,
            "run": min(max(runs, default=0), _LONGEST_RUN) / _LONGEST_RUN,
        }


def _windows(cited: CitedParagraph) -> list[str]:
    """What a paragraph says in runs of sentences that can be encoded at once, its heading first."""
    text = readable(cited.paragraph.text)
    pieces = [piece for start, end in sentences(text) for piece in textwrap.wrap(text[start:end], _WINDOW)]
    made = [_heading(cited)]
    for piece in pieces:
        if len(made) > 1 and len(made[-1]) + len(piece) < _WINDOW:
            made[-1] += f" {piece}"
        else:
            made.append(piece)
    return [window for window in made if window] or [""]


def _heading(cited: CitedParagraph) -> str:
    return ", ".join(filter(None, (cited.body, cited.day, readable(cited.item_title))))
