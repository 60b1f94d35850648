"""The worked messages of docs/protocol.md are messages: a client written from them is understood."""

import re
from pathlib import Path

import pytest

from fieldkit.records.rows import loads
from fieldkit.sync import messages

TOLD = re.findall(r"```json (\w+)\n(.*?)```", Path("docs/protocol.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize(("name", "text"), TOLD)
def test_a_worked_message_is_one(name: str, text: str) -> None:
    message = getattr(messages, name).model_validate({**loads(text)}, extra="forbid")
    again = message.model_dump(mode="json", exclude_unset=True)
    assert again == loads(text)


def test_every_call_of_a_round_is_told() -> None:
    assert {name for name, _ in TOLD} >= {"Push", "PushReply", "Verdict", "Pull", "PullReply"}
