"""Where sentences begin and end in the prose of minutes, with its initials, abbreviations and numbered points."""

import re

_ABBREVIATIONS = frozenset(
    "mr mrs ms miss dr rev revd cllr cllrs clr cmhlr cr coun councillor "
    "insp sgt supt ch st no nos co ltd inc e.g i.e eg ie "
    "etc viz vs approx ref para paras min max dept hon prof gen col capt lt fr sr jr art sec p pp vol fig tel ext "
    "a.m p.m am pm bn hons".split()
)
_END = re.compile(
    r"[.?!]+[\"”’')\]]*(?!\s00\b)(?=\s+[\"“‘'(\[*]*[A-Z0-9£€$\u00c0-\u00dd])"
    r"|\n[ \t]*\n|\n(?=[ \t]*(?:[-•*] |\(?[a-z0-9]{1,4}[.)] ))"
)
_NUMBERED = re.compile(r"\s?(?:[A-Z]-?)?\d")  # what "No." stands before: 12, A-409
_LEADS_ON = re.compile(  # words and marks that end no sentence, whatever stands after them
    r"(?i)(?:,|\b(?:the|of|and|to|by|for|in|an?|that|with|on|at|from|councillors?|cllrs?|deputy|mrs?\.?|ms\.?))$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) offsets of each sentence, without the white space between them, in order."""
    spans = []
    start = 0
    for match in _END.finditer(text):
        if text[match.start()] == "." and _abbreviated(text, start, match.start()):
            continue
        if match[0].count("\n") == 2 and _goes_on(text, match.start(), match.end()):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    trimmed = []
    for first, last in spans:
        piece = text[first:last]
        if piece.strip():
            trimmed.append((first + len(piece) - len(piece.lstrip()), last - len(piece) + len(piece.rstrip())))
    return trimmed


def _goes_on(text: str, before: int, after: int) -> bool:
    """Whether a sentence goes on after an empty line, as it does where each line of a page stands by itself."""
    led = text[max(0, before - 20) : before].rstrip()
    follows = text[after : after + 20].lstrip()
    return bool(_LEADS_ON.search(led) or (led[-1:].isalnum() and re.match(r"[a-z]{2,}(?![\w.)])", follows)))


def _abbreviated(text: str, start: int, dot: int) -> bool:
    """Whether the word before a full stop is an abbreviation, an initial or a point's number, not a sentence's end."""
    line = text[max(0, dot - 20) : dot]
    word = re.split(r"[\s(\"“'’]", line)[-1].lower()
    if word in _ABBREVIATIONS:
        return word not in ("p.m", "a.m", "pm", "am", "etc", "no") or (
            word == "no" and _NUMBERED.match(text, dot + 1) is not None
        )
    if re.fullmatch(r"[a-z]|[a-z](\.[a-z])+", word):
        return True
    before = max(start, text.rfind("\n", start, dot) + 1)
    return bool(re.fullmatch(r"[\s>*_\\-]*\(?(?:\d{1,3}(?:\.\d{1,2})*|[ivxl]{1,6}|[a-z])", text[before:dot]))


_BULLET = re.compile(r"\s*(?:[-•–]|\\?\*)\s+(?=\S)")
_NUMBER = re.compile(
    r"\s*(?:(?:[-•–]|\\?\*)\s+)?[*_]{0,2}\(?(?P<number>[\w./]{1,9})(?:\\?[.):]+[*_]{0,2}\s+|[*_]{0,2}\s+)(?:\|\s+)?(?=\S)"
)


def mark_length(text: str, number: str) -> int:
    """How many characters at a paragraph's head are its list mark and its number ("- iii. ") rather than its words."""
    match = _NUMBER.match(text) if number else None
    if match is None or match["number"].rstrip(".") != number:
        match = _BULLET.match(text)
    return match.end() if match else 0
