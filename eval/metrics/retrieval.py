"""How well a ranked list of paragraphs finds the places that prove the answer."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ir_measures import Measure

Ranking = Mapping[str, int]
"""Rank, from 1, by passage. Ranks may be missing: a list is seen through the passages that a record keeps of it."""

Proofs = Sequence[Collection[str]]
"""For each proving place the ids of the paragraphs that hold it; none where the ledger has no such paragraph."""


def recall_at_k(ranking: Ranking, proofs: Proofs, k: int) -> float:
    """The share of a question's proving places that some paragraph among the first k holds.

    Not success_at_k, which asks for any one of them; nor recall over paragraphs: a second copy of a proof adds nothing.
    """
    from ir_measures import Success

    # A topic for each place: its success at k is the place's being found, whichever of its paragraphs holds it.
    return _mean([_measure(Success @ k, ranking, paragraphs) for paragraphs in proofs])


def reciprocal_rank(ranking: Ranking, proofs: Proofs) -> float:
    """One over the rank of the first paragraph that holds any proving place; 0 where none does.

    Of one question: `mrr` is its mean over questions.
    """
    from ir_measures import RR

    return _measure(RR, ranking, {paragraph for paragraphs in proofs for paragraph in paragraphs})


def _measure(measure: "Measure", ranking: Ranking, relevant: Collection[str]) -> float:
    """The measure's value on one topic; without relevant paragraphs it is not left out but counts as not found."""
    import ir_measures

    if not ranking or not relevant:
        return 0.0
    # ir-measures counts places in the run, so ranks that weren't kept must be filled.
    gaps = set(range(1, max(ranking.values()))) - set(ranking.values())
    run = [ir_measures.ScoredDoc("", paragraph, -rank) for paragraph, rank in ranking.items()]
    run += [ir_measures.ScoredDoc("", f"rank {rank}", -rank) for rank in gaps]
    qrels = [ir_measures.Qrel("", paragraph, 1) for paragraph in relevant]
    return next(float(metric.value) for metric in ir_measures.iter_calc([measure], qrels, run))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
