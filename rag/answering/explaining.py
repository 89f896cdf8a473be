"""Why each paragraph stayed or fell, in columns that a person can follow."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from rag.answering.abstaining import LEAST_LIKELY, LEAST_TOPICS, about_the_same_people, learned, likelihood, signals
from rag.answering.composing import CLOSE, TRIED, Quote, best_run, compose, holds_wanted
from rag.answers import Answer, Candidate
from rag.finding.reranking import in_force
from rag.finding.retrieval import Legs
from rag.finding.sought import term_weights
from rag.minutes import readable
from rag.question.understanding import Understanding, Wants

SHOWN = 20  # candidates a part of the question: what stands lower is hardly ever quoted
_WIDTH, _COLUMNS, _OPENING = 100, 3, 180
Ranked = Sequence[tuple[Understanding, Sequence[Candidate]]]


def explained(answer: Answer, ranked: Ranked, legs: Legs) -> str:
    """What was looked for, found and weighed for an answer; `ranked` is the question, then each of its parts."""
    parts = ranked[1:] or ranked
    quotes = compose(ranked[0][0], parts, legs.rarity).quotes
    markers = {citation.cited.id: citation.marker for citation in answer.citations} if answer.sentences else {}
    ends = {quote.candidate.cited.id: "falls: it would be quoted, but the answer is withheld" for quote in quotes}
    ends |= {id: f"stays: quoted as [{marker}]" for id, marker in markers.items()}
    lines: list[str] = []
    for number, (part, candidates) in enumerate(parts, 1):
        lines += [f"Part {number} of {len(parts)}: {part.asked_as}"] if len(parts) > 1 else []
        lines += [*_looked_for(part, legs), ""]
        for place, candidate in enumerate(candidates[:SHOWN], 1):
            end = ends.get(candidate.cited.id) or _fell(place, candidate, part, candidates, legs)
            lines += [*_candidate(place, candidate), f"    {end}", ""]
    return "\n".join([*lines, *_whether(*ranked[0], quotes, legs)])


def _looked_for(part: Understanding, legs: Legs) -> Iterator[str]:
    weights = sorted(term_weights(part, legs.rarity).items(), key=lambda pair: (-pair[1], pair[0]))
    yield from _wrapped("Looked for: ", ", ".join(f"{term} {weight:.1f}" for term, weight in weights))
    bounds = [part.asked_as[one.start : one.end] for one in part.dates] + sorted(part.bodies)
    if bounds:
        yield from _wrapped("Time and body: ", ", ".join(bounds))
    if part.wants is not Wants.ANYTHING:
        yield f"Wanted: {_kind(part.wants)}"


def _candidate(place: int, candidate: Candidate) -> Iterator[str]:
    cited, weights = candidate.cited, in_force()
    yield f"{place:2}. {cited.label}"
    yield from _wrapped("    ", f"{cited.document} · {cited.id}")
    yield from _wrapped("    ", textwrap.shorten(f"“{readable(cited.paragraph.text)}”", _OPENING, placeholder=" …”"))
    yield f"    {candidate.found}; fused {candidate.fused:.3f}; score {candidate.score:.2f}, made of value × weight:"
    yield from _columns(candidate.features, weights)


def _columns(values: Mapping[str, float], weights: Mapping[str, float]) -> Iterator[str]:
    cells = [f"{name:15}{value:5.2f} × {weights.get(name, 0.0):6.2f}" for name, value in values.items()]
    for first in range(0, len(cells), _COLUMNS):
        yield "      " + "   ".join(cells[first : first + _COLUMNS])


def _fell(place: int, candidate: Candidate, part: Understanding, candidates: Sequence[Candidate], legs: Legs) -> str:
    if place > TRIED:
        return f"falls: below the first {TRIED}, which are tried"
    if candidate.score <= candidates[0].score - CLOSE:
        return f"falls: {candidates[0].score - candidate.score:.2f} below the first, more than {CLOSE:g}"
    if not holds_wanted(part, [best_run(candidate, part, term_weights(part, legs.rarity))]):
        return f"falls: holds no {_kind(part.wants)}"
    return "falls: what is quoted serves this part"


def _whether(
    asked: Understanding, candidates: Sequence[Candidate], quotes: Sequence[Quote], legs: Legs
) -> Iterator[str]:
    if not quotes:
        yield "Whether to answer: there is nothing to quote"
        return
    seen = signals(asked, candidates, quotes, legs.rarity)
    yield f"Whether to answer: likelihood {likelihood(seen):.2f}, at least {LEAST_LIKELY:g} is wanted;"
    yield f"topics {seen['topics']:.2f}, at least {LEAST_TOPICS:g} is wanted;"
    yield f"the people named are{'' if about_the_same_people(asked, quotes) else ' not'} in what would be quoted."
    yield "The likelihood is made of value × weight:"
    yield from _columns({"bias": 1.0, **seen}, learned())


def _kind(wants: Wants) -> str:
    return {Wants.MONEY: "amount", Wants.SHARE: "percentage"}.get(wants, str(wants))


def _wrapped(lead: str, text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead))
