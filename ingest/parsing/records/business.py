"""One item's business: motions, the votes on them and how each ended, joined wherever in the item they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.parsing.phrases import any_of
from ingest.parsing.records.counts import Counts
from ingest.parsing.records.deciding import Decision
from ingest.parsing.records.matters import SECONDS, content, matter_of, quotes
from ingest.parsing.records.movers import Movers
from ingest.parsing.records.reports import Put
from ingest.parsing.records.results import AMENDMENT, Reported, referred_paragraph
from ingest.parsing.records.votes import VoteList
from rag.minutes import Ballot, Cast, Outcome, Paragraph, Resolution, Vote

_NEAR = 3  # paragraphs: a bare "All in favour" tells of nothing further away
_ALIKE = 0.5  # of the words of "RESOLVED: that ..." stand in the motion that it carries
_PUT = any_of("put")
_TO_BE_PUT = any_of("to_be_put")
_FIRST = re.compile(r"(?i)\b(?:original|first\sput|initial)\b")
_NO_SECONDER = re.compile(r"(?i)\bno\ssecond(?:er)?\b|\b(?:want|lack)\sof\sa\ssecond")
_MAIN = re.compile(r"(?i)\b(?:original|substantive|main|as\s(?:first\sput|amended|put))\b|\bmotion\sitself\b")
_GOES_ON = re.compile(r"(?i)^\W*and\s(?:it\swas\s)?(?:therefore\s)?(?:resolved|agreed)\b")
FORMAL_NAMES = ("motion", "amendment", "resolution", "vote", "nomination")
_PUT_OFF = (Outcome.DEFERRED, Outcome.REFERRED, Outcome.WITHDRAWN)
_THIS_BUSINESS = re.compile(r"(?i)\b(?:this|the)\s(?:matter|motion|item|proposal|decision|question)\b")
_MOVES = re.compile(r"(?i)\b(?:moved|motion(?:ed)?|seconded)\b")  # not only a proposal made while the motion waits
_ELECTED = re.compile(r"(?i)\bdeclared\b.*\b(?:elected|appointed|co-opted)\b")
_VOTE_ON = re.compile(  # "a vote was taken on the plan"; not on business that was put before
    r"(?i)\b(?:votes?\b[^.;]{0,40}?\bon|not\sall\b[^.;]{0,40}?\bin\sfavou?r\sof)\s(?P<what>(?!(?:the|this|that)\s(?:\w+\s)?(?:motion|amendment|proposal|resolution|matter|item)\b)[^,.;]{8,})"
)
_LEADS_ON = re.compile(r"(?i)(?:\bthat|:)\W*$")


@dataclass(slots=True)
class _Matter:
    """A piece of business, as far as the minutes have come with it."""

    paragraph: Paragraph
    place: int
    words: str
    movers: Movers
    outcome: Outcome
    counts: Counts
    told_in: list[str]
    title: str = ""
    known: bool = True  # whether the minutes tell what it is, and not only how people voted
    amendment: bool = False
    stated: bool = False  # by a sentence that tells how it ended
    voted: bool = False
    row: bool = False
    put_in: str = ""  # the id of the paragraph that puts it, where that is another row
    lists: list[tuple[str, VoteList]] = field(default_factory=list)


class Business:
    """Takes what an item's paragraphs tell, in order, and gives the records of it."""

    def __init__(self, number: str) -> None:
        self._number = number
        self._matters: list[_Matter] = []
        self._current: _Matter | None = None  # what a list of voters belongs to
        self._point = 0  # where the point of the item that the minutes have come to begins
        self.remarks: list[str] = []

    @property
    def begun(self) -> bool:
        """Whether anything was put."""
        return bool(self._matters)

    def put(
        self,
        paragraph: Paragraph,
        place: int,
        words: str,
        ending: Decision,
        counts: Counts,
        *,
        own: bool = False,
        led: bool = False,
    ) -> None:
        """A decision, a motion, or how one before it ended.

        `own`: the paragraph itself suggests what so ended; `led`: a sentence of it stands before.
        """
        self._come_to(paragraph, place)
        here = bool(self._matters) and self._matters[-1].paragraph is paragraph
        elsewhere = not own or here or (ending.result and ending.result.named in FORMAL_NAMES)
        by, ended = ending.movers, ending.outcome
        if ending.result and elsewhere and (meant := self._meant(ending.result, by, words, place, led=led)):
            self._end(meant, ended, by, counts, paragraph, place, stated=True)
        elif not ending.result and (motion := self._restated(ending, words, place)):
            waited = motion.outcome is Outcome.NOT_STATED
            self._end(motion, ended, by, counts, paragraph, place, stated=motion.stated)
            if waited and not SECONDS.match(words):
                motion.paragraph = paragraph
                if ended not in _PUT_OFF and (quotes(words) or not matter_of(motion.words, motion.movers)):
                    motion.words = words
        elif not ending.result and by and not content(words) and (bare := self._without_movers(place)):
            bare.movers = by  # "Prop CA, 2nd BE" below its decision
        elif not ending.result and not by and _TO_BE_PUT.search(words):
            self.put_to_vote(words, paragraph, counts)
        else:
            ended = Outcome.NOT_STATED if _TO_BE_PUT.search(words) and not ending.result else ended
            self._add(paragraph, place, words, by, ended, counts, stated=ending.result is not None)

    def put_row(
        self,
        paragraph: Paragraph,
        place: int,
        by: Movers,
        outcome: Outcome,
        counts: Counts,
        put: Put | None,
        *,
        amends: bool = False,
    ) -> None:
        """A row of a table that tells of one decision, which another row may put or which may amend its business."""
        title = put.title if put else ""
        self._add(paragraph, place, title, by, outcome, counts, stated=True)
        self._matters[-1].title, self._matters[-1].row, self._matters[-1].amendment = title, True, amends
        self._matters[-1].put_in = put.paragraph_id if put and put.paragraph_id != paragraph.id else ""

    def go_on(self, paragraph: Paragraph, place: int, words: str) -> None:
        """A paragraph that tells of nothing by itself: the text of a motion, where the one before leads on to it."""
        self._come_to(paragraph, place)
        motion = self._current
        if not any(character.isalpha() for character in words):
            return  # a page's number
        if motion and motion.outcome is Outcome.NOT_STATED and not motion.lists and _LEADS_ON.search(motion.words):
            motion.words += f" {words}"
            _tell(motion, paragraph)

    def _come_to(self, paragraph: Paragraph, place: int) -> None:
        self._point = place if paragraph.number else self._point

    def put_to_vote(self, words: str, paragraph: Paragraph, counts: Counts) -> None:
        """A sentence that says that something was put to the vote, and not how it ended."""
        number = referred_paragraph(words)
        waiting = [one for one in self._matters if one.outcome is Outcome.NOT_STATED and not one.lists]
        meant = [one for one in self._matters if number and one.paragraph.number == number]
        if not meant and AMENDMENT.search(words):
            meant = [one for one in waiting if one.amendment]
        if meant := meant or waiting:
            self._current = meant[-1]
            self._current.voted = True
            self._current.counts = self._current.counts.filled(counts)
            _tell(self._current, paragraph)
        elif (
            (on := _VOTE_ON.search(words)) and self._current and not content(on["what"]) & content(self._current.words)
        ):
            self._current = None  # a vote on something that isn't recorded here otherwise

    def put_list(self, listed: VoteList, paragraph: Paragraph, place: int) -> None:
        """A list of those who voted one way; one more of the same way belongs to another vote."""
        current = self._current
        if listed.cast is None and not (current and current.lists):
            return  # who was absent: a roll call, and no vote
        if current and listed.label and any(one.cast is listed.cast and one.label for _, one in current.lists):
            current = None
        if (
            current
            and not current.lists
            and current.outcome is not Outcome.NOT_STATED
            and place - current.place > _NEAR
        ):
            current = None  # what ended so far above was voted on there
        if current is None:
            self._add(paragraph, place, "", Movers(), Outcome.NOT_STATED, Counts(), stated=False)
            current = self._matters[-1]
            current.known = False
        current.lists.append((paragraph.id, listed))
        current.place = place
        _tell(current, paragraph)

    def put_names(self, votes: Sequence[tuple[str, Cast]], paragraph: Paragraph, place: int) -> None:
        """Rows of a table that tells how each voted."""
        if self._current is None or any(listed.label for _, listed in self._current.lists):
            self._add(paragraph, place, "", Movers(), Outcome.NOT_STATED, Counts(), stated=False)
            self._matters[-1].known = False
        current = self._matters[-1] if self._current is None else self._current
        for cast in dict.fromkeys(cast for _, cast in votes):
            names = tuple(name for name, its in votes if its is cast)
            current.lists.append(
                (paragraph.id, VoteList(cast=cast, names=names, count=len(names), start=0, label=False))
            )
        _tell(current, paragraph)

    def _add(
        self,
        paragraph: Paragraph,
        place: int,
        words: str,
        by: Movers,
        outcome: Outcome,
        counts: Counts,
        *,
        stated: bool,
    ) -> None:
        self._current = _Matter(
            paragraph=paragraph,
            place=place,
            words=words,
            movers=by,
            outcome=outcome,
            counts=counts,
            told_in=[paragraph.id],
            amendment=bool(AMENDMENT.search(words)),
            stated=stated,
            voted=bool(_PUT.search(words)),
        )
        self._matters.append(self._current)

    def _meant(self, ending: Reported, by: Movers, words: str, place: int, *, led: bool) -> _Matter | None:
        """The business that a sentence tells the end of; None where none is waiting for it."""
        if ending.paragraph and (named := [one for one in self._matters if one.paragraph.number == ending.paragraph]):
            return named[-1]
        waiting = [one for one in self._matters if one.outcome is Outcome.NOT_STATED and one.known]
        if by:
            waiting = [one for one in waiting if _fits(one.movers, by)]
        if led and not by and ending.named not in FORMAL_NAMES:
            waiting = [one for one in waiting if place - one.place <= _NEAR]  # a proposal spoken of here
        if _NO_SECONDER.search(words):
            waiting = [one for one in waiting if not one.movers.seconder]
        if ending.named == "amendment":
            waiting = [one for one in waiting if one.amendment]
        elif ending.named == "motion" or _MAIN.search(words):
            waiting = [one for one in waiting if not one.amendment] or waiting
        if waiting:
            moved = [one for one in waiting if one.movers.seconder or _MOVES.search(one.words)]
            return waiting[0] if _FIRST.search(words) else (moved or waiting)[-1]
        last = self._matters[-1] if self._matters else None
        if last is None or (by and not _same(last.movers, by)) or (last.movers and last.stated and not ending.named):
            return None
        if not last.known:  # lists of voters without their motion
            return last if last.outcome is Outcome.NOT_STATED else None
        tells_again = place - last.place <= 1 and (last.movers or last.stated)
        return last if tells_again and (not led or last.place == place) else None

    def _restated(self, ending: Decision, words: str, place: int) -> _Matter | None:
        """The motion that a sentence seconds, or that "RESOLVED: that ..." carries in its own or other words."""
        motions = [one for one in self._matters if one.known]
        waiting = [one for one in motions if one.outcome is Outcome.NOT_STATED]
        if SECONDS.match(words) and waiting and place - waiting[-1].place <= _NEAR:
            motion, by = waiting[-1], ending.movers
            lacks = motion.movers.proposer and not motion.movers.seconder and by.seconder
            other = _named(Movers(motion.movers.proposer)) != _named(Movers(by.seconder))
            return motion if lacks and other and _fits(motion.movers, by) else None
        if ending.outcome is Outcome.NOT_STATED:
            return None
        motions = [one for one in motions if not one.amendment]
        waiting = [one for one in waiting if not one.amendment]
        if motions and motions[-1].movers and not ending.movers and _GOES_ON.match(words):
            return motions[-1] if motions[-1].outcome is not Outcome.LOST else None
        if not waiting:  # summed up once more below the vote
            last = motions[-1] if motions and motions[-1].outcome is ending.outcome else None
            near = last and (last.stated or last.voted) and not ending.movers
            return last if last and near and self._alike(words, last) else None
        motion = waiting[-1]
        if len(waiting) > 1 and _ELECTED.search(words):
            return None  # of several nominations it isn't said here which succeeded
        if ending.outcome in _PUT_OFF and _THIS_BUSINESS.search(words) and not ending.movers:
            return motion if motion.place >= self._point else None  # "this item" is the point (f), not the one before
        said = content(words)
        if not said:
            return motion if place - motion.place <= _NEAR and _fits(motion.movers, ending.movers) else None
        if ending.movers and not (_same(motion.movers, ending.movers) and place - motion.place <= 1):
            return motion if _same(motion.movers, ending.movers) and self._alike(words, motion) else None
        return motion if ending.movers or self._alike(words, motion) else None

    def _without_movers(self, place: int) -> _Matter | None:
        last = self._matters[-1] if self._matters else None
        return last if last and last.known and not last.movers and place - last.place <= 1 else None

    @staticmethod
    def _alike(words: str, motion: _Matter) -> bool:
        said = content(words)
        return bool(said) and len(said & content(motion.words)) >= _ALIKE * len(said)

    def _end(
        self,
        one: _Matter,
        outcome: Outcome,
        by: Movers,
        counts: Counts,
        paragraph: Paragraph,
        place: int,
        *,
        stated: bool,
    ) -> None:
        if one.stated and one.outcome not in (outcome, Outcome.NOT_STATED):
            self.remarks.append(
                f"{self._where()} tells of one motion that it was {one.outcome} and that it was {outcome}"
            )
            outcome = Outcome.NOT_STATED
        one.outcome, one.stated, one.place = outcome, one.stated or stated, place
        one.counts = one.counts.filled(counts)
        one.movers = Movers(one.movers.proposer or by.proposer, one.movers.seconder or by.seconder)
        _tell(one, paragraph)
        self._current = one

    def _where(self) -> str:
        return f"item {self._number}" if self._number else "an item without a number"

    def records(self, ballots: int) -> tuple[list[Resolution], list[Ballot], list[Vote]]:
        """The records of the item; `ballots` is the number of those of the items before it."""
        resolutions, held, votes = list[Resolution](), list[Ballot](), list[Vote]()
        amendments = 0
        for one in self._matters:
            counts = one.counts.filled(_counted([listed for _, listed in one.lists]))
            if one.outcome is Outcome.NOT_STATED and not one.stated:
                one.outcome = by_count(counts)
            if one.outcome is Outcome.CARRIED and by_count(counts) is Outcome.LOST:
                self.remarks.append(
                    f"{self._where()} says carried and counts {counts.votes_for} for and {counts.against} against"
                )
                one.outcome = one.outcome if one.row else Outcome.NOT_STATED
            voted = bool(counts) or bool(one.lists) or one.voted or len(one.told_in) > 1
            number = ballots + len(held) if voted else None
            if voted:
                amendments += one.amendment
                held.append(_ballot(one, counts, amendments if one.amendment else 0))
            votes += [
                Vote(paragraph_id=id, name=name, cast=listed.cast, ballot=number)
                for id, listed in one.lists
                if listed.cast
                for name in dict.fromkeys(listed.names)
            ]
            if one.known:
                resolutions.append(
                    Resolution(
                        paragraph_id=one.paragraph.id,
                        proposer=one.movers.proposer,
                        seconder=one.movers.seconder,
                        outcome=one.outcome,
                        title=one.title,
                        votes_for=counts.votes_for,
                        votes_against=counts.against,
                        abstentions=counts.abstained,
                        ballot=number,
                    )
                )
            self.remarks += [
                f"{self._where()} counts {listed.count} {listed.cast} and names {len(listed.names)}"
                for _, listed in one.lists
                if listed.cast and listed.names and listed.count not in (None, len(listed.names))
            ]
        return resolutions, held, votes


