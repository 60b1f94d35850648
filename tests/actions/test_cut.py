"""The cut network: whatever library asks, in whatever thread; and afterwards everything as before."""

import socket
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest

from fieldkit.actions.cut import network_cut


@pytest.fixture
def listening() -> Iterator[tuple[str, int]]:
    """Somebody who would answer on this computer."""
    server = socket.create_server(("127.0.0.1", 0))
    yield server.getsockname()
    server.close()


WAYS: tuple[Callable[[tuple[str, int]], object], ...] = (
    lambda place: socket.create_connection(place, timeout=5),
    lambda place: socket.getaddrinfo("localhost", place[1]),
    lambda place: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    lambda place: httpx.get(f"http://127.0.0.1:{place[1]}/", timeout=5),
)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_reached_and_the_attempt_is_told(
    way: Callable[[tuple[str, int]], object], listening: tuple[str, int]
) -> None:
    with network_cut() as tried, pytest.raises((OSError, httpx.ConnectError)):
        way(listening)
    assert tried


def test_a_socket_of_before_reaches_nothing_new(listening: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as before:
        with network_cut() as tried, pytest.raises(OSError, match="cut"):
            before.connect(listening)
        assert len(tried) == 1


def test_other_threads_are_cut_too_but_their_attempts_are_theirs(listening: tuple[str, int]) -> None:
    refused: list[OSError] = []

    def reach() -> None:
        try:
            socket.create_connection(listening, timeout=5).close()
        except OSError as error:
            refused.append(error)

    with network_cut() as tried:
        other = threading.Thread(target=reach)
        other.start()
        other.join()
    assert len(refused) == 1
    assert tried == []


def test_afterwards_the_network_is_there_and_this_computer_was_all_along(listening: tuple[str, int]) -> None:
    with network_cut() as tried:
        one, other = socket.socketpair()
        one.sendall(b"here")
        assert other.recv(4) == b"here"
        one.close()
        other.close()
    assert tried == []
    socket.create_connection(listening, timeout=5).close()
