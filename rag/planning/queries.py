"""What to ask of the records, where they surely answer: a question that is about nothing but what a record says.

That is so where each word of it is of its cue, of its body, time and people, or of those that say nothing more
(`beside` in `lexicon.toml`). "Who left the room when the gate came up?" is about the gate: no record answers it.
"""

from collections.abc import Callable, Sequence
from functools import partial

from rag.minutes import Cast, Outcome
from rag.plan import (
    ActionsOf,
    AttendanceOf,
    Counted,
    CountOf,
    DecisionsOf,
    MeetingsOf,
    OfficeOf,
    Presence,
    RecordQuery,
    Scope,
    VotesOf,
    Which,
)
from rag.planning.lexicon import Cue, Entry, cues, entries, listed, words
from rag.planning.scope import Named
from rag.stores.words import question_terms, terms

_MOVED = (Presence.ARRIVED, Presence.LEFT)  # who was there then changed in the course of the meeting


def record_query(text: str, named: Named, scope: Scope, *, polar: bool) -> RecordQuery | None:
    """What to ask of the records; None where it isn't certain that they answer.

    `scope` is that of the question, with what it inherits; `named` what its own words name.
    """
    asked = _Asked(text, named, scope, polar=polar)
    tried: tuple[Callable[[_Asked], RecordQuery | None], ...] = (
        _counts, _meetings, _attendance, _office, _actions, _votes, _decisions,
    )  # fmt: skip
    return next((query for ask in tried if (query := ask(asked))), None)


class _Asked:
    """A question, and what is left of it without the cues of a record.

    Attributes:
        bare: its text without names and dates ("Miss Pell").
        somebody: the person it names, or its words for one whom several may be.
        opens: what opens it, where it asks for more than a yes or a no; `first` is the first word of that.
    """

    def __init__(self, text: str, named: Named, scope: Scope, *, polar: bool) -> None:
        self.text, self.scope, self.polar = text, scope, polar
        self.bounded = bool(scope.period or scope.meetings or len(scope.dates) == 1)
        self.person = scope.people[0] if len(scope.people) == 1 else None
        self.somebody = self.person or (named.namesakes[0] if len(named.namesakes) == 1 else None)
        bare = text
        for start, end in named.spans:
            bare = bare[:start] + " " * (end - start) + bare[end:]
        self.bare = bare
        self.opens = cues("asking").find(text)
        self.first = self.opens.words.lower().split()[0] if self.opens else ""
        sort = next((one.cues.terms for one in entries("sort") if text in one.cues), frozenset[str]())
        self._left = set(question_terms(bare)) - words("beside") - sort - cues("last_meeting").terms

    @property
    def of_things(self) -> bool:
        """Whether it asks what there was, or names it without asking ("decisions of May 2021")."""
        return not self.polar and (not self.opens or self.first in listed("asks_for_things"))

    def only(self, *found: Cue | None) -> bool:
        """Whether nothing is left of the question but some cues."""
        return not self._left - {term for cue in found if cue for term in cue.terms}

    def matter(self, found: Cue) -> frozenset[str]:
        """What is left of the question but for a cue and the words for what is put to a vote; "motion 5" is a name."""
        left = frozenset(question_terms(self.bare)) - found.terms
        matter = left - words("put")
        return left if all(map(str.isdecimal, matter)) else matter

    def says(self, section: str) -> tuple[Entry, Cue] | None:
        """The entry of a section of which a cue stands first in the question, with the longest one there."""
        found = [(one, cue) for one in entries(section) if (cue := one.cues.find(self.text))]
        return min(found, key=lambda one: (one[1].start, -one[1].end), default=None)


def _counts(asked: _Asked) -> CountOf | None:
    way, said = _presence(asked)
    if asked.person and way and (cue := cues("count_attended").find(asked.bare)) and asked.only(cue, said):
        return CountOf(counted=Counted.ATTENDED, person=asked.person, presence=way)
    if (cue := cues("count_public").find(asked.bare)) and asked.bounded and not asked.person and asked.only(cue, said):
        return CountOf(counted=Counted.PUBLIC)
    if asked.person is None and way and (cue := cues("count_people").find(asked.bare)):
        return CountOf(counted=Counted.PEOPLE, presence=way) if asked.only(cue, said) else None
    if (cue := cues("count_amendments").find(asked.bare)) and (ended := _outcome(asked, cue)) and not asked.person:
        matter = asked.matter(cue) - ended[1].terms - words("beside")
        return CountOf(counted=Counted.AMENDMENTS, outcome=ended[0], matter=matter)
    if (cue := cues("count_actions").find(asked.bare)) and asked.only(cue) and not asked.person:
        return CountOf(counted=Counted.ACTIONS)
    if cue := cues("count_decisions").find(asked.bare):
        outcome, moved = _outcome(asked, cue), cues("moved_by").find(asked.text)
        if asked.only(cue, outcome and outcome[1], moved) and bool(asked.person) == bool(moved):
            return CountOf(counted=Counted.DECISIONS, outcome=outcome and outcome[0], person=asked.person)
        return None
    if (cue := cues("count_meetings").find(asked.bare)) and not asked.person and asked.only(cue):
        return CountOf(counted=Counted.MEETINGS)
    return None


