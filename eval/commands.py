"""The command line of the evaluation: `python -m eval run` and `python -m eval speed`."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from eval.markdown import markdown, summary
from eval.questions import GoldQuestion, load_questions
from eval.reporting import QuestionSet, Report
from eval.running import Answering, ask_all
from eval.scoring import Row, score, total
from eval.speed import measure_speed
from rag.commands import command
from rag.errors import StorageFailure
from rag.settings import Settings

_PATH = click.Path(path_type=Path)


@click.group()
def main() -> None:
    """Ask questions with known answers, and tell how well they were answered."""


@main.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option("--out", type=_PATH, required=True, help="Folder for answers.jsonl, report.json and report.md.")
@command
def run(settings: Settings, files: tuple[Path, ...], out: Path) -> int:
    """Ask every question of the files, and write the answers and the report of how good they are, by file and in all.

    Exit code 1 when asking some question failed: it is then unscored.
    """
    from rag.assistant import open_assistant

    started, asked = datetime.now(UTC), [(file, load_questions(file)) for file in files]
    with open_assistant(settings) as assistant:
        try:
            report = _report(
                started, settings, asked, _ask_into(out, assistant, [q for _, some in asked for q in some])
            )
            (out / "report.json").write_text(report.json(), encoding="utf-8")
            (out / "report.md").write_text(markdown(report), encoding="utf-8")
        except OSError as error:
            raise StorageFailure(f"{str(out)!r} can't be written ({error}); name another folder with --out.") from error
    click.echo("\n".join(summary(report)))
    click.echo(f"See {out / 'report.md'}")
    return 1 if report.totals.errors else 0


def _report(
    started: datetime, settings: Settings, asked: Sequence[tuple[Path, Sequence[GoldQuestion]]], rows: Sequence[Row]
) -> Report:
    left = iter(rows)
    sets = []
    for file, questions in asked:
        own = list(islice(left, len(questions)))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        sets.append(QuestionSet(file=file.name, digest=digest, totals=total(own), rows=own))
    return Report(started=started, settings=settings, sets=sets, totals=total(rows))


def _ask_into(out: Path, assistant: Answering, questions: Sequence[GoldQuestion]) -> list[Row]:
    """The scored rows; each answer is written when it is there."""
    from tqdm import tqdm

    out.mkdir(parents=True, exist_ok=True)
    rows = []
    with (out / "answers.jsonl").open("w", encoding="utf-8") as answers:
        for outcome in tqdm(ask_all(assistant, questions), total=len(questions), unit="question", disable=None):
            rows.append(score(outcome))
            if outcome.answer:
                # In ASCII: readers that split lines at U+2028 or U+0085 would else cut a record in two.
                answers.write(json.dumps(outcome.answer.record()) + "\n")
    return rows


@main.command()
@click.option(
    "--questions-file",
    "files",
    type=_PATH,
    multiple=True,
    required=True,
    help="Where questions are taken from; may be repeated.",
)
@click.option(
    "--questions", "count", type=click.IntRange(min=1), default=100, show_default=True, help="How many to ask."
)
@command
def speed(settings: Settings, files: tuple[Path, ...], count: int) -> None:
    """Tell how long a question takes, in one process."""
    from rag.assistant import open_assistant

    questions = [question for file in files for question in load_questions(file)]
    with open_assistant(settings) as assistant:
        measured = measure_speed(assistant, questions, count)
    click.echo(f"{measured.asked} questions, {measured.distinct} of them distinct, one process, milliseconds each")
    click.echo(f"{'first':>8} {'p50':>8} {'p95':>8} {'longest':>8}")
    click.echo(f"{measured.first_ms:8.1f} {measured.p50_ms:8.1f} {measured.p95_ms:8.1f} {measured.longest_ms:8.1f}")


@main.command()
@click.option("--questions-file", "files", type=_PATH, multiple=True, required=True, help="Questions over this home.")
@click.option("--write", is_flag=True, help="Keep what was learned where the answering reads it.")
@command
def train(settings: Settings, files: tuple[Path, ...], write: bool) -> None:
    """Learn ranking and abstaining from questions with known answers, and print the cross-validated figures."""
    from eval.training import examples, keep, train_abstaining, train_ranking
    from rag.assistant import open_assistant

    questions = [question for file in files for question in load_questions(file)]
    with open_assistant(settings) as assistant:
        made = examples(assistant, questions)
        ranking, ranked = train_ranking(made)
        abstaining, withheld = train_abstaining(made, ranking, assistant)
    for name, value in {**ranked, **withheld}.items():
        click.echo(f"{name:34} {value}")
    if write:
        keep(ranking, Path("rag/finding/reranking.json"))
        keep(abstaining, Path("rag/answering/abstaining.json"))


@main.command()
@click.argument("gold_file", metavar="GOLD.jsonl", type=_PATH)
@click.option("--minutes", type=_PATH, required=True, help="The folder that the gold's documents are named from.")
@command
def structure(_settings: Settings, gold_file: Path, minutes: Path) -> None:
    """Tell how much of the structure that somebody labelled is found: date, body, items, decisions, people."""
    from eval.structure import load_structure, measure, table

    for line in table(measure(load_structure(gold_file), minutes)):
        click.echo(line)


@main.command()
@click.argument("folders", metavar="FOLDER...", type=_PATH, nargs=-1, required=True)
@command
def textloss(_settings: Settings, folders: tuple[Path, ...]) -> None:
    """Tell which share of the files' words, as another library reads them, stands in the parsed minutes."""
    from eval.textloss import losses, table

    for folder in folders:
        for line in table(folder.name, list(losses(folder))):
            click.echo(line)


