"""The pieces of a question that asks several things, each with what was said before it."""

import re

from rag.plan import AnswerType
from rag.planning.intent import answer_type, asks
from rag.planning.lexicon import lexicon
from rag.stores.words import question_terms

_ALONE = (AnswerType.MONEY, AnswerType.NUMBER, AnswerType.DATE, AnswerType.REASON)  # "and why?" asks by itself
_OPENS = "|".join(phrase.replace(" ", r"\s+") for phrase in lexicon()["phrases"]["next_part"]["cues"])
_NEXT_PART = re.compile(rf"(?i)[,;]?\s+(?:and|but)\s+(?:then\s+|roughly\s+)?(?=(?:{_OPENS})\b)|[;?.]\s+(?=\w)")
_ABBREVIATED = re.compile(r"(?i)\b(?:cllrs?|mr|mrs|ms|dr|st|no|rev|p\.c|\w)$")


def pieces(text: str) -> list[str]:
    """What a question asks, one thing each; what is only said ("There were three.") goes with what is asked next."""
    found: list[str] = []
    before = ""
    for piece, mark in _split(text):
        wanted = answer_type(piece)
        asking = asks(piece) or wanted is not AnswerType.ANY
        if mark == "." or not (asking and (question_terms(piece) or wanted in _ALONE)):
            before = f"{before}{piece}{mark} "
            continue
        found.append(f"{before}{piece}".strip())
        before = ""
    return [*found[:-1], f"{found[-1]} {before}".strip()] if len(found) > 1 else [text]


def _split(text: str) -> list[tuple[str, str]]:
    """The pieces of a question, each with the mark that ends it, or nothing."""
    ends = [match.span() for match in _NEXT_PART.finditer(text) if not _ABBREVIATED.search(text[: match.start()])]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    return [(text[a:z], text[z : z + 1]) for a, z in zip(starts, stops, strict=True)]
