"""The code that a person types before his key signs.

Only a salted Argon2id digest of it is kept, in the vault. Guesses are slowed by the digest, and after some wrong ones
by a wait that lasts as long as the program runs.
"""

import base64
import hmac
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from argon2.low_level import Type, hash_secret_raw

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.store.keys import Vault, WrongKeyError

SHORTEST = 6
FREE_GUESSES = 5
WAIT_S = 60.0
_NAME = "pin"
_COST = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 2}
_GIVEN: ContextVar[bool] = ContextVar("pin_given", default=False)


class PinNeededError(UserError):
    """The person's key may sign only after he typed his code."""


class Pin:
    """The code of one vault; "" takes it off again."""

    def __init__(self, vault: Vault, ticks: Callable[[], float] = time.monotonic) -> None:
        self._vault, self._ticks = vault, ticks
        self._wrong, self._until = 0, 0.0

    @property
    def is_set(self) -> bool:
        return bool(self._vault.get(_NAME))

    def change(self, new: str, old: str = "") -> None:
        """Sets a code, or takes it off; who has one types it first. UserError says what is wrong with the new one."""
        if self.is_set:
            self.check(old)
        if not new:
            self._vault.put(_NAME, b"")
            return
        if len(new) < SHORTEST or len(set(new)) < 3:
            raise UserError(N_("A code has at least {count} signs, three of them different."), count=SHORTEST)
        salt = os.urandom(16)
        kept = {"salt": base64.b64encode(salt).decode(), "digest": base64.b64encode(_digest(new, salt)).decode()}
        self._vault.put(_NAME, json.dumps(kept).encode())

    def check(self, typed: str) -> None:
        """WrongKeyError when this is not the code, or too many wrong ones came before."""
        if self._ticks() < self._until:
            raise WrongKeyError(N_("Too many wrong codes. Wait a minute, then try again."))
        kept = json.loads(self._vault.get(_NAME) or b"{}")
        salt, digest = (base64.b64decode(kept.get(name, "")) for name in ("salt", "digest"))
        if not digest or not hmac.compare_digest(_digest(typed, salt), digest):
            self._wrong += 1
            if self._wrong >= FREE_GUESSES:
                self._until = self._ticks() + WAIT_S
            raise WrongKeyError(N_("This is not your code. Nothing was signed; try again."))
        self._wrong = 0

    def require(self) -> None:
        """PinNeededError when there is a code and it was not typed for what is being done."""
        if self.is_set and not _GIVEN.get():
            raise PinNeededError(N_("Type your code: your signature is put under this paper."))

    @contextmanager
    def given(self, typed: str) -> Iterator[None]:
        """What is done inside was confirmed with the code; WrongKeyError when it is wrong, and nothing is done."""
        self.check(typed)
        token = _GIVEN.set(True)
        try:
            yield
        finally:
            _GIVEN.reset(token)


def _digest(typed: str, salt: bytes) -> bytes:
    return hash_secret_raw(typed.encode(), salt or b"\0" * 16, hash_len=32, type=Type.ID, **_COST)
