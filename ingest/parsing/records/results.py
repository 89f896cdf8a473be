"""Sentences such as "The amendment fell", which tell how business put before them ended, and which business."""

import re
from dataclasses import dataclass

from ingest.parsing.vocabulary import results
from rag.minutes import Outcome

_BUSINESS = r"(?:motion(?:ed)?|amendment|proposal|proposition|resolution|nomination|recommendation|vote)"
# between the business and how it ended: who moved it, where it stands, that it was put
_BETWEEN = (
    r"(?:[^.;“”\"]{0,140}?(?:\b(?:was|were|is|as|and|then|being|declared|duly|unanimously|therefore)|[,:–-]))?\W{1,3}"
)
_IT_WAS = (
    r"\s(?:was|is|has\sbeen)(?:\s(?:\w+ly|then|also|therefore|all|put|to|a|the|vote|meeting|and|,))*\s"
    r"|\s(?:then\s)?(?=fell|failed|lapsed)"
)
_SUBJECT = (
    rf"(?:(?P<business>{_BUSINESS})s?\b(?:{_BETWEEN})|(?P<it>(?:this|it)\b(?:{_IT_WAS})|(?:declared|ruled)\sit\s))"
)
_INSIDE = r"(?:[^.;“”\"]|(?<=\d)\.(?=\d))"  # a sentence, or a page's head with a date before it
_UNSURE = re.compile(  # somebody says, asks or hopes that it ended so, or it ended so elsewhere
    r"(?i)\b(?:said|says|report(?:ed|s)|noted|advis\w+|inform\w+|told|ask\w+|explain\w+|stat(?:ed|es)|hop\w+|felt|thought|remind\w+"
    r"|if|unless|should|could|would|will|may|might|must|whether|when|until|once|had|previous|last\s(?:meeting|month|year)"
    r"|notice\sof)\b"
)
_NOT_YET = re.compile(r"(?i)\b(?:be|been|to|if|when|once|until|would|could|should|will|had|not\syet|having)\W+$")
_OWN_MATTER = re.compile(  # "it was agreed that ...", "it was agreed the Clerk should ..."
    r"(?i)^\W*(?:\w+ly\s)?(?:by\s(?:[\w’']+\s){1,4})?(?:that|to|for|with|in|on|the|an?|this|these|their|his|her|we|no|not)\b"
)
_AUXILIARY = re.compile(r"(?i)\b(?:was|were|is|as|declared|then|being|not|did|and|no)\b|[,:–-]")
_OPENS_WITH = re.compile(
    r"(?i)^\W*(?:\w{1,3}[.)]\s+)?(?:(?:the|this|that|his|her)\s)?(?:\w+\s){0,2}$"
    r"|(?:\b(?:and|but|so|declared)\s(?:the|this)|[,:;])\s(?:\w+\s)?$"
    r"|\b(?:put|votes?|voting|hands|debate|discussion|division|ballot)\b[^.;]{0,40}$"
)
_ASIDE = re.compile(r"(?i)\b(?:since|after|before|because|as|which|that|where|when|if)\s$")
_ONE_OF_ALL = re.compile(r"(?i)\bof\s(?:all|any|each)\s(?:\w+\s)?$")  # "Particulars of all Resolutions passed"
_OF_SEVERAL = re.compile(r"s?\sand\s(?:[\w’'-]+\s){1,5}[–-]\s")  # "recommendations and school actions – approved"
_AMENDING = re.compile(r"(?i)\bamending\s$")
_A_NEW = re.compile(r"(?i)\b(?:an?|another)\s(?:\w+\s)?$")
_SAYS_WHAT = re.compile(r"(?i)\b(?:that|to\s(?!the\b|this\b|a\b))")  # "a motion was made to buy oak and was approved"
_OTHER_SUBJECT = re.compile(
    r"(?i)[,;]\s(?:the\s)?(?:minutes|accounts?|reports?|payments?|polic(?:y|ies)|meeting)\b|\bfollowing\sresolution\b"
)
_PUTS_ITS_OWN = re.compile(r"(?i)^\W*(?:\w+ly\s)?(?:that\b|to\s\w|not\sto\b)")
_NOT_HERE = re.compile(r"(?i)^[^.;]{0,20}\bif\b|^[^.;]{0,60}\b(?:before|prior\sto)\sthe\smeeting\b")
_BY_OTHERS = re.compile(
    r"(?i)^\W*(?:\w+ly\s)?(?:due\sto|because\sof|owing\sto|(?:by|at)\s(?!all|\d|one|two|three|four|five|six|seven|eight|nine|ten|(?-i:an?)\s|show|every|unanim"
    r"|(?:the\s)?(?:\w+\s)?(?:meeting|council|councillors|members|committee|board|chair\w*|casting)\b))"
)
_PATTERNS = [
    (
        one.outcome,
        re.compile(rf"(?i)(?:^|{_INSIDE}{{0,160}}?(?<![\w’'-])){_SUBJECT}(?P<verb>(?<!\w)(?:{one.words}))(?!\w)"),
    )
    for one in results()
]
_PARAGRAPH = re.compile(r"(?i)\bparagraphs?\s\(?(?P<number>\d+)")
AMENDMENT = re.compile(
    r"(?i)\b(?:an|the|following|further|second|first|third|this|his|her|their|another|proposed|friendly)\s(?:\w+\s)?amendment\b"
    r"|^\W*amendment\b|\b(?:motion|proposal|resolution)\sbe\samended\b|\bamendment\s(?:was\s)?(?:proposed|moved)\b|\bto\samend\sthe\s(?:motion|resolution|proposal)\b"
)


