"""What a question counts: the thing, and what each row of it must hold."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from rag.question.kinds import asks_sum
from rag.question.understanding import Understanding
from rag.stores.words import question_terms, terms

_VERB = r"(?:did|do|does|has|have|had|was|were|are|is)\b"
_COUNTED = re.compile(
    r"(?i)\bhow (?:many|often)\b(?: of)?(?: (?:the|its|those|these|all|our|their))?"
    rf"(?P<noun>(?: (?!{_VERB})[\w’'-]+){{0,2}}? (?!{_VERB})(?:[\w-]+s|people|(?:wo)?men|children)\b)?"
)
_PLAINLY = (
    (r"notices? of motion", "motions"),  # what residents say in two words, and minutes in one
    (r"(?:put|went|go|gone|taken|pushed) up", "raised"),
    (r"(?:put|brought|went|gone|taken) down", "reduced"),
    (r"vot(?:ed|ing) (?:in|on|onto)|made", "elected"),
    (r"(?:turn|knock|vot|throw)(?:ed|n)? (?:down|back|out)", "refused"),
    (r"signed (?:over|off)|sold off", "disposed"),
    (r"(?:held|hold|put|pushed) (?:over|off|back)", "deferred"),
    (r"(?:went|go|got|came|come) through", "carried"),
    (r"backed|back(?=\W*$)|(?:was|were) in favour of|spoke up for", "supported"),
    (r"(?:put|gave|giving|give|putting) (?:\w+ )?(?:money|funding|cash|something) (?:towards?|into|to)", "allocated"),
)
_MOVED = {
    "proposer": re.compile(r"(?i)\bhow many .*\b(?:moved?|proposed?|put forward)\b"),
    "seconder": re.compile(r"(?i)\bhow many .*\bsecond(?:ed)?\b"),
}
_ABBREVIATED = re.compile(r"\b(Cllrs?|Coun|Clr|Mr|Mrs|Ms|Dr|Revd?|St)\.(?=\s)")
_OF_BODY = re.compile(r"(?i)\b(?:parish|town|city|county|borough|district) (?=councils?\b|meetings?\b|committee\b)")
_PLACED = re.compile(r"(?<![.?!:]\s)(?<!^)\b[A-Z][\w’'-]*|\d[\d,.]*")
_TITLES = {
    term for word in "cllr coun clr councillor mr mrs ms miss dr council pc mayor".split() for term in terms(word)
}
_ASKING = {
    term
    for word in "many often times time occasions meeting meetings minutes list listed marked shown number total "
    "council councillors councillor members take taken give given went go going come came full year years get got put "
    "all altogether annual ordinary special monthly since through decision decisions resolve resolved agree agreed "
    "decided end ended up out down back over off much together added add adding combined between told say said they "
    "them each".split()
    for term in terms(word)
}
_GENERAL = {term for word in "matter thing point entry case application different".split() for term in terms(word)}
_OUTCOMES = {
    "lost": "rejected refused turned defeated lost denied",
    "carried": "approved adopted carried passed granted accepted",
    "deferred": "deferred postponed adjourned laid lay",
    "referred": "referred",
    "withdrawn": "withdrawn",
    "noted": "noted",
    "supported": "supported",
    "opposed": "opposed objected",
}
_OUTCOME_OF = {term: name for name, words in _OUTCOMES.items() for word in words.split() for term in terms(word)}
_SAYS = {name: {term for word in words.split() for term in terms(word)} for name, words in _OUTCOMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the rows to count must hold: names and figures, an outcome, and as far as any row has them other words.

    Attributes:
        noun: what is counted, in the question's words; empty where it says only how often.
        kind: the noun's terms.
        told: the question's own word for the outcome; `says` all words for it.
        summed: whether the amounts are asked for together.
        mover: "proposer" or "seconder" where those are counted that somebody moved or seconded; `asked` says who.
    """

    noun: str
    names: Set[str]
    words: Sequence[str]
    kind: Sequence[str]
    outcome: str | None
    told: str
    summed: bool
    mover: str
    asked: str

    @property
    def says(self) -> Set[str]:
        """The terms by which a row tells the outcome."""
        return _SAYS[self.outcome] if self.outcome else set()


def wanted(asked: Understanding) -> Wanted | None:
    """What a question counts or adds up; None where it does neither."""
    text = _ABBREVIATED.sub(r"\1", asked.asked_as)  # a name goes on after its stop
    text = _OF_BODY.sub("", text)
    for said, meant in _PLAINLY:
        text = re.sub(rf"(?i)\b(?:{said})\b", meant, text)
    counted, summed = _COUNTED.search(text), asks_sum(text)
    if counted is None and not summed:
        return None
    noun = (counted["noun"] or "").strip() if counted else ""
    setting = asked.setting | _ASKING | _TITLES
    kind = [term for term in question_terms(noun) if term not in setting]
    kind = [term for term in kind if term not in _GENERAL] or kind
    left = [term for term in question_terms(text) if term not in setting and term not in (*kind, *question_terms(noun))]
    names = {term for match in _PLACED.finditer(text) for term in terms(match[0])} & set(left)
    outcomes = {_OUTCOME_OF[term]: term for term in left if term in _OUTCOME_OF}
    return Wanted(
        noun=noun,
        names=names,
        words=[term for term in left if term not in names and term not in _OUTCOME_OF],
        kind=kind,
        outcome=next(iter(outcomes)) if len(outcomes) == 1 else None,
        told=next(iter(outcomes.values()), ""),
        summed=summed,
        mover=next((part for part, pattern in _MOVED.items() if counted and pattern.search(text)), ""),
        asked=asked.asked_as,
    )
