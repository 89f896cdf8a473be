"""From a text to its meetings with their agenda items, paragraphs, resolutions, actions and attendance."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from ingest.parsing.languages import Gloss, glossary, in_english, told_once
from ingest.parsing.layout.blocks import Block, Shape, blocks
from ingest.parsing.layout.gaps import with_missed_items
from ingest.parsing.layout.series import with_long_numbers
from ingest.parsing.meeting.bodies import UNNAMED, lacks_place
from ingest.parsing.meeting.head import Heading, heading
from ingest.parsing.meeting.sittings import Sitting, other_sittings, own_text, parted
from ingest.parsing.records.actions import actions
from ingest.parsing.records.decisions import decided
from ingest.parsing.records.grids import grid
from ingest.parsing.records.kinds import kind_of
from ingest.parsing.records.movements import with_movements
from ingest.parsing.records.people import attendance
from ingest.parsing.records.persons import spelt_as
from ingest.parsing.records.references import references
from ingest.parsing.records.roster import Roster
from ingest.parsing.sections.exempt import with_exemptions
from ingest.parsing.sections.joining import joined
from ingest.parsing.sections.outline import Section, sections
from ingest.reading.source import SourceText
from rag.identity import paragraph_ids
from rag.minutes import AgendaItem, Kind, Meeting, Paragraph


def parse(source: SourceText, name: str) -> tuple[Meeting, ...]:
    """The meetings whose minutes a text holds, its own first; whatever its form, every word of it is in a paragraph.

    `name` is the document's name in the ledger: paragraph ids are made from it and the paragraph's words.
    """
    text = source.text
    foreign = glossary(text)
    words = told_once(foreign, text)
    head = heading(text, source.title, name, words)
    others = other_sittings(text, head.body, head.held_on, head.begun)
    if others:
        head = replace(heading(own_text(text, others), source.title, name, words), held_on=head.held_on)
    heads = [head, *(_heading(text, one, head, words) for one in others)]
    numbered = with_long_numbers(text, with_missed_items(text, blocks(text)))
    found = parted(text, joined(text, numbered), others)
    outlined = [sections(text, part, foreign) for part in found]
    all_blocks = sorted(
        (block for part in outlined for section in part for block, _ in section.blocks), key=lambda block: block.start
    )
    ids = paragraph_ids(name, [text[block.start : block.end] for block in all_blocks])
    named = dict(zip(((block.start, block.end) for block in all_blocks), ids, strict=True))
    own, *rest = [_meeting(source, one, part, named, words) for one, part in zip(heads, outlined, strict=True)]
    also = tuple(f"also holds the minutes of {one.body}, {one.held_on}" for one in rest)
    return replace(own, remarks=(*source.remarks, *also, *own.remarks)), *rest


def _heading(text: str, sitting: Sitting, own: Heading, words: tuple[Gloss, ...]) -> Heading:
    """What the heading of another meeting in the file tells; its body is the file's own where it names no other."""
    head = heading(text[sitting.start : sitting.end], None, "", words)
    same_body = head.body == UNNAMED or (lacks_place(head.body) and own.body.endswith(head.body))
    return replace(head, body=own.body if same_body else head.body, held_on=sitting.held_on, remarks=())


def _meeting(
    source: SourceText,
    head: Heading,
    found: Sequence[Section],
    ids: Mapping[tuple[int, int], str],
    words: tuple[Gloss, ...],
) -> Meeting:
    items = with_exemptions(
        AgendaItem(
            number=section.number,
            title=section.title,
            paragraphs=tuple(
                _paragraph(block, source, ids[block.start, block.end], under, section.title, words)
                for block, under in section.blocks
            ),
        )
        for section in found
    )
    own = _records_from(items, words)
    paragraphs = [paragraph for item in own for paragraph in item.paragraphs]
    grids = grid(paragraphs, head.held_on)
    people = with_movements(attendance(own, head.body, grids), own)
    roster = [person.name for person in people]
    business = decided(own, [section.row for section in found], Roster(people), head.body)
    unnumbered = () if any(item.number for item in items) else ("no numbered items recognised",)
    return Meeting(
        body=head.body,
        held_on=head.held_on,
        draft=head.draft,
        items=items,
        resolutions=business.resolutions,
        actions=tuple(actions(paragraphs, people, business.not_done)),
        attendance=people,
        remarks=(*head.remarks, *unnumbered, *grids.remarks, *business.remarks),
        begun=head.begun,
        ended=head.ended,
        venue=head.venue,
        references=references(paragraphs, head.held_on),
        votes=tuple(replace(vote, name=spelt_as(vote.name, roster)) for vote in business.votes),
        ballots=business.ballots,
        joint=head.joint,
    )


def _records_from(items: Sequence[AgendaItem], words: tuple[Gloss, ...]) -> tuple[AgendaItem, ...]:
    """The items as records are read from them: in English and composed letters."""
    return tuple(
        replace(
            item,
            paragraphs=tuple(replace(p, text=in_english(normalize("NFC", p.text), words)) for p in item.paragraphs),
        )
        for item in items
    )


def _paragraph(
    block: Block, source: SourceText, id: str, decided: bool, title: str, words: tuple[Gloss, ...]
) -> Paragraph:
    text = source.text[block.start : block.end]
    read = in_english(text, words)
    return Paragraph(
        id=id,
        number=block.number,
        kind=Kind.HEADING if block.shape is not Shape.PROSE else kind_of(read, under_decision=decided, title=title),
        text=text,
        start=block.start,
        end=block.end,
        page=source.page_at(block.start),
        boxes=source.boxes(block.start, block.end),
        confidence=source.confidence(block.start, block.end),
    )
