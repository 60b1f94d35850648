"""The appearance in force: follows the system or is set to light or dark; fonts, colours, stylesheet.

Widgets that paint ask `color` and `font` while they paint, so a switch needs nothing but a repaint; whatever
keeps a tinted picture renews it when Qt sends it a StyleChange, which setting the stylesheet does.
"""

import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from fieldkit import resource
from fieldkit.ui import stylesheet, tokens
from fieldkit.ui.tokens import DARK, FAMILY, LIGHT, TYPE, Palette

MODES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """The current palette, and the one place that changes it.

    `apply` takes over an application; `set_mode` takes `system`, `light` or `dark` as in the settings;
    `changed` says that everything looks different now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode = "system"
        self.palette: Palette = LIGHT
        self._pictures = tempfile.TemporaryDirectory(prefix="fieldkit-", ignore_cleanup_errors=True)
        self._listening = False

    @property
    def dark(self) -> bool:
        return self.palette is DARK

    def apply(self, app: QApplication, mode: str = "system") -> None:
        """Gives the application its fonts, style and colours; call once, before the first window."""
        load_fonts()
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(font("body"))
        if not self._listening:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
            self._listening = True
        self.mode = ""
        self.set_mode(mode)

    def set_mode(self, mode: str) -> None:
        """Light, dark, or as the system; on Windows and macOS the title bar goes along."""
        scheme = MODES[mode]
        if mode == self.mode:
            return
        self.mode = mode
        QGuiApplication.styleHints().setColorScheme(scheme)
        self._follow()

    def _follow(self) -> None:
        scheme = MODES[self.mode]
        if scheme == Qt.ColorScheme.Unknown:
            scheme = QGuiApplication.styleHints().colorScheme()
        wanted = DARK if scheme == Qt.ColorScheme.Dark else LIGHT
        app = QApplication.instance()
        if not isinstance(app, QApplication) or (wanted is self.palette and app.styleSheet()):
            return
        self.palette = wanted
        app.setPalette(qt_palette(wanted))
        app.setStyleSheet(stylesheet.build(wanted, self._draw_pictures()))
        self.changed.emit()

    def _draw_pictures(self) -> Path:
        """Icons that only a stylesheet can show (ticks, arrows), tinted; it takes them from files alone."""
        folder = Path(self._pictures.name) / ("dark" if self.dark else "light")
        folder.mkdir(exist_ok=True)
        for name, token in stylesheet.PICTURES:
            drawing = resource(f"icons/{name}.svg").read_text("utf-8")
            tinted = drawing.replace("currentColor", getattr(self.palette, token))
            (folder / f"{name}-{token}.svg").write_text(tinted, "utf-8")
        return folder


@cache
def theme() -> Theme:
    """The theme of this process; colours are a property of the screen, not of an object to hand around."""
    return Theme()


def color(token: str) -> QColor:
    """A colour of the palette in force by its name, such as `text_2`."""
    return QColor(getattr(theme().palette, token))


def font(kind: str = "body", *, bold: bool | None = None) -> QFont:
    """A font of the type scale; `bold` overrides what the step is by nature."""
    step = TYPE[kind]
    made = QFont(FAMILY)
    made.setPixelSize(step.size)
    made.setBold(step.bold if bold is None else bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@cache
def load_fonts() -> tuple[str, ...]:
    """Loads the two fonts that ship with FieldKit; gives the families they brought."""
    families: list[str] = []
    for weight in ("Regular", "Bold"):
        number = QFontDatabase.addApplicationFont(str(resource(f"fonts/NotoSansSC-{weight}.ttf")))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(families)


def restyle(widget: QWidget, **properties: object) -> None:
    """Sets properties that the stylesheet selects by, and has it look again if it has looked before.

    Before a widget is first shown it must not: Qt would take the font of that moment for good.
    """
    changed = [name for name, value in properties.items() if widget.property(name) != value]
    for name in changed:
        widget.setProperty(name, properties[name])
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def qt_palette(palette: Palette) -> QPalette:
    """The same colours for the parts of Qt that do not ask the stylesheet."""
    role = QPalette.ColorRole
    given = {
        role.Window: palette.window,
        role.WindowText: palette.text,
        role.Base: palette.surface,
        role.AlternateBase: palette.hover,
        role.Text: palette.text,
        role.PlaceholderText: palette.text_3,
        role.Button: palette.surface,
        role.ButtonText: palette.text,
        role.BrightText: palette.on_accent,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.ToolTipBase: palette.surface,
        role.ToolTipText: palette.text,
        role.Light: palette.surface,
        role.Midlight: palette.hover,
        role.Mid: palette.line,
        role.Dark: palette.line_strong,
        role.Shadow: palette.line_strong,
        role.Accent: palette.accent,
    }
    made = QPalette()
    for name, value in given.items():
        made.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(palette.text_3))
    return made


__all__ = ["Theme", "color", "font", "load_fonts", "qt_palette", "restyle", "theme", "tokens"]
