"""The command line of the evaluation: `python -m eval`, or `minutebook eval` where it is installed."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from eval.planting import Pair
from eval.questions import load_questions
from eval.speed import measure_speed
from eval.suite import COMMANDS
from rag.commands import Whole, command
from rag.errors import WrongUse
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
Thing = TypeVar("Thing")


@click.group(cls=Whole)
def main() -> None:
    """Ask questions with known answers, and tell how well they were answered."""


for _command in COMMANDS:
    main.add_command(_command)


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
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option("--out", type=_PATH, required=True, help="Folder for the models, and for those of each part below it.")
@click.option("--parts", type=click.IntRange(min=2), default=3, show_default=True, help="Into how many parts to deal.")
@click.option("--epochs", type=click.IntRange(min=1), default=2, show_default=True, help="Of the encoder.")
@click.option(
    "--together", multiple=True, metavar="FOLDER,FOLDER", help="Minutes of one clerk, left out together; repeatable."
)
@command
def train(
    settings: Settings, files: tuple[Path, ...], out: Path, parts: int, epochs: int, together: tuple[str, ...]
) -> None:
    """Learn the reranker, the reader's encoder and its head from questions with known answers over this home.

    The bodies are dealt into parts; every figure printed for a body comes from models that saw none of its questions.
    """
    from eval.training.examples import examples
    from eval.training.run import table, train_all
    from rag.assistant import open_assistant

    with open_assistant(settings) as assistant:
        made = examples(assistant.pipeline, files, [frozenset(one.split(",")) for one in together])
    for line in table(train_all(made, parts, epochs, out)):
        click.echo(line)


@main.command("train-brief")
@click.argument("folder", type=_FOLDER)
@click.option("--homes", type=_FOLDER, required=True, help="NAME.jsonl is asked of the home NAME in this folder.")
@click.option("--among", type=_PATH, multiple=True, help="Longer questions of --home, also learned from.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder of models that keeps the head.")
@command
def train_brief(settings: Settings, folder: Path, homes: Path, among: tuple[Path, ...], out: Path) -> None:
    """Learn what tells that a brief question is answered, from each question file in FOLDER over one body's minutes.

    Every figure printed for a file comes from what was learned without it.
    """
    from eval.training.brief import table
    from eval.training.brief import train_brief as learn
    from eval.training.examples import examples
    from eval.training.head import Matches, matches
    from rag.assistant import open_assistant
    from rag.reader.encoder import PieceEncoder
    from rag.reader.local import Head

    encoder, head = PieceEncoder(settings.models), Head.load(settings.models)

    def asked(home: Path, files: Sequence[Path]) -> list[Matches]:
        with open_assistant(settings.model_copy(update={"home": home})) as assistant:
            return matches(encoder, examples(assistant.pipeline, files, ()))

    others = asked(settings.home, among) if among else []
    brief = {file.stem: asked(homes / file.stem, [file]) for file in sorted(folder.glob("*.jsonl"))}
    for line in table(head, brief, others):
        click.echo(line)
    replace(head, brief=learn(head, [one for some in brief.values() for one in some], others)).keep(out)


@main.command("train-intent")
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option("--write", is_flag=True, help="Keep what was learned where planning reads it.")
@command
def train_intent(settings: Settings, files: tuple[Path, ...], write: bool) -> None:
    """Learn the kind of a question from labelled ones, and tell how often it is right on files that are left out."""
    from eval.training.intent import keep, labelled, left_out, load, polar, train
    from rag.stores.embedding import SentenceTransformerEmbedder

    embed = SentenceTransformerEmbedder(settings.embedder).embed
    asked = {f"{file.parent.name}/{file.stem}": load(file) for file in files}  # two folders may hold files of a name
    sets = {name: labelled(questions, embed) for name, questions in asked.items()}
    for one in [*left_out(sets), polar([question for some in asked.values() for question in some])]:
        click.echo(f"{one.name:50} {one.right:4} of {one.asked:4}")
    if write:
        keep(train(list(sets.values())))


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
    from eval.supposing import SupposedLedger
    from rag.assistant import open_assistant

    sets = {file.stem: load_questions(file) for file in files}
    with open_assistant(settings, SupposedLedger) as assistant:
        checks = list(check(assistant, sets))
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
@click.option(
    "--out",
    type=_PATH,
    required=True,
    help="Folder for scale.jsonl, scale.md, scale.svg and, while it is asked, a home.",
)
@click.option(
    "--size",
    "sizes",
    type=click.IntRange(min=1),
    multiple=True,
    default=(10_000, 100_000, 1_000_000),
    show_default=True,
    help="Paragraphs of a home; may be repeated.",
)
@click.option(
    "--indexes",
    "places",
    type=click.Choice(["files", "milvus-lite"]),
    multiple=True,
    default=("files",),
    show_default=True,
    help="Where the indexes lie: in files (tantivy, Chroma) or in Milvus Lite; may be repeated.",
)
@command
def scale(
    settings: Settings, files: tuple[Path, ...], out: Path, sizes: tuple[int, ...], places: tuple[str, ...]
) -> None:
    """Tell how time, memory and disk grow in homes made by recombining this home's paragraphs.

    Nothing is embedded. What stands in scale.jsonl is not measured again, so a run that was ended goes on.
    """
    from eval.scale import Place, grow, plot, results, table

    questions = [question for file in files for question in load_questions(file)]
    out.mkdir(parents=True, exist_ok=True)
    for home in grow(settings, sizes, map(Place, places), questions, out):
        click.echo(list(table([home]))[-1])
    homes = sorted(results(out), key=lambda one: (one.place, one.paragraphs))
    (out / "scale.md").write_text("\n".join(table(homes)) + "\n", encoding="utf-8")
    (out / "scale.svg").write_text(plot(homes), encoding="utf-8")
    click.echo(f"See {out / 'scale.md'}")


@main.command()
@click.argument("files", metavar="[PAIRS.jsonl]...", type=_PATH, nargs=-1)
@click.option(
    "--planted", type=click.IntRange(min=0), default=42, show_default=True, help="Claims of each kind, from this home."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the planted claims.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many claims of each file, spread over it.")
@click.option("--misjudged", type=_PATH, help="A file for the claims that the gate judges wrongly.")
@click.option("--judge", "name", help="A model to calibrate as judge instead: provider:model, or a .gguf file.")
@click.option("--calibration", type=_PATH, help="The file that the judge's errors are written to.")
@click.option("--verdicts", type=_PATH, help="Where its verdicts are kept.  [default: in the cache folder]")
@command
def calibrate(
    settings: Settings,
    files: tuple[Path, ...],
    planted: int,
    seed: int,
    limit: int | None,
    misjudged: Path | None,
    name: str | None,
    calibration: Path | None,
    verdicts: Path | None,
) -> None:
    """Tell how good the checker is, or a judge, over claims with their evidence.

    They are read from files (`claim`, `evidence`, `supported` in each line), and planted in this home's minutes:
    sentences made false in a dozen ways, and true ones said otherwise. A judge sees those that the checker doesn't
    prove, as it does in use.
    """
    from eval.calibrating import judged, table, wrong
    from eval.judging import calibrated, open_judge
    from eval.judging import table as judge_table
    from rag.assistant import open_checker
    from rag.grounding.verify import Checker

    pairs = _pairs(settings, files, planted, seed, limit)
    if name:
        with open_judge(settings, name, verdicts or settings.cache / "verdicts.jsonl") as judge:
            # the plain checker: it is what finds sentences not proved in answer records
            known = calibrated(judge, Checker(), pairs)
        for line in judge_table(known):
            click.echo(line)
        if calibration:
            calibration.write_text(known.model_dump_json(indent=1) + "\n", encoding="utf-8")
        return
    rows = judged(open_checker(settings), pairs)
    for line in table(rows):
        click.echo(line)
    if misjudged:
        misjudged.write_text("".join(f"{line}\n" for line in wrong(rows)), encoding="utf-8")


@main.command("train-support")
@click.argument("files", metavar="PAIRS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option("--planted", type=click.IntRange(min=0), default=42, show_default=True, help="As in calibrate.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the planted claims.")
@click.option("--out", type=_PATH, required=True, help="The folder of models, where the encoder is and the head goes.")
@command
def train_support(settings: Settings, files: tuple[Path, ...], planted: int, seed: int, out: Path) -> None:
    """Learn how well evidence supports a claim, and tell how good it is on sources that are left out.

    Every file is a source; the folders of the minutes that claims are planted in are dealt into two.
    """
    from eval.calibrating import table
    from eval.training.support import dealt, keep, left_out, seen, train
    from rag.grounding.support import SupportHead, SupportScorer
    from rag.reader.encoder import PieceEncoder

    blank = SupportHead(weights={}, gate=1.0, measure=0.5)
    rows = seen(SupportScorer(PieceEncoder(out), blank), _pairs(settings, files, planted, seed))
    for line in table(left_out(rows, dealt(rows))):
        click.echo(line)
    keep(train(rows), out)


def _pairs(settings: Settings, files: Sequence[Path], planted: int, seed: int, limit: int | None = None) -> list[Pair]:
    """The claims of the files, and those planted in the minutes of the settings' home."""
    from eval.calibrating import load_pairs
    from eval.planting import planted as planted_in
    from rag.home import opened

    pairs = [pair for file in files for pair in spread_over(load_pairs(file), limit)]
    if planted:
        with opened(settings) as ledger:
            pairs += planted_in(ledger, planted, seed)
    return pairs


