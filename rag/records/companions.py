"""The other paragraphs of a ballot: its count, its names and its result are one record."""

from collections.abc import Sequence

from rag.evidence import AnswerSpan
from rag.ledger import Ledger
from rag.plan import Intent, Plan
from rag.records.meetings import names
from rag.records.quoting import whole

_SAME_BALLOT = """
WITH parts AS (SELECT id AS ballot, paragraph FROM ballots UNION SELECT ballot, paragraph FROM ballot_paragraphs)
SELECT DISTINCT given.paragraph AS given, other.paragraph FROM parts given
JOIN parts other ON other.ballot = given.ballot JOIN paragraphs p ON p.id = other.paragraph
WHERE given.paragraph IN (SELECT value FROM json_each(?)) ORDER BY p.position
"""
_MOST = 8  # paragraphs: a ballot has its announcement, three lists with their heads, and its result


def complete(ledger: Ledger, spans: Sequence[AnswerSpan], plan: Plan) -> Sequence[AnswerSpan]:
    """The spans, and for a question about a vote the other paragraphs of their ballots after each, in order."""
    if plan.intent is not Intent.VOTE or not spans:
        return spans
    rows = ledger.rows(_SAME_BALLOT, names([one.cited.id for one in spans]))
    shown = {one.cited.id for one in spans}
    completed: list[AnswerSpan] = []
    for span in spans:
        others = [row["paragraph"] for row in rows if row["given"] == span.cited.id and row["paragraph"] not in shown]
        shown.update(others[:_MOST])
        completed += [span, *map(whole, ledger.paragraphs(others[:_MOST]))]
    return completed
