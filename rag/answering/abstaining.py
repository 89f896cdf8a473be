"""Whether the minutes answer at all: by how well the question's own words, names and figures are covered."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from rag.answering.citing import shown
from rag.answering.composing import Quote
from rag.answering.premises import contradicted, names_somebody
from rag.answers import LONGEST_QUESTION, Candidate, Reason
from rag.finding.sought import covered, sought, term_weights
from rag.ledger import MeetingHeld
from rag.minutes import day_month_year, readable
from rag.question.filters import asks_for_meeting
from rag.question.periods import span
from rag.question.understanding import Understanding
from rag.stores.words import terms

_PERSON = re.compile(
    r"\b(?:Councillor|Cllr|Coun|Mr|Mrs|Ms|Miss|Dr|Rev|Inspector|Insp|Mayor)s?\.? "
    r"(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)"
)
_BRACKETED = re.compile(r"\s*\([^()]*\)(?=\W*$)")
_TOP = 3  # candidates that are all of one document where the question's matter is that meeting's
_FEW = 4  # places below the best candidate: a proof stands out from those there, a near miss is one of many
_TELLING = 3  # the rarest words of a question: where none of them is quoted, the quotes are about another matter
LEAST_TOPICS = 0.25  # of a question's own words: of quotes that prove, 2 in 100 have fewer; of those from elsewhere, 28
LEAST_LIKELY = 0.4  # of those that prove, 9 in 10 are likelier; of near misses, and of proofs taken away, every second
_TOUCHED = 0.45  # of the question's weight in the best paragraph: from here on the matter itself is in the minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing is answered, in a code and in a sentence, and what that sentence cites."""

    reason: Reason
    text: str
    quotes: tuple[Quote, ...] = ()


def unclear(question: str) -> Refusal | None:
    """A refusal where there is nothing to look for, or too much."""
    if not re.search(r"\w", question):
        return Refusal(
            reason=Reason.UNCLEAR_QUESTION,
            text="There is no question here; ask one in a sentence, such as “What was decided about the play area?”",
        )
    if len(question) > LONGEST_QUESTION:
        return Refusal(
            reason=Reason.UNCLEAR_QUESTION,
            text=f"This question has {len(question):,} characters; "
            f"ask it in {LONGEST_QUESTION:,} or fewer, one matter at a time.",
        )
    return None


def no_meeting(asked: Understanding, meetings: Sequence[MeetingHeld]) -> Refusal | None:
    """A refusal where the question names a body's meeting at a time of which there are no minutes."""
    months = [one for one in asked.dates if one.month and one.year]
    if not asked.bodies or len(months) != 1 or not re.search(r"(?i)\bmeeting\b", asked.asked_as):
        return None
    when = months[0]
    if any(one.held_on is None or when.covers(one.held_on) for one in _theirs(asked, meetings)):
        return None
    return _none_then(asked, asked.asked_as[when.start : when.end], span(when), meetings)


def elsewhere(asked: Understanding, quotes: Sequence[Quote], meetings: Sequence[MeetingHeld]) -> Refusal | None:
    """A refusal where a question means a body, or its meeting at a time, and only others are quoted.

    Minutes without a date may be those of any meeting.
    """
    if not (asked.body_meant and asked.bodies and quotes):
        return None
    own = [one for quote in quotes if (one := quote.candidate.cited).body in asked.bodies]
    period = asked.period if asks_for_meeting(asked) else None
    if own and (period is None or any(one.held_on is None or period.covers(one.held_on) for one in own)):
        return None
    theirs = _theirs(asked, meetings)
    then = asked.asked_as[period.start : period.end] if period else ""
    if period and not any(one.held_on and period.covers(one.held_on) for one in theirs):
        return _none_then(asked, then, (period.first, period.last), meetings)
    told = f"The minutes of {_whose(asked)}{f' for {then}' if then else ''} do not say."
    return Refusal(reason=Reason.NOT_RECORDED, text=f"{told} {looked_through(theirs)}")