def _meetings(asked: _Asked) -> MeetingsOf | None:
    ways = (
        ("next_meeting", Which.NEXT), ("last_met", Which.LAST), ("summary", Which.SUMMARY),
        ("began_at", Which.BEGUN), ("ended_at", Which.ENDED),
    )  # fmt: skip
    return next(
        (MeetingsOf(which=which) for name, which in ways if (cue := cues(name).find(asked.bare)) and asked.only(cue)),
        None,
    )


def _office(asked: _Asked) -> OfficeOf | None:
    cue, office = cues("holds_office").find(asked.text), asked.says("office")
    if cue is None or office is None or cue.start > 1 or not asked.only(cue, office[1]):
        return None
    if "was" in cue.words.lower().split() and not asked.bounded:
        return None
    return OfficeOf(office=office[0].says["office"])


def _actions(asked: _Asked) -> ActionsOf | None:
    cue = cues("actions").find(asked.text)
    office = asked.says("office")
    if cue is None or asked.polar or asked.text not in cues("next_part") or not asked.only(cue, office and office[1]):
        return None
    owner = asked.person or (office[1].words if office else None)
    return ActionsOf(owner=owner) if owner or cue.words.lower().split()[-1] != "do" else None


def _votes(asked: _Asked) -> VotesOf | None:
    votes = partial(VotesOf, amendment=asked.text in cues("amendment"))
    cue = cues("votes").find(asked.text)
    if cue and asked.person and set(terms(asked.person)) & set(terms(cue.words)):
        return votes(person=asked.person, matter=asked.matter(cue))
    if (way := asked.says("cast")) and not asked.person:
        whole = asked.bounded and not asked.scope.meetings and asked.only(way[1])  # "against her" is no whole meeting
        matter = frozenset[str]() if whole else asked.matter(way[1])
        return votes(cast=Cast(way[0].says["cast"]), matter=matter) if whole or matter else None
    if (cue := cues("vote_result").find(asked.text)) and not asked.person and (matter := asked.matter(cue)):
        return votes(matter=matter)
    if asked.polar and (put := cues("put_to_vote").find(asked.bare)) and (ended := _outcome(asked, put)):
        matter = asked.matter(ended[1])
        plainly = matter and not cues("negating").find(asked.text[: ended[1].start] + asked.text[ended[1].end :])
        return votes(matter=matter, ended=ended[0], mover=asked.person) if plainly else None
    ballots = cues("ballots").find(asked.text)
    return VotesOf() if ballots and asked.of_things and not asked.person and asked.only(ballots) else None


def _decisions(asked: _Asked) -> DecisionsOf | None:
    cue = cues("decisions").find(asked.text)
    if cue is None or not asked.of_things:
        return None
    outcome, moved = _outcome(asked, cue), cues("moved_by").find(asked.text, cue.end)
    if bool(asked.person) != bool(moved) or not asked.only(cue, outcome and outcome[1], moved):
        return None
    return DecisionsOf(outcome=outcome and outcome[0], mover=asked.person)


def _attendance(asked: _Asked) -> AttendanceOf | None:
    way, said = _presence(asked)
    way = way or Presence.PRESENT
    if way is Presence.REASON_AWAY:
        surely = asked.bounded and asked.somebody and asked.only(said)
        return AttendanceOf(presence=way, person=asked.somebody) if surely else None
    names_people = asked.first in listed("asks_for_people")
    of_people = names_people or not asked.opens or _what_people(asked, asked.opens)
    if not asked.only(*(cue for one in entries("presence") for cue in one.cues.all(asked.bare))):
        moved = any(one.says["presence"] in _MOVED and one.cues.find(asked.bare) for one in entries("presence"))
        beyond = said and of_people and not (asked.polar or moved)
        return AttendanceOf(presence=way, beyond=True) if beyond else None
    moved_when = way in _MOVED and asked.first in listed("asks_for_times")
    if asked.polar or moved_when:
        return AttendanceOf(presence=way, person=asked.somebody) if asked.somebody else None
    return AttendanceOf(presence=way) if said and of_people and (asked.bounded or names_people) else None


def _what_people(asked: _Asked, opens: Cue) -> bool:
    """Whether it opens with a "what" that a kind of people, or of list of them, follows: "what councillors"."""
    following = question_terms(asked.text[opens.end :])[:1]
    return asked.first == "what" and not (words("beside") | words("lists_of_people")).isdisjoint(following)


def _presence(asked: _Asked) -> tuple[Presence | None, Cue | None]:
    """The way of being there or not that is asked for: the first cue after what asks; being present the last.

    Who was not present was absent.
    """
    found = [
        (
            cue.start < (asked.opens.start if asked.opens else 0),
            one.says["presence"] == "present",
            cue.start,
            -cue.end,
            n,
            cue,
        )
        for n, one in enumerate(entries("presence"))
        for cue in one.cues.all(asked.bare)
    ]
    if not found:
        return None, None
    *_, n, cue = min(found)
    way = Presence(entries("presence")[n].says["presence"])
    denied = way in (Presence.PRESENT, Presence.OFFICERS) and cues("negating").find(asked.bare[: cue.start])
    return Presence.ABSENT if denied else way, cue


def _outcome(asked: _Asked, beside: Cue) -> tuple[Outcome, Cue] | None:
    """The outcome that is asked for, in other words than those of the cue."""
    found: Sequence[tuple[Outcome, Cue]] = [
        (Outcome(one.says["outcome"]), cue)
        for one in entries("outcome")
        for cue in one.cues.all(asked.text)
        if cue.end <= beside.start or beside.end <= cue.start
    ]
    return found[0] if found else None
