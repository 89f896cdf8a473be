"""How good the checker is: what it keeps of the claims that their evidence supports, and lets pass of the others."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from eval.metrics.spread import Interval, bootstrap_interval
from eval.planting import Pair
from rag.files import load_lines
from rag.grounding.verify import Checker, Verdict
from rag.minutes import CitedParagraph, Kind, Paragraph

_RESAMPLES = 1_000


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    claim: str
    evidence: str
    supported: bool
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A pair with what the checker makes of it.

    Attributes:
        shown: whether the gate lets the claim pass.
        score: how well the evidence supports it, 0 to 1.
        counted: whether the measure counts it as supported.
    """

    pair: Pair
    shown: bool
    score: float
    counted: bool


def load_pairs(path: Path) -> list[Pair]:
    """The pairs of a JSONL file, in its order; raises WrongUse where it can't be read or a line is no pair."""
    return [
        Pair(claim=one.claim, evidence=(loose(one.evidence),), supported=one.supported, source=path.stem)
        for _, one in load_lines(path, _Line)
    ]


def loose(text: str) -> CitedParagraph:
    """A text that stands in no minutes, as evidence."""
    id = sha256(text.encode()).hexdigest()[:12]
    whole = Paragraph(id=id, number="", kind=Kind.DISCUSSION, text=text, start=0, end=len(text), page=None)
    return CitedParagraph(
        paragraph=whole,
        document=id,
        digest="",
        body="",
        held_on=None,
        draft=False,
        item="",
        item_title="",
        position=0,
    )


def judged(checker: Checker, pairs: Sequence[Pair]) -> list[Judged]:
    """What a checker makes of each pair."""
    return [_judged(checker, pair) for pair in pairs]


def _judged(checker: Checker, pair: Pair) -> Judged:
    score = checker.support(pair.claim, pair.evidence)
    return Judged(
        pair=pair,
        shown=checker.verdict(pair.claim, pair.evidence) is Verdict.PROVED,
        score=score,
        counted=score >= checker.measure,
    )


def balanced_accuracy(rows: Sequence[Judged]) -> float:
    """The mean of two shares: of the supported claims that are counted, of the others that aren't; nan without both."""
    return float(np.mean([_share([one.counted == said for one in _of(rows, said)]) for said in (True, False)]))


def auc(rows: Sequence[Judged]) -> float:
    """How often a supported claim scores above one that isn't (an equal score is half a time); nan without both."""
    high, low = (np.array([one.score for one in _of(rows, said)]) for said in (True, False))
    if not len(high) or not len(low):
        return float("nan")
    ordered = np.sort(low)
    below = np.searchsorted(ordered, high, side="left") + np.searchsorted(ordered, high, side="right")
    return float(below.mean() / (2 * len(low)))


def table(rows: Sequence[Judged]) -> Iterator[str]:
    """Lines of text: a line a source and one for all, then the planted errors caught and restatements kept by kind."""
    sources = dict.fromkeys("planted" if one.pair.kind else one.pair.source for one in rows)
    yield f"{'':18}{'':6}| {'measure':43}| {'gate':43}"
    yield f"{'set':18}{'n':>6}| {'balanced accuracy':22}{'AUC':21}| {'supported kept':22}unsupported passed"
    for source in sources:
        of = [one for one in rows if ("planted" if one.pair.kind else one.pair.source) == source]
        yield (
            f"{source[:17]:18}{len(of):6}| {_with_interval(balanced_accuracy, of)}{_with_interval(auc, of)}"
            f"| {_mean([one.shown for one in _of(of, True)])}{_mean([one.shown for one in _of(of, False)])}"
        )
    for said, heading, lets in ((False, "errors caught", "passed"), (True, "restatements kept", "rejected")):
        own = [one for one in rows if one.pair.kind and one.pair.supported == said]
        if own:
            yield ""
            yield f"{heading:18}{'n':>6}  {'':22}{lets}"
        for kind in sorted({one.pair.kind for one in own}) + ["all"] * bool(own):
            of_kind = [one.shown == said for one in own if kind in ("all", one.pair.kind)]
            yield f"{kind:18}{len(of_kind):6}  {_mean(of_kind)}{len(of_kind) - sum(of_kind)}"


def _of(rows: Sequence[Judged], supported: bool) -> list[Judged]:
    return [one for one in rows if one.pair.supported == supported]


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _mean(values: Sequence[bool]) -> str:
    return _written(_share(values), bootstrap_interval(values, resamples=_RESAMPLES)) if values else f"{'-':22}"


def _with_interval(statistic: Callable[[Sequence[Judged]], float], rows: Sequence[Judged]) -> str:
    """A figure with its bootstrap interval over resamples of both classes; a dash where one of them lacks."""
    value = statistic(rows)
    if np.isnan(value):
        return f"{'-':22}"
    random = np.random.default_rng(seed=0)
    classes = [_of(rows, True), _of(rows, False)]
    drawn = [
        statistic([own[n] for own in classes for n in random.integers(len(own), size=len(own))])
        for _ in range(_RESAMPLES)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return _written(value, Interval(float(low), float(high)))


def _written(value: float, interval: Interval) -> str:
    return f"{value:.3f} ({interval.low:.2f}-{interval.high:.2f})".ljust(22)


def wrong(rows: Sequence[Judged]) -> Iterator[str]:
    """A line of JSON for each pair that the gate judged wrongly, for reading by eye."""
    for one in rows:
        if one.shown != one.pair.supported:
            yield json.dumps(
                {
                    "kind": one.pair.kind,
                    "source": one.pair.source,
                    "supported": one.pair.supported,
                    "score": round(one.score, 3),
                    "claim": one.pair.claim,
                    "evidence": [cited.paragraph.text for cited in one.pair.evidence],
                },
                ensure_ascii=False,
            )
