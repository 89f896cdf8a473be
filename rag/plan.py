"""What a question asks for, decided once: the plan that every later step reads in place of the question's words."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rag.dates import FoundDate
from rag.minutes import Cast, Outcome


class Intent(StrEnum):
    """The kind of question; the values are those of the labelled question sets, and `help` for a greeting."""

    FACT = "fact"
    DECISION = "decision"
    ACTION = "action"
    ATTENDANCE = "attendance"
    VOTE = "vote"
    COUNT = "count"
    REASON = "reason"
    STATUS = "status"
    HELP = "help"


class AnswerType(StrEnum):
    """The kind of thing that an answer must hold."""

    ANY = "any"
    PERSON = "person"
    MONEY = "money"
    NUMBER = "number"
    SHARE = "share"
    DATE = "date"
    REASON = "reason"


class Role(StrEnum):
    """What a term does in a question: names the matter, or says where and when."""

    MATTER = "matter"
    SETTING = "setting"


class Term(NamedTuple):
    """A word looked for, stemmed as the word index stems it, and how much it counts (1 for one that tells most)."""

    word: str
    weight: float
    role: Role = Role.MATTER


def share_held(weights: Mapping[str, float], held: Set[str]) -> float:
    """The share of the weight of some terms that a set of them holds, 0 to 1; 0 of no terms."""
    return sum(weight for term, weight in weights.items() if term in held) / (sum(weights.values()) or 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of days, first and last included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The minutes that a question is about.

    Attributes:
        bodies: the ledger's bodies that it names; empty where it names none.
        names: the terms by which it names each of them; what is of other bodies must hold those of one to answer.
        period: the one stretch of time that it names, None where it names none or several.
        dates: every date that it names.
        people: the people that it names, as the ledger writes them.
        years: the financial and school years that it names, as "2024/25".
        sort: the sort of meeting that it names ("annual", "special"), or None.
        begun: the hour at which its meeting began, as "19:30", or None.
        meetings: those that the last answers cited, by id, where the question follows on from them.
        since: nothing minuted before this day counts.
        as_of: nothing minuted after this day counts.
        explicit: which of "body" and "date" bound the question from outside its words: minutes beyond never answer.
        words: how each bound was written, by "body" and "date", for showing it.
        meant: which of "body" and "date" are surely the meeting's ("the May 2019 meeting of Wretton Parish Council"),
            and not only the place or the time of the matter ("the flood of May 2019 in Wretton").
    """

    bodies: frozenset[str] = frozenset()
    names: frozenset[frozenset[str]] = frozenset()
    period: Period | None = None
    dates: tuple[FoundDate, ...] = ()
    people: tuple[str, ...] = ()
    years: frozenset[str] = frozenset()
    sort: str | None = None
    begun: str | None = None
    meetings: tuple[str, ...] = ()
    since: date | None = None
    as_of: date | None = None
    explicit: frozenset[str] = frozenset()
    words: tuple[tuple[str, str], ...] = ()
    meant: frozenset[str] = frozenset()

    def excludes(self, held_on: date | None) -> bool:
        """Whether a meeting was held at another time than those named; one without a date may be of them."""
        if held_on is None:
            return False
        if self.period:  # of a stretch of time the dates are the ends
            return not self.period.covers(held_on)
        return bool(self.dates) and not any(one.covers(held_on) for one in self.dates)

    def reaches(self, held_on: date | None) -> bool:
        """Whether a meeting was held between the days outside which nothing counts; one without a date was not."""
        first, last = self.since or date.min, self.as_of or date.max
        return not (self.since or self.as_of) or (held_on is not None and first <= held_on <= last)


