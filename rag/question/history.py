"""A follow-up made whole by the questions before it."""

import re
from collections.abc import Sequence

_LEANS = re.compile(
    r"(?i)^\s*(?:and|but|so|what about|how about|or)\b|\b(?:it|its|they|them|their|he|she|his|her|him|this|these|those|"
    r"that (?:night|meeting|day|one|time|job)|the (?:one|same|other|latter|former|first|second)s?|there|then|instead)\b"
)
_SHORT = 6  # words: a question of fewer rarely stands alone after another


def asked_as(question: str, history: Sequence[str]) -> str:
    """The question as understood: led by the earlier questions when it leans on them, unchanged otherwise."""
    if not history or not (_LEANS.search(question) or len(question.split()) < _SHORT):
        return question
    return " ".join([*(earlier.strip() for earlier in history), question.strip()])
