"""From a question to its plan, in one screen: each step is a file of this room."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from rag.answers import Question
from rag.ledger import Ledger
from rag.plan import AnswerType, AttendanceOf, CountOf, Intent, Plan, Scope, Turn, VotesOf
from rag.planning.courtesy import only_courtesy, unwrapped
from rag.planning.followup import Whole, completed, matter, refers, whole
from rag.planning.intent import IntentHead, Vector, answer_type, asks, carried, intent, is_latest, is_polar
from rag.planning.lexicon import cues
from rag.planning.parts import pieces
from rag.planning.queries import record_query
from rag.planning.scope import (
    Bounds,
    Named,
    at_each_time,
    bounds,
    following,
    joined_times,
    named,
    of_its_kind,
    part_of,
)
from rag.planning.spelling import SpellingLexicon, mended
from rag.planning.topic import telling, topic
from rag.stores.words import question_terms

_FEW = 2  # telling words: with fewer a part of a question says not what it is about


class Planner(Protocol):
    """Understands questions."""

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        """What a question asks for, after earlier turns; raises WrongUse where it is bounded by what there isn't."""


class LocalPlanner:
    """Understands questions by the words of `lexicon.toml`, the ledger's bodies and people, and a trained head."""

    def __init__(
        self, ledger: Ledger, lexicon: SpellingLexicon, head: IntentHead, embed: Callable[[str], Vector]
    ) -> None:
        self._ledger, self._lexicon, self._head, self._embed = ledger, lexicon, head, embed

    def plan(self, question: Question, turns: Sequence[Turn] = ()) -> Plan:
        """What a question asks for, after earlier turns; raises WrongUse where it is bounded by what there isn't."""
        within = bounds(question, self._ledger)
        if only_courtesy(question.text):
            return Plan(question=question.text, standalone=question.text, intent=Intent.HELP)
        text = mended(unwrapped(question.text), self._lexicon)
        made = whole(text, turns, within.bodies)
        said = named(made.own, within, self._ledger, question.without)
        scope = said.scope
        if made.before:
            scope = following(scope, made, made.before, within)
        plan = replace(self._planned(question.text, made, said, scope, within), follows=made.standalone != text)
        parts = self._parts(plan, made, within, question.without)
        return replace(plan, parts=parts, record=None) if parts else plan

    def _planned(self, asked: str, made: Whole, said: Named, scope: Scope, within: Bounds) -> Plan:
        polar = is_polar(made.own)
        decided_when = not polar and made.own in cues("decided_when")
        record = record_query(made.own, said, scope, polar=polar)
        vector = self._embed(made.standalone)
        beyond = isinstance(record, AttendanceOf) and record.beyond and made.own not in cues("there_when")
        motion = isinstance(record, VotesOf) and record.ended  # whether there was a ballot on it isn't known yet
        kind = intent(made.standalone, vector, self._head, None if beyond or motion else record)
        if beyond and kind is not Intent.ATTENDANCE:  # its cues are said of other things too
            record = None
        setting = said.setting | named(made.standalone, within, self._ledger).setting
        if record and not (isinstance(record, VotesOf) and record.matter):
            scope = of_its_kind(scope, made.own, within)
        if isinstance(record, CountOf):
            scope = joined_times(made.own, scope)
        return Plan(
            question=asked,
            standalone=made.standalone,
            intent=kind,
            # no sentence that decides need give its meeting's day
            answer_type=AnswerType.ANY if polar or decided_when else answer_type(made.own),
            polar=polar,
            done_to=_done_to(made.own, said),
            denies=made.own in cues("denying"),
            decided_when=decided_when,
            which_item=made.own in cues("which_item"),
            latest=is_latest(made.own),
            often=made.own in cues("how_often"),
            course=made.own in cues("course"),
            vague=not made.before and _only_names(made.own, scope),
            scope=scope,
            topic=(terms := topic(made.standalone, made.own, setting, self._lexicon)),
            record=record,
            carries=carried(kind, made.own),
            telling=telling(terms, made.standalone, kind),
        )

    def _parts(self, plan: Plan, made: Whole, within: Bounds, without: frozenset[str]) -> tuple[Plan, ...]:
        """The plans of what a question asks, one for each thing and each time; none where it is one of one."""
        asked = pieces(made.own)
        found = [plan] if len(asked) == 1 else []
        for piece in asked if len(asked) > 1 else ():
            said = named(piece, within, self._ledger, without)
            scope = part_of(said.scope, plan.scope, later=is_latest(piece))
            leant_on = matter(plan) if made.before else matter(found[0]) if found and self._leans(piece, said) else ""
            part = Whole(standalone=completed(f"{piece.rstrip('?.! ')}?", leant_on), own=piece)
            planned = self._planned(plan.question, part, said, scope, within)
            found.append(replace(planned, topic=plan.topic))
        if len(found) > 1 and _of_one_record(plan, found):
            return ()
        each = [replace(one, scope=time) for one in found for time in at_each_time(one.standalone, one.scope)]
        return tuple(each) if len(each) > 1 else ()

    def _leans(self, piece: str, said: Named) -> bool:
        """Whether a piece of a question takes what it is about from the pieces before it."""
        own = topic(piece, piece, said.setting, self._lexicon)
        return refers(piece) or sum(term.weight == 1.0 and term.word not in said.setting for term in own) < _FEW


def _of_one_record(plan: Plan, parts: Sequence[Plan]) -> bool:
    """Whether one record answers all parts: a vote has its movers, count and end, a list who came and when."""
    if plan.intent is Intent.VOTE:
        return all(
            one.intent is Intent.VOTE or one.polar or one.answer_type in (AnswerType.PERSON, AnswerType.NUMBER)
            for one in parts
        )
    first, *others = parts
    timed = all(one.record is None and one.answer_type is AnswerType.DATE for one in others)
    return plan.intent is Intent.ATTENDANCE and first.record is not None and timed


def _done_to(text: str, said: Named) -> bool:
    """Whether a text opens by asking what was done to something or somebody that is named next."""
    cue = cues("done_to").opening(text)
    return cue is not None and any(not text[cue.end : start].strip() for start, _ in said.spans)


def _only_names(text: str, scope: Scope) -> bool:
    """Whether a text names a matter of a word or two and no time, and asks nothing of it: "What about the park?"."""
    cue = cues("naming").find(text)
    matter = question_terms(text[cue.end :] if cue else text)
    return len(set(matter)) <= _FEW and (cue is not None or not asks(text)) and not (scope.dates or scope.people)