class Presence(StrEnum):
    """What about somebody's attendance is asked."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    CHAIR = "chair"
    OFFICERS = "officers"
    REMOTE = "remote"
    ARRIVED = "arrived"
    LEFT = "left"
    REASON_AWAY = "reason_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceOf:
    """Who was there, or whether one person was: `person` as the ledger writes the name.

    `beyond`: the question says more of its meeting ("when the gate came up"), so that only that meeting's list answers.
    """

    presence: Presence
    person: str | None = None
    beyond: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeOf:
    """Who holds an office ("clerk", "chair") in a body now, or held it at the time in scope."""

    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsOf:
    """Every decision in scope, or those that ended so or that one person moved."""

    outcome: Outcome | None = None
    mover: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesOf:
    """How one person voted, who voted one way, or how ballots ended: all in scope, or those on one matter, in terms.

    Attributes:
        ended: the outcome that it is asked whether one had.
        mover: who moved it, where that is said.
        amendment: whether an amendment is meant, and not what it changes.
    """

    person: str | None = None
    cast: Cast | None = None
    matter: frozenset[str] = frozenset()
    ended: Outcome | None = None
    mover: str | None = None
    amendment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsOf:
    """What somebody undertook; everybody's where `owner` is None."""

    owner: str | None = None


class Counted(StrEnum):
    """What is counted over whole meetings."""

    MEETINGS = "meetings"
    DECISIONS = "decisions"
    AMENDMENTS = "amendments"
    ACTIONS = "actions"
    PEOPLE = "people"
    PUBLIC = "public"
    ATTENDED = "attended"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOf:
    """How many meetings were held, decisions taken, or people there; with an outcome, a mover or a presence.

    Amendments may be those of one matter, in terms.
    """

    counted: Counted
    outcome: Outcome | None = None
    matter: frozenset[str] = frozenset()
    person: str | None = None
    presence: Presence | None = None


class Which(StrEnum):
    """What is asked of meetings as a whole."""

    NEXT = "next"
    LAST = "last"
    SUMMARY = "summary"
    BEGUN = "begun"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsOf:
    """When the next meeting is, when the last was, what a meeting did in short, or at what hour it began or ended."""

    which: Which


RecordQuery = AttendanceOf | OfficeOf | DecisionsOf | VotesOf | ActionsOf | CountOf | MeetingsOf


class Carried(StrEnum):
    """The kind of record that the paragraph which answers is likely to carry."""

    MOVERS = "movers"
    BALLOT = "ballot"
    ROLL = "roll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A question understood.

    Attributes:
        question: as it was asked.
        standalone: complete by itself: slips mended, and what it leans on in earlier questions put in.
        intent: the kind of question.
        answer_type: the kind of thing that an answer must hold.
        polar: whether it asks for a yes or a no.
        done_to: whether it asks if something was done to somebody ("Was Mr Marsh elected?").
        denies: whether it denies something itself ("Was it not to be sold?").
        decided_when: whether it asks when something was decided, and so for the day of a meeting.
        which_item: whether it asks under which item of a meeting something stands.
        latest: whether it asks where a matter stands in the end, and so for the last of its steps.
        follows: whether it takes what it is about, or a part of that, from the question before it.
        often: whether it asks how often or how long something was, and so for no list of things.
        course: whether it asks how a matter went on over time, and so for all of its steps.
        vague: whether it only names a matter, and asks nothing of it ("What about the park?").
        topic: the terms looked for, weighted.
        record: what to ask of the records; None where only the paragraphs can answer.
        carries: the record that the paragraph which answers likely carries; None where any paragraph may answer.
        telling: the terms of its matter that say what it is about, without those that only say what of it is asked.
        parts: the plans of its parts where it asks several things; else empty.
    """

    question: str
    standalone: str
    intent: Intent = Intent.FACT
    answer_type: AnswerType = AnswerType.ANY
    polar: bool = False
    done_to: bool = False
    denies: bool = False
    decided_when: bool = False
    which_item: bool = False
    latest: bool = False
    follows: bool = False
    often: bool = False
    course: bool = False
    vague: bool = False
    scope: Scope = field(default_factory=Scope)
    topic: tuple[Term, ...] = ()
    record: RecordQuery | None = None
    carries: Carried | None = None
    telling: frozenset[str] = frozenset()
    parts: tuple["Plan", ...] = ()

    @property
    def matter(self) -> tuple[Term, ...]:
        """The terms that say what it is about."""
        return tuple(term for term in self.topic if term.role is Role.MATTER)

    @property
    def asked(self) -> tuple["Plan", ...]:
        """The plans to be answered one by one: its parts, or itself."""
        return self.parts or (self,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question answered earlier in the conversation: its plan, and the ids of the meetings that its answer cited."""

    plan: Plan
    cited: tuple[str, ...] = ()
