"""What to ask of the records, where they surely answer: a question that is about nothing but what a record says.

That is so where each word of it is of its cue, of its body, time and people, or of those that say nothing more
(`beside` in `lexicon.toml`). "Who left the room when the gate came up?" is about the gate: no record answers it.
"""

from collections.abc import Callable, Sequence

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
from rag.planning.lexicon import Cue, Cues, Entry, cues, entries, words
from rag.planning.scope import Named
from rag.stores.words import question_terms, terms

_PERSONS = ("who", "whom", "whose", "which", "list", "name", "with", "by", "pwy")  # what opens a question for people
_THINGS = ("what", "which", "list", "name", "on", "in", "at")
_NAMELY = ("what",)  # where a kind of person follows: "what councillors"


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
    """A question, and what is left of it without the cues of a record; `bare` has no names and dates ("Miss Pell")."""

    def __init__(self, text: str, named: Named, scope: Scope, *, polar: bool) -> None:
        self.text, self.scope, self.polar = text, scope, polar
        self.bounded = bool(scope.period or scope.meetings or len(scope.dates) == 1)
        self.person = scope.people[0] if len(scope.people) == 1 else None
        bare = text
        for start, end in named.spans:
            bare = bare[:start] + " " * (end - start) + bare[end:]
        self.bare = bare
        sort = next((one.cues.terms for one in entries("sort") if text in one.cues), frozenset[str]())
        self._left = set(question_terms(bare)) - words("beside") - sort - cues("last_meeting").terms

    @property
    def of_things(self) -> bool:
        """Whether it asks what there was, or names it without asking ("decisions of May 2021")."""
        opens = cues("asking").find(self.text)
        return not self.polar and (not opens or opens.words.lower().split()[0] in _THINGS)

    @property
    def of_amendment(self) -> bool:
        """Whether it speaks of an amendment."""
        return self.text in cues("amendment")

    def only(self, *found: Cue | None) -> bool:
        """Whether nothing is left of the question but some cues."""
        return not self._left - {term for cue in found if cue for term in cue.terms}

    def matter(self, found: Cue) -> frozenset[str]:
        """What is left of the question but for a cue and the words for what is put to a vote."""
        return frozenset(question_terms(self.bare)) - found.terms - words("put")

    def says(self, section: str) -> tuple[Entry, Cue] | None:
        """The entry of a section of which a cue stands first in the question, with the longest one there."""
        found = [(one, cue) for one in entries(section) if (cue := one.cues.find(self.text))]
        return min(found, key=lambda one: (one[1].start, -one[1].end), default=None)


def _counts(asked: _Asked) -> CountOf | None:
    presence = _presence(asked)
    way, said = presence if presence else (None, None)
    if asked.person and way and (cue := cues("count_attended").find(asked.bare)) and asked.only(cue, said):
        return CountOf(counted=Counted.ATTENDED, person=asked.person, presence=way)
    if asked.person is None and way and (cue := cues("count_people").find(asked.bare)):
        return CountOf(counted=Counted.PEOPLE, presence=way) if asked.only(cue, said) else None
    if cue := cues("count_decisions").find(asked.bare):
        outcome, moved = _outcome(asked, cue), cues("moved_by").find(asked.text)
        if asked.only(cue, outcome and outcome[1], moved) and bool(asked.person) == bool(moved):
            return CountOf(counted=Counted.DECISIONS, outcome=outcome and outcome[0], person=asked.person)
        return None
    if (cue := cues("count_meetings").find(asked.bare)) and not asked.person and asked.only(cue):
        return CountOf(counted=Counted.MEETINGS)
    return None


