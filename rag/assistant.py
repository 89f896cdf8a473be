"""The pipeline, from a question to a cited answer or an abstention, in one screen."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace

from rag.answering.abstaining import Refusal, elsewhere, no_meeting, unanswered, unclear
from rag.answering.citing import cite, text_of
from rag.answering.composing import Quote, compose, nearest
from rag.answering.explaining import explained
from rag.answering.recorded import Proved, Recorded, told
from rag.answering.records import from_records
from rag.answering.timeline import developed, latest, may_change, no_mention, timeline
from rag.answering.voting import unnamed, voted
from rag.answers import Answer, Candidate, Question, Reason, Status
from rag.dates import find_dates
from rag.errors import HomeEmpty, WrongUse
from rag.finding.lexicon import MinutesLexicon
from rag.finding.matters import matter, shared
from rag.finding.reranking import FeatureReranker, Reranker
from rag.finding.retrieval import Legs, MinutesRetriever
from rag.finding.threads import since, thread
from rag.home import assert_embedder, opened
from rag.ledger import Ledger, MeetingHeld
from rag.question.courtesy import unwrapped
from rag.question.filters import filters, relaxed
from rag.question.history import SaidAt
from rag.question.kinds import Asks, asks
from rag.question.periods import span
from rag.question.understanding import Understanding, parts, understand
from rag.question.wording import mended
from rag.settings import Settings

_POOL = 120  # paragraphs ranked anew for a question; more cost time and hardly ever hold the proof
_ACCOMPANIED = 20  # of them, how many bring the paragraphs beside them and their items' decisions
_REMEMBERED = 4  # earlier questions of a conversation that are answered again to know which meeting they came to
Rewriter = Callable[[Answer, Sequence[Candidate]], Answer]


class Assistant:
    """Answers questions about the minutes of one home; `rewrite` puts a quoted answer into a writer's words."""

    def __init__(self, ledger: Ledger, legs: Legs, reranker: Reranker, rewrite: Rewriter | None = None) -> None:
        self.ledger = ledger
        self.legs, self._reranker, self._rewrite = legs, reranker, rewrite
        self._retriever = MinutesRetriever(legs=legs)

    def answer(self, question: Question) -> Answer:
        """A cited answer, or an abstention with its reason; in quoted mode the same question gives the same words."""
        started = time.perf_counter()
        if refusal := unclear(question.text):
            return _timed(_abstention(question, question.text, refusal, []), started, started)
        asked, meetings = self.understood(question)
        if recorded := from_records(asked, meetings, self.ledger, self.legs.rarity):
            return _timed(_recorded(question, asked, recorded), started, time.perf_counter())
        (_, candidates), *several = ranked = self.ranked(asked, meetings)
        found = time.perf_counter()
        if recorded := voted(asked, candidates, self.ledger, self.legs.rarity):
            recorded = self._beyond_the_vote(recorded, asked, several)
            return _timed(_recorded(question, asked, recorded, candidates), started, found)
        quotes, unmet = compose(asked, several or ranked, self.legs.rarity)
        refusal = no_meeting(asked, meetings) or unnamed(asked, quotes)
        refusal = refusal or unanswered(asked, candidates, quotes, self.legs.rarity, meetings)
        if refusal := refusal or (None if several else elsewhere(asked, quotes, meetings)):
            told_of = replace(_abstention(question, asked.asked_as, refusal, candidates), filters=filters(asked))
            return _timed(told_of, started, found)
        if not unmet and (changed := self._threaded(asked, quotes, candidates, meetings)):
            proofs = [quote.candidate.cited for proved in changed.sentences for quote in proved.quotes]
            changed = replace(changed, note=relaxed(asked, proofs))
            return _timed(_recorded(question, asked, changed, candidates), started, found)
        sentences, citations = cite(quotes)
        note = [said] if (said := relaxed(asked, [citation.cited for citation in citations])) else []
        answer = Answer(
            question=question,
            asked_as=asked.asked_as,
            status=Status.PARTIAL if unmet else Status.ANSWERED,
            reason=Reason.NOT_RECORDED if unmet else None,
            text=" ".join([text_of(sentences), *(f"The minutes do not say: {part.asked_as}" for part in unmet), *note]),
            sentences=tuple(sentences),
            citations=tuple(citations),
            candidates=tuple(candidates),
            filters=filters(asked),
        )
        return _timed(self._rewrite(answer, candidates) if self._rewrite else answer, started, found)

    def explain(self, answer: Answer) -> str:
        """How an answer came about, in columns: what was found, how it was weighed, and why it stayed or fell."""
        if not answer.candidates:
            return "No paragraphs were weighed: the question was answered from records, or there was nothing to find."
        asked, meetings = self.understood(answer.question)
        return explained(answer, self.ranked(asked, meetings), self.legs)

    def found(self, question: Question) -> list[Candidate]:
        """The paragraphs that may answer a question, best first, whether or not it is answered from them."""
        return self.find(*self.understood(question))

    def understood(self, question: Question) -> tuple[Understanding, Sequence[MeetingHeld]]:
        """What a question looks for, and the meetings that it may be answered from."""
        meetings = self._meetings(question)
        lexicon = MinutesLexicon(self.legs, self.ledger)
        text, *history = (mended(unwrapped(one), lexicon) for one in (question.text, *question.history))
        plain = replace(question, text=text, history=tuple(history))
        asked = understand(
            plain, sorted({meeting.body for meeting in meetings}), self.legs.spelled, lambda: self._said_at(question)
        )
        return replace(asked, bounded=bool(question.body or question.as_of)), meetings

    def ranked(
        self, asked: Understanding, meetings: Sequence[MeetingHeld]
    ) -> list[tuple[Understanding, list[Candidate]]]:
        """The whole question and then each of its parts, with the paragraphs that may answer it, best first."""
        return [(part, self.find(part, meetings)) for part in (asked, *parts(asked))]

    def thread(self, question: Question) -> Answer:
        """The matter that the question's words name, across the meetings within its bounds: its latest position first.

        An abstention where no minutes mention it, with the bound of what was looked through.
        """
        started = time.perf_counter()
        if refusal := unclear(question.text):
            return _timed(_abstention(question, question.text, refusal, []), started, started)
        asked, meetings = self.understood(question)
        within = [one for one in meetings if not asked.bodies or one.body in asked.bodies]
        told_of = thread(matter(asked, self.legs), within, self.legs, self.ledger)
        answer = (
            _recorded(question, asked, timeline(told_of))
            if told_of.steps
            else _abstention(question, asked.asked_as, no_mention(question.text, within), [])
        )
        return _timed(answer, started, time.perf_counter())

    def find(self, asked: Understanding, meetings: Sequence[MeetingHeld]) -> list[Candidate]:
        """The paragraphs of these meetings that may answer, best first."""
        documents = {meeting.document for meeting in meetings}
        found = self._retriever.find(asked, meetings)
        if asked.bounded:
            told_of = self.ledger.paragraphs([one.id for one in found])
            inside = {one.id for one in told_of if one.document in documents}
            found = [one for one in found if one.id in inside]
        found = found[:_POOL]
        found = self.legs.beside(asked, found, self.ledger.beside([one.id for one in found[:_ACCOMPANIED]]))
        cited = [one for one in self.ledger.paragraphs([one.id for one in found]) if one.document in documents]
        paragraphs = {one.id: one for one in cited}
        within = [one for one in found if one.id in paragraphs]
        return self._reranker.rerank(asked, within, paragraphs, self.ledger.surroundings(list(paragraphs)))

    def _beyond_the_vote(
        self, ballot: Recorded, asked: Understanding, several: Sequence[tuple[Understanding, Sequence[Candidate]]]
    ) -> Recorded:
        """A ballot with what other meetings say to those parts of a question that don't ask of a vote."""
        voted_in = {quote.candidate.cited.document for proved in ballot.sentences for quote in proved.quotes}
        rest = [(part, found) for part, found in several if asks(part.asked_as) is not Asks.VOTE]
        quotes = [
            one for one in compose(asked, rest, self.legs.rarity).quotes if one.candidate.cited.document not in voted_in
        ]
        return replace(ballot, sentences=(*ballot.sentences, *(Proved(quotes=(one,)) for one in quotes)))

    def _threaded(
        self,
        asked: Understanding,
        quotes: Sequence[Quote],
        candidates: Sequence[Candidate],
        meetings: Sequence[MeetingHeld],
    ) -> Recorded | None:
        """What a matter's steps across meetings make of an answer; None where they leave it as it is."""
        if asked.asks is Asks.TIMELINE:
            lead = candidates[0].cited
            within = [one for one in meetings if one.body == lead.body]
            return developed(asked, thread(shared(asked, lead, self.legs), within, self.legs, self.ledger).steps)
        if len(quotes) != 1 or not may_change(asked, quotes[0]):
            return None
        lead = quotes[0].candidate.cited
        later = since(shared(asked, lead, self.legs), lead, meetings, self.legs, self.ledger)
        return latest(asked, quotes[0], later, candidates)

    def _said_at(self, question: Question) -> SaidAt | None:
        """The meeting whose minutes answered the question before; None where it was withheld or has several."""
        *earlier, last = question.history[-_REMEMBERED:]
        answer = self.answer(replace(question, text=last, history=tuple(earlier)))
        meetings = {(one.cited.body, one.cited.held_on) for one in answer.citations}
        if answer.status is Status.ABSTAINED or len(meetings) != 1:
            return None
        ((body, held_on),) = meetings
        return SaidAt(body=body, held_on=held_on) if held_on else None

    def _meetings(self, question: Question) -> Sequence[MeetingHeld]:
        """The meetings that the question may be answered from, by its bounds of body and date."""
        meetings: Sequence[MeetingHeld] = self.ledger.meetings()
        if question.body:
            wanted = question.body.casefold()
            bodies = sorted({meeting.body for meeting in meetings})
            meetings = [meeting for meeting in meetings if wanted in meeting.body.casefold()]
            if not meetings:
                raise WrongUse(f"No body is called {question.body!r}; there are {', '.join(bodies)}.")
        if question.as_of:
            named = find_dates(question.as_of)
            days = span(named[0]) if len(named) == 1 else None
            if days is None:
                raise WrongUse(f"{question.as_of!r} is no date; write it as 2024-01-31 or 31 January 2024.")
            meetings = [meeting for meeting in meetings if meeting.held_on and meeting.held_on <= days[1]]
        return meetings