def spread_over(things: Sequence[Thing], count: int | None) -> Sequence[Thing]:
    """At most `count` of some things, as far from each other as may be; all where no count is given."""
    if not count or count >= len(things):
        return things
    return [things[place * len(things) // count] for place in range(count)]


@main.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@click.option(
    "--questions", "count", type=click.IntRange(min=1), help="How many to ask, spread over all.  [default: all]"
)
@click.option(
    "--way",
    "ways",
    multiple=True,
    default=("read", "read,write", "write"),
    show_default=True,
    help="Parts to give to the model, as in MINUTEBOOK_MODEL_PARTS; may be repeated.",
)
@click.option("--gguf", type=_PATH, help="A model to serve here meanwhile, in place of MINUTEBOOK_MODEL.")
@command
def model(
    settings: Settings, files: tuple[Path, ...], count: int | None, ways: tuple[str, ...], gguf: Path | None
) -> None:
    """Tell what the language model of the settings adds as reader and as writer, and which parts to give it."""
    from eval.local_writer import serve
    from eval.modelling import table, tried
    from rag.assistant import open_assistant
    from rag.chat_models import build_chat

    questions = spread_over([question for file in files for question in load_questions(file)], count)
    with serve(gguf) if gguf else nullcontext(settings.model) as name:
        chat = build_chat(settings.model_copy(update={"model": name}))
        if chat is None:
            raise WrongUse("There is no model to try; set MINUTEBOOK_MODEL, or give one with --gguf.")
        with open_assistant(settings.model_copy(update={"model": None})) as assistant:
            for line in table(list(tried(assistant, chat, settings, questions, ways))):
                click.echo(line)


@main.command()
@click.argument("files", metavar="QUESTIONS.jsonl...", type=_PATH, nargs=-1, required=True)
@command
def ceiling(settings: Settings, files: tuple[Path, ...]) -> None:
    """Tell how much would be right with perfect reading of the passages that are found, and what is lost before."""
    from eval.modelling import ceiling as perfectly_read
    from eval.modelling import lost
    from rag.assistant import open_assistant

    rows = []
    with open_assistant(settings.model_copy(update={"model": None})) as assistant:
        for file in files:
            rows += (read := perfectly_read(assistant, load_questions(file)))
            click.echo(f"{file.stem:30} {sum(bool(row.right) for row in read):5} of {len(read):4} right")
    for line in lost(rows):
        click.echo(line)


@main.command("export-encoder")
@command
def export_encoder(settings: Settings) -> None:
    """Write the graphs of the packaged embedding model, without its weights, where the answering reads them."""
    from eval.encoder_graph import encoder_graph
    from rag.stores.embedding import packaged_folder
    from rag.stores.onnx import GRAPH, QUANTIZED

    for path in (GRAPH, QUANTIZED):
        graph = encoder_graph(packaged_folder(settings.embedder), quantized=path == QUANTIZED)
        path.write_bytes(graph.SerializeToString(deterministic=True))
        click.echo(f"Wrote {path}")


@main.command("draft-questions")
@click.argument("out", metavar="OUT.jsonl", type=_PATH)
@click.option("--count", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many drafts.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed draws others.")
@click.option("--all", "unasked", is_flag=True, help="Write every draft without asking.")
@command
def draft_questions(settings: Settings, out: Path, count: int, seed: int, unasked: bool) -> None:
    """Draft questions with known answers from this home's records, to be ticked one by one at the terminal."""
    from eval.drafting import drafts, ticked, write
    from rag.home import opened

    with opened(settings) as ledger:
        made = drafts(ledger, count, seed)
    click.echo(f"{write(out, made if unasked else ticked(made))} questions are in {out}")
