"""Evidence as HTML, a card for each citation. Nothing of minutes or questions enters HTML unescaped."""

import re
from collections.abc import Sequence
from html import escape
from typing import Protocol
from urllib.parse import quote

from rag.answers import Citation
from rag.ledger import LedgerSummary
from rag.minutes import CitedParagraph, Kind, readable
from rag.page.rows import as_minuted, laid_out, shown
from rag.words import say, spoken

LONG_PARAGRAPH = 1500
NEIGHBOUR_LENGTH = 260
TITLE_LENGTH = 120
_BULLET = re.compile(r"^\s*[-*•]\s+")


class Ledger(Protocol):
    """What the page needs of the ledger."""

    def paragraph(self, paragraph_id: str, /) -> CitedParagraph | None:
        """The paragraph that has or had this id; or None."""
        ...

    def neighbours(self, paragraph_id: str, /, before: int = 1, after: int = 1) -> Sequence[CitedParagraph]:
        """The paragraphs around one in its document, itself included, in order."""
        ...

    def summary(self) -> LedgerSummary:
        """What the ledger holds."""
        ...


def meeting(cited: CitedParagraph) -> str:
    """The meeting a paragraph was minuted at: body and date."""
    return f"{cited.body}, {_date(cited)}"


def where(cited: CitedParagraph) -> str:
    """The meeting, and the number of the item where it has one."""
    return ", ".join([meeting(cited), *([say("evidence.item", item=cited.item)] if cited.item else [])])


def reference(citation: Citation) -> str:
    """The citation as plain text for a report: “quote” — label (document)."""
    return f"“{readable(citation.quote)}” — {citation.cited.label} ({citation.cited.document})"


def evidence_cards(citations: Sequence[Citation], ledger: Ledger, *, turn: int) -> str:
    """One card for each citation: its reference, the paragraph with the quoted words marked, and its neighbours."""
    return "".join(_card(citation, ledger, turn=turn) for citation in citations)


def _card(citation: Citation, ledger: Ledger, *, turn: int) -> str:
    cited, marker = citation.cited, citation.marker
    before, after = _neighbours(cited, ledger)
    draft = f'<span class="draft">{say("badge.draft")}</span>' if cited.draft else ""
    if cited.paragraph.confidence is not None:
        draft += f'<span class="draft">{say("badge.ocr_one")}</span>'
    long = ' tabindex="0"' if len(cited.paragraph.text) > LONG_PARAGRAPH else ""
    copy = (
        f'<button type="button" class="copy" data-copy="{escape(reference(citation))}">{say("evidence.copy")}</button>'
    )
    return (
        f'<article class="card" id="proof-{turn}-{marker}" tabindex="-1" '
        f'aria-label="{say("evidence.number", n=marker)}">'
        f'<header><a class="marker" href="#answer-{turn}" aria-label="{say("evidence.back", n=marker)}">'
        f"{marker}</a>"
        f"<div><h4>{shown(cited.body)}{draft}</h4>"
        f'<p class="place">{_place(cited)}</p></div></header>'
        f"{before}"
        f'<blockquote class="proof"{long}{as_minuted()}>{_marked(citation)}</blockquote>'
        f"{after}"
        f"{_leaf(cited)}<footer>{_document(cited)}{_read_on(cited)}{copy if _is_exact(citation) else ''}</footer>"
        "</article>"
    )


def _document(cited: CitedParagraph) -> str:
    """The ways to the document itself, by its name, and to the council's own page of it where a manifest has one."""
    opened = f'<a class="document" href="#" data-file="file?document={quote(cited.document, safe="")}" target="_blank">'
    own = f"{opened}{escape(cited.document)}</a>"
    if not re.match(r"(?i)https?://", cited.link or ""):  # an address of another kind could act
        return own
    said = say("minutes.council_page")
    return (
        f'{own}<a class="document" href="{escape(cited.link or "")}" target="_blank" rel="noopener noreferrer">'
        f"{said}</a>"
    )


def _read_on(cited: CitedParagraph) -> str:
    """The way to the paragraph among the others of its meeting."""
    return f'<a class="document" href="#/minutes?at={quote(cited.id)}">{say("evidence.read_on")}</a>'


def _leaf(cited: CitedParagraph) -> str:
    """The page that the paragraph is printed on, shown as an image once it is opened."""
    page = cited.paragraph.page
    if page is None or not cited.document.lower().endswith(".pdf"):
        return ""
    top = next((box.top for box in cited.paragraph.boxes if box.page == page), 0.0)
    return (
        f'<details class="leaf" data-document="{escape(cited.document)}" data-page="{page}" '
        f'data-mark="{escape(cited.id)}" data-top="{top:.0f}">'
        f"<summary>{say('evidence.leaf', n=page)}</summary></details>"
    )


def _place(cited: CitedParagraph) -> str:
    """Where in the minutes: date, item with its title, paragraph, page."""
    number, paragraph = cited.item, cited.paragraph
    parts = [f"<span>{_date(cited)}</span>"]
    if number or cited.item_title:
        title = shorten_end(readable(cited.item_title), TITLE_LENGTH)
        parts.append(shown(", ".join(filter(None, [say("evidence.item", item=number) if number else "", title]))))
    if paragraph.number and paragraph.number != number:
        parts.append(f"<span>{say('evidence.paragraph', paragraph=shown(paragraph.number))}</span>")
    if paragraph.page:
        parts.append(f"<span>{say('evidence.page', n=paragraph.page)}</span>")
    return "&nbsp;· ".join(parts)


def _date(cited: CitedParagraph) -> str:
    return spoken().day(cited.held_on)


def _is_exact(citation: Citation) -> bool:
    """Whether the quote stands character for character where the citation says."""
    paragraph = citation.cited.paragraph
    start, end = citation.start - paragraph.start, citation.end - paragraph.start
    return 0 <= start < end and paragraph.text[start:end] == citation.quote


def _marked(citation: Citation) -> str:
    paragraph = citation.cited.paragraph
    if not _is_exact(citation):  # a quote that isn't in its document is never shown as one
        return shown(paragraph.text)
    start, end = citation.start - paragraph.start, citation.end - paragraph.start
    text = paragraph.text
    if row := laid_out(text, start, end):
        return row
    return f"{shown(_BULLET.sub('', text[:start]))}<mark>{shown(text[start:end])}</mark>{shown(text[end:])}"


def _neighbours(cited: CitedParagraph, ledger: Ledger) -> tuple[str, str]:
    """The paragraphs just before and just after, muted and short; empty where there is none."""
    around = [near for near in ledger.neighbours(cited.id, before=1, after=1) if near.paragraph.kind != Kind.HEADING]
    before = [near for near in around if near.position < cited.position]
    after = [near for near in around if near.position > cited.position]
    return (
        "".join(_neighbour(say("evidence.before"), shorten_start(_words(near), NEIGHBOUR_LENGTH)) for near in before),
        "".join(_neighbour(say("evidence.after"), shorten_end(_words(near), NEIGHBOUR_LENGTH)) for near in after),
    )


def _words(cited: CitedParagraph) -> str:
    return readable(_BULLET.sub("", cited.paragraph.text))


def _neighbour(where: str, words: str) -> str:
    return f'<p class="neighbour"><span class="where">{where}</span> <span{as_minuted()}>{escape(words)}</span></p>'


def shorten_end(words: str, length: int) -> str:
    """The beginning of the words, cut at a space."""
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def shorten_start(words: str, length: int) -> str:
    """The end of the words, cut at a space."""
    return words if len(words) <= length else "… " + words[-length:].split(" ", 1)[-1]
