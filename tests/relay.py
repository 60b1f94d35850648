"""A slow line: bytes to and from an office, each answer a while later."""

import socket
import socketserver
import threading
import time
from types import TracebackType


class Relay:
    """Stands before a port of this computer; `url` is what a laptop calls. `pause` is waited before each answer, s."""

    def __init__(self, port: int, pause: float) -> None:
        self.pause = pause
        relay = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", port)) as office:
                    out = threading.Thread(target=_pump, args=(self.request, office, lambda: 0.0), daemon=True)
                    out.start()
                    _pump(office, self.request, lambda: relay.pause)
                    out.join(5)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "Relay":
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _pump(source: socket.socket, target: socket.socket, pause) -> None:  # type: ignore[no-untyped-def]
    try:
        while chunk := source.recv(65_536):
            time.sleep(pause())
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one of the two has hung up