def _none_then(
    asked: Understanding, then: str, days: tuple[date, date] | None, meetings: Sequence[MeetingHeld]
) -> Refusal:
    """That a body has no minutes of a time, with its meetings before and after and its first and last."""
    theirs = _theirs(asked, meetings)
    held = sorted({one.held_on for one in theirs if one.held_on})
    first, last = days or (date.max, date.min)
    around = [day_month_year(day) for day in [d for d in held if d < first][-1:] + [d for d in held if d > last][:1]]
    there = [f"the nearest are of {' and '.join(around)}"] if days and around else []
    there += [f"those here run from {day_month_year(held[0])} to {day_month_year(held[-1])}"] if held else []
    undated = len(theirs) - sum(one.held_on is not None for one in theirs)
    there += [f"{undated} have no date"] if undated else []
    said = f"There are no minutes of {_whose(asked)} for {then}"
    return Refusal(reason=Reason.NO_MINUTES_FOR_DATE, text=f"{'; '.join([said, *there])}.")


def _theirs(asked: Understanding, meetings: Sequence[MeetingHeld]) -> list[MeetingHeld]:
    """The meetings of the bodies that a question names."""
    return [one for one in meetings if one.body in asked.bodies]


def _whose(asked: Understanding) -> str:
    return " and ".join(sorted(asked.bodies))


def unanswered(
    asked: Understanding,
    candidates: Sequence[Candidate],
    quotes: Sequence[Quote],
    rarity: Callable[[str], float],
    meetings: Sequence[MeetingHeld],
) -> Refusal | None:
    """A refusal where the quotes are likelier not to answer than to answer, or say otherwise than was supposed."""
    looked = looked_through(_theirs(asked, meetings) if asked.body_meant else meetings)
    if not candidates or not asked.weights:
        return Refusal(reason=Reason.NOT_IN_MINUTES, text=f"The minutes do not say. {looked}")
    if quotes and about_the_same_people(asked, quotes) and names_somebody(asked.asked_as, _all(quotes)):
        seen = signals(asked, candidates, quotes, rarity)
        if seen["topics"] >= LEAST_TOPICS and likelihood(seen) >= LEAST_LIKELY:
            return _otherwise(asked, quotes)
    if candidates[0].features["text"] >= _TOUCHED:
        return Refusal(
            reason=Reason.NOT_RECORDED,
            text=f"The minutes do not say: the matter comes up, but not what was asked. {looked}",
        )
    return Refusal(reason=Reason.NOT_IN_MINUTES, text=f"The minutes do not say. {looked}")


def _otherwise(asked: Understanding, quotes: Sequence[Quote]) -> Refusal | None:
    # what stands in brackets behind a follow-up was asked before, and isn't taken for granted
    if not contradicted(_BRACKETED.sub("", asked.asked_as), quotes[0].text):
        return None
    return Refusal(
        reason=Reason.FALSE_PREMISE,
        text=f"The minutes say otherwise: {shown(quotes[0].text)} [1]",
        quotes=(quotes[0],),
    )


def _all(quotes: Sequence[Quote]) -> str:
    return "\n".join(quote.text for quote in quotes)


def about_the_same_people(asked: Understanding, quotes: Sequence[Quote]) -> bool:
    """Whether one of the people whom a question names with a title is in what is quoted; true where it names none."""
    surnames = {term for match in _PERSON.finditer(asked.asked_as) for term in terms(match["name"])[-1:]}
    cited = [quote.candidate.cited for quote in quotes]
    words = " ".join(f"{readable(one.paragraph.text)} {one.item_title} {one.body}" for one in cited)
    return not surnames or bool(surnames & set(terms(words)))


