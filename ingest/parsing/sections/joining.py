"""What introduces what: labels, lists and scraps of tables joined to the words that they belong to."""

import re
from dataclasses import replace

from ingest.parsing.layout.blocks import Block, Shape
from ingest.parsing.layout.labels import ATTENDANCE_LABEL, DECISION_LABEL, VOTE_LABEL, is_label
from ingest.parsing.layout.lines import LABELLED_ROW
from ingest.parsing.layout.runs import LONGEST
from ingest.parsing.records.deciding import RESULT
from ingest.parsing.sections.lettered import with_points, with_replies
from rag.minutes import CELLS, readable

_MOVED = re.compile(r"(?i)^\W*(?:proposed|seconded|moved|and (?:was )?(?:resolved|seconded))\b")
_PROPOSED_LAST = re.compile(r"(?i)\b(?:proposed|moved) by\b[^.;:]{3,60};?\W*$")
_QUOTED_MOTION = re.compile(r"(?i)^\W*(?:seconded|proposed|and\b|that\b)|^[*_ ]*[“\"]")
_BULLETED = re.compile(r"^\s*(?:[-•·–¢*]|\\\*)\s")
_SHORT_POINT = 100  # characters: a shorter point says little without the words that introduce the list
_NOT_PEOPLE = re.compile(  # the list of people ends where business begins
    r"(?i)^\W*(?:police|minutes|matters|planning|declarations?|correspondence|payments?|financ\w+|highways?)\b[^:]{0,40}(?::|$)"
)
_SHORT_LIST = 600
_TABLE = (
    1900  # characters: figures prove nothing without the heads of their columns, nor does a paragraph of over 2,000
)
_FIGURE = re.compile(r"[*_€£$ ]*\d[\d,.]*[%*_ ]*")
_SCRAP = 45  # characters
_RUN = 4  # scraps in a row: fewer may be headings
_ROW_OF_PEOPLE = re.compile(r"^(?:[A-Z &]*PRESENT|[A-Z ]*SERVICE|APOLOGIES|[A-Z ]*ATTENDANCE): ")


def joined(text: str, found: list[Block]) -> list[Block]:
    """The blocks with each label ("Members present:", "And resolved:") joined to what it introduces."""
    out: list[Block] = []
    for block in _scraps_together(text, found):
        over_page = len(out) > 1 and out[-1].shape is Shape.FURNITURE and is_label(text[out[-2].start : out[-2].end])
        if over_page and _introduces(text, out[-2], block):
            out[-2:] = [replace(out[-2], end=block.end, shape=Shape.PROSE)]
        elif out and (_introduces(text, out[-1], block) or _lists_on(text, out[-1], block)):
            out[-1] = replace(out[-1], end=block.end, shape=Shape.PROSE)
        else:
            out.append(block)
    return with_replies(text, with_points(text, out))


def _scraps_together(text: str, found: list[Block]) -> list[Block]:
    """The blocks with each run of scraps made one: a table's cells that came out as a line each, names in a column."""
    out: list[Block] = []
    run: list[Block] = []
    for block in [*found, None]:
        scrap = block if block and _is_scrap(text, block) else None
        if scrap and run and _goes_on(text, run, scrap):
            run.append(scrap)
            continue
        if run:
            whole = replace(run[0], end=run[-1].end, shape=Shape.PROSE)
            out += [whole] if len(run) >= _RUN or _is_table(text[whole.start : whole.end]) else run
        run = [scrap] if scrap else []
        out += [block] if block and not scrap else []
    return out


def _goes_on(text: str, run: list[Block], scrap: Block) -> bool:
    """Whether one more scrap belongs to the run: not when the run would be too long, nor where a vote begins."""
    long, voting = scrap.end - run[0].start, _is_vote(text, run[0])
    if _is_vote(text, scrap) and not voting:
        return False
    if long <= _SHORT_LIST:
        return True
    return long <= LONGEST if voting else long <= _TABLE and _is_table(text[run[0].start : scrap.end])


