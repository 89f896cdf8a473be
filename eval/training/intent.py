"""Learn the kind of a question from labelled ones, and measure it on files that were left out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.errors import WrongUse
from rag.files import read_lines
from rag.plan import Intent
from rag.planning.courtesy import unwrapped
from rag.planning.intent import WEIGHTS, IntentHead, Vector, features, is_polar

_KINDS = tuple(kind for kind in Intent if kind is not Intent.HELP)
_STRENGTH = 2.0  # of the fit against the pull towards zero: best on files left out, of 0.5 to 16
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with the kind that somebody gave it."""

    question: str
    kind: str
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Questions of one file with their kinds, as the head sees them."""

    seen: Matrix
    kinds: tuple[Intent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of the questions of a kind, or of a file, how many there are and how many of them are recognised."""

    name: str
    asked: int
    right: int


def load(path: Path) -> list[Asked]:
    """The questions of a file of them, whatever else its lines tell; raises WrongUse where a line is no question."""
    lines = [line.held for line in read_lines(path)]
    try:
        return [
            Asked(question=unwrapped(one["question"]), kind=one["kind"], alone=not one.get("history")) for one in lines
        ]
    except KeyError as error:
        raise WrongUse(f"{str(path)!r} holds no questions with their kinds ({error}); name another file.") from error


def labelled(questions: Sequence[Asked], embed: Callable[[Sequence[str]], Vector]) -> Labelled:
    """The questions whose kind is labelled; those of several kinds, and those without an answer, are left out."""
    own = [one for one in questions if one.kind in _KINDS and one.alone]
    texts = [one.question for one in own]
    rows = [features(text, vector) for text, vector in zip(texts, embed(texts), strict=True)]
    return Labelled(seen=np.array(rows, dtype=np.float32), kinds=tuple(Intent(one.kind) for one in own))


def train(sets: Sequence[Labelled]) -> IntentHead:
    """A softmax regression over all the sets."""
    from sklearn.linear_model import LogisticRegression

    seen = np.concatenate([one.seen for one in sets])
    kinds = [kind.value for one in sets for kind in one.kinds]
    model = LogisticRegression(C=_STRENGTH, max_iter=2_000).fit(seen, kinds)
    return IntentHead(
        kinds=tuple(Intent(kind) for kind in model.classes_),
        weights=np.asarray(model.coef_.T, dtype=np.float32),
        bias=np.asarray(model.intercept_, dtype=np.float32),
    )


def left_out(sets: Mapping[str, Labelled]) -> list[Measured]:
    """How many kinds are recognised of each file by the others, then of each kind, then in all."""
    found: list[tuple[str, Intent, bool]] = []
    for name, own in sets.items():
        head = train([other for file, other in sets.items() if file != name])
        best = np.argmax(own.seen @ head.weights + head.bias, axis=1)
        found += [(name, kind, head.kinds[n] is kind) for n, kind in zip(best, own.kinds, strict=True)]
    files = [(name, [right for file, _, right in found if file == name]) for name in sets]
    kinds = [(kind.value, [right for _, one, right in found if one is kind]) for kind in _KINDS]
    return [
        Measured(name=name, asked=len(right), right=sum(right))
        for name, right in [*files, *kinds, ("all", [right for *_, right in found])]
    ]


def polar(questions: Sequence[Asked]) -> Measured:
    """How many of the questions labelled as wanting a yes or a no are recognised as such."""
    own = [one for one in questions if one.kind == "yesno"]
    return Measured(name="yes or no", asked=len(own), right=sum(is_polar(one.question) for one in own))


def keep(head: IntentHead, path: Path = WEIGHTS) -> None:
    """Write a head where planning reads it."""
    kept = {
        "kinds": [kind.value for kind in head.kinds],
        "bias": [round(float(one), 4) for one in head.bias],
        "weights": [[round(float(one), 4) for one in row] for row in head.weights],
    }
    path.write_text(json.dumps(kept, separators=(",", ":")).replace("],[", "],\n[") + "\n", encoding="utf-8")
