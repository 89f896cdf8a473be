"""What belongs to the quoted paragraphs: what came of a matter that they discuss, and the rest of their ballots."""

from collections.abc import Sequence

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.plan import Intent, Plan
from rag.records.ballots import ballots_of, with_heads
from rag.records.quoting import deciding, is_short, points_of, rows_of, whole
from rag.records.vocabulary import holds

_DECIDED_NEXT = """
SELECT next.id FROM paragraphs own JOIN paragraphs next ON next.document = own.document AND next.item = own.item
WHERE own.id = ? AND next.kind IN ('resolution', 'vote') AND next.position - own.position BETWEEN 1 AND ?
ORDER BY next.position LIMIT 1
"""
_MOST = 8  # paragraphs: a ballot has its announcement, three lists with their heads, and its result
_SOON = 2  # paragraphs from a discussion to what came of it; farther on in an item other matters are decided


def complete(ledger: Ledger, spans: Sequence[AnswerSpan], plan: Plan) -> Sequence[AnswerSpan]:
    """The spans with what belongs to them.

    Where the end of a matter is asked for and none of them states it, what came of the first follows that; for a
    question about a vote the other paragraphs of its ballot follow each, in order; its points follow a few
    words that end in a colon, and its rows those that point at a table.
    """
    if plan.polar or plan.latest or plan.intent in (Intent.DECISION, Intent.STATUS, Intent.VOTE):
        spans = _with_outcome(ledger, spans)
    if plan.polar or plan.intent is Intent.VOTE:
        return _with_ballots(ledger, spans)
    shown = {span.cited.id for span in spans}
    points = {
        span: [*rows_of(span, ledger), *points_of(span, ledger)] if is_short(span.cited) else () for span in spans
    }
    return [one for span in spans for one in (span, *(whole(p) for p in points[span] if p.id not in shown))]


def _with_outcome(ledger: Ledger, spans: Sequence[AnswerSpan]) -> Sequence[AnswerSpan]:
    words = holds("deciding")
    if not spans or any(words.search(one.quote) for one in spans):
        return spans
    first = spans[0].cited
    if words.search(first.paragraph.text):
        return [spans[0], deciding(first, words), *spans[1:]]
    next_ids = [row["id"] for row in ledger.rows(_DECIDED_NEXT, first.id, _SOON)]
    return [spans[0], *(deciding(one, words) for one in ledger.paragraphs(next_ids)), *spans[1:]]


def _with_ballots(ledger: Ledger, spans: Sequence[AnswerSpan]) -> Sequence[AnswerSpan]:
    ballots = ballots_of([one.cited.id for one in spans], ledger)
    shown = {one.cited.id for one in spans}
    completed: list[AnswerSpan] = []
    for span in spans:
        theirs = {one for ballot in ballots if span.cited in ballot.paragraphs for one in ballot.paragraphs}
        told = with_heads(sorted(theirs, key=lambda one: one.position), ledger)
        others = [one for one in told if one.id not in shown][:_MOST]
        shown.update(one.id for one in others)
        completed += [span, *map(whole, others)]
    return completed
