"""What is indexed of a paragraph: its own words, led by what a reader of the page knows: body, date, item."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.minutes import CitedParagraph, Kind, readable
from rag.sentences import sentences
from rag.stores.words import WordEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text to embed; a paragraph longer than the model reads makes several. Its id is "<paragraph id>:<n>"."""

    id: str
    text: str


def indexable(paragraph: CitedParagraph) -> bool:
    """Whether a paragraph can answer anything: headings and page furniture only lead to what does."""
    return paragraph.paragraph.kind is not Kind.HEADING


def context(paragraph: CitedParagraph, item_opening: str = "") -> str:
    """The line that leads a passage: body, date, and the item's title or its opening words."""
    return ". ".join(
        part
        for part in (", ".join(p for p in (paragraph.body, paragraph.day) if p), paragraph.item_title or item_opening)
        if part
    )


def passages(paragraph: CitedParagraph, lead: str, longest: int, pieces: Callable[[str], int]) -> list[Passage]:
    """The passages of a paragraph, each with its lead and none longer than `longest` word pieces."""
    words = readable(paragraph.paragraph.text)
    whole = f"{lead}. {words}"
    # three characters a piece is the least that prose comes to: most paragraphs needn't be counted
    if len(whole) < longest * 3 or pieces(whole) <= longest:
        return [Passage(id=f"{paragraph.id}:0", text=whole)]
    room, marks = longest - pieces(f"{lead}."), pieces("")
    runs: list[str] = []
    held = 0
    # words are cut into pieces one by one: what each sentence comes to adds up, and needs to be counted once
    for bite, size in _bites(words, room, lambda text: pieces(text) - marks):
        if runs and held + size <= room:
            runs[-1] += f" {bite}"
            held += size
        else:
            runs.append(bite)
            held = size
    return [Passage(id=f"{paragraph.id}:{n}", text=f"{lead}. {run}") for n, run in enumerate(runs)]


def _bites(words: str, room: int, size: Callable[[str], int]) -> Iterator[tuple[str, int]]:
    """Sentences, and halves of those that are too long by themselves, each with its size."""
    waiting = [words[start:end] for start, end in sentences(words)]
    while waiting:
        bite = waiting.pop(0)
        pieces = size(bite)
        if pieces > room and " " in bite:
            middle = bite.rfind(" ", 0, len(bite) // 2 + 1)
            middle = middle if middle > 0 else bite.index(" ")
            waiting[:0] = [bite[:middle], bite[middle + 1 :]]
        else:
            yield bite, pieces


def word_entries(paragraphs: Sequence[CitedParagraph]) -> list[WordEntry]:
    """The entries of one document's paragraphs for the word index, each with the text of those around it."""
    words = [readable(p.paragraph.text) for p in paragraphs]
    entries = []
    for place, paragraph in enumerate(paragraphs):
        if not indexable(paragraph):
            continue
        same_item = [
            n for n in (place - 1, place + 1) if 0 <= n < len(paragraphs) and item(paragraphs[n]) == item(paragraph)
        ]
        entries.append(
            WordEntry(
                id=paragraph.id,
                meeting=paragraph.meeting,
                text=words[place],
                item=f"{paragraph.item} {paragraph.item_title}",
                head=context(paragraph).removesuffix(paragraph.item_title),
                around=" ".join(words[n] for n in same_item),
            )
        )
    return entries


def openings(paragraphs: Sequence[CitedParagraph]) -> dict[tuple[str, str], str]:
    """The first words of each untitled item: they stand for its title."""
    found: dict[tuple[str, str], str] = {}
    for paragraph in paragraphs:
        if paragraph.item and not paragraph.item_title:
            found.setdefault(item(paragraph), " ".join(readable(paragraph.paragraph.text).split()[:10]))
    return found


def item(paragraph: CitedParagraph) -> tuple[str, str]:
    """The meeting and the number of a paragraph's item."""
    return paragraph.meeting, paragraph.item