@contextmanager
def open_assistant(settings: Settings) -> Iterator[Assistant]:
    """An assistant over the home of the settings, which no other process may use meanwhile.

    Raises HomeError where the home is locked, empty, damaged or made by another embedding model; SettingsError.
    """
    from rag.stores.dense import DenseIndex
    from rag.stores.embedding import SentenceTransformerEmbedder
    from rag.stores.words import WordIndex

    with opened(settings.home) as ledger:
        assert_embedder(ledger, settings.embedder, settings.home)
        if ledger.summary().documents == 0:
            raise HomeEmpty(f"There are no minutes in {str(settings.home)!r} yet; run `minutebook ingest PATH` first.")
        words = WordIndex(settings.home / "words")
        with closing(DenseIndex(settings.home / "dense", settings.chroma_url)) as dense:
            legs = Legs(dense, words, SentenceTransformerEmbedder(settings.embedder))
            yield Assistant(ledger, legs, FeatureReranker(legs.rarity), _rewriter(settings))


def _rewriter(settings: Settings) -> Rewriter | None:
    if settings.writer is None:
        return None
    from rag.answering.rewriting import rewritten
    from rag.answering.writing import build_writer

    writer = build_writer(settings)
    return (
        (lambda answer, candidates: rewritten(answer, candidates, writer, settings.writer_tokens)) if writer else None
    )