def signals(
    asked: Understanding, candidates: Sequence[Candidate], quotes: Sequence[Quote], rarity: Callable[[str], float]
) -> dict[str, float]:
    """What speaks for and against an answer, each about 0 to 1."""
    best, features = candidates[0], candidates[0].features
    quoted = [readable(quote.text) for quote in quotes]
    cited = [quote.candidate.cited for quote in quotes]
    headings = [f"{one.body} {day_month_year(one.held_on) if one.held_on else ''} {one.item_title}" for one in cited]
    held = set(terms(" ".join([*quoted, *headings])))
    weighed = term_weights(asked, rarity)
    wanted = sought(asked, weighed)
    total = sum(weighed.values()) or 1.0
    missing = {term: weight for term, weight in weighed.items() if not covered(term, held)}
    names = {term for word in re.findall(r"(?<=\s)[A-Z][\w'’-]+", asked.asked_as) for term in terms(word)}
    figures = {term for term in weighed if term.isdigit()} - asked.date_terms
    topics = [term for term in weighed if term not in asked.frame | asked.setting and asked.weights[term] == 1.0]
    return {
        "quoted": 1 - sum(missing.values()) / total,
        "text": features["text"],
        "near": features["near"],
        "setting": features["setting"],
        "similarity": features["similarity"],
        "sentence": max(wanted.best_sentence(text) for text in quoted),
        "uncounted": float(wanted.counts and not any(wanted.share_of_unit(text) for text in quoted)),
        "pairs": features["pairs"],
        "margin": _lead(candidates, 1, 1.0),
        "lead": _lead(candidates, _FEW, 8.0),
        "one_meeting": float(len({one.cited.document for one in candidates[:_TOP]}) == 1),
        "agree": float(max(best.ranks.get("meaning", 99), best.ranks.get("words", 99)) <= 5),
        "telling": _share_held(sorted(topics, key=lambda term: -weighed[term])[:_TELLING], held),
        "topics": _share_held(topics, held),
        "names_missing": sum(weighed[term] for term in names & missing.keys()) / total,
        "figures_missing": float(bool(figures & missing.keys())),
        "date_elsewhere": features["date_elsewhere"],
        "body_elsewhere": features["body_elsewhere"],
    }


def _lead(candidates: Sequence[Candidate], over: int, most: float) -> float:
    """How much better the best candidate scores than the one so many places below it, as a share of the most told."""
    if not candidates[1:]:
        return 1.0
    return min((candidates[0].score - candidates[min(over, len(candidates) - 1)].score) / most, 1.0)


def _share_held(wanted: Sequence[str], held: Set[str]) -> float:
    return sum(bool(covered(term, held)) for term in wanted) / len(wanted) if wanted else 1.0


def likelihood(seen: Mapping[str, float]) -> float:
    """How likely the quotes answer (0 to 1): a logistic regression, trained by eval/training.py."""
    weights = learned()
    return 1 / (1 + math.exp(-weights["bias"] - sum(weights.get(name, 0.0) * value for name, value in seen.items())))


@cache
def learned() -> dict[str, float]:
    """The weight of each signal, and the bias."""
    weights: dict[str, float] = json.loads(files("rag.answering").joinpath("abstaining.json").read_text())
    return weights


def looked_through(meetings: Sequence[MeetingHeld]) -> str:
    """What an abstention was looked for in: "Looked through 48 meetings of Planning, 4 May 2021 to 3 March 2024."."""
    return f"Looked through {bound(meetings)}." if meetings else "There are no minutes here for that."


def bound(meetings: Sequence[MeetingHeld]) -> str:
    """How many meetings of whom and when: "48 meetings of Planning, 4 May 2021 to 3 March 2024"."""
    bodies = sorted({meeting.body for meeting in meetings})
    days = sorted(meeting.held_on for meeting in meetings if meeting.held_on)
    whose = f" of {bodies[0]}" if len(bodies) == 1 else f" of {len(bodies)} bodies"
    span = " to ".join(dict.fromkeys(day_month_year(day) for day in days[:1] + days[-1:]))
    when = f", {span}" if span else ""
    # draft and adopted minutes of one meeting are two documents
    held = len({(meeting.body, meeting.held_on or meeting.document) for meeting in meetings})
    return f"{held} meeting{'s' if held != 1 else ''}{whose}{when}"
