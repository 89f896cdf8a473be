"""Which sentences decide something, and which of them tell of one decision."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.parsing.movers import Movers, movers
from ingest.parsing.outcomes import is_noted, outcome
from ingest.parsing.results import Told, result
from rag.minutes import Outcome
from rag.sentences import sentences

_DONE = (
    r"(?:agreed|resolved|decided|approved|accepted|adopted|ratified|rejected|refused|declined"
    r"|elected|co-opted|endorsed)"
)
_THOSE = (
    r"(?:(?<!other\s)(?<!other\s)(?<!Borough\s)(?<!County\s)(?<!District\s)(?:(?:Parish|Town|Community|Full)\s)?(?:Council|Councillors|Cllrs|PC"
    r"|[Mm]embers|Committee|Board|[Mm]eeting|Trustees|Partnership)|[Aa]ll(?:\s(?:present|[Cc]ouncillors|[Mm]embers))?"
    r"|[Ee]veryone|[Ww]e)"
)
_BUSINESS = (
    r"(?:minutes|accounts?|payments?|cheques?|bills|invoices?|motions?|proposals?|resolutions?|amendments?|budget|precept"
    r"|polic(?:y|ies)|quot(?:e|ation)s?|tenders?|requests?|expenditure|recommendations?|standing\sorders|regulations|grants?"
    r"|donations?|terms\sof\sreference|documents?|statements?|nominations?|contract|items?|matter|report|schedule"
    r"|purchase|appointment|location|wording|offer|audit|risk\sassessment)"
)
_CARRIED = r"carried(?!\s(?:out|over|forward|on|away)\b)"
_DECIDED = re.compile(
    rf"""(?x)
    \b[Ii]t\s(?:was|has\sbeen)\s(?:\w+,?\s){{0,3}}?
      (?:agreed|resolved|decided|(?<!been\s)determined|approved|ordered|RESOLVED|AGREED)\b
  | (?:^\W*(?:\w{{1,6}}[.)]\s)?|[;:.–-]\s|\b[Aa]nd\s)
      (?:RESOLVED\b|Resolved\b|AGREED\b|Agreed\b|(?:DECISION|Decision)(?=\W*\s?[:–-]\W*\w|\sto\s(?!be\b)))
  | ^\W*(?:[\w/().]+\s+){{1,6}}?[.:–-]*\s(?:RESOLVED|Resolved|Agreed)\s(?:that|to|:)
  | \b{_THOSE}(?:\s(?:all|have|has|also|then|therefore|unanimously|formally|duly|subsequently|present|were|was|both
      |further))*\s{_DONE}\b(?!\swith\b)
  | (?i:(?:\b{_BUSINESS}\b[^.;]{{0,90}}?|\b(?:it|this|these)\s(?:\w+\s){{0,2}}?)(?<!what\s)\b(?:was|were)
      \s(?:(?:also|then|duly|unanimously|formally|all|both|therefore|now)\s){{0,2}}
      (?:agreed|approved|accepted|adopted|ratified|{_CARRIED}|passed(?!\s(?:to|on|over|round|around|out|by)\b)|deferred|referred\sto|withdrawn|lost|defeated|postponed|signed\sas)\b)
  | (?i:\bminutes\b.{{0,140}}?\b(?:was|were)\s(?:\w+\s){{0,3}}?
      (?:agreed|approved|accepted|adopted|confirmed\sas|signed\sas)\b)
  | (?i:(?<!what\s)\b(?:was|were)\s(?:(?:\w+ly|all|then|also|both)\s){{0,2}}
      (?:\w+(?:ed|n)\s(?:\w+\s){{0,2}}?and\s(?:\w+ly\s)?)?(?:agreed|approved|accepted|adopted)\b)
  | \b{_THOSE}\b[^.;]{{0,140}}?\band\s(?:unanimously\s)?(?:agreed|decided|resolved)\s(?:to|that|for)\b
  | \bAgreed\s(?:to|that|the)\b | (?i:\b(?:agreed|approved|accepted)\sby\sall\b)
  | \b{_THOSE}\s(?:\w+\s){{0,2}}?gave\s(?:\w+\s)?(?:approval|consent)\b
  | \b{_THOSE}\s(?:\w+\s){{0,3}}?(?:had|have|raised|made|offered|submitted)\sno\s(?:further\s)?objections?\b
  | \b(?:was|were)\s(?:duly\s|unanimously\s|re-?){{0,2}}(?:elected|co-opted|appointed)\s(?:as\s|to\s|onto\s)?(?:the\s)?
      (?:[Cc]hair|[Vv]ice|[Mm]ayor|[Dd]eputy|[Mm]ember|[Rr]epresentative|[Cc]ouncil)
  | \b(?:RESOLVED|AGREED|CARRIED|DEFEATED|DEFERRED|APPROVED)\b
  | \b[Oo]n\sthe\sproposal\sof\b | \bpass(?:ed)?\sfor\spayment\b
  | (?i:\ball\s(?:were\s|voted\s)?in\sfavou?r\b
      |\b(?:all|unanimously)\s(?:agreed|approved|accepted|adopted|{_CARRIED})\b)
  | (?i:\b(?:motion|proposal)\W+(?:was\s)?(?:carried|lost|defeated)\b)
  | (?i:\b(?:votes?|abstentions?|favou?r)\b.{{0,30}}\b(?:{_CARRIED}|lost)\b)
  | (?i:[;,:.–-]\W*(?:carried|agreed|approved)(?:\s(?:unanimously|by\sall))?\W*$)
  | (?i:\bvote\sof\sthanks\b.{{0,60}}\bpassed\b|\bpassed\sa\svote\sof\sthanks\b)
    """
)
_WITH_MOVERS = re.compile(
    r"(?i)(?:\band|\bwas|\bwere|\bthen|[:;,])\s(?:it\s)?(?:was\s)?(?:\w+ly\s)?(?:resolved|agreed|approved|adopted|carried)\b"
)
_BEFORE = re.compile(
    r"(?i)^\W*(?:in\s(?:\w+\s)?(?:19|20)\d\d\b|on\sboth\b|previously\b"
    r"|at\s(?:the|its|a|our)\s(?:last|previous|\w+)\smeeting\b|at\s(?:the|its|a|our)\s(?:\w+\s){0,4}?meeting\sheld\b)"
)
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_ELSEWHERE = re.compile(  # what others decided, or at another time, or might
    rf"""(?ix)
    (?:\b(?:had|having)|(?<!\bit\s)(?<!council\s)(?<!councillors\s)(?<!\bPC\s)(?<!members\s)
      \b(?:has|have))\s
      (?:\w+\s){{0,2}}?(?:been\s)?(?:\w+\s)?{_DONE}\b(?!\sthat\swe)
  | \b(?:previously|already|as|if|when|once|been|being|not\syet|until|yet)\s(?:was\s|is\s)?{_DONE}\b
  | \b{_DONE}\s(?:(?!to\b|that\b|for\b)\w+\s){{0,4}}?(?:at|in|on)\s(?:(?:the|a|an|our|its)\s)?(?:\d{{1,2}}\w{{0,2}}\s)?
      (?:last|previous|earlier|(?:\w+\s)?meetings?\sheld|{_MONTH}|(?:19|20)\d\d)\b
  | \b{_DONE}\b[^.;]{{0,60}}?\b(?:before|prior\sto|outside|since)\sthe\s(?:last\s)?meeting\b
  | \b(?:after|once|until|if|whether|unless|before)\s(?:they|it|these)\s(?:was|were|is|are|ha[ds]\sbeen|have\sbeen)
      \s(?:\w+ly\s)?{_DONE}\b
  | \balthough\b[^,.;]{{0,80}}?\b(?:was|were)\s(?:\w+ly\s)?{_DONE}\b
  | \b(?:noted|thanked|informed|told|advised|assured|answered|addressed)\s(?:the\s)?(?:elected\s)?
      (?:members|councillors|council|committee|board|meeting)\b[^.;]{{0,140}}?\band\s(?:agreed|decided|resolved)\b
  | \bbefore\sthe\s(?:council|board|committee)\s{_DONE}\b
  | \b{_THOSE}(?:\s\w+ly)?\saccepted\sthat\b
  | \b(?:to|should|could|would|will|can|may|might|must)\s(?:not\s)?be\s(?:\w+\s)?{_DONE}\b
  | \b(?:application|planning|permission|consent)\w*\b[^.;]{{0,80}}?
      \b(?:approved|refused|granted|withdrawn|rejected)\b
      (?=[^.;]{{0,60}}\bby\s(?:the\s)?(?:borough|county|district|BC|highways|government|planning))
  | \b(?:rejected|refused|declined|turned\sdown|approved)\s(?:due\sto|because\sof|owing\sto)\b
  | \b(?:(?:parent|other|some|several)\s(?:members|councillors)|members?|councillors)\s(?:\w+\s)?approved\sof\b
  | \bat\s(?:the|its|our|their)\s(?:[\w,]+\s){{0,3}}?(?:{_MONTH}|last|previous|prior|earlier)\b
      (?:\s[\w,]+){{0,3}}?\smeeting\b[^.;]*?\b(?:\w+\s)?{_DONE}\b
  | \bat\s(?:(?:the|its|our|their)\s)?(?:last|previous)\smeeting\b[^.;]*?\b{_DONE}\b
  | \b(?:where|at\swhich|when)\s(?:it\swas|{_THOSE})\s(?:\w+\s)?{_DONE}\b
  | \b(?:stat(?:ed|es?)|reported|explained|said|advised|informed|reminded|added|mentioned|commented|pointed\sout)\b
      (?:(?!\band\b)[^.;]){{0,160}}?\b(?:council|board|committee|members)\s{_DONE}\b
  | \bdecision:\s(?:the\s)?\w+\s(?:recommended|advised)\b
  | \b{_DONE}\s(?:\w+ly\s)?by\sthe\s(?!(?:\w+\s){{0,3}}?(?:council|councillors|cllrs|board|committee|meeting|members
      |trustees|partnership|pc|chair\w*|majority|same|voting|panel|group|forum|assembly)\b)
  | \b(?:potentially|provisionally|almost|nearly)\s{_DONE}\b | \bit\swas\s(?:(?:also|\w+\sand)\s)?accepted\b
  | \b{_DONE}\sin\sthe\s\W*{_MONTH}\b
  | \b(?:that|which)\s(?:was|were)\s{_DONE}\b
  | \bapolog(?:y|ies)\b.{{0,80}}?\b(?:accepted|approved|received)\b | \baccepted\sapologies\b
  | \b{_DONE}\s(?:\w+\s){{0,2}}?(?:online|via\sslack|by\se-?mail
      |by\s(?:the\s)?(?:borough|county|district|bc\b|highways))
  | \b(?:planning|applications?|permission|consent|borough|county\scouncil|highways|police|government)\b
      [^.;]*?\b(?:was|were)\s(?:\w+\s){{0,6}}?(?:agreed|approved|accepted|adopted)\b
  | \b(?:approved|agreed)\s(?:budget|minutes|plan|drawings|date|price|programme)\b
    """
)
_OPINION = re.compile(  # members agreed that something is so, and decide nothing
    rf"(?:{_THOSE}(?:\s(?:all|also|then|generally|\w+ly))*\sagreed|\b[Ii]t\swas\s(?:\w+\s)?(?:agreed|accepted)|\b[Aa]greed)"
    r"\s(?:that|this|it|the|there)\b(?![^.;]{0,80}?\b(?:true|correct|accurate|fair|record|minutes)\b)"
    r"(?:(?!\b(?:be|should|would|will|could|can|shall|must|to|which|who|that|as|if|when|where|until|once|whether|what|since)\b)[^.;,]){0,80}?"
    r"\b(?:was|were|is|are|ha[ds](?!\sto\b)|looked|seem(?:s|ed)|went)\b(?![^.;]{0,80}?\band\s(?:\w+\s){0,2}?(?:should|must|will)\b)"
)
_NEW_PIECE = re.compile(  # a motion, or the end of one, that no full stop parts from what stands before it
    r"\s(?=(?:A|The)\smotion\s(?:was\s)?(?:made|moved)\b|Motion\s(?:was\s)?(?:made\s)?by\b|It\swas\smoved\b"
    r"|(?:Motion|MOTION|Amendment|AMENDMENT)\s(?i:carried|carries|passed|failed|lost|defeated)\b)"
)
_QUOTED = re.compile(r"(?<=[“\"])[^“”\"]{3,}(?=[”\"]|$)")
RESULT = re.compile(  # how a motion ended, and nothing else
    r"""(?ix)^\W*(?:the\s)?(?:votes?\W+(?:was\s|were\s)?|motion\s(?:was\s)?|this\swas\s|and\s)?(?:
      (?:all|everyone)\W+(?:(?:were|was|voted|present)\W+)*(?:agreed|in\sfavou?r|approved)
    | unanimous(?:ly)?(?:\W+(?:agreed|approved|carried|accepted|adopted|in\sfavou?r))?
    | (?:carried|agreed|approved|accepted|lost|defeated|declined|refused|resolved|passed|adopted)
      (?:\W+(?:unanimously|by\sall(?:\spresent)?|nem\W?con\w*|by\s\d+\svotes?\b.{0,40}))?
    | in\sfavou?r\W*(?:$|(?:\d|all|one|two|three|four|five|six|seven|eight|nine|unanim|majority)\b.{0,60})
    | for\W+\d.{0,60}
    | (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\s(?:votes?\s|were\s|councillors\s)?
      (?:for|in\sfavou?r|agreed)\b.{0,60}
    )\W*$"""
)
_VOTED = re.compile(r"(?i)\bin\sfavou?r\b.{0,60}\bagainst\b|\bvotes?\sfor\b.{0,60}\bagainst\b")
_SUMS_UP = re.compile(r"^\W*(?:RESOLVED|Resolved)\b")
_MOVERS_FIRST = re.compile(
    r"(?i)^\W*(?:and\s)?(?:proposed|seconded|moved|prop|2nd|proposer|seconder|this\swas\sproposed)\b"
)
_SEALS = re.compile(
    r"(?i)^\W*(?:and\W+)?(?:resolved|agreed|it\swas\s(?:\w+\s)?(?:resolved|agreed)|this\swas"
    r"|the\s(?:motion|proposal|resolution)|motion|on\sbeing|a\svote|all\b|unanimous|that\b)"
)
_STEMS = (  # a sentence without any of them decides nothing; looked for first, because that is quick
    "resolv agree adopt carried approv accept second 2nd prop moved motion defer lost defeat reject declin noted "
    "withdrawn postpon elect appoint co-opt ratif favour vote decid decision unanimous referred confirmed signed refus "
    "objection gave pass endorse ordered determine abst against fell fail laps negativ carries"
).split()


@dataclass(frozen=True, slots=True)
class Decision:
    """What one or several sentences decide: their place in the paragraph's words, who moved, and how it ended.

    Attributes:
        result: where they only tell how business put before them ended, what they tell.
    """

    start: int
    end: int
    movers: Movers
    outcome: Outcome
    result: Told | None = None


@dataclass(slots=True)
class _Open:
    """A decision that the next sentence may go on with."""

    start: int
    end: int
    movers: Movers
    decided: bool
    noted: bool
    result: Told | None = None


def decisions(words: str) -> list[Decision]:
    """The decisions that a paragraph's readable words tell of, in order.

    A motion, its movers and its result are one, be they one sentence or several; each further "It was agreed" is
    another. What is said within quotation marks is the motion's text and decides nothing by itself.
    """
    if not _may_decide(words):
        return []
    masked = _QUOTED.sub(lambda quoted: "·" * len(quoted.group()), words)
    return [
        Decision(one.start, one.end, one.movers, _outcome(masked[one.start : one.end], one), one.result)
        for one in _told(words, masked)
    ]


def _may_decide(words: str) -> bool:
    lower = words.lower()
    return any(stem in lower for stem in _STEMS)


def _outcome(masked: str, one: _Open) -> Outcome:
    if one.result:
        return one.result.outcome
    return Outcome.NOTED if one.noted and not one.decided else outcome(masked, decided=one.decided)


def _told(words: str, masked: str) -> Iterator[_Open]:
    last: _Open | None = None
    after = 0  # sentences since the last decision that decide nothing
    for start, end in _pieces(masked):
        said = masked[start:end]
        if not _may_decide(said):
            after += 1
            continue
        now = _OPINION.sub(_blank, _ELSEWHERE.sub(_blank, said))
        by = movers(said)
        if told := _ends(said, by, last):
            if last:
                yield last
            last, after = None, 0
            yield _Open(start + told.start, end, by, True, False, told)
            continue
        bare = bool(RESULT.match(said))
        decided = not _BEFORE.match(said) and (
            bare or bool(_DECIDED.search(now)) or (bool(by) and bool(_WITH_MOVERS.search(now)))
        )
        noted = not decided and is_noted(now)
        voted = bool(_VOTED.search(now))
        if not decided and not by and not noted and not voted:
            after += 1
            continue
        if _SUMS_UP.match(said) and last and not _SUMS_UP.match(masked[last.start : last.end]) and not last.movers:
            last = _Open(last.start, end, by, True, False)
            continue
        near, after = after < 2, 0
        if last and near and _goes_on(last, said, by, decided=decided, result=bare):
            both = Movers(last.movers.proposer or by.proposer, last.movers.seconder or by.seconder)
            joined = movers(masked[last.start : end]) if not both.proposer or not both.seconder else both
            last = _Open(last.start, end, joined or both, last.decided or decided, last.noted)
            continue
        if last:
            yield last
        last = _Open(start, end, by, decided, noted)
    if last:
        yield last


def _pieces(masked: str) -> Iterator[tuple[int, int]]:
    for start, end in sentences(masked):
        cuts = [start, *(match.end() for match in _NEW_PIECE.finditer(masked, start + 1, end)), end]
        yield from pairwise(cuts)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _ends(said: str, by: Movers, last: _Open | None) -> Told | None:
    """How the sentence says that business put before it ended; None where it puts business itself."""
    told = result(said)
    if told is None or not by:
        return told
    return told if not movers(said[: told.start]) and (told.named or last) else None


def _goes_on(last: _Open, said: str, by: Movers, *, decided: bool, result: bool) -> bool:
    """Whether a sentence tells more of the decision before it: its result, or who moved it."""
    if result:
        return True
    if _MOVERS_FIRST.match(said) or (by.seconder and not by.proposer):
        return not (by.proposer and last.movers.proposer) and not (by.seconder and last.movers.seconder)
    return (
        decided
        and not by
        and bool(_SEALS.match(said))
        and bool(last.movers)
        and (not last.decided or "RESOLVED" in said)
    )
