"""How many decisions, listed things or meetings there are of what a question names; each one counted is cited."""

import re
from collections.abc import Mapping, Sequence, Set

from rag.answering.recorded import Proved, Recorded, in_words, quoted
from rag.answering.rows import opens
from rag.answering.tallying import days
from rag.finding.bounds import Bound, one_meeting
from rag.finding.people import named
from rag.finding.records import Decided, Written, resolutions, written
from rag.ledger import Ledger
from rag.minutes import Kind, readable
from rag.question.understanding import Understanding
from rag.stores.words import question_terms, terms

_COUNTED = re.compile(
    r"(?i)\bhow many (?:of (?:the|its|those|these) )?(?P<noun>[\w’'-]+(?: [\w’'-]+){0,3}?)"
    r"(?=\s+(?:did|do|does|has|have|had|was|were|are|is|on|at|in|by|from|that|which|council|end|came|come|listed|marked)\b|\?)"
)
_HELD = re.compile(
    r"(?i)\bhow many (?:[\w-]+ ){0,2}meetings\b.{0,70}"
    r"\b(?:hold|held|have|had|take place|took place|there|sit|met)\b"
)
_UNITS = {
    term
    for word in "motion resolution decision bylaw by-law law amendment item recommendation proposal application point "
    "nomination agreement".split()
    for term in terms(word)
}
_OUTCOMES = {
    term: outcome
    for outcome, words in {
        "carried": "approved adopted carried passed granted accepted",
        "lost": "lost defeated rejected refused",
        "deferred": "deferred postponed adjourned",
        "referred": "referred",
        "withdrawn": "withdrawn",
        "noted": "noted",
    }.items()
    for word in words.split()
    for term in terms(word)
}
_FRAME = {
    term
    for word in "many times time occasions meeting meetings list listed marked put given made placed recorded end "
    "ended total number matters points agreed resolved decided going council councillors councillor did were took "
    "taken add added first full pc resolutions decisions moved proposed seconded votes regular ordinary monthly "
    "special hold held take place came come".split()
    for term in terms(word)
}
_BODIES = {term for word in "parish city county town borough district committee".split() for term in terms(word)}
_NUMBERED = re.compile(r"(?i)\b([a-z]+(?:-[a-z]+)?)\b[ .:]*(?:no\b[ .:]*|number )?\d")
_OPENING = 6  # words: where a paragraph says what it is ("Motion 3", "By-law No. 59")
_MOVED = {"proposer": r"\b(?:moved?|proposed?|propose|put forward)\b", "seconder": r"\bsecond(?:ed)?\b"}
_ITEM = re.compile(r"(?i)\b(?:agenda )?item (?:no\.? ?|number )?(?P<number>\d+(?:[./]\w+)*)\b")
_CLOSING = re.compile(r"\W*(?:AGREED|RESOLVED|DECIDED|DECISIONS?|Agreed|Resolved|IT WAS (?:AGREED|RESOLVED))\W*")


def held_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many meetings of one body there are minutes of, within its bounds; each is cited by its roll."""
    if len(bounds) != 1 or asked.period is None or not _HELD.search(asked.asked_as) or _matter(asked) - _BODIES:
        return None
    bound = bounds[0]
    opening: dict[str, str] = {}
    for one in sorted(written(ledger, bound.documents), key=lambda one: one.kind is not Kind.ATTENDANCE):
        opening.setdefault(one.document, one.id)
    count = len(bound.meetings)
    text = (
        f"There are minutes of {in_words(count)} meeting{'s' if count != 1 else ''} of {bound.body} {bound.dates}: "
        f"{days([meeting.held_on for meeting in bound.meetings])}."
    )
    cited = ledger.paragraphs([opening[document] for document in bound.documents])
    return Recorded(sentences=(Proved(text=text, quotes=tuple(quoted(one) for one in cited)),))


def decisions_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many resolutions of the meetings are of the matter, outcome and mover that a question names.

    None where what is counted can't be told from the records: where a single paragraph may hold several of them.
    """
    counted = _COUNTED.search(asked.asked_as)
    if counted is None or len(bounds) != 1:
        return None
    (bound,) = bounds
    units = set(terms(counted["noun"])) & _UNITS
    if not units and one_meeting(bounds) is None:
        return None
    decided = [one for one in resolutions(ledger, bound.documents) if one.kind is not Kind.VOTE]
    lines = {one.id: one for one in written(ledger, bound.documents)}
    found = [one for one in decided if _is_wanted(asked.asked_as, one, any_outcome=bool(units))]
    item = _ITEM.search(asked.asked_as)
    noun = set(question_terms(counted["noun"])) - _FRAME
    if item and units:
        ids = [one.paragraph for one in found if one.item.rstrip(".") == item["number"]]
        return _told(counted["noun"], bound, _closing(ids, list(lines.values())), ledger)
    matter = _matter(asked) - (units or noun)
    if not matter and not _narrowed(asked.asked_as):
        return None
    found = _units_among(found, units - _FRAME, lines)
    if len(phrase := terms(counted["noun"])) > 1 and phrase[-1] in units:
        found = [one for one in found if opens(phrase, terms(readable(one.title or lines[one.paragraph].text)))]
    ids = [one.paragraph for one in found if _holds(matter, lines[one.paragraph], one.title)]
    distinct = list(dict.fromkeys(ids))
    if not units and (len(distinct) < 2 or len(matter) < 2):
        return None
    return _told(counted["noun"], bound, distinct, ledger)


