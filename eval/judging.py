"""A language model as judge of the sentences that the checker doesn't prove: pinned, kept, calibrated before it counts.

Its verdicts are kept by what it was shown, so that a run made again is the same to the byte and asks nothing.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.local_writer import serve
from eval.metrics.agreement import Agreement, corrected
from eval.metrics.spread import Figure
from eval.planting import Pair
from eval.scoring import FAITHFUL_WITH_JUDGE, JUDGE_SAYS_YES, JUDGED_SUPPORTED, Row
from rag.chat_models import Chat, build_chat
from rag.errors import WrongUse
from rag.fencing import fit, heading, mark, plain
from rag.files import complaint, read_lines
from rag.grounding.faithfulness import FAITHFUL, Fate, paragraph_of
from rag.grounding.verify import Checker, Verdict
from rag.minutes import CitedParagraph
from rag.prompting import Prompt, load_prompt
from rag.settings import ModelPart, Settings

DOUBTFUL = frozenset({Fate.NOT_PROVED, Fate.CONTRADICTED})
_YES, _WORD = re.compile(r"(?i)\W*yes\b"), re.compile(r"\w\W")


class Calibration(BaseModel):
    """What a judge made of claims whose truth is known, by where these are from: needed before its verdicts count."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    judge: str
    sources: dict[str, Agreement]

    @property
    def agreement(self) -> Agreement:
        """That over all sources."""
        return Agreement(*(sum(column) for column in zip(*self.sources.values(), strict=True)))


class Judge:
    """Says whether evidence proves a sentence. What isn't a yes is a no, in calibration as in use."""

    def __init__(self, chat: Chat, prompt: Prompt, *, name: str, kept: Path, tokens: int) -> None:
        """`name` pins the model; verdicts are read from and added to the file `kept`; evidence is cut to `tokens`."""
        self.name = f"{name}, {prompt.name} {prompt.fingerprint}"
        self._chat, self._prompt, self._file, self._tokens = chat, prompt, kept, tokens
        self._kept = {line.held["key"]: bool(line.held["yes"]) for line in read_lines(kept)} if kept.exists() else {}

    def proves(self, sentence: str, evidence: Sequence[CitedParagraph]) -> bool:
        """Whether the evidence proves the sentence, asked once; no where none of it may be shown to a model.

        Raises ModelFailure where the model can't be asked.
        """
        shown = "\n\n".join(_drawn(1, one) for one in fit(evidence, self._tokens, _drawn))
        if not shown:
            return False
        key = hashlib.sha256(json.dumps([self.name, sentence, shown]).encode()).hexdigest()
        if key not in self._kept:
            self._keep(key, sentence, self._first_word(sentence, shown))
        return self._kept[key]

    def _first_word(self, sentence: str, shown: str) -> str:
        """What the model says up to its first whole word: no more is needed, and the rest would be paid for."""
        said = ""
        pieces = self._chat.stream(
            ModelPart.READ, self._prompt, token=mark(sentence, shown), passages=shown, sentence=plain(sentence)
        )
        with closing(pieces):
            for piece in pieces:
                said += piece
                if _WORD.search(said):
                    break
        return said

    def _keep(self, key: str, sentence: str, said: str) -> None:
        self._kept[key] = yes = _YES.match(said) is not None
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "judge": self.name, "sentence": sentence, "said": said, "yes": yes}))
            file.write("\n")


def _drawn(_number: int, cited: CitedParagraph) -> str:
    return "\n".join(filter(None, (heading(cited), plain(cited.paragraph.text))))


@contextmanager
def open_judge(settings: Settings, name: str, kept: Path) -> Iterator[Judge]:
    """The judge of a name, as MINUTEBOOK_MODEL has it, or of a model's file (.gguf), which is then served here.

    Raises WrongUse where there is none such.
    """
    file = Path(name) if name.endswith(".gguf") else None
    if file and not file.is_file():
        raise WrongUse(f"There is no model {name!r}; give its file, or provider:model.")
    with serve(file) if file else nullcontext(name) as address:
        chat = build_chat(settings.model_copy(update={"model": address}))
        if chat is None:
            raise WrongUse("There is no judge; name one with --judge, as provider:model.")
        yield Judge(chat, load_prompt("judge/v1"), name=_pinned(name, file), kept=kept, tokens=settings.model_tokens)


