import pytest

from fieldkit.i18n import set_language, translate
from fieldkit.ui.tokens import COLORS
from fieldkit.ui.widgets.badges import STATUSES, Badge, StatusText, Tag

OF_TOKENS_MD = {
    "stored": "circle-check", "backed_up": "shield-check", "sent": "arrow-up", "sending": "arrow-up",
    "local": "hard-drive", "held": "archive", "rejected": "circle-x", "conflict": "git-compare",
    "gap": "triangle-alert", "wrong": "circle-alert", "over": "circle-alert", "due": "clock",
    "returned": "corner-up-left", "offline": "zap",
}  # fmt: skip


def test_the_icons_of_the_tokens() -> None:
    assert {name: STATUSES[name].icon for name in OF_TOKENS_MD} == OF_TOKENS_MD


def test_off_line_is_neither_bad_nor_a_warning() -> None:
    assert STATUSES["offline"].tone == "text"


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_word_in_both_languages(shown, status: str) -> None:
    row = STATUSES[status]
    assert {row.tone, row.soft} <= set(COLORS)
    assert translate(row.label, "zh") != row.label
    set_language("en")
    badge = shown(Badge(status))
    assert badge.text == badge.accessibleName() == row.label
    assert badge.height() == 24
    assert not shown(StatusText(status)).grab().isNull()


def test_a_badge_can_say_more(shown) -> None:
    badge = shown(Badge("over", "超限 6 ℃"))
    wide = badge.sizeHint().width()
    badge.set("gap", "缺")
    assert badge.text == "缺"
    assert badge.sizeHint().width() < wide
    tag = shown(Tag("B 级"))
    tag.set("A 级")
    assert tag.accessibleName() == "A 级"
