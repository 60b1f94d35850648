"""The one stylesheet, generated from a palette.

Widgets are told apart by a few dynamic properties, set with `theme.restyle`: `kind` (primary …) and `scale`
(small … huge) of a button, `scale` of a field, `role` of a frame (card, surface, top, footer …), `tone` of a
label (a colour by name), `state` of a field (wrong). What a stylesheet cannot draw the widgets paint.
"""

from dataclasses import asdict
from pathlib import Path
from string import Template

from fieldkit.ui.tokens import BUTTONS, COLORS, TYPE, Palette

# Icon and colour of the pictures that only the stylesheet shows.
PICTURES = (
    ("check", "on_accent"),
    ("minus", "on_accent"),
    ("chevron-down", "text_2"),
    ("chevron-up", "text_2"),
    ("chevron-right", "text_2"),
    ("calendar", "text_2"),
    ("x", "text_2"),
)

FRAMES = """
QMainWindow, QDialog, QWidget[role="window"] { background: $window; }
QWidget[role="surface"] { background: $surface; }
QWidget[role="sunken"] { background: $sunken; }
QWidget[role="plain"], QScrollArea, QScrollArea > QWidget > QWidget[role="plain"] { background: transparent; }
QScrollArea, QStackedWidget { border: none; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="good_ground"] { background: $good_soft; border: 1px solid $good; border-radius: 8px; }
QFrame[role="warn_ground"] { background: $warn_soft; border: 1px solid $warn; border-radius: 8px; }
QFrame[role="bad_ground"] { background: $bad_soft; border: 1px solid $bad; border-radius: 8px; }
QFrame[role="sheet"] { background: $paper; border: 1px solid $line; }
QFrame[role="top"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[role="footer"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[role="rail"] { background: $surface; border: none; border-right: 1px solid $line; }
QFrame[role="side"] { background: $window; border: none; border-left: 1px solid $line; }
QFrame[role="line"] { background: $line; border: none; }
QFrame[role="note"] { background: transparent; border: none; border-left: 3px solid $warn; }
QSplitter::handle { background: $line; }
QToolTip { background: $surface; color: $text; border: 1px solid $line_strong; padding: 6px 8px; }
QStatusBar { background: $surface; }
"""

BUTTON = """
QPushButton { background: $surface; color: $text; border: 1px solid $line_strong; border-radius: 6px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $sunken; }
QPushButton:focus { border: 2px solid $accent; }
QPushButton:disabled { background: $sunken; color: $text_3; border: 1px solid $sunken; }
QPushButton[kind="primary"], QPushButton:default {
  background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 700; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed, QPushButton:default:hover {
  background: $accent_press; border: 1px solid $accent_press; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $text_3; border: 1px solid $sunken; }
QPushButton[kind="danger"] { color: $bad; border: 1px solid $bad; }
QPushButton[kind="danger"]:focus { border: 2px solid $bad; }
QPushButton[kind="quiet"] { background: transparent; color: $accent; border: 1px solid transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:pressed, QPushButton[kind="quiet"]:checked { background: $sunken; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; }
QPushButton[kind="quiet"]:disabled { background: transparent; color: $text_3; border: 1px solid transparent; }
QPushButton[kind="link"], QPushButton[kind="link"]:focus { background: transparent; border: none; min-height: 0;
  padding: 0; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 2px solid $accent; }
QDialogButtonBox QPushButton { min-width: 64px; }
"""

