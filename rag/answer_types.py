"""What a text must hold to be an answer of some type: an amount, a number, a date, a name, a reason."""

import re

from rag.dates import MONTHS
from rag.plan import AnswerType

_FORMS: dict[AnswerType, re.Pattern[str]] = {
    # in tables the sign of the currency stands in the head, or nowhere
    AnswerType.MONEY: re.compile(
        r"[£€$]\s?\d|\b\d[\d,.]*\s?(?:euro|pounds|million)\b|(?<![\d.:/])\d[\d,]*\.\d\d\b(?![.:/]\d|\s?[ap]\.?m)"
    ),
    AnswerType.NUMBER: re.compile(
        r"\b(?!(?:19|20)\d\d\b)\d[\d,]*\b(?![/.]\d)|"
        r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|none|once|twice|unanimous\w*)\b",
        re.I,
    ),
    AnswerType.SHARE: re.compile(r"\d\s?%|per ?cent", re.I),
    AnswerType.DATE: re.compile(
        rf"\b(?:19|20)\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)\b|\d[./]\d|\b(?:{'|'.join(map(str.title, MONTHS))})\b"
    ),
    AnswerType.PERSON: re.compile(
        r"\b(?:[A-Z]\.?\s?){0,2}[A-ZÀ-Þ][\w'’]+\s+[A-ZÀ-Þ][\w'’]+|\b(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Insp)\.?\s+[A-Z]"
    ),
    AnswerType.REASON: re.compile(
        r"\b(?:because|due to|owing|reasons?|since|as (?:it|they|he|she|the|there|a|this|no)|unable|lack of|"
        r"result of|so that|in order|therefore|concern\w*|despite|grounds|following|too \w+|pressure of)\b",
        re.I,
    ),
}


def holds(answer_type: AnswerType, text: str) -> bool:
    """Whether a readable text has something of the type; always true of `ANY`."""
    form = _FORMS.get(answer_type)
    return form is None or bool(form.search(text))
