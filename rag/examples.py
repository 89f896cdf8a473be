"""Example questions for whoever asks first: made from the home's own latest decisions, each checked by asking it."""

from collections.abc import Callable

from rag.answers import Answer, Question, Status
from rag.ledger import Ledger
from rag.minutes import Outcome, readable

# Titles that come up at many meetings ("Finance", "Minutes of the last meeting") name no one matter.
_DECISIONS = """
SELECT i.title, min(r.paragraph) AS paragraph FROM resolutions r
JOIN paragraphs p ON p.id = r.paragraph
JOIN items i ON i.document = p.document AND i.position = p.item
JOIN meetings m ON m.id = p.meeting
WHERE r.outcome = ? AND m.superseded_by IS NULL AND m.held_on IS NOT NULL
  AND length(i.title) BETWEEN 12 AND 60 AND i.exempt = 0
  AND (SELECT count(DISTINCT o.meeting) FROM items o WHERE o.title = i.title) = 1
GROUP BY i.title ORDER BY max(m.held_on) DESC, i.title LIMIT ?
"""
_TRIED = 12  # decisions asked about before giving up: each costs a question


def examples(ledger: Ledger, answer: Callable[[Question], Answer], count: int = 3) -> tuple[str, ...]:
    """Questions that are answered from the decision they were made from; fewer where the home has none such."""
    found: list[str] = []
    for row in ledger.rows(_DECISIONS, Outcome.CARRIED, _TRIED):
        if len(found) == count:
            break
        question = f"What was decided about “{readable(row['title']).rstrip(' .:')}”?"
        said = answer(Question(text=question))
        if said.status is Status.ANSWERED and row["paragraph"] in {one.cited.id for one in said.citations}:
            found.append(question)
    return tuple(found)
