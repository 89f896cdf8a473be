"""Questions with known answers: the lines of a question file, and what it means that a paragraph proves one of them."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    field_validator,
    model_validator,
)

from rag.answers import Reason
from rag.errors import WrongUse
from rag.files import load_lines

LONGEST_PROOF = 2000
"""Characters of plain text: nobody can check a longer paragraph, so it proves nothing."""

_SAME = str.maketrans(
    {
        **dict.fromkeys("*_\\#`|>", ""),
        "\u00a0": " ",
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("–—\u2010\u2011", "-"),
        "\u00ad": "",
    }
)
_LIST_DASH = re.compile(r"(?<!\S)-(?!\S)")
_HYPHENS = re.compile("-{2,}")  # a PDF's text layer may give one hyphen as several

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def plain(text: str) -> str:
    """The words of a text, alike whatever its markup, letter case, spaces, quotation marks and dashes."""
    return " ".join(_LIST_DASH.sub(" ", _HYPHENS.sub("-", text.translate(_SAME))).split()).casefold()


_NEVER_THERE = re.compile("[\u00a0‘’“”–—`#_]")  # what `plain` leaves none of
_CHOICE = re.compile(rf"\[\^?\]?[^\]]*\]|{_NEVER_THERE.pattern}[?*]|(?<=[(|:]){_NEVER_THERE.pattern}(?=[|)])")


def _is_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    wanted = [_NEVER_THERE.search(branch) for branch in _CHOICE.sub("", pattern).split("|")]
    if wanted[0] and all(wanted):
        raise ValueError(
            f"{pattern!r} can never match: answers are compared without markup and with plain dashes, quotation marks "
            f"and spaces, so that they hold no {wanted[0][0]!r}"
        )
    return pattern


_Pattern = Annotated[str, AfterValidator(_is_pattern)]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Line):
    """Where a proof stands: a document's file name and a piece of the paragraph, its spaces collapsed."""

    document: _Words
    anchor: _Words

    @field_validator("anchor")
    @classmethod
    def _has_words(cls, anchor: str) -> str:
        if not plain(anchor):
            raise ValueError("an anchor of markup alone would be found in every paragraph")
        return anchor

    def is_in(self, text: str) -> bool:
        """Whether a text holds the anchor, however long the text is."""
        return plain(self.anchor) in plain(text)

    def is_proved_by(self, document: str, text: str) -> bool:
        """Whether a paragraph of a document, short enough to be checked by a reader, holds this place."""
        return Path(document).name == self.document and len(plain(text)) <= LONGEST_PROOF and self.is_in(text)


class GoldQuestion(_Line):
    """One line of a question file.

    Attributes:
        history: what was asked before, the oldest first.
        gold: the places that together prove the answer.
        also: further places that may be cited.
        facts: every entry must be matched by the answer; an entry is matched by any one of its regular expressions.
        never: no entry may be matched by the answer: the wrong amount, the other mover.
        whole: whether a list is asked for, which is right only when it is whole.
        reason: why an abstention is due, as answer records have it.
        max_words: more make an answer too long.
        matter: what it is about; questions on one matter count as one where chance is reckoned.
        answer: a right answer in plain words, for people.
    """

    id: _Words
    kind: _Words
    question: _Words
    history: tuple[str, ...] = ()
    expect: Literal["answered", "abstained"]
    gold: tuple[Place, ...] = ()
    also: tuple[Place, ...] = ()
    facts: tuple[tuple[_Pattern, ...], ...] = ()
    never: tuple[_Pattern, ...] = ()
    whole: bool = False
    reason: Reason | None = None
    max_words: int | None = None
    matter: str = ""
    answer: str = ""

    @field_validator("facts")
    @classmethod
    def _have_alternatives(cls, facts: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        if not all(facts):
            raise ValueError("an entry without a pattern can never be matched")
        return facts

    @model_validator(mode="after")
    def _can_be_scored(self) -> Self:
        if self.answerable and not self.gold:
            raise ValueError("a question that expects an answer needs at least one place in `gold`")
        return self

    @property
    def answerable(self) -> bool:
        """Whether the minutes answer it."""
        return self.expect == "answered"


def load_questions(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of a file, in its order.

    Raises:
        WrongUse: the file can't be read or holds no question, or a line is wrong; the message has the line's number.
    """
    questions: dict[str, GoldQuestion] = {}
    for place, question in load_lines(path, GoldQuestion):
        if question.id in questions:
            raise WrongUse(f"{place}: the id {question.id!r} was used before; give each question its own.")
        questions[question.id] = question
    if not questions:
        raise WrongUse(f"The question file {str(path)!r} holds no question: put one JSON object on each line.")
    return tuple(questions.values())
