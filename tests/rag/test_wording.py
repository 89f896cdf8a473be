from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from rag.question.wording import mended

COMMON = frozenset("who what when how many was is in the of at to money library pavement payment grant wobbly".split())


@dataclass(frozen=True)
class Words:
    """A lexicon of a few words; those with a capital are written with one."""

    held: Mapping[str, int] = field(
        default_factory=lambda: {
            "library": 200,
            "pavement": 100,
            "payment": 900,
            "money": 300,
            "grant": 80,
            "Pellow": 60,
            "Netherby": 500,
            "PLC": 40,
            "Brown": 400,
            "Browne": 8,
            "cemetery": 600,
            "cemetry": 2,
            "January": 700,
            "Janaury": 3,
        }
    )

    def spread(self, word: str) -> int:
        return sum(count for known, count in self.held.items() if known.lower() == word.lower())

    def is_common(self, word: str) -> bool:
        return word.lower() in COMMON | {"cemetery", "january"}

    def written(self, word: str) -> str | None:
        return next((known for known in self.held if known.lower() == word.lower()), None)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("How much moeny was there?", "How much money was there?"),
        ("How much for the libary?", "How much for the library?"),
        ("Who mended the pavment?", "Who mended the pavement?"),
        ("Who mended the cemetry gate?", "Who mended the cemetery gate?"),
        ("Was it held in Nethebry?", "Was it held in Netherby?"),
        ("Is Cllr Pelow's gratn in?", "Is Cllr Pellow's grant in?"),
        ("Was it in Janaury 2021?", "Was it in January 2021?"),
        ("Was Gratn 5 paid?", "Was Grant 5 paid?"),
    ],
)
def test_a_slip_is_mended_to_a_word_of_the_minutes(slip: str, meant: str):
    assert mended(slip, Words()) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Was Cllr Browne there?",  # a rare name that a common one is near to
        "Is the gate wobbly?",  # a word of the language that the minutes lack
        "Is it a fraxelbine?",  # a word that is near to none
        "Who is Granty?",  # a name is no common word misspelt
        "What is at a.libary@netherby.example or /libary?",
        "Couldn't Pellow’s grant be 2,000?",
        "Was it £40? (2021)",
        "Give Pellow his grant.",
    ],
)
def test_what_is_no_slip_stays(question: str):
    assert mended(question, Words()) == question


def test_capitals_come_back_where_the_minutes_have_them():
    asked = "Who was at Netherby in 2021? Was the PLC's Zorblax money for Pellow?"
    assert mended(asked.upper(), Words()) == asked
    assert mended(asked.lower(), Words()) == asked


def test_a_question_of_one_name_less_sentence_keeps_its_case():
    assert mended("Was the netherby grant paid?", Words()) == "Was the netherby grant paid?"


def test_missing_marks_are_set():
    assert mended("The grant was late Who was at Netherby ", Words()) == "The grant was late. Who was at Netherby?"
