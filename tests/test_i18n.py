"""Words: every sentence has its Chinese, with the same facts in it."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from fieldkit import resource
from fieldkit.errors import UserError, Word
from fieldkit.i18n import N_, set_language, translate

POS = sorted(resource("locale/zh").glob("*.po"))


@pytest.mark.parametrize("path", POS, ids=lambda path: path.stem)
def test_the_facts_of_a_sentence_are_the_same_in_chinese(path: Path) -> None:
    with path.open("rb") as file:
        for message in read_po(file, locale="zh_CN"):
            if message.id and message.string:
                facts = [set(re.findall(r"\{(\w+)", str(words))) for words in (message.id, message.string)]
                assert facts[0] == facts[1], message.id


def test_nothing_is_missing_and_everything_is_compiled() -> None:
    script = resource("locale/update.py")
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("line", "hidden"), [
    ("f\"{spread(N_('Contents'))} x\"", 1), ("f\"{_('Contents')}\"", 1), ("f\"{_(label)}\"", 0), ("N_('Contents')", 0),
])  # fmt: skip
def test_a_sentence_inside_an_f_string_is_found_out(line: str, hidden: int) -> None:
    """Where babel does not look, so that it would print in English."""
    spec = importlib.util.spec_from_file_location("update", resource("locale/update.py"))
    assert spec is not None and spec.loader is not None
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    assert len(update.hidden_in(line)) == hidden


def test_the_language_can_be_switched() -> None:
    set_language("en")
    assert translate("Customer") == "Customer"
    set_language("zh")
    assert translate("Customer") == "客户"
    with pytest.raises(ValueError):
        set_language("fr")


def test_an_error_says_its_words_in_the_language_asked_for() -> None:
    error = UserError(N_("Still missing: {labels}."), labels=(Word("Customer"), Word("Model")))
    assert error.say("en") == "Still missing: Customer, Model."
    assert error.say("zh") == "还缺：客户、型号。"
