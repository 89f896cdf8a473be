"""How many rows of a list, decisions of one kind, years or meetings there are of what a question names.

The rows are those that hold every name and figure of the question; each one counted is cited. Where the rest of its
words tells that other things may be meant, nothing is counted.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from rag.answering.recorded import Proved, Recorded, in_words, listed, quoted
from rag.answering.tallying import days
from rag.finding.bounds import Bound, one_meeting
from rag.finding.records import Decided, Written, resolutions, written
from rag.finding.sought import covered
from rag.ledger import Ledger
from rag.minutes import Kind, readable
from rag.question.understanding import Understanding
from rag.stores.words import question_terms, terms

_VERB = r"(?:did|do|does|has|have|had|was|were|are|is)\b"
_COUNTED = re.compile(
    r"(?i)\bhow (?:many|often)\b(?: of)?(?: (?:the|its|those|these|all))?"
    rf"(?P<noun>(?: (?!{_VERB})[\w’'-]+){{0,2}}? (?!{_VERB})(?:[\w-]+s|people|(?:wo)?men|children)\b)?"
)
_PLAINLY = (  # what residents say in two words, and minutes in one
    (r"(?:put|went|go|gone|taken|pushed) up", "raised"),
    (r"(?:put|brought|went|gone|taken) down", "reduced"),
    (r"vot(?:ed|ing) (?:in|on|onto)|made", "elected"),
    (r"(?:turned|knocked|voted|thrown) (?:down|back|out)", "refused"),
    (r"signed (?:over|off)|sold off", "disposed"),
    (r"(?:put|gave|giving|putting) (?:\w+ )?(?:money|funding|cash) (?:towards?|into|to)", "allocated"),
)
_PLACED = re.compile(r"(?<![.?!:]\s)(?<!^)\b[A-Z][\w’'-]*|\d[\d,.]*")
_TITLES = {term for word in "cllr councillor mr mrs ms miss dr council pc parish mayor".split() for term in terms(word)}
_ASKING = {
    term
    for word in "many often times time occasions meeting meetings list listed marked shown number total different time "
    "council councillors councillor members take taken give given went go going come came full year years get got put "
    "all altogether annual ordinary special monthly since going through decision decisions resolve resolved agree "
    "agreed decided".split()
    for term in terms(word)
}
_OUTCOMES = {
    "lost": "rejected refused turned defeated lost denied",
    "carried": "approved adopted carried passed granted accepted",
    "deferred": "deferred postponed",
    "referred": "referred",
    "withdrawn": "withdrawn",
}
_OUTCOME_OF = {term: name for name, words in _OUTCOMES.items() for word in words.split() for term in terms(word)}
_PLANNING = {term for word in "planning zoning rezoning subdivision".split() for term in terms(word)}
_PEOPLE = re.compile(r"(?i)\b(?:councillors?|members?)\b")
_PERSONS = re.compile(r"(?i)\b(?:people|persons?|residents|women|men|children|individuals)\b")
_MOVED = re.compile(
    r"(?i)\b(?:mov(?:e|es|ed)|propos(?:e|es|ed)|second(?:s|ed)|motions? by)\b"
)  # by whom: see counting.py
_OCCASIONS = re.compile(r"(?i)^(?:times|occasions|years?)$|\b(?:councillors?|members?)$")
_YEAR = re.compile(r"(?i)\byear(?:s)?(?: end\w*)?(?:\W+\d+\w*\W+\w+\W+|\W+)(?P<year>(?:19|20)\d\d)\b")
_ALIKE = 0.5  # of their words shared with the row that is most like the others
_OPENING = 8  # terms: in which a row or a title says what it is
_LINE = 40  # terms: a line of a list has no more
_NUMBER = re.compile(r"(?!(?:19|20)\d\d$)\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelv")
_TOGETHER = 12  # terms: within so many stand a name and what it was chosen for
_LEAST = 3  # terms that rows of several meetings must hold, names and figures among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph that may be counted, with what it decided, if anything."""

    line: Written
    decided: Decided | None
    said: tuple[str, ...]
    titled: tuple[str, ...]

    @property
    def own(self) -> frozenset[str]:
        """The terms of its words."""
        return frozenset(self.said)

    @property
    def held(self) -> frozenset[str]:
        """The terms of its words and of its item's title."""
        return self.own | frozenset(self.titled)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What the rows to count must hold: names and figures, an outcome, and as far as any row has them other words.

    `told` is the question's own word for the outcome.
    """

    noun: str
    names: Set[str]
    words: Sequence[str]
    kind: Sequence[str]
    outcome: str | None
    told: str


def rows_counted(asked: Understanding, bounds: Sequence[Bound], ledger: Ledger) -> Recorded | None:
    """How many rows, proposers, years or meetings there are of what a question names, by the minutes of one body.

    None where the rows can't be told with certainty, and where people are counted, of whom a row may name several.
    """
    wanted = _wanted(asked)
    if wanted is None or _PERSONS.search(wanted.noun) or _MOVED.search(asked.asked_as):
        return None
    narrowed = [one_meeting([bound]) or bound for bound in bounds]
    found = [(bound, rows) for bound in narrowed if (rows := _chosen(wanted, bound, ledger))]
    if len(found) != 1:
        return None
    bound, rows = found[0]
    return _counted(wanted.noun, bound, rows, ledger)


def _wanted(asked: Understanding) -> _Wanted | None:
    text = asked.asked_as
    for said, meant in _PLAINLY:
        text = re.sub(rf"(?i)\b(?:{said})\b", meant, text)
    counted = _COUNTED.search(text)
    if counted is None:
        return None
    noun = (counted["noun"] or "").strip()
    setting = asked.setting | _ASKING | _TITLES
    parts = [term for term in question_terms(noun) if term not in setting]
    left = [term for term in question_terms(text) if term not in setting and term not in parts]
    names = {term for match in _PLACED.finditer(text) for term in terms(match[0])} & set(left)
    outcomes = {_OUTCOME_OF[term]: term for term in left if term in _OUTCOME_OF}
    return _Wanted(
        noun=noun,
        names=names,
        words=[term for term in left if term not in names and term not in _OUTCOME_OF],
        kind=parts,
        outcome=next(iter(outcomes)) if len(outcomes) == 1 else None,
        told=next(iter(outcomes.values()), ""),
    )


def _chosen(wanted: _Wanted, bound: Bound, ledger: Ledger) -> list[Row]:
    """The rows to count in a body's minutes: at one meeting of one list or decided, at several all worded alike."""
    single = len(bound.meetings) == 1
    meetings = bool(re.search(r"(?i)\bmeetings?\b", wanted.noun))
    rows = [row for row in _rows(bound.documents, ledger, wanted.names) if wanted.names <= row.own]
    if wanted.outcome:
        rows = [row for row in rows if row.decided and row.decided.outcome == wanted.outcome]
        rows = [row for row in rows if wanted.told in row.own] or rows
    if not meetings:
        rows = [row for row in rows if row.line.kind is not Kind.VOTE]
    if not wanted.outcome and not single and not meetings:
        rows = [row for row in rows if row.decided and row.decided.outcome in ("carried", "resolved", "moved")]
    kind, words = list(wanted.kind), list(wanted.words)
    phrased = [row for row in rows if opens(kind, row.titled) or opens(kind, row.said)]
    if len(kind) > 1 and phrased:
        rows, kind = phrased, []
    elif wanted.names:  # then a row need not say what kind of thing it is
        kind = kind[:-1]
    held = len(wanted.kind) - len(kind)
    missing = 0
    for term in (*kind, *words):
        said = [row for row in rows if term in row.held] if term in kind else []
        narrower = said or [row for row in rows if _means(term, row.held)]
        if not narrower and term in kind:
            return []
        rows = narrower or rows
        held, missing = held + bool(narrower), missing + (not narrower)
    count = len(wanted.names) + held + bool(wanted.outcome)
    if meetings:
        return rows if not missing and count > 1 else []
    if missing > (count if wanted.names or wanted.outcome else 0):
        return []
    if any(row.decided for row in rows):
        rows = [row for row in rows if row.decided]
    if single:
        return rows if count > 1 and len(rows) > 1 and _countable(wanted, rows, ledger) else []
    if wanted.names:
        rows = _alike([row for row in rows if _near(wanted.names, row)], ledger) if count >= _LEAST else []
        return rows if len(rows) > 1 or (wanted.noun == "times" and not missing) else []
    return [row for row in rows if row.line.kind is Kind.RESOLUTION] if wanted.outcome and rows == phrased else []


