"""A paragraph in its context: its neighbours, its place in the original, and what is to be known of its minutes."""

import json
from dataclasses import astuple, dataclass
from typing import Any

from rag.errors import UnknownParagraph
from rag.grounding.citation import whereabouts
from rag.ledger import Ledger
from rag.minutes import CitedParagraph
from rag.printing import in_place


@dataclass(frozen=True, slots=True, kw_only=True)
class InContext:
    """A paragraph in its context.

    Attributes:
        asked: the id that was asked for, an earlier one of the paragraph perhaps.
        around: the paragraphs around it in its document, itself included, in order.
        superseded_by: the document that holds the same minutes in a form that counts before this one.
        remarks: what was remarked as its document was read, such as hidden text; and whether it was read by OCR.
    """

    asked: str
    cited: CitedParagraph
    around: tuple[CitedParagraph, ...]
    superseded_by: str | None
    remarks: tuple[str, ...]
    ocr: bool

    def printed(self) -> str:
        """The paragraph and its neighbours as a terminal shows them."""
        return in_place(self.cited, self.around, asked=self.asked, superseded_by=self.superseded_by)

    def record(self) -> dict[str, Any]:
        """The paragraph and its context, ready for JSON."""
        place = next(number for number, one in enumerate(self.around) if one.id == self.cited.id)
        return {
            **paragraph_record(self.cited),
            "digest": self.cited.digest,
            "item": self.cited.item,
            "item_title": self.cited.item_title,
            "body": self.cited.body,
            "held_on": self.cited.held_on.isoformat() if self.cited.held_on else None,
            "draft": self.cited.draft,
            "exempt": self.cited.exempt,
            "ocr": self.ocr,
            "confidence": self.cited.paragraph.confidence,
            "link": self.cited.link,
            "superseded_by": self.superseded_by,
            "remarks": list(self.remarks),
            "before": [paragraph_record(one) for one in self.around[:place]],
            "after": [paragraph_record(one) for one in self.around[place + 1 :]],
        }


def paragraph_record(cited: CitedParagraph) -> dict[str, Any]:
    """A paragraph with its reference and its place in the original, ready for JSON."""
    paragraph = cited.paragraph
    return {
        "paragraph_id": cited.id,
        "label": cited.label,
        "document": cited.document,
        "kind": paragraph.kind,
        "number": paragraph.number,
        "page": paragraph.page,
        "boxes": [list(astuple(box)) for box in paragraph.boxes],
        "start": paragraph.start,
        "end": paragraph.end,
        "text": paragraph.text,
    }


def in_context(ledger: Ledger, id: str, *, before: int = 1, after: int = 1) -> InContext:
    """The paragraph that has or had this id, in its context.

    Raises UnknownParagraph where no paragraph has it.
    """
    cited = ledger.paragraph(id)
    if cited is None:
        raise UnknownParagraph(
            f"The paragraph {id!r} {whereabouts(id, ledger)}; `minutebook ask -v` prints the ids of what it cites."
        )
    [document] = ledger.rows("SELECT remarks, ocr FROM documents WHERE name = ?", cited.document)
    return InContext(
        asked=id,
        cited=cited,
        around=ledger.neighbours(cited.id, before, after),
        superseded_by=ledger.superseded_by(cited.meeting),
        remarks=tuple(json.loads(document["remarks"])),
        ocr=bool(document["ocr"]),
    )