@main.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option(
    "--elsewhere",
    type=_PATH,
    multiple=True,
    help="A home without the minutes that answer some of the questions: it must abstain; may be repeated.",
)
@command
def metamorphic(settings: Settings, files: tuple[Path, ...], elsewhere: tuple[Path, ...]) -> None:
    """Tell whether right answers change where they must and stay where they may.

    Their proofs are deleted, a value in them is changed, the question is put otherwise, another home is asked.
    """
    from eval.metamorphic import check, check_elsewhere, table
    from rag.assistant import open_assistant

    sets = {file.stem: load_questions(file) for file in files}
    with open_assistant(settings) as assistant:
        checks = list(check(assistant, settings.home, sets))
    for home in elsewhere:
        with open_assistant(settings.model_copy(update={"home": home})) as assistant:
            checks += check_elsewhere(assistant, sets)
    for line in table(checks):
        click.echo(line)


@main.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option(
    "--minutes", "folders", type=_PATH, multiple=True, required=True, help="What the home was made of; may be repeated."
)
@command
def baseline(settings: Settings, files: tuple[Path, ...], folders: tuple[Path, ...]) -> None:
    """Tell how many proving paragraphs are among the first ten: of naive chunks, and of what the home finds."""
    from eval.baseline import built, chunked, compared, langchain_split, table
    from rag.assistant import open_assistant

    sets = {file.stem: load_questions(file) for file in files}
    chunks = list(chunked(folders, langchain_split(), settings.max_file_mb * 1_000_000))
    with open_assistant(settings) as assistant, built(chunks, settings) as naive:
        for line in table(compared(naive, assistant, sets)):
            click.echo(line)


@main.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option("--out", type=_PATH, required=True, help="Folder for scale.md, scale.svg and, while it is asked, a home.")
@click.option(
    "--size",
    "sizes",
    type=click.IntRange(min=1),
    multiple=True,
    default=(10_000, 100_000, 1_000_000),
    show_default=True,
    help="Paragraphs of a home; may be repeated.",
)
@command
def scale(settings: Settings, files: tuple[Path, ...], out: Path, sizes: tuple[int, ...]) -> None:
    """Tell how long a question takes, and how much memory, in homes made by recombining this home's paragraphs."""
    from eval.scale import grown, plot, real, table

    questions = [question for file in files for question in load_questions(file)]
    made_of, homes = real(settings), []
    out.mkdir(parents=True, exist_ok=True)
    for size in sorted(sizes):
        with TemporaryDirectory(dir=out, ignore_cleanup_errors=True) as folder:
            homes.append(grown(made_of, size, settings.model_copy(update={"home": Path(folder)}), questions))
        told = "\n".join(table(homes))
        (out / "scale.md").write_text(told + "\n", encoding="utf-8")
        click.echo(told.splitlines()[-1])
    if len(homes) > 1:
        (out / "scale.svg").write_text(plot(homes), encoding="utf-8")
    click.echo(f"See {out / 'scale.md'}")
