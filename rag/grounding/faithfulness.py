"""Whether the sentences that an answer record shows are what their own citations say; the record alone is enough."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from rag.dates import written_day
from rag.grounding.citation import shown
from rag.grounding.verify import Checker
from rag.minutes import CitedParagraph, Kind, Paragraph, readable
from rag.sentences import sentences

_MARKERS = re.compile(r"(?:\[\d+\]–?)+")

Record = Mapping[str, Any]


class Fate(StrEnum):
    """How a shown sentence stands to the paragraphs that it cites; `uncited` where it cites none that is there.

    `recorded` is a sentence that a quoted answer states from records: a count, a list, a day and an outcome before a
    quote. The checker can't look counts up, so that it doesn't prove one is no fault.
    """

    VERBATIM = "verbatim"
    RECORDED = "recorded"
    PROVED = "proved"
    NOT_PROVED = "not proved"
    CONTRADICTED = "contradicted"
    UNCITED = "uncited"


class Shown(NamedTuple):
    """A sentence that an answer shows, its fate, and whether it should be its quotes to the letter and isn't."""

    text: str
    fate: Fate
    misquoted: bool = False


FAITHFUL = frozenset({Fate.VERBATIM, Fate.RECORDED, Fate.PROVED})


def fates(record: Record) -> list[Shown]:
    """The shown sentences of an answer record; what its text shows beyond its sentences is uncited."""
    found, rest = [], _bare(str(record.get("text", "")))
    quoted_mode = record.get("mode") == "quoted"
    for sentence in record.get("sentences", []):
        text, citations = str(sentence.get("text", "")), cited_by(sentence, record)
        quoted = quoted_mode and bool(sentence.get("quoted", True))
        one = fate(text, citations)
        if quoted_mode and not quoted and one is not Fate.UNCITED and not _opposed(one, text, citations):
            one = Fate.RECORDED
        found.append(Shown(text, one, misquoted=quoted and not is_its_quote(text, citations)))
        words = _bare(text)
        before, _, rest = rest.partition(words) if words in rest else ("", "", rest)
        found += _beyond(before)
    return found + (_beyond(rest) if found and record.get("status") == "answered" else [])


def _bare(text: str) -> str:
    """A text without its markers, which may stand before or after a full stop."""
    return re.sub(r"\s+(?=[.!?])", "", " ".join(_MARKERS.sub(" ", text).split()))


def _beyond(text: str) -> list[Shown]:
    return [Shown(text[start:end], Fate.UNCITED) for start, end in sentences(text)]


def _opposed(one: Fate, sentence: str, citations: Sequence[Record]) -> bool:
    """Whether what a sentence states from records is contradicted.

    A count over several paragraphs stands in none of them, and a quote behind a day and an outcome is no other figure.
    Whose meeting it was the citation says, and not its words.
    """
    whole = any(readable(str(cited.get("quote", ""))) in sentence for cited in citations if cited.get("quote"))
    if one is not Fate.CONTRADICTED or len(citations) > 1 or whole:
        return False
    bare = sentence.replace(f" of {citations[0].get('body')}", "")
    return fate(bare, citations) is Fate.CONTRADICTED


def fate(sentence: str, citations: Sequence[Record]) -> Fate:
    """The fate of a sentence with the citations, as answer records have them, that it names."""
    if not citations:
        return Fate.UNCITED
    if is_verbatim(sentence, citations):
        return Fate.VERBATIM
    return Fate(Checker().verdict(sentence, [paragraph_of(one) for one in citations]))


def is_verbatim(sentence: str, citations: Sequence[Record]) -> bool:
    """Whether a sentence stands word for word, from a capital on, in one of its quotes or in all of them in a row.

    Where a citation has no quote its whole paragraph is searched. Cut in the middle of a word or a figure it is none.
    """
    quotes = [str(one.get("quote") or one.get("text") or "") for one in citations]
    wanted = readable(sentence)
    words = re.escape(wanted[1:])
    first = f"[{re.escape(wanted[:1].lower() + wanted[:1])}]" if wanted[:1].isalpha() else re.escape(wanted[:1])
    whole = re.compile(rf"(?<![\w,.]\b){first}{words}(?![\w]|[,.]\d)")
    return bool(wanted) and any(whole.search(text) for text in [*map(readable, quotes), " ".join(map(shown, quotes))])


def is_its_quote(sentence: str, citations: Sequence[Record]) -> bool:
    """Whether a quoted sentence is its quotes as they are shown, and nothing less."""
    return sentence == " ".join(shown(str(one.get("quote", ""))) for one in citations)


def cited_by(sentence: Record, record: Record) -> list[Record]:
    """The citations of a record that one of its sentences names, in the sentence's order."""
    by_marker = {one.get("marker"): one for one in record.get("citations", [])}
    return [by_marker[marker] for marker in sentence.get("citations", []) if marker in by_marker]


def unfaithful(record: Record) -> Iterator[str]:
    """What is wrong with the sentences of an answer record, a sentence each; nothing where each is what it cites.

    In quoted mode a sentence is its quotes or was stated from records; what was written is proved. The text shows
    every sentence and nothing else.
    """
    for one in fates(record):
        name = f"the sentence “{one.text[:60]}{'…' if len(one.text) > 60 else ''}”"
        if one.misquoted:
            yield f"{name} isn't its quote"
        elif one.fate not in FAITHFUL:
            yield f"{name} is {one.fate}"
    for sentence in record.get("sentences", []):
        if str(sentence.get("text", "")) not in str(record.get("text", "")):
            yield f"the text doesn't show the sentence “{str(sentence.get('text', ''))[:60]}”"


def paragraph_of(citation: Record) -> CitedParagraph:
    """A citation's paragraph, as far as the checker reads it."""
    text, held_on = str(citation.get("text") or citation.get("quote") or ""), citation.get("held_on")
    return CitedParagraph(
        paragraph=Paragraph(id="", number="", kind=Kind.DISCUSSION, text=text, start=0, end=len(text), page=None),
        document=str(citation.get("document", "")),
        digest="",
        body=str(citation.get("body") or ""),
        held_on=written_day(held_on),
        draft=False,
        item=str(citation.get("item") or ""),
        item_title=str(citation.get("item_title") or ""),
        position=0,
    )
