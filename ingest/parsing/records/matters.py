"""What was voted on, in the minutes' words, without who moved it, the vote and its end."""

import re

from ingest.parsing.phrases import any_of
from ingest.parsing.records.movers import Movers
from rag.sentences import sentences

SECONDS = re.compile(  # "Cllr Elm seconded the motion", "The motion was seconded by Cllr Elm": of an earlier matter
    r"^\W*(?:\w{1,3}[.)]\s)?(?:(?:[\w.’'()-]+\s){1,4}?seconded(?:\s(?:it|this|the\s\w+))?"
    r"|(?:(?:The\s)?\w*\s?[Mm]otion\s|This\s|It\s)?(?:was\s|is\s)?[Ss]econded\sby\s)"
)
_GOES_BEYOND = re.compile(  # a sentence that tells of who moved it, of the vote or of its end, and not of the matter
    "|".join(
        [
            *(any_of(sort).pattern for sort in ("movers_first", "result", "seals")),
            SECONDS.pattern,
            r"(?i:(?:an?|the)\svote\b)",
        ]
    )
)
_QUOTED = re.compile(r"[“\"](?P<double>[^“”\"]{12,})(?:[”\"]|$)|‘(?P<single>[^“”\"]{30,}?)’(?=\W*$|[.,;]|\s+[A-Z])")
_SECONDED = re.compile(  # from here on the words tell who seconded
    r"(?:[,;.(–-]+\s*|\s)(?:(?:and|this|which|it|was|were|the|that|proposal|motion)\s)*"
    r"(?:(?i:seconded)\b(?!\s(?:to|from)\b)|(?i:seconder|second\sby)\b|(?i:2nd|sec)\b\.?\s?(?=[A-Z]))"
    r"|[,;.(]+\s*(?:and\s|with\s)?(?:[A-Z][\w.’'()/-]*\s){1,5}(?:so\smoved|seconded|seconding)\b"
)
_N = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
# between who moves or decides and the matter: names, votes, and words that say how
_BETWEEN = (
    r"(?:\W+(?:by|and|was|were|it|is|unanimously|then|therefore|also|all|present|members|made|accordingly|duly|moved|proposed|seconded"
    rf"|resolved|agreed|carried|of|the|for|a|majority|with|abstentions?|after|following|some|further|review|discussion|debate|consideration|votes?|to(?=\s{_N}\b)|{_N}|[A-ZÀ-Þ][\w.’'()/-]*))*\W+"
)
_MATTER = r"(?=[Tt]hat\b|to\s(?!(?:the|an?|his|her|its|their|this|these|those|each|all|and|whom|which|one|nil)\b)[a-z])"
_PUTS = re.compile(
    rf"^.*?\b(?i:proposed|moved?|proposal|motion(?:ed)?|resolved|agreed|decided|carried|voted?)\b{_BETWEEN}{_MATTER}"
)
_NAMED_BEFORE = re.compile(rf"^{_BETWEEN}{_MATTER}")
_MOVED_IT = re.compile(r"^.*?(?<!\bwas\s)(?<!\bwere\s)(?:proposed|moved)\s(?=[a-z])(?!by\b|and\b|from\b|for\b)")
_MOVED_BY = re.compile(  # "... was proposed by Cllr Ash", "Prop. KD"
    r"(?:\W*\b(?:was|were))?\W*\b(?i:proposed|moved|made|proposer|prop|(?:(?:on\s)?the\s)?proposal)\b[^;]{0,60}?"
    r"(?:\b(?:by|of|from)\s|[.:–-]\s?|\s(?=[A-Z]{2}))[^;]*$|\W*\b(?:[Pp]roposed|Prop)\s(?=[A-ZÀ-Þ])[^;]*$"
)
_MOVER_LAST = re.compile(
    r"(?:\W*\b(?:by|(?i:prop(?:osed)?)[.:]?)(?:\s[A-ZÀ-Þ][\w.’'()-]*){1,4}|\s(?:as|was|were|and))\W*$"
)
_VOTE = re.compile(  # from here on the words tell the vote or its end
    r"(?i)(?:\W+|^)(?:with\s|by\s(?:a\s)?(?:votes?\sof\s|majority\sof\s)?|votes?\W+)?(?:"
    rf"(?:{_N}|all|both)\s(?:votes?\s|councillors\s|members\s|present\s|were\s|voted\s)*"
    r"(?:in\sfavou?r|against|for(?=\W*(?:$|[,;.]|against|and\b|\d{1,2}\sagainst)))"
    r"|(?:for|in\sfavou?r|yes|ayes?)\s*[:–-]\s*(?:\d|all\b)|motion\scarried\b|(?:roll[\s-]call\s)?votes?:|this\swas\s(?:carried|passed|agreed)\b"
    r"|and\s(?:it|this|the\smotion)\s(?:was\s)?(?:carried|passed|failed|approved|agreed)\b)"
)
_NO_MATTER = re.compile(  # "that a vote be taken on the amendment", "Cllr Ash proposed and"
    r"(?i:\b(?:a|the|roll[\s-]call)\svote\b|\bshow\sof\shands\b|\bfollowing\sresolution\b)"
    r"|^(?i:\W*(?:the\s|an?\s)?(?:further\s|second\s)?(?:amendments?|nominations?|proposal|disposal)(?:\sand)?\W*$)|(?i:\bthe\s(?:amended\s|original\s|substantive\s)?motion\W*$)|\bdeclared\W*$|\band\sa\ssecond\W*$|^(?i:\W*(?:they|these|those|this|it)\W*$)"
    r"|(?:\d\.\d\d\b[^.]*){4}"  # amounts of a table
    r"|^\W*(?:(?:After|Following)\b[^,]*,\s)?(?:Cllr|Councillor|Mrs?|Ms|Miss|Dr)\.?(?:\s[A-ZÀ-Þ][\w.’'()-]*){1,3}\W*$"
    r"|^\W*(?:[A-ZÀ-Þ][\w.’'()-]*\s){1,5}(?:proposed|moved)(?:\W+(?:and|[A-ZÀ-Þ][\w.’'()-]*))*\W*$"
)
_SHORT_WORD = 4
_FORMAL = frozenset(
    "prop proposer seconder moved resolved agreed carried that this motion proposed seconded unanimously unanimous"
    " councillor cllr council with from were will should following resolution members accordingly vote votes favour"
    " against made".split()
)


