import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from fastapi import FastAPI

from rag.errors import WrongUse
from rag.service.client import running
from rag.service.serving import serve

SERVE = """
import sys
from pathlib import Path
from fastapi import FastAPI
from rag.service.serving import serve
app = FastAPI()
app.get("/who")(lambda: "here")
serve(app, Path(sys.argv[1]), port=0)
"""


@contextmanager
def serving(home: Path) -> Iterator["tuple[str, subprocess.Popen[str]]"]:
    """The address of a service that runs in a process of its own, and that."""
    command = [sys.executable, "-c", SERVE, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[3], process
        finally:
            process.kill()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_says_its_address_once_it_answers_there_and_ends_quietly(tmp_path: Path, end: signal.Signals):
    with serving(tmp_path) as (address, process):
        with urlopen(f"{address}/who") as said:
            assert said.read() == b'"here"'
        assert running(tmp_path)
        process.send_signal(end)
        process.wait(20)
        assert not (tmp_path / "service.sock").exists()


def test_after_a_kill_it_starts_again_where_the_socket_was_left(tmp_path: Path):
    with serving(tmp_path) as (_, process):
        process.kill()
    assert (tmp_path / "service.sock").exists()
    assert running(tmp_path) is None
    with serving(tmp_path):
        assert running(tmp_path)


def test_an_address_that_is_taken_is_told(tmp_path: Path):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongUse, match=f"Port {port} of 127.0.0.1 can't be had .*--port"):
            serve(FastAPI(), tmp_path, port=port)
    with pytest.raises(WrongUse, match="can't be had"):
        serve(FastAPI(), tmp_path, host="no-such-host.invalid", port=0)
