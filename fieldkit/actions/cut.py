"""The network, cut: while it is, nothing in this process opens a connection or asks for an address.

Python reports every such step to an audit hook, whatever library takes it; the hook refuses it as a computer without
a network would. It stays installed for good (a hook cannot be taken out) and refuses only while a cut is open.
Sockets of this computer alone (the key store is asked by one) are let through.
"""

import errno
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})
_REACHES = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"})
_NET = frozenset({socket.AF_INET, socket.AF_INET6})


class Cut:
    """One cut: who made it, and what was tried meanwhile by the same thread."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.tried: list[str] = []


_open: list[Cut] = []
_installing = threading.Lock()
_installed: list[bool] = []


@contextmanager
def network_cut() -> Iterator[list[str]]:
    """Cuts the network for this whole process; gives the list of what this thread tried to reach meanwhile."""
    with _installing:
        if not _installed:
            sys.addaudithook(_refuse)
            _installed.append(True)
    cut = Cut()
    _open.append(cut)
    try:
        yield cut.tried
    finally:
        _open.remove(cut)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not _open or not event.startswith("socket."):
        return
    asks, mine = event in _NAMES, [cut for cut in _open if cut.thread == threading.get_ident()]
    reaches = event in _REACHES and getattr(arguments[0], "family", None) in _NET
    makes = event == "socket.__new__" and bool(mine) and arguments[1] in _NET
    if not (asks or reaches or makes):
        return
    for cut in mine:
        cut.tried.append(f"{event} {arguments[1:]}" if reaches else f"{event} {arguments[:1]}" if asks else event)
    raise OSError(errno.ENETUNREACH, "the network is cut for a rehearsal")
