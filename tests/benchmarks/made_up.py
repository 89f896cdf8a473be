"""What a language model too small to be trusted makes up, and what of it would be shown.

    python -m tests.benchmarks.made_up HOME OUT.jsonl [QUESTIONS]

`HOME` holds the sample's minutes. The model drafts over what was quoted for each question, and each sentence is made to
cite all of it, so that only what it says can be held against it. A line a sentence: what was asked, what was drafted,
the evidence, and whether it would be shown. Whether that is true is for a person to say: `made_up.jsonl` beside this
file is what came of it once, with `true` filled in by hand for each sentence that is shown.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from eval.local_writer import serve
from eval.questions import load_questions
from rag.answers import Answer, Question
from rag.assistant import open_assistant
from rag.chat_models import build_chat
from rag.evidence import Finding
from rag.grounding.verify import Checker, parse_draft
from rag.minutes import CitedParagraph
from rag.sentences import sentences
from rag.settings import Settings
from rag.writing import Writer, build_writer

_PIECES = 120  # words, about, of a draft: it goes on saying the same
_STEP = 4  # every fourth question first, for the kinds stand together
SAMPLE = Path(__file__).parents[2] / "eval" / "data" / "sample.jsonl"


def insisting(draft: str, count: int) -> list[str]:
    """The sentences of a draft, each once, each citing all of so many paragraphs; what is cut off is left."""
    markers = "".join(f"[{number}]" for number in range(1, count + 1))
    bare = re.sub(r"\[.*?\]", "", draft)
    whole = [bare[start:end].strip() for start, end in sentences(bare)]
    if whole and whole[-1][-1] not in ".!?":
        whole.pop()
    return [f"{one} {markers}" for one in dict.fromkeys(whole)]


def proved(draft: str, evidence: Sequence[CitedParagraph]) -> list[Finding]:
    """The sentences of a draft that its own citations prove."""
    return [found for one in parse_draft(draft, len(evidence)) if (found := Checker().prove(one, evidence))]


def strays(sentence: str, evidence: Sequence[CitedParagraph]) -> list[str]:
    """The numbers, and the capitals within a sentence, that aren't in the evidence; found without the checker."""
    known = " ".join(f"{cited.label} {cited.paragraph.text}" for cited in evidence)
    told = re.findall(r"\d+(?:[.,/]\d+)*", sentence) + re.findall(r"(?<=\w )[A-Z][\w'’]*", sentence)
    return [word for word in told if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", known, re.IGNORECASE)]


def drafted(answer: Answer, writer: Writer) -> Iterator[dict[str, object]]:
    """A line for each sentence that the model drafts over what an answer quotes."""
    evidence = list({citation.cited.id: citation.cited for citation in answer.citations}.values())
    draft = "".join(islice(writer.write(answer.asked_as, evidence), _PIECES))
    said = "\n".join(insisting(draft, len(evidence)))
    for sentence in parse_draft(said, len(evidence)):
        yield {
            "question": answer.asked_as,
            "sentence": sentence.text,
            "evidence": [
                {"text": one.paragraph.text, "body": one.body, "held_on": str(one.held_on), "title": one.item_title}
                for one in evidence
            ],
            "shown": Checker().prove(sentence, evidence) is not None,
        }


def main(home: Path, out: Path, count: int = 40) -> None:
    """Ask so many of the sample's questions that reach a writer, spread over all, and write what came of them."""
    settings, questions = Settings(home=home), load_questions(SAMPLE)
    spread = [question for first in range(_STEP) for question in questions[first::_STEP]]
    with serve() as address, open_assistant(settings) as assistant, out.open("w", encoding="utf-8") as file:
        chat = build_chat(Settings(model=address, model_seconds=600))
        assert chat is not None
        writer = build_writer(chat, settings)
        answers = (assistant.answer(Question(text=one.question)) for one in spread if not one.history)
        for answer in islice((one for one in answers if one.sentences), count):
            for line in drafted(answer, writer):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