def _meetings(asked: _Asked) -> MeetingsOf | None:
    for name, which in (("next_meeting", Which.NEXT), ("last_met", Which.LAST)):
        if (cue := cues(name).find(asked.text)) and asked.only(cue):
            return MeetingsOf(which=which)
    cue = cues("summary").find(asked.text)
    return MeetingsOf(which=Which.SUMMARY) if cue and asked.only(cue) else None


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
    if cue is None or asked.polar or cues("next_part").find(asked.text) is None:
        return None
    if not asked.only(cue, office and office[1]):
        return None
    owner = asked.person or (office[1].words if office else None)
    return ActionsOf(owner=owner) if owner or cue.words.lower().split()[-1] != "do" else None


def _votes(asked: _Asked) -> VotesOf | None:
    cue = cues("votes").find(asked.text)
    named = cue and asked.person and set(terms(asked.person)) & set(terms(cue.words))
    if cue and named:
        return VotesOf(person=asked.person, matter=asked.matter(cue), amendment=asked.of_amendment)
    if (way := asked.says("cast")) and not asked.person and (matter := asked.matter(way[1])):
        return VotesOf(cast=Cast(way[0].says["cast"]), matter=matter, amendment=asked.of_amendment)
    if (cue := cues("vote_result").find(asked.text)) and not asked.person and (matter := asked.matter(cue)):
        return VotesOf(matter=matter, amendment=asked.of_amendment)
    if asked.polar and (put := cues("put_to_vote").find(asked.bare)) and (ended := _outcome(asked, put)):
        matter = asked.matter(ended[1])
        plainly = matter and not cues("negating").find(asked.text[: ended[1].start] + asked.text[ended[1].end :])
        votes = VotesOf(matter=matter, ended=ended[0], mover=asked.person, amendment=asked.of_amendment)
        return votes if plainly else None
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
    opens = cues("asking").find(asked.text)
    presence = _presence(asked)
    way, said = presence if presence else (Presence.PRESENT, None)
    if way is Presence.REASON_AWAY:
        surely = asked.bounded and asked.person and asked.only(said)
        return AttendanceOf(presence=way, person=asked.person) if surely else None
    first = opens.words.lower().split()[0] if opens else ""
    after = question_terms(asked.text[opens.end :])[:1] if opens else ()
    of_people = first in _PERSONS or not opens or (first in _NAMELY and set(after) & (words("beside") | _KIND.terms))
    if not asked.only(*_ways(asked)):
        moved = any(one.says["presence"] in _MOVED and one.cues.find(asked.bare) for one in entries("presence"))
        beyond = said and of_people and not (asked.polar or moved)
        return AttendanceOf(presence=way, beyond=True) if beyond else None
    if asked.polar:
        return AttendanceOf(presence=way, person=asked.person) if asked.person else None
    return AttendanceOf(presence=way) if said and of_people and (asked.bounded or first in _PERSONS) else None


_MOVED = (Presence.ARRIVED, Presence.LEFT)  # who was there then changed in the course of the meeting
_KIND = Cues(["apologies", "officers", "councillors", "absences"])


def _ways(asked: _Asked) -> list[Cue]:
    return [cue for one in entries("presence") for cue in one.cues.all(asked.bare)]


def _presence(asked: _Asked) -> tuple[Presence, Cue] | None:
    """The way of being there or not that is asked for: the first cue after what asks; being present the last."""
    opens = cues("asking").find(asked.text)
    found = [
        (cue.start < (opens.start if opens else 0), one.says["presence"] == "present", cue.start, -cue.end, n, cue)
        for n, one in enumerate(entries("presence"))
        for cue in one.cues.all(asked.bare)
    ]
    if not found:
        return None
    *_, n, cue = min(found)
    return Presence(entries("presence")[n].says["presence"]), cue


def _outcome(asked: _Asked, beside: Cue) -> tuple[Outcome, Cue] | None:
    """The outcome that is asked for, in other words than those of the cue."""
    found: Sequence[tuple[Outcome, Cue]] = [
        (Outcome(one.says["outcome"]), cue)
        for one in entries("outcome")
        for cue in one.cues.all(asked.text)
        if cue.end <= beside.start or beside.end <= cue.start
    ]
    return found[0] if found else None
