"""Serving a head office: as a process of its own, or embedded in a demonstration or a test."""

import gc
import ipaddress
import os
import socket
import ssl
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.house import House, open_house, remember_url, told
from fieldkit.office.issue import issuing, stop_when_told
from fieldkit.office.log import CONFIG
from fieldkit.office.meter import SHARED
from fieldkit.office.options import BEHIND_PROXY, DATA, check_options, trusted_proxies
from fieldkit.office.paper_commands import looking
from fieldkit.office.server import Office, create_app
from fieldkit.office.standing import check_place_is_ours

_NO_START = N_("The head office could not start on port {port}.")

_LEAVE_SECONDS = 5  # long polls are broken off then; what writes is waited for
_HUNG_SECONDS = 30


def application() -> FastAPI:
    """The application of one worker; the folder comes by environment, since workers are processes."""
    # A page of changes makes many objects and no cycles: collecting at every 700 costs a fifth of a push.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    return app_of(open_house(Path(os.environ[DATA]), Clock()))


def app_of(house: House) -> FastAPI:
    return create_app(Office(house.database, house.authority, house.files, house.clock))


def serve(
    folder: Path,
    host: str,
    port: int,
    workers: int,
    certificate: Path | None,
    key: Path | None,
    *,
    behind: str = "",
    url: str = "",
) -> None:
    """Serves until stopped. Beyond this computer only with TLS: its own, or that of the proxies at `behind`.

    `url` is what laptops call the office by, where that is not the place it listens at.
    """
    if not is_loopback(host) and (certificate is None or key is None) and not trusted_proxies(behind):
        raise UserError(
            N_(
                "Serving beyond this computer needs TLS: give --tls-certificate and --tls-key, "
                "or --behind-proxy with the address of the proxy that has them."
            )
        )
    if behind and not url:
        raise UserError(N_("Behind a proxy the office cannot know its own address: give --url, as laptops see it."))
    trusted_proxies(behind)
    check_options()
    with closing(open_house(folder, Clock())) as house, told(folder):
        check_place_is_ours(house)
    _check_place(host, port, certificate, key)
    scheme = "https" if certificate else "http"
    remember_url(folder, url or f"{scheme}://{host}:{port}")
    os.environ[DATA], os.environ[BEHIND_PROXY] = str(folder), behind
    stop_when_told()
    with issuing(folder), looking(folder), _counted_together(workers):
        config = Config(
            "fieldkit.office.serve:application",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            log_config=CONFIG,
            access_log=False,
            proxy_headers=False,  # the door looks at them
            server_header=False,
            timeout_graceful_shutdown=_LEAVE_SECONDS,
            timeout_worker_healthcheck=_HUNG_SECONDS,
        )
        with suppress(KeyboardInterrupt):
            _run(config)


def _run(config: uvicorn.Config) -> None:
    if config.workers > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
        return
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        raise UserError(_NO_START, port=config.port)


class Config(uvicorn.Config):
    """Uvicorn's, but that the socket which workers share sends each answer at once.

    asyncio sees to that for sockets that name their protocol, which uvicorn's shared one does not: the second half of
    every answer waited for the laptop to acknowledge the first, which takes 40 ms.
    """

    def bind_socket(self) -> socket.socket:
        place = super().bind_socket()
        place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # every connection has it from there
        return place


@contextmanager
def _counted_together(workers: int) -> Iterator[None]:
    """Where several workers count calls: files that each of them reads when it is asked for metrics."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="fieldkit-") as place:
        os.environ[SHARED] = place
        try:
            yield
        finally:
            del os.environ[SHARED]


def _check_place(host: str, port: int, certificate: Path | None, key: Path | None) -> None:
    """UserError when nothing can be served here: before the address is remembered for the invitations."""
    try:
        if certificate is not None:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except OSError as error:
        raise UserError(N_("The TLS certificate or its key cannot be used: {reason}."), reason=error) from None
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        raise UserError(_NO_START, port=port) from None


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class EmbeddedOffice:
    """A head office on a free port of this computer, in a thread; it can be switched off and on again."""

    def __init__(self, house: House) -> None:
        self.house = house
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def on(self) -> bool:
        return self._server is not None

    def start(self) -> None:
        config = uvicorn.Config(
            app_of(self.house),
            host="127.0.0.1",
            port=self.port,
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="office", daemon=True)
        self._thread.start()
        for _ in range(2_000):
            if self._server.started:
                return
            if not self._thread.is_alive():
                break
            time.sleep(0.01)
        raise UserError(_NO_START, port=self.port)

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(20)
        self._server = self._thread = None
