"""From a text to a meeting with its agenda items, paragraphs, resolutions, actions and attendance."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.parsing.actions import actions
from ingest.parsing.blocks import Block, Shape, blocks
from ingest.parsing.decisions import resolutions
from ingest.parsing.exempt import with_exemptions
from ingest.parsing.gaps import with_missed_items
from ingest.parsing.joining import joined
from ingest.parsing.kinds import kind_of
from ingest.parsing.meeting import heading
from ingest.parsing.movements import with_movements
from ingest.parsing.outline import sections
from ingest.parsing.people import attendance
from ingest.parsing.persons import spelt_as
from ingest.parsing.references import references
from ingest.parsing.votes import votes
from ingest.reading.source import SourceText
from rag.identity import paragraph_ids
from rag.minutes import AgendaItem, Kind, Meeting, Paragraph


def parse(source: SourceText, name: str) -> Meeting:
    """The minutes in a text as a meeting; whatever its form, every word of it stands in a paragraph.

    `name` is the document's name in the ledger: paragraph ids are made from it and the paragraph's words.
    """
    head = heading(source.text, source.title, name)
    found = sections(source.text, joined(source.text, with_missed_items(source.text, blocks(source.text))))
    texts = [source.text[block.start : block.end] for section in found for block, _ in section.blocks]
    ids = iter(paragraph_ids(name, texts))
    items = with_exemptions(
        AgendaItem(
            number=section.number,
            title=section.title,
            paragraphs=tuple(
                _paragraph(block, source, ids, decided, section.title) for block, decided in section.blocks
            ),
        )
        for section in found
    )
    paragraphs = [paragraph for item in items for paragraph in item.paragraphs]
    people = with_movements(attendance(items, head.body), items)
    roster = [person.name for person in people]
    unnumbered = () if any(item.number for item in items) else ("no numbered items recognised",)
    return Meeting(
        body=head.body,
        held_on=head.held_on,
        draft=head.draft,
        items=items,
        resolutions=resolutions(items, [section.row for section in found]),
        actions=tuple(action for p in paragraphs if p.kind is not Kind.HEADING for action in actions(p.id, p.text)),
        attendance=people,
        remarks=(*source.remarks, *head.remarks, *unnumbered),
        begun=head.begun,
        ended=head.ended,
        venue=head.venue,
        references=references(paragraphs, head.held_on),
        votes=tuple(replace(vote, name=spelt_as(vote.name, roster)) for vote in votes(paragraphs)),
    )


def _paragraph(block: Block, source: SourceText, ids: Iterator[str], decided: bool, title: str) -> Paragraph:
    text = source.text[block.start : block.end]
    return Paragraph(
        id=next(ids),
        number=block.number,
        kind=Kind.HEADING if block.shape is not Shape.PROSE else kind_of(text, under_decision=decided, title=title),
        text=text,
        start=block.start,
        end=block.end,
        page=source.page_at(block.start),
        boxes=source.boxes(block.start, block.end),
        confidence=source.confidence(block.start, block.end),
    )
