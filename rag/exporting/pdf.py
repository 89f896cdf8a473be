"""A report as PDF, in a typeface that comes installed and has the letters of English, Welsh, Irish and Gaelic."""

from collections.abc import Container
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize

import font_source_sans_pro
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from rag.exporting.report import Report, Section
from rag.words import say

_FACES = {"": "Regular", "B": "Bold", "I": "It"}
_LACKING = "[?]"


def as_pdf(report: Report) -> bytes:
    """The report as an A4 PDF with page numbers; signs that its typeface lacks are replaced, and that is said."""
    pdf = _Report(report.made)
    pdf.set_title(say("report.title"))
    pdf.set_lang(say("lang"))
    pdf.set_creator("Minutebook")
    pdf.set_creation_date(datetime(*report.made_on.timetuple()[:3], tzinfo=UTC))
    pdf.add_page()
    pdf.say(say("report.title"), size=20, style="B", after=4)
    for one in report.sections:
        _add(pdf, one)
    return bytes(pdf.output())


class _Report(FPDF):
    """A page of paragraphs, each in one face and size."""

    def __init__(self, made: str) -> None:
        super().__init__(format="A4")
        self._made, self._lacks = made, False
        self.set_margin(20)
        self.set_auto_page_break(True, margin=25)
        self.alias_nb_pages("{pages}")
        folder = Path(font_source_sans_pro.font_directory)
        for style, face in _FACES.items():
            self.add_font("report", style, folder / f"SourceSansPro-{face}.ttf")
        self._has = {style: self._signs(style) for style in _FACES}

    def _signs(self, style: str) -> Container[int]:
        """The code points that a face has signs for."""
        face = self.fonts[f"report{style}"]
        assert isinstance(face, TTFFont)
        return face.cmap

    def footer(self) -> None:
        """Write when the report was made, and the number of the page."""
        self.set_y(-18)
        self.set_font("report", "", 8)
        lacking = say("report.lacking", sign=_LACKING) if self._lacks else ""
        page = say("report.page", n=self.page_no(), pages="{pages}")
        self.multi_cell(0, 4, " ".join(filter(None, [self._made, lacking, page])), align="L")

    def say(self, text: str, *, size: float = 11, style: str = "", indent: float = 0, after: float = 2) -> None:
        """Write a paragraph, with white space after it."""
        shown = _within(text, self._has[style])
        self._lacks = self._lacks or _LACKING in shown
        self.set_font("report", style, size)
        self.set_x(self.l_margin + indent)
        self.multi_cell(0, size * 0.5, shown, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(after)


def _add(pdf: _Report, section: Section) -> None:
    pdf.say(section.question, size=15, style="B")
    if section.understood:
        pdf.say(say("answer.understood", question=section.understood))
    pdf.say(section.head, size=12, style="B", after=1)
    for line in section.lines:
        pdf.say(line)
    if section.origin:
        pdf.say(section.origin, style="I")
    if section.references:
        pdf.say(section.references_head, size=12, style="B", after=1)
    for one in section.references:
        pdf.say(" – ".join(filter(None, [f"[{one.marker}] {one.label}", one.title])), size=10, style="B", after=0.5)
        pdf.say(f"“{one.quote}”", size=10, indent=8, after=0.5)
        pdf.say(say("report.document", document=one.document), size=9, after=3)
    pdf.ln(4)


def _within(text: str, has: Container[int]) -> str:
    """The text in signs that a face has, given by their code points."""
    return "".join(sign if ord(sign) in has else _plainer(sign, has) for sign in text)


def _plainer(sign: str, has: Container[int]) -> str:
    plainer = normalize("NFKD", sign)
    return plainer if all(ord(one) in has for one in plainer) else _LACKING
