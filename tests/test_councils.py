"""Several councils on one database server, each with a service of its own: nothing of one is seen by another."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pytest

from ingest.indexing import rebuild
from ingest.job import ingest
from ingest.takedown import take_down
from rag.answers import Question
from rag.assistant import open_assistant
from rag.errors import SettingsError
from rag.home import opened
from rag.service.service import open_service
from rag.settings import Server, Settings
from tests.benchmarks import tenants
from tests.benchmarks.tenants import Council, Tally
from tests.rag.stores.conftest import needs_lite

# gradio's queue, once it is asked
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:'future.no_silent_downcasting'")]
_ASKED = 160  # requests: each address is asked twice of each council, where it can be asked differently


@pytest.fixture(scope="module")
def councils(
    tmp_path_factory: pytest.TempPathFactory, postgresql: str, embeddings: Path
) -> Iterator[tuple[Council, Council]]:
    with tenants.running(tmp_path_factory.mktemp("councils"), postgresql, embeddings) as running:
        yield running


@pytest.fixture(scope="module")
def tallies(councils: tuple[Council, Council]) -> Mapping[str, Tally]:
    """What came of asking each of them for what is the other's, by address."""
    before = [one.stand() for one in councils]
    found = tenants.tallied(list(islice(tenants.crossings(councils, _ASKED), _ASKED)))
    assert [one.stand() for one in councils] == before
    return found


def test_of_every_address_it_is_known_what_it_can_be_asked_for(councils: tuple[Council, Council]):
    """A new address, or a new parameter of one, is asked for another council's things, or named as idle."""
    one = councils[0]
    every = tenants.addresses(one.client)
    asked = {
        f"{address.name}: {parameter.name}"
        for address in every
        for parameter in address.parameters
        if not parameter.values and (parameter.required or parameter.name not in tenants.IDLE)
        if not one.values.get(address.means(parameter.name))
    }
    assert asked == set()
    assert tenants.page_addresses(one.client) <= {address.name for address in every}


def test_no_address_of_one_council_shows_or_changes_anything_of_another(tallies: Mapping[str, Tally]):
    assert {name: tally.leaks for name, tally in tallies.items() if tally.leaks} == {}
    assert {name: tally.codes for name, tally in tallies.items() if max(tally.codes) >= 500} == {}


def test_each_address_shows_at_home_what_was_asked_for_elsewhere(tallies: Mapping[str, Tally]):
    silent = {name for name, tally in tallies.items() if not tally.at_home}
    assert silent == {name for name in tallies if name.startswith(tenants.SAYING + tenants.SILENT)}


def test_permalinks_of_another_council_lead_nowhere(tallies: Mapping[str, Tally]):
    for address in ("GET /api/answers/{id}", "GET /api/paragraphs/{id}", "GET /api/report.{written_as}"):
        assert set(tallies[address].codes) == {404}


def test_a_ledger_answers_in_the_home_that_has_its_indexes(
    tmp_path: Path, council: Callable[[], Server], embeddings: Path
):
    (tmp_path / "a.txt").write_text(
        "Orrin Parish Council\n\nMinutes of the meeting held on 3 May 2024\n\nThe pond is deep.\n"
    )
    place = council()
    one, other = (
        Settings(home=tmp_path / name, cache=embeddings, ledger=place.url, council=place.council)
        for name in ("one", "other")
    )
    with opened(one, create=True) as ledger:
        ingest([tmp_path / "a.txt"], ledger, one)
    with pytest.raises(SettingsError, match="minutebook rebuild"), open_assistant(other):
        pass
    with opened(other) as ledger:
        rebuild(ledger, other)
    with open_assistant(other):
        pass
    with pytest.raises(SettingsError, match="another home"), open_assistant(one):
        pass


@pytest.fixture
def milvus(tmp_path: Path) -> Iterator[str]:
    """The address of a Milvus Lite that serves as a server does."""
    serving = pytest.importorskip("milvus_lite.adapter.grpc.server")
    server, base, port = serving.start_server_in_thread(str(tmp_path / "milvus"))
    yield f"http://127.0.0.1:{port}"
    server.stop(grace=2).wait()
    base.close()


@needs_lite
def test_services_of_one_council_know_at_the_next_question_what_a_worker_did(
    tmp_path: Path, council: Callable[[], Server], embeddings: Path, milvus: str
):
    place, file = council(), tmp_path / "b.txt"
    worker, *homes = (
        Settings(home=tmp_path / name, cache=embeddings, ledger=place.url, council=place.council, milvus=milvus)
        for name in ("worker", "one", "other")
    )
    for name, day, matter in (("a.txt", 3, "pond was dredged for £900"), ("b.txt", 7, "Zorvik footbridge cost £1,200")):
        text = f"Orrin Parish Council\n\nMinutes of the meeting held on {day} May 2024\n\n1. Works\n\nThe {matter}.\n"
        (tmp_path / name).write_text(text, encoding="utf-8")

    def done(*paths: Path) -> None:
        with opened(worker, create=True) as ledger, ledger.working():
            assert not ingest(paths, ledger, worker).failed

    done(tmp_path / "a.txt")
    with ExitStack() as parts:
        services = [parts.enter_context(open_service(home)) for home in homes]

        def cited() -> list[set[str]]:
            asked = Question(text="What did the Zorvik footbridge cost?")
            return [{one.cited.document for one in service.ask(asked).citations} for service in services]

        assert not any("b.txt" in one for one in cited())
        done(file)
        assert cited() == [{"b.txt"}, {"b.txt"}]
        answer = services[0].ask(Question(text="What did dredging the pond cost?"))
        assert services[1].kept(services[0].keep(answer)).record["text"] == answer.text
        with opened(worker) as ledger, ledger.working():
            assert take_down("b.txt", ledger, worker).left == ()
        assert not any("b.txt" in one for one in cited())
        assert services[1].ask(answer.question).text == answer.text  # the rest stayed in the indexes