FIELD = """
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit {
  background: $surface; color: $text; border: 1px solid $line_strong; border-radius: 6px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: 42px; padding: 0 12px; }
QPlainTextEdit, QTextEdit { padding: 9px 8px; }
QLineEdit:focus, QComboBox:focus, QComboBox:on, QAbstractSpinBox:focus { border: 2px solid $accent;
  min-height: 40px; padding: 0 11px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 8px 7px; }
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only { background: $window;
  border: 1px solid $line; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled,
QTextEdit:disabled { background: $sunken; color: $text_3; border: 1px solid $sunken; }
QLineEdit[state="wrong"], QComboBox[state="wrong"], QAbstractSpinBox[state="wrong"] {
  border: 2px solid $bad; min-height: 40px; padding: 0 11px; }
QPlainTextEdit[state="wrong"], QTextEdit[state="wrong"] { border: 2px solid $bad; padding: 8px 7px; }
QLineEdit[scale="huge"], QComboBox[scale="huge"] { min-height: 50px; }
QLineEdit[scale="huge"]:focus, QComboBox[scale="huge"]:focus { min-height: 48px; }
QLineEdit[role="bare"], QLineEdit[role="bare"]:focus { background: transparent; border: none; padding: 0;
  min-height: 0; }
QLineEdit[role="search"] { min-height: 34px; padding: 0 12px; font-size: 13px; }
QLineEdit[role="search"]:focus { min-height: 32px; padding: 0 11px; font-size: 13px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit, QComboBox QLineEdit:focus {
  background: transparent; border: none; padding: 0; min-height: 0; }
QAbstractSpinBox { max-height: 42px; }
QAbstractSpinBox:focus, QAbstractSpinBox[state="wrong"] { max-height: 40px; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 36px; }
QComboBox::down-arrow { image: url("$pictures/chevron-down-text_2.svg"); width: 18px; height: 18px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line_strong; padding: 4px;
  outline: none; }
QComboBox QAbstractItemView::item { min-height: 40px; padding: 0 8px; border-radius: 4px; color: $text; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QDateTimeEdit::drop-down { border: none; width: 36px; }
QDateTimeEdit::down-arrow { image: url("$pictures/calendar-text_2.svg"); width: 18px; height: 18px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 28px; }
QAbstractSpinBox::up-arrow { image: url("$pictures/chevron-up-text_2.svg"); width: 14px; height: 14px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QTimeEdit::down-arrow {
  image: url("$pictures/chevron-down-text_2.svg"); width: 14px; height: 14px; }
QCheckBox, QRadioButton { spacing: 12px; min-height: 44px; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; background: $surface;
  border: 2px solid $line_strong; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 10px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox:focus, QRadioButton:focus { outline: none; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
  image: url("$pictures/check-on_accent.svg"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent;
  image: url("$pictures/minus-on_accent.svg"); }
QRadioButton::indicator:checked { border-color: $accent; background: qradialgradient(cx:0.5, cy:0.5,
  radius:0.5, fx:0.5, fy:0.5, stop:0 $accent, stop:0.60 $accent, stop:0.68 $surface, stop:1 $surface); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $sunken;
  border-color: $mute_mark; }
"""

LISTS = """
QTableView, QTreeView, QListView { background: $surface; color: $text; border: none; outline: none;
  gridline-color: $line; selection-background-color: $accent_soft; selection-color: $text; }
QTableView::item, QTreeView::item { padding: 0 12px; border: none; border-bottom: 1px solid $line; }
QListView::indicator { width: 16px; height: 16px; background: $surface; border: 2px solid $line_strong;
  border-radius: 4px; }
QListView::indicator:checked { background: $accent; border-color: $accent;
  image: url("$pictures/check-on_accent.svg"); }
QListView::item { padding: 0 12px; min-height: 44px; border: none; border-bottom: 1px solid $line; }
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $accent_soft;
  color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text_3; border: none;
  border-bottom: 1px solid $line; padding: 0 15px; min-height: 36px; font-size: 13px; font-weight: 400; }
QTableCornerButton::section { background: $surface; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $mute_mark; border-radius: 3px; margin: 3px; }
QScrollBar::handle:hover { background: $line_strong; }
QScrollBar::handle:vertical { min-height: 48px; }
QScrollBar::handle:horizontal { min-width: 48px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
"""

MENUS = """
QMenu { background: $surface; color: $text; border: 1px solid $line_strong; padding: 4px; }
QMenu::item { min-height: 36px; padding: 0 24px 0 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $text_3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar::tab { background: transparent; color: $text_2; padding: 0 16px; min-height: 42px; border: none;
  border-bottom: 3px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom: 3px solid $accent; }
QTabBar::tab:hover { background: $hover; }
QGroupBox { border: 1px solid $line; border-radius: 8px; margin-top: 12px; }
QGroupBox::title { subcontrol-origin: margin; left: 16px; color: $text_2; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; min-height: 44px; }
QCalendarWidget QToolButton { color: $text; padding: 6px 10px; }
QCalendarWidget QAbstractItemView:enabled { background: $surface; color: $text;
  selection-background-color: $accent; selection-color: $on_accent; }
"""


def build(palette: Palette, pictures: Path) -> str:
    """The stylesheet of a palette; `pictures` is the folder with PICTURES as `<icon>-<colour>.svg`."""
    parts = [FRAMES, BUTTON, *_button_sizes(), FIELD, LISTS, MENUS, *_tones()]
    return Template("\n".join(parts)).substitute(asdict(palette), pictures=pictures.as_posix())


def _button_sizes() -> list[str]:
    """Heights with the edge, so that a focused button of 2 px edge stays as large as it was."""
    rules = []
    for name, size in BUTTONS.items():
        which = f'QPushButton[scale="{name}"]' if name != "small" else "QPushButton"
        letters = f"font-size: {TYPE[size.type].size}px;"
        for state, edge in (("", 1), (":focus", 2)):
            height, padding = size.height - 2 * edge, size.padding - edge
            rules.append(f"{which}{state} {{ min-height: {height}px; padding: 0 {padding}px; {letters} }}")
    return rules


def _tones() -> list[str]:
    return [f'QLabel[tone="{name}"] {{ color: ${name}; }}' for name in COLORS]
