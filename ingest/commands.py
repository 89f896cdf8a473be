"""The commands that change or count what there is: `ingest`, `status`, `remove`, `rebuild`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from tqdm import tqdm

from ingest.indexing import disagreements, follow
from ingest.indexing import rebuild as rebuild_indexes
from ingest.job import ingest as run
from rag.commands import command
from rag.home import opened
from rag.minutes import day_month_year
from rag.settings import Settings


@contextmanager
def bars(what: str, total: int) -> Iterator[Callable[[int], object]]:
    """A progress bar on stderr, on a terminal only."""
    with tqdm(total=total, desc=what, unit="doc", disable=not sys.stderr.isatty(), file=sys.stderr, leave=False) as bar:
        yield bar.update


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@command
def ingest(settings: Settings, paths: tuple[Path, ...], as_json: bool) -> int:
    """Take in minutes: files and folders of .txt, .md, .html, .pdf and .docx."""
    with opened(settings.home, create=True) as ledger:
        report = run(paths, ledger, settings, bars)
        summary = ledger.summary()
    counts = {name: len(getattr(report, name)) for name in ("new", "changed", "unchanged", "failed")}
    if as_json:
        totals = {
            name: getattr(summary, name)
            for name in ("documents", "meetings", "items", "paragraphs", "resolutions", "actions")
        }
        failed = [asdict(failure) for failure in report.failed]
        click.echo(json.dumps({**counts, "failed": failed, **totals}, ensure_ascii=False))
    else:
        click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
        for failure in report.failed:
            click.echo(f"  failed: {failure.document}: {failure.reason}")
        click.echo(
            f"In {settings.home}: {summary.documents} documents, {summary.meetings} meetings, "
            f"{summary.paragraphs} paragraphs, {summary.resolutions} resolutions, {summary.actions} actions"
        )
    return 1 if report.failed else 0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--documents", "list_documents", is_flag=True, help="List the documents too.")
@command
def status(settings: Settings, as_json: bool, list_documents: bool) -> int:
    """Say what is in the ledger and the indexes, and whether they agree; exit 1 if not."""
    with opened(settings.home) as ledger:
        summary = ledger.summary()
        wrong = disagreements(ledger, settings)
        documents = ledger.documents() if list_documents else []
        embedder = ledger.about("embedder")
    if as_json:
        about = {**asdict(summary), "first": str(summary.first or "") or None, "last": str(summary.last or "") or None}
        listed = {"document_list": documents} if list_documents else {}
        click.echo(
            json.dumps(
                {**about, "embedder": embedder, "agree": not wrong, "disagreements": wrong, **listed},
                ensure_ascii=False,
            )
        )
        return 1 if wrong else 0
    when = (
        f", {day_month_year(summary.first)} to {day_month_year(summary.last)}" if summary.first and summary.last else ""
    )
    click.echo(f"{summary.documents} documents: {summary.meetings} meetings of {len(summary.bodies)} bodies{when}")
    click.echo(
        f"{summary.items} items, {summary.paragraphs} paragraphs, "
        f"{summary.resolutions} resolutions, {summary.actions} actions"
    )
    click.echo(f"indexed with {embedder}; " + ("the indexes agree with the ledger" if not wrong else "; ".join(wrong)))
    if wrong:
        click.echo("Run `minutebook rebuild` to make the indexes again.")
    elif summary.unindexed:
        click.echo(
            f"Dense search holds {summary.documents - summary.unindexed} of {summary.documents} documents, "
            "the others are found by their words; run `minutebook ingest` again to finish."
        )
    for document in documents:
        remarks = f"  ({'; '.join(document['remarks'])})" if document["remarks"] else ""
        click.echo(f"  {document['name']}: {document['body']}, {document['held_on'] or 'undated'}{remarks}")
    return 1 if wrong else 0


@click.command()
@click.argument("document")
@command
def remove(settings: Settings, document: str) -> None:
    """Take DOCUMENT out of the ledger and every index, its text included."""
    with opened(settings.home) as ledger:
        ledger.remove(document)
        follow(ledger, settings, bars)
    click.echo(f"{document} is removed.")


@click.command()
@command
def rebuild(settings: Settings) -> None:
    """Make the indexes again from the ledger."""
    with opened(settings.home) as ledger:
        rebuild_indexes(ledger, settings, bars)
        paragraphs = ledger.summary().paragraphs
    click.echo(f"The indexes hold the ledger's {paragraphs} paragraphs again.")