def _countable(wanted: _Wanted, rows: Sequence[Row], ledger: Ledger) -> bool:
    """Whether each row of a meeting is one of what is counted, and none of them says how many it speaks of."""
    head = set(wanted.kind[-1:])
    numbered = any(
        _NUMBER.fullmatch(one) and head & set(row.said[n + 1 : n + 3]) for row in rows for n, one in enumerate(row.said)
    )
    if numbered and not wanted.outcome:
        return False
    one_list = len({(row.line.item, row.line.item_title) for row in rows}) == 1
    if not all(row.decided for row in rows):
        return bool(wanted.names) and one_list and all(len(row.said) <= _LINE for row in rows)
    if wanted.outcome or _OCCASIONS.search(wanted.noun):
        return True
    return one_list if not wanted.names else len(_alike(rows, ledger)) == len(rows)


def _means(term: str, held: Set[str]) -> bool:
    return bool(covered(term, held) or (term in _PLANNING and _PLANNING & held))


def opens(phrase: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a title or a row begins with the words of a phrase, side by side: further on it may only mention them."""
    return any(said[n : n + len(phrase)] == tuple(phrase) for n in range(_OPENING))


def _near(names: Set[str], row: Row) -> bool:
    """Whether the names and figures stand together in a row: elsewhere in it they may be of something else."""
    return any(names <= set(row.said[n : n + _TOGETHER]) for n in range(len(row.said)))


def _rows(documents: Sequence[str], ledger: Ledger, names: Set[str]) -> list[Row]:
    decided: dict[str, Decided] = {}
    for one in resolutions(ledger, documents):
        decided.setdefault(one.paragraph, one)
    rows = []
    for line in written(ledger, documents):
        low = line.text.lower()  # looked for by the first letters before the words are taken apart: most hold none
        if line.kind in (Kind.HEADING, Kind.ATTENDANCE) or not all(term[:4] in low for term in names):
            continue
        made = decided.get(line.id)
        # emphasis that ends in one word and begins in the next joins them when it is taken out
        said = terms(readable(f"{made.title if made else ''} {line.text.replace('*', ' ')}"))
        rows.append(Row(line=line, decided=made, said=said, titled=terms(line.item_title)))
    return rows


def _alike(rows: Sequence[Row], ledger: Ledger) -> list[Row]:
    """The rows of several meetings where they are worded alike; none where many aren't, or one had a rival."""

    def like(one: Row, other: Row) -> float:
        return len(one.own & other.own) / len(one.own | other.own)

    if not rows:
        return []
    model = max(rows, key=lambda one: (sum(like(one, other) for other in rows), one.line.id))
    kept = [one for one in rows if like(one, model) >= _ALIKE]
    moved = [one for one in kept if one.decided and one.decided.outcome == "moved"]
    beside = _rows([one.line.document for one in moved], ledger, set())
    ids = {one.line.id for one in rows}
    rivals = [
        one
        for one in beside
        if one.decided and one.line.id not in ids and any(like(one, other) >= _ALIKE for other in moved)
    ]
    others = [
        one
        for one in rows
        if one not in kept and one.line.kind is Kind.RESOLUTION and one.decided and one.decided.outcome == "carried"
    ]
    return kept if len(kept) > 2 * len(others) and not rivals else []


def _counted(noun: str, bound: Bound, rows: Sequence[Row], ledger: Ledger) -> Recorded | None:
    ids = list(dict.fromkeys(row.line.id for row in rows))
    count, which = len(ids), ""
    if _PEOPLE.search(noun):
        names = [row.decided.proposer for row in rows if row.decided and row.decided.proposer]
        if len(names) < len(rows):
            return None
        count, which = len(set(names)), f": {listed(list(dict.fromkeys(names)), 20)}"
    elif re.search(r"(?i)\byears?\b", noun):
        years = [match["year"] if (match := _YEAR.search(readable(row.line.text))) else "" for row in rows]
        if not all(years):
            return None
        count, which = len(set(years)), f": {listed(sorted(set(years)), 30)}"
    elif re.search(r"(?i)\bmeetings?\b", noun):
        held = dict(zip(bound.documents, bound.meetings, strict=True))
        dates = sorted({held[row.line.document].held_on for row in rows})
        ids = list({row.line.document: row.line.id for row in reversed(rows)}.values())[::-1]
        count, which = len(dates), f": {days(dates)}"
    what = (noun if count > 1 else re.sub(r"(?<=[^s])s$", "", noun)) or "rows"
    where = f"{bound.body} {bound.dates}"
    meetings = len(bound.meetings)
    at = f"the meeting of {where}" if meetings == 1 else f"the {in_words(meetings)} meetings of {where}"
    text = f"{in_words(count).capitalize()} {what}, by the minutes of {at}{which}."
    return Recorded(sentences=(Proved(text=text, quotes=tuple(quoted(one) for one in ledger.paragraphs(ids))),))