def _pinned(name: str, file: Path | None) -> str:
    """A name that stays the same where the port changes, and changes where the weights do."""
    if file:
        with file.open("rb") as weights:
            return f"{file.name} {hashlib.file_digest(weights, 'sha256').hexdigest()[:12]}"
    return name.partition("#")[2] or name


def calibrated(judge: Judge, checker: Checker, pairs: Sequence[Pair]) -> Calibration:
    """What the judge makes of the pairs that the checker doesn't prove: in use it is asked of no other sentences."""
    counts: dict[str, list[int]] = {}
    for pair in pairs:
        if checker.verdict(pair.claim, pair.evidence) is not Verdict.PROVED:
            yes = judge.proves(pair.claim, pair.evidence)
            source = counts.setdefault("planted" if pair.kind else pair.source, [0, 0, 0, 0])
            source[0 if pair.supported else 2] += yes
            source[1 if pair.supported else 3] += 1
    if not counts:
        raise WrongUse("There is no claim for the judge to see: the checker proves all; give other pairs.")
    return Calibration(judge=judge.name, sources={name: Agreement(*four) for name, four in counts.items()})


def table(calibration: Calibration) -> Iterator[str]:
    """Lines of text: a source a line and one for all, with the judge's error rates."""
    yield f"judge: {calibration.judge}"
    yield f"{'set':18}{'n':>6}{'sensitivity':>13}{'specificity':>13}{'balanced':>10}{'kappa':>8}"
    for name, one in {**calibration.sources, "all": calibration.agreement}.items():
        rates = (one.sensitivity, one.specificity, one.balanced_accuracy, one.kappa)
        written = ["-" if rate is None else f"{rate:.3f}" for rate in rates]
        yield f"{name[:17]:18}{one.supported + one.unsupported:6}" + "".join(
            f"{rate:>{width}}" for rate, width in zip(written, (13, 13, 10, 8), strict=True)
        )


def load_calibration(path: Path, judge: Judge) -> Agreement:
    """What is known of a judge.

    Raises WrongUse where the file can't be read, or is of another model or prompt.
    """
    try:
        found = Calibration.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"The calibration {str(path)!r} can't be read ({error}): make one by eval calibrate.") from error
    except ValidationError as error:
        raise WrongUse(f"{str(path)!r} is no calibration ({complaint(error)}): make one by eval calibrate.") from error
    if found.judge != judge.name:
        raise WrongUse(f"{str(path)!r} is of {found.judge}, and this judge is {judge.name}: calibrate this one.")
    return found.agreement


def judged(judge: Judge, agreement: Agreement, rows: Sequence[Row]) -> Mapping[str, Figure]:
    """The figures of the sentences that nothing else proves, by name; raises ModelFailure where it can't be asked.

    Their intervals are the judge's: how well it is known, and on how many sentences. Where it saw none there is nothing
    to correct.
    """
    verdicts = [verdict for row in rows for verdict in _verdicts(judge, row)]
    shown = [one for row in rows for one in row.shown]
    sure = sum(one.fate in FAITHFUL for one in shown)
    yes, n = sum(verdicts), len(verdicts)
    supported = corrected(yes, n, agreement)
    if supported.value is None or supported.low is None or supported.high is None:
        whole = Figure(sure / len(shown) if shown and not n else None, len(shown))
    else:
        shares = ((sure + n * share) / len(shown) for share in (supported.value, supported.low, supported.high))
        value, low, high = shares
        whole = Figure(value, len(shown), low, high)
    return {
        JUDGE_SAYS_YES: Figure(yes / n if n else None, n),
        JUDGED_SUPPORTED: supported,
        FAITHFUL_WITH_JUDGE: whole,
    }


def _verdicts(judge: Judge, row: Row) -> Iterator[bool]:
    """What the judge says of each sentence of an answer that cites something and isn't proved by it."""
    doubtful = {one.text for one in row.shown if one.fate in DOUBTFUL}
    if row.answer is None or not doubtful:
        return
    cited = {one.marker: paragraph_of(one.model_dump(mode="json")) for one in row.answer.citations}
    for sentence in row.answer.sentences:
        if sentence.text in doubtful:
            yield judge.proves(sentence.text, [cited[marker] for marker in sentence.citations if marker in cited])