def by_count(counts: Counts) -> Outcome:
    """What a vote that was counted came to; not stated where no votes for are given, or as many against."""
    votes_for, against = counts.votes_for, counts.against or 0
    if votes_for is None or votes_for == against:
        return Outcome.NOT_STATED
    return Outcome.CARRIED if votes_for > against else Outcome.LOST


def _counted(lists: Sequence[VoteList]) -> Counts:
    by_cast = dict[Cast | None, int]()
    for one in lists:
        if one.count is not None:
            by_cast[one.cast] = by_cast.get(one.cast, 0) + one.count
    return Counts(by_cast.get(Cast.FOR), by_cast.get(Cast.AGAINST), by_cast.get(Cast.ABSTAINED))


def _ballot(one: _Matter, counts: Counts, amendment: int) -> Ballot:
    return Ballot(
        paragraph_id=one.put_in or one.paragraph.id,
        matter=one.title or matter_of(one.words, one.movers),
        amendment=amendment,
        votes_for=counts.votes_for,
        votes_against=counts.against,
        abstentions=counts.abstained,
        outcome=one.outcome,
        paragraph_ids=(*filter(None, [one.put_in]), *one.told_in),
    )


def _tell(one: _Matter, paragraph: Paragraph) -> None:
    if paragraph.id not in one.told_in:
        one.told_in.append(paragraph.id)


def _same(one: Movers, other: Movers) -> bool:
    """Whether two tellings name the same people in the same parts."""
    return bool(one) and _named(one) == _named(other)


def _fits(one: Movers, other: Movers) -> bool:
    """Whether two tellings may be of one motion: neither names another person for the same part."""
    return all(None in pair or len(set(pair)) == 1 for pair in zip(_named(one), _named(other), strict=True))


def _named(movers: Movers) -> tuple[str | None, ...]:
    """The surnames, as a second telling may leave out a title or an initial."""
    return tuple(
        re.sub(r"\s*\([^)]*\)", "", name).split()[-1].casefold() if name else None
        for name in (movers.proposer, movers.seconder)
    )
