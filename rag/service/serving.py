"""Serves an app on an address and on the socket of its home; the only file that imports uvicorn."""

import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread

import uvicorn
from fastapi import FastAPI

from rag.errors import WrongUse
from rag.service.client import address

_QUEUE = 128  # connections that wait to be taken
_LAST = 5  # seconds that answers under way are given when the service is stopped
_log = logging.getLogger(__name__)


def serve(app: FastAPI, home: Path, *, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve on an address and on the socket of a home until Ctrl+C, and say the address on stdout once it is up.

    Raises WrongUse where the address can't be had.
    """
    with _on(host, port) as address, socket_in(home) as sockets:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            proxy_headers=False,  # whose addresses are believed, the doors know
            server_header=False,
            timeout_graceful_shutdown=_LAST,
        )
        if current_thread() is main_thread():  # uvicorn ends by the signal that it met: what was opened is closed first
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            _Told(config).run(sockets=[address, *sockets])
    print()


class _Told(uvicorn.Server):
    """Says where it is once it is up."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and self.started:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"Minutebook is at http://{shown}:{port} — stop it with Ctrl+C", flush=True)


@contextmanager
def _on(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens on an address."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=_QUEUE)
    except (OSError, OverflowError) as error:
        raise WrongUse(
            f"Port {port} of {host} can't be had ({error}): stop the program that uses it, or choose another "
            "with --port."
        ) from error
    with listening:
        yield listening


@contextmanager
def socket_in(home: Path) -> Iterator[list[socket.socket]]:
    """The socket in a home, for whoever may read the home; none where the system can't have one there."""
    try:
        with address(home) as path:
            with suppress(FileNotFoundError):
                os.unlink(path)  # of a service that was killed: the home's lock is ours
            listening = socket.socket(socket.AF_UNIX)
            listening.bind(path)
            os.chmod(path, 0o600)  # before anybody can connect
            listening.listen(_QUEUE)
    except (OSError, AttributeError) as error:
        _log.warning("No socket in %s, so that commands can't ask this service: %s", home, error)
        yield []
        return
    try:
        with listening:
            yield [listening]
    finally:
        with suppress(OSError), address(home) as path:
            os.unlink(path)
