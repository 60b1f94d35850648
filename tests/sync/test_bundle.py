"""The format of a courier bundle: what was written is read again, and nothing else is taken for one."""

import gzip
import io
import json
import uuid
from collections.abc import Callable

import jwt
import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import DamagedError, UserError
from fieldkit.sync import bundle
from fieldkit.sync.bundle import Opened, Piece, message_piece, open_bundle, read_files, seal, unpacked
from fieldkit.sync.manifest import JWS_TYPE, Manifest, Part, Pulled, SealedForOthersError, sign, verified
from fieldkit.sync.messages import Cursor, Proof, Pull

KEY, OTHER = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
READER = pyrage.x25519.Identity.generate()
Line = Callable[[Manifest], str]


def pull() -> Pull:
    return Pull(history="h", proof=Proof(), cursor=Cursor())


def file(content: bytes) -> Piece:
    return Piece.of("file", lambda: [content[i : i + 1000] for i in range(0, len(content), 1000)], "image/jpeg")


def manifest(pieces: list[Piece], **more: object) -> Manifest:
    return Manifest(id=str(uuid.uuid4()), reader="x", parts=[piece.part for piece in pieces], **more)


def written(pieces: list[Piece], line: str) -> io.BytesIO:
    out = io.BytesIO()
    seal(out, str(READER.to_public()), line, pieces)
    return out


def verify(line: str) -> Manifest:
    return verified(line, lambda _manifest, _header: KEY.public_key())


def opened(sealed: io.BytesIO) -> Opened:
    return open_bundle(sealed, str(READER), verify)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=200_000), max_size=5), st.integers(0, 3))
def test_what_was_written_is_read_again(contents: list[bytes], messages: int) -> None:
    pieces = [message_piece("pull", pull()) for _ in range(messages)] + [file(content) for content in contents]
    sealed = written(pieces, sign(manifest(pieces), KEY))
    found = opened(sealed)
    assert [unpacked(body, Pull) for _, body in found.messages] == [pull()] * messages
    got: list[tuple[Part, bytearray]] = []

    def take(part: Part, chunk: bytes) -> None:
        if not got or got[-1][0] is not part:
            got.append((part, bytearray()))
        got[-1][1].extend(chunk)

    read_files(sealed, str(READER), verify, take)
    assert [bytes(content) for _, content in got] == contents
    assert all(part.media == "image/jpeg" for part, _ in got)


def test_any_age_program_opens_it() -> None:
    """The layers are standards: age outside, then a JWS in one line, then gzip of JSON."""
    pieces = [message_piece("pull", pull()), file(b"photo")]
    plain = pyrage.decrypt(written(pieces, sign(manifest(pieces), KEY)).getvalue(), [READER])
    line, _, rest = plain.partition(b"\n")
    parts = jwt.PyJWS().decode(line.decode(), KEY.public_key(), algorithms=["ES256"])
    size = json.loads(parts)["parts"][0]["size"]
    assert json.loads(gzip.decompress(rest[:size]))["history"] == "h"
    assert rest[size:] == b"photo"


def test_a_foreign_signature_is_not_read_further() -> None:
    pieces = [file(b"photo")]
    sealed = written(pieces, sign(manifest(pieces), OTHER))
    with pytest.raises(DamagedError):
        opened(sealed)


@pytest.mark.parametrize("harm", ["type", "none", "nonsense", "empty", "no json", "token"])
def test_a_line_that_is_no_manifest_is_refused(harm: str) -> None:
    said = manifest([]).model_dump_json().encode()
    jws = jwt.PyJWS()
    line = {
        "type": jws.encode(said, KEY, "ES256", headers={"typ": "JWT"}),
        "none": jws.encode(said, None, "none", headers={"typ": JWS_TYPE}),
        "nonsense": "a.b.c",
        "empty": "",
        "no json": jws.encode(b"\xff", KEY, "ES256", headers={"typ": JWS_TYPE}),
        "token": jwt.encode({"iss": "x", "iat": 1, "exp": 2}, KEY, "ES256", headers={"typ": JWS_TYPE}),
    }[harm]
    with pytest.raises(DamagedError):
        opened(written([], line))


def test_a_newer_bundle_asks_for_an_update() -> None:
    with pytest.raises(UserError) as refused:
        opened(written([], sign(manifest([], version=2), KEY)))
    assert not isinstance(refused.value, DamagedError)


@pytest.mark.parametrize("harm", ["more", "less", "other", "order", "line only"])
def test_parts_must_be_the_listed_ones(harm: str) -> None:
    one, two = file(b"one" * 50_000), file(b"two" * 50_000)
    sent = {
        "more": [one, two, file(b"x")],
        "less": [one],
        "other": [one, file(b"owt" * 50_000)],
        "order": [two, one],
        "line only": [],
    }
    with pytest.raises(DamagedError):
        opened(written(sent[harm], sign(manifest([one, two]), KEY)))
    assert opened(written([one, two], sign(manifest([one, two]), KEY)))


def test_an_unknown_part_is_passed_over() -> None:
    pieces = [Piece.of("of a newer kind", lambda: [b"something"]), message_piece("pull", pull())]
    found = opened(written(pieces, sign(manifest(pieces), KEY)))
    assert [type_ for type_, _ in found.messages] == ["of a newer kind", "pull"]


def test_a_bomb_does_not_unfold() -> None:
    with pytest.raises(DamagedError):
        unpacked(gzip.compress(b"[" * 100_000_000), Pulled)


def test_too_many_bytes_of_messages_are_refused_by_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [message_piece("pull", pull()) for _ in range(3)]
    sealed = written(pieces, sign(manifest(pieces), KEY))
    monkeypatch.setattr(bundle, "_MESSAGES_BYTES", sum(piece.part.size for piece in pieces) - 1)
    with pytest.raises(UserError):
        opened(sealed)


def test_an_endless_header_or_line_is_not_read_to_its_end() -> None:
    with pytest.raises(DamagedError):
        opened(io.BytesIO(b"age-encryption.org/v1\n-> X25519 " + b"a" * 50_000_000))
    with pytest.raises(DamagedError):
        opened(written([], "a" * 20_000_000))


def test_another_reader_is_told_so() -> None:
    sealed = written([], sign(manifest([]), KEY))
    with pytest.raises(SealedForOthersError):
        open_bundle(sealed, str(pyrage.x25519.Identity.generate()), verify)


def test_a_file_that_fails_while_it_is_packed_says_why() -> None:
    whole = file(b"photo")

    def broken() -> list[bytes]:
        raise DamagedError("it is gone")

    with pytest.raises(DamagedError, match="it is gone"):
        written([Piece(whole.part, broken)], sign(manifest([whole]), KEY))
