"""What a paragraph decides: resolutions with their movers and outcomes."""

import re

from rag.minutes import Resolution, readable

_MOVER = (
    r"(?P<name>(?:(?:Cllrs?|Councillors?|Clr|Cmhlr|Mr|Mrs|Ms|Miss|Dr)\.?\s+)*(?:[A-Z]\.?\s*){0,3}"
    r"[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+|\s*\([A-Z]\)){0,2})"
)
_PROPOSER = [
    re.compile(r"(?i:proposed by|on the proposal of|moved by|proposal of)\W*" + _MOVER),
    re.compile(_MOVER + r"\s+(?:had\s+|then\s+)?(?:proposed|moved)\b"),
    re.compile(r"(?:MOVER & SECONDER:|\|)\s*(?P<name>[A-Z][\w'’-]+)\s*/\s*[A-Z]"),
]
_SECONDER = [
    re.compile(r"(?i:seconded by|seconded\W+)\W*" + _MOVER),
    re.compile(_MOVER + r"\s+(?:then\s+)?seconded\b"),
    re.compile(r"(?:MOVER & SECONDER:|\|)\s*[A-Z][\w'’-]+\s*/\s*(?P<name>[A-Z][\w'’-]+)"),
]
_OUTCOMES = {
    "lost": r"\b(?:LOST|DEFEATED|[Mm]otion (?:was )?(?:lost|defeated)|not carried|REJECTED|refused)\b",
    "deferred": r"\b(?:LAID OVER|DEFERRED|[Dd]eferred|[Aa]djourned|EXTENSION OF TIME)\b",
    "referred": r"\b(?:REFERRED|REFERRAL|[Rr]eferred to)\b",
    "noted": r"\b(?:RECEIVED AS INFORMATION|be noted|was noted|were noted)\b",
    "carried": (
        r"\b(?:CARRIED|ADOPTED|PASSED|RESOLVED|AGREED|[Cc]arried|[Aa]dopted|[Rr]esolved|[Aa]greed|[Aa]pproved)\b"
    ),
}


def resolution(paragraph_id: str, text: str) -> Resolution:
    """What a paragraph of kind resolution, recommendation or vote records; None where a mover isn't named."""
    words = readable(text)
    outcome = next((name for name, pattern in _OUTCOMES.items() if re.search(pattern, words)), "resolved")
    return Resolution(
        paragraph_id=paragraph_id, proposer=_first(_PROPOSER, words), seconder=_first(_SECONDER, words), outcome=outcome
    )


def _first(patterns: list[re.Pattern[str]], words: str) -> str | None:
    matches = [match["name"].strip() for pattern in patterns if (match := pattern.search(words))]
    return matches[0] if matches else None
