"""From items to what was decided and voted on: with movers, outcome, votes and, where it stands elsewhere, title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.labels import ends_a_vote
from ingest.parsing.layout.tables import in_lines
from ingest.parsing.phrases import any_of, ending
from ingest.parsing.records.business import FORMAL_NAMES, Business
from ingest.parsing.records.counts import Counts, counts, listed
from ingest.parsing.records.deciding import Decision, decisions
from ingest.parsing.records.kinds import kind_of
from ingest.parsing.records.matters import content
from ingest.parsing.records.movers import Movers, is_titled, pair, submitter
from ingest.parsing.records.outcomes import of_disposition
from ingest.parsing.records.reports import Put, Reports
from ingest.parsing.records.roster import Roster
from ingest.parsing.records.rows import Row, paragraph_of, row_of
from ingest.parsing.records.votes import VoteList, in_tables, vote_lists
from rag.minutes import CELLS, AgendaItem, Ballot, Kind, Outcome, Paragraph, Resolution, Vote
from rag.sentences import sentences

_NOTHING_SAID = (Kind.HEADING, Kind.ATTENDANCE)
_REPLIED = re.compile(r"(?i)^\W*(?:repl(?:y|ies)|response)\W*:")
_AFTER_A_REPLY = re.compile(  # where the minutes go on to tell of the meeting
    r"(?i)^\W*(?:in\s(?:proposing|response|reply\w*|support|favou?r|view|the\sabsence)|following|after|with\sthe|at\sthe|on\sthe\sproposal"
    r"|proposed|seconded|it\swas|this\s(?:motion|item|was)|(?:a|some|further|the)?\s?(?:brief|lengthy|short|considerable)?\s?discussion"
    r"|a\svote|resolved|agreed|(?:the\s)?(?:(?:notice\sof\s)?motion|members|mayor|deputy|cathaoirleach|leas|príomh|meeting|chair\w*"
    r"|council\sagreed|councill?ors?|cllrs?)\b)|\b(?:proposed|seconded)\sby\b|\bit\swas\s(?:\w+\s)?agreed\b|\bCouncillor\b[^.;]*\b(?:proposed|seconded|stated|agreed)\b"
)
_PLANNING = re.compile(
    r"(?i)\bplanning\s(?:applications?|permissions?|decisions?|matters)\b|\bapplication\sno|\b(?-i:[A-Z]{1,5})/\d{4}/\d{3,}"
    r"|\b\d{2}/\d{4,5}/(?-i:[A-Z])"
)
_AUTHORITY = re.compile(
    r"(?<=[.;:–-])\s*\(?(?i:approved|refused|granted|permitted|withdrawn|no\sobjections?(?:\swere\sraised)?|awaiting\sdecision)\b"
    r"(?=[.;)]|\s*$|\s+[a-z]\.\s|\s+\(?[A-Z\d])"
)
_NOT_TICKED = re.compile(r"(?:☐|\[\s?\])[^☐☑☒✓✔\[\]|.;]{2,60}")  # "[ ] Approved [x] Refused"
_SUGGESTS = re.compile(r"(?i)\b(?:suggest|recommend|request|propos)\w*\s(?:\w+\s){0,2}?that\b")
_NOT_DONE = (Outcome.LOST, Outcome.WITHDRAWN, Outcome.NOT_STATED)
_PUT = any_of("put")
_MOVES_OTHERWISE = re.compile(
    r"(?i)\bpropos|\bamended\smotion\b"
)  # "He proposed the rejection of the Motion", not the notice's own
_BOARD = re.compile(r"\bBoard\b(?!\sof\sCouncil)")
_NAMED = re.compile(  # a body that does something
    r"\b(?P<name>(?:[A-Z](?:\.|[\w’'-]*)\s(?:(?:and|&|of|for)\s)?){1,5})(?:Council|Committee|Board)\b"
    r"(?=\s(?:(?:ha[sd]|have|all|also|then|\w+ly)\s){0,2}(?:agreed|decided|resolved|approved|accepted|adopted|endorsed|rejected)\b)"
)
_ANY_NAME = frozenset(  # words before "Council" that name no other one
    "the this our all both full parish town community elected new and of for after following when as if that".split()
)
_AMENDS = re.compile(  # a row's business; not "Amendment to the Zoning By-law"
    r"(?i)\b(?:amendments?\sto|to\samend)\s(?:the\s)?(?:item|motion|recommendation|notice|report)\b"
    r"|\b(?:item|recommendation|motion)\b[^.;]{0,160}?\bbe\samended\b"
)
_TALKS = re.compile(  # a clause that leads on to how business before it ended
    r"(?i)\b(?:votes?|voting|put|hands|debate\w*|discuss\w+|consider\w*|division|ballot|motion|amendment|propos\w+|second\w*|nominat\w+)\b"
)
_A_CLAUSE = 4  # words that say something
_SENTENCE_ENDS = re.compile(r"[.;?!]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a meeting decided, in the order of the document; remarks tell what the minutes leave unsure."""

    resolutions: tuple[Resolution, ...]
    ballots: tuple[Ballot, ...]
    votes: tuple[Vote, ...]
    remarks: tuple[str, ...]

    @property
    def not_done(self) -> frozenset[str]:
        """The paragraphs that hold only what was lost, withdrawn or moved, and so charge nobody with anything."""
        reported = {one.paragraph_id for one in self.resolutions if one.outcome in _NOT_DONE}
        reported |= {id for one in self.ballots if one.outcome in _NOT_DONE for id in one.paragraph_ids}
        done = {one.paragraph_id for one in self.resolutions if one.outcome not in _NOT_DONE}
        return frozenset(reported - done)


