"""The commands that change or count what there is: `ingest`, `status`, `remove`, `rebuild`, `backup`, `restore`."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from rag.commands import Exit, command, echo_json

if TYPE_CHECKING:  # a command's help has to be there at once
    from ingest.work import TakenIn
    from rag.ledger import FailedFile, Ledger
    from rag.settings import Settings

_ADDRESS = re.compile(r"auto|local|(\w+://)?[^/]+:\d+")  # of a Ray cluster


@contextmanager
def bars(what: str, total: int) -> Iterator[Callable[[int], object]]:
    """A progress bar on stderr, on a terminal only."""
    from tqdm import tqdm

    with tqdm(total=total, desc=what, unit="doc", disable=not sys.stderr.isatty(), file=sys.stderr, leave=False) as bar:
        yield bar.update


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--list", "listed", type=click.File(), help="Take in the paths in FILE too, one a line (- for stdin).")
@click.option(
    "--watch", metavar="FOLDER", type=click.Path(path_type=Path), help="Take in what settles in FOLDER, until Ctrl-C."
)
@click.option("--retry", is_flag=True, help="Try again what failed before; needs no path.")
@click.option(
    "--source", "links", metavar="FILE=URL", multiple=True, help="Where FILE can be read on the web, to link to."
)
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="CSV with the columns file and url, and body and date where the minutes don't say.",
)
@click.option("--prune", is_flag=True, help="Take out what vanished from the folders and archives given.")
@click.option(
    "--ray",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="",
    help="Read and embed on the Ray cluster at ADDRESS (HOST:PORT); else at RAY_ADDRESS, else on one of this machine.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@command
def ingest(
    settings: "Settings",
    paths: tuple[Path, ...],
    listed: TextIO | None,
    watch: Path | None,
    retry: bool,
    links: tuple[str, ...],
    manifest: Path | None,
    prune: bool,
    ray: str | None,
    as_json: bool,
) -> int:
    """Take in minutes: files, folders, zip archives, e-mails, or patterns in quotes ("2024/**/*.pdf").

    Text, Markdown, HTML, PDF, Word, RTF, OpenDocument, .xlsx and .csv are read; what else lies in a folder is named as
    passed over. An archive's members are documents named archive.zip/member, and so are the files attached to an
    e-mail (.eml). Exit 1 if any document failed.
    """
    from ingest.manifest import read_manifest, read_option
    from ingest.work import INGEST, Order, done
    from rag.errors import WrongUse

    if watch:
        if paths or listed or retry or links or manifest or ray is not None:
            raise WrongUse("--watch takes a folder alone; give the rest in a run of its own.")
        return _watch(settings, watch, as_json, prune=prune)
    if ray and not _ADDRESS.fullmatch(ray):  # `--ray minutes/`: what follows is the first path
        paths, ray = (Path(ray), *paths), ""
    every = [*paths, *(Path(line.strip()) for line in listed or () if line.strip() and not line.startswith("#"))]
    if not every and not retry:
        raise WrongUse("Give files or folders of minutes, or --list, --watch or --retry.")
    entries = [*map(read_option, links), *(read_manifest(manifest) if manifest else [])]
    order = Order(paths=tuple(every), entries=tuple(entries), manifest=manifest, retry=retry, prune=prune, ray=ray)
    taken = done(INGEST, order, settings, bars, create=bool(every))
    _print(settings, taken, as_json)
    return Exit.FAILED if taken.report.failed else Exit.DONE


def _print(settings: "Settings", taken: "TakenIn", as_json: bool) -> None:
    report, summary = taken.report, taken.summary
    if as_json:
        echo_json(report.record(summary))
        return
    for line in report.lines():
        click.echo(line)
    click.echo(
        f"In {settings.home}: {summary.documents} documents, {summary.meetings} meetings, "
        f"{summary.paragraphs} paragraphs, {summary.resolutions} resolutions, {summary.actions} actions"
    )


def _watch(settings: "Settings", folder: Path, as_json: bool, *, prune: bool) -> int:
    from ingest.watching import watch as watch_folder

    try:
        for taken in watch_folder(folder, settings, bars, prune=prune):
            _print(settings, taken, as_json)
    except KeyboardInterrupt:
        click.echo("No longer watching.", err=True)
    return 0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--documents", "list_documents", is_flag=True, help="List the documents, and what looks wrong, too.")
@click.option(
    "--failed", "list_failed", is_flag=True, help="List the files that couldn't be read, and why; nothing else."
)
@command
def status(settings: "Settings", as_json: bool, list_documents: bool, list_failed: bool) -> int:
    """Say what is in the ledger and the indexes, and whether they agree; exit 1 if not.

    While the page runs, or another command works on the home, the indexes aren't compared.
    """
    from datetime import date

    from ingest.indexing import disagreements
    from ingest.report import passed_over, passed_over_lines
    from rag.home import read_earlier
    from rag.ledger import oddities
    from rag.minutes import day_month_year

    with _read(settings) as (ledger, alone):
        failed = ledger.failures()
        if list_failed:
            _print_failed(failed, as_json)
            return 0
        summary = ledger.summary()
        wrong = disagreements(ledger, settings) if alone else []
        documents = ledger.documents() if list_documents else []
        odd = oddities(ledger, date.today()) if list_documents or as_json else []
        embedder, earlier = ledger.about("embedder"), read_earlier(ledger)
        passed = passed_over(ledger)
    if as_json:
        about = {**asdict(summary), "first": str(summary.first or "") or None, "last": str(summary.last or "") or None}
        listed = {"document_list": documents} if list_documents else {}
        files = {"failed": [asdict(one) for one in failed], "looks_wrong": [asdict(one) for one in odd]}
        files["passed_over"] = [asdict(one) for one in passed]
        about["read_earlier"] = earlier
        agreed = {"agree": not wrong if alone else None, "disagreements": wrong}
        echo_json({**about, "embedder": embedder, **agreed, **files, **listed})
        return Exit.FAILED if wrong else Exit.DONE
    when = (
        f", {day_month_year(summary.first)} to {day_month_year(summary.last)}" if summary.first and summary.last else ""
    )
    click.echo(f"{summary.documents} documents: {summary.meetings} meetings of {len(summary.bodies)} bodies{when}")
    click.echo(
        f"{summary.items} items, {summary.paragraphs} paragraphs, "
        f"{summary.resolutions} resolutions, {summary.actions} actions"
    )
    agree = "the indexes agree with the ledger" if alone else "not compared with the ledger, for the home is in use"
    click.echo(f"indexed with {embedder}; " + ("; ".join(wrong) or agree))
    if wrong:
        click.echo("Run `minutebook rebuild` to make the indexes again.")
    elif summary.unindexed:
        click.echo(
            f"Dense search holds {summary.documents - summary.unindexed} of {summary.documents} documents, "
            "the others are found by their words; run `minutebook ingest` again to finish."
        )
    if earlier:
        click.echo(earlier)
    if failed:
        click.echo(f"{len(failed)} files couldn't be read; `minutebook status --failed` lists them.")
    for line in passed_over_lines(passed):
        click.echo(line.removeprefix("  "))
    for document in documents:
        superseded = [f"superseded by {document['superseded_by']}"] if document["superseded_by"] else []
        remarks = [*document["remarks"], *superseded]
        noted = f"  ({'; '.join(remarks)})" if remarks else ""
        click.echo(f"  {document['name']}: {document['body']}, {document['held_on'] or 'undated'}{noted}")
    for oddity in odd:
        click.echo(f"  looks wrong: {oddity.of}: {oddity.what}")
    return Exit.FAILED if wrong else Exit.DONE


@contextmanager
def _read(settings: "Settings") -> "Iterator[tuple[Ledger, bool]]":
    """The ledger to be read, and whether no other process works on the home, so that its indexes may be opened too."""
    from rag.errors import HomeLocked
    from rag.home import opened
    from rag.ledger import Ledger

    with ExitStack() as held:
        try:
            ledger, alone = held.enter_context(opened(settings)), True
        except HomeLocked:
            ledger, alone = held.enter_context(closing(Ledger(settings.home, server=settings.server))), False
        yield ledger, alone


def _print_failed(failed: "Sequence[FailedFile]", as_json: bool) -> None:
    if as_json:
        echo_json([asdict(one) for one in failed])
        return
    for one in failed:
        click.echo(f"{one.source}: {one.reason}")
    click.echo("Run `minutebook ingest --retry` to try them again." if failed else "No file failed.")


@click.command()
@click.argument("document")
@click.option("--json", "as_json", is_flag=True, help="Print what became of it as JSON.")
@command
def remove(settings: "Settings", document: str, as_json: bool) -> int:
    """Take DOCUMENT out of the ledger and every index, its text included; exit 1 if something of it is left.

    Kept answers that cite it go with it. Afterwards the files of the home and of the embeddings are searched for its
    words. That it was removed, and when, is noted in the home's removals.jsonl.
    """
    from ingest.work import REMOVE, done

    gone = done(REMOVE, document, settings, bars)
    if as_json:
        echo_json(asdict(gone))
        return Exit.FAILED if gone.left else Exit.DONE
    click.echo(f"{document} is removed: {gone.paragraphs} paragraphs, and {gone.answers} kept answers that cited it.")
    for place in gone.left:
        click.echo(f"Left of it: {place}.")
    if gone.phrases and not gone.left:
        click.echo(f"Searched {gone.files} files for {gone.phrases} phrases of it: nothing is left.")
    if settings.server:
        click.echo("Its words may stand in the database server's log and backups yet: see to these by its own means.")
    for copy in gone.copies:
        click.echo(f"{copy} holds the minutes of the same meeting; remove it too, if its words shall go.")
    if gone.source:
        click.echo(f"Its file is still at {gone.source}; take it away, or `minutebook ingest` takes it in again.")
    return Exit.FAILED if gone.left else Exit.DONE


@click.command()
@command
def rebuild(settings: "Settings") -> None:
    """Make the indexes again from the ledger."""
    from ingest.work import REBUILD, done

    paragraphs = done(REBUILD, None, settings, bars)
    click.echo(f"The indexes hold the ledger's {paragraphs} paragraphs again.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@command
def backup(settings: "Settings", file: Path) -> None:
    """Put the home into FILE, an archive: the ledger, kept answers, users, and what was noted of use and removals.

    It may be made while the page and other commands work on the home. It holds exempt items too: keep it as you keep
    the minutes.
    """
    from ingest.backup import backup as back_up

    made = back_up(settings, file)
    click.echo(f"{made.documents} documents (schema {made.ledger}) are in {file}: {', '.join(made.files)}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@command
def restore(settings: "Settings", file: Path) -> None:
    """Make an empty home from FILE, which `minutebook backup` made, and its indexes again."""
    from ingest.backup import restore as make_again

    made = make_again(file, settings, bars)
    click.echo(f"{settings.home} holds the {made.documents} documents of {made.made_on:%Y-%m-%d %H:%M} UTC again.")
    now = settings.printable()
    for name, value in made.settings.items():
        if now.get(name) != value:
            click.echo(f"It was made with {name}={value}; set that again to have it as it was.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@command
def doctor(settings: "Settings", as_json: bool) -> int:
    """Say what is installed and whether it works, what this home needs, and what to do; exit 1 if something is wrong.

    A line begins with ok, with -- where there is something to know, or with !! where there is something to mend.
    """
    from ingest.doctor import Health, checks

    found = []
    for check in checks(settings):
        found.append(check)
        if not as_json:
            click.echo(f"{check.health}  {check.name}: {check.said}")
    if as_json:
        echo_json([asdict(check) for check in found])
    return Exit.FAILED if any(check.health is Health.WRONG for check in found) else Exit.DONE
