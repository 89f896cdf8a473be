"""The kind of a question, by its words: where its answer is looked for."""

import re
from enum import StrEnum


class Asks(StrEnum):
    """The kinds of question; the first whose words a question holds is its kind."""

    COUNT = "count"
    ATTENDANCE = "attendance"
    VOTE = "vote"
    TIMELINE = "timeline"
    LATEST = "latest position"
    LIST = "list"
    ACTION = "action"
    DECISION = "decision"
    FACT = "fact"


_SUMMED = (
    r"^(?=.*\b(?:altogether|put together|add(?:ed|ing)? up|all told|in all|between them|combined|in total|"
    r"total(?:led|ling)?)\b).*\bhow much\b"
)
_VOTERS = (  # "how many voted for it?" asks how a vote went
    r"(?: (?:councillors|members|people|of them))? (?:were (?:for|against|in favou?r)|"
    r"(?:did(?: not|n['’]t) )?(?:voted?|abstain(?:ed)?))\b"
)
_PATTERNS = {
    Asks.COUNT: rf"{_SUMMED}|"
    rf"\bhow (?:many(?! votes)(?!{_VOTERS})|often)\b|\bnumber of (?:meetings|times|occasions|councillors|members)\b",
    Asks.ATTENDANCE: (
        r"\bapolog|\babsen(?:t|ce)\b|\bmissing\b|\b(?:could|can)(?: ?n[o']t|not) (?:make|come|be there)\b|"
        r"\b(?:was|were|is|are) away\b|\b(?:chaired|presided|chairing)\b|"
        r"\bin the chair\b|\btook the chair\b|\b(?:dial\w*|phon\w*|zoom\w*) in\b|"
        r"\b(?:joined|attended|took part|present)\b.{0,40}\b(?:remotely|online|virtually|by (?:video|phone|zoom))\b|"
        r"\bin attendance\b|\battend(?:ed|ing)?\b(?! to)|\bturned up\b|"
        r"\b(?:was|were|who|actually|being) present\b|\bpresent at\b|\b(?:sat|acted|served|there|table) as\b|"
        r"\bnot there\b|n[’']t\b[^?]{0,30}\bthere\?|\bstayed away\b|"
        r"\bmiss(?:ed|ing)? (?:the |that )?(?:[\w’']+ ){0,3}(?:council|meeting|committee|agm)\b|"
        r"\bran\b[^?]{0,40}\bmeeting\b|\bjob titles?\b|\blate (?:to|for)\b|"
        r"\b(?:c[ao]me|arriv\w+|turn(?:ed)? up|join\w*)\b[^?]{0,30}\blate\b|\b(?:who|which \w+) (?:joined|arrived)\b|"
        r"\b(?:walk(?:ed)? out|stepped out|had to (?:leave|go out))\b|"
        r"\b(?:left|leave) (?:(?:the|that) (?:[\w’']+ ){0,5}(?:meeting|room|chamber|table)|early)\b|"
        r"\btook over\b[^?]{0,20}\bchair|\b(?:who|which \w+) (?:was|were) at the\b.{0,60}\bmeeting\b|"
        r"^\W*(?:was|were) [A-Z][^?]{0,60}? at the\b[^?]{0,60}\bmeeting\b|"
        r"\bwho was (?:the )?(?:\w+ )?(?:clerk|chair(?:man|woman|person)?|secretary)\b[^?]{0,60}\bmeeting\b"
    ),
    Asks.VOTE: (
        r"\bhow was\b.*\bdecided\b|"
        r"\bvot(?:e|ed|es|ing)\b|\babstain|\bthe (?:split|count)\b|\bin favou?r\b|\bwho (?:was|were) against\b|"
        r"\b(?:who|which \w+) (?:\w+ )?(?:proposed|seconded|moved)\b|\b(?:proposer|seconder|mover)\b|\band seconded\b|"
        r"\bwho (?:won|got in)\b|\bwhat did (?:each|either|they|both)\b[^?]{0,20}\bpoll\b|"
        r"\bwhich \w+ (?:was|were) against\b|"
        r"\bon the fence\b|\bwho\b[^?]{0,40}\b(?:against|backed|opposed|sided with|dissented)\b|\bcontest\b"
    ),
    Asks.TIMELINE: (
        r"\b(?:each|every|all the|what|which) (?:extensions?|deferrals?|steps?|stages?|delays?)\b|"
        r"\bkept (?:getting|being)\b|\b(?:history|timeline) of\b|\bover the (?:years|months)\b|"
        r"\bhow (?:did|has|have) .* (?:change|develop|evolve)"
    ),
    Asks.LATEST: (
        r"\bstill\b|\bcurrent(?:ly)?\b|\blatest\b|\bin the end\b|\bwhere (?:do|does) .*\bstand\b|"
        r"\b(?:so far|eventually|finally|yet)\b|\b(?:ended|did\b.* end) up\b|\bwhere (?:are|have) (?:we|they|things)\b"
    ),
    Asks.LIST: (
        r"^\W*(?:list|name|give me)\b|\b(?:which|what) (?:two|three|four|five|six|seven|eight|nine|ten)\b|"
        r"\bwhat are all\b"
    ),
    Asks.ACTION: (
        r"\bwho (?:is|was|has|had|will|would|undertook|offered|promised|agreed)\b.{0,30}\bto\b|\bwho will\b|"
        r"\b(?:was|were|been) asked to\b|\bwho'?s (?:job|to)\b|\bactions?\b"
    ),
    Asks.DECISION: (
        r"\b(?:decid|agree|resol|approv|adopt|settle|chose|choose|reject|refus|turn(?:ed)? down|became of|become of|"
        r"outcome|okay)"
    ),
}


def asks(question: str) -> Asks:
    """The kind of a question; a fact where nothing says more."""
    return next((kind for kind, pattern in _PATTERNS.items() if re.search(pattern, question, re.I)), Asks.FACT)


def asks_sum(question: str) -> bool:
    """Whether amounts are asked for together: "in total, how much did ... give?"."""
    return bool(re.search(_SUMMED, question, re.I))