def _is_short(piece: str) -> bool:
    return len(piece) <= _SCRAP or (len(piece) <= 2 * _SCRAP and max(map(len, piece.split("\n"))) <= _SCRAP // 2)


def _is_table(piece: str) -> bool:
    """Whether lines are the cells of a table: a third of them or more are numbers, none is long."""
    lines = [line for line in piece.split("\n") if line.strip()]
    figures = sum(bool(_FIGURE.fullmatch(line)) for line in lines)
    return figures > 2 and figures * 3 >= len(lines) and max(map(len, lines)) <= _SCRAP


def _is_vote(text: str, block: Block) -> bool:
    return bool(VOTE_LABEL.match(text[block.start : block.end]))


def _is_scrap(text: str, block: Block) -> bool:
    piece = text[block.start : block.end]
    plain = block.shape is not Shape.FURNITURE and not block.number and not piece.startswith("#")
    plain = plain and not LABELLED_ROW.match(piece)
    return (
        plain
        and (_is_short(piece) or (len(piece) <= _TABLE and _is_table(piece)))
        and not ATTENDANCE_LABEL.match(readable(piece))
        and not DECISION_LABEL.match(readable(piece))
    )


def _introduces(text: str, first: Block, second: Block) -> bool:
    long = second.end - first.start
    if Shape.FURNITURE in (first.shape, second.shape) or long > _TABLE:
        return False
    if _is_result(text, first, second):
        return True
    moved = _MOVED.match(text[first.start : first.end]) or _PROPOSED_LAST.search(text[first.start : first.end])
    if long > LONGEST and not moved:
        return False
    if VOTE_LABEL.fullmatch(text[first.start : first.end]):
        return second.shape is Shape.PROSE and not second.number
    words, following = readable(text[first.start : first.end]), readable(text[second.start : second.end])
    listed = ATTENDANCE_LABEL.match(words) and not words.endswith(".") and second.end - second.start <= 2 * _SHORT_POINT
    if (
        second.number
        or second.shape is Shape.HEADING
        or ATTENDANCE_LABEL.match(following)
        or (ATTENDANCE_LABEL.match(words) and _NOT_PEOPLE.match(following))
        or (following.startswith(("- ", "• ")) and not listed)
    ):
        return False
    if ATTENDANCE_LABEL.match(words):
        listed = len(following) <= 300 or "\n" in text[second.start : second.end]
        return not words.endswith(".") and listed and CELLS not in following
    if DECISION_LABEL.match(words):
        return True
    if _PROPOSED_LAST.search(words) and following.startswith("Seconded"):
        return True
    if _MOVED.match(words) and not words.endswith((".", "”", '"')):
        return bool(_QUOTED_MOTION.match(following)) or is_label(words)
    return is_label(words) and not words.isupper() and not LABELLED_ROW.match(following)


def _is_result(text: str, first: Block, second: Block) -> bool:
    """Whether the second is how the motion in the first ended: "All in favour", "Carried"."""
    if first.shape is not Shape.PROSE or second.number or second.end - second.start > 2 * _SCRAP:
        return False
    words = readable(text[second.start : second.end])
    return bool(RESULT.match(words)) and (words.endswith(".") or not DECISION_LABEL.match(words))


def _lists_on(text: str, first: Block, second: Block) -> bool:
    """Whether the second is one more short point of a list that the first introduced or began, or a row of people."""
    if first.shape is not Shape.PROSE or second.shape is not Shape.PROSE or second.number:
        return False
    before, point = text[first.start : first.end], text[second.start : second.end]
    if _ROW_OF_PEOPLE.match(point) and (_ROW_OF_PEOPLE.match(before) or before == "MEMBERS PRESENT"):
        return second.end - first.start <= LONGEST
    if VOTE_LABEL.match(point) and VOTE_LABEL.match(before):
        return second.end - first.start <= LONGEST
    last_line = before.rpartition("\n")[2].strip()
    listing = _BULLETED.match(last_line) or is_label(last_line) or last_line.endswith(" -")
    if not _BULLETED.match(point) or not listing or (first.number and not is_label(last_line)):
        return False
    return len(point) <= _SHORT_POINT and second.end - first.start <= _SHORT_LIST
