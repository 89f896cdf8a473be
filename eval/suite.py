"""The commands that gate a system: `run`, `compare`, `accept`, `faithful`, `mutate`.

Exit codes: 0 all is well, 1 a gate broke, 2 wrong use, 3 something that a gate bounds could not be measured.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from eval.comparing import baseline, compare, load_run, standings
from eval.gates import ALWAYS, BROKEN, Flips, Gate, Gates, exit_code, judge, load_gates
from eval.markdown import flips, markdown, step_summary, summary
from eval.metrics.spread import Figure
from eval.questions import GoldQuestion, load_questions
from eval.reporting import QuestionSet, Report, Timings
from eval.running import System, Trouble, ask_all
from eval.scoring import JUDGED, Row, Totals, score, total
from eval.systems import CommandSystem, HomeSystem, HttpSystem, PythonSystem, RecordedSystem, recorded_answers
from rag.commands import command
from rag.errors import ModelFailure, WrongUse
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
_GATES = click.option(
    "--gates", "gates_file", type=_PATH, default=ALWAYS, help="A TOML file of bars; see eval/gates.toml."
)
_JUDGE = (
    click.option("--judge", "judge_name", help="A model to judge what isn't proved: provider:model, or a .gguf file."),
    click.option("--calibration", type=_PATH, help="What `calibrate --judge` wrote of it; --judge needs it."),
    click.option("--verdicts", type=_PATH, help="Where its verdicts are kept.  [default: in the cache folder]"),
)


def _with_judge(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_JUDGE):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The questions of one file that are asked."""

    file: Path
    questions: Sequence[GoldQuestion]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.file.read_bytes()).hexdigest()


