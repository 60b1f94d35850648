"""Serving: beyond this computer only with TLS; switched off, it is off line, not broken."""

import socket
from pathlib import Path

import pytest

from fieldkit.errors import UserError
from fieldkit.office.house import House
from fieldkit.office.serve import Config, EmbeddedOffice, is_loopback, serve


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org", ""])
def test_serving_beyond_this_computer_needs_tls(house: House, host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(UserError, match="TLS"):
        serve(house.folder, host, 8470, 1, None, None)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.1.2.3"])
def test_this_computer_needs_none(host: str) -> None:
    assert is_loopback(host)


def test_there_is_no_office_in_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        serve(tmp_path, "127.0.0.1", 8470, 1, None, None)


def test_a_taken_port_is_said_and_not_remembered(house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=str(port)):
            serve(house.folder, "127.0.0.1", port, 1, None, None)
    assert str(port) not in (house.folder / "office.json").read_text("utf-8")


def test_a_certificate_that_is_none_is_said(house: House, tmp_path: Path) -> None:
    (tmp_path / "x.pem").write_text("x")
    with pytest.raises(UserError, match="TLS"):
        serve(house.folder, "127.0.0.1", 8470, 1, tmp_path / "x.pem", tmp_path / "x.pem")


def test_it_can_be_switched_off_and_on_again(house: House) -> None:
    office = EmbeddedOffice(house)
    for _ in range(2):
        office.start()
        office.stop()


def test_behind_a_proxy_only_with_its_address_and_the_office_s_own(house: House) -> None:
    for behind in ("", " "):
        with pytest.raises(UserError, match="TLS"):
            serve(house.folder, "0.0.0.0", 8470, 1, None, None, behind=behind, url="https://office.example")
    with pytest.raises(UserError, match="nginx"):
        serve(house.folder, "0.0.0.0", 8470, 1, None, None, behind="nginx", url="https://office.example")
    with pytest.raises(UserError, match="--url"):
        serve(house.folder, "0.0.0.0", 8470, 1, None, None, behind="10.0.0.4")


def test_an_option_that_cannot_be_used_is_said_before_serving(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDKIT_OFFICE_CALLS_A_MINUTE", "many")
    with pytest.raises(UserError, match="FIELDKIT_OFFICE_CALLS_A_MINUTE"):
        serve(house.folder, "127.0.0.1", 8470, 1, None, None)


def test_the_socket_that_workers_share_sends_at_once() -> None:
    place = Config("fieldkit.office.serve:application", host="127.0.0.1", port=0, log_config=None).bind_socket()
    with place:
        place.listen()
        with socket.create_connection(place.getsockname()), place.accept()[0] as taken:
            # asyncio alone does not: it looks for the protocol's number, which this socket does not name.
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
