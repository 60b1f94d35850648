"""Where the files of an office lie: S3 (a real API on loopback), and addresses that are refused."""

import copy
import dataclasses
import hashlib
import logging
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from boto3 import client as aws
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.office.collecting import collect
from fieldkit.office.house import House, create_house
from fieldkit.office.tables import FILE, HOLDER
from fieldkit.sync.messages import PART_BYTES, Complete

from .test_files import ONE, SHA, TWO, bring, objects, send, whole


def test_orphans_in_s3(on_s3: House, clock: PlayedClock) -> None:
    bring(on_s3.files, ONE)
    clock.forward(days=91)
    assert collect(on_s3).orphans == 1
    assert objects(on_s3.files) == []


@pytest.mark.parametrize("url", ["s3://key:secret@bucket", "s3://bucket?secret=1", "s3://bucket#x"])
def test_an_address_with_keys_is_refused_and_kept_nowhere(tmp_path: Path, clock: PlayedClock, url: str) -> None:
    with pytest.raises(UserError):
        create_house(tmp_path / "office", "公司", clock, files=url)
    assert not (tmp_path / "office" / "office.json").exists()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3 on this computer, with a bucket; its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "test-key", "aws_secret_access_key": "test-secret", "region_name": "eu-west-1"}
    bucket = aws("s3", endpoint_url=url, **keys)
    bucket.create_bucket(Bucket="office", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield url
    bucket.close()
    server.stop()


@pytest.fixture
def on_s3(s3: str, tmp_path: Path, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An office whose files lie in S3; the keys come from the environment."""
    found = {
        "AWS_ENDPOINT_URL": s3,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test-key",
        "AWS_SECRET_ACCESS_KEY": "test-secret",
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    house = create_house(tmp_path / "house", "公司", clock, files=f"s3://office/{uuid.uuid4()}")
    yield house
    house.close()


def test_files_in_s3(on_s3: House, capfd: pytest.CaptureFixture[str]) -> None:
    content = os.urandom(10 * PART_BYTES + 7)  # more than one part of an S3 upload
    sha256 = send(on_s3.files, ONE, content, skip=4)
    assert on_s3.files.parts(sha256, ONE) == [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]
    receipt = bring(on_s3.files, ONE, content)
    assert receipt.size == len(content)
    assert len(objects(on_s3.files)) == 1
    assert on_s3.files.read(sha256, 10 * PART_BYTES - 1, PART_BYTES) == content[-8:]
    assert on_s3.files.read(sha256, len(content) + 1, PART_BYTES) == b""
    assert whole(on_s3.files, sha256) == content
    send(on_s3.files, TWO, b"wrong")
    with pytest.raises(UserError):
        on_s3.files.complete(hashlib.sha256(b"wrong").hexdigest(), Complete(size=4), TWO)
    assert len(objects(on_s3.files)) == 1
    obstore.delete(on_s3.files.store, objects(on_s3.files))
    with pytest.raises(UserError):
        on_s3.files.read(sha256, 0, 1)
    assert on_s3.files.receipt(sha256, ONE) is None
    bring(on_s3.files, ONE, content)
    assert whole(on_s3.files, sha256) == content
    said = capfd.readouterr()
    kept = b"".join(path.read_bytes() for path in on_s3.folder.rglob("*") if path.is_file())
    assert "test-secret" not in said.out + said.err
    assert b"test-secret" not in kept
    assert b"test-key" not in kept


def test_s3_that_is_silent_is_no_loss(on_s3: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error is not an absence: the receipt stays while the store cannot be asked."""
    receipt = bring(on_s3.files, ONE)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    settings = {"retry_config": {"max_retries": 0}, "client_options": {"connect_timeout": "1s", "timeout": "1s"}}
    silent = copy.copy(on_s3.files)
    silent.store = obstore.store.from_url("s3://office/x", **settings)  # type: ignore[arg-type]
    with pytest.raises(obstore.exceptions.BaseError):
        silent.read(SHA, 0, 1)
    with pytest.raises(UserError):
        collect(dataclasses.replace(on_s3, files=silent))
    assert on_s3.files.receipt(SHA, ONE) == receipt
    with on_s3.database.reading() as connection:
        assert len(connection.execute(select(FILE)).all()) == len(connection.execute(select(HOLDER)).all()) == 1