def _recorded(
    question: Question, asked: Understanding, recorded: Recorded, candidates: Sequence[Candidate] = ()
) -> Answer:
    """What the records answer; its sentences aren't rewritten, for they count what no single paragraph says."""
    text, sentences, citations = told(recorded)
    return Answer(
        question=question,
        asked_as=asked.asked_as,
        status=Status.PARTIAL if recorded.unmet else Status.ANSWERED,
        reason=Reason.NOT_RECORDED if recorded.unmet else None,
        text=text,
        sentences=tuple(sentences),
        citations=tuple(citations),
        candidates=tuple(candidates),
        filters=filters(asked),
    )


def _abstention(question: Question, asked_as: str, refusal: Refusal, candidates: Sequence[Candidate]) -> Answer:
    """Nothing answered; what the refusal cites, else the nearest paragraphs for who wants to look."""
    _, citations = cite(refusal.quotes or nearest(candidates))
    return Answer(
        question=question,
        asked_as=asked_as,
        status=Status.ABSTAINED,
        reason=refusal.reason,
        text=refusal.text,
        citations=tuple(citations),
        candidates=tuple(candidates),
    )


def _timed(answer: Answer, started: float, found: float) -> Answer:
    now = time.perf_counter()
    return replace(
        answer, timings_ms={"retrieve": round((found - started) * 1000, 1), "total": round((now - started) * 1000, 1)}
    )
