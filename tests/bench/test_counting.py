"""The counting line counts what a real server and client exchange, and changes none of it."""

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from bench.counting import CountingProxy

BIG = os.urandom(300_000)


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Gives back what came with a length, in two chunks what came in chunks."""
        if "Content-Length" in self.headers:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))
            return
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size + 2)[:-2]
        self.rfile.readline()
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (body[:7], body[7:]):
            self.wfile.write(b"%x;note=1\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\nTrailer: x\r\n\r\n")

    def do_GET(self) -> None:
        if self.path == "/nothing":
            self.send_response(204)
            self.end_headers()
            return
        self.send_response(200)  # no length: the body ends with the connection
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(BIG)

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "12345")
        self.end_headers()

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def line() -> Iterator[CountingProxy]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with CountingProxy(server.server_port) as counting:
        yield counting
    server.shutdown()
    server.server_close()
    thread.join(30)


def test_bodies_are_counted_without_headers_and_frames(line: CountingProxy) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (BIG[:10], BIG[10:])

    with httpx.Client(base_url=line.url, trust_env=False) as client:
        assert client.post("/v1/push?a=1", content=BIG).content == BIG
        assert client.post("/v1/push", content=chunks()).content == BIG
        assert client.head("/head").headers["Content-Length"] == "12345"
        assert client.get("/nothing").status_code == 204
        assert client.post("/v1/pull", content=b"abc").content == b"abc"
    count = line.take()
    assert count.requests == {"POST /v1/push": 2, "HEAD /head": 1, "GET /nothing": 1, "POST /v1/pull": 1}
    assert (count.total, count.connections) == (5, 1)
    assert count.up == count.down == 2 * len(BIG) + 3


def test_a_body_that_ends_with_the_connection_is_counted(line: CountingProxy) -> None:
    for _ in range(2):
        assert httpx.get(line.url, trust_env=False).content == BIG
    count = line.take()
    assert (count.connections, count.up, count.down) == (2, 0, 2 * len(BIG))


def test_each_taking_counts_from_the_last(line: CountingProxy) -> None:
    httpx.post(line.url, content=b"abc", trust_env=False)
    assert line.take().up == 3
    assert (line.take().total, line.take().up) == (0, 0)
