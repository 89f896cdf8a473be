"""Which line is a heading rather than a sentence, and where a title stands on a line above its text."""

import re

from ingest.parsing.layout.labels import opens_a_list
from ingest.parsing.layout.runs import MARKER, only_marker
from rag.minutes import readable

TERMINAL = re.compile(r"[.?!:;][\"”’')*_\]]*$")
_TITLE_ENDS_OPEN = re.compile(r"(?:[,&–-]|\b(?:and|of|the|to|by|for|in|at|on|from|with|or))$", re.I)
_SENTENCE_WORDS = 8  # a numbered line with more words and a full stop says something; with fewer it may be a title
_SHORT = 120  # characters: that many in two lines are a title and its text
_LINE_END = re.compile(r"\r\n?|[\n\v\f\x85\u2028\u2029]")
_ARTICLE = re.compile(r"(?<=\s)The (\w)(?=\S*(?: \S+){0,2}$)")  # "2. The paddock"; not "2. The Clerk had a letter"
_LABELLED = re.compile(r":\s*\w|\|")
_TOPIC = re.compile(r"(?:To|Notice|Minutes|Matters|Apologies|Adoption)\b|.*\b[A-Z]\.$")
SAYS = re.compile(
    r"^(?:resolved|agreed|noted)\b|£\s?\d|\b(?:was|were|is|are|has|have|had|will|would|said|heard|reported|noted|agreed|"
    r"resolved|decided|asked|thanked|explained|stated|advised|gave|felt|told|confirmed)\b"
    r"|\bmeeting (?:closed|ended|finished|opened|began|rose|adjourned)\b",
    re.I,
)

_NOTHING = re.compile(r"(?i)(?:none|nil|no|nothing|there (?:was|were)|the \w+ did not)\b")
_IS_BUSINESS = re.compile(r"To (?:approve|receive|consider|discuss|note|agree|review)\b")  # "10 Finance", and below it
_HEADS_A_LIST = re.compile(r"(?i)\b(?:apologies|correspondence)\W*$")  # "2. Apologies", and names below it
_MOVES = re.compile(r"(?i)\b(?:proposed|moved)\b.*\b(?:seconded|that)\b")


def title_line(piece: str) -> int:
    """Where the numbered title ends that stands on a line above its text; 0 where the lines are one title or text."""
    title, below = _first_line(piece)
    if only_marker(title):
        next_line, below = _first_line(below.lstrip())
        title = piece[: piece.index(next_line, len(title)) + len(next_line)]
    title, below = title.rstrip(), below.lstrip()
    marker = MARKER.match(title)
    if not below.lstrip("*_")[:1].isupper() or readable(below).isupper():
        return 0
    if len(piece) > _SHORT and not _stands_alone(title, below):
        return 0
    numbered = marker and marker["number"][:1].isdigit() and title[marker.end() :].strip("*_.): \t\\")
    if (
        not numbered
        or not looks_like_heading(_ARTICLE.sub(lambda the: the[1].upper(), title), True)
        or SAYS.search(title)
        or _TITLE_ENDS_OPEN.search(title.strip("*_ "))
    ):
        return 0
    listed = _NOTHING.match(below) or _HEADS_A_LIST.search(title)
    said = _stands_alone(title, below) and SAYS.search(below)
    business = _IS_BUSINESS.match(below) and not _IS_BUSINESS.search(title)
    return len(title) if TERMINAL.search(below) or opens_a_list(below) or listed or said or business else 0


def _first_line(piece: str) -> tuple[str, str]:
    """The first line and what stands below it, whatever the file ends its lines with."""
    end = _LINE_END.search(piece)
    return (piece[: end.start()], piece[end.end() :]) if end else (piece, "")


def _stands_alone(title: str, below: str) -> bool:
    """Whether a line was ended on purpose: the next word had room on it, and its words are no label with a list."""
    widest = max(map(len, _LINE_END.split(below)))
    return len(title) + len(below.split()[0]) + 1 < widest and not _LABELLED.search(title)


def looks_like_heading(piece: str, numbered: bool) -> bool:
    """Whether a short piece names what follows: in capitals or bold, or numbered and not a sentence."""
    words = readable(piece)
    letters = [c for c in words if c.isalpha()]
    if not letters or (words.endswith((".", "?", "!", ";", ",")) and not numbered):
        return False
    title = MARKER.sub("", words).strip(" .:")
    if not title:
        return False
    if all(c.isupper() for c in letters) and len(letters) > 3:
        return True
    bold = re.fullmatch(r"\s*(?:\*\*|__)[^*]+(?:\*\*|__)\s*:?\s*", piece) is not None
    if numbered and ((words.endswith(".") and _is_sentence(title)) or _MOVES.search(title)):
        return False
    short = len(title.split()) <= 12 and not re.search(r"(?<!\b[A-Z])(?<!Cllr)(?<!Mrs)(?<!M[rs])(?<!St)[.?!;]\s", title)
    return short and (bold or (numbered and title[:1].isupper() and not title.startswith(("That ", "The "))))


def _is_sentence(title: str) -> bool:
    """Whether the words of a numbered line say something: a verb, an amount, or many words that aren't capitalised."""
    words = title.split()
    many = len(words) > _SENTENCE_WORDS and sum(word[0].isupper() for word in words) * 2 <= len(words)
    return bool(SAYS.search(title)) or (many and not _TOPIC.match(title))
