"""Learn the two small models from questions with known answers: which paragraph ranks first, and when to abstain.

Both are logistic regressions over a dozen named features, so that a person can read why a paragraph stayed or fell.
The labelled negatives of the second: the files' own questions without an answer; every other question with its proving
paragraphs taken away, or asked of the other bodies' minutes only.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.questions import GoldQuestion
from eval.running import as_question, find_proof
from rag.answering.abstaining import signals
from rag.answering.composing import compose
from rag.answers import Candidate
from rag.assistant import Assistant
from rag.finding.reranking import in_force
from rag.question.understanding import Understanding

_FOLDS = 10
_HOLD = 0.5  # how strongly ranking is held to the weights in force
Matrix = npt.NDArray[np.float64]
_OWN = 1.5  # the weight of a file's own question without an answer: near misses, few and dear
_APART = 0.2  # of a question asked of other bodies' minutes
_UNPROVED = 0.2  # of a question without its proof: what is left may still be a fair answer
_MISSED = 0.3  # of a question whose proof was found and passed over: another citation than the right one


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with its candidates, which paragraphs prove it, and which bodies' minutes hold no proof."""

    question: GoldQuestion
    asked: Understanding
    candidates: tuple[Candidate, ...]
    proving: frozenset[str]
    elsewhere: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What is seen of an answer, and whether it should be given (1) or withheld (0)."""

    signals: dict[str, float]
    label: int
    weight: float
    fold: int


def examples(assistant: Assistant, questions: Sequence[GoldQuestion]) -> list[Example]:
    """Each question with what the legs find for it."""
    meetings = assistant.ledger.meetings()
    made = []
    for question in questions:
        asked, _ = assistant.understood(as_question(question))
        proving = frozenset(
            id for place in (*question.gold, *question.also) for id in find_proof(place, assistant.ledger).paragraphs
        )
        home_bodies = {cited.body for cited in assistant.ledger.paragraphs(sorted(proving))}
        elsewhere = frozenset(meeting.body for meeting in meetings if meeting.body not in home_bodies)
        made.append(
            Example(
                question=question,
                asked=asked,
                candidates=tuple(assistant.find(asked, meetings)),
                proving=proving,
                elsewhere=elsewhere,
            )
        )
    return made


def train_ranking(made: Sequence[Example]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of the features, and the cross-validated figures: any proof at 1, 3, 5 and 10, and MRR.

    The weights make a proof likeliest among a question's candidates (softmax over them, as ListNet: Cao et al., ICML
    2007), held near those in force by a quadratic penalty, so that a hundred questions don't turn a sign by chance.
    """
    usable = [one for one in made if any(c.cited.id in one.proving for c in one.candidates)]
    names = sorted(usable[0].candidates[0].features)
    prior = np.array([in_force().get(name, 0.0) for name in names])
    data = [
        (
            np.array([_row(candidate, names) for candidate in one.candidates]),
            np.array([candidate.cited.id in one.proving for candidate in one.candidates]),
        )
        for one in usable
    ]

    def learned(chosen: Sequence[int]) -> dict[str, float]:
        weights = _most_likely([data[n] for n in chosen], prior)
        return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}

    ranks = []
    for fold in range(_FOLDS):
        weights = learned([n for n in range(len(usable)) if n % _FOLDS != fold])
        ranks += [_first_rank(one, weights) for n, one in enumerate(usable) if n % _FOLDS == fold]
    lost = sum(bool(one.question.gold) for one in made) - len(usable)
    all_ranks = np.array(ranks + [10**9] * lost)
    figures = {f"any proof at {k}": round(float(np.mean(all_ranks <= k)), 3) for k in (1, 3, 5, 10)}
    return learned(range(len(usable))), {**figures, "MRR": round(float(np.mean(1 / all_ranks)), 3)}


def _most_likely(data: Sequence[tuple[Matrix, Matrix]], prior: Matrix) -> Matrix:
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = _HOLD * float(np.sum((weights - prior) ** 2)), 2 * _HOLD * (weights - prior)
        for rows, proofs in data:
            scores = rows @ weights
            shares = np.exp(scores - logsumexp(scores))
            proved = np.exp(scores[proofs] - logsumexp(scores[proofs]))
            total += float(logsumexp(scores) - logsumexp(scores[proofs]))
            slope = slope + rows.T @ shares - rows[proofs].T @ proved
        return total, slope

    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B").x)


def _row(candidate: Candidate, names: Sequence[str]) -> np.ndarray:
    return np.array([candidate.features[name] for name in names])


def _first_rank(one: Example, weights: dict[str, float]) -> int:
    ordered = rescored(one.candidates, weights)
    return next(rank for rank, candidate in enumerate(ordered, 1) if candidate.cited.id in one.proving)


def rescored(candidates: Sequence[Candidate], weights: dict[str, float]) -> list[Candidate]:
    """The candidates in the order of other weights."""
    scored = [replace(c, score=sum(weights[name] * value for name, value in c.features.items())) for c in candidates]
    return sorted(scored, key=lambda c: (-round(c.score, 6), c.cited.id))


def train_abstaining(
    made: Sequence[Example], weights: dict[str, float], assistant: Assistant
) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of the signals with their bias, and the cross-validated share of right verdicts on either side."""
    from sklearn.linear_model import LogisticRegression

    rows = [row for number, one in enumerate(made) for row in _verdicts(one, number % _FOLDS, weights, assistant)]
    names = sorted(rows[0].signals)
    data = np.array([[row.signals[name] for name in names] for row in rows])
    target = np.array([row.label for row in rows])
    importance = np.array([row.weight for row in rows])
    folds = np.array([row.fold for row in rows])

    def learned(chosen: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=0.5, max_iter=2000).fit(
            data[chosen], target[chosen], sample_weight=importance[chosen]
        )

    verdicts = np.zeros(len(target))
    for fold in range(_FOLDS):
        verdicts[folds == fold] = learned(folds != fold).predict(data[folds == fold])
    own = importance == _OWN
    figures = {
        "answers kept": float(np.mean(verdicts[target == 1] == 1)),
        "withheld rightly, the files' own": float(np.mean(verdicts[(target == 0) & own] == 0)),
        "withheld rightly, made": float(np.mean(verdicts[(target == 0) & ~own] == 0)),
    }
    model = learned(np.ones(len(target), dtype=bool))
    weights_of = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 3), **weights_of}, {
        name: round(value, 3) for name, value in figures.items()
    }


def _verdicts(one: Example, fold: int, weights: dict[str, float], assistant: Assistant) -> Iterator[_Verdict]:
    """What a question teaches: to answer where the quotes prove, to withhold where nothing here can."""
    ordered = rescored(one.candidates, weights)
    cases = [(ordered, 0, _OWN)]
    if one.question.answerable:
        unproved = [c for c in ordered if c.cited.id not in one.proving]
        elsewhere = [c for c in ordered if c.cited.body in one.elsewhere]
        cases = [(ordered, 1, 1.0), (unproved, 0, _UNPROVED), (elsewhere, 0, _APART)]
    for candidates, label, weight in cases:
        quotes = compose(one.asked, [(one.asked, candidates)], assistant.legs.rarity).quotes
        proved = any(quote.candidate.cited.id in one.proving for quote in quotes)
        if quotes:
            label, weight = (label, weight) if proved or label == 0 else (0, _MISSED)
            seen = signals(one.asked, candidates, quotes, assistant.legs.rarity)
            yield _Verdict(signals=seen, label=label, weight=weight, fold=fold)


def keep(weights: dict[str, float], path: Path) -> None:
    """Keep a model where the answering reads it."""
    path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
