"""Encrypted files: whole or not at all."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import DamagedError, UserError
from fieldkit.store.files import EncryptedFiles

KEY = bytes(32)


@settings(max_examples=20, deadline=None)
@given(content=st.binary(max_size=3_000))
def test_what_goes_in_comes_out(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = EncryptedFiles(tmp_path_factory.mktemp("files"), KEY)
    assert files.read(files.put(content)) == content


def test_a_file_of_several_chunks(tmp_path: Path) -> None:
    files = EncryptedFiles(tmp_path, KEY)
    content = bytes(range(256)) * 10_000
    assert files.read(files.put(content)) == content


@pytest.mark.parametrize("harm", ["flip", "cut chunk", "cut bytes", "empty", "gone"])
def test_a_harmed_file_is_found_out(tmp_path: Path, harm: str) -> None:
    files = EncryptedFiles(tmp_path, KEY)
    sha256 = files.put(b"x" * 2_500_000)
    path = files.path(sha256)
    stored = bytearray(path.read_bytes())
    if harm == "flip":
        stored[5_000] ^= 1
    elif harm == "cut chunk":
        del stored[12 + 4 + 1024 * 1024 + 16 :]
    elif harm == "cut bytes":
        del stored[-7:]
    elif harm == "empty":
        stored = bytearray()
    path.write_bytes(stored)
    if harm == "gone":
        path.unlink()
    with pytest.raises(DamagedError):
        files.read(sha256)


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    sha256 = EncryptedFiles(tmp_path, KEY).put(b"photo")
    with pytest.raises(DamagedError):
        EncryptedFiles(tmp_path, bytes([1]) * 32).read(sha256)


def test_no_room_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = EncryptedFiles(tmp_path, KEY)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError, match="腾出空间"):
        files.put(b"photo")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("harm", [b"", b"garbage"])
def test_adding_a_damaged_file_again_mends_it(tmp_path: Path, harm: bytes) -> None:
    files = EncryptedFiles(tmp_path, KEY)
    sha256 = files.put(b"photo")
    files.path(sha256).write_bytes(harm)
    assert not files.whole(sha256)
    assert files.put(b"photo") == sha256
    assert files.read(sha256) == b"photo"
