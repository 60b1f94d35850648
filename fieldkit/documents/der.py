"""Whether bytes are DER, the one way to write a value down: whoever changes them changes what they say."""

_BOOLEAN, _INTEGER, _BITS, _NULL, _OID, _ENUMERATED, _SET = 0x01, 0x02, 0x03, 0x05, 0x06, 0x0A, 0x31
_CONSTRUCTED, _MANY = 0x20, 0x1F


def is_der(data: bytes) -> bool:
    """Whether all of these bytes are one value: lengths and numbers as short as can be, sets in order, nothing else.

    Each element is looked at once; what stands inside octet strings is not.
    """
    try:
        return _end(data, 0, len(data)) == len(data)
    except (ValueError, IndexError, RecursionError):
        return False


def _end(data: bytes, start: int, limit: int) -> int:
    """Where the element at `start` ends; ValueError when it is not as DER writes it."""
    tag = data[start]
    begin, end = _content(data, start + 1)
    if tag & _MANY == _MANY or end > limit:
        raise ValueError
    if tag & _CONSTRUCTED:
        _inside(data, begin, end, ordered=tag == _SET)
    elif not _is_short(tag, data[begin:end]):
        raise ValueError
    return end


def _content(data: bytes, at: int) -> tuple[int, int]:
    """From where to where the content goes whose length stands here, which must be written in the fewest bytes."""
    first = data[at]
    if first < 0x80:
        return at + 1, at + 1 + first
    count = first & 0x7F
    written = data[at + 1 : at + 1 + count]
    length = int.from_bytes(written)
    if len(written) != count or not written or written[0] == 0 or length < 0x80:
        raise ValueError
    return at + 1 + count, at + 1 + count + length


def _inside(data: bytes, begin: int, end: int, *, ordered: bool) -> None:
    before = b""
    while begin < end:
        after = _end(data, begin, end)
        if ordered and data[begin:after] < before:
            raise ValueError
        before, begin = data[begin:after], after


def _is_short(tag: int, content: bytes) -> bool:
    """Whether a simple value is written in the one way that there is."""
    if tag in {_INTEGER, _ENUMERATED}:
        return len(content) == 1 or (len(content) > 1 and content[:1] + bytes([content[1] & 0x80]) not in _PADDED)
    if tag == _OID:
        arcs = zip(b"\0" + content, content, strict=False)
        return content[-1:] < b"\x80" and not any(one == 0x80 and not before & 0x80 for before, one in arcs)
    if tag == _BITS:
        return content[:1] in {bytes([spare]) for spare in range(8)} and _spare_is_empty(content)
    return {_BOOLEAN: content in {b"\0", b"\xff"}, _NULL: not content}.get(tag, True)


_PADDED = {b"\x00\x00", b"\xff\x80"}


def _spare_is_empty(content: bytes) -> bool:
    return not (content[0] and (len(content) == 1 or content[-1] & (1 << content[0]) - 1))
