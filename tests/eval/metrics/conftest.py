"""Answers as the measures read them: records."""

from collections.abc import Callable

import pytest

from eval.records import AnswerRecord, recorded
from rag.answers import Answer


@pytest.fixture
def say(say: Callable[..., Answer]) -> Callable[..., AnswerRecord]:
    return lambda *given, **changed: recorded(say(*given, **changed))
