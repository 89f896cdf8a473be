"""How many there are of what minutes list, where no sentence of theirs gives the number."""

import re
from collections.abc import Sequence
from itertools import takewhile

from rag.evidence import Finding
from rag.ledger import Ledger
from rag.minutes import CitedParagraph, readable
from rag.numerals import in_words
from rag.plan import Plan
from rag.records.quoting import lines, part, whole
from rag.sentences import sentences
from rag.stores.words import term_set

_FEWEST, _MOST = 2, 20  # entries: one is no list, and more are no quick reading
_FURTHER = 40  # paragraphs after a lead in which its entries stand
_ENTRY = 12  # words: a longer piece between two commas is no entry
_MARK = re.compile(r"[\s*_]*(?:[-•–*]\s|\\?\*\s|(?P<number>\d{1,2})\\?[.)]\s)")
_AND = re.compile(r",?\s+and\s+")


def counted_list(plan: Plan, cited: CitedParagraph, ledger: Ledger) -> Finding | None:
    """What a paragraph lists, with how many that are; None where its list has no sure end or is not on a plan's matter.

    What leads the list in must hold a word of the matter; the entries may stand in the paragraphs that follow. No list
    says how often something was.
    """
    if plan.often:
        return None
    text = cited.paragraph.text
    lead = next((end for _, end in lines(text) if readable(text[:end]).endswith(":")), None)
    if lead is None:
        return _of_sentence(plan, cited)
    _, *after = ledger.neighbours(cited.id, 0, _FURTHER)
    theirs = list(takewhile(lambda one: one.item_key == cited.item_key, after))
    entries = [(one, cited) for one in _entries(text[lead:])]
    entries += [(entry, one) for one in theirs for entry in _entries(one.paragraph.text)]
    found = _marked(entries, [one.paragraph.text for one in after[len(theirs) : len(theirs) + 1]])
    if not _FEWEST <= len(found) <= _MOST or not _leads(plan, text[:lead]):
        return None
    proofs = {cited.id: cited} | {one.id: one for _, one in found}
    said = "; ".join(readable(_MARK.sub("", entry, count=1)).rstrip(".,;") for entry, _ in found)
    text = f"{readable(text[:lead])} {said}. {_listed(len(found))}"
    return Finding(proofs=tuple(map(whole, proofs.values())), text=text)


def _entries(text: str) -> Sequence[str]:
    """The lines of a text, those without a mark as part of the one before."""
    found: list[str] = []
    for start, end in lines(text):
        if found and not _MARK.match(text, start):
            found[-1] += f" {text[start:end]}"
        else:
            found.append(text[start:end])
    return found


def _marked(
    entries: Sequence[tuple[str, CitedParagraph]], beyond: Sequence[str]
) -> Sequence[tuple[str, CitedParagraph]]:
    """The entries of one list: those with bullets in a row, or those numbered from one on with what stands between.

    None where the list may go on `beyond` its item.
    """
    first = _MARK.match(entries[0][0]) if entries else None
    if first is None:
        return ()
    if first["number"] is None:
        run = list(takewhile(lambda one: _has_bullet(one[0]), entries))
        return () if len(run) == len(entries) and any(map(_has_bullet, beyond)) else run
    run = []
    for one in entries:
        mark = _MARK.match(one[0])
        if mark and mark["number"] == str(len(run) + 1):
            run.append(one)
    goes_on = any((mark := _MARK.match(one)) and mark["number"] == str(len(run) + 1) for one in beyond)
    return () if goes_on else run


def _has_bullet(entry: str) -> bool:
    mark = _MARK.match(entry)
    return mark is not None and mark["number"] is None


def _of_sentence(plan: Plan, cited: CitedParagraph) -> Finding | None:
    """The count of what a sentence lists after a colon: "the following places: the mill, the pond and the green"."""
    for start, end in sentences(cited.paragraph.text):
        lead, colon, after = readable(cited.paragraph.text[start:end]).rstrip(".").partition(": ")
        *most, last = after.split(", ")
        pieces = [*most, *_AND.split(last)]
        alike = most and len(_AND.split(last)) == 2 and all(0 < len(one.split()) <= _ENTRY for one in pieces)
        if colon and alike and not any(_AND.search(one) or ":" in one for one in most) and _leads(plan, lead):
            span = part(cited, start, end)
            return Finding(proofs=(span,), text=f"{readable(span.quote).rstrip('.')}. {_listed(len(pieces))}")
    return None


def _leads(plan: Plan, lead: str) -> bool:
    """Whether what leads a list in holds a word of the matter."""
    return not term_set(readable(lead)).isdisjoint(term.word for term in plan.matter)


def _listed(number: int) -> str:
    return f"{in_words(number).capitalize()} are listed."
