import pytest

from fieldkit.forms import field_at
from fieldkit.ui.editors import editor_for


@pytest.mark.parametrize("lines", [1, 2, 5, 12])
def test_a_paragraph_is_as_tall_as_its_text(qtbot, shown, lines: int) -> None:
    field = field_at("service_report", "symptom")
    assert field is not None
    editor = shown(editor_for(field, "symptom"), 600, 400)
    editor.box.setPlainText("\n".join(["网管频报“主控板心跳丢失”, 31.4 °C"] * lines))
    qtbot.waitUntil(lambda: editor.box.verticalScrollBar().maximum() == 0)
    editor.box.appendPlainText("\n".join("再多"))
    qtbot.waitUntil(lambda: (editor.box.verticalScrollBar().maximum() > 0) == (lines == 12))
