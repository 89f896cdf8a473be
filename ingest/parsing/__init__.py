"""From a text to a meeting with its agenda items, paragraphs, resolutions, actions and attendance."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from unicodedata import normalize

from ingest.parsing.actions import actions
from ingest.parsing.blocks import Block, Shape, blocks
from ingest.parsing.decisions import decided
from ingest.parsing.exempt import with_exemptions
from ingest.parsing.gaps import with_missed_items
from ingest.parsing.grids import grid
from ingest.parsing.joining import joined
from ingest.parsing.kinds import kind_of
from ingest.parsing.languages import Gloss, glossary, in_english, told_once
from ingest.parsing.meeting import heading
from ingest.parsing.movements import with_movements
from ingest.parsing.outline import sections
from ingest.parsing.people import attendance
from ingest.parsing.persons import spelt_as
from ingest.parsing.references import references
from ingest.parsing.roster import Roster
from ingest.parsing.sittings import Sitting, other_sittings, parted
from ingest.reading.source import SourceText
from rag.identity import paragraph_ids
from rag.minutes import AgendaItem, Kind, Meeting, Paragraph


def parse(source: SourceText, name: str) -> Meeting:
    """The minutes in a text as a meeting; whatever its form, every word of it stands in a paragraph.

    `name` is the document's name in the ledger: paragraph ids are made from it and the paragraph's words.
    """
    foreign = glossary(source.text)
    words = told_once(foreign, source.text)
    head = heading(source.text, source.title, name, words)
    found = sections(source.text, joined(source.text, with_missed_items(source.text, blocks(source.text))), foreign)
    texts = [source.text[block.start : block.end] for section in found for block, _ in section.blocks]
    ids = iter(paragraph_ids(name, texts))
    items = with_exemptions(
        AgendaItem(
            number=section.number,
            title=section.title,
            paragraphs=tuple(
                _paragraph(block, source, ids, under, section.title, words) for block, under in section.blocks
            ),
        )
        for section in found
    )
    others = other_sittings(source.text, head.held_on)
    own = _records_from(items, others, words)
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
        items=parted(items, others),
        resolutions=business.resolutions,
        actions=tuple(actions(paragraphs, people, business.not_done)),
        attendance=people,
        remarks=(
            *source.remarks,
            *head.remarks,
            *(
                f"a second heading has another date, {one.held_on}: no records were taken from under it"
                for one in others
            ),
            *unnumbered,
            *grids.remarks,
            *business.remarks,
        ),
        begun=head.begun,
        ended=head.ended,
        venue=head.venue,
        references=references(paragraphs, head.held_on),
        votes=tuple(replace(vote, name=spelt_as(vote.name, roster)) for vote in business.votes),
        ballots=business.ballots,
    )


def _records_from(
    items: Sequence[AgendaItem], others: Sequence[Sitting], words: tuple[Gloss, ...]
) -> tuple[AgendaItem, ...]:
    """The items as records are read from them: in English and composed letters, without other meetings' minutes."""
    return tuple(
        replace(
            item,
            paragraphs=tuple(
                replace(p, text=in_english(normalize("NFC", p.text), words))
                for p in item.paragraphs
                if not any(one.holds(p) for one in others)
            ),
        )
        for item in items
    )


def _paragraph(
    block: Block, source: SourceText, ids: Iterator[str], decided: bool, title: str, words: tuple[Gloss, ...]
) -> Paragraph:
    text = source.text[block.start : block.end]
    read = in_english(text, words)
    return Paragraph(
        id=next(ids),
        number=block.number,
        kind=Kind.HEADING if block.shape is not Shape.PROSE else kind_of(read, under_decision=decided, title=title),
        text=text,
        start=block.start,
        end=block.end,
        page=source.page_at(block.start),
        boxes=source.boxes(block.start, block.end),
        confidence=source.confidence(block.start, block.end),
    )
