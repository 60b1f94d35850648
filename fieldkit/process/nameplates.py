"""Serial numbers out of the codes of a nameplate: makers write them bare, behind a name, or in an address."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

LONGEST = 40  # of a serial number
MOST = 8  # codes kept of one photo
TOGETHER = " | "  # between the codes of one photo, where they are kept

_NAMES = r"S/?N|SER(?:IAL)?(?:\s?NO\.?)?|序列号|出厂编号"
_NAMED = re.compile(rf"(?:^|[\s,;|/&?])(?:{_NAMES})\s*[:=：]?\s*([A-Z0-9][A-Z0-9._/-]*)", re.IGNORECASE)
_BARE = re.compile(r"[A-Z0-9][A-Z0-9._/-]{3,}", re.IGNORECASE)


def plain(text: str) -> str:
    """What a code says on one line, without what cannot be printed."""
    known = unicodedata.normalize("NFKC", text)
    return " ".join("".join(mark if mark.isprintable() else " " for mark in known).split())


def kept(codes: Iterable[str], longest: int) -> str:
    """The codes of a photo as they are kept with it: each once, as many as there is room for."""
    found = ""
    for code in list(dict.fromkeys(filter(None, map(plain, codes))))[:MOST]:
        more = found + (TOGETHER if found else "") + code
        if len(more) <= longest:
            found = more
    return found


def serials_in(codes: str) -> list[str]:
    """The serial numbers that the codes of a photo may hold, the surest first; "" and prose give none."""
    parts = [part for part in codes.split(TOGETHER.strip()) if part.strip()]
    named = [serial for part in parts for serial in _named(part.strip())]
    bare = [part.strip() for part in parts if not named and _BARE.fullmatch(part.strip())]
    return [serial for serial in dict.fromkeys((*named, *bare)) if len(serial) <= LONGEST]


def _named(code: str) -> Iterator[str]:
    if code.lower().startswith(("http://", "https://")):
        try:
            asked = parse_qsl(urlsplit(code).query)
        except ValueError:
            return
        yield from (value for name, value in asked if name.lower() in {"sn", "serial"} and _BARE.fullmatch(value))
        return
    yield from (found.group(1) for found in _NAMED.finditer(code))
