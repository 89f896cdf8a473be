"""A report as DOCX, in styles that an officer can set otherwise in one place."""

from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Written
from docx.shared import Cm, Pt

from rag.exporting.report import Report, Section
from rag.words import say


def as_docx(report: Report) -> bytes:
    """The report as a Word document: A4, headings as headings, quotations in the style Quote."""
    written = Document()
    section = written.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    written.styles["Normal"].font.name, written.styles["Normal"].font.size = "Arial", Pt(11)
    properties = written.core_properties
    properties.title, properties.author, properties.comments = say("report.title"), "Minutebook", ""
    properties.language = say("lang")
    properties.created = properties.modified = datetime(*report.made_on.timetuple()[:3], tzinfo=UTC)
    written.add_heading(say("report.title"), 0)
    for one in report.sections:
        _add(written, one)
    section.footer.paragraphs[0].text = report.made
    kept = BytesIO()
    written.save(kept)
    return kept.getvalue()


def _add(written: Written, section: Section) -> None:
    written.add_heading(section.question, 1)
    if section.understood:
        written.add_paragraph(say("answer.understood", question=section.understood))
    written.add_heading(section.head, 2)
    for line in section.lines:
        written.add_paragraph(line)
    if section.origin:
        written.add_paragraph().add_run(section.origin).italic = True
    if section.references:
        written.add_heading(section.references_head, 2)
    for one in section.references:
        head = written.add_paragraph()
        head.paragraph_format.keep_with_next = True
        head.add_run(f"[{one.marker}] {one.label}").bold = True
        head.add_run(f" – {one.title}" if one.title else "")
        written.add_paragraph(f"“{one.quote}”", style="Quote")
        written.add_paragraph(say("report.document", document=one.document))
