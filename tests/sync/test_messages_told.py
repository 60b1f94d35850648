"""The worked messages of docs/protocol.md are messages: a client written from them is understood."""

import re
from pathlib import Path

import pytest

from fieldkit.records.erasing import Erasure, cleaned
from fieldkit.records.rows import loads
from fieldkit.sync import messages

TOLD = re.findall(r"```json (\w+)\n(.*?)```", Path("docs/protocol.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize(("name", "text"), TOLD)
def test_a_worked_message_is_one(name: str, text: str) -> None:
    message = getattr(messages, name).model_validate({**loads(text)}, extra="forbid")
    again = message.model_dump(mode="json", exclude_unset=True)
    assert again == loads(text)


def test_the_worked_erasure_erases_the_worked_name() -> None:
    (told,) = [messages.Purge.model_validate_json(text) for name, text in TOLD if name == "Purge"]
    (push,) = [messages.Push.model_validate_json(text) for name, text in TOLD if name == "Push"]
    (change,) = push.changes
    assert change.rid == told.rid
    assert cleaned(change.patch, [Erasure(**told.model_dump())]) == {"contact": None}


def test_every_call_of_a_round_is_told() -> None:
    assert {name for name, _ in TOLD} >= {"Push", "PushReply", "Verdict", "Pull", "PullReply", "Purge"}