def decided(items: Sequence[AgendaItem], rows: Sequence[Row | None], people: Roster, body: str) -> Decided:
    """What the meeting of a body decided and voted on; `rows` holds the row of a table that each item is, or None."""
    reports = Reports(zip(items, rows, strict=True))
    resolutions, ballots, votes, remarks = list[Resolution](), list[Ballot](), list[Vote](), list[str]()
    for item, row in zip(items, rows, strict=True):
        business = _business(item, row, reports, people, body)
        its_resolutions, its_ballots, its_votes = business.records(len(ballots))
        resolutions += its_resolutions
        ballots += its_ballots
        votes += its_votes
        remarks += business.remarks
    return Decided(
        resolutions=tuple(resolutions),
        ballots=tuple(ballots),
        votes=tuple(votes),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _business(item: AgendaItem, row: Row | None, reports: Reports, people: Roster, body: str) -> Business:
    business = Business(item.number)
    sponsor = submitter(item.title)
    open_list: VoteList | None = None
    if row:
        _put_row(business, paragraph_of(row, item.paragraphs), len(item.paragraphs), row, None)
    by_name = in_tables(item.paragraphs)
    replying = False
    for place, paragraph in enumerate(item.paragraphs):
        if paragraph.id in by_name:
            business.put_names(by_name[paragraph.id], paragraph, place)
        words = in_lines(paragraph.text)
        lists = [] if paragraph.id in by_name else vote_lists(words, open_list)
        open_list = lists[-1] if lists and lists[-1].open else None
        flat = _beside_rows(words) if paragraph.id in by_name else words.replace("\n", " ")
        replying = bool(_REPLIED.match(flat)) or (replying and not _AFTER_A_REPLY.search(flat))
        reported = list[Decision]()
        if not (row and row.disposition) and paragraph.kind not in _NOTHING_SAID:
            if (its_row := row_of(flat)) and its_row.disposition:
                _put_row(business, paragraph, place, its_row, reports.put(its_row.title))
            elif not replying:  # an office's reply tells of what was decided elsewhere
                reported = _told(paragraph, _own(_without_others(flat, body), item.title), sponsor, people)
        if not reported and not lists and paragraph.id not in by_name:
            business.go_on(paragraph, place, flat)
        _put(business, paragraph, place, flat, reported, lists)
    return business


def _put(
    business: Business,
    paragraph: Paragraph,
    place: int,
    words: str,
    reported: Sequence[Decision],
    lists: Sequence[VoteList],
) -> None:
    """What a paragraph tells, in the order of its words."""
    if ends_a_vote(words) and not business.begun and reported and reported[0].result:
        reported = reported[1:]  # the end of the vote on the item before
    own = [one for one in reported if not one.result]
    puts = [
        (start, words[start:end])
        for start, end in (sentences(words) if _PUT.search(words) else [])
        if _PUT.search(words[start:end]) and not any(one.start < end and start < one.end for one in own)
    ]
    steps: list[tuple[int, int, Decision | VoteList | str]] = [
        *((one.start, 0, one) for one in reported),
        *((start, 1, said) for start, said in puts),
        *((one.start, 2, one) for one in lists if not one.open or one.count),
    ]
    for _, _, step in sorted(steps, key=lambda step: step[:2]):
        if isinstance(step, Decision):
            said = words[step.start : step.end]
            before = words[: step.start]
            led = bool(_SENTENCE_ENDS.search(before))
            told_of = step.result.named if step.result else None
            alone = (
                bool(_SUGGESTS.search(before))
                or (led and told_of is not None and told_of not in FORMAL_NAMES and bool(paragraph.number))
                or (told_of == "" and _tells_its_own(before))
            )
            business.put(paragraph, place, said, step, counts(said), own=alone, led=led)
        elif isinstance(step, VoteList):
            if step.names or (step.count is not None and not step.open):
                business.put_list(step, paragraph, place)
        else:
            business.put_to_vote(step, paragraph, counts(step))


def _tells_its_own(before: str) -> bool:
    """Whether the clause before "and this was agreed" says by itself what: "A request was made for ..."."""
    clause = _SENTENCE_ENDS.split(before)[-1]
    return len(content(clause)) >= _A_CLAUSE and not _TALKS.search(clause)


def _told(paragraph: Paragraph, words: str, sponsor: str | None, people: Roster) -> list[Decision]:
    reported = decisions(words)
    point = paragraph.kind is Kind.RESOLUTION and kind_of(paragraph.text, under_decision=False) is not Kind.RESOLUTION
    if not reported and point and CELLS not in words:  # under "RESOLVED:"
        return [Decision(0, len(words), Movers(), Outcome.CARRIED)]
    known = [replace(one, movers=_people(one.movers, people)) for one in reported]
    return [
        replace(one, movers=replace(one.movers, proposer=sponsor))
        if sponsor
        and one.movers.seconder
        and not one.movers.proposer
        and not _MOVES_OTHERWISE.search(words, max(0, one.start - len("amended ")), one.end)
        else one
        for one, named in zip(known, reported, strict=True)
        if one.movers == named.movers or one.movers or one.result or one.outcome is not Outcome.NOT_STATED
    ]


def _people(named: Movers, people: Roster) -> Movers:
    """The movers without what is surely nobody's name: neither titled nor in the lists, where there are lists."""
    sure = [name for name in (named.proposer, named.seconder) if name and (is_titled(name) or name in people)]
    if not people or (sure and named.proposer and named.seconder):
        return named
    return Movers(*(name if name in sure else None for name in (named.proposer, named.seconder)))


def _own(words: str, title: str) -> str:
    """The words without a form's choices that nobody ticked, and without a planning authority's decisions."""
    words = _NOT_TICKED.sub(_blank, words)
    return _AUTHORITY.sub(_blank, words) if _PLANNING.search(f"{title} {words}") else words


def _beside_rows(words: str) -> str:
    """The lines of a paragraph that are no rows of its table, each a sentence of its own."""
    return ". ".join(line.rstrip(":. ") for line in words.split("\n") if " |" not in line)


def _blank(said: re.Match[str]) -> str:
    return "·" * len(said.group())


def _without_others(words: str, body: str) -> str:
    """The words without the names of other councils, committees and boards where those decide."""
    own = _ANY_NAME | {*re.findall(r"\w+", body.casefold())}
    left = _NAMED.sub(
        lambda by: by[0] if own.issuperset(re.findall(r"\w+", by["name"].casefold())) else _blank(by), words
    )
    return _BOARD.sub(_blank, left) if _other_board(body) else left


def _other_board(body: str) -> bool:
    """Whether "the Board" is another body than this one."""
    return bool(re.search(r"(?i)\b(?:council|commission)\b", body)) and not re.search(r"(?i)\bboard\b", body)


def _put_row(business: Business, paragraph: Paragraph, place: int, row: Row, put: Put | None) -> None:
    outcome = of_disposition(row.disposition)
    if outcome is None:
        return
    by, counted = pair(row.movers) if row.movers else Movers(), listed(*row.lists) if row.lists else Counts()
    moved = f"{row.title}\n{put.title if put else ''}"
    if outcome is Outcome.CARRIED:
        outcome = ending("moved_aside", moved) or outcome
    amends = bool(_AMENDS.search(moved))
    business.put_row(paragraph, place, by, outcome, counted, put, amends=amends)
