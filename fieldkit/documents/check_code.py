"""What the QR code on a signed paper holds: an address that opens on any phone, where the paper can be checked.

`<office>/v/<number>/<token>#<hash>`: number and token (128 random bits) find the paper at the office. What stands
behind # never leaves the phone: it is the SHA-256 of the data inside the paper, which the page compares by itself.
"""

import base64
import re
import secrets

_BYTES = 16
TOKEN = re.compile(r"[a-z2-7]{26}")


def new_token() -> str:
    """128 random bits in 26 letters and digits that no address has to escape."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=").lower()


def check_address(office: str, number: str, token: str, sha256: str) -> str:
    """Where a paper is checked; "" for a draft, or where the office has no address."""
    return f"{office.rstrip('/')}/v/{number}/{token}#{sha256}" if office and token else ""