def lines_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many paragraphs of one item's list, at one meeting, hold all the words that a question gives for them."""
    counted, bound = _COUNTED.search(asked.asked_as), one_meeting(bounds)
    if counted is None or bound is None or not re.search(r"(?i)\b(?:list(?:ed)?|marked|shown)\b", asked.asked_as):
        return None
    matter = _matter(asked, outcomes=True)
    found = [one for one in written(ledger, bound.documents) if one.kind is not Kind.HEADING and _holds(matter, one)]
    if len(matter) < 2 or len(found) < 2 or len({one.item for one in found}) > 1:
        return None
    return _told(counted["noun"], bound, [one.id for one in found], ledger)


def _told(noun: str, bound: Bound, ids: Sequence[str], ledger: Ledger) -> Recorded | None:
    if not ids:
        return None
    what = noun if len(ids) > 1 else re.sub(r"(?<=[^s])s$", "", noun)
    where = f"{bound.body} {bound.dates}"
    at = (
        f"the meeting of {where}"
        if len(bound.meetings) == 1
        else f"the {in_words(len(bound.meetings))} meetings of {where}"
    )
    text = f"{in_words(len(ids)).capitalize()} {what}, by the minutes of {at}."
    return Recorded(sentences=(Proved(text=text, quotes=tuple(quoted(one) for one in ledger.paragraphs(ids))),))


def _matter(asked: Understanding, *, outcomes: bool = False) -> Set[str]:
    """The terms of what is counted: not of the body, the time, the people, the outcome or the counting itself."""
    own = {term for term, weight in asked.weights.items() if weight == 1.0}
    left = own - asked.setting - _FRAME
    return left if outcomes else left - _OUTCOMES.keys()


def _holds(matter: Set[str], line: Written, title: str = "") -> bool:
    """Whether a paragraph, its item's title or its resolution's hold all the terms."""
    text = f"{title} {line.item_title} {line.text}"
    low = text.lower()  # most hold none: looked for by the first letters before they are taken apart
    return all(term[:4] in low for term in matter) and matter <= set(terms(readable(text)))


def _units_among(found: Sequence[Decided], units: Set[str], lines: Mapping[str, Written]) -> list[Decided]:
    """Those that are motions, by-laws and the like rather than speak of one: by their first words or their title.

    Where some are numbered ("By-law No. 59") only the numbered ones are; and what was moved is a motion.
    """
    openings = {one.paragraph: " ".join(readable(lines[one.paragraph].text).split()[:_OPENING]) for one in found}
    numbered = [one for one in found if units <= _numbered(openings[one.paragraph])]
    if units and numbered:
        moved = [one for one in found if units == set(terms("motion")) and one.proposer]
        return list(dict.fromkeys([*numbered, *moved]))
    said = {one.paragraph: f"{one.title} {lines[one.paragraph].item_title} {openings[one.paragraph]}" for one in found}
    return [one for one in found if units <= set(terms(said[one.paragraph]))]


def _numbered(opening: str) -> Set[str]:
    """The terms that a number follows in a paragraph's first words."""
    return {term for match in _NUMBERED.finditer(opening) for term in terms(match[1])}


def _narrowed(question: str) -> bool:
    """Whether a question names an outcome, so that not all decisions are counted."""
    return bool(set(terms(question)) & _OUTCOMES.keys())


def _is_wanted(question: str, one: Decided, *, any_outcome: bool) -> bool:
    """Whether a resolution has the outcome, and the mover or seconder, that a question names.

    What a meeting did is what it carried: without a named outcome only motions and the like are counted whatever became
    of them.
    """
    outcomes = {_OUTCOMES[term] for term in terms(question) if term in _OUTCOMES}
    if not outcomes and not any_outcome:
        outcomes = {"carried"}
    if outcomes and one.outcome not in outcomes and not (outcomes == {"carried"} and one.outcome == "resolved"):
        return False
    for part, pattern in _MOVED.items():
        name = getattr(one, part)
        if re.search(rf"(?i)how many .*{pattern}", question) and not (name and named(question, [name])):
            return False
    return True


def _closing(ids: Sequence[str], lines: Sequence[Written]) -> list[str]:
    """Of an item's resolutions those under its closing heading (AGREED), where it has one; else all of them.

    What was agreed on the way is said again there.
    """
    wanted = dict.fromkeys(ids)
    if not wanted:
        return []
    places = [n for n, one in enumerate(lines) if one.id in wanted]
    start = next((n for n in range(places[-1], -1, -1) if _CLOSING.fullmatch(lines[n].text)), None)
    return [lines[n].id for n in places if start is None or n > start]
