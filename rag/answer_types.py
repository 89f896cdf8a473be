"""What a text must hold to be an answer of some type: an amount, a number, a date, a name, a reason."""

import re

from rag.plan import AnswerType
from rag.tables import table

_FORMS = {
    AnswerType(name): re.compile("|".join(held["forms"])) for name, held in table("rag", "answer_types.toml").items()
}


def holds(answer_type: AnswerType, text: str) -> bool:
    """Whether a readable text has something of the type; always true of `ANY`."""
    form = _FORMS.get(answer_type)
    return form is None or bool(form.search(text))
