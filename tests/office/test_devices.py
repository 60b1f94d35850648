"""What the command line says of laptops, invitations and the audit log."""

import json
import resource
import sys
import uuid

import pytest
from conftest import Run

from fieldkit.forms import natural_id
from fieldkit.office.audit import lines
from fieldkit.office.devices import plain
from fieldkit.office.house import House, remember_url
from fieldkit.office.tables import CHANGE, DEVICE


@pytest.fixture
def device(house: House) -> str:
    with house.database.writing() as connection:
        row = {"person": natural_id("person", "E100"), "name": "ThinkPad\x1b[2J", "device_key": "", "enrolled_ms": 0}
        connection.execute(DEVICE.insert(), row | {"id": str(uuid.uuid4())})
        return str(connection.execute(DEVICE.select()).one().id)


def test_laptops_are_listed_with_their_people(house: House, run: Run, device: str) -> None:
    line = ["--lang", "en", "office", "devices", "--data", house.folder]
    (row,) = json.loads(run(*line, "--json")[1])["devices"]
    assert (row["device"], row["number"], row["person"], row["locked_out"]) == (device, "E100", "何志强", "")
    assert run("office", "revoke", "--data", house.folder, "--device", device, "--by", "E110") == (0, f"{device}\n", "")
    code, out, _ = run(*line)
    assert code == 0
    assert all(word in out for word in (device, "E100", "何志强", "1970-01-01", "locked out on 2"))
    assert "\x1b" not in out
    with house.database.reading() as connection:
        last = list(lines(connection))[-1]
    assert (last.who, last.what, last.about) == ("E110", "revoke", device)


def test_an_unknown_laptop_is_locked_out_in_advance_and_that_is_said(house: House, run: Run) -> None:
    unknown = str(uuid.uuid4())
    code, out, said = run("--lang", "en", "office", "revoke", "--data", house.folder, "--device", unknown)
    assert (code, out) == (0, f"{unknown}\n")
    assert "does not know this laptop" in said


def test_an_invitation_to_this_computer_alone_is_said(house: House, run: Run) -> None:
    line = ["--lang", "en", "office", "invite", "--data", house.folder, "--person", "E100", "--json"]
    code, out, said = run(*line)
    assert (code, json.loads(out)["url"]) == (0, "http://127.0.0.1:8470")
    assert "--url" in said
    remember_url(house.folder, "https://office.example")
    code, out, said = run(*line)
    assert (code, json.loads(out)["url"], said) == (0, "https://office.example", "")


@pytest.mark.copies_sqlite
@pytest.mark.skipif(sys.platform == "win32", reason="there is no RLIMIT_FSIZE")
def test_a_full_disk_is_said_by_invite(house: House, run: Run) -> None:
    house.close()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        code, _, said = run("--lang", "en", "office", "invite", "--data", house.folder, "--person", "E100")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (code, said.count("\n")) == (1, 1)
    assert "cannot be used" in said


def test_the_verdict_on_the_audit_log_is_its_last_line(house: House, run: Run) -> None:
    line = ["--lang", "en", "office", "audit", "--data", house.folder]
    assert "whole" not in run(*line)[1]
    assert run(*line, "--check")[1].splitlines()[-1] == "The audit log is whole: 1 lines."


def test_nothing_that_others_wrote_steers_the_terminal(house: House, run: Run, device: str) -> None:
    assert plain("a\x1b[31mb\u202e\x9b\n表") == "a�[31mb���表"
    row = {
        "id": "1", "seq": 1, "inc": "1", "n": 1, "kind": "customer", "rid": natural_id("customer", "C1900"),
        "patch": {"contact": "\x1b]0;owned\x07\x1b[2J"}, "base_history": "", "base_seq": 0, "own": {}, "author": "\x1b",
        "device": device, "device_ms": 0, "received_ms": 0, "form_version": 1, "says": "", "status": "held",
        "code": "revoked", "message": {"en": "\x1b[1A"}, "news": False,
    }  # fmt: skip
    with house.database.writing() as connection:
        connection.execute(CHANGE.insert(), row)
    code, out, _ = run("--lang", "en", "office", "held", "--data", house.folder)
    assert (code, "owned" in out, "\x1b" in out, "\x07" in out) == (0, True, False, False)