@dataclass(frozen=True, slots=True)
class Reported:
    """How something ended.

    Attributes:
        named: what the sentence calls it ("amendment", "motion"); empty for "this".
        paragraph: the number of the paragraph that it says put it, or empty.
        start: where in the sentence it begins to tell.
    """

    outcome: Outcome
    named: str
    paragraph: str
    start: int


def result(sentence: str) -> Reported | None:
    """How business put before a sentence ended, where that is what the sentence tells; else None."""
    found = [(match, outcome) for outcome, pattern in _PATTERNS if (match := pattern.match(sentence))]
    for match, outcome in sorted(found, key=lambda one: one[0].start("verb")):
        first, verb = match.start("business") if match["business"] else match.start("it"), match.start("verb")
        behind = sentence[match.end("verb") :]
        if _UNSURE.search(sentence[:verb]) or _NOT_YET.search(sentence[:verb]) or _BY_OTHERS.match(behind):
            continue
        if match["business"] and (
            _OTHER_SUBJECT.search(sentence, first, verb) or _OF_SEVERAL.match(sentence, match.end("business"), verb)
        ):
            continue  # "There was one amendment, the minutes were accepted"
        if _A_NEW.search(sentence[:first]) and _SAYS_WHAT.search(sentence[first:verb]):
            continue
        capital = sentence[first].isupper() and not _ONE_OF_ALL.search(sentence[:first])
        told_so = _AUXILIARY.search(sentence[first : match.end()]) or capital
        if not told_so and not _OPENS_WITH.search(sentence[:first]):
            continue  # an update on the resolution adopted in May
        if (outcome is Outcome.CARRIED and _PUTS_ITS_OWN.match(behind)) or _NOT_HERE.search(behind):
            continue
        if match["it"] and (_ASIDE.search(sentence[:first]) or _OWN_MATTER.match(behind)):
            continue
        number = _PARAGRAPH.search(sentence)
        amends = _AMENDING.search(sentence[:first]) or (match["it"] and AMENDMENT.search(sentence))
        named = "amendment" if amends else (match["business"] or "").casefold()
        return Reported(outcome, named, number["number"] if number else "", first)
    return None


def referred_paragraph(words: str) -> str:
    """The number of the paragraph that the words point at ("the amendment in paragraph 3"), or empty."""
    match = _PARAGRAPH.search(words)
    return match["number"] if match else ""
