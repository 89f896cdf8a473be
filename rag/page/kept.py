"""An answer kept as its record, to be drawn again: its evidence comes from the ledger where that still has it."""

from pydantic import BaseModel, Field

from rag.answers import Answer, Citation, Question, Reason, Sentence, Status
from rag.minutes import CitedParagraph, Paragraph
from rag.page.evidence import Ledger
from rag.plan import Plan
from rag.service.wire import CitationFields


class RecordedCitation(CitationFields):
    """A citation of an answer record."""

    def of(self, ledger: Ledger) -> tuple[Citation, bool]:
        """The citation, and whether the ledger still has its words in that paragraph; else it is as it was kept."""
        cited = ledger.paragraph(self.paragraph_id)
        there = cited is not None and bool(self.quote) and self.quote in cited.paragraph.text
        source = cited if cited and there else self._as_kept()
        start = source.paragraph.start + max(0, source.paragraph.text.find(self.quote))
        return Citation(
            marker=self.marker, cited=source, start=start, end=start + len(self.quote), quote=self.quote
        ), there

    def _as_kept(self) -> CitedParagraph:
        start = self.start - max(0, self.text.find(self.quote))
        return CitedParagraph(
            paragraph=Paragraph(
                id=self.paragraph_id,
                number=self.paragraph,
                kind=self.kind,
                text=self.text,
                start=start,
                end=start + len(self.text),
                page=self.page,
            ),
            document=self.document,
            digest=self.digest,
            body=self.body,
            held_on=self.held_on,
            draft=self.label.endswith("(draft minutes)"),
            item=self.item,
            item_title=self.item_title,
            position=0,
        )


class RecordedSentence(BaseModel):
    """A sentence of an answer record."""

    text: str
    citations: tuple[int, ...]
    support: float
    quoted: bool = True


class Recorded(BaseModel):
    """An answer record, version 1, as far as it is shown."""

    question: str
    asked_as: str
    status: Status
    reason: Reason | None
    text: str
    sentences: tuple[RecordedSentence, ...]
    citations: tuple[RecordedCitation, ...]
    mode: str
    writer: str | None = None
    filters: dict[str, str] = Field(default={})
    follows: bool = False
    model_error: str | None = None
    answer_id: str = ""

    def of(self, ledger: Ledger, question: Question) -> tuple[Answer, bool]:
        """The answer to a question, and whether the ledger still has every word that it cites."""
        found = [one.of(ledger) for one in self.citations]
        answer = Answer(
            question=question,
            asked_as=self.asked_as,
            status=self.status,
            reason=self.reason,
            text=self.text,
            sentences=tuple(Sentence(**one.model_dump()) for one in self.sentences),
            citations=tuple(citation for citation, _ in found),
            mode=self.mode,
            writer=self.writer,
            filters=self.filters,
            plan=Plan(question=question.text, standalone=self.asked_as, follows=self.follows),
            model_error=self.model_error,
        )
        return answer, all(there for _, there in found)