def matter_of(words: str, by: Movers) -> str:
    """What was voted on, from the words that put it; empty where they don't tell it surely."""
    if SECONDS.match(words) or not content(words):
        return ""
    if quoted := _QUOTED.search(words):
        return (quoted["double"] or quoted["single"]).strip()
    ends = next((start for start, end in sentences(words)[1:] if _GOES_BEYOND.match(words[start:end])), len(words))
    seconded = _SECONDED.search(words, 0, ends)
    reported = words[: seconded.start() if seconded else ends]
    said = ""
    if puts := _PUTS.search(reported) or (by and _MOVED_IT.search(reported)):
        said = reported[puts.end() :]
    elif seconded and (named := _NAMED_BEFORE.search(words[seconded.end() : ends])):
        said = words[seconded.end() + named.end() : ends]
    else:
        said = _MOVED_BY.sub("", reported)
    if by.proposer:
        said = re.sub(rf",?\s*\b(?:made|moved|proposed)\sby\s{re.escape(by.proposer)}(?!\w)", "", said)
    vote = _VOTE.search(said)
    said = said[: vote.start()] if vote else said
    said = (_MOVER_LAST.sub("", said) if by or seconded else said).strip(' .:;,–-“”"(')
    return said if content(said) and not _NO_MATTER.search(said) else ""


def quotes(words: str) -> bool:
    """Whether words give the text of a motion between quotation marks."""
    return bool(_QUOTED.search(words))


def content(words: str) -> frozenset[str]:
    """The words that say what a decision is about, cut to their stems."""
    found = re.findall(r"[^\W\d_][\w’'-]*|\b\d[\d,.]*\b", words.casefold())
    return frozenset(
        word[:6] for word in found if (len(word) >= _SHORT_WORD or word[0].isdigit()) and word not in _FORMAL
    )
