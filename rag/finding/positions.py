"""Where a matter stands after a step: the word for it, from the record's outcome or the minutes' own verbs."""

import re
from enum import StrEnum


class Position(StrEnum):
    """What a step did to a matter."""

    RESCINDED = "rescinded"
    LOST = "lost"
    REFUSED = "refused"
    DEFERRED = "deferred"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    CUT = "cut"
    AMENDED = "amended"
    COMPLETED = "completed"
    APPROVED = "approved"
    ACTION = "action"
    AGREED = "agreed"
    PROPOSED = "proposed"
    NOTED = "noted"
    REPORTED = "reported"


_WAS = r"(?:has|have|had|was|were|is|are|be|been|being)(?: (?:now|all|since|also|already|both|duly))?(?: been)?"
_TELLING = {
    Position.RESCINDED: r"rescind(?:ed|ing)?|revok(?:ed?|ing)|annull?ed|overturned|quashed|superseded",
    Position.LOST: (
        r"(?:motion|amendment|proposal|resolution|vote)(?:[^.]{0,40} (?:was|be|is))? (?:lost|defeated)|not carried|"
        r"(?-i:LOST)"
    ),
    Position.REFUSED: (
        r"refus(?:ed|al)|reject(?:ed)?|turned down|declined|dismissed|disallowed|"
        r"(?:not|never)(?: been| be)? (?:approved|granted|adopted|agreed|supported|proceed\w*)"
    ),
    Position.DEFERRED: (
        r"deferr(?:ed|al)|postponed|(?:laid|held) over|put (?:off|back) (?:to|until)|on hold|"
        r"exten[st]ion (?:of (?:the )?time(?:[^.|]{0,60}?\bgranted)?|[^.|]{0,40}\bgranted)|"
        r"adjourned (?=to|until|for)"
    ),
    Position.REFERRED: rf"{_WAS} referred(?: back)? to",
    Position.WITHDRAWN: rf"{_WAS} withdrawn|withdrew",
    Position.RESTORED: rf"{_WAS} (?:re-?instated|restored|re-?opened|unlocked|resumed)",
    Position.CUT: rf"{_WAS} (?:cut|reduced|halved) (?:by|to|from)",
    Position.AMENDED: rf"{_WAS} amended",
    Position.COMPLETED: (
        rf"{_WAS} (?:completed|finished|installed|erected|unveiled|dedicated|repaired|delivered|opened|fitted|"
        r"replaced|mended|signed|paid|sold|done)|now complete"
    ),
    Position.APPROVED: r"approved|granted|adopted|accepted|enacted|passed",
}
_CHASES = (
    r"(?:raise|follow|revert|investigate|check|contact|look|ask|write|seek|correspond|obtain|arrange|report|liaise)"
)
_GENERAL = {
    Position.ACTION: (
        rf"(?:agreed|offered|undertook|promised|asked|requested|actioned:?) to {_CHASES}|(?:will|would) {_CHASES}|"
        r"i will (?:ask|move)|an update was sought|enquired|queried"
    ),
    Position.AGREED: r"agreed|resolved|decided|carried|unanimous(?:ly)?|concurred in",
    Position.PROPOSED: r"propos(?:ed|es|al)|moved|recommend(?:ed|s|ation)?|(?-i:THAT)",
    Position.NOTED: r"noted|received",
}
_BY_OUTCOME = {
    "lost": Position.LOST,
    "deferred": Position.DEFERRED,
    "referred": Position.REFERRED,
    "withdrawn": Position.WITHDRAWN,
}
_NOT_YET = re.compile(
    r"(?i)\b(?:if|once|when|until|before|unless|whether|should|could|(?-i:may)|might|"
    r"to be|will be|would be|can be|needs?|subject to|awaiting|pending|not yet|yet to)\b[^.;:]{0,40}$"
)


def _compiled(patterns: dict[Position, str]) -> list[tuple[Position, re.Pattern[str]]]:
    return [(place, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)) for place, words in patterns.items()]


_TELLING_WORDS, _GENERAL_WORDS = _compiled(_TELLING), _compiled(_GENERAL)
OPEN = frozenset({Position.ACTION, Position.PROPOSED, Position.NOTED, Position.REPORTED})
"""Positions that leave a matter where it was."""
UNDOING = frozenset({Position.RESCINDED, Position.RESTORED, Position.AMENDED, Position.WITHDRAWN})
"""Positions that change what was decided before."""


def position(words: str, outcome: str = "") -> Position:
    """Where a step's words leave the matter; `outcome` is that of the resolution that the ledger has of it, if any.

    A telling verb beats one that only says that there was a decision, and of several the last counts: "the plan
    refused in May was approved". What is only looked forward to doesn't count: "until it is approved".
    """
    if outcome in _BY_OUTCOME:
        return _BY_OUTCOME[outcome]
    told = [
        (match.end(), -order, place)
        for order, (place, pattern) in enumerate(_TELLING_WORDS)
        for match in pattern.finditer(words)
        if outcome or not _NOT_YET.search(words[: match.start()])
    ]
    if told:
        return max(told)[2]
    if outcome == "noted":
        return Position.NOTED
    general = next((place for place, pattern in _GENERAL_WORDS if pattern.search(words)), Position.REPORTED)
    # a motion told without its result is a record too
    return Position.AGREED if outcome and general not in (Position.ACTION, Position.PROPOSED) else general
