import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit

from fieldkit import i18n
from fieldkit.i18n import translate
from fieldkit.ui.words import QT_WORDS, Language


@pytest.fixture
def language(qapp):
    made = Language(qapp, "zh")
    yield made
    qapp.removeTranslator(made._words)
    made.deleteLater()


def test_qts_own_words_are_said_in_both_languages(qtbot, language: Language) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.buttons()[0].text().startswith("取消")
    language.switch("en")
    other = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(other)
    assert other.buttons()[0].text().replace("&", "") == "Cancel"


def test_the_context_menu_of_a_field(qtbot, language: Language) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    said = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert [text.split("(")[0] for text in said] == ["撤销", "重做", "剪切", "复制", "粘贴", "删除", "全选"]
    menu.deleteLater()


@pytest.mark.parametrize(("context", "words", "chinese"), [
    ("QFileDialog", "%1 already exists.\nDo you want to replace it?", "%1 已存在。\n您想要替换它吗？"),
    ("QPrintDialog", "Print", "打印"),
    ("QPrintDialog", "&Print", "打印(&P)"),
])  # fmt: skip
def test_what_qts_dialogs_say_besides_is_qts_own_chinese(
    language: Language, context: str, words: str, chinese: str
) -> None:
    assert QCoreApplication.translate(context, words) == chinese
    language.switch("en")
    assert QCoreApplication.translate(context, words) == words


def test_a_switch_tells_once(qtbot, language: Language) -> None:
    told: list[str] = []
    language.changed.connect(told.append)
    language.switch("zh")
    language.switch("en")
    assert told == ["en"]
    assert i18n.language() == "en"
    assert QLocale().language() == QLocale.Language.English


def test_unknown_words_stay(language: Language) -> None:
    assert QCoreApplication.translate("QDialog", "No such word of ours") == "No such word of ours"


def test_every_word_of_qt_has_chinese() -> None:
    assert [word for word in QT_WORDS if translate(word, "zh") == word] == []