@click.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option(
    "--out", type=_PATH, required=True, help="Folder for answers.jsonl, report.json, report.md, timings.json."
)
@click.option("--answers", type=_PATH, help="Score the answer records of this file in place of asking a home.")
@click.option("--http", help="Ask the service at this address: it is sent JSON, and gives an answer record.")
@click.option("--cmd", help='Ask a program: "prog {question}" prints an answer record, or just a text.')
@click.option(
    "--python", "function", metavar="PACKAGE.MODULE:FUNCTION", help="Ask a function, or a LangChain runnable."
)
@click.option("--together", default=4, show_default=True, help="How many questions a service gets at a time.")
@_GATES
@click.option(
    "--baseline", "baseline_file", type=_PATH, help="A run, or what `accept` wrote: what the flips are counted from."
)
@click.option("--junit", type=_PATH, help="Write the cases for CI into this XML file.")
@click.option("--html", type=_PATH, help="Write the page to look at into this file.")
@click.option(
    "--summary", "summary_file", type=_PATH, help="Append the summary in Markdown, as for $GITHUB_STEP_SUMMARY."
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask only so many questions of each file.")
@click.option("--shard", metavar="I/N", help="Ask only every n-th question, from the i-th on.")
@click.option("--resume", is_flag=True, help="Keep the answers that a run cut off left in --out.")
@_with_judge
@command
def run(settings: Settings, files: tuple[Path, ...], out: Path, **options: Any) -> int:
    """Ask every question of the files, and write the answers, the report of how good they are, and what the gates say.

    Exit code 1 where a gate broke, 3 where one could not be measured.
    """
    gates = load_gates(options["gates_file"])
    before = standings(load_run(options["baseline_file"])) if options["baseline_file"] else None
    asked = [_Asked(file=file, questions=_chosen(load_questions(file), options)) for file in files]
    timings = Timings(started=datetime.now(UTC))
    with _system(settings, options, asked) as (system, name, made_of), _writing(out):
        rows = _ask_into(out, system, asked, timings, resume=options["resume"])
        with _judging(settings, options) as judging:
            report = _report(name, {**made_of, **judging.made_of}, asked, rows, judging)
        record = report.json()
        (out / "report.json").write_text(record, encoding="utf-8")
        (out / "report.md").write_text(markdown(report), encoding="utf-8")
        (out / "timings.json").write_text(timings.json(), encoding="utf-8")
    comparison = compare(before, standings(json.loads(record))) if before is not None else None
    judged = judge(gates, {**report.totals.figures, **timings.figures}, comparison)
    with _writing(out):
        if options["junit"]:
            from eval.junit import junit

            options["junit"].write_text(junit(report, judged), encoding="utf-8")
        if options["html"]:
            from eval.page import page

            options["html"].write_text(page(report, judged, comparison, timings), encoding="utf-8")
        if options["summary_file"]:
            with options["summary_file"].open("a", encoding="utf-8") as file:
                file.write(step_summary(report, judged, comparison))
    click.echo("\n".join(summary(report)))
    if comparison:
        click.echo("\n".join(["", *flips(comparison)]))
    click.echo(f"\nSee {out / 'report.md'}")
    return _exit_code(judged)


@click.command("compare")
@click.argument("base", type=_PATH)
@click.argument("new", type=_PATH)
@_GATES
@command
def compare_command(_settings: Settings, base: Path, new: Path, gates_file: Path) -> int:
    """Tell what differs between two runs, question by question; each is the folder of a run, or a baseline."""
    wanted = load_gates(gates_file).flips
    comparison = compare(standings(load_run(base)), standings(load_run(new)))
    click.echo("\n".join(flips(comparison)))
    return _exit_code(judge(Gates(flips=Flips(lost=0) if wanted == Flips() else wanted), {}, comparison=comparison))


@click.command()
@click.argument("new", type=_PATH)
@click.option("--reason", required=True, help="Why the answers are other than before, for who reads the change.")
@click.option("--baseline", "baseline_file", type=_PATH, default=Path("baseline.json"), show_default=True)
@command
def accept(_settings: Settings, new: Path, reason: str, baseline_file: Path) -> None:
    """Make the run in the folder NEW the baseline of those to come."""
    with _writing(baseline_file):
        baseline_file.write_text(baseline(load_run(new), reason), encoding="utf-8")
    click.echo(f"Wrote {baseline_file}")


@click.command()
@click.argument("answers", type=_PATH)
@_GATES
@click.option("--ledger", is_flag=True, help="Hold citations and counts against the ledger of --home too.")
@_with_judge
@command
def faithful(settings: Settings, answers: Path, gates_file: Path, ledger: bool, **options: Any) -> int:
    """Tell which sentences of the answer records in ANSWERS are what they cite; no question file is needed."""
    from eval.faithful import measured, read
    from rag.grounding.counting import verified
    from rag.home import opened

    with opened(settings) if ledger else nullcontext() as own:
        rows = read(answers, (lambda record: verified(record, own)) if own else None)
    figures, troubles = measured(rows)
    with _judging(settings, options) as judging:
        figures |= judging.figures(rows)
    for line in troubles:
        click.echo(line, err=True)
    for name, figure in figures.items():
        low = "" if figure.low is None else f"  ({figure.low:.2f}-{figure.high:.2f})"
        click.echo(f"{name:20} {'–' if figure.value is None else round(figure.value, 3):>7}  n {figure.n}{low}")
    gates = load_gates(gates_file)
    return _exit_code(judge(gates.of({*figures, *JUDGED}), figures))


@click.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option("--answers", type=_PATH, required=True, help="The answers of a run that passes its gates: answers.jsonl.")
@_GATES
@command
def mutate(_settings: Settings, files: tuple[Path, ...], answers: Path, gates_file: Path) -> int:
    """Break the answers in every way that is known, and tell by which gate each is seen; exit 1 where one isn't."""
    from eval.mutating import mutated, table

    questions = [question for file in files for question in load_questions(file)]
    results = list(mutated(questions, recorded_answers(answers, questions), load_gates(gates_file)))
    click.echo("\n".join(table(results)))
    unbroken, *mutants = results
    return 0 if unbroken.seen and all(one.seen for one in mutants if one.tried) else 1


COMMANDS = (run, compare_command, accept, faithful, mutate)


def _chosen(questions: Sequence[GoldQuestion], options: dict[str, Any]) -> Sequence[GoldQuestion]:
    if options["shard"]:
        first, _, every = options["shard"].partition("/")
        if not (first.isdigit() and every.isdigit() and 1 <= int(first) <= int(every)):
            raise WrongUse(f"--shard {options['shard']!r} is no part of a whole; give one as 2/4.")
        questions = questions[int(first) - 1 :: int(every)]
    return questions[: options["limit"]]


@contextmanager
def _system(
    settings: Settings, options: dict[str, Any], asked: Sequence[_Asked]
) -> Iterator[tuple[System, str, dict[str, Any]]]:
    """What is asked, in words what it is, and what it is made of where that is known."""
    named = {name: options[name] for name in ("answers", "http", "cmd", "function") if options[name]}
    if len(named) > 1:
        raise WrongUse("Only one system is measured at a time; give one of --answers, --http, --cmd, --python.")
    questions = [question for one in asked for question in one.questions]
    match next(iter(named), None):
        case "answers":
            yield recorded_answers(options["answers"], questions), f"answers of {options['answers'].name}", {}
        case "http":
            with HttpSystem(options["http"], together=options["together"]) as service:
                yield service, options["http"], {}
        case "cmd":
            yield CommandSystem(options["cmd"]), options["cmd"], {}
        case "function":
            yield PythonSystem(options["function"]), options["function"], {}
        case _:
            from eval.provenance import of_home
            from rag.assistant import open_assistant
            from rag.grounding.counting import verified

            with open_assistant(settings) as assistant:
                parts = ", ".join(sorted(settings.model_parts))
                way = f"{settings.model}: {parts}" if settings.model else "quoted answers"
                system = HomeSystem(assistant, lambda record: verified(record, assistant.ledger))
                yield system, f"minutebook, {way}", of_home(settings, assistant.ledger)


def _ask_into(out: Path, system: System, asked: Sequence[_Asked], timings: Timings, *, resume: bool) -> list[Row]:
    """The scored rows; each answer is written when it is there, so that a run cut off can be taken up."""
    from tqdm import tqdm

    out.mkdir(parents=True, exist_ok=True)
    file, rows = out / "answers.jsonl", []
    questions = [question for one in asked for question in one.questions]
    names = [f"{one.file.stem}/{question.id}" for one in asked for question in one.questions]
    outcomes = ask_all(_Resumed(RecordedSystem(_kept(file), questions), system) if resume else system, questions)
    with file.open("w", encoding="utf-8") as answers:
        progress = tqdm(outcomes, total=len(questions), unit="question", disable=None)
        for name, outcome in zip(names, progress, strict=True):
            if outcome.answer:
                # In ASCII: readers that split lines at U+2028 or U+0085 would else cut a record in two.
                answers.write(json.dumps(outcome.raw) + "\n")
                answers.flush()
            timings.note(name, outcome)
            rows.append(score(outcome))
    return rows


def _kept(file: Path) -> list[dict[str, Any]]:
    """The whole lines that a run cut off left; a last one that is broken is passed over."""
    if not file.exists():
        return []
    whole, _, _ = file.read_text(encoding="utf-8").rpartition("\n")
    return [json.loads(line) for line in whole.split("\n") if line]


class _Resumed:
    """A system of which some answers are known already."""

    def __init__(self, kept: RecordedSystem, system: System) -> None:
        self._kept, self._system = kept, system
        self.together = system.together

    def answer(self, question: GoldQuestion) -> dict[str, Any]:
        return self._kept.answer(question) if self._kept.find(question) else self._system.answer(question)

    def troubles(self, question: GoldQuestion) -> tuple[Trouble, ...]:
        return self._system.troubles(question)

    def faults(self, record: Mapping[str, Any]) -> tuple[str, ...] | None:
        return self._system.faults(record)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judging:
    """What a judge adds to a run: figures of some rows, and its name; nothing where there is none."""

    figures: Callable[[Sequence[Row]], Mapping[str, Figure]] = lambda rows: {}
    made_of: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def _judging(settings: Settings, options: Mapping[str, Any]) -> Iterator[_Judging]:
    """The judge of the options; a model that can't be asked is reported, and leaves its figures unmeasured."""
    if not options["judge_name"]:
        yield _Judging()
        return
    if not options["calibration"]:
        raise WrongUse("A judge's errors must be known; run `minutebook eval calibrate --judge`, give --calibration.")
    from eval.judging import judged, load_calibration, open_judge

    kept = options["verdicts"] or settings.cache / "verdicts.jsonl"
    with open_judge(settings, options["judge_name"], kept) as judge:
        agreement = load_calibration(options["calibration"], judge)

        def figures(rows: Sequence[Row]) -> Mapping[str, Figure]:
            try:
                return judged(judge, agreement, rows)
            except ModelFailure as failure:
                click.echo(f"the judge: {failure}", err=True)
                return {name: Figure(None, 0) for name in sorted(JUDGED)}

        yield _Judging(figures=figures, made_of={"judge": judge.name})


def _report(
    name: str, made_of: dict[str, Any], asked: Sequence[_Asked], rows: Sequence[Row], judging: _Judging
) -> Report:
    def totals(some: Sequence[Row]) -> Totals:
        plain = total(some)
        return replace(plain, figures={**plain.figures, **judging.figures(some)})

    left, sets = iter(rows), []
    for one in asked:
        own = [next(left) for _ in one.questions]
        sets.append(QuestionSet(file=one.file.name, digest=one.digest, totals=totals(own), rows=own))
    return Report(system=name, made_of=made_of, sets=sets, totals=totals(rows) if len(sets) > 1 else sets[0].totals)


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WrongUse(f"{str(place)!r} can't be written ({error}); name another place.") from error


def _exit_code(judged: list[Gate]) -> int:
    """The exit code of the gates; those that don't hold are printed on stderr, in CI as annotations too."""
    annotate = os.environ.get("GITHUB_ACTIONS") == "true"
    for gate in judged:
        if gate.state.exit_code:
            value = "nothing" if gate.figure.value is None else f"{gate.figure.value:.4g}"
            line = f"gate {gate.name} {gate.state.mark}: {gate.bar} is wanted, {value} was measured (n {gate.figure.n})"
            click.echo(line, err=True)
            if annotate:
                click.echo(f"::{'error' if gate.state is BROKEN else 'warning'} title=Evaluation::{line}")
    return exit_code(judged)
