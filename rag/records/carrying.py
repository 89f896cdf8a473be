"""Passages that carry a record of the kind that a plan asks for: who moved it, how the vote went, who was there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.evidence import READ, AnswerSpan, Passage, Ranked, Reading
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, readable
from rag.plan import Carried, Plan
from rag.records.ballots import ballots_of
from rag.records.meetings import names
from rag.stores.words import term_set

_MOST = 5  # of them, those that carry the very record; the rest carry one of the same kind
_MEETINGS = 2  # of the best passages, those that bring in all such records of theirs
_LIKELY = 0.02  # of the best span's probability: what records a vote reads less like the question than its matter
_MOVED = "SELECT paragraph FROM resolutions WHERE (proposer IS NOT NULL OR seconder IS NOT NULL)"
_VOTED = """SELECT paragraph FROM (
    SELECT paragraph FROM ballot_paragraphs UNION SELECT paragraph FROM votes
    UNION SELECT paragraph FROM resolutions WHERE votes_for IS NOT NULL
) carrying WHERE true"""
_AMONG = " AND paragraph IN (SELECT value FROM json_each(?))"
_OF = " AND paragraph IN (SELECT id FROM paragraphs WHERE meeting IN (SELECT value FROM json_each(?)))"
_LISTED = """SELECT paragraph FROM (
    SELECT paragraph FROM attendance UNION SELECT id FROM paragraphs WHERE kind IN ('attendance', 'declaration')
) carrying WHERE true"""
_CARRYING = {
    Carried.MOVERS: (_MOVED, _VOTED),
    Carried.BALLOT: (_VOTED, _MOVED),
    Carried.ROLL: (_LISTED,),
}


def with_records(plan: Plan, passages: Sequence[Ranked], ledger: Ledger) -> Sequence[Ranked]:
    """The passages with those first that carry the record which a plan asks for, then those with one of its kind.

    A ballot and a list of who was there need not name the matter: those of the best passages' meetings come in too.
    """
    if plan.carries is None:
        return passages
    known = {one.cited.id: one for one in passages}
    if plan.carries is not Carried.MOVERS:
        others = _of_their_meetings(plan.carries, passages, ledger)
        known |= {one.cited.id: one for one in others if one.cited.id not in known}
    chosen: dict[str, Ranked] = {}
    for query, most in zip(_CARRYING[plan.carries], (_MOST, READ), strict=False):
        carrying = _that_carry(query, known, ledger)
        left = [one for id, one in known.items() if id in carrying and id not in chosen]
        left.sort(key=lambda one: not _within(plan, one))
        chosen |= {one.cited.id: one for one in left[:most]}
    return [*chosen.values(), *(one for one in passages if one.cited.id not in chosen)]


def with_its_record(plan: Plan, reading: Reading, ledger: Ledger) -> Reading:
    """The reading with the best span and the likeliest of its meeting that carries the record, where it does not.

    Spans of ballots on something else than the matter are left out.
    """
    if plan.carries is Carried.BALLOT and plan.telling:
        reading = replace(reading, spans=_on_the_matter(plan, reading.spans, ledger))
    if plan.carries is None or not reading.spans:
        return reading
    best, *others = reading.spans
    carrying = _that_carry(_CARRYING[plan.carries][0], (one.cited.id for one in reading.spans), ledger)
    if best.cited.id in carrying:
        return reading
    theirs = (one for one in others if one.cited.id in carrying and one.cited.meeting == best.cited.meeting)
    found = next((one for one in theirs if one.probability >= _LIKELY * best.probability), None)
    return replace(reading, spans=(best, found), chosen=True) if found else reading


def _that_carry(query: str, paragraphs: Iterable[str], ledger: Ledger) -> frozenset[str]:
    """Those of some paragraphs that carry a record."""
    return frozenset(row["paragraph"] for row in ledger.rows(query + _AMONG, names(paragraphs)))


def _of_their_meetings(carried: Carried, passages: Sequence[Ranked], ledger: Ledger) -> Sequence[Ranked]:
    """The paragraphs with such records of the meetings that the best passages are of, each at its passage's score."""
    best: dict[str, Ranked] = {}
    for one in passages[:_MEETINGS]:
        best.setdefault(one.cited.meeting, one)
    rows = ledger.rows(_CARRYING[carried][0] + _OF, names(best))
    cited = ledger.paragraphs(sorted({row["paragraph"] for row in rows}))
    return [Ranked(passage=Passage(cited=one), score=best[one.meeting].score) for one in cited]


def _on_the_matter(plan: Plan, spans: Sequence[AnswerSpan], ledger: Ledger) -> tuple[AnswerSpan, ...]:
    """The spans without those of a ballot of which no paragraph, motion or item title holds a telling word."""
    voted = _that_carry(_VOTED, (one.cited.id for one in spans), ledger)
    ballots = ballots_of(voted, ledger)

    def tells(cited: CitedParagraph) -> bool:
        own = [one for one in ballots if cited in one.paragraphs]
        told = {cited}.union(*(one.paragraphs for one in own))
        texts = [*(one.matter for one in own), *(f"{one.item_title} {readable(one.paragraph.text)}" for one in told)]
        return not plan.telling.isdisjoint(term_set("\n".join(texts)))

    return tuple(one for one in spans if one.cited.id not in voted or tells(one.cited))


def _within(plan: Plan, one: Ranked) -> bool:
    """Whether a passage is of the meetings cited before, else of the time that a plan names and the body it means."""
    scope, cited = plan.scope, one.cited
    if scope.meetings:
        return cited.meeting in scope.meetings
    if scope.period and cited.held_on and not scope.period.covers(cited.held_on):
        return False
    return "body" not in scope.meant or not scope.bodies.isdisjoint(cited.bodies)
